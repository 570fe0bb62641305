"""A date typed as dd/mm/yyyy or picked from a calendar. The wheel never changes it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Final

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.errors import RuleError
from app.ui import icons
from app.ui.theme import colours

_PARTS: Final = re.compile(r"\D+")
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH_WORD: Final = re.compile(r"[a-z]{3,}", re.IGNORECASE)


def read_date(text: str, what: str = "the date") -> date | None:
    """The date typed in `text`, or None when empty. Takes / . - and blanks, and month words.

    Raises RuleError that says what to do ("Add the year to the date of the visit").
    """
    text = text.strip()
    if not text:
        return None
    day, month, year = _numbers(text, what)
    if month > 12 or month < 1:
        raise RuleError(f"Enter {what} with a month from 1 to 12")
    try:
        return date(year, month, day)
    except ValueError:
        raise RuleError(f"That month has no day {day}: enter {what} again") from None


def _numbers(text: str, what: str) -> tuple[int, int, int]:
    words = _MONTH_WORD.findall(text)
    if words:
        known = words[0][:3].lower()
        if known not in _MONTHS:
            raise RuleError(f"Enter {what} as numbers, for example 26/11/2026")
        text = _MONTH_WORD.sub(f"/{_MONTHS.index(known) + 1}/", text, count=1)
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) == 3 and len(parts[0]) == 4:
        parts = parts[::-1]
    if not parts or len(parts) > 3:
        raise RuleError(f"Enter {what} as day, month and year, for example 26/11/2026")
    if len(parts) == 1:
        raise RuleError(f"Add the month and the year to {what}")
    if len(parts) == 2:
        raise RuleError(f"Add the year to {what}")
    year = int(parts[2])
    if len(parts[2]) == 2:
        year += 2000
    elif len(parts[2]) != 4:
        raise RuleError(f"Enter the year of {what} with four digits")
    return int(parts[0]), int(parts[1]), year


class DateField(QLineEdit):
    """`changed` follows typing and picking. `today` is what T types and where the calendar opens.

    Up and Down step by a day, F4 or the picture opens the calendar. The wheel does nothing.
    """

    changed = Signal()

    def __init__(self, name: str, spoken_name: str, *, today: date, what: str = "the date") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self.setPlaceholderText("dd/mm/yyyy")
        self.setFixedWidth(140)
        self._today = today
        self._what = what
        pick = QAction(icons.icon("ph.calendar-blank", "text_2"), "Choose from a calendar", self)
        pick.setObjectName(f"{name}_pick")
        pick.setToolTip("Choose from a calendar (F4)")
        pick.triggered.connect(self.open_calendar)
        self.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(self.changed)

    def value(self) -> date | None:
        """The date, or None when empty. Raises RuleError when it cannot be read."""
        return read_date(self.text(), self._what)

    def set_value(self, day: date | None) -> None:
        """Show a date, or nothing."""
        self.setText("" if day is None else day.strftime("%d/%m/%Y"))

    def open_calendar(self) -> None:
        """Open the calendar under the field."""
        popup = _CalendarPopup(self, self._value_or_today())
        popup.picked.connect(self._on_picked)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None and not self.isReadOnly():
            self._step(step)
        elif event.key() == Qt.Key.Key_F4:
            self.open_calendar()
        elif event.key() == Qt.Key.Key_T and not self.text():
            self.set_value(self._today)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        with suppress(RuleError):  # what was typed stays; the form says it when it is left
            self.set_value(self.value())
        super().focusOutEvent(event)

    def _step(self, days: int) -> None:
        shown = self._value_or_today()
        self.set_value(date.fromordinal(max(1, shown.toordinal() + days)))

    def _value_or_today(self) -> date:
        try:
            return self.value() or self._today
        except RuleError:
            return self._today

    def _on_picked(self, day: date) -> None:
        self.set_value(day)
        self.setFocus()


class _CalendarPopup(QFrame):
    picked = Signal(object)

    def __init__(self, parent: QWidget, day: date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("calendar_popup")
        self.setProperty("area", "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.calendar = QCalendarWidget()
        self.calendar.setObjectName("calendar")
        self.calendar.setAccessibleName("Calendar")
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._set_look()
        self.calendar.clicked.connect(self._on_chosen)
        self.calendar.activated.connect(self._on_chosen)
        layout.addWidget(self.calendar)

    def _set_look(self) -> None:
        for name, icon in (("prev", "ph.caret-left"), ("next", "ph.caret-right")):
            arrow = self.calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            if arrow is not None:
                arrow.setIcon(icons.icon(icon))
        plain = QTextCharFormat()
        plain.setForeground(QColor(colours().text))  # no red: it means trouble here
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, plain)

    def _on_chosen(self, chosen: QDate) -> None:
        self.picked.emit(date(chosen.year(), chosen.month(), chosen.day()))
        self.close()

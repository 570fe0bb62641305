"""The filter bar: a find field, filters that say in words what they do, Clear and Views.

Filters narrow each other (AND); those in use are tinted. `FilterBar.matches` is what a table asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from app import tokens
from app.settings import SettingsFile
from app.ui import icons
from app.ui.widgets.buttons import button
from app.ui.widgets.filter_button import Filter, FilterButton, Option, passes_all
from app.ui.widgets.filter_views import ViewStore
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label

R = TypeVar("R")

FIND_KEY = "find"


class FindField(QLineEdit):
    """A field with a magnifying glass; Esc empties it, Down leaves it for the list."""

    down_pressed = Signal()

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(placeholder)
        self.setPlaceholderText(placeholder)
        self.setClearButtonEnabled(False)
        self.addAction(
            icons.icon("ph.magnifying-glass", "text_2"), QLineEdit.ActionPosition.LeadingPosition
        )

    def sizeHint(self) -> QSize:
        return QSize(230, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget, Generic[R]):
    """Find field, filters, Clear, Views. `changed` follows 150 ms after typing, at once otherwise.

    `text_of(row)` gives what the find field looks in; every word typed must occur.
    """

    changed = Signal()
    down_pressed = Signal()

    def __init__(
        self,
        name: str,
        filters: Sequence[Filter[R]],
        *,
        find: str = "",
        text_of: Callable[[R], str] | None = None,
        settings: SettingsFile | None = None,
        views: ViewStore | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._settings = settings
        self._views = views
        self._text_of = text_of
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self._on_changed)
        self.find_field: FindField | None = None
        self.filters: dict[str, FilterButton[R]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        flow = FlowLayout(gap=8)
        row.addLayout(flow, 1)
        if find:
            flow.addWidget(self._make_find(find))
        for spec in filters:
            found: FilterButton[R] = FilterButton(spec)
            found.value_changed.connect(self._on_changed)
            self.filters[spec.key] = found
            flow.addWidget(found)
        self.note = label("", "second", name=f"{name}_note")
        self.note.setMinimumHeight(tokens.BUTTON)
        self.note.hide()
        flow.addWidget(self.note)
        self._clear = button("Clear", "quiet", name=f"{name}_clear", icon="ph.x")
        self._clear.clicked.connect(self.clear)
        row.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignTop)
        if self._views is not None:
            row.addWidget(self._make_views(), 0, Qt.AlignmentFlag.AlignTop)
        if settings is not None:
            self.set_values(settings.current.filters.get(name, {}))
        self._show_state()

    @property
    def is_in_use(self) -> bool:
        """True when anything narrows the list."""
        return bool(self.find_text()) or any(
            f.value != f.spec.default for f in self.filters.values()
        )

    def set_note(self, words: str) -> None:
        """Say something at the end of the filters; nothing takes no room there."""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def find_text(self) -> str:
        """What stands in the find field."""
        return self.find_field.text().strip() if self.find_field is not None else ""

    def values(self) -> dict[str, str]:
        """What narrows the list, by key; "find" for the text."""
        found = {k: f.value for k, f in self.filters.items() if f.value != f.spec.default}
        return found | ({FIND_KEY: self.find_text()} if self.find_text() else {})

    def set_values(self, values: dict[str, str]) -> None:
        """Set all filters at once; those not named go back to their default."""
        self.blockSignals(True)
        for key, found in self.filters.items():
            found.set_value(values.get(key, found.spec.default))
        if self.find_field is not None:
            self.find_field.setText(values.get(FIND_KEY, ""))
        self.blockSignals(False)
        self._on_changed()

    def clear(self) -> None:
        """Put every filter back."""
        self.set_values({})

    def matches(self, row: R) -> bool:
        """True when `row` passes every filter and holds every word typed."""
        return self._has_words(row) and all(f.passes(row) for f in self.filters.values())

    def total(self, rows: Sequence[R]) -> int:
        """How many rows there would be without what the user narrows by: archived ones are not
        counted while they are left out anyway."""
        usual = [f for f in self.filters.values() if f.spec.is_always_applied and not f.is_in_use]
        return sum(all(f.passes(row) for f in usual) for row in rows) if usual else len(rows)

    def words_in_use(self) -> list[str]:
        """The filters in use, in words: ["Type: nursing home", "“oak”"]."""
        found = [f.words for f in self.filters.values() if f.is_in_use]
        return found + ([f"“{self.find_text()}”"] if self.find_text() else [])

    def why_empty(self, rows: Sequence[R]) -> str:
        """Names the filter that empties the list: the one whose removal brings rows back."""
        for key, found in self.filters.items():
            if found.is_in_use and any(self._matches_without(key, row) for row in rows):
                others = [words for words in self.words_in_use() if words != found.words]
                beside = f" with {' and '.join(_quoted(o) for o in others)}" if others else ""
                return f"“{found.words}” leaves none{beside}."
        if self.find_text() and any(self._matches_without(FIND_KEY, row) for row in rows):
            return f"Nothing holds “{self.find_text()}”."
        return "No row passes these filters together."

    def _matches_without(self, left_out: str, row: R) -> bool:
        return (left_out == FIND_KEY or self._has_words(row)) and all(
            key == left_out or f.passes(row) for key, f in self.filters.items()
        )

    def _has_words(self, row: R) -> bool:
        if self._text_of is None or not self.find_text():
            return True
        text = self._text_of(row).casefold()
        return all(word in text for word in self.find_text().casefold().split())

    def _make_find(self, words: str) -> FindField:
        found = FindField(words, f"{self.objectName()}_find")
        found.setMinimumWidth(140)
        found.setMaximumWidth(230)
        found.textChanged.connect(self._on_typed)
        found.down_pressed.connect(self.down_pressed)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._on_find)
        found.setToolTip("Ctrl+F")
        self.find_field = found
        return found

    def _on_find(self) -> None:
        if self.find_field is not None and self.isVisible():
            self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.find_field.selectAll()

    def _on_typed(self) -> None:
        self._typing.start()

    def _on_changed(self) -> None:
        self._show_state()
        if self._settings is not None and not self.signalsBlocked():
            kept = self._settings.current.filters
            if kept.get(self.objectName(), {}) != self.values():
                self._settings.change(filters=kept | {self.objectName(): self.values()})
        self.changed.emit()

    def _show_state(self) -> None:
        self._clear.setVisible(self.is_in_use)

    def _make_views(self) -> QPushButton:
        found = button("Views", name=f"{self.objectName()}_views", icon="ph.funnel")
        menu = QMenu(found)
        menu.setObjectName(f"{self.objectName()}_views_menu")
        menu.aboutToShow.connect(self._fill_views)
        menu.triggered.connect(self._on_view_chosen)
        found.setMenu(menu)
        self._views_menu = menu
        return found

    def _fill_views(self) -> None:
        assert self._views is not None
        self._views_menu.clear()
        views = self._views.all()
        for name in sorted(views):
            self._views_menu.addAction(name).setData(("show", name))
        if views:
            self._views_menu.addSeparator()
        self._views_menu.addAction("Save this view…").setData(("save", ""))
        for name in sorted(views):
            self._views_menu.addAction(f"Remove “{name}”").setData(("remove", name))

    def _on_view_chosen(self, action: QAction) -> None:
        what, name = action.data()
        assert self._views is not None
        if what == "show":
            self.set_values(self._views.all()[name])
        elif what == "remove":
            self._views.remove(name)
        else:
            self._views.ask(self.window(), self.values())


def _quoted(words: str) -> str:
    return words if words.startswith("“") else f"“{words}”"


__all__ = [
    "Filter",
    "FilterBar",
    "FilterButton",
    "FindField",
    "Option",
    "ViewStore",
    "passes_all",
]

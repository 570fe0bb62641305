"""Labels in the three sizes and two weights, hairlines, key caps and tags."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.ui import icons
from app.ui.theme import set_property

Role = Literal["title", "heading", "strong", "body", "second", "keycap", "tag"]
Tone = Literal["", "second", "danger", "warn", "ok", "accent"]


def label(
    text: str = "",
    role: Role = "body",
    *,
    tone: Tone = "",
    wrap: bool = False,
    name: str = "",
    selectable: bool = False,
) -> QLabel:
    """A plain-text label; `wrap` lets it break over lines, `selectable` lets it be copied."""
    found = QLabel(text)
    found.setTextFormat(Qt.TextFormat.PlainText)
    found.setProperty("role", role)
    found.setProperty("tone", tone)
    found.setWordWrap(wrap)
    if wrap:
        found.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if name:
        found.setObjectName(name)
    if selectable:
        found.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return found


def key_cap(text: str) -> QLabel:
    """A key as a cap: 20 px high whatever stands beside it."""
    found = label(text, "keycap")
    found.setFixedHeight(20)
    found.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return found


def set_tone(found: QLabel, tone: Tone) -> None:
    """Change the colour role of a label."""
    set_property(found, "tone", tone)


class ElidedLabel(QLabel):
    """One line that gives way: too long a text ends in … and stands in full in the tooltip.

    `fills` takes all the room there is; otherwise as much as the text needs.
    """

    def __init__(
        self, text: str = "", role: Role = "body", tone: Tone = "", *, fills: bool = True
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        policy = QSizePolicy.Policy.Ignored if fills else QSizePolicy.Policy.Maximum
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(24)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        is_cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if is_cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class IconLabel(QWidget):
    """A small picture beside text, in a role of the palette (`warn`, `text_2`)."""

    def __init__(self, name: str, role: str = "text", size: int = 16) -> None:
        super().__init__()
        self._icon = name
        self._role = role
        self.setFixedSize(QSize(size, size))

    def set_icon(self, name: str, role: str) -> None:
        """Show another icon or colour."""
        self._icon = name
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.icon(self._icon, self._role).paint(painter, self.rect())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


def rule(*, vertical: bool = False) -> QFrame:
    """A hairline for separation."""
    found = QFrame()
    found.setProperty("line", True)
    if vertical:
        found.setFixedWidth(1)
    else:
        found.setFixedHeight(1)
    return found

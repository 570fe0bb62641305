"""A side pane that stands beside the content, and lies over it as a drawer in a narrow window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import tokens


class SidePane(QWidget):
    """`content` and a `side` of fixed width. Below `drawer_below` px the side is a drawer.

    Put it in a page with `set_content(pane, bleeds=True)`: the side reaches the window's edge, and
    `margin` is kept at the left of the content (and at its right while the side is away); `gap`
    lies between the two.
    `set_open` shows or hides it; a drawer starts closed, Esc closes it. `opened(is_open)` follows,
    and `drawer_changed(is_drawer)` when the room grew or shrank.
    """

    opened = Signal(bool)
    drawer_changed = Signal(bool)

    def __init__(
        self,
        name: str,
        content: QWidget,
        side: QWidget,
        *,
        width: int = tokens.PREVIEW_WIDTH,
        drawer_below: int = tokens.PREVIEW_DRAWER_BELOW - tokens.NAV_WIDTH,
        is_open: bool = True,
        margin: int = tokens.PAGE_SIDE,
        gap: int = tokens.BLOCK_GAP,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._content = content
        self._side = side
        self._width = width
        self._margin = margin
        self._drawer_below = drawer_below
        self._is_wished = is_open
        self._is_drawer_open = False
        self.is_drawer = False
        side.setProperty("area", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(width)
        row = QHBoxLayout(self)
        row.setSpacing(gap)
        row.addWidget(content, 1)
        row.addWidget(side)
        self._row = row
        side.setVisible(is_open)
        self._lay_out()

    @property
    def is_open(self) -> bool:
        """True while the side is shown."""
        return self._is_drawer_open if self.is_drawer else self._is_wished

    def set_open(self, is_open: bool) -> None:
        """Show or hide the side."""
        if self.is_drawer:
            self._is_drawer_open = is_open
        else:
            self._is_wished = is_open
        self._side.setVisible(is_open)
        self._lay_out()
        self.opened.emit(is_open)

    def toggle(self) -> None:
        """Show the side when hidden, hide it when shown."""
        self.set_open(not self.is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_drawer = self.width() < self._drawer_below
        if is_drawer != self.is_drawer:
            self.is_drawer = is_drawer
            self._is_drawer_open = False
            if is_drawer:
                self._row.removeWidget(self._side)
            else:
                self._row.addWidget(self._side)
            self._side.setVisible(self.is_open)
            self.drawer_changed.emit(is_drawer)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_drawer and self.is_open:
            self.set_open(False)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        is_beside = self.is_open and not self.is_drawer
        self._row.setContentsMargins(self._margin, 0, 0 if is_beside else self._margin, 0)
        if self.is_drawer:
            width = min(self._width, self.width())
            self._side.setGeometry(self.width() - width, 0, width, self.height())
            self._side.raise_()

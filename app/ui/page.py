"""The base of every page: title, one sentence that says the state, actions, filter bar, content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app import tokens
from app.ui.context import Context
from app.ui.widgets.detail_header import PageHeader


class Page(QWidget):
    """A page of the window. Subclasses build their widgets in the constructor, read nothing there,
    and fill them in `reload()`.

    `changed_kinds` names the kinds of thing that the page shows; when one of them is written it
    reloads at once if visible, else when it is next shown. `navigate(page, key)` asks the window
    for another page; `title_changed` lets the window's title follow the page's.
    """

    navigate = Signal(str, str)
    back_requested = Signal()
    full_screen_requested = Signal(bool)
    title_changed = Signal(str)

    changed_kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: Context, name: str, title: str, *, back: str = "") -> None:
        super().__init__()
        self.setObjectName(f"page_{name}")
        self.setAccessibleName(title)
        self.context = context
        self.name = name
        self.key = ""
        self._is_stale = True
        self.header = PageHeader(title, back=back)
        self.header.back_requested.connect(self.back_requested)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        self._layout = QVBoxLayout()
        self._layout.setContentsMargins(tokens.PAGE_SIDE, tokens.PAGE_TOP, tokens.PAGE_SIDE, 0)
        self._layout.setSpacing(10)
        self._content = QVBoxLayout()
        whole.addLayout(self._layout)
        whole.addLayout(self._content, 1)
        self._layout.addWidget(self.header)
        context.changes.changed.connect(self._on_changed)

    # --- what subclasses use ----------------------------------------------------------------

    def set_title(self, title: str) -> None:
        """Change the title (the name of the record on a detail page)."""
        self.header.set_title(title)
        self.setAccessibleName(title)
        self.title_changed.emit(title)

    def set_sentence(self, sentence: str) -> None:
        """One sentence under the title that says the state."""
        self.header.set_sentence(sentence)

    def add_action(self, action: QPushButton) -> None:
        """Add a button at the top right; the primary one last."""
        self.header.add_action(action)

    def add_bar(self, widget: QWidget) -> None:
        """Put a filter bar, facts row, tabs or a note under what is there."""
        widget.setSizePolicy(widget.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Maximum)
        self._layout.addWidget(widget)

    def set_content(self, widget: QWidget, *, scrolls: bool = False, bleeds: bool = False) -> None:
        """The rest of the page; `scrolls` when it may be higher than the window; `bleeds` for
        a SidePane or a Wizard, whose side or foot reaches the edges of the window."""
        if scrolls:
            area = QScrollArea()
            area.setObjectName(f"{self.objectName()}_scroll")
            area.setWidgetResizable(True)
            area.setWidget(widget)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # no stop of Tab without a ring; PgDn works
            area.viewport().setAutoFillBackground(False)
            widget.setAutoFillBackground(False)
            widget = area
        side = 0 if bleeds else tokens.PAGE_SIDE
        self._content.setContentsMargins(side, 0, side, 0)
        self._content.addWidget(widget)

    # --- what subclasses say ----------------------------------------------------------------

    def reload(self) -> None:
        """Read and show what the page is about (`self.key` on a detail page)."""

    def show_key(self, key: str) -> None:
        """Show another record; the window calls it before the page is shown."""
        if key != self.key:
            self.key = key
            self._is_stale = True
        self.refresh_if_visible()

    def state(self) -> Mapping[str, Any]:
        """What Back must bring again: tab, current row, scroll."""
        return {}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Bring it again; called after the page is shown and reloaded."""

    def begin(self) -> bool:
        """Put the focus where work begins when the page is gone to; False: the first stop of Tab
        will do."""
        return False

    def may_leave(self) -> bool:
        """False keeps the page open: something typed is not saved and the user wants to stay."""
        return True

    def go_back(self) -> bool:
        """True when the page took Back (Alt+Left) for itself, as a wizard does."""
        return False

    # --- the window and Qt ------------------------------------------------------------------

    def mark_stale(self) -> None:
        """Reload before the page is next seen."""
        self._is_stale = True
        self.refresh_if_visible()

    def refresh_if_visible(self) -> None:
        """Reload when stale and visible."""
        if self._is_stale and self.isVisible():
            self._is_stale = False
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_if_visible()

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds & self.changed_kinds:
            self.mark_stale()

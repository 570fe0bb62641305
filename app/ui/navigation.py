"""The left navigation: product and council, Go to, the pages with icon, word and count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.ui import icons
from app.ui.context import Context
from app.ui.page import Page
from app.ui.widgets.labels import label, rule

MakePage = Callable[[Context], Page]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page the window knows. `make` is called when it is first shown (import it there).

    `icon` empty: a detail page, not in the navigation; `under` names the navigation entry that is
    marked while it is shown. A rule stands before each new `group`.
    """

    name: str
    words: str
    make: MakePage
    icon: str = ""
    group: int = 0
    under: str = ""

    @property
    def nav_name(self) -> str:
        """The entry to mark."""
        return self.under or self.name


class NavItem(QPushButton):
    """One entry: icon, word, count. Narrow shows the icon alone, the word as tooltip."""

    def __init__(self, spec: PageSpec, number: int) -> None:
        super().__init__(f" {spec.words}")
        self.spec = spec
        self._keys = f"Ctrl+{number}" if number <= 9 else ""
        self.setObjectName(f"nav_{spec.name}")
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setIcon(icons.icon(spec.icon))
        self.setIconSize(QSize(tokens.NAV_ICON, tokens.NAV_ICON))
        self.setFixedHeight(tokens.NAV_ITEM)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addStretch(1)
        self._count: QLabel = label("", "second")
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self._count)
        self.set_count("")

    def set_count(self, words: str) -> None:
        """Show "14" or "1 open" at the right."""
        self._count.setText(words)
        spoken = f"{self.spec.words}, {words}" if words else self.spec.words
        self.setAccessibleName(spoken)
        self.setToolTip(f"{spoken} ({self._keys})" if self._keys else spoken)

    def set_narrow(self, is_narrow: bool) -> None:
        """Show the icon alone, or icon, word and count."""
        self.setText("" if is_narrow else f" {self.spec.words}")
        self._count.setVisible(not is_narrow)


class Navigation(QWidget):
    """Signals: `chosen(page name)`, `go_to_requested`, `narrowed(is_narrow)` by the user."""

    chosen = Signal(str)
    go_to_requested = Signal()
    narrowed = Signal(bool)

    def __init__(self, council: str) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAccessibleName("Pages")
        self.setProperty("area", "nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.items: dict[str, NavItem] = {}
        self.is_narrow = False
        self._group = QButtonGroup(self)
        self._last_group: int | None = None
        column = self._column = QVBoxLayout(self)
        column.setSpacing(0)
        self._product = label(tokens.PRODUCT_NAME, "strong", wrap=True)
        self._product.setContentsMargins(8, 0, 16, 0)
        self._council = label(council, "second", wrap=True, name="nav_council")
        self._council.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self._product)
        column.addWidget(self._council)
        column.addSpacing(12)
        self._go_to = self._make_go_to()
        column.addWidget(self._go_to)
        column.addSpacing(10)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(0)
        column.addLayout(self._pages)
        column.addStretch(1)
        self._narrow = QPushButton()
        self._narrow.setObjectName("nav_narrow")
        self._narrow.setProperty("kind", "nav")
        self._narrow.setProperty("tone", "second")
        self._narrow.setIconSize(QSize(tokens.NAV_ICON, tokens.NAV_ICON))
        self._narrow.setFixedHeight(tokens.NAV_ITEM)
        self._narrow.clicked.connect(self._on_narrow_clicked)
        column.addWidget(self._narrow)
        self.set_narrow(False)

    def set_council(self, words: str) -> None:
        """Show the council's name."""
        self._council.setText(words)

    def add(self, spec: PageSpec) -> None:
        """Add the entry of a page, with a rule before a new group."""
        if self._last_group is not None and spec.group != self._last_group:
            self._pages.addSpacing(8)
            line = rule()
            self._pages.addWidget(line)
            self._pages.addSpacing(8)
        self._last_group = spec.group
        item = NavItem(spec, len(self.items) + 1)
        item.clicked.connect(self._on_clicked)
        item.set_narrow(self.is_narrow)
        self._group.addButton(item)
        self.items[spec.name] = item
        self._pages.addWidget(item)

    def mark(self, name: str) -> None:
        """Mark the entry of the page shown."""
        if name in self.items:
            self.items[name].setChecked(True)

    def set_count(self, name: str, words: str) -> None:
        """Show a count on an entry; an empty text takes it away."""
        if name in self.items:
            self.items[name].set_count(words)

    def set_narrow(self, is_narrow: bool) -> None:
        """Icons alone, or icons and words."""
        self.is_narrow = is_narrow
        self.setFixedWidth(tokens.NAV_NARROW if is_narrow else tokens.NAV_WIDTH)
        margin = 4 if is_narrow else 8
        self._column.setContentsMargins(margin, 12, margin, 8)
        for item in self.items.values():
            item.set_narrow(is_narrow)
        for found in (self._product, self._council, self._key):
            found.setVisible(not is_narrow)
        self._go_to.setText("" if is_narrow else " Go to")
        self._narrow.setText("" if is_narrow else " Narrow this list")
        words = "Widen this list" if is_narrow else "Narrow this list"
        self._narrow.setAccessibleName(words)
        self._narrow.setToolTip(words)
        way = "right" if is_narrow else "left"
        self._narrow.setIcon(icons.icon(f"ph.caret-double-{way}", "text_2"))

    def _make_go_to(self) -> QPushButton:
        found = QPushButton(" Go to")
        found.setObjectName("go_to")
        found.setAccessibleName("Go to anything by name, reference or CQC ID")
        found.setToolTip("Go to anything by name, reference or CQC ID (Ctrl+K)")
        found.setProperty("kind", "goto")
        found.setIcon(icons.icon("ph.magnifying-glass", "text_2"))
        found.setIconSize(QSize(16, 16))
        found.setMinimumHeight(tokens.BUTTON)
        row = QHBoxLayout(found)
        row.setContentsMargins(0, 0, 6, 0)
        row.addStretch(1)
        self._key = label("Ctrl+K", "keycap")
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        found.clicked.connect(self.go_to_requested)
        return found

    def _on_clicked(self) -> None:
        checked = self._group.checkedButton()
        if isinstance(checked, NavItem):
            self.chosen.emit(checked.spec.name)

    def _on_narrow_clicked(self) -> None:
        self.set_narrow(not self.is_narrow)
        self.narrowed.emit(self.is_narrow)

"""The frame: navigation at the left, one page at a time, status line at the foot.

Pages are registered by name with a function that makes them when first shown. Each keeps its place
in a history, so Back returns to the same row. The window knows no page by its class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.ui.context import Context
from app.ui.focus import FocusKeeper, first_stop
from app.ui.go_to import GoToDialog, GoToResult, QueryPort
from app.ui.help import HelpDialog, ShortcutsDialog
from app.ui.navigation import Navigation, PageSpec
from app.ui.page import Page
from app.ui.placing import DRAWN_FOR, keep_place
from app.ui.status_line import StatusLine
from app.ui.toast import Toast

LEAST_PAGE = QSize(480, 320)


@dataclass(frozen=True, slots=True)
class Place:
    """One step of the history: page, record, and how the page was left."""

    page: str
    key: str
    state: Mapping[str, Any]


class MainWindow(QMainWindow):
    """The window. `specs` are the pages that exist, in the order of the navigation;
    `is_encrypted` says it of the open file, None while no file is known.

    `page_shown(name, key)` follows each change of page; `closing` comes before the window closes.
    """

    page_shown = Signal(str, str)
    closing = Signal()

    def __init__(
        self,
        context: Context,
        specs: Sequence[PageSpec],
        *,
        council: str = "",
        query: QueryPort | None = None,
        is_encrypted: bool | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(tokens.PRODUCT_NAME)
        self.setMinimumSize(QSize(720, 460))
        self.context = context
        self._specs = {spec.name: spec for spec in specs}
        self._query = query
        self._is_encrypted = is_encrypted
        self._pages: dict[str, Page] = {}
        self._shown: Page | None = None
        self._title = ""
        self._back: list[Place] = []
        self._forward: list[Place] = []
        self._is_narrow_wish = context.settings.current.nav_is_narrow
        self._is_full_screen = False
        self._focus = FocusKeeper(self)
        self._build(council)
        for spec in specs:
            if spec.icon:
                self.navigation.add(spec)
        self._connect()
        self._make_shortcuts()
        room = QGuiApplication.primaryScreen().availableSize()
        self.resize(DRAWN_FOR.boundedTo(room))

    # --- pages ------------------------------------------------------------------------------

    @property
    def current_page(self) -> Page | None:
        """The page that is shown, or None before the first."""
        return self._shown

    @property
    def page_names(self) -> tuple[str, ...]:
        """The pages that are registered, in the order of the navigation."""
        return tuple(self._specs)

    def go_to(self, name: str, key: str = "") -> bool:
        """Show page `name` on record `key`; False when the page shown does not let go.

        Raises KeyError for a page that is not registered.
        """
        spec = self._specs[name]
        if self._shown is not None:
            if self._shown.name == name and self._shown.key == key:
                return True
            if not self._shown.may_leave():
                self.navigation.mark(self._specs[self._shown.name].nav_name)
                return False
            self._back.append(self._place())
            self._forward.clear()
        self._show(spec, key)
        return True

    def go_back(self) -> None:
        """Return to the page before, on the same row; to the page's own list if none was before."""
        if self._shown is not None and self._shown.go_back():
            return
        if self._shown is not None and not self._back:
            self.go_to(self._specs[self._shown.name].nav_name)
        else:
            self._step(self._back, self._forward)

    def go_forward(self) -> None:
        """Undo a go_back."""
        self._step(self._forward, self._back)

    def page(self, name: str) -> Page:
        """The page, made now if it was not shown before."""
        if name not in self._pages:
            page = self._specs[name].make(self.context)
            page.navigate.connect(self.go_to)
            page.back_requested.connect(self.go_back)
            page.full_screen_requested.connect(self.set_full_screen)
            page.title_changed.connect(self._on_title_changed)
            self._pages[name] = page
            self._stack.addWidget(page)
        return self._pages[name]

    def set_full_screen(self, is_full: bool) -> None:
        """Hide navigation and status line (visit mode), or bring them again."""
        self._is_full_screen = is_full
        self.navigation.setVisible(not is_full)
        self.status.setVisible(not is_full)

    def set_cover(self, cover: QWidget | None, title: str = "") -> None:
        """Give the whole window to `cover` (unlock); None brings the frame again.

        While covered the window says and does nothing of its own: its title is `title`, its keys
        are off, and what the program would say waits.
        """
        old = self._covers.currentWidget()
        if cover is None:
            self._covers.setCurrentWidget(self._frame)
        else:
            self._covers.addWidget(cover)
            self._covers.setCurrentWidget(cover)
        if old is not self._frame and old is not cover and old is not None:
            self._covers.removeWidget(old)
            old.deleteLater()
        self._fall_silent(title)

    def _fall_silent(self, title: str) -> None:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for keys in self.findChildren(QShortcut, options=direct):
            keys.setEnabled(not self.is_covered)
        if self.is_covered:
            self._toast.hide()
            self.context.messages.hold()
            self.setWindowTitle(_titled(title))
        else:
            self.context.messages.release()
            self.setWindowTitle(_titled(self._title))

    @property
    def is_covered(self) -> bool:
        """True while a cover has the whole window."""
        return self._covers.currentWidget() is not self._frame

    def may_close(self) -> bool:
        """False when some page holds words that are not saved and the user wants to stay."""
        return all(page.may_leave() for page in self._pages.values())

    @property
    def cover(self) -> QWidget | None:
        """What has the whole window now, or None."""
        return self._covers.currentWidget() if self.is_covered else None

    def tell_saved(self, outcome: Any) -> None:
        """An act is on the disk: the status line says since when. A restore is no act."""
        if outcome.act_id:
            self.status.saved.set_saved(self.context.now())

    # --- asking and help --------------------------------------------------------------------

    def ask_where(self) -> None:
        """Open Go to (Ctrl+K)."""
        if self.is_covered:
            return
        pages = [
            GoToResult(s.name, s.words, "page", "", s.icon) for s in self._specs.values() if s.icon
        ]
        dialog = GoToDialog(self, self._query, self.context.background, pages)
        dialog.went.connect(self.go_to)
        dialog.open()

    def show_help(self) -> None:
        """Open the help (F1) on the page shown."""
        name = self._specs[self._shown.name].nav_name if self._shown is not None else ""
        HelpDialog(self, name, is_encrypted=self._is_encrypted).open()

    def show_shortcuts(self) -> None:
        """Open the list of shortcuts (Ctrl+/)."""
        ShortcutsDialog(self, [spec.words for spec in self._specs.values() if spec.icon]).open()

    # --- Qt ---------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_covered and not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        keep_place(self, self.context.settings)
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_navigation()
        self._toast.place()

    # --- private ----------------------------------------------------------------------------

    def _build(self, council: str) -> None:
        self.navigation = Navigation(council)
        self.status = StatusLine()
        self.status.set_officer(self.context.officer.name)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._stack.setProperty("area", "surface")
        self._stack.setMinimumSize(LEAST_PAGE)  # one wide page must not widen the window
        self._frame = QWidget()
        self._frame.setObjectName("frame")
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.navigation)
        upper.addWidget(self._stack, 1)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self.status)
        self._covers = QStackedWidget()
        self._covers.addWidget(self._frame)
        self.setCentralWidget(self._covers)
        self._toast = Toast(self)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.go_to)
        self.navigation.go_to_requested.connect(self.ask_where)
        self.navigation.narrowed.connect(self._on_narrowed)
        self.status.help_requested.connect(self.show_help)
        context = self.context
        context.messages.window = self
        context.messages.said.connect(self._toast.say)
        context.messages.undo_offered.connect(self._toast.offer_undo)
        context.background.started.connect(self.status.work.add)
        context.background.unclaimed.connect(context.messages.tell_error)

    def _make_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+K", self.ask_where),
            ("F1", self.show_help),
            ("Ctrl+/", self.show_shortcuts),
            ("Alt+F", self.status.open_file_menu),
            ("Alt+W", self.status.open_officer_menu),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_forward),
            *(() if _opens_menus() else (("Shift+F10", self._open_menu),)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        for number, item in enumerate(list(self.navigation.items.values())[:9], start=1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(item.click)

    def _open_menu(self) -> None:
        """The menu of what has the focus, where Qt knows the Menu key alone."""
        focused: Any = self.focusWidget()
        if focused is not None:
            at = focused.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
            reason = QContextMenuEvent.Reason.Keyboard
            event = QContextMenuEvent(reason, at, focused.mapToGlobal(at))
            QApplication.sendEvent(focused, event)

    def _fit_navigation(self) -> None:
        is_tight = self.width() < tokens.NARROW_NAV_BELOW
        self.navigation.set_narrow(is_tight or self._is_narrow_wish)

    def _on_narrowed(self, is_narrow: bool) -> None:
        self._is_narrow_wish = is_narrow
        self.context.settings.change(nav_is_narrow=is_narrow)

    def _place(self) -> Place:
        assert self._shown is not None
        return Place(self._shown.name, self._shown.key, self._shown.state())

    def _show(self, spec: PageSpec, key: str, state: Mapping[str, Any] | None = None) -> None:
        page = self.page(spec.name)
        if self._is_full_screen:
            self.set_full_screen(False)
        self._shown = page
        self._focus.watch(page)
        is_other = page.key != key
        self._say_title(spec.words if is_other else page.header.title())
        page.show_key(key)
        self._stack.setCurrentWidget(page)
        page.refresh_if_visible()
        self.navigation.mark(spec.nav_name)
        if state:
            page.restore_state(state)
        self._focus_in(page, is_return=state is not None)
        self.page_shown.emit(spec.name, key)

    def _on_title_changed(self, title: str) -> None:
        if self.sender() is self._shown:
            self._say_title(title)

    def _say_title(self, title: str) -> None:
        self._title = title
        if not self.is_covered:
            self.setWindowTitle(_titled(title))

    def _focus_in(self, page: Page, *, is_return: bool) -> None:
        """The page begins; one that is returned to keeps the focus where it was."""
        if not is_return and page.begin():
            return
        focused: Any = self.focusWidget()
        if focused is None or not page.isAncestorOf(focused):
            first = first_stop(page)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, source: list[Place], other: list[Place]) -> None:
        if not source or self._shown is None or not self._shown.may_leave():
            return
        other.append(self._place())
        place = source.pop()
        self._show(self._specs[place.page], place.key, place.state)


def _opens_menus() -> bool:
    return QGuiApplication.platformName() == "windows"  # Shift+F10 is the system's own key there


def _titled(title: str) -> str:
    return f"{title} – {tokens.PRODUCT_NAME}" if title else tokens.PRODUCT_NAME

"""Where the keyboard's focus goes when what had it vanishes: into the page, never beside it."""

from __future__ import annotations

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

BACK = "page_back"
_PRIMARY = "primary"


def takes_tab(widget: QWidget) -> bool:
    """True for what Tab would stop at: the rest only holds other widgets."""
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isEnabled() and widget.isVisible()


def stops(inside: QWidget) -> Iterator[QWidget]:
    """What Tab stops at inside `inside`, in the order of the keyboard."""
    found = inside.nextInFocusChain()
    while found is not None and found is not inside:
        if inside.isAncestorOf(found) and takes_tab(found):
            yield found
        found = found.nextInFocusChain()


def first_stop(inside: QWidget) -> QWidget | None:
    """The first that Tab stops at."""
    return next(stops(inside), None)


def first_sensible(inside: QWidget) -> QWidget | None:
    """Where work goes on: the first main button, else the first stop that is no Back link."""
    found = [one for one in stops(inside) if one.objectName() != BACK]
    main = [one for one in found if one.property("kind") == _PRIMARY]
    return next(iter([*main, *found]), None) or first_stop(inside)


class FocusKeeper(QObject):
    """Brings the focus back into the page that is shown when the widget that had it vanished.

    Qt hands it to the next in the chain, which may be the navigation: Enter would then open
    something else. Who goes there by Tab or a click stays there.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._page: QWidget | None = None
        self._last: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def watch(self, page: QWidget) -> None:
        """From now on this page is the one that is shown."""
        self._page, self._last = page, None

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._page is None:
            return
        if now is not None and self._page.isAncestorOf(now):
            self._last = now
        elif self._last is not None and (now is None or now.window() is self._window):
            QTimer.singleShot(0, self, self._mend)

    def _mend(self) -> None:
        page, last = self._page, self._last
        now = QApplication.focusWidget()
        if page is None or last is None or not page.isVisible():
            return
        if not self._window.isActiveWindow() or (now is not None and page.isAncestorOf(now)):
            return
        self._last = None
        if shiboken6.isValid(last) and last.isVisible() and last.isEnabled():
            return  # it was left on purpose
        target = first_sensible(page)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

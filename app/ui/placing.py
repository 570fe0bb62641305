"""Where a window stands: as it was left, and always whole on a screen, its frame included."""

from __future__ import annotations

import logging

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from app.errors import NotSavedError
from app.settings import SettingsFile

DRAWN_FOR = QSize(1366, 768)
FRAME_AT_MOST = QSize(16, 48)
"""What a window manager may put around the window, where it has not said yet."""
SETTLE_MS = 200

log = logging.getLogger("app.placing")


def show_placed(window: QMainWindow, settings: SettingsFile) -> None:
    """Show `window` as the last one was left; at first as large as drawn, or the whole screen."""
    kept = settings.current.geometry
    is_kept = bool(kept) and window.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii")))
    room = _room(window)
    if not is_kept:
        window.resize(DRAWN_FOR.boundedTo(room.size() - FRAME_AT_MOST))
        frame = QRect(room.topLeft(), window.size() + FRAME_AT_MOST)
        frame.moveCenter(room.center())
        window.move(fitted(frame, room).topLeft())
        if room.width() <= DRAWN_FOR.width() or room.height() <= DRAWN_FOR.height():
            window.setWindowState(Qt.WindowState.WindowMaximized)
    _Fitting(window)
    window.show()


def keep_place(window: QWidget, settings: SettingsFile) -> None:
    """Remember where `window` stands and whether it is maximised."""
    geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
    if geometry == settings.current.geometry:
        return
    try:
        settings.change(geometry=geometry)
    except NotSavedError:
        log.warning("the settings were not saved; the window’s place holds until the program ends")


def fitted(frame: QRect, room: QRect) -> QRect:
    """`frame` made no larger than `room` and moved to lie within it."""
    found = QRect(frame.topLeft(), frame.size().boundedTo(room.size()))
    found.moveLeft(min(max(found.left(), room.left()), room.right() + 1 - found.width()))
    found.moveTop(min(max(found.top(), room.top()), room.bottom() + 1 - found.height()))
    return found


def fit(window: QWidget) -> None:
    """Make a window that is not maximised lie within its screen, frame and all."""
    if window.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
        return
    frame, inner = window.frameGeometry(), window.geometry()
    wanted = fitted(frame, _room(window))
    if wanted == frame:
        return
    window.resize(inner.size() - (frame.size() - wanted.size()))
    window.move(wanted.topLeft())


class _Fitting(QObject):
    """Fits a window once it is shown and the window manager has put its frame around it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Show:
            self._window.removeEventFilter(self)
            QTimer.singleShot(SETTLE_MS, self, self._fit)
        return False

    def _fit(self) -> None:
        fit(self._window)
        self.deleteLater()


def _room(window: QWidget) -> QRect:
    return window.screen().availableGeometry()

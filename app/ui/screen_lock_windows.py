"""Windows: messages of session change and power, which are sent to a window of ours."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtGui import QWindow

WM_POWERBROADCAST = 0x0218
WM_WTSSESSION_CHANGE = 0x02B1
# Lock; console or remote disconnect (another user takes the screen).
_LOCKS = frozenset({0x7, 0x2, 0x4})
_SUSPEND = 0x4
_THIS_SESSION = 0
_KINDS = (b"windows_generic_MSG", b"windows_dispatcher_MSG")


def session_library() -> Any:
    """The library that tells of sessions; None on another system."""
    if sys.platform == "win32":
        return ctypes.WinDLL("wtsapi32")
    return None


class WindowsListener(QAbstractNativeEventFilter):
    """A window that is never shown is registered for the session's changes."""

    def __init__(self, tell: Callable[[], None], load: Callable[[], Any] = session_library) -> None:
        super().__init__()
        self._tell = tell
        self._library = load()
        self._window: QWindow | None = None

    def listen(self) -> str:
        """Register; returns in words what is heard."""
        application = QCoreApplication.instance()
        if self._library is None or application is None:
            return ""
        self._window = QWindow()
        self._window.create()
        application.installNativeEventFilter(self)
        handle = wintypes.HWND(int(self._window.winId()))
        is_told = self._library.WTSRegisterSessionNotification(handle, _THIS_SESSION)
        return "the session’s messages" if is_told else "the messages of power alone"

    def stop(self) -> None:
        """Let go of the window and the messages."""
        application = QCoreApplication.instance()
        if self._window is None or application is None:
            return
        handle = wintypes.HWND(int(self._window.winId()))
        self._library.WTSUnRegisterSessionNotification(handle)
        application.removeNativeEventFilter(self)
        self._window.destroy()
        self._window = None

    def nativeEventFilter(self, eventType: Any, message: Any) -> tuple[bool, int]:  # noqa: N803
        """Looks at each message and takes none."""
        kind = eventType.data() if isinstance(eventType, QByteArray) else bytes(eventType)
        if kind in _KINDS:
            found = wintypes.MSG.from_address(int(message))
            if is_lock_or_sleep(found.message, found.wParam):
                self._tell()
        return False, 0


def is_lock_or_sleep(message: int, what: int) -> bool:
    """True for the messages that say that the screen is locked or sleep begins."""
    if message == WM_WTSSESSION_CHANGE:
        return what in _LOCKS
    return message == WM_POWERBROADCAST and what == _SUSPEND

"""Hears when the computer's screen is locked or the computer goes to sleep, and says so.

Linux tells it on D-Bus, Windows to a window, macOS by a distributed notification. Where nothing
tells it, nothing fails: the file still locks by the wall clock when idle (SAFETY "Encryption").
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Protocol

from PySide6.QtCore import QObject, Signal

log = logging.getLogger("app.ui.screen_lock")


class Listener(Protocol):
    """Hears one system; `listen` returns what it listens to, in words, or empty for nothing."""

    def listen(self) -> str: ...

    def stop(self) -> None: ...


class ScreenLock(QObject):
    """`screen_locked` follows each lock of the screen and each sleep, on the GUI thread."""

    screen_locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listener: Listener | None = None

    def listen(self, platform: str = sys.platform) -> str:
        """Begin to hear; returns in words what is heard, empty for nothing."""
        self.stop()
        self._listener = _listener_for(platform, self)
        heard = self._listener.listen() if self._listener is not None else ""
        if heard:
            log.info("screen lock heard from %s", heard)
        else:
            log.info("nothing here tells of a locked screen: idle time and sleep still lock")
        return heard

    def stop(self) -> None:
        """Hear no more."""
        if self._listener is not None:
            self._listener.stop()
        self._listener = None

    def tell(self) -> None:
        """The screen was locked, or the computer goes to sleep."""
        log.info("the screen was locked or the computer goes to sleep")
        self.screen_locked.emit()


def _listener_for(platform: str, lock: ScreenLock) -> Listener | None:
    """The modules of other systems are not even imported."""
    if platform == "win32":
        from app.ui.screen_lock_windows import WindowsListener

        return WindowsListener(lock.tell)
    if platform == "darwin":
        from app.ui.screen_lock_macos import MacListener

        return MacListener(lock.tell)
    if platform.startswith("linux"):
        from app.ui.screen_lock_linux import BusListener

        return BusListener(lock.tell, os.environ.get("XDG_SESSION_ID", ""))
    return None

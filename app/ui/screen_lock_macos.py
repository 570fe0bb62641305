"""macOS: the notice that the login window sends to every program when it locks the screen.

Read from CoreFoundation through ctypes, so that no library is added. Written after Apple's
reference; sleep is covered by the wall clock (app/program.py).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_LOCKED = b"com.apple.screenIsLocked"
_UTF_8 = 0x08000100
_AT_ONCE = 4
# center, observer, name, object, user information
_CALLBACK = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)


class MacListener:
    """Calls `tell` on the notice; it arrives on the GUI thread's run loop."""

    def __init__(
        self, tell: Callable[[], None], load: Callable[[], Any] = lambda: ctypes.CDLL(_FOUNDATION)
    ) -> None:
        self._tell = tell
        self._load = load
        self._foundation: Any = None
        self._callback = _CALLBACK(self._on_notice)  # kept: the system holds only its address
        self._observer = ctypes.c_void_p(id(self))

    def listen(self) -> str:
        """Register for the notice; returns in words what is heard."""
        try:
            foundation = self._load()
        except OSError:
            return ""
        _type(foundation)
        center = foundation.CFNotificationCenterGetDistributedCenter()
        name = foundation.CFStringCreateWithCString(None, _LOCKED, _UTF_8)
        if not center or not name:
            return ""
        foundation.CFNotificationCenterAddObserver(
            center, self._observer, self._callback, name, None, _AT_ONCE
        )
        foundation.CFRelease(name)
        self._foundation = foundation
        return "the screen lock’s notice"

    def stop(self) -> None:
        """Take the registration back, before the callback goes."""
        if self._foundation is not None:
            center = self._foundation.CFNotificationCenterGetDistributedCenter()
            self._foundation.CFNotificationCenterRemoveEveryObserver(center, self._observer)
            self._foundation = None

    def _on_notice(self, *_of_the_notice: object) -> None:
        self._tell()


def _type(foundation: Any) -> None:
    """Pointers are 64 bits wide; without this ctypes would cut them."""
    pointer = ctypes.c_void_p
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "CFNotificationCenterGetDistributedCenter": (pointer, []),
        "CFStringCreateWithCString": (pointer, [pointer, ctypes.c_char_p, ctypes.c_uint32]),
        "CFNotificationCenterAddObserver": (
            None, [pointer, pointer, _CALLBACK, pointer, pointer, ctypes.c_long],
        ),
        "CFNotificationCenterRemoveEveryObserver": (None, [pointer, pointer]),
        "CFRelease": (None, [pointer]),
    }  # fmt: skip
    for name, (returned, taken) in signatures.items():
        function = getattr(foundation, name)
        function.restype = returned
        function.argtypes = taken

"""Linux: the screen savers of the session bus, and logind on the system bus.

Anybody on the bus may send these signals; all that they can bring about is a locked window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection

# freedesktop serves KDE and others; the desktops' own names stand beside it.
SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"
Subscription = tuple[str, str, str, str, Any]  # service, path, interface, signal, slot


class BusListener(QObject):
    """Calls `tell` when a saver becomes active, the session is locked, or sleep begins."""

    def __init__(self, tell: Callable[[], None], session_id: str = "") -> None:
        super().__init__()
        self._tell = tell
        state, lock = SLOT("on_state(bool)"), SLOT("on_lock()")
        own = session_path(session_id)
        self._of_session: list[Subscription] = [
            ("", "", saver, "ActiveChanged", state) for saver in SAVERS
        ]
        self._of_system: list[Subscription] = [
            (LOGIN, LOGIN_PATH, f"{LOGIN}.Manager", "PrepareForSleep", state),
            (LOGIN, own, f"{LOGIN}.Session", "Lock", lock),
        ]

    def listen(self) -> str:
        """Connect to the buses that are there; returns their names."""
        heard = []
        if self._hear(QDBusConnection.sessionBus(), self._of_session):
            heard.append("the session bus")
        if self._hear(QDBusConnection.systemBus(), self._of_system):
            heard.append("the system bus")
        return " and ".join(heard)

    def stop(self) -> None:
        """Let go of the buses."""
        pairs = (
            (QDBusConnection.sessionBus(), self._of_session),
            (QDBusConnection.systemBus(), self._of_system),
        )
        for bus, wanted in pairs:
            for service, path, interface, name, slot in wanted:
                bus.disconnect(service, path, interface, name, self, slot)

    @Slot(bool)
    def on_state(self, is_active: bool) -> None:
        """A screen saver became active (or ended), or sleep begins (or ended)."""
        if is_active:
            self._tell()

    @Slot()
    def on_lock(self) -> None:
        """The session was asked to lock."""
        self._tell()

    def _hear(self, bus: QDBusConnection, wanted: Sequence[Subscription]) -> bool:
        if not bus.isConnected():
            return False
        for service, path, interface, name, slot in wanted:
            bus.connect(service, path, interface, name, self, slot)
        return True


def session_path(session_id: str) -> str:
    """logind's object of this session; empty (any session) where the id is not known.

    Letters and digits stand as they are, the rest and a leading digit as _ and two hex digits.
    """
    if not session_id:
        return ""
    escaped = "".join(
        one if one.isascii() and one.isalnum() and (place or not one.isdigit())
        else f"_{ord(one):02x}"
        for place, one in enumerate(session_id)
    )  # fmt: skip
    return f"{LOGIN_PATH}/session/{escaped}"

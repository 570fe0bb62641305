"""The system's screen lock and sleep are heard: D-Bus, Windows' messages, the notice of a Mac."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes import wintypes
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.ui.screen_lock import ScreenLock
from app.ui.screen_lock_linux import BusListener, session_path
from app.ui.screen_lock_macos import MacListener
from app.ui.screen_lock_windows import WindowsListener

LISTENING = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from app.ui.screen_lock import ScreenLock
app = QCoreApplication([])
lock = ScreenLock()
lock.screen_locked.connect(lambda: print("locked", flush=True))
print("heard", lock.listen(), flush=True)
QTimer.singleShot(20_000, app.quit)
app.exec()
"""
SENDING = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage
app = QCoreApplication([])
bus = QDBusConnection.sessionBus()
assert bus.registerService("org.freedesktop.login1")
login = "/org/freedesktop/login1"
for path, interface, name, values in (
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [False]),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", [True]),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [True]),
    (login, "org.freedesktop.login1.Manager", "PrepareForSleep", [True]),
    (login, "org.freedesktop.login1.Manager", "PrepareForSleep", [False]),
    (login + "/session/_37", "org.freedesktop.login1.Session", "Lock", []),
    (login + "/session/_38", "org.freedesktop.login1.Session", "Lock", []),
):
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(values)
    assert bus.send(message)
"""
SCRIPT = """
export DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" XDG_SESSION_ID=7
"$0" -c "$LISTENING" > "$1" 2> "$1.err" & child=$!
for i in $(seq 100); do grep -q heard "$1" && break; sleep 0.1; done
"$0" -c "$SENDING" 2>> "$1.err"
sleep 0.5
kill $child
"""
needs_bus = pytest.mark.skipif(
    shutil.which("dbus-run-session") is None, reason="no dbus-run-session on this computer"
)


@needs_bus
def test_locks_and_sleep_on_a_real_bus_are_heard_their_ends_and_other_sessions_not(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    command = ["dbus-run-session", "--", "sh", "-c", SCRIPT, sys.executable, str(out)]
    env = {
        **os.environ,
        "LISTENING": LISTENING,
        "SENDING": SENDING,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    subprocess.run(command, env=env, timeout=60, check=False)
    lines = out.read_text("utf-8").splitlines()
    assert lines == ["heard the session bus and the system bus", *["locked"] * 4], (
        tmp_path / "out.err"
    ).read_text("utf-8")


def test_computer_without_a_bus_is_told_as_hearing_nothing(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none",
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path}/none",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    code = (
        "from PySide6.QtCore import QCoreApplication; app = QCoreApplication([]);"
        "from app.ui.screen_lock import ScreenLock; lock = ScreenLock();"
        "print(repr(lock.listen())); lock.stop()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, timeout=60, check=True
    )
    assert done.stdout.decode().strip() == "''"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def tell(told: list[str]) -> Callable[[], None]:
    return lambda: told.append("locked")


def test_lock_of_the_session_and_sleep_are_told(tell: Callable[[], None], told: list[str]) -> None:
    listener = BusListener(tell, "2")
    listener.on_state(False)
    assert told == []
    listener.on_state(True)
    listener.on_lock()
    assert told == ["locked", "locked"]


@pytest.mark.parametrize(
    ("session", "path"),
    [
        ("2", "/org/freedesktop/login1/session/_32"),
        ("c1", "/org/freedesktop/login1/session/c1"),
        ("31", "/org/freedesktop/login1/session/_331"),
        ("", ""),
    ],
)
def test_session_is_named_as_logind_names_it(session: str, path: str) -> None:
    assert session_path(session) == path


def a_message(number: int, what: int) -> Any:
    message = wintypes.MSG()
    message.message, message.wParam = number, what
    return message


@pytest.mark.parametrize(
    ("number", "what", "is_heard"),
    [
        (0x02B1, 0x7, True),  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK
        (0x02B1, 0x8, False),  # WTS_SESSION_UNLOCK
        (0x02B1, 0x2, True),  # WTS_CONSOLE_DISCONNECT: another user takes the screen
        (0x0218, 0x4, True),  # WM_POWERBROADCAST, PBT_APMSUSPEND
        (0x0218, 0x12, False),  # PBT_APMRESUMEAUTOMATIC
        (0x0100, 0x7, False),  # a key
    ],
)
def test_windows_message_of_lock_or_sleep_is_told(
    tell: Callable[[], None], told: list[str], number: int, what: int, is_heard: bool
) -> None:
    listener = WindowsListener(tell)
    message = a_message(number, what)
    answer = listener.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message))
    assert answer == (False, 0)
    assert bool(told) is is_heard


def test_message_of_another_system_is_not_read(tell: Callable[[], None], told: list[str]) -> None:
    assert WindowsListener(tell).nativeEventFilter(b"xcb_generic_event_t", 1) == (False, 0)
    assert told == []


class _Sessions:
    """Windows' library of sessions, as far as we ask it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def call(*_args: object) -> int:
            self.asked.append(name)
            return 1

        return call


def test_window_is_registered_and_let_go(qapp: Any, tell: Callable[[], None]) -> None:
    library = _Sessions()
    listener = WindowsListener(tell, lambda: library)
    assert listener.listen() == "the session’s messages"
    listener.stop()
    assert library.asked == [
        "WTSRegisterSessionNotification", "WTSUnRegisterSessionNotification",
    ]  # fmt: skip


class _Foundation:
    """Keeps what a Mac would be asked, and calls back as it would."""

    def __init__(self) -> None:
        self.observed: list[Any] = []
        self.removed = 0
        for name in (
            "CFNotificationCenterGetDistributedCenter", "CFStringCreateWithCString", "CFRelease",
        ):  # fmt: skip
            setattr(self, name, self._returning(1))
        self.CFNotificationCenterAddObserver = self._keeping()
        self.CFNotificationCenterRemoveEveryObserver = self._counting()

    @staticmethod
    def _returning(value: int) -> Any:
        def call(*_args: object) -> int:
            return value

        return call

    def _keeping(self) -> Any:
        def call(*args: object) -> None:
            self.observed.append(args)

        return call

    def _counting(self) -> Any:
        def call(*_args: object) -> None:
            self.removed += 1

        return call


def test_mac_notice_of_a_locked_screen_is_told(tell: Callable[[], None], told: list[str]) -> None:
    foundation = _Foundation()
    listener = MacListener(tell, lambda: foundation)
    assert listener.listen() == "the screen lock’s notice"
    callback = foundation.observed[0][2]
    callback(None, None, None, None, None)
    assert told == ["locked"]
    listener.stop()
    assert foundation.removed == 1


def test_screen_lock_tells_by_its_signal(qtbot: QtBot) -> None:
    lock = ScreenLock()
    with qtbot.waitSignal(lock.screen_locked, timeout=1000):
        lock.tell()


def test_unknown_system_hears_nothing() -> None:
    assert ScreenLock().listen("plan9") == ""

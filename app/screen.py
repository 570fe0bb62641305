"""Whether this computer has a screen to show a window on; no Qt, which would end the program."""

from __future__ import annotations

import os
import sys


def has_screen() -> bool:
    """Windows and macOS have one; elsewhere an X11 or Wayland display is named."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def can_show_window() -> bool:
    """True with a screen, or where QT_QPA_PLATFORM says how to do without one."""
    return has_screen() or bool(os.environ.get("QT_QPA_PLATFORM"))

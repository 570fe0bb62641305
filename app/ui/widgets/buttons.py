"""Buttons of each kind (TOKENS "Buttons and controls"), all with an object name and spoken name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from app import tokens
from app.ui import icons

ButtonKind = Literal["primary", "secondary", "quiet", "link", "danger", "icon", "filter", "tab"]

_ICON_ROLES = {
    "primary": "on_accent",
    "quiet": "accent_text",
    "link": "accent_text",
    "danger": "danger",
    "icon": "text_2",
}


def button(
    text: str,
    kind: ButtonKind = "secondary",
    *,
    name: str,
    icon: str = "",
    shortcut: str = "",
    tip: str = "",
    small: bool = False,
    touch: bool = False,
    on_click: Callable[[], object] | None = None,
) -> QPushButton:
    """A button. `name` becomes its objectName; `kind="icon"` shows `text` as tooltip and
    accessible name only. `shortcut` ("Ctrl+N") works while its window is active."""
    found = QPushButton("" if kind == "icon" else text)
    found.setObjectName(name)
    found.setAccessibleName(text)
    found.setProperty("kind", kind)
    found.setProperty("small", small)
    found.setProperty("touch", touch)
    found.setAutoDefault(False)
    found.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if icon:
        found.setIcon(icons.icon(icon, _ICON_ROLES.get(kind, "text")))
        found.setIconSize(QSize(tokens.ICON_BUTTON, tokens.ICON_BUTTON))
        if kind != "icon":
            found.setText(f" {text}")  # Qt leaves only 4 px between icon and word
    if shortcut:
        found.setShortcut(QKeySequence(shortcut))
    found.setToolTip(tip or _tip(text, kind, shortcut))
    if on_click is not None:
        found.clicked.connect(lambda _checked=False: on_click())
    return found


def _tip(text: str, kind: str, shortcut: str) -> str:
    if shortcut:
        return f"{text} ({shortcut})"
    return text if kind == "icon" else ""


def explain_disabled(found: QPushButton, reason: str) -> None:
    """Disable with the reason as tooltip and description, or enable again with an empty reason."""
    found.setEnabled(not reason)
    found.setToolTip(reason)
    found.setAccessibleDescription(reason)


def more_button(
    menu: QMenu, *, name: str, text: str = "More", is_bordered: bool = False
) -> QPushButton:
    """The … button that opens `menu`; `is_bordered` among the actions of a page's head."""
    found = button(text, "icon", name=name, icon="ph.dots-three")
    found.setProperty("bordered", is_bordered)
    found.setMenu(menu)
    menu.setParent(found, menu.windowFlags())
    return found

"""Buttons of each kind (TOKENS "Buttons and controls"), all with an object name and spoken name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from app import tokens
from app.ui import icons
from app.ui.theme import colours

ButtonKind = Literal["primary", "secondary", "quiet", "link", "danger", "icon", "filter", "tab"]

_GAP: Final = 1.5
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
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
    made = _Primary if kind == "primary" else _Button
    found = made("" if kind == "icon" else text)
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


class _Button(QPushButton):
    """Enter presses the focused button on a page too, as Space does and as dialogs do."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keypad = Qt.KeyboardModifier.KeypadModifier
        is_alone = not event.modifiers() & ~keypad
        if event.key() not in _ENTER or not is_alone:
            super().keyPressEvent(event)
        elif self.menu() is not None:
            self.showMenu()
        elif not event.isAutoRepeat():
            self.click()


class _Primary(_Button):
    """With the focus it has a line of the ground's colour inside its ring: the ring alone has
    nearly the colour of the fill."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours().surface), _GAP))
        inset = tokens.FOCUS_RING + _GAP / 2
        inside = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(inside, tokens.RADIUS_CHIP, tokens.RADIUS_CHIP)
        painter.end()


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

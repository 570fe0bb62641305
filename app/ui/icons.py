"""Phosphor icons that take the colour of the text beside them and follow a change of theme.

The font and its map are those that qtawesome ships (prefix `ph.`). They are read straight from its
folder, because importing the package loads eleven fonts and costs a fifth of a second at start-up.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from app.domain.ratings import Movement
from app.ui.theme import colours

PREFIX: Final = "ph."
MOVEMENTS: Final = {Movement.BETTER: "ph.arrow-up", Movement.WORSE: "ph.arrow-down"}
"""Which way a rating went."""


@cache
def _folder() -> Path:
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The icon font is missing: qtawesome is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts"


@cache
def _characters() -> dict[str, str]:
    (path,) = _folder().glob("phosphor-charmap-*.json")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return {name: chr(int(code, 16)) for name, code in found.items()}


@cache
def _family() -> str:
    (path,) = (p for p in _folder().glob("phosphor-*.ttf"))
    number = QFontDatabase.addApplicationFont(str(path))
    return QFontDatabase.applicationFontFamilies(number)[0]


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Paint icon `name` (`ph.sun`) centred in `rect`, as large as its shorter side."""
    font = QFont(_family())
    font.setPixelSize(max(1, round(min(rect.width(), rect.height()))))
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _characters()[name.removeprefix(PREFIX)])
    painter.restore()


class _GlyphEngine(QIconEngine):
    """Draws one character of the font in a role of the palette that holds when it is painted."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        paint_icon(painter, QRectF(rect), self._name, getattr(colours(), role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        found = QPixmap(size)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return found

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._name, self._role)


def icon(name: str, role: str = "text") -> QIcon:
    """The icon `name` (`ph.sun`) in a role of `tokens.Palette` (`text`, `on_accent`, `danger`).

    Raises KeyError when the font has no such icon.
    """
    _ = _characters()[name.removeprefix(PREFIX)]
    return QIcon(_GlyphEngine(name, role))

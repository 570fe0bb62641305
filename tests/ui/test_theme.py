"""Light, dark and the system's contrast: what changes, who is told, and that it is readable."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import tokens
from app.ui.theme import Theme, colours, contrast_palette


def test_theme_switches_live_and_tells(qtbot: QtBot, qapp: Any) -> None:
    theme = qapp.findChild(Theme)
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert colours() is tokens.DARK
    assert QApplication.palette().color(QPalette.ColorRole.Base).name().upper() == "#1B1F26"
    theme.choose("light")
    assert colours() is tokens.LIGHT


def test_high_contrast_uses_system_colours_alone(qtbot: QtBot) -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Base, QColor("#000000"))
    system.setColor(QPalette.ColorRole.Text, QColor("#ffff00"))
    found = contrast_palette(system)
    assert (found.surface, found.text, found.danger) == ("#000000", "#ffff00", "#ffff00")
    assert found.ratings[1].cqc.border == "#ffff00"


def contrast(one: str, two: str) -> float:
    """The WCAG contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
def test_text_has_enough_contrast(palette: tokens.Palette) -> None:
    for text in (palette.text, palette.text_2, palette.accent_text, palette.danger, palette.ok):
        assert contrast(text, palette.surface) >= 4.5
        assert contrast(text, palette.subtle) >= 4.5
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    for look in palette.ratings.values():
        assert contrast(look.cqc.text, look.cqc.back) >= 4.5
        assert contrast(look.own.text, look.own.back) >= 4.5
        assert contrast(look.on_fill, look.fill) >= 4.5
        assert contrast(look.outline, palette.surface) >= 3


class Told(QWidget):
    """Notes whether Python searched for garbage while a change of style was told."""

    def __init__(self) -> None:
        super().__init__()
        self.searched: list[bool] = []

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.searched.append(gc.isenabled())
        super().changeEvent(event)


def test_nothing_is_thrown_away_while_every_widget_is_told_of_a_theme(
    qtbot: QtBot, qapp: Any
) -> None:
    widget = Told()
    qtbot.addWidget(widget)
    theme = qapp.findChild(Theme)
    widget.searched.clear()
    theme.choose("dark")
    theme.choose("light")
    assert widget.searched
    assert not any(widget.searched)
    assert gc.isenabled()

"""Light, dark and high contrast: the palette and the one stylesheet, made from `app.tokens`.

`Theme` follows the system (or the setting) while the program runs. Painted widgets ask `colours()`
each time they paint, so nothing has to be rebuilt when the theme changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app import tokens
from app.services.collecting import collecting_held_back
from app.tokens import ChipColours, Palette, RatingColours
from app.ui.stylesheet import stylesheet

ThemeChoice = Literal["system", "light", "dark"]

_PROPERTY: Final = "cqm_colours"
_current: dict[str, Palette] = {"light": tokens.LIGHT, "dark": tokens.DARK}
_lent: list[Palette] = []


def colours() -> Palette:
    """The palette in force now; the light one before a Theme was applied."""
    if _lent:
        return _lent[-1]
    app = QApplication.instance()
    name = app.property(_PROPERTY) if app is not None else None
    return _current.get(str(name), tokens.LIGHT)


@contextmanager
def paper_colours() -> Iterator[None]:
    """What is painted within has the light palette: for pictures that go into papers."""
    _lent.append(tokens.LIGHT)
    try:
        yield
    finally:
        _lent.pop()


def font(points: float = tokens.BODY_PT, weight: int = tokens.REGULAR) -> QFont:
    """The application's font at `points`, in one of the two weights."""
    found = QFont(QApplication.font())
    found.setPointSizeF(points)
    found.setWeight(QFont.Weight(weight))
    return found


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the stylesheet selects on, and let the style look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Theme(QObject):
    """Applies palette, font and stylesheet to the application and keeps them in step."""

    changed = Signal()

    def __init__(self, app: QApplication, icons: Path, choice: ThemeChoice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = choice
        self._is_applying = False
        QDir.setSearchPaths("icons", [str(icons)])
        app.setStyle("Fusion")
        self._system_palette = QPalette(app.palette())
        base = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
        base.setPointSizeF(max(tokens.BODY_PT, base.pointSizeF()))
        app.setFont(base)
        # kept, because PySide forgets the hints object when its last wrapper goes
        self._hints = app.styleHints()
        self._contrast = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._contrast.contrastPreferenceChanged.connect(self._on_system_changed)
        self.apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose: system, light or dark."""
        return self._choice

    @property
    def name(self) -> str:
        """What is shown now: light, dark or contrast."""
        if self._contrast.contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "contrast"
        if self._choice != "system":
            return self._choice
        is_dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        return "dark" if is_dark else "light"

    def choose(self, choice: ThemeChoice) -> None:
        """Follow the system, or stay light or dark, from now on."""
        self._choice = choice
        self.apply()

    def apply(self) -> None:
        """Set palette and stylesheet for what holds now, and tell those who paint."""
        name = self.name
        if name == "contrast":
            _current["contrast"] = contrast_palette(self._system_palette)
        palette = _current[name]
        self._is_applying = True
        self._app.setProperty(_PROPERTY, name)
        # Qt walks a list of all widgets and tells each: one that Python threw away while it runs
        # what a widget does when told would end the program
        with collecting_held_back():
            # an old sheet goes first: replacing one visits every widget again for each it stands
            # in, which takes seconds with all pages open; one off and one on, half a second
            self._app.setStyleSheet("")
            self._app.setPalette(qt_palette(palette))
            is_dark = QColor(palette.surface).lightness() < 128
            self._app.setStyleSheet(stylesheet(palette, "dark" if is_dark else "light"))
        self._is_applying = False
        self.changed.emit()

    def _on_system_changed(self) -> None:
        if not self._is_applying:
            self.apply()


def contrast_palette(system: QPalette) -> Palette:
    """The colours of the system alone; chips keep shape and word and get a border in the text's
    colour (TOKENS "Colour")."""
    role = QPalette.ColorRole
    surface = system.color(role.Base).name()
    text = system.color(role.Text).name()
    mark = system.color(role.Highlight).name()
    on_mark = system.color(role.HighlightedText).name()
    chip = ChipColours(surface, text, text)
    dashed = replace(chip, is_dashed=True)
    ratings = {
        level: RatingColours(surface, text, text, own := dashed if level == 0 else chip, own)
        for level in (4, 3, 2, 1, 0)
    }
    named = dict.fromkeys(
        ("surface", "subtle", "nav", "danger_tint", "warn_tint", "ok_tint"), surface
    )
    named |= dict.fromkeys(
        ("line", "line_strong", "text", "text_2", "danger", "warn", "ok", "accent_text"), text
    )
    chart = tokens.ChartColours(text, text, text, text, text, surface, surface)
    return Palette(
        **named,
        disabled=system.color(QPalette.ColorGroup.Disabled, role.Text).name(),
        accent=mark,
        accent_down=mark,
        on_accent=on_mark,
        accent_tint=surface,
        ratings=ratings,
        chart=chart,
    )


def qt_palette(palette: Palette) -> QPalette:
    """The QPalette that standard controls use."""
    role = QPalette.ColorRole
    found = QPalette()
    for where, value in {
        role.Window: palette.surface,
        role.Base: palette.surface,
        role.AlternateBase: palette.subtle,
        role.Button: palette.surface,
        role.WindowText: palette.text,
        role.Text: palette.text,
        role.ButtonText: palette.text,
        role.ToolTipBase: palette.surface,
        role.ToolTipText: palette.text,
        role.PlaceholderText: palette.text_2,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Accent: palette.accent,
        role.Link: palette.accent_text,
        role.LinkVisited: palette.accent_text,
        role.Mid: palette.line_strong,
        role.Light: palette.line,
        role.Midlight: palette.line,
        role.Dark: palette.line_strong,
        role.Shadow: palette.line_strong,
    }.items():
        found.setColor(where, QColor(value))
    for where in (role.WindowText, role.Text, role.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, where, QColor(palette.disabled))
    return found

"""A note: a bar at the left on its tint, first words semibold, an optional act at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme import colours
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

NoteKind = Literal["info", "warn", "danger", "ok"]
BAR = 4


class Note(QWidget):
    """`strong` are the first words ("We and CQC disagree."), `text` the rest."""

    def __init__(
        self,
        strong: str,
        text: str = "",
        kind: NoteKind = "info",
        *,
        name: str = "note",
        act: str = "",
        on_act: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._kind: NoteKind = kind
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        self._words = label("", wrap=True, name=f"{name}_words")
        self._words.setTextFormat(Qt.TextFormat.RichText)
        row.addWidget(self._words, 1)
        if act and on_act is not None:
            row.addWidget(button(act, "quiet", name=f"{name}_act", small=True, on_click=on_act))
        self.set_words(strong, text)

    @property
    def kind(self) -> NoteKind:
        """How grave it is."""
        return self._kind

    def set_words(self, strong: str, text: str = "", kind: NoteKind | None = None) -> None:
        """Say something else."""
        self._kind = kind or self._kind
        shown = f'<span style="font-weight:600">{_escaped(strong)}</span> {_escaped(text)}'
        self._words.setText(shown)
        self.setAccessibleName(f"{strong} {text}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = colours()
        tint, bar = {
            "info": (palette.subtle, palette.line_strong),
            "warn": (palette.warn_tint, palette.ratings[2].outline),
            "danger": (palette.danger_tint, palette.ratings[1].outline),
            "ok": (palette.ok_tint, palette.ok),
        }[self._kind]
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tint))
        painter.fillRect(0, 0, BAR, self.height(), QColor(bar))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

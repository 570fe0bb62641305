"""Rating chips: shape + word + colour. CQC's a filled rectangle, ours an outlined pill.

`Chip` is the value; `paint_chip` draws it, also in table cells; `RatingChip` is a widget.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import tokens
from app.tokens import ChipColours, Shape
from app.ui import theme
from app.ui.theme import colours
from app.ui.widgets.shapes import paint_shape

Owner = Literal["cqc", "own"]
OWNER_WORDS: dict[str, str] = {"cqc": "CQC", "own": "Ours"}


@dataclass(frozen=True, slots=True)
class Chip:
    """What a rating chip says. `level` is 4 best to 1 worst, None for not rated or not visited.

    `words` stand in place of the level's own ("Insufficient evidence to rate"); `score` ("37%")
    follows after a thin rule; `has_owner` puts CQC or Ours in front, where both kinds can meet;
    `owner_name` says "Ofsted" in place of CQC.
    """

    owner: Owner
    level: int | None = None
    words: str = ""
    score: str = ""
    has_owner: bool = False
    owner_name: str = ""

    @property
    def owner_words(self) -> str:
        """ "CQC", "Ours", or the name of another regulator."""
        return self.owner_name or OWNER_WORDS[self.owner]

    @property
    def text(self) -> str:
        """The word shown; "Not Rated", as CQC publishes it, in the spelling of all chips."""
        words = tokens.CQC_WORDS if self.owner == "cqc" else tokens.OWN_WORDS
        not_rated = words[tokens.NOT_RATED]
        if self.level is None and self.words.casefold() == not_rated.casefold():
            return not_rated
        return self.words or words[self.level or tokens.NOT_RATED]

    @property
    def spoken(self) -> str:
        """All of it in words, for screen readers, tooltips and copied text."""
        owner = f"{self.owner_words} " if self.has_owner else ""
        return f"{owner}{self.text}{f', {self.score}' if self.score else ''}"


def chip_of(owner: Owner, rating: Any, *, score: str = "", has_owner: bool = False) -> Chip:
    """A chip of a domain rating (anything with `.level`), a plain level, or None."""
    level = getattr(rating, "level", rating)
    return Chip(owner, level, score=score, has_owner=has_owner)


def _look(chip: Chip) -> ChipColours:
    rating = colours().ratings[chip.level or tokens.NOT_RATED]
    return rating.cqc if chip.owner == "cqc" else rating.own


def _fonts(look: ChipColours) -> tuple[QFont, QFont]:
    weight = tokens.SEMIBOLD if look.is_semibold else tokens.REGULAR
    return theme.font(weight=weight), theme.font(weight=tokens.SEMIBOLD)


def chip_width(chip: Chip) -> float:
    """The width `chip` needs, in px."""
    look = _look(chip)
    body, strong = _fonts(look)
    padding = tokens.PILL_PADDING if chip.owner == "own" else tokens.CHIP_PADDING
    width: float = 2 * padding + tokens.CHIP_SHAPE + tokens.CHIP_GAP
    width += QFontMetricsF(body).horizontalAdvance(chip.text)
    if chip.has_owner:
        width += QFontMetricsF(strong).horizontalAdvance(chip.owner_words) + 13
    if chip.score:
        width += QFontMetricsF(body).horizontalAdvance(chip.score) + 13
    return width + 1


def paint_chip(painter: QPainter, chip: Chip, x: float, middle: float, room: float) -> None:
    """Paint at `x`, centred on `middle`. Too little `room` leaves the shape."""
    look = _look(chip)
    is_short = chip_width(chip) > room
    padding = tokens.PILL_PADDING if chip.owner == "own" else tokens.CHIP_PADDING
    width = tokens.CHIP_SHAPE + 2 * padding if is_short else chip_width(chip)
    box = QRectF(x, middle - tokens.CHIP_HEIGHT / 2, width, tokens.CHIP_HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_body(painter, chip, look, box)
    if is_short:
        _paint_shape(painter, chip, look, x + padding, middle)
    else:
        _paint_words(painter, chip, look, box, padding)
    painter.restore()


def _paint_body(painter: QPainter, chip: Chip, look: ChipColours, box: QRectF) -> None:
    radius = tokens.RADIUS_PILL if chip.owner == "own" else tokens.RADIUS_CHIP
    painter.setBrush(QColor(look.back))
    if look.border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        edge = 1.0 if look.is_dashed or chip.owner == "cqc" else tokens.PILL_EDGE
        pen = QPen(QColor(look.border), edge)
        if look.is_dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        half = edge / 2
        box = box.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(box, radius, radius)


def _paint_shape(painter: QPainter, chip: Chip, look: ChipColours, x: float, middle: float) -> None:
    size = tokens.CHIP_SHAPE
    shape = tokens.shape_of(chip.level)
    inset = 1 if shape in (Shape.DISC, Shape.SQUARE, Shape.RING) else 0
    rect = QRectF(x, middle - size / 2, size, size).adjusted(inset, inset, -inset, -inset)
    paint_shape(painter, shape, rect, look.text)


def _paint_words(
    painter: QPainter, chip: Chip, look: ChipColours, box: QRectF, padding: int
) -> None:
    body, strong = _fonts(look)
    x = box.x() + padding
    middle = box.center().y()
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.setPen(QColor(look.text))
    if chip.has_owner:
        owner = chip.owner_words
        width = QFontMetricsF(strong).horizontalAdvance(owner)
        painter.setFont(strong)
        painter.drawText(QRectF(x, box.y(), width + 2, box.height()), flags, owner)
        x += width + 6
        painter.drawLine(int(x), int(box.y() + 3), int(x), int(box.bottom() - 3))
        x += 7
    _paint_shape(painter, chip, look, x, middle)
    x += tokens.CHIP_SHAPE + tokens.CHIP_GAP
    painter.setFont(body)
    painter.setPen(QColor(look.text))
    width = QFontMetricsF(body).horizontalAdvance(chip.text)
    painter.drawText(QRectF(x, box.y(), width + 2, box.height()), flags, chip.text)
    if chip.score:
        x += width + 6
        painter.drawLine(int(x), int(box.y() + 4), int(x), int(box.bottom() - 4))
        painter.drawText(QRectF(x + 7, box.y(), 200, box.height()), flags, chip.score)


class RatingChip(QWidget):
    """A rating chip as a widget."""

    def __init__(self, chip: Chip) -> None:
        super().__init__()
        self._chip = chip
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(chip)

    @property
    def chip(self) -> Chip:
        """What is shown."""
        return self._chip

    def set_chip(self, chip: Chip) -> None:
        """Show another rating."""
        self._chip = chip
        self.setAccessibleName(replace(chip, has_owner=True).spoken)
        self.setToolTip(replace(chip, has_owner=True).spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(chip_width(self._chip)) + 1, tokens.CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, self._chip, 0, self.height() / 2, self.width())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

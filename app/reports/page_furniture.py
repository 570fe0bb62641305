"""What stands on every page beside the text: header, footer, marking, watermark, page x of y."""

from __future__ import annotations

from typing import Any, Final

from reportlab.lib.colors import HexColor

from app.reports import fonts, style
from app.reports.content import Meta
from app.reports.style import MM
from app.reports.tagged_canvas import TaggedCanvas

_SIZE: Final = style.FURNITURE.size
_LEADING: Final = style.FURNITURE.leading
_THIRD: Final = style.TEXT_WIDTH / 3
_LEFT: Final = style.SIDE
_RIGHT: Final = style.PAGE_WIDTH - style.SIDE
_MIDDLE: Final = style.PAGE_WIDTH / 2
_HEADER_BASE: Final = style.PAGE_HEIGHT - 13 * MM
_FOOTER_BASE: Final = style.FOOTER_LINE - 14


def _put(
    canvas: Any, words: str, x: float, y: float, *, align: str = "left", is_bold: bool = False
) -> None:
    font = fonts.BOLD if is_bold else fonts.REGULAR
    shown = fonts.elided(" ".join(words.split()), font, _SIZE, _THIRD + 18)
    wide = fonts.text_width(shown, font, _SIZE)
    left = {"left": x, "middle": x - wide / 2, "right": x - wide}[align]
    text = canvas.beginText(left, y)
    text.setFillColor(HexColor(style.TEXT if is_bold else style.QUIET))
    for chosen, piece in fonts.runs(shown, font):
        text.setFont(chosen, _SIZE)
        text.textOut(piece)
    canvas.drawText(text)


def _draw_watermark(canvas: Any) -> None:
    canvas.saveState()
    canvas.translate(style.PAGE_WIDTH / 2, style.PAGE_HEIGHT / 2)
    canvas.rotate(52)
    wide = fonts.width("DRAFT", fonts.BOLD, 120)
    text = canvas.beginText(-wide / 2, -43)
    text.setFont(fonts.BOLD, 120)
    text.setFillColor(HexColor(style.WATERMARK))
    text.textOut("DRAFT")
    canvas.drawText(text)
    canvas.restoreState()


def _rule(canvas: Any, y: float) -> None:
    canvas.setStrokeColor(HexColor(style.RULE))
    canvas.setLineWidth(0.5)
    canvas.line(_LEFT, y, _RIGHT, y)


def draw_furniture(canvas: TaggedCanvas, meta: Meta) -> None:
    """Draw all of it, as decoration: the body says marking, version and status once itself."""
    marking = meta.marking.words
    with canvas.artifact("Pagination"):
        if meta.is_draft:
            _draw_watermark(canvas)
        top, below = _HEADER_BASE, _HEADER_BASE - _LEADING
        _put(canvas, meta.council, _LEFT, top)
        _put(canvas, meta.team, _LEFT, below)
        _put(canvas, marking, _MIDDLE, below, align="middle", is_bold=True)
        _put(canvas, f"Ref {meta.reference}", _RIGHT, top, align="right")
        version = f"Version {meta.version} · {meta.status}"
        _put(canvas, version, _RIGHT, below, align="right")
        _rule(canvas, style.PAGE_HEIGHT - style.HEADER_LINE)
        _rule(canvas, style.FOOTER_LINE)
        _put(canvas, meta.footer_title, _LEFT, _FOOTER_BASE)
        _put(canvas, meta.footer_line, _LEFT, _FOOTER_BASE - _LEADING)
        _put(canvas, marking, _MIDDLE, _FOOTER_BASE, align="middle", is_bold=True)
        if meta.contains_cqc_data:
            _put(canvas, "Contains CQC data", _RIGHT, _FOOTER_BASE, align="right")
    canvas.number_later(_draw_number)


def _draw_number(canvas: TaggedCanvas, page: int, pages: int) -> None:
    words = f"Page {page} of {pages}"
    _put(canvas, words, _RIGHT, _FOOTER_BASE - _LEADING, align="right")

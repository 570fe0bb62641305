"""Turns the blocks of a report into flowables of a page, each pointing at its place in the tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, assert_never

from reportlab.platypus import Flowable
from reportlab.platypus import PageBreak as NewPage

from app.reports import style
from app.reports.content import (
    Block,
    Bullets,
    Chart,
    Facts,
    Figure,
    Figures,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Report,
    RuledNote,
    SideBySide,
    Table,
    TitleBlock,
    Verdict,
)
from app.reports.draw_charts import ChartFlow
from app.reports.flow_blocks import (
    PHOTOS_ACROSS,
    ColumnsFlow,
    FigureFlow,
    FigureRow,
    HeadingFlow,
    KeyFiguresFlow,
    SectionBreak,
    VerdictFlow,
    stack_height,
)
from app.reports.flow_logo import LogoFlow, TitleFlow
from app.reports.flow_table import CellFlow, RowFlow, TableFlow, TableLook
from app.reports.flow_text import TextFlow, source_lines, text_flows
from app.reports.marks import MarkFlow
from app.reports.style import MM, TextStyle
from app.reports.table_layout import TableMaker
from app.reports.tagged_canvas import Node
from app.reports.values import Span, plain

_LONGEST_HEADING: Final = 500
_LONGEST_VERDICT: Final = 600
_LONGEST_CAPTION: Final = 300
_MOST_HEADINGS_KEPT: Final = 3
_LONGEST_OPENING: Final = 6
_TALLEST_OPENING: Final = 160.0
_TALLEST_NOTE: Final = 8 * style.RULED.leading
_TALLEST_SECTION: Final = 0.75 * style.TEXT_HEIGHT
_ROLES: Final = {
    ParagraphRole.BODY: style.BODY,
    ParagraphRole.NOTE: style.NOTE,
    ParagraphRole.CAPTION: style.CAPTION,
}


class Layout:
    """Makes the flowables of one report below one document node; used once."""

    def __init__(self, document: Node, width: float = style.TEXT_WIDTH, *, depth: int = 0) -> None:
        self._document = document
        self._width = width
        self._bookmarks = 0
        self._depth = depth

    def report(self, report: Report) -> list[Flowable]:
        """All flowables of `report`, in reading order."""
        story: list[Flowable] = []
        made = [self.blocks(section.blocks) for section in report.sections]
        for place, (section, flows) in enumerate(zip(report.sections, made, strict=True)):
            if section.starts_page and story:
                story.append(SectionBreak())
            if section.stays_whole:
                after = report.sections[place + 1 : place + 2]
                joined = any(later.stays_whole and not later.starts_page for later in after)
                _keep_section(flows, made[place + 1] if joined else [], self._width)
            story += flows
        return story

    def blocks(self, blocks: Sequence[Block]) -> list[Flowable]:
        """Flowables of `blocks`; each heading learns how much it must keep with itself."""
        groups = [self._block(block) for block in blocks]
        flows = [flow for group in groups for flow in group]
        for place, flow in enumerate(flows):
            if isinstance(flow, HeadingFlow):
                flow.follows = _lead(flows, place, self._width)
        for (block, group), (after, after_group) in pairwise(zip(blocks, groups, strict=True)):
            if isinstance(block, Paragraph) and isinstance(after, RuledNote):
                _keep_together(group, after_group, self._width)
        return flows

    def _block(self, block: Block) -> list[Flowable]:  # noqa: C901 - one case for each block
        match block:
            case TitleBlock():
                return self._title(block)
            case Heading():
                return self._heading(block)
            case Paragraph():
                return list(text_flows(block.text, _ROLES[block.role], self._document))
            case Bullets():
                return self._bullets(block)
            case RuledNote():
                return self._ruled(block)
            case Facts():
                return [self._facts(block)]
            case Verdict():
                return self._verdict(block)
            case KeyFigures():
                return [KeyFiguresFlow(block.items, self._document)]
            case Table():
                return [TableMaker(block, self._document, self._width).table()]
            case Chart():
                return [ChartFlow(block, self._document, self._width)]
            case Figures():
                return self._figures(block)
            case SideBySide():
                return [self._columns(block)]
            case PageBreak():
                return [NewPage()]
            case _:
                assert_never(block)

    def _bookmark(self, title: str, level: int) -> tuple[str, str, int]:
        self._bookmarks += 1
        return f"h{self._bookmarks}", " ".join(title.split()), level

    def _title(self, block: TitleBlock) -> list[Flowable]:
        title = " ".join(block.title.split())
        self._depth = 1
        logo = LogoFlow(block.logo, self._document) if block.logo else None
        flows: list[Flowable] = list(text_flows(block.kind, style.KIND, self._document))
        text = TextFlow((Span(title),), style.TITLE, self._document.child("H1"))
        if len(title) > _LONGEST_HEADING:
            flows = [*([logo] if logo else ()), *flows, text]
        else:
            heading = HeadingFlow(text, style.TITLE, bookmark=self._bookmark(title, 0))
            flows = [TitleFlow(flows, title, heading, logo)] if logo else [*flows, heading]
        return flows + list(text_flows(block.line, style.TITLE_LINE, self._document))

    def _heading(self, block: Heading) -> list[Flowable]:
        base = style.H2 if block.level == 2 else style.H3
        words = " ".join(block.text.split())
        if block.number:
            words = f"{block.number}\u2002{words}"
        self._depth = min(block.level, self._depth + 1)
        text = TextFlow((Span(words),), base, self._document.child(f"H{self._depth}"))
        if len(words) + len(block.note) > _LONGEST_HEADING:
            mark_words = f"{block.mark.words}. " if block.mark else ""
            aside_words = f"{mark_words}{block.note}"
            return [text, *text_flows(aside_words, style.NOTE, self._document)]
        aside = self._document.child("P")
        mark = MarkFlow(block.mark, aside) if block.mark else None
        note_style = TextStyle(9.5, 12.8, colour=style.QUIET)
        note = TextFlow((Span(block.note),), note_style, aside) if block.note else None
        is_section = block.level == 2
        level = 1 if self._bookmarks else 0  # a title without end has no bookmark
        bookmark = self._bookmark(words, level) if is_section else None
        return [
            HeadingFlow(text, base, mark=mark, note=note, is_right=is_section, bookmark=bookmark)
        ]

    def _bullets(self, block: Bullets) -> list[Flowable]:
        whole = self._document.child("L")
        flows: list[Flowable] = []
        for item in block.items:
            body = whole.child("LI").child("LBody")
            for index, line in enumerate(source_lines(item)):
                indent = style.BULLET_INDENT
                flows.append(TextFlow(line, style.BULLET, body, indent=indent, has_disc=index == 0))
        return flows

    def _ruled(self, block: RuledNote) -> list[Flowable]:
        flows: list[Flowable] = []
        for line in block.lines:
            flows += text_flows(
                line, style.RULED, self._document, indent=style.RULED_INDENT, rule=style.RULE
            )
        if flows:
            flows[0].spaceBefore, flows[-1].spaceAfter = 2, 6
        _keep_short_note(flows, self._width)
        return flows

    def _facts(self, block: Facts) -> Flowable:
        table = self._document.child("Table", title=block.title)
        body = table.child("TBody")
        rows = []
        for start in range(0, len(block.items), 2):
            node = body.child("TR")
            pair = block.items[start : start + 2]
            cells: list[CellFlow] = []
            for fact in pair:
                label = node.child("TH", attributes={"Table": {"Scope": "Row"}})
                value = node.child("TD")
                cells.append(CellFlow(tuple(text_flows(fact.label, style.LABEL, label)), label))
                cells.append(CellFlow(tuple(text_flows(fact.value, style.CELL, value)), value))
            if len(pair) == 1:
                empty = (node.child("TD"), node.child("TD"))
                cells += [CellFlow((), empty[0]), CellFlow((), empty[1])]
            rows.append(RowFlow(tuple(cells), node))
        widths = (24 * MM, 61 * MM, 20 * MM, self._width - 105 * MM)
        return TableFlow(widths, None, rows, TableLook(padding=(2.5, 4.0), is_flush=True))

    def _verdict(self, block: Verdict) -> list[Flowable]:
        label_node = self._document.child("P")
        label = TextFlow((Span(block.label),), style.LABEL, label_node)
        mark = MarkFlow(block.mark, label_node, is_large=True)
        words = text_flows(block.text, style.BODY, self._document)
        if len(plain(block.text)) <= _LONGEST_VERDICT:
            return [VerdictFlow(label, mark, words)]
        return [VerdictFlow(label, mark, ()), *words]

    def _figures(self, block: Figures) -> list[Flowable]:
        flows: list[Flowable] = []
        waiting: list[FigureFlow] = []
        for figure in block.items:
            if len(plain(figure.caption)) > _LONGEST_CAPTION:
                flows += [*_rows(waiting), *self._long_figure(figure)]
                waiting = []
            else:
                waiting.append(FigureFlow(figure, self._document))
        return [*flows, *_rows(waiting)]

    def _long_figure(self, figure: Figure) -> list[Flowable]:
        bare = FigureFlow(Figure(figure.image, figure.alt_text, ""), self._document)
        return [FigureRow([bare]), *text_flows(figure.caption, style.CAPTION, self._document)]

    def _columns(self, block: SideBySide) -> Flowable:
        left_width = (self._width - style.COLUMN_GAP) * block.left_share
        right_width = self._width - style.COLUMN_GAP - left_width
        left = Layout(self._document, left_width, depth=self._depth)
        right = Layout(self._document, right_width, depth=self._depth)
        return ColumnsFlow(left.blocks(block.left), right.blocks(block.right), left_width)


def _rows(figures: Sequence[FigureFlow]) -> list[Flowable]:
    steps = range(0, len(figures), PHOTOS_ACROSS)
    return [FigureRow(figures[start : start + PHOTOS_ACROSS]) for start in steps]


def _keep_section(flows: Sequence[Flowable], later: Sequence[Flowable], width: float) -> None:
    """A short section's heading keeps all of it, so that no lines of it open a page alone.

    It keeps the section after it too (`later`) where both fit on a page: a last page then holds
    more than a signature.
    """
    first, *rest = flows
    if isinstance(first, HeadingFlow):
        fitting = [
            tall
            for stack in ([*rest, *later], rest)
            if (tall := stack_height(stack, width)) <= _TALLEST_SECTION
        ]
        if fitting:
            first.follows = lambda: fitting[0]


def _keep_short_note(flows: Sequence[Flowable], width: float) -> None:
    """Evidence, sample and action of a finding stand on one page, unless they are long."""
    if stack_height(flows, width) > _TALLEST_NOTE:
        return
    for place, flow in enumerate(flows[:-1]):
        if isinstance(flow, TextFlow):
            flow.keeps = stack_height(flows[place + 1 :], width)


def _keep_together(text: Sequence[Flowable], ruled: Sequence[Flowable], width: float) -> None:
    """A paragraph takes the first lines of its evidence along to the next page."""
    last, first = text[-1], ruled[0] if ruled else None
    if isinstance(last, TextFlow) and isinstance(first, TextFlow):
        first.wrap(width, 1e6)
        last.keeps = first.lead_height() + first.getSpaceBefore() + last.getSpaceAfter()


def _lead(flows: Sequence[Flowable], place: int, width: float) -> Callable[[], float]:
    """How much of what follows the heading at `place` stays on its page."""
    return lambda: _kept(flows, place, width, _MOST_HEADINGS_KEPT)


def _kept(flows: Sequence[Flowable], place: int, width: float, headings: int) -> float:
    """Height that the heading at `place` keeps below itself.

    A section's heading keeps its opening and what comes after: the first finding's heading with
    its first lines, or the table's first rows. A finding's heading keeps its first lines. A
    heading after a heading needs there what it needs by itself, so that it never goes on alone.
    """
    here = flows[place]
    assert isinstance(here, HeadingFlow)
    total, after = 0.0, here.getSpaceAfter()
    for offset, flow in enumerate(flows[place + 1 : place + 1 + _LONGEST_OPENING], start=1):
        if isinstance(flow, HeadingFlow):
            is_kept = offset == 1 or (here.is_section and not flow.is_section)
            if not is_kept or not headings:
                return total
            gap = max(after, flow.getSpaceBefore())
            below = flow.getSpaceAfter() + _kept(flows, place + offset, width, headings - 1)
            return total + gap + flow.own_height(width) + below
        total += max(after, flow.getSpaceBefore()) if offset > 1 else 0.0
        tall = float(flow.wrap(width, 1e6)[1])
        lead = getattr(flow, "lead_height", None)
        if not isinstance(flow, TextFlow):
            return total + (float(lead()) if lead else tall)
        if not here.is_section or total + tall > _TALLEST_OPENING:
            return total + flow.lead_height()
        total, after = total + tall, flow.getSpaceAfter()
    return total

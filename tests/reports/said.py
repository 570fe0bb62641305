"""What the blocks of a report say, for tests."""

from __future__ import annotations

from app.reports.content import (
    Block,
    Heading,
    Paragraph,
    Report,
    Table,
)
from app.reports.values import plain


def blocks(report: Report) -> list[Block]:
    return [block for section in report.sections for block in section.blocks]


def words(report: Report) -> str:
    """All running text, one paragraph a line."""
    return "\n".join(plain(b.text) for b in blocks(report) if isinstance(b, Paragraph))


def table(report: Report, title: str) -> Table:
    found = (b for b in blocks(report) if isinstance(b, Table) and b.title == title)
    return next(found)


def sections(report: Report) -> list[str]:
    found = (b for b in blocks(report) if isinstance(b, Heading) and b.level == 2 and b.number)
    return [f"{b.number} {b.text}" for b in found]


def standards(report: Report) -> list[str]:
    found = (b for b in blocks(report) if isinstance(b, Heading) and b.level == 3 and b.number)
    return [b.number for b in found]

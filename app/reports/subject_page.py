"""Everything under a reference as one page that any browser opens: for the person it is about.

A plain HTML file without scripts, pictures or links to elsewhere; every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from app.domain.words import count

_STYLE: Final = (
    "body{font:15px/1.5 sans-serif;color:#1a1a1a;background:#fff;max-width:62rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem;"
    "border-bottom:2px solid #444}h3{font-size:1rem;margin:1.5rem 0 .25rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ccc;white-space:pre-wrap;"
    "overflow-wrap:anywhere}.facts th{width:15rem;font-weight:600}"
    "@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}"
)


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """One record: its kind and name, and each filled field as (label, words)."""

    kind: str
    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What stands under a reference, in words. Rows are as their headings in `subject_page`."""

    reference: str
    found_by: str
    made_at: str
    records: tuple[SubjectRecord, ...]
    files: tuple[tuple[str, str], ...]
    history: tuple[tuple[str, ...], ...]
    erasures: tuple[tuple[str, ...], ...]


def subject_page(facts: SubjectFacts) -> bytes:
    """Return the page: records by kind, then files, history and erasures, as UTF-8 HTML."""
    title = f"Everything under {facts.reference}"
    counted = (
        f"{count(len(facts.records), 'record')}, {count(len(facts.files), 'file')}, "
        f"{count(len(facts.history), 'change')}"
    )
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>Found by {escape(facts.found_by)}. Made {escape(facts.made_at)}. {counted}.</p>",
        *_records(facts.records),
        *_table("Files", ("File", "Name"), facts.files),
        *_table(
            "History",
            ("When", "Who", "What was done", "Record", "Field", "Before", "After"),
            facts.history,
        ),
        *_table("Erased", ("When", "Who", "Why", "Legal ground", "Field"), facts.erasures),
    ]
    page = (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
    )
    return "\n".join([page, *parts, "</body></html>\n"]).encode("utf-8")


def _records(records: Iterable[SubjectRecord]) -> Iterable[str]:
    kind = ""
    for record in records:
        if record.kind != kind:
            kind = record.kind
            yield f"<h2>{escape(kind)}</h2>"
        if record.name:
            yield f"<h3>{escape(record.name)}</h3>"
        rows = "".join(
            f'<tr><th scope="row">{escape(label)}</th><td>{escape(words)}</td></tr>'
            for label, words in record.fields
        )
        yield f'<table class="facts">{rows}</table>'


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    if not rows:
        return
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in headings)
    yield f"<h2>{escape(title)}</h2>\n<table><thead><tr>{head}</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"

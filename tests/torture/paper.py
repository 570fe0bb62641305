"""Hostile text on paper and in workbooks: each payload is printed as the text it is, and is inert.

A payload stands in every kind of place that takes typed words: a note, the judgement, a name, an
action, a caption. PDF pages are read again by our own walker, workbooks by openpyxl.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from app.reports.facts import VisitFacts
from app.reports.render_pdf import render_pdf
from app.reports.visit_audit import visit_audit
from app.reports.visit_report import visit_report
from tests.reports.audit_facts import full_visit
from tests.reports.factory import FONTS, visit_facts
from tests.reports.payloads import PAYLOADS
from tests.reports.pdf_walker import squeezed, walk
from tests.torture.results import Result

PLACES_ON_PAPER = 5
_OUR_FORMULAS = ("IFERROR(", "INDEX(", "IF(", "SUM", "COUNT", "INT(", "Scoring!")
_ENCODED = re.compile("_x([0-9A-Fa-f]{4})_")
_MARKUP = (
    "<john{n}@example.org>",
    '<a href="https://example.org/{n}">press</a>',
    '<a name="x{n}"/><link href="#x{n}">in</link>',
    '<img src="file:///etc/passwd" width="{n}" height="9"/>',
    '<img src="https://example.org/{n}.png"/>',
    "<b>bold {n}</b> <font size=90>big</font> <para>",
    "</para><para>{n}",
    "<onDraw name='x' label='{n}'/> <seq id='a'/>",
    "<!-- {n} --> <![CDATA[{n}]]>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '{n}'>]>&b;",
    "&amp; &lt; &#6{n}; &nbsp; & < >",
    "javascript:app.alert({n}) https://example.org/?a={n}&c=d",
    "%PDF-1.7 endstream endobj {n} 0 obj (unbalanced \\( ( [",
    "BT /F1 {n} Tf (x) Tj ET EMC /Artifact BMC",
    "/JS (app.alert({n})) /S /JavaScript /OpenAction",
    '=HYPERLINK("https://example.org/{n}")',
    "{{0}} %s %(n{n})s ${{x}} {{{{y}}}}",
    "<script>alert({n})</script>",
    "\\u0041\\n\\x{n} \\101",
    "Siân Prŷs {n}, tŷ, dŵr, ŵyr ★ ✓ 😀",
)


def pdf_payloads(count: int) -> list[str]:
    """`count` different texts: each trick with different numbers in it, then those of workbooks."""
    tricks = [trick.format(n=n) for n in range(1, 10) for trick in _MARKUP]
    words = [text for text in PAYLOADS if text.isprintable() and len(squeezed(text)) > 3]
    return [*tricks, *words][:count]


def run_pdf(count: int, seed: int, directory: Path) -> Result:
    """Print `count` payloads, each in a report of its own."""
    chosen = _drawn(pdf_payloads(200), count, seed)
    failures = [f"{text!r}: {words}" for text in chosen for words in _wrong_on_paper(text)]
    note = f"each in {PLACES_ON_PAPER} places of a visit report"
    return Result("Payload in a PDF", len(chosen), tuple(failures), note)


def run_xlsx(count: int, seed: int, directory: Path) -> Result:
    """Write `count` payloads, each in a workbook of its own."""
    chosen = _drawn(list(dict.fromkeys(PAYLOADS)), count, seed)
    failures = [f"{text!r}: {words}" for text in chosen for words in _wrong_in_workbook(text)]
    return Result("Payload in a workbook", len(chosen), tuple(failures), "visit audit, read again")


def _drawn(payloads: list[str], count: int, seed: int) -> list[str]:
    if count >= len(payloads):
        return payloads[:count]
    return random.Random(seed).sample(payloads, count)


def _wrong_on_paper(payload: str) -> list[str]:
    walked = walk(render_pdf(visit_report(_hostile(visit_facts(), payload)), FONTS))
    problems = list(walked.problems)
    found = squeezed(walked.text).count(squeezed(payload))
    if found < PLACES_ON_PAPER:
        problems.append(f"printed {found} times, stored {PLACES_ON_PAPER} times")
    return problems


def _hostile(facts: VisitFacts, payload: str) -> VisitFacts:
    first, *rest = facts.answers
    return replace(
        facts,
        judgement=payload,
        answers=(replace(first, note=payload), *rest),
        service=replace(facts.service, name=payload),
        actions=(replace(facts.actions[0], text=payload, owner=payload), *facts.actions[1:]),
        photos=(replace(facts.photos[0], what=payload),),
    )


def _wrong_in_workbook(payload: str) -> list[str]:
    facts = full_visit()
    first, *rest = facts.answers
    facts = replace(
        facts,
        answers=(replace(first, note=payload, text=payload), *rest),
        actions=(replace(facts.actions[0], text=payload, owner=payload), *facts.actions[1:]),
        service=replace(facts.service, name=payload),
    )
    data = visit_audit(facts)
    book = load_workbook(io.BytesIO(data))
    problems = []
    for sheet, place in (("Answers", "H5"), ("Answers", "C5"), ("Actions", "B5")):
        cell = book[sheet][place]
        if cell.data_type != "s" or cell.hyperlink is not None:
            problems.append(f"{sheet}!{place} is live: {cell.data_type}")
        if _decoded(str(cell.value)) != payload:
            problems.append(f"{sheet}!{place} reads {cell.value!r}")
    return problems + _live_things(data)


def _live_things(data: bytes) -> list[str]:
    """Formulas that are not ours, and anything that points outside."""
    problems = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if b'TargetMode="External"' in content or b"<hyperlink" in content:
                problems.append(f"{name} points outside")
            if "worksheets" in name:
                formulas = re.findall(rb"<f>([^<]*)</f>", content)
                foreign = [f for f in formulas if not f.decode().startswith(_OUR_FORMULAS)]
                problems += [f"{name} has the formula {formula!r}" for formula in foreign]
    return problems


def _decoded(text: str) -> str:
    return _ENCODED.sub(lambda match: chr(int(match[1], 16)), text)

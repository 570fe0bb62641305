"""Hostile and very long text in a workbook: nothing live, nothing lost."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from app.reports.facts import AmendmentFacts, VisitFacts
from app.reports.visit_audit import visit_audit
from app.reports.workbooks.book import LONG_TEXTS
from tests.reports.audit_facts import full_visit
from tests.reports.payloads import PAYLOADS

_ENCODED = re.compile("_x([0-9A-Fa-f]{4})_")


def _hostile_visit() -> VisitFacts:
    facts = full_visit()
    answers = tuple(
        replace(answer, note=text, text=text, number=f"S{n:02}")
        for n, (answer, text) in enumerate(zip(facts.answers, PAYLOADS, strict=False))
    )
    actions = tuple(
        replace(facts.actions[0], number=f"A{n}", text=text, owner=text, provider_update=text)
        for n, text in enumerate(PAYLOADS)
    )
    name = PAYLOADS[1]
    return replace(
        facts,
        answers=answers,
        actions=actions,
        service=replace(facts.service, name=name, address=PAYLOADS[2], provider="#N/A"),
        issue=replace(facts.issue, council=PAYLOADS[-6] * 20, reference="=1+1"),
    )


@pytest.fixture(scope="module")
def hostile() -> bytes:
    return visit_audit(_hostile_visit())


@pytest.fixture(scope="module")
def opened(hostile: bytes) -> Workbook:
    return load_workbook(io.BytesIO(hostile))


def _decoded(text: str) -> str:
    return _ENCODED.sub(lambda match: chr(int(match[1], 16)), text)


def test_there_are_sixty_different_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("index", range(len(PAYLOADS)))
def test_a_payload_is_stored_as_text_and_reads_the_same(opened: Workbook, index: int) -> None:
    row = index + 5
    for cell in (opened["Answers"][f"H{row}"], opened["Answers"][f"C{row}"],
                 opened["Actions"][f"B{row}"], opened["Actions"][f"J{row}"]):  # fmt: skip
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert _decoded(cell.value) == PAYLOADS[index]


def test_payloads_that_begin_like_a_formula_carry_the_quote_mark(opened: Workbook) -> None:
    starts = ("=", "+", "-", "@", "\t", "\n")
    rows = [row for row, text in enumerate(PAYLOADS, start=5) if text.startswith(starts)]
    assert rows
    assert all(opened["Answers"][f"H{row}"].quotePrefix for row in rows)


def test_every_formula_in_the_file_is_one_of_ours(hostile: bytes) -> None:
    ours = ("IFERROR(", "INDEX(", "IF(", "SUM", "COUNT", "INT(", "Scoring!")
    with zipfile.ZipFile(io.BytesIO(hostile)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets" in name]
    formulas = re.findall(rb"<f>([^<]*)</f>", b"".join(sheets))
    assert formulas
    for formula in formulas:
        assert formula.decode().startswith(ours), formula


def test_the_file_points_at_nothing_outside(hostile: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(hostile)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
        for name in archive.namelist():
            content = archive.read(name)
            assert b'TargetMode="External"' not in content
            assert b"<hyperlink" not in content


def test_our_own_reader_gets_the_same_text(hostile: bytes) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(hostile)).get_sheet_by_name("Actions")
    rows = sheet.to_python(skip_empty_area=False)
    shown = [str(row[1]) for row in rows[4 : 4 + len(PAYLOADS)]]
    assert shown == list(PAYLOADS)


def test_a_note_of_a_hundred_thousand_characters_is_kept_whole() -> None:
    facts = full_visit()
    note = " ".join(f"Word{n}" for n in range(12_000))
    assert len(note) > 100_000
    long = replace(facts, answers=(replace(facts.answers[0], note=note), *facts.answers[1:]))
    book = load_workbook(io.BytesIO(visit_audit(long)))
    cell = book["Answers"]["H5"].value
    assert len(cell) <= 32_767
    assert cell.endswith(f"(continues on the sheet {LONG_TEXTS})")
    parts = [row for row in book[LONG_TEXTS].iter_rows(min_row=5, values_only=True) if row[0]]
    assert {row[:3] for row in parts} == {("Answers", "S01", "Note")}
    assert [row[3] for row in parts] == list(range(1, len(parts) + 1))
    assert "".join(row[4] for row in parts) == note


def test_a_text_taller_than_a_row_is_also_set_out_in_full() -> None:
    facts = full_visit()
    note = "The log was read line by line and nothing was missing from it.\n" * 60
    long = replace(facts, answers=(replace(facts.answers[0], note=note), *facts.answers[1:]))
    book = load_workbook(io.BytesIO(visit_audit(long)))
    assert book["Answers"]["H5"].value == note
    parts = [row[4] for row in book[LONG_TEXTS].iter_rows(min_row=5, values_only=True) if row[0]]
    assert "".join(parts) == note
    assert book.sheetnames.index(LONG_TEXTS) < book.sheetnames.index("About")


def test_a_hostile_council_name_stays_within_the_page_header(opened: Workbook) -> None:
    header = opened["Summary"].oddHeader
    assert len(f"{header.left.text}{header.center.text}{header.right.text}") < 255


def test_no_cell_of_a_visit_of_endless_texts_is_over_the_limit() -> None:
    facts = full_visit()
    endless = "Endless words. " * 2_500
    amendment = AmendmentFacts("1.0", facts.issue.printed_on, endless)
    long = replace(
        facts,
        contract=endless,
        amendment=amendment,
        overall=replace(facts.overall, reason_for_fewer=endless, reasons=(endless,)),
        findings=tuple(replace(each, text=endless, headline=endless) for each in facts.findings),
        actions=tuple(replace(each, text=endless) for each in facts.actions),
    )
    book = load_workbook(io.BytesIO(visit_audit(long)), data_only=True)
    whole: dict[tuple[str, str, str], str] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert all(len(value) <= 32_767 for value in row if isinstance(value, str))
    for where, record, column, _, text in book[LONG_TEXTS].iter_rows(min_row=5, values_only=True):
        whole[where, record, column] = whole.get((where, record, column), "") + text
    assert whole["Summary", "Contract", "Value"] == endless
    assert whole["Scoring", "Why an overall with fewer", "Reason"] == endless
    assert whole["Findings", "F1", "What we found"] == endless
    assert whole["Actions", "A12", "What must change"] == endless
    assert whole["Summary", "Replaces version", "Value"].endswith(endless)

"""The visit audit workbook, read back cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from html import unescape

import pytest
from openpyxl import Workbook, load_workbook

from app.domain.rating_words import KeyQuestion
from app.domain.scoring import BUILT_IN_SCALE
from app.domain.vocabulary import AnswerKind, EvidenceKind, Priority, VisitKind, VisitStatus
from app.reports.facts import EvidenceFacts, ReplacedFacts, SafeguardingFacts, VisitFacts
from app.reports.visit_audit import visit_audit
from app.reports.visit_audit_scoring import shown_share
from app.reports.workbooks.page import PRINT_WIDTH
from tests.reports.audit_facts import Given, full_visit, large_visit, scale_facts, visit
from tests.reports.workbook_samples import BOOKS, even


@pytest.fixture(scope="module")
def facts() -> VisitFacts:
    return full_visit()


@pytest.fixture(scope="module")
def content(facts: VisitFacts) -> bytes:
    return visit_audit(facts)


@pytest.fixture(scope="module")
def live(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def figures(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), data_only=True)


def _opened(facts: VisitFacts, *, data_only: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(visit_audit(facts)), data_only=data_only)


def test_sheets_stand_in_reading_order_with_about_last_and_lists_hidden(live: Workbook) -> None:
    assert live.sheetnames == [
        "Summary", "Answers", "Findings", "Actions", "Last plan", "Scoring", "About", "Lists",
    ]  # fmt: skip
    assert live["Lists"].sheet_state == "hidden"
    assert live.active.title == "Summary"


def test_data_sheets_are_real_tables_with_filters_and_frozen_heads(live: Workbook) -> None:
    for name, frozen in (("Answers", "D5"), ("Findings", "B5"), ("Actions", "B5")):
        table = live[name].tables[name]
        assert table.autoFilter.ref == table.ref
        assert table.ref.startswith("A4:")
        assert live[name].freeze_panes == frozen


def test_no_cell_is_merged_and_no_gridline_shown(live: Workbook) -> None:
    for sheet in live.worksheets:
        assert not sheet.merged_cells.ranges
        if sheet.sheet_state == "visible":
            assert not sheet.sheet_view.showGridLines


def test_there_is_one_row_per_standard_with_true_numbers(
    figures: Workbook, facts: VisitFacts
) -> None:
    rows = list(figures["Answers"].iter_rows(min_row=5, values_only=True))
    assert len(rows) == len(facts.answers)
    for row, answer in zip(rows, facts.answers, strict=True):
        assert row[0] == answer.number
        assert row[3] == answer.words
        assert row[4] == (answer.level if answer.kind is AnswerKind.RATED else None)
        assert row[5] == answer.weight
        assert isinstance(row[5], int)


def test_points_are_looked_up_from_the_answer(live: Workbook) -> None:
    assert live["Answers"]["E5"].value == '=IFERROR(VLOOKUP(D5,Lists!$A$2:$B$5,2,FALSE),"")'


def test_dates_are_true_dates_in_british_order(live: Workbook, facts: VisitFacts) -> None:
    cell = live["Actions"]["F5"]
    assert cell.is_date
    assert cell.value == datetime.combine(facts.actions[0].due_on or date.min, datetime.min.time())
    assert cell.number_format == "dd/mm/yyyy"


def test_scores_are_true_shares(figures: Workbook, facts: VisitFacts) -> None:
    scoring, summary = figures["Scoring"], figures["Summary"]
    for row, result in enumerate(facts.results, start=5):
        assert scoring[f"D{row}"].number_format == "0.0%"
        exact = result.points / result.maximum
        assert scoring[f"D{row}"].value == pytest.approx(exact, abs=0.0006)
    scores = {row[0].value: row[2] for row in summary.iter_rows(min_row=5) if row[2].value}
    for result in facts.results:
        assert f"{scores[result.title].value:.0%}" == result.score
        assert scores[result.title].number_format == "0%"


def test_scoring_holds_the_programs_points_results_and_coverage(
    figures: Workbook, facts: VisitFacts
) -> None:
    for row, result in enumerate(facts.results, start=5):
        cells = [cell.value for cell in figures["Scoring"][row]][:9]
        assert cells[:3] == [result.title, result.points, result.maximum]
        assert cells[4:] == [
            result.band, len(result.critical_poor), result.words, result.rated, result.applicable,
        ]  # fmt: skip
    assert figures["Scoring"]["G10"].value == facts.overall.words


def test_every_formula_carries_the_programs_figure(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "/sheet" in name]
    formulas = sum(sheet.count("<f>") for sheet in sheets)
    with_text = sum(sheet.count(' t="str"><f>') for sheet in sheets)
    with_number = sum(len(re.findall(r"</f><v>[-\d.e]+</v>", sheet)) for sheet in sheets)
    assert formulas > 150
    assert with_text + with_number == formulas


def test_the_worked_figures_follow_from_the_answers_sheet_alone(
    figures: Workbook, facts: VisitFacts
) -> None:
    """Points, maxima and criticals added up again from the rows that a reader sees."""
    rows = list(figures["Answers"].iter_rows(min_row=5, values_only=True))
    for number, result in enumerate(facts.results, start=5):
        rated = [row for row in rows if row[1] == result.title and row[4] is not None]
        scoring = figures["Scoring"]
        assert scoring[f"B{number}"].value == sum(row[4] * row[5] for row in rated)
        assert scoring[f"C{number}"].value == 4 * sum(row[5] for row in rated)
        poor = [row for row in rated if row[3] == "Poor" and row[6] == "Yes"]
        assert scoring[f"F{number}"].value == len(poor)


def test_a_critical_standard_at_poor_caps_its_section(figures: Workbook) -> None:
    row = [cell.value for cell in figures["Scoring"][5]]
    assert row[4:7] == ["Good", 1, "Requires improvement"]
    said = [cell.value for cell in figures["Summary"]["A"] if cell.value]
    assert any("Safe is held at Requires improvement" in str(text) for text in said)


def test_bands_stand_in_cream_and_are_unlocked(live: Workbook) -> None:
    scoring = live["Scoring"]
    row = next(cell.row for cell in scoring["A"] if cell.value == "Band")
    starts = [scoring.cell(row + n, 2) for n in (1, 2, 3)]
    assert [cell.value for cell in starts] == [0.88, 0.63, 0.39]
    for cell in starts:
        assert cell.fill.start_color.rgb.endswith("FFF8DC")
        assert not cell.protection.locked


def test_results_outside_the_key_questions_are_listed_and_not_scored(figures: Workbook) -> None:
    sections = {row[1] for row in figures["Answers"].iter_rows(min_row=5, values_only=True)}
    assert "Previous actions" in sections
    scored = [cell.value for cell in figures["Scoring"]["A"]][4:10]
    assert scored == [*(kq.words for kq in KeyQuestion), "Overall"]


def test_chips_are_formats_and_the_cell_holds_the_plain_word(live: Workbook) -> None:
    sheet = live["Answers"]
    formats = {
        rule.formula[0]: rule.dxf.numFmt.formatCode
        for cells in sheet.conditional_formatting
        for rule in cells.rules
        if rule.dxf and rule.dxf.numFmt
    }
    assert formats['"Requires improvement"'] == '"▲  "@'
    assert formats['"Not seen"'] == '"○  "@'
    words = {cell.value for cell in sheet["D"][4:]}
    assert words <= {"Excellent", "Good", "Requires improvement", "Poor", "Not seen",
                     "Not applicable"}  # fmt: skip


def test_answers_can_only_be_chosen_from_the_hidden_list(live: Workbook) -> None:
    (check,) = live["Answers"].data_validations.dataValidation
    assert check.type == "list"
    assert check.formula1 == "Lists!$A$2:$A$7"
    assert check.error == "Choose from the list."
    assert "D5" in check.sqref


def test_actions_are_locked_but_for_the_providers_cells(live: Workbook) -> None:
    sheet = live["Actions"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.protection.autoFilter
    assert sheet["A5"].protection.locked
    assert not sheet["J5"].protection.locked
    assert not sheet["K5"].protection.locked


def test_an_overdue_action_says_so_before_its_stored_state(facts: VisitFacts) -> None:
    late = [action for action in facts.actions if action.is_overdue]
    states = {row[0]: row[7] for row in _opened(facts)["Actions"].iter_rows(values_only=True)}
    assert late
    assert all(states[action.number] == "Overdue" for action in late)


def test_printed_pages_are_a4_with_marking_and_fit_the_width(live: Workbook) -> None:
    for sheet in live.worksheets:
        if sheet.sheet_state != "visible":
            continue
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.oddHeader.center.text == "OFFICIAL-SENSITIVE"
        assert sheet.oddFooter.center.text == "OFFICIAL-SENSITIVE"
        assert sheet.oddHeader.right.text == "QA-2026-0147 version 1.0 FINAL"
        assert "Contains CQC data" in sheet.oddFooter.right.text
        last = sheet.print_area.split(":")[1].replace("$", "").rstrip("0123456789")
        widths = [
            sheet.column_dimensions[letter].width
            for letter in (chr(65 + n) for n in range(ord(last) - 64))
        ]
        assert sum(widths) <= PRINT_WIDTH


def test_the_chart_is_native_and_has_an_alternative_text(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert 'descr="Bar chart of the score of each section: Safe' in drawing
    assert "'Scoring'!$D$5:$D$9" in chart


def test_the_same_facts_give_the_same_bytes(facts: VisitFacts, content: bytes) -> None:
    assert visit_audit(facts) == content


def test_dates_of_the_file_come_from_the_facts(live: Workbook, facts: VisitFacts) -> None:
    assert live.properties.created.date() == facts.issue.printed_on
    assert live.properties.modified.date() == facts.issue.printed_on
    assert live.properties.title == "Quillbrook House: visit audit"


def test_counts_of_the_summary_are_those_of_the_facts(figures: Workbook, facts: VisitFacts) -> None:
    pairs = {row[0]: row[1] for row in figures["Summary"].iter_rows(values_only=True)}
    assert pairs["Actions"] == len(facts.actions)
    assert pairs["of which high priority"] == sum(
        action.priority is Priority.HIGH for action in facts.actions
    )
    assert pairs["Contract breaches"] == 1
    assert pairs["Safeguarding concerns"] == 1


def test_movement_is_said_in_words(figures: Workbook) -> None:
    moved = {row[0]: row[6] for row in figures["Summary"].iter_rows(values_only=True)}
    assert moved["Safe"] == "Worse"
    assert moved["Caring"] == "Better"
    assert moved["Effective"] == "Same"


def test_a_first_visit_says_that_there_is_nothing_to_compare() -> None:
    book = _opened(visit(even(3), previous=False))
    moved = {row[0]: row[6] for row in book["Summary"].iter_rows(values_only=True)}
    assert moved["Overall"] == "First visit by us"


def test_a_follow_up_without_an_earlier_visit_is_not_called_the_first() -> None:
    facts = replace(visit(even(3), previous=False), kind=VisitKind.FOLLOW_UP)
    moved = {row[0]: row[6] for row in _opened(facts)["Summary"].iter_rows(values_only=True)}
    assert moved["Overall"] == "No earlier visit on file"


def test_a_visit_without_findings_or_actions_leaves_their_sheets_out() -> None:
    book = _opened(visit(even(3)))
    assert book.sheetnames == ["Summary", "Answers", "Scoring", "About", "Lists"]
    pairs = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert pairs["Actions"] == 0


def test_a_draft_says_so_in_every_header_and_in_about() -> None:
    book = _opened(replace(visit(even(3)), status=VisitStatus.WITH_PROVIDER, sign_off=None))
    assert book["Answers"].oddHeader.right.text.endswith("WITH PROVIDER")
    pairs = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert pairs["Status"] == "WITH PROVIDER"
    assert "may still change" in pairs["Signed off"]


def test_a_result_set_by_hand_stands_beside_the_rule() -> None:
    book = BOOKS["visit-audit-overridden"]()
    scoring = load_workbook(io.BytesIO(book.to_bytes()), data_only=True)["Scoring"]
    heads = [cell.value for cell in scoring[4]]
    safe = dict(zip(heads, (cell.value for cell in scoring[5]), strict=True))
    assert safe["By rule"] == "Requires improvement"
    assert safe["Set by hand"] == "Poor"
    assert safe["Result"] == "Poor"
    notes = [cell.value for cell in scoring["A"] if cell.value]
    assert any("=Serious harm was seen" in str(note) for note in notes)


def test_too_few_rated_sections_give_no_overall_unless_said_why() -> None:
    without = load_workbook(io.BytesIO(BOOKS["visit-audit-fewer"]().to_bytes()), data_only=True)[
        "Scoring"
    ]
    reason = load_workbook(
        io.BytesIO(BOOKS["visit-audit-fewer-with-reason"]().to_bytes()), data_only=True
    )["Scoring"]
    assert without["G10"].value == "No overall"
    assert reason["G10"].value == "Good"
    assert "Nobody was at home that day" in [cell.value for cell in reason["B"]]


@pytest.mark.parametrize(
    ("points", "maximum", "steps", "expected"),
    [(935, 1064, 100, 0.87), (88, 100, 100, 0.88), (999, 1000, 100, 0.99), (5, 8, 100, 0.62),
     (8799, 10000, 1000, 0.879), (87999, 100000, 1000, 0.879)],
)  # fmt: skip
def test_a_shown_share_never_rounds_into_a_band(
    points: int, maximum: int, steps: int, expected: float
) -> None:
    assert shown_share(points, maximum, scale_facts(), steps) == expected


def test_shown_shares_are_those_of_the_domain() -> None:
    for maximum in (7, 64, 132, 200):
        for points in range(maximum + 1):
            domain = BUILT_IN_SCALE.shown_percentage(points, maximum) / 100
            assert shown_share(points, maximum, scale_facts(), 100) == domain


def test_a_visit_of_150_standards_and_40_actions_is_whole() -> None:
    facts = large_visit()
    book = _opened(facts)
    answers = list(book["Answers"].iter_rows(min_row=5, values_only=True))
    actions = list(book["Actions"].iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in answers] == [answer.number for answer in facts.answers]
    assert [row[7] for row in answers] == [answer.note or None for answer in facts.answers]
    assert len(actions) == 40
    for result, row in zip(facts.results, range(5, 10), strict=True):
        assert book["Scoring"][f"G{row}"].value == result.words


def test_a_framework_with_words_of_its_own_keeps_them() -> None:
    book = BOOKS["visit-audit-met"]()
    workbook = load_workbook(io.BytesIO(book.to_bytes()), data_only=True)
    lists = [row[:2] for row in workbook["Lists"].iter_rows(min_row=2, max_row=4, values_only=True)]
    assert lists == [("Met", 2), ("Partly met", 1), ("Not met", 0)]
    assert workbook["Scoring"]["G5"].value in {"Excellent", "Good", "Requires improvement", "Poor"}


def test_not_answered_can_only_be_chosen_while_something_is_not_answered() -> None:
    unanswered: list[Given] = [(KeyQuestion.SAFE, AnswerKind.UNANSWERED, None, 1, False)]
    words = [cell.value for cell in _opened(visit([*even(3), *unanswered]))["Lists"]["A"]]
    assert "Not answered" in words
    assert "Not answered" not in [cell.value for cell in _opened(visit(even(3)))["Lists"]["A"]]


def test_the_detail_of_a_safeguarding_concern_is_never_written(facts: VisitFacts) -> None:
    concern = replace(facts.findings[3], headline="A named person fell", text="Who and how")
    told = SafeguardingFacts(
        "the council’s safeguarding team", "Priya Nandakumar", None, "SG-26-3391"
    )
    changed = replace(facts, findings=(concern,), safeguarding=(told,))
    with zipfile.ZipFile(io.BytesIO(visit_audit(changed))) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist()]
    everything = unescape("".join(parts))
    assert "A named person fell" not in everything
    assert "Who and how" not in everything
    assert "Reported to the council’s safeguarding team by Priya Nandakumar" in everything
    assert "SG-26-3391" in everything


def test_a_finding_without_a_rating_shows_the_lowest_of_its_standards(facts: VisitFacts) -> None:
    finding = replace(facts.findings[1], rating=None, standards=("S01", "S08"))
    book = _opened(replace(facts, findings=(finding,)))
    assert book["Findings"]["I5"].value == "Poor"


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_only_the_first_sheet_is_selected_so_that_typing_changes_one_sheet(name: str) -> None:
    book = load_workbook(io.BytesIO(BOOKS[name]().to_bytes()))
    selected = [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected]
    assert selected == [book.sheetnames[0]]
    assert book.worksheets[0].sheet_state == "visible"


def test_replaced_version_says_what_took_its_place(facts: VisitFacts) -> None:
    book = _opened(replace(facts, replaced_by=ReplacedFacts("1.1", date(2026, 12, 22))))
    for sheet in ("Summary", "About"):
        pairs = {row[0]: row[1] for row in book[sheet].iter_rows(values_only=True)}
        assert pairs["Replaced by version"] == "1.1 of 22/12/2026"


def test_version_that_holds_says_nothing_of_a_replacement(figures: Workbook) -> None:
    for sheet in ("Summary", "About"):
        assert "Replaced by version" not in [cell.value for cell in figures[sheet]["A"]]


def test_the_summary_says_the_overall_judgement(live: Workbook, facts: VisitFacts) -> None:
    lines = [str(row[0].value or "") for row in live["Summary"].iter_rows(max_col=1)]
    start = next(i for i, line in enumerate(lines) if line.startswith("Our overall"))
    said = " ".join(lines[start : start + 6])
    assert said.startswith(f"Our overall judgement: {facts.overall.words}. {facts.judgement[:60]}")


def test_the_summary_says_which_standards_its_counts_count(
    live: Workbook, facts: VisitFacts
) -> None:
    text = "\n".join(str(row[0].value or "") for row in live["Summary"].iter_rows(max_col=1))
    whole = len([a for a in facts.answers if a.kind is not AnswerKind.NOT_APPLICABLE])
    assert "that count in the overall were rated" in text
    assert f"of {whole}." in text
    assert "count in the overall" in str(live["Answers"]["A2"].value)


def test_evidence_names_the_caption_first_and_the_file_second(facts: VisitFacts) -> None:
    photo = EvidenceFacts(EvidenceKind.PHOTO, "Fridge at 9 °C", "IMG_2041.jpg", 1)
    bare = EvidenceFacts(EvidenceKind.PHOTO, "", "IMG_2042.jpg", 2)
    first = replace(facts.answers[0], evidence=(photo, bare))
    book = _opened(replace(facts, answers=(first, *facts.answers[1:])))
    heads = [cell.value for cell in book["Answers"][4]]
    said = book["Answers"].cell(5, heads.index("What the evidence is") + 1).value
    assert said == (
        f"Photo 1: Fridge at 9 °C (IMG_2041.jpg)\nPhoto 2 to standard {first.number} (IMG_2042.jpg)"
    )

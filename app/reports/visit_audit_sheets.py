"""The data sheets of the visit audit: answers, findings, actions, and the last plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.domain.vocabulary import AnswerKind, FindingKind
from app.domain.words import long_date, short_date
from app.reports.evidence_words import evidence_words
from app.reports.facts import (
    ActionFacts,
    AnswerFacts,
    EvidenceFacts,
    FindingFacts,
    VisitFacts,
)
from app.reports.visit_audit_lists import Lists
from app.reports.visit_counts import OUTSIDE
from app.reports.workbooks.book import Book, Formula, Value
from app.reports.workbooks.chips import (
    PRIORITIES,
    REPEATS,
    STATES,
    UNRATED_ANSWERS,
    own_chips,
    show_chips,
)
from app.reports.workbooks.choices import add_choices, add_date_check
from app.reports.workbooks.sheet import Placed, Sheet, SheetColumn
from app.reports.workbooks.styles import CellKind


def status_words(facts: VisitFacts) -> str:
    """The status as printed: FINAL, DRAFT, WITH PROVIDER."""
    return facts.status.words.split(" (")[0].upper()


def replaced_by(facts: VisitFacts) -> list[tuple[str, Value]]:
    """Which version took the place of this signed one, as a fact; none while it holds."""
    newer = facts.replaced_by
    return [("Replaced by version", f"{newer.version} of {short_date(newer.on)}")] if newer else []


def contains_cqc_data(facts: VisitFacts) -> bool:
    """True when any CQC rating or identifier stands in the workbook."""
    rated = [facts.overall.cqc, *(result.cqc for result in facts.results)]
    return bool(facts.service.cqc_location_id) or any(rated)


ANSWER_COLUMNS: Final = (
    SheetColumn("Standard", 10, CellKind.IDENTIFIER),
    SheetColumn("Section", 13),
    SheetColumn("What is expected", 38),
    SheetColumn("Answer", 25, CellKind.OURS),
    SheetColumn("Points", 10, CellKind.COUNT),
    SheetColumn("Weight", 10.5, CellKind.COUNT),
    SheetColumn("Critical", 9),
    SheetColumn("Note", 49),
    SheetColumn("Evidence", 15),
    SheetColumn("Actions", 10, CellKind.IDENTIFIER),
    SheetColumn("Last visit", 25, CellKind.OURS, is_printed=False),
    SheetColumn("Last visit on", 14, CellKind.DATE, is_printed=False),
    SheetColumn("Topic", 30, is_printed=False),
    SheetColumn("What the evidence is", 50, is_printed=False),
    SheetColumn("Sample", 24, is_printed=False),
    SheetColumn("Clauses breached", 18, CellKind.IDENTIFIER, is_printed=False),
    SheetColumn("Standard ID", 18, CellKind.IDENTIFIER, is_printed=False),
)


def add_answers(book: Book, facts: VisitFacts, lists: Lists) -> Placed:
    """One row per standard, in the framework's order; points are looked up from the answer."""
    visited = long_date(facts.visited_on)
    line = f"{facts.service.name} · visited {visited} · one row per standard ({_rows(facts)})"
    sheet = Sheet.add(book, "Answers", line=line)
    rows = [_answer_row(answer, lists, row) for row, answer in enumerate(facts.answers, start=5)]
    placed = sheet.write_table(ANSWER_COLUMNS, rows, frozen=3)
    words = [(step.words, step.mark_level) for step in facts.framework.scale.levels]
    bands = [(band.words, band.level) for band in facts.framework.scale.bands]
    chips = (*UNRATED_ANSWERS, *own_chips([*words, *bands]))
    show_chips(sheet.worksheet, placed.cells("Answer"), chips)
    show_chips(sheet.worksheet, placed.cells("Last visit"), chips)
    add_choices(
        sheet.worksheet,
        placed.cells("Answer"),
        lists.answers,
        prompt="Points and scores follow. The signed-off record does not change.",
    )
    return placed


def _rows(facts: VisitFacts) -> str:
    """How many rows, and which of them count in the overall."""
    whole = len(facts.answers)
    outside = len(facts.answers_of(""))
    if not outside:
        return f"{whole} rows"
    return f"{whole} rows; {whole - outside} count in the overall, {outside} on {OUTSIDE} do not"


def _answer_row(answer: AnswerFacts, lists: Lists, row: int) -> list[Value]:
    previous = answer.previous
    level = answer.level if answer.kind is AnswerKind.RATED else None
    points = Formula(
        f'=IFERROR(VLOOKUP(D{row},{lists.points},2,FALSE),"")', "" if level is None else level
    )
    return [
        answer.number,
        answer.key_question or answer.section,
        answer.text,
        answer_words(answer),
        points,
        answer.weight,
        "Yes" if answer.is_critical else None,
        answer.note,
        ", ".join(dict.fromkeys(piece.kind.words for piece in answer.evidence)),
        ", ".join(answer.actions),
        previous.words if previous else None,
        previous.on if previous else None,
        answer.section,
        "\n".join(_evidence_line(answer, piece) for piece in answer.evidence),
        answer.sample,
        ", ".join(answer.breach_clauses),
        answer.id,
    ]


def _evidence_line(answer: AnswerFacts, piece: EvidenceFacts) -> str:
    words = evidence_words(answer, piece, with_file=True)
    if words.casefold().startswith(piece.kind.words.casefold()):
        return words[:1].upper() + words[1:]
    return f"{piece.kind.words}: {words}"


def answer_words(answer: AnswerFacts) -> str:
    """The word in the Answer column: the scale's label, or the kind of an unrated answer."""
    return answer.words if answer.kind is AnswerKind.RATED else answer.kind.words


FINDING_COLUMNS: Final = (
    SheetColumn("No.", 8, CellKind.IDENTIFIER),
    SheetColumn("Kind", 20),
    SheetColumn("Section", 13),
    SheetColumn("Standard", 12, CellKind.IDENTIFIER),
    SheetColumn("Finding", 32, is_strong=True),
    SheetColumn("What we found", 45),
    SheetColumn("Clause", 10, CellKind.IDENTIFIER),
    SheetColumn("Actions", 10, CellKind.IDENTIFIER),
    SheetColumn("Rating", 25, CellKind.OURS),
    SheetColumn("Repeat", 13),
    SheetColumn("What the clause requires", 50, is_printed=False),
)


def add_findings(book: Book, facts: VisitFacts) -> Placed:
    """One row per finding; a breach is a kind of its own."""
    sheet = Sheet.add(book, "Findings", line="One row per finding; a breach is its own kind")
    rows = [_finding_row(facts, finding) for finding in facts.findings]
    placed = sheet.write_table(FINDING_COLUMNS, rows)
    words = [(step.words, step.mark_level) for step in facts.framework.scale.levels]
    show_chips(sheet.worksheet, placed.cells("Rating"), (*UNRATED_ANSWERS, *own_chips(words)))
    show_chips(sheet.worksheet, placed.cells("Repeat"), REPEATS)
    return placed


def _finding_row(facts: VisitFacts, finding: FindingFacts) -> list[Value]:
    is_concern = finding.kind is FindingKind.SAFEGUARDING
    return [
        finding.number,
        finding.kind.words,
        finding.key_question,
        ", ".join(finding.standards),
        finding.kind.words if is_concern else finding.headline,
        _concern_words(facts, finding) if is_concern else finding.text,
        finding.clause,
        ", ".join(finding.actions),
        None if is_concern else _rating_words(facts, finding),
        finding.recurrence.value if finding.recurrence else None,
        finding.requirement,
    ]


ACTION_COLUMNS: Final = (
    SheetColumn("No.", 7, CellKind.IDENTIFIER),
    SheetColumn("What must change", 36),
    SheetColumn("Standards", 12, CellKind.IDENTIFIER),
    SheetColumn("Priority", 10),
    SheetColumn("Owner", 15),
    SheetColumn("Due", 13.5, CellKind.DATE),
    SheetColumn("Evidence needed", 25.5),
    SheetColumn("State", 17, CellKind.STATE),
    SheetColumn("Verified on", 14, CellKind.DATE),
    SheetColumn("Provider’s update", 26, is_input=True),
    SheetColumn("Done on (provider)", 14, CellKind.DATE, is_input=True),
    SheetColumn("Verified by", 24, is_printed=False),
)


def add_actions(book: Book, facts: VisitFacts) -> Placed:
    """One row per action; the last two printed columns are the provider's to fill in."""
    line = "One row per action; cream cells are the provider’s to fill in"
    sheet = Sheet.add(book, "Actions", line=f"{line}. As at {long_date(facts.issue.printed_on)}.")
    placed = sheet.write_table(ACTION_COLUMNS, [_action_row(each) for each in facts.actions])
    show_chips(sheet.worksheet, placed.cells("State"), STATES)
    show_chips(sheet.worksheet, placed.cells("Priority"), PRIORITIES)
    add_date_check(
        sheet.worksheet,
        placed.cells("Done on (provider)"),
        since=date(facts.visited_on.year, 1, 1),
        example=facts.visited_on,
    )
    sheet.protect()
    return placed


def _action_row(action: ActionFacts) -> list[Value]:
    return [
        action.number,
        action.text,
        ", ".join(action.standards),
        action.priority.words,
        action.owner,
        action.due_on,
        action.evidence_needed,
        state_words(action),
        action.verified_on,
        action.provider_update,
        action.provider_done_on,
        action.verified_by,
    ]


def state_words(action: ActionFacts) -> str:
    """The state as shown: overdue goes before the stored state."""
    return "Overdue" if action.is_overdue else action.state.words


LAST_PLAN_COLUMNS: Final = (
    SheetColumn("No.", 8, CellKind.IDENTIFIER),
    SheetColumn("Action", 70),
    SheetColumn("Was due", 14, CellKind.DATE),
    SheetColumn("What we verified", 24, is_strong=True),
    SheetColumn("Taken on by", 16, CellKind.IDENTIFIER),
)


def add_last_plan(book: Book, facts: VisitFacts) -> Placed:
    """What became of the actions of the last visit."""
    sheet = Sheet.add(book, "Last plan", line="Actions of the last visit and what we verified")
    rows: Iterable[list[Value]] = (
        [each.number, each.text, each.due_on, each.verification.words, each.carried_to]
        for each in facts.previous_actions
    )
    return sheet.write_table(LAST_PLAN_COLUMNS, list(rows))


def _concern_words(facts: VisitFacts, finding: FindingFacts) -> str:
    """Who was told, when and by whom; the concern itself is never written out (PAPER "Summary")."""
    concerns = [each for each in facts.findings if each.kind is FindingKind.SAFEGUARDING]
    if len(concerns) != len(facts.safeguarding):
        return "Reported; the detail is kept with the safeguarding record."
    told = facts.safeguarding[concerns.index(finding)]
    when = f" on {long_date(told.reported_at.date())}" if told.reported_at else ""
    reference = f", reference {told.reference}" if told.reference else ""
    said = f"Reported to {told.reported_to}{when} by {told.reported_by}{reference}."
    return f"{said} {told.others_told}".strip()


def _rating_words(facts: VisitFacts, finding: FindingFacts) -> str | None:
    """The finding's own rating, else the lowest of its standards."""
    if finding.rating:
        return finding.rating.words
    rated = [
        answer
        for answer in facts.answers
        if answer.number in finding.standards and answer.level is not None
    ]
    return min(rated, key=lambda answer: answer.level or 0).words if rated else None

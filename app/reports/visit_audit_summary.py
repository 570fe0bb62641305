"""The first sheet of the visit audit: facts, the ratings table and counts, all by formula."""

from __future__ import annotations

from typing import Final

from app.domain.vocabulary import AnswerKind, FindingKind, Priority
from app.domain.words import short_date
from app.reports.facts import OverallFacts, RatingFacts, ResultFacts, VisitFacts
from app.reports.visit_audit_lists import Lists
from app.reports.visit_audit_scoring import (
    NO_OVERALL,
    Scoring,
    critical_heading,
    shown_share,
)
from app.reports.visit_audit_sheets import contains_cqc_data, replaced_by, status_words
from app.reports.visit_counts import (
    NOT_COMPARABLE,
    earlier_words,
    no_comparison,
    outside_words,
    rated_words,
)
from app.reports.workbooks.book import Book, Formula, Value
from app.reports.workbooks.chips import MOVEMENTS, cqc_chips, own_chips, show_chips
from app.reports.workbooks.sheet import Placed, Sheet, SheetColumn, literal
from app.reports.workbooks.styles import CellKind, Role

_WIDTH: Final = 150.0


def add_summary(
    book: Book,
    facts: VisitFacts,
    scoring: Scoring,
    answers: Placed,
    lists: Lists,
    *,
    findings: Placed | None,
    actions: Placed | None,
) -> None:
    """Write the summary; `findings` and `actions` are None where the visit has none."""
    issue = facts.issue
    line = f"{issue.reference} · version {issue.version} · {status_words(facts)}"
    sheet = Sheet.add(
        book,
        "Summary",
        title=f"{facts.service.name}: visit audit",
        line=f"{line} · {issue.marking.words}",
    )
    columns = _columns(facts)
    sheet.set_widths([column.width for column in columns])
    sheet.write_pairs(_facts(facts))
    sheet.write_notes(_judgement(facts), width=_WIDTH, label="Our judgement", role=Role.TEXT)
    _write_ratings(sheet, facts, scoring, lists, columns)
    sheet.write_pairs(_counts(facts, answers, findings, actions), role=Role.FIGURE)
    sheet.write_notes(_notes(facts, scoring), width=_WIDTH, label="Notes")
    sheet.print_to(sum(column.is_printed for column in columns))
    sheet.keep_on_one_page()


def _columns(facts: VisitFacts) -> tuple[SheetColumn, ...]:
    on = facts.previous_visit_on or facts.earlier_visit_on
    last = f" ({short_date(on)})" if on else ""
    return (
        SheetColumn("Section", 24),
        SheetColumn("Our rating", 36, CellKind.OURS),
        SheetColumn("Score", 11, CellKind.SHARE),
        SheetColumn("Rated", 11, CellKind.COUNT),
        SheetColumn("Applicable", 13, CellKind.COUNT),
        SheetColumn(f"Previous{last}", 27, CellKind.OURS),
        SheetColumn("Movement", 23),
        SheetColumn("CQC", 27, CellKind.CQC),
        SheetColumn("CQC published", 16, CellKind.DATE),
        SheetColumn("Previous level", 15, CellKind.COUNT, is_printed=False),
    )


def _facts(facts: VisitFacts) -> list[tuple[str, Value]]:
    service = facts.service
    lead_first = sorted(facts.team, key=lambda officer: not officer.is_lead)
    team = [f"{each.name} (lead)" if each.is_lead else each.name for each in lead_first]
    pairs: list[tuple[str, Value]] = [
        ("Service", f"{service.name}, {_lower_first(service.type_words)}"),
        ("Address", service.address),
        ("CQC location", service.cqc_location_id or service.cqc_note),
        ("Provider", service.provider),
        ("Contract", facts.contract),
        ("Visited on", facts.visited_on),
        ("Kind and mode", f"{facts.kind.words}, {_lower_first(facts.mode.words)}"),
        ("Officers", ", ".join(team)),
        ("Framework", f"{facts.framework.title}, version {facts.framework.version}"),
    ]
    if facts.sign_off:
        pairs.append(("Signed off on", facts.sign_off.signed_at.date()))
    if facts.amendment:
        replaced = facts.amendment
        said = (
            f"{replaced.replaces_version} of {short_date(replaced.replaces_on)}: {replaced.reason}"
        )
        pairs.append(("Replaces version", said))
    pairs += replaced_by(facts)
    return [pair for pair in pairs if pair[1]]


def _write_ratings(
    sheet: Sheet,
    facts: VisitFacts,
    scoring: Scoring,
    lists: Lists,
    columns: tuple[SheetColumn, ...],
) -> None:
    top = sheet.row
    rows = [
        _section_row(facts, result, scoring, lists, row)
        for row, result in enumerate(facts.results, start=top + 1)
    ]
    placed = sheet.write_table(columns, rows, top=top, is_real=False)
    sheet.worksheet.freeze_panes = "A3"
    sheet.worksheet.print_title_rows = "1:2"
    kinds = [column.kind for column in columns]
    total = _overall_row(facts, scoring, lists, placed.last + 1)
    row = sheet.write_total(placed, list(zip(total, kinds, strict=True)))
    own = own_chips([(band.words, band.level) for band in facts.framework.scale.bands])
    for letter, chips in (("B", own), ("F", own), ("G", MOVEMENTS), ("H", cqc_chips())):
        show_chips(sheet.worksheet, f"{letter}{placed.first}:{letter}{row}", chips)


def _section_row(
    facts: VisitFacts, result: ResultFacts, scoring: Scoring, lists: Lists, row: int
) -> list[Value]:
    name = f"A{row}"

    def fetched(heading: str, value: str | float) -> Formula:
        return Formula(f"={scoring.look_up(heading, name)}", value)

    score: str | float = ""
    if result.maximum:
        score = shown_share(result.points, result.maximum, facts.framework.scale, 100)
    return [
        result.title,
        fetched("Result", result.words),
        fetched("Score as shown", score),
        fetched("Rated", result.rated),
        fetched("Applicable", result.applicable),
        *_comparison(facts, result, lists, row),
    ]


def _overall_row(facts: VisitFacts, scoring: Scoring, lists: Lists, row: int) -> list[Value]:
    overall = facts.overall
    words = overall.words if overall.level else NO_OVERALL
    rated = sum(result.rated for result in facts.results)
    applicable = sum(result.applicable for result in facts.results)
    return [
        "Overall",
        Formula(f"={scoring.overall('Result')}", words),
        "by rule" if not overall.override else "by hand",
        Formula(f"={scoring.overall('Rated')}", rated),
        Formula(f"={scoring.overall('Applicable')}", applicable),
        *_comparison(facts, overall, lists, row),
    ]


def _comparison(
    facts: VisitFacts, now: ResultFacts | OverallFacts, lists: Lists, row: int
) -> list[Value]:
    previous, cqc = now.previous, now.cqc
    level = (previous.level or 0) if previous else None
    now_level = f"IFERROR(VLOOKUP(B{row},{lists.levels},2,FALSE),0)"
    moved = f'IF({now_level}>J{row},"Better",IF({now_level}<J{row},"Worse","Same"))'
    neither = f"OR({now_level}=0,J{row}=0)"
    missing = literal(no_comparison(facts))
    text = f'=IF(J{row}="",{missing},IF({neither},{literal(NOT_COMPARABLE)},{moved}))'
    return [
        previous.words if previous else None,
        Formula(text, _moved(facts, now.level, previous)),
        cqc.words if cqc else None,
        cqc.on if cqc else None,
        level,
    ]


def _moved(facts: VisitFacts, level: int | None, previous: RatingFacts | None) -> str:
    if previous is None:
        return no_comparison(facts)
    if not level or not previous.level:
        return NOT_COMPARABLE
    if level == previous.level:
        return "Same"
    return "Better" if level > previous.level else "Worse"


def _counts(
    facts: VisitFacts, answers: Placed, findings: Placed | None, actions: Placed | None
) -> list[tuple[str, Value]]:
    high = sum(action.priority is Priority.HIGH for action in facts.actions)
    unseen = sum(
        answer.is_critical and answer.kind is AnswerKind.NOT_SEEN for answer in facts.answers
    )
    critical = (
        f'=COUNTIFS({answers.outside("Critical")},"Yes",'
        f"{answers.outside('Answer')},{literal(AnswerKind.NOT_SEEN.words)})"
    )
    number = actions.outside("No.") if actions else ""
    return [
        ("Actions", Formula(f"=COUNTA({number})", len(facts.actions)) if actions else 0),
        ("of which high priority", _counted(actions, "Priority", Priority.HIGH.words, high)),
        ("Contract breaches", _kind_count(facts, findings, FindingKind.BREACH)),
        ("Safeguarding concerns", _kind_count(facts, findings, FindingKind.SAFEGUARDING)),
        ("Critical standards not seen", Formula(critical, unseen)),
    ]


def _kind_count(facts: VisitFacts, findings: Placed | None, kind: FindingKind) -> Value:
    value = sum(finding.kind is kind for finding in facts.findings)
    return _counted(findings, "Kind", kind.words, value)


def _counted(placed: Placed | None, heading: str, words: str, value: int) -> Value:
    if placed is None:
        return 0
    return Formula(f"=COUNTIF({placed.outside(heading)},{literal(words)})", value)


def _notes(facts: VisitFacts, scoring: Scoring) -> list[Value]:
    source = " Contains CQC data." if contains_cqc_data(facts) else ""
    return [
        _caps(facts, scoring),
        *_counted_words(facts),
        f"Ratings are ours unless the heading says CQC.{source}",
    ]


def _counted_words(facts: VisitFacts) -> list[Value]:
    """What Rated and Applicable count, where the Answers sheet holds more standards."""
    said = " ".join(part for part in (outside_words(facts), earlier_words(facts)) if part)
    return [f"Rated and Applicable: {rated_words(facts)} {said}".strip()]


def _judgement(facts: VisitFacts) -> list[Value]:
    overall = facts.overall.words if facts.overall.level else NO_OVERALL
    said = facts.judgement.strip() or "No judgement has been written yet."
    return [f"Our overall judgement: {overall}. {said}"]


def _caps(facts: VisitFacts, scoring: Scoring) -> Formula:
    """One line that says which sections are held down; it follows the figures."""
    worst = facts.framework.scale.levels[-1].words
    rule = "By rule" if "By rule" in scoring.placed.letters else "Result"
    sheet = scoring.placed.sheet
    parts, said = [], []
    for row, result in enumerate(facts.results, start=scoring.placed.first):
        band, held = (f"{sheet}!{scoring.placed.at(name, row)}" for name in ("Band", rule))
        count = f"{sheet}!{scoring.placed.at(critical_heading(facts), row)}"
        tail = literal(f" ({worst} on critical standards: ")
        words = f'{sheet}!A{row}&" is held at "&{held}&{tail}&{count}&"). "'
        parts.append(f'IF({band}<>{held},{words},"")')
        by_rule = result.override.rule_words if result.override else result.words
        if result.band and result.maximum and result.band != by_rule:
            poor = len(result.critical_poor)
            said.append(
                f"{result.title} is held at {by_rule} ({worst} on critical standards: {poor}). "
            )
    return Formula(
        f'={"&".join(parts)}&"Working: sheet Scoring."', "".join(said) + "Working: sheet Scoring."
    )


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]

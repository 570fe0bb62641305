"""Sections 1 and 2 of a visit report: the summary, and how the visit was done."""

from __future__ import annotations

from app.domain.vocabulary import FindingKind, Verification
from app.domain.words import count, joined
from app.reports.content import Block, Bullets, Column, ColumnKind, Heading, Row, Section, Table
from app.reports.facts import (
    FindingFacts,
    PreviousActionFacts,
    SafeguardingFacts,
    VisitFacts,
)
from app.reports.values import Cell, Span, StateKind, StateMark, Text
from app.reports.visit_counts import FIRST_VISIT, no_comparison
from app.reports.visit_report_plan import Plan
from app.reports.wording import body, day_in_prose, note, numbers_in_order, some

LONGEST_CELL = 240

_STATES = {
    Verification.DONE: StateKind.CLOSED,
    Verification.PARTLY: StateKind.REPORTED_COMPLETE,
    Verification.NOT_DONE: StateKind.OVERDUE,
    Verification.NOT_CHECKED: StateKind.OPEN,
}


def summary_section(facts: VisitFacts, plan: Plan) -> Section:
    """Strengths, what must improve, breaches, safeguarding, the last action plan."""
    blocks: list[Block] = [
        Heading("Summary", number=str(plan.summary)),
        Heading("Strengths", 3),
        *_strengths(facts),
        Heading("What must improve", 3),
        *_improvements(facts, plan),
        Heading("Contract breaches", 3),
        *_breaches(facts),
        Heading("Safeguarding", 3),
        *_safeguarding(facts),
        *_previous_plan(facts),
    ]
    return Section(tuple(blocks), starts_page=True)


def of_kind(facts: VisitFacts, kind: FindingKind) -> list[FindingFacts]:
    """The findings of one kind, in their order."""
    return [finding for finding in facts.findings if finding.kind is kind]


def _claim(finding: FindingFacts) -> Text:
    """Bold claim, then evidence."""
    headline = finding.headline.strip()
    if not headline:
        return finding.text
    end = "" if headline[-1] in ".!?" else "."
    return (Span(f"{headline}{end}", bold=True), Span(f" {finding.text}".rstrip()))


def _strengths(facts: VisitFacts) -> list[Block]:
    strengths = of_kind(facts, FindingKind.STRENGTH)
    if not strengths:
        return [body("None recorded.")]
    return [Bullets(tuple(_claim(finding) for finding in strengths))]


# --- what must improve -----------------------------------------------------------------------


def _improvements(facts: VisitFacts, plan: Plan) -> list[Block]:
    found = of_kind(facts, FindingKind.IMPROVEMENT)
    shown = [finding for finding in found if finding.in_summary]
    blocks: list[Block] = []
    if shown:
        blocks.append(_improvement_table(facts, shown))
        blocks += [_in_full(finding) for finding in shown if _is_long(finding)]
    elif not found:
        blocks.append(body("None found."))
    sentence = _rest(facts, shown, plan)
    return [*blocks, note("", sentence)] if sentence else blocks


def _is_long(finding: FindingFacts) -> bool:
    return len(finding.headline) + len(finding.text) > LONGEST_CELL


def _in_full(finding: FindingFacts) -> Block:
    """A long finding below the table, because a cell holds short text only."""
    return body((Span(f"{finding.number} ", bold=True), *_spans(_claim(finding))))


def _spans(text: Text) -> tuple[Span, ...]:
    return (Span(text),) if isinstance(text, str) else text


def _found_cell(finding: FindingFacts) -> Cell:
    if _is_long(finding):
        opening = (finding.headline or finding.text)[:120].rsplit(" ", 1)[0]
        return f"{finding.number}: {opening} … In full below."
    return _claim(finding)


def _improvement_table(facts: VisitFacts, shown: list[FindingFacts]) -> Table:
    has_since = facts.previous_visit_on is not None
    columns = [
        Column("What we found", width=102),
        Column("Standard", width=23),
        Column("Action", width=17),
    ]
    if has_since:
        columns.append(Column("Since last visit", width=28))
    rows = []
    for finding in shown:
        critical = " critical" if finding.is_critical else ""
        cells: list[Cell] = [
            _found_cell(finding),
            f"{numbers_in_order(finding.standards)}{critical}".strip() or "none named",
            numbers_in_order(finding.actions) or "none yet",
        ]
        if has_since:
            cells.append(finding.recurrence.value if finding.recurrence else "not compared")
        rows.append(Row(tuple(cells)))
    return Table("What must improve", tuple(columns), tuple(rows))


def _rest(facts: VisitFacts, shown: list[FindingFacts], plan: Plan) -> str:
    """Accounts for the shortfalls that the table does not name."""
    shortfalls = [answer for answer in facts.answers if facts.is_shortfall(answer)]
    if not shortfalls:
        return ""
    named = {number for finding in shown for number in finding.standards}
    others = [answer for answer in shortfalls if answer.number not in named]
    bare = [answer.number for answer in shortfalls if not answer.actions]
    said = ""
    if others and shown:
        verb = "is" if len(others) == 1 else "are"
        said = f"The other {count(len(others), 'shortfall')} {verb} with their sections. "
    elif others:
        said = f"{some(len(others), 'shortfall')}: see their sections. "
    if bare:
        return f"{said}No action is recorded yet for {numbers_in_order(bare)}."
    covered = "It is" if len(shortfalls) == 1 else f"All {len(shortfalls)} are"
    actions = count(len(facts.actions), "action")
    return f"{said}{covered} covered by the {actions} of section {plan.actions}."


# --- breaches, safeguarding, last plan --------------------------------------------------------


def _breaches(facts: VisitFacts) -> list[Block]:
    breaches = of_kind(facts, FindingKind.BREACH)
    if not breaches:
        return [body("No breach of contract was found.")]
    columns = (
        Column("Clause", width=22),
        Column("Requirement", width=72),
        Column("What we found", width=58),
        Column("Action", width=18),
    )
    rows = tuple(
        Row(
            (
                finding.clause or "not named",
                finding.requirement or "not stated",
                _breach_words(finding),
                numbers_in_order(finding.actions) or "none yet",
            )
        )
        for finding in breaches
    )
    long = [_in_full(finding) for finding in breaches if _is_long(finding)]
    return [Table("Contract breaches", columns, rows), *long]


def _breach_words(finding: FindingFacts) -> str:
    standards = numbers_in_order(finding.standards)
    found = str(_found_cell(finding))
    return f"{standards}: {found}" if standards else found


def _safeguarding(facts: VisitFacts) -> list[Block]:
    concerns = facts.safeguarding
    if not concerns:
        return [body("No safeguarding concern was raised by this visit.")]
    closing = "This report gives no detail, so as not to prejudice the enquiry."
    if len(concerns) == 1:
        return [body(f"{_concern(concerns[0], 'One concern. Reported')} {closing}")]
    told = [body(_concern(concern, "Reported")) for concern in concerns]
    return [body(f"{some(len(concerns), 'concern')}. {closing}"), *told]


def _concern(concern: SafeguardingFacts, opening: str) -> str:
    when = ""
    if concern.reported_at:
        at = concern.reported_at
        when = f" on {day_in_prose(at.date())} at {at:%H:%M}"
    reference = f", reference {concern.reference}" if concern.reference else ""
    others = f" {concern.others_told}" if concern.others_told else ""
    who = f" by {concern.reported_by}" if concern.reported_by else ""
    return f"{opening} to {concern.reported_to}{who}{when}{reference}.{others}"


def _previous_plan(facts: VisitFacts) -> list[Block]:
    if facts.previous_visit_on is None:
        return [Heading("Previous action plan", 3), body(_no_previous_plan(facts))]
    day = day_in_prose(facts.previous_visit_on)
    heading = Heading(f"Previous action plan (visit of {day})", 3)
    if not facts.previous_actions:
        return [heading, body("No action was set at that visit.")]
    columns = (
        Column("No.", width=13),
        Column("Action", width=92),
        Column("Was due", ColumnKind.DATE, 24),
        Column("What we verified", ColumnKind.STATUS, 41),
    )
    rows = tuple(_previous_row(action) for action in facts.previous_actions)
    return [heading, Table("Previous action plan", columns, rows)]


def _no_previous_plan(facts: VisitFacts) -> str:
    if facts.earlier_visit_on is not None:
        day = day_in_prose(facts.earlier_visit_on)
        return f"No action plan of the visit of {day} is on file to check."
    if no_comparison(facts) == FIRST_VISIT:
        return "This was our first visit, so there was no earlier action plan."
    return "No earlier visit is on file, so there is no earlier action plan to check."


def _previous_row(action: PreviousActionFacts) -> Row:
    words = action.verification.words
    if action.carried_to:
        words = f"{words}: now {action.carried_to}"
    mark = StateMark(_STATES[action.verification], words)
    return Row((action.number, action.text, action.due_on or "no date", mark))


# --- how the visit was done -------------------------------------------------------------------


def conduct_section(facts: VisitFacts, plan: Plan) -> Section:
    """What was looked at, and what the provider was told at the end."""
    blocks: list[Block] = [Heading("How we did the visit", number=str(plan.conduct))]
    team = joined(officer.name for officer in facts.team)
    mode = facts.mode.words
    done = "We reviewed this service remotely" if not facts.mode.is_in_person else "We visited"
    who = f" ({team})" if team else ""
    blocks.append(
        body(f"{done}{who} on {day_in_prose(facts.visited_on)}: {mode[0].lower()}{mode[1:]}.")
    )
    if facts.looked_at:
        blocks += [Heading("What we looked at", 3), Bullets(facts.looked_at)]
    blocks.append(Heading("What the provider was told", 3))
    blocks.append(body(facts.told or "No end-of-visit feedback is recorded."))
    return Section(tuple(blocks))

"""The end of a visit report: actions, how the ratings were reached, sign-off."""

from __future__ import annotations

from app.domain.vocabulary import Priority
from app.domain.words import joined
from app.reports.content import (
    Block,
    Column,
    ColumnKind,
    Heading,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Section,
    Table,
)
from app.reports.facts import ActionFacts, OverrideFacts, ResultFacts, VisitFacts
from app.reports.values import Bar, Cell, Lines, Span, Spread, Text
from app.reports.visit_counts import OUTSIDE, outside_overall
from app.reports.visit_report_cover import own_mark
from app.reports.visit_report_plan import Plan
from app.reports.wording import body, day_in_prose, note, numbers_in_order

_LONGEST_CELL = 400
_VERIFIED = "The provider says when an action is done; only the council verifies and closes it."


# --- actions ----------------------------------------------------------------------------------


def actions_section(facts: VisitFacts, plan: Plan) -> Section:
    """Who must change what by when, and the evidence that we need."""
    blocks: list[Block] = [Heading("Actions", number=str(plan.actions))]
    if not facts.actions:
        has_shortfall = any(facts.is_shortfall(answer) for answer in facts.answers)
        words = "No action is recorded yet." if has_shortfall else "No action is needed."
        return Section((*blocks, body(words)))
    bare = [a.number for a in facts.answers if facts.is_shortfall(a) and not a.actions]
    opening = "" if bare else "Each shortfall has at least one action. "
    blocks += [body(opening + _VERIFIED), _action_table(facts)]
    blocks += [
        body((Span(f"{action.number} in full. ", bold=True), Span(action.text)))
        for action in facts.actions
        if len(action.text) > _LONGEST_CELL
    ]
    blocks += [
        body(
            (Span(f"{action.number}, evidence in full. ", bold=True), Span(action.evidence_needed))
        )
        for action in facts.actions
        if len(action.evidence_needed) > _LONGEST_CELL
    ]
    agreed = [action.number for action in facts.actions if action.agreed_on_day]
    if agreed:
        verb = "was" if len(agreed) == 1 else "were"
        blocks.append(note("", f"{joined(agreed)} {verb} agreed on the day."))
    return Section(tuple(blocks))


def _action_table(facts: VisitFacts) -> Table:
    columns = (
        Column("No.", width=12),
        Column("What must change, and the evidence that we need", width=73),
        Column("From", width=19),
        Column("Priority", width=18),
        Column("Owner", width=24),
        Column("Due", ColumnKind.DATE, 24),
    )
    return Table("Actions", columns, tuple(_action_row(action) for action in facts.actions))


def _short(text: str) -> str:
    if len(text) <= _LONGEST_CELL:
        return text
    return f"{text[:160].rsplit(' ', 1)[0]} … In full below the table."


def _action_row(action: ActionFacts) -> Row:
    evidence = f"Evidence: {_short(action.evidence_needed)}" if action.evidence_needed else ""
    is_high = action.priority is Priority.HIGH
    priority: Text = (Span(action.priority.words, bold=is_high),)
    return Row(
        (
            action.number,
            Lines(_short(action.text), evidence),
            numbers_in_order(action.standards) or "the visit",
            priority,
            action.owner or "not named",
            action.due_on or "no date",
        )
    )


# --- scoring ----------------------------------------------------------------------------------


def scoring_section(facts: VisitFacts, plan: Plan) -> Section:
    """The scale in words, then the working of each section and the overall."""
    ticks = tuple(band.from_percent for band in facts.framework.scale.bands if band.from_percent)
    columns = (
        Column("Section", width=62),
        Column("Points", ColumnKind.COUNT, 40),
        Column("Of", ColumnKind.COUNT, 34),
        Column("Score", ColumnKind.BAR, 92),
        Column("Band", width=72),
        Column("Cap", width=52),
        Column("Result", ColumnKind.RATING, 131),
    )
    rows = tuple(_scoring_row(result, ticks) for result in facts.results)
    overall = Row(
        ("Overall", Spread(_overall_words(facts), 5), own_mark(facts.overall)), RowKind.TOTAL
    )
    blocks: list[Block] = [
        Heading("How the ratings were reached", number=str(plan.scoring)),
        note("", _scale_words(facts)),
        Table(
            "How the ratings were reached",
            columns,
            (*rows, overall),
            is_dense=True,
            stays_whole=True,
        ),
        *_overrides(facts),
    ]
    return Section(tuple(blocks), stays_whole=True)


def _scale_words(facts: VisitFacts) -> str:
    scale = facts.framework.scale
    levels = ", ".join(f"{step.words} {step.level}" for step in scale.levels)
    bands = joined(
        f"{band.words} from {band.from_percent}%" for band in scale.bands if band.from_percent
    )
    left_out = ""
    if outside_overall(facts).applicable:
        left_out = f" Not in these figures: {OUTSIDE}."
    return (
        f"Counts: {levels}, times the weight of the standard. Score = points ÷ most points "
        f"possible, over rated standards only. Bands: {bands}; the ticks on the bars mark them. "
        "A critical standard at the lowest rating holds its section at Requires improvement or "
        f"lower. Sections combine to the overall by rule.{left_out}"
    )


def _scoring_row(result: ResultFacts, ticks: tuple[int, ...]) -> Row:
    bar: Cell = Bar(result.points, result.maximum, result.score_precise, ticks)
    is_rated = bool(result.score)
    return Row(
        (
            result.title,
            result.points if is_rated else "none",
            result.maximum if is_rated else "none",
            bar if is_rated else "Nothing was rated",
            result.band if is_rated else "none",
            _cap_words(result),
            own_mark(result),
        )
    )


def _cap_words(result: ResultFacts) -> str:
    if not result.cap_reason:
        return "None"
    if result.critical_poor:
        return f"{numbers_in_order(result.critical_poor)} (critical)"
    return "See cover"


def _overall_words(facts: VisitFacts) -> str:
    reasons = " ".join(facts.overall.reasons) or "No overall is given."
    if facts.overall.override is None:
        return f"{reasons} No override was made."
    return f"{reasons} The result was set by hand."


def _overrides(facts: VisitFacts) -> list[Block]:
    pairs = [(result.title, result.words, result.override) for result in facts.results]
    pairs.append(("Overall", facts.overall.words, facts.overall.override))
    return [_override(title, words, change) for title, words, change in pairs if change]


def _override(title: str, words: str, change: OverrideFacts) -> Block:
    who = f"{change.by} on {day_in_prose(change.on)}"
    by_rule = f"by rule {change.rule_words}, set to {words} by {who}."
    return note(f"{title}:", f"{by_rule} Reason: {change.reason}")


# --- sign-off ---------------------------------------------------------------------------------


def sign_off_section(facts: VisitFacts, plan: Plan) -> Section:
    """The steps, who signed, and the sentence that locks the record."""
    blocks: list[Block] = [Heading("Sign-off", number=str(plan.sign_off))]
    if facts.sign_off_steps:
        columns = (
            Column("Step", width=38),
            Column("By", width=42),
            Column("When", ColumnKind.TEXT, 28),
            Column("Note", width=62),
        )
        rows = tuple(
            Row((step.step, step.by, step.on or "not yet", step.note or "–"))
            for step in facts.sign_off_steps
        )
        blocks.append(Table("Steps to sign-off", columns, rows))
    return Section((*blocks, *_signature(facts)), stays_whole=True)


def _signature(facts: VisitFacts) -> list[Block]:
    signed = facts.sign_off
    if signed is None:
        return [body("This report is not signed off yet. It may still change.")]
    role = f", {signed.role}" if signed.role else ""
    when = f"{day_in_prose(signed.signed_at.date())} at {signed.signed_at:%H:%M}"
    who = (Span("Signed off by "), Span(signed.signed_by, bold=True), Span(f"{role}, {when}."))
    lock = (
        Span(f"Locked at version {facts.issue.version}. Checksum of the record: "),
        Span(f"SHA-256 {_figures(signed.checksum)}", is_code=True),
        Span(". An amendment is a new version with its reason; this one stays."),
    )
    return [body(who), Paragraph(lock, ParagraphRole.NOTE)]


def _figures(checksum: str) -> str:
    """The first sixteen figures in groups and the last four: enough to compare by eye."""
    groups = [checksum[start : start + 4] for start in range(0, 16, 4)]
    return f"{' '.join(groups)} … {checksum[-4:]}"

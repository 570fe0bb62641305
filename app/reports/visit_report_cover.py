"""The cover of a visit report: facts, judgement, ratings with their reasons, what is next."""

from __future__ import annotations

from app.domain.vocabulary import AnswerKind, FindingKind, Priority, VisitStatus
from app.domain.words import count, joined, number_word, sentence_case
from app.reports.content import (
    Block,
    Column,
    ColumnKind,
    Fact,
    Facts,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Section,
    Table,
    TitleBlock,
    Verdict,
)
from app.reports.facts import OverallFacts, RatingFacts, ResultFacts, VisitFacts
from app.reports.values import Cell, Direction, Movement, Owner, Percentage, RatingMark, Span, Text
from app.reports.visit_counts import (
    NOT_COMPARABLE,
    earlier_words,
    in_overall,
    no_comparison,
    outside_words,
    rated_words,
)
from app.reports.visit_report_plan import Plan
from app.reports.wording import (
    age_words,
    body,
    day_in_prose,
    day_in_table,
    logo_of,
    note,
    numbers_in_order,
)

NOT_RATED = "Not rated"
_MOST_LISTED = 12
_SHORT_WORD = len("Outstanding")
_EXCEPTIONS = "Exceptions only: standards rated Good or better are not described."


def own_mark(result: ResultFacts | OverallFacts) -> RatingMark:
    """Our result as a mark; without a level it reads "Not rated"."""
    return RatingMark(result.words or NOT_RATED, result.level, Owner.OURS)


def cover_section(facts: VisitFacts, plan: Plan, *, exceptions_only: bool) -> Section:
    """One page: who, what, how good, why, what next."""
    service = facts.service
    line = f"{service.type_words} · {service.provider} · visited {day_in_prose(facts.visited_on)}"
    kind = "Quality assurance visit report"
    blocks: list[Block] = [TitleBlock(kind, service.name, line, logo_of(facts.issue))]
    if exceptions_only:
        blocks.append(Paragraph(_EXCEPTIONS, ParagraphRole.NOTE))
    blocks.append(_facts_table(facts))
    if facts.amendment:
        blocks.append(_amendment(facts))
    judgement = facts.judgement or "No judgement has been written yet."
    blocks.append(Verdict("Our overall result", own_mark(facts.overall), judgement))
    blocks += [Heading("Ratings"), _ratings(facts), *_rating_notes(facts, plan)]
    blocks.append(_coverage(facts))
    blocks.append(_key_figures(facts))
    blocks += [Heading("What happens next"), *_next_steps(facts)]
    return Section(tuple(blocks))


# --- facts ------------------------------------------------------------------------------------


def _facts_table(facts: VisitFacts) -> Facts:
    service, issue = facts.service, facts.issue
    items = (
        Fact("Service", _service_words(facts)),
        Fact("Visit", _visit_words(facts)),
        Fact("CQC location", service.cqc_location_id or service.cqc_note or "None recorded"),
        Fact("Officers", _officers(facts)),
        Fact("Contract", facts.contract or "None recorded"),
        Fact("Framework", f"{facts.framework.title}, version {facts.framework.version}"),
        Fact("Manager", service.manager or "Not recorded"),
        Fact("Status", _status(facts)),
        Fact("Reference", f"{issue.reference}, version {issue.version}"),
        Fact("Marking", issue.marking.words),
    )
    return Facts("About this visit", items)


def _service_words(facts: VisitFacts) -> str:
    service = facts.service
    counts = [
        count(number, one, many)
        for number, one, many in (
            (service.beds, "bed", "beds"),
            (service.people, "person", "people"),
        )
        if number is not None
    ]
    known = "; ".join(counts)
    if service.placed_by_us is not None:
        placed = f"{service.placed_by_us} placed by us"
        known = f"{known}, {placed}" if known else placed
    return "\n".join(part for part in (known, service.address) if part) or "Not recorded"


def _visit_words(facts: VisitFacts) -> str:
    mode = facts.mode.words
    times = ""
    if facts.started_at and facts.ended_at:
        times = f", {facts.started_at:%H:%M} to {facts.ended_at:%H:%M}"
    first = f"{facts.kind.words}, {mode[0].lower()}{mode[1:]}"
    return f"{first}\n{day_in_prose(facts.visited_on)}{times}"


def _officers(facts: VisitFacts) -> str:
    lead = " (lead)" if len(facts.team) > 1 else ""
    names = [f"{officer.name}{lead if officer.is_lead else ''}" for officer in facts.team]
    return ", ".join(names) or "Not recorded"


def _status(facts: VisitFacts) -> Text:
    status = Span(facts.status.words, bold=True)
    if facts.sign_off:
        signed = f", signed off {day_in_prose(facts.sign_off.signed_at.date())}"
        return (status, Span(signed), *_replaced(facts))
    if facts.status is VisitStatus.WITH_PROVIDER:
        return (status,)
    return (status, Span(", not signed off"))


def _replaced(facts: VisitFacts) -> tuple[Span, ...]:
    replaced = facts.replaced_by
    if replaced is None:
        return ()
    said = f"Replaced by version {replaced.version} of {day_in_prose(replaced.on)}"
    return (Span(". "), Span(said, bold=True))


def _amendment(facts: VisitFacts) -> Paragraph:
    amendment = facts.amendment
    assert amendment is not None
    day = day_in_prose(amendment.replaces_on)
    lead = f"Version {facts.issue.version} replaces {amendment.replaces_version} of {day}:"
    return note(lead, amendment.reason)


# --- ratings ----------------------------------------------------------------------------------


def _ratings(facts: VisitFacts) -> Table:
    shows_cqc = bool(facts.service.cqc_location_id) or any(_cqc_ratings(facts))
    last = facts.previous_visit_on or facts.earlier_visit_on
    since = day_in_table(last) if last else "last visit"
    has_long_word = any(len(each.words) > _SHORT_WORD for each in _cqc_ratings(facts))
    spare = 0 if has_long_word else 32
    columns = [
        Column("Section", width=64),
        Column("Our rating", ColumnKind.RATING, 127),
        Column("Score", ColumnKind.PERCENTAGE, 44),
        Column("Rated", ColumnKind.COUNT, 46),
        Column(f"Since {since}", ColumnKind.MOVEMENT, 77 + spare),
    ]
    if shows_cqc:
        columns.append(Column(_cqc_heading(facts), ColumnKind.RATING, 124 - spare))
    rows = [_rating_row(facts, result, shows_cqc=shows_cqc) for result in facts.results]
    return Table(
        "Ratings by section",
        tuple(columns),
        (*rows, _overall_row(facts, shows_cqc=shows_cqc)),
        first_is_bold=True,
    )


def _cqc_ratings(facts: VisitFacts) -> list[RatingFacts]:
    found = [*(result.cqc for result in facts.results), facts.overall.cqc]
    return [rating for rating in found if rating]


def _cqc_dates(facts: VisitFacts) -> list[str]:
    return sorted({day_in_table(rating.on) for rating in _cqc_ratings(facts) if rating.on})


def _cqc_heading(facts: VisitFacts) -> str:
    dates = _cqc_dates(facts)
    return f"CQC, published {dates[0]}" if len(dates) == 1 else "CQC"


def _cqc_mark(rating: RatingFacts | None) -> RatingMark:
    if rating is None:
        return RatingMark(NOT_RATED, None, Owner.CQC)
    return RatingMark(rating.words, rating.level, Owner.CQC)


def _rating_row(facts: VisitFacts, result: ResultFacts, *, shows_cqc: bool) -> Row:
    star = "*" if result.cap_reason or result.override else ""
    score: Cell = Percentage(result.points, result.maximum, f"{result.score}{star}")
    cells: list[Cell] = [
        result.title,
        own_mark(result),
        score if result.score else f"no score{star}",
        f"{result.rated} of {result.applicable}",
        _movement(facts, result.level, result.previous),
    ]
    return Row((*cells, _cqc_mark(result.cqc)) if shows_cqc else tuple(cells))


def _overall_row(facts: VisitFacts, *, shows_cqc: bool) -> Row:
    overall = facts.overall
    scored = in_overall(facts)
    cells: list[Cell] = [
        "Overall",
        own_mark(overall),
        "by hand" if overall.override else "by rule",
        f"{scored.rated} of {scored.applicable}",
        _movement(facts, overall.level, overall.previous),
    ]
    cqc: tuple[Cell, ...] = (_cqc_mark(overall.cqc),) if shows_cqc else ()
    return Row((*cells, *cqc), RowKind.TOTAL)


def _movement(facts: VisitFacts, level: int | None, previous: RatingFacts | None) -> Movement:
    if previous is None:
        words = no_comparison(facts)
        return Movement(None, words, "not rated then" if _was_visited(facts, words) else "")
    if level is None:
        return Movement(None, "Not rated now", f"was {previous.words}")
    if previous.level is None:
        return Movement(None, "Not rated then")
    if level == previous.level:
        return Movement(Direction.SAME, "Same")
    direction = Direction.BETTER if level > previous.level else Direction.WORSE
    return Movement(direction, direction.value, f"was {previous.words}")


def _was_visited(facts: VisitFacts, words: str) -> bool:
    return words == NOT_COMPARABLE and facts.previous_visit_on is not None


def _rating_notes(facts: VisitFacts, plan: Plan) -> list[Block]:
    """A star note for the rows that carry a star, then why the overall is what it is."""
    starred = [f"{each.title}: {each.cap_reason}" for each in facts.results if each.cap_reason]
    starred += [
        f"{result.title}: set by hand. {result.override.reason}"
        for result in facts.results
        if result.override
    ]
    said = list(facts.overall.reasons)
    if facts.overall.reason_for_fewer:
        said.append(f"An overall is given with fewer sections: {facts.overall.reason_for_fewer}")
    if facts.overall.override:
        said.append(f"The overall was set by hand. {facts.overall.override.reason}")
    if (said or starred) and plan.is_full:
        said.append(f"Working: section {plan.scoring}")
    spans = [Span(f"* {_sentences(starred)} ")] if starred else []
    if said:
        spans += [Span("Overall:", bold=True), Span(f" {_sentences(said)}")]
    return [Paragraph(tuple(spans), ParagraphRole.NOTE)] if spans else []


def _sentences(parts: list[str]) -> str:
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts)


def _coverage(facts: VisitFacts) -> Paragraph:
    parts = (rated_words(facts), _not_seen(facts), _left_out(facts), outside_words(facts))
    words = " ".join(part.strip() for part in parts if part.strip())
    spans = [Span("Coverage:", bold=True), Span(f" {words}")]
    if earlier_words(facts):
        spans += [Span(" Last visit:", bold=True), Span(f" {earlier_words(facts)}")]
    if facts.overall.cqc and facts.overall.cqc.on:
        overall = facts.overall.cqc
        told_on = facts.sign_off.signed_at.date() if facts.sign_off else facts.issue.printed_on
        age = age_words(overall.on, told_on) if overall.on else ""
        spans += [
            Span(" CQC:", bold=True),
            Span(f" its published overall is {overall.words}, {age}."),
        ]
        if len(_cqc_dates(facts)) > 1:
            spans.append(Span(" CQC rated the sections at different dates."))
    elif facts.service.cqc_note:
        spans += [Span(" CQC:", bold=True), Span(f" {facts.service.cqc_note}.".replace("..", "."))]
    return Paragraph(tuple(spans), ParagraphRole.NOTE)


def _not_seen(facts: VisitFacts) -> str:
    answers = [a for a in facts.answers_of_kind(AnswerKind.NOT_SEEN) if a.key_question]
    if not answers:
        return "Nothing was left unseen. "
    critical = [answer.number for answer in answers if answer.is_critical]
    said = f"critical: {numbers_in_order(critical)}" if critical else "none is critical"
    listed = numbers_in_order(answer.number for answer in answers)
    if len(answers) > _MOST_LISTED:
        listed = f"{len(answers)} standards, named in their sections"
    return f"Not seen: {listed}; {said}. "


def _left_out(facts: VisitFacts) -> str:
    applies_not = [a for a in facts.answers_of_kind(AnswerKind.NOT_APPLICABLE) if a.key_question]
    unanswered = [a for a in facts.answers_of_kind(AnswerKind.UNANSWERED) if a.key_question]
    said = f"{sentence_case(number_word(len(applies_not)))} did not apply." if applies_not else ""
    if unanswered:
        said += f" Not answered yet: {numbers_in_order(a.number for a in unanswered)}."
    return said.strip()


# --- figures and next steps -----------------------------------------------------------------


def _key_figures(facts: VisitFacts) -> KeyFigures:
    high = sum(action.priority is Priority.HIGH for action in facts.actions)
    shortfalls = sum(facts.is_shortfall(answer) for answer in facts.answers)
    breaches = sum(finding.kind is FindingKind.BREACH for finding in facts.findings)
    concerns = len(facts.safeguarding)
    actions = "action" if len(facts.actions) == 1 else "actions"
    fell_short = "standard fell short" if shortfalls == 1 else "standards fell short"
    outside = sum(facts.is_shortfall(answer) for answer in facts.answers_of(""))
    if outside:
        fell_short += f", {outside} of them not scored"
    return KeyFigures(
        (
            KeyFigure(f"{len(facts.actions)}", f"{actions}, {high} of high priority"),
            KeyFigure(f"{shortfalls}", fell_short),
            KeyFigure(f"{breaches}", "contract breach" if breaches == 1 else "contract breaches"),
            KeyFigure(f"{concerns}", _concern_words(facts)),
        )
    )


def _concern_words(facts: VisitFacts) -> str:
    days = [day_in_prose(c.reported_at.date()) for c in facts.safeguarding if c.reported_at]
    noun = "safeguarding concern" if len(facts.safeguarding) == 1 else "safeguarding concerns"
    return f"{noun}, reported {joined(dict.fromkeys(days))}" if days else noun


def _next_steps(facts: VisitFacts) -> list[Block]:
    if not facts.next_steps:
        return [body("No date has been set yet.")]
    columns = (Column("By", width=36), Column("What", width=81), Column("Who", width=53))
    rows = tuple(Row((day_in_prose(s.by), s.what, s.who)) for s in facts.next_steps)
    return [Table("What happens next", columns, rows)]

"""The findings of a visit report: one section for each key question, shortfalls first."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.vocabulary import AnswerKind, FindingKind
from app.domain.words import MONTHS, count
from app.reports.content import (
    Block,
    Column,
    ColumnKind,
    Figure,
    Figures,
    Heading,
    Row,
    RuledNote,
    Section,
    Table,
)
from app.reports.evidence_words import evidence_words
from app.reports.facts import (
    ActionFacts,
    AnswerFacts,
    PhotoFacts,
    RatingFacts,
    ResultFacts,
    VisitFacts,
)
from app.reports.values import Cell, Lines, Owner, RatingMark, Span, Text
from app.reports.visit_report_cover import own_mark
from app.reports.visit_report_plan import Plan
from app.reports.wording import body, day_in_prose, day_in_table, note, numbers_in_order

_LONGEST_IN_TABLE = 240


def described_results(facts: VisitFacts, *, exceptions_only: bool) -> tuple[ResultFacts, ...]:
    """The key questions that get a section; with exceptions only those that fell short."""
    if not exceptions_only:
        return facts.results
    short = {answer.key_question for answer in facts.answers if facts.is_shortfall(answer)}
    return tuple(result for result in facts.results if result.title in short)


def other_answers(facts: VisitFacts, *, exceptions_only: bool) -> tuple[AnswerFacts, ...]:
    """Answers that do not count in the overall: previous actions, contract compliance."""
    answers = facts.answers_of("")
    return tuple(a for a in answers if facts.is_shortfall(a)) if exceptions_only else answers


def findings_section(
    facts: VisitFacts, result: ResultFacts, number: int, *, exceptions_only: bool
) -> Section:
    """Heading with the result, then the standards, then the photos."""
    blocks: list[Block] = [
        Heading(result.title, number=str(number), mark=own_mark(result), note=_score_line(result))
    ]
    if result.summary:
        blocks.append(body(result.summary))
    answers = facts.answers_of(result.title)
    blocks += _standards(facts, answers, exceptions_only=exceptions_only)
    blocks += _unlisted(facts, result.title)
    photos = [photo for photo in facts.photos if photo.key_question == result.title]
    return Section((*blocks, *_photos(photos)))


def other_section(facts: VisitFacts, plan: Plan, *, exceptions_only: bool) -> Section:
    """What is reported but not scored."""
    blocks: list[Block] = [
        Heading("Previous actions and contract compliance", number=str(plan.other)),
        body("These standards are reported and do not count in the overall result."),
        *_standards(
            facts,
            other_answers(facts, exceptions_only=exceptions_only),
            exceptions_only=exceptions_only,
        ),
    ]
    known = {result.title for result in facts.results}
    photos = [photo for photo in facts.photos if photo.key_question not in known]
    return Section((*blocks, *_photos(photos)))


def _score_line(result: ResultFacts) -> str:
    parts = [result.score] if result.score else []
    parts.append(f"{result.rated} of {result.applicable} rated")
    if result.cap_reason:
        parts.append("capped")
    if result.override:
        parts.append("set by hand")
    return " · ".join(parts)


# --- standards --------------------------------------------------------------------------------


def _standards(
    facts: VisitFacts, answers: Sequence[AnswerFacts], *, exceptions_only: bool
) -> list[Block]:
    """Shortfalls worst first, then what has a note, then not seen, then the rest in one table."""
    short = sorted(
        (answer for answer in answers if facts.is_shortfall(answer)),
        key=lambda answer: (answer.level or 0, not answer.is_critical),
    )
    blocks = [block for answer in short for block in _standard(facts, answer)]
    if exceptions_only:
        return blocks
    rated = [a for a in answers if a.kind is AnswerKind.RATED and not facts.is_shortfall(a)]
    told = sorted((a for a in rated if _has_story(a)), key=lambda answer: -(answer.level or 0))
    for answer in told:
        blocks += _standard(facts, answer)
    for answer in answers:
        if answer.kind is AnswerKind.NOT_SEEN:
            blocks += _not_seen(answer)
    blocks += _rest_table(facts, [a for a in rated if not _has_story(a)])
    return blocks + _left_out(answers)


def _has_story(answer: AnswerFacts) -> bool:
    is_long = len(_support(answer)) > _LONGEST_IN_TABLE
    return bool(answer.note.strip() or answer.actions or answer.breach_clauses or is_long)


def mark_of(facts: VisitFacts, answer: AnswerFacts) -> RatingMark:
    """The answer as one of our marks, in the words of its scale."""
    level = facts.framework.scale.mark_level(answer.level)
    return RatingMark(answer.words, level, Owner.OURS)


def _standard(facts: VisitFacts, answer: AnswerFacts) -> list[Block]:
    blocks: list[Block] = [
        Heading(
            answer.text,
            3,
            answer.number,
            mark_of(facts, answer),
            _standing(answer, facts.visited_on.year),
        )
    ]
    if answer.note.strip():
        blocks.append(body(answer.note))
    lines = _ruled_lines(facts, answer)
    return [*blocks, RuledNote(lines)] if lines else blocks


def _standing(answer: AnswerFacts, year: int) -> str:
    parts = ["critical"] if answer.is_critical else []
    parts.append(f"weight {answer.weight}")
    if answer.previous:
        parts.append(_last_time(answer.previous, year))
    return " · ".join(parts)


def _last_time(previous: RatingFacts, year: int) -> str:
    if previous.on is None:
        return f"last visit: {previous.words}"
    month = MONTHS[previous.on.month - 1]
    when = month if previous.on.year == year else f"{month} {previous.on.year}"
    return f"{when}: {previous.words}"


def _ruled_lines(facts: VisitFacts, answer: AnswerFacts) -> tuple[Text, ...]:
    lines: list[Text] = []
    evidence = _evidence(answer)
    if evidence:
        lines.append((Span("Evidence:", bold=True), Span(f" {evidence}")))
    if answer.sample:
        lines.append((Span("Sample:", bold=True), Span(f" {answer.sample}")))
    last: list[Span] = []
    if answer.actions:
        said = "; ".join(_action_words(facts, number) for number in answer.actions)
        last += [Span("Action:", bold=True), Span(f" {said}.")]
    if answer.breach_clauses:
        clauses = numbers_in_order(answer.breach_clauses)
        last += [Span(" Breach:" if last else "Breach:", bold=True), Span(f" clause {clauses}.")]
    return (*lines, tuple(last)) if last else tuple(lines)


def _evidence(answer: AnswerFacts) -> str:
    return "; ".join(evidence_words(answer, piece) for piece in answer.evidence)


def _action_words(facts: VisitFacts, number: str) -> str:
    action = next((action for action in facts.actions if action.number == number), None)
    return _due_words(action) if action else number


def _due_words(action: ActionFacts) -> str:
    due = f"due {day_in_table(action.due_on)}" if action.due_on else "no date set"
    return f"{action.number}, {action.priority.words.lower()} priority, {due}"


def _not_seen(answer: AnswerFacts) -> list[Block]:
    why = answer.note.strip() or "No reason is recorded."
    end = "" if why[-1] in ".!?" else "."
    mark = RatingMark("Not seen", None, Owner.OURS)
    return [
        Heading(answer.text, 3, answer.number, mark, "critical" if answer.is_critical else ""),
        RuledNote((f"{why}{end} Not counted in the score.",)),
    ]


def _support(answer: AnswerFacts) -> str:
    """Evidence and sample in one short line for the closing table."""
    evidence = _evidence(answer)
    parts = [f"Evidence: {evidence}"] if evidence else []
    if answer.sample:
        parts.append(f"Sample: {answer.sample}")
    return ". ".join(parts)


def _rest_table(facts: VisitFacts, answers: Sequence[AnswerFacts]) -> list[Block]:
    if not answers:
        return []
    columns = (
        Column("Standard", width=25),
        Column("What is expected", width=98),
        Column("Our rating", ColumnKind.RATING, 47),
    )
    rows = []
    for answer in answers:
        expected: Cell = Lines(answer.text, _support(answer))
        number = f"{answer.number} critical" if answer.is_critical else answer.number
        rows.append(Row((number, expected, mark_of(facts, answer))))
    return [
        Heading("Other standards that we rated", 3),
        Table("Other standards that we rated", columns, tuple(rows), is_dense=True),
    ]


def _left_out(answers: Sequence[AnswerFacts]) -> list[Block]:
    blocks: list[Block] = []
    for answer in answers:
        if answer.kind is AnswerKind.NOT_APPLICABLE:
            why = answer.note.strip() or "no reason is recorded"
            end = "" if why[-1] in ".!?" else "."
            blocks.append(note(f"{answer.number} {answer.text}.", f"Does not apply: {why}{end}"))
    waiting = [answer for answer in answers if answer.kind is AnswerKind.UNANSWERED]
    blocks += [
        note(f"{answer.number} {answer.text}.", f"Not rated yet. {answer.note}")
        for answer in waiting
        if answer.note.strip()
    ]
    if waiting:
        numbers = numbers_in_order(answer.number for answer in waiting)
        blocks.append(note("Not answered yet:", f"{numbers} ({count(len(waiting), 'standard')})."))
    return blocks


def _unlisted(facts: VisitFacts, key_question: str) -> list[Block]:
    """Findings that the summary leaves to their section."""
    return [
        body((Span(f"{f.number} {f.headline}".strip(), bold=True), Span(f". {f.text}")))
        for f in facts.findings
        if f.kind is FindingKind.IMPROVEMENT and not f.in_summary and f.key_question == key_question
    ]


# --- photos -----------------------------------------------------------------------------------


def _photos(photos: Sequence[PhotoFacts]) -> list[Block]:
    if not photos:
        return []
    return [Figures(tuple(_figure(photo) for photo in photos))]


def _figure(photo: PhotoFacts) -> Figure:
    """The officer's caption under the number; without one the photo is named by its standard."""
    what = photo.what.strip().rstrip(".")
    to = f"to standard {photo.standard}" if photo.standard else "of the visit"
    when = ""
    if photo.taken_at:
        when = f", {day_in_prose(photo.taken_at.date())}, {photo.taken_at:%H:%M}"
    lead = Span(f"Photo {photo.number}{'.' if what else ''}", bold=True)
    standard = f" Standard {photo.standard}." if photo.standard else ""
    words = f" {what}{when}.{standard}" if what else f" {to}{when}."
    alt = photo.alt_text or f"Photo {photo.number}{f': {what}' if what else f' {to}'}"
    return Figure(photo.image, alt, (lead, Span(words)))

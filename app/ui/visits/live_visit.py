"""The visit on screen: what was read, with the answers as they stand in the fields now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from app.domain.review import Missing, MissingKind, is_shortfall, what_is_missing
from app.domain.scoring import VisitResult, visit_result, why_no_overall
from app.domain.vocabulary import AnswerKind, VisitStatus
from app.services.visit_answers import AnswerDraft
from app.services.visit_page import scored_answers
from app.services.visit_signing import standard_states, unfiled_notes
from app.services.visit_views import QuestionView, SectionView, VisitPage


class LiveVisit:
    """Holds each question by id; `edit` changes an answer, `take` accepts a newer reading."""

    def __init__(self, page: VisitPage) -> None:
        self._page = page
        self._questions = {question.id: question for question in page.questions()}
        self._section_of = {q.id: s.id for s in page.sections for q in s.questions}
        self._sections = {section.id: section for section in page.sections}
        self.order = tuple(self._questions)

    @property
    def header(self) -> VisitPage:
        """The page as it was read; its sections may be behind the fields."""
        return self._page

    @property
    def is_read_only(self) -> bool:
        """True once signed off, and for a visit that was given up."""
        ended = {VisitStatus.CANCELLED, VisitStatus.ABANDONED}
        return self._page.is_locked or self._page.visit.status in ended

    @property
    def hides_scores(self) -> bool:
        """True while a blind visit is being answered."""
        return self._page.is_blind and self._page.visit.status is VisitStatus.IN_PROGRESS

    def take(self, page: VisitPage, keep: Collection[str]) -> list[str]:
        """Accept a newer reading, but for the answers of the questions in `keep`.

        Returns the ids of the questions whose stored answer was accepted.
        """
        accepted = []
        for question in page.questions():
            mine = self._questions.get(question.id)
            if mine is not None and question.id in keep:
                question = replace(
                    question, kind=mine.kind, level=mine.level, note=mine.note, sample=mine.sample
                )
            else:
                accepted.append(question.id)
            self._questions[question.id] = question
        self._page = page
        self._sections = {section.id: section for section in page.sections}
        return accepted

    def question(self, question_id: str) -> QuestionView:
        """One question with its answer as it stands."""
        return self._questions[question_id]

    def id_of(self, key: str) -> str:
        """The question with this stable key; the first one when there is none."""
        found = (qid for qid, question in self._questions.items() if question.key == key)
        return next(found, self.order[0] if self.order else "")

    def section_of(self, question_id: str) -> SectionView:
        """The section a question belongs to, with its answers as they stand."""
        return self.section(self._section_of[question_id])

    def section(self, section_id: str) -> SectionView:
        """A section with its answers as they stand."""
        section = self._sections[section_id]
        return replace(section, questions=tuple(self._questions[q.id] for q in section.questions))

    def sections(self) -> Iterator[SectionView]:
        """All sections with their answers as they stand."""
        return (self.section(section.id) for section in self._page.sections)

    def page(self) -> VisitPage:
        """The whole page with the answers as they stand."""
        return replace(self._page, sections=tuple(self.sections()))

    def edit(
        self,
        question_id: str,
        *,
        kind: AnswerKind | None = None,
        level: int | None = None,
        note: str | None = None,
        sample: str | None = None,
    ) -> bool:
        """Change an answer on screen; True when anything changed."""
        mine = self._questions[question_id]
        changed = replace(
            mine,
            kind=mine.kind if kind is None else kind,
            level=mine.level if kind is None else level,
            note=mine.note if note is None else note,
            sample=mine.sample if sample is None else sample,
        )
        self._questions[question_id] = changed
        return changed != mine

    def draft(self, question_id: str) -> AnswerDraft | None:
        """The answer as it is to be stored (the saver puts the row version in); None for a
        question of another visit."""
        mine = self._questions.get(question_id)
        if mine is None:
            return None
        return AnswerDraft(question_id, mine.kind, mine.level, mine.note, mine.sample, 0)

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before sign-off, as the answers stand."""
        page = self.page()
        return what_is_missing(
            standard_states(page),
            visited_on=page.visit.visited_on,
            judgement=page.version.judgement,
            unfiled_notes=unfiled_notes(page),
            scale=page.scale,
        )

    def texts(self) -> dict[str, str]:
        """Question key -> the question's words."""
        return {question.key: question.text for question in self._questions.values()}

    def lacking(self) -> tuple[Missing, ...]:
        """What is missing, apart from what is not answered yet."""
        return tuple(one for one in self.missing() if one.kind is not MissingKind.UNANSWERED)

    def problems(self, lacking: Iterable[Missing]) -> dict[str, int]:
        """Section id -> how many of its answered questions lack something."""
        by_key = {question.key: qid for qid, question in self._questions.items()}
        found: dict[str, int] = {}
        for item in lacking:
            if item.question_key:
                section = self._section_of[by_key[item.question_key]]
                found[section] = found.get(section, 0) + 1
        return found

    def is_shortfall(self, question: QuestionView) -> bool:
        """True for an answer that stands for Requires improvement or Poor."""
        return is_shortfall(question.kind, question.level, self._page.scale)

    def result(self) -> VisitResult:
        """The results by the rules, from the answers as they stand, overrides left out."""
        visit = self._page.visit
        return visit_result(
            scored_answers(self.sections()),
            self._page.scale,
            section_names={section.key: section.title for section in self._page.sections},
            reason_for_fewer=self._page.version.no_overall_reason,
            no_overall_because=why_no_overall(visit.kind, is_focused=self._page.is_focused),
        )

    def counts(self) -> dict[AnswerKind, int]:
        """How many questions have each kind of answer."""
        kinds = [question.kind for question in self._questions.values()]
        return {kind: kinds.count(kind) for kind in AnswerKind}

    def next_unanswered(self, question_id: str) -> str:
        """The next question without an answer, round the end; "" when all have one."""
        start = self.order.index(question_id) + 1 if question_id in self.order else 0
        for qid in (*self.order[start:], *self.order[:start]):
            if self._questions[qid].kind is AnswerKind.UNANSWERED:
                return qid
        return ""

    def neighbour(self, question_id: str, step: int) -> str:
        """The question `step` places on, or the same at the ends."""
        place = self.order.index(question_id) + step
        return self.order[max(0, min(len(self.order) - 1, place))]

"""Visits of the sample: planned, done, signed off and followed up on their own days.

Everything goes through the services that the screens use; only the clock is moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from app.db.work import Work
from app.domain.actions import ActionStep
from app.domain.rating_words import KeyQuestion, Rating
from app.domain.vocabulary import (
    AnswerKind,
    EvidenceKind,
    FindingKind,
    Priority,
    VisitKind,
    VisitMode,
)
from app.domain.working_days import add_working_days, is_working_day
from app.services import actions, findings, visit_answers, visit_signing, visits
from app.services.frameworks import FrameworkRow, list_frameworks
from app.services.office import Office
from app.services.sample.ratings import RatedLocation
from app.services.sample.register import MadeRegister, MadeService
from app.services.sample.words import Words
from app.services.visit_page import get_visit_page
from app.services.visit_views import QuestionView, VisitPage

PAST, DRAFTS, PLANNED = 150, 3, 14
FIRST_DAYS_AGO = 1_150
LATER = (Priority.MEDIUM, Priority.LOW)
REVIEWERS = ("David Okafor", "Joan Petrie", "Siân Prŷs")


class SampleClock:
    """The clock of the office while the sample is made: it stands where the story is."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: date, hour: int = 10) -> None:
        """Move to an hour of a day."""
        self.moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class _Plan:
    service: MadeService
    day: date
    kind: VisitKind


@dataclass
class VisitMaker:
    """Makes the visits, oldest first."""

    office: Office
    words: Words
    register: MadeRegister
    histories: Mapping[str, RatedLocation]
    today: date
    clock: SampleClock
    frameworks: Mapping[str, FrameworkRow]

    def past(self) -> Iterator[int]:
        """Make the past visits; yields how many are done."""
        for number, plan in enumerate(self._plans(), start=1):
            self._signed(plan)
            yield number

    def open_ones(self) -> None:
        """Leave drafts, one visit in progress since yesterday, and plans ahead."""
        chosen = self.words.random.sample(self._visitable(), DRAFTS + 1 + PLANNED)
        for number, service in enumerate(chosen[:DRAFTS]):
            day = _weekday(self.today - timedelta(days=6 + 4 * number))
            visit_id = self._answered(_Plan(service, day, VisitKind.SCHEDULED), share=1.0)
            self.office.write(visit_signing.finish_draft, visit_id)
        yesterday = _weekday_before(self.today - timedelta(days=1))
        going = _Plan(chosen[DRAFTS], yesterday, VisitKind.FOLLOW_UP)
        self._answered(going, share=0.6)
        for number, service in enumerate(chosen[DRAFTS + 1 :]):
            day = _weekday(self.today + timedelta(days=1 + number * 3))
            self._planned(_Plan(service, day, VisitKind.SCHEDULED), self.today)

    # --- one visit -----------------------------------------------------------------------------

    def _signed(self, plan: _Plan) -> None:
        visit_id = self._answered(plan, share=1.0)
        page = self.office.read(get_visit_page, visit_id)
        self.clock.set(_weekday(plan.day + timedelta(days=4)))
        self._write_report(page)
        self.office.write(visit_signing.finish_draft, visit_id)
        self.office.write(visit_signing.record_review, visit_id, self.words.pick(REVIEWERS))
        self._clear_points(visit_id)
        self.clock.set(min(_weekday(plan.day + timedelta(days=14)), self.today), 15)
        self.office.write(
            visit_signing.sign_off, visit_id, "Helen Marsh", "Contract and quality manager"
        )
        self._follow_up(visit_id, plan)

    def _planned(self, plan: _Plan, made_on: date) -> str:
        self.clock.set(made_on, 9)
        random = self.words.random
        modes = (VisitMode.ANNOUNCED, VisitMode.UNANNOUNCED, VisitMode.UNANNOUNCED)
        mode = VisitMode.REMOTE if random.random() < 0.12 else self.words.pick(modes)
        draft = visits.VisitDraft(
            service_id=plan.service.id,
            kind=plan.kind,
            mode=mode,
            framework_version_id=self.frameworks[plan.service.kind.value].id,
            planned_on=plan.day,
            planned_time=self.words.pick(("09:30", "10:00", "13:00")),
            lead_officer_id=self.words.pick(self.register.officers),
            members=(self.words.pick(REVIEWERS),) if random.random() < 0.5 else (),
            contract_id=self.register.contract_of.get(plan.service.id),
        )
        return self.office.write(visits.plan_visit, draft)

    def _answered(self, plan: _Plan, share: float) -> str:
        visit_id = self._planned(plan, _weekday(plan.day - timedelta(days=20)))
        self.clock.set(plan.day)
        self.office.write(visits.start_visit, visit_id)
        page = self.office.read(get_visit_page, visit_id)
        levels = self._levels(page, plan)
        asked = list(page.questions())
        answered = asked[: int(len(asked) * share)]
        self.office.write(self._answer, page, answered, levels)
        self.office.write(self._raise_actions, page, answered, levels)
        self.office.write(self._add_findings, page, answered, levels)
        return visit_id

    def _levels(self, page: VisitPage, plan: _Plan) -> dict[str, int | None]:
        """A level for each question (None: not seen), near CQC's rating of its key question."""
        history = self.histories.get(plan.service.location_id)
        inspection = history.at(plan.day) if history is not None else None
        own = self.words.random.gauss(-0.25, 0.55)
        if self.words.random.random() < 0.03:  # a few visits find a service in real trouble
            own = -2.2
        levels: dict[str, int | None] = {}
        for section in page.sections:
            rating = Rating.GOOD
            if inspection is not None and section.key_question is not None:
                rating = inspection.ratings[section.key_question]
            for question in section.questions:
                levels[question.key] = self._level(rating.level + own, question)
        return levels

    def _level(self, around: float, question: QuestionView) -> int | None:
        random = self.words.random
        if not question.is_critical and random.random() < 0.012:
            return None
        # Most standards are met even where the whole falls short.
        drawn = random.gauss(0.62 * around + 1.06, 0.5)
        level = min(4, max(1, round(drawn)))
        is_rare = level == 1 and random.random() < (0.7 if question.is_critical else 0.3)
        return 2 if is_rare else level

    def _answer(
        self,
        work: Work,
        page: VisitPage,
        asked: Sequence[QuestionView],
        levels: Mapping[str, int | None],
    ) -> None:
        drafts = [self._draft(question, levels[question.key]) for question in asked]
        visit_answers.record_answers(work, page.visit.reference, drafts)
        seen = [question for question in asked if levels[question.key] is not None]
        visit_answers.add_evidence_items(work, page.version.id, [_evidence(one) for one in seen])
        work.describe("answers", f"Answered {len(drafts)} standards of {page.visit.reference}")

    def _draft(self, question: QuestionView, level: int | None) -> visit_answers.AnswerDraft:
        what = question.evidence_expected[0]
        what = _inside_a_sentence(what)
        if level is None:
            note = self.words.note("not_seen", what)
            return visit_answers.AnswerDraft(
                question.id, AnswerKind.NOT_SEEN, None, note, "", question.row_version
            )
        note = self.words.note(str(level), what)
        sample = self.words.sample(level) if self.words.random.random() < 0.35 else ""
        return visit_answers.AnswerDraft(
            question.id, AnswerKind.RATED, level, note, sample, question.row_version
        )

    def _raise_actions(
        self,
        work: Work,
        page: VisitPage,
        asked: Sequence[QuestionView],
        levels: Mapping[str, int | None],
    ) -> None:
        short = [q for q in asked if (levels[q.key] or 4) <= 2]
        for first in range(0, len(short), 3):
            group = short[first : first + 3]
            is_high = any(q.is_critical or levels[q.key] == 1 for q in group)
            text = _inside_a_sentence(group[0].text)
            draft = actions.ActionDraft(
                service_id=page.visit.service_id,
                text=f"Make sure that {text}",
                priority=Priority.HIGH
                if is_high
                else self.words.pick((Priority.MEDIUM, Priority.LOW)),
                due_on=work.today
                + timedelta(days=28 if is_high else self.words.pick((45, 60, 90))),
                owner=self.words.pick(("Registered manager", "Deputy manager", "Clinical lead")),
                evidence_needed="Two monthly checks that show it, with dates",
                visit_id=page.visit.id,
                question_keys=tuple(q.key for q in group),
                is_agreed_on_day=is_high,
            )
            actions.raise_action(work, draft)
        work.describe("actions raised", f"Raised the actions of {page.visit.reference}")

    def _add_findings(
        self,
        work: Work,
        page: VisitPage,
        asked: Sequence[QuestionView],
        levels: Mapping[str, int | None],
    ) -> None:
        best = [q for q in asked if levels[q.key] == 4][:4]
        worst = sorted((q for q in asked if (levels[q.key] or 4) <= 2), key=_badness(levels))[:5]
        for question in best:
            self._finding(work, page, question, FindingKind.STRENGTH, question.text)
        for question in worst:
            headline = f"Not yet: {_inside_a_sentence(question.text)}"
            self._finding(work, page, question, FindingKind.IMPROVEMENT, headline)
        if worst and levels[worst[0].key] == 1:
            words = "The contract’s requirement was not met"
            self._finding(work, page, worst[0], FindingKind.BREACH, words)
        work.describe("findings", f"Wrote the findings of {page.visit.reference}")

    def _finding(
        self,
        work: Work,
        page: VisitPage,
        question: QuestionView,
        kind: FindingKind,
        headline: str,
    ) -> None:
        draft = findings.FindingDraft(page.version.id, kind, headline, question_id=question.id)
        if kind is FindingKind.BREACH:
            draft = replace(
                draft,
                text=f"See standard {question.number}.",
                clause="Schedule 2, clause 14.3",
                requirement="Care is given safely and as the plan says",
            )
        findings.add_finding(work, draft)

    def _write_report(self, page: VisitPage) -> None:
        shown = page.result.overall.rating
        stored = self.words.stored["judgement"]
        judgement = self.words.pick(stored[shown.value if shown else "good"])
        summaries = {
            kq.value: f"{result.rated} standards were rated under {kq.words}."
            for kq, result in page.result.key_questions.items()
            if result.rated and kq is not KeyQuestion.CARING
        }
        texts = visit_signing.ReportTexts(
            judgement=judgement,
            looked_at="Care plans, medicine charts and staff files, by sample\n"
            "Rotas of the last 28 days\nThe building, and a mealtime"
            if page.visit.service_type.value.endswith("home")
            else "Care plans, medicine charts and staff files, by sample\n"
            "Planned and delivered calls of the last 28 days",
            spoken_to="Six people, four relatives, five staff and a visiting nurse",
            told_provider="The manager heard what cannot wait at the end of the visit.",
            summaries=summaries,
            no_overall_reason="",
            row_version=page.version.row_version,
        )
        self.office.write(visit_signing.write_report_texts, page.version.id, texts)

    def _clear_points(self, visit_id: str) -> None:
        page = self.office.read(get_visit_page, visit_id)
        readiness = self.office.read(visit_signing.get_readiness, page)
        self.office.write(self._clear, page, [view.key for view in readiness.points])

    def _clear(self, work: Work, page: VisitPage, keys: Sequence[str]) -> None:
        for key in keys:
            words = "Looked at: stands as it is"
            visit_signing.answer_point(work, page.version.id, key, words, is_cleared=True)
        work.describe("peer review points", f"Cleared {len(keys)} points of the peer review")

    def _follow_up(self, visit_id: str, plan: _Plan) -> None:
        random = self.words.random
        for row in self.office.read(actions.list_actions, visit_id=visit_id):
            day = _weekday(row.due_on - timedelta(random.randrange(0, 21)))
            day = max(day, plan.day + timedelta(15))
            is_left = random.random() < 0.08 and row.due_on > self.today - timedelta(60)
            if day >= self.today or is_left:
                continue
            self.clock.set(day)
            said = "Done, papers sent"
            self.office.write(
                actions.take_step, row.id, ActionStep.REPORT_COMPLETE, said, "Registered manager"
            )
            is_long_ago = row.due_on < self.today - timedelta(90)
            if is_long_ago or random.random() < 0.8:
                seen = "Two months of checks were seen"
                self.office.write(actions.take_step, row.id, ActionStep.VERIFY, seen)

    # --- what is visited -----------------------------------------------------------------------

    def _visitable(self) -> list[MadeService]:
        return [s for s in self.register.services if s.kind.value in self.frameworks]

    def _plans(self) -> list[_Plan]:
        services = self._visitable()
        random = self.words.random
        made = []
        for _ in range(PAST):
            service = services[int(len(services) * random.random() ** 1.15)]
            day = _weekday(self.today - timedelta(days=random.randrange(25, FIRST_DAYS_AGO)))
            kinds = (VisitKind.SCHEDULED,) * 6 + (VisitKind.RESPONSIVE, VisitKind.JOINT)
            made.append(_Plan(service, day, random.choice(kinds)))
        return sorted(made, key=lambda plan: plan.day)


def frameworks_by_type(office: Office) -> dict[str, FrameworkRow]:
    """The newest published framework of each service type that has one."""
    found: dict[str, FrameworkRow] = {}
    for row in office.read(list_frameworks):
        for kind in row.service_types:
            found.setdefault(kind.value, row)
    return found


def _evidence(question: QuestionView) -> visit_answers.EvidenceDraft:
    is_seen = len(question.text) % 5 == 0
    kind = EvidenceKind.OBSERVATION if is_seen else EvidenceKind.DOCUMENT
    words = f"{question.evidence_expected[0]} ({question.number})"
    return visit_answers.EvidenceDraft(question.id, kind, words)


def _badness(levels: Mapping[str, int | None]) -> Callable[[QuestionView], tuple[int, bool]]:
    return lambda question: (levels[question.key] or 4, not question.is_critical)


def _weekday(day: date) -> date:
    """The day itself, or the next working day."""
    return day if is_working_day(day) else add_working_days(day, 1)


def _weekday_before(day: date) -> date:
    """The day itself, or the working day before."""
    return day if is_working_day(day) else add_working_days(day, -1)


def _inside_a_sentence(text: str) -> str:
    """The text with a small first letter, unless it begins with letters such as CQC or DoLS."""
    begins_with_letters = any(letter.isupper() for letter in text.split()[0][1:])
    return text if begins_with_letters else text[0].lower() + text[1:]

"""Visits of the sample: planned, done, signed off and followed up on their own days.

Everything goes through the services that the screens use; only the clock is moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.db.work import Work
from app.domain.vocabulary import VisitKind, VisitMode
from app.services import visit_amending, visit_answers, visit_signing, visits
from app.services.frameworks import FrameworkRow, list_frameworks
from app.services.office import Office
from app.services.sample.answers import Found, Views, add_findings, found_at, record, short_of
from app.services.sample.clock import SampleClock, Story
from app.services.sample.follow_up import FollowUp, worst_sections
from app.services.sample.notes import Notes, VisitNotes
from app.services.sample.programme import Plan, Programme, after_christmas, weekday, weekday_before
from app.services.sample.ratings import RatedLocation
from app.services.sample.register import MadeRegister
from app.services.sample.words import Words
from app.services.visit_page import get_visit_page
from app.services.visit_views import VisitPage

PAST, DRAFTS, PLANNED = 150, 3, 14
AMENDED_EVERY = 38
THOROUGH_SHARE = 0.6  # of the visits leave nothing for the peer review to ask
OPEN_SHARES = (0.62, 0.35)
"""How much of each visit in progress is answered."""
_TIMES = ((11, 50), (15, 30))
_MODES = (VisitMode.ANNOUNCED, VisitMode.SHORT_NOTICE, *(VisitMode.UNANNOUNCED,) * 3)


@dataclass
class VisitMaker:
    """Makes the visits, oldest first."""

    office: Office
    words: Words
    notes: Notes
    register: MadeRegister
    histories: Mapping[str, RatedLocation]
    today: date
    clock: SampleClock
    frameworks: Mapping[str, FrameworkRow]
    programme: Programme = field(init=False)
    story: Story = field(init=False)
    following: FollowUp = field(init=False)
    views: Views = field(init=False)

    def __post_init__(self) -> None:
        visitable = [s for s in self.register.services if s.kind.value in self.frameworks]
        self.programme = Programme(self.words.random, self.today, visitable)
        self.views = Views(self.words.random)
        self.story = Story(self.clock, self.today)
        self.following = FollowUp(self.office, self.words, self.notes, self.story)

    def past(self) -> Iterator[int]:
        """Make the past visits; yields how many are done."""
        for number, day in enumerate(self.programme.days(PAST), start=1):
            self.story.until(day)
            self._done(self.programme.next_plan(day), is_amended=number % AMENDED_EVERY == 20)
            yield number
        self.story.until(self.today)

    def open_ones(self) -> None:
        """Leave drafts, visits in progress, and plans ahead, all led by the first officer."""
        plans = self.programme.ahead(len(OPEN_SHARES) + DRAFTS + PLANNED)
        yesterday = weekday_before(self.today - timedelta(days=1))
        for share, plan in zip(OPEN_SHARES, plans, strict=False):
            whole = replace(plan, day=yesterday, kind=VisitKind.SCHEDULED, sections=())
            self._answered(whole, self._helen, share)
        drafted = plans[len(OPEN_SHARES) : len(OPEN_SHARES) + DRAFTS]
        for number, plan in enumerate(drafted):
            day = weekday_before(self.today - timedelta(days=13 - 4 * number))
            self._draft(replace(plan, day=day), is_written=number == 0)
        coming = plans[len(OPEN_SHARES) + DRAFTS :]
        for number, plan in enumerate(self.words.random.sample(coming, len(coming))):
            day = after_christmas(self.today + timedelta(days=1 + number * 3))
            made_on = weekday_before(self.today - timedelta(days=3))
            self._planned(replace(plan, day=day), made_on, self._helen)
        self._act_as(self._helen)

    @property
    def _helen(self) -> str:
        return self.register.officers[0]

    def _act_as(self, officer_id: str) -> None:
        name = self.register.officer_names[officer_id]
        self.office.actor = replace(self.office.actor, officer_id=officer_id, officer_name=name)

    # --- one visit -----------------------------------------------------------------------------

    def _done(self, plan: Plan, *, is_amended: bool) -> None:
        """Do a visit; its report, review and signature follow on their own days."""
        lead = self.words.pick((self._helen, *self.register.officers))
        is_thorough = self.words.random.random() < THOROUGH_SHARE
        page = self._answered(plan, lead, 1.0, is_thorough=is_thorough)
        visit_id = page.visit.id

        def review() -> None:
            self._review(visit_id, lead, has_points=not is_thorough)

        self.programme.heard(plan, page.result.overall.rating, worst_sections(page))

        def report() -> None:
            self._act_as(lead)
            self.office.write(self._finish, page, plan)

        def sign() -> None:
            self._sign(visit_id)
            self.following.follow(visit_id, plan.day)

        self.story.on(weekday(plan.day + timedelta(days=4)), report)
        self.story.on(weekday(plan.day + timedelta(days=8)), review)
        self.story.on(weekday(plan.day + timedelta(days=13)), sign)
        if is_amended:
            day = weekday(plan.day + timedelta(days=24))
            self.story.on(day, lambda: self._amend(visit_id))

    def _sign(self, visit_id: str) -> None:
        self._act_as(self._helen)
        role = "Contract and quality manager"
        self.office.write(visit_signing.sign_off, visit_id, "Helen Marsh", role)

    def _planned(self, plan: Plan, made_on: date, lead: str) -> str:
        self._act_as(lead)
        self.clock.set(made_on, 9)
        random = self.words.random
        others = [name for key, name in self.register.officer_names.items() if key != lead]
        draft = visits.VisitDraft(
            service_id=plan.service.id,
            kind=plan.kind,
            mode=VisitMode.REMOTE if plan.is_remote else self.words.pick(_MODES),
            framework_version_id=self.frameworks[plan.service.kind.value].id,
            planned_on=plan.day,
            planned_time=self.words.pick(("09:30", "10:00", "13:00")),
            chosen_sections=plan.sections,
            lead_officer_id=lead,
            members=(self.words.pick(others),) if others and random.random() < 0.45 else (),
            contract_id=self.register.contract_of.get(plan.service.id),
        )
        return self.office.write(visits.plan_visit, draft)

    def _answered(
        self, plan: Plan, lead: str, share: float, *, is_thorough: bool = False
    ) -> VisitPage:
        """Plan, start and answer a visit; return its page with the answers."""
        notice = self.words.random.randrange(12, 30)
        visit_id = self._planned(plan, weekday_before(plan.day - timedelta(days=notice)), lead)
        self.clock.set(plan.day, 9, 35)
        self.office.write(visits.start_visit, visit_id)
        page = self.office.read(get_visit_page, visit_id)
        writer = VisitNotes(self.notes, self.words.random)
        history = self.histories.get(plan.service.location_id)
        found = found_at(self.words.random, page, plan, history, self.views.of(plan))
        found = found[: int(len(found) * share)]
        if page.earlier_actions:
            self.office.write(self.following.check_earlier, page)
        for part, (hour, minute) in zip(_in_parts(found), _TIMES, strict=True):
            self.clock.set(plan.day, hour, minute)
            self.office.write(record, page, part, writer, is_thorough=is_thorough)
        page = self.office.read(get_visit_page, visit_id)
        self.office.write(self._conclude, page, writer)
        if share < 1:
            last = found[-1].question.key
            self.office.write(visit_answers.remember_place, visit_id, last)
        return page

    def _conclude(self, work: Work, page: VisitPage, writer: VisitNotes) -> None:
        self.following.raise_actions(work, page, short_of(page), writer)
        add_findings(work, page, self.notes)
        work.describe("findings", f"Wrote findings and actions of {page.visit.reference}")

    # --- the report ----------------------------------------------------------------------------

    def _finish(self, work: Work, page: VisitPage, plan: Plan) -> None:
        """Write the report, and say that the draft is finished."""
        visit_signing.write_report_texts(work, page.version.id, self._texts(page, plan))
        visit_signing.finish_draft(work, page.visit.id)

    def _texts(self, page: VisitPage, plan: Plan) -> visit_signing.ReportTexts:
        stored, pick = self.notes.stored, self.words.pick
        shown = page.result.overall.rating
        kind = shown.value if shown else "focused"
        if plan.kind is VisitKind.FOLLOW_UP and not shown:
            kind = "follow_up"
        summaries = {
            kq.value: pick(stored["summary"][kq.value][_side(result.rating)])
            for kq, result in page.result.key_questions.items()
            if result.rated
        }
        is_home = page.visit.service_type.value.endswith("home")
        looked = stored["report"]["looked_at_home" if is_home else "looked_at_community"]
        return visit_signing.ReportTexts(
            judgement=pick(stored["judgement"][kind]),
            looked_at="\n".join(self.words.random.sample(looked, 4)),
            spoken_to=pick(stored["report"]["spoken_to"]),
            told_provider=pick(stored["report"]["told_provider"]),
            summaries=summaries,
            no_overall_reason="",
            row_version=page.version.row_version,
        )

    def _review(self, visit_id: str, lead: str, *, has_points: bool = True) -> None:
        """Another officer reviews the draft and answers each point."""
        others = [one for one in self.register.officers if one != lead] or [lead]
        reviewer = self.words.pick(others)
        self._act_as(reviewer)
        name = self.register.officer_names[reviewer]
        self.office.write(visit_signing.record_review, visit_id, name)
        if has_points:
            self.office.write(self._answer_points, visit_id)

    def _answer_points(self, work: Work, visit_id: str, leave: int = 0) -> None:
        page = get_visit_page(work, visit_id)
        points = visit_signing.get_readiness(work, page).points
        for view in points[: len(points) - leave]:
            said = self.words.pick(self.notes.stored["report"]["points"])
            visit_signing.answer_point(work, page.version.id, view.key, said, is_cleared=True)
        work.describe("peer review points", f"Answered points of {page.visit.reference}")

    def _draft(self, plan: Plan, *, is_written: bool) -> None:
        """A draft: the first one is with its reviewer, the others are still to be written."""
        page = self._answered(plan, self._helen, share=1.0)
        self.clock.set(min(weekday(plan.day + timedelta(days=2)), self.today))
        if not is_written:
            self.office.write(visit_signing.finish_draft, page.visit.id)
            return
        self.office.write(self._finish, page, plan)
        self._act_as(self.register.officers[-1])
        self.office.write(self._answer_points, page.visit.id, 1)

    def _amend(self, visit_id: str) -> None:
        """Something came to light after sign-off: one answer changes, in a version of its own."""
        reason, note = self.words.pick(self.notes.stored["report"]["amendments"])
        self._act_as(self._helen)
        self.office.write(visit_amending.amend, visit_id, reason)
        page = self.office.read(get_visit_page, visit_id)
        short = [one for one in page.questions() if one.level == 2 and not one.is_critical]
        if short:
            changed = short[0]
            draft = visit_answers.AnswerDraft(
                changed.id, changed.kind, 3, note, changed.sample, changed.row_version
            )
            self.office.write(visit_answers.record_answer, draft)
        self._review(visit_id, self._helen)
        self._sign(visit_id)


def frameworks_by_type(office: Office) -> dict[str, FrameworkRow]:
    """The newest published framework of each service type that has one."""
    found: dict[str, FrameworkRow] = {}
    for row in office.read(list_frameworks):
        for kind in row.service_types:
            found.setdefault(kind.value, row)
    return found


def _in_parts(found: Sequence[Found]) -> list[Sequence[Found]]:
    """The answers of the morning and of the afternoon."""
    half = -(-len(found) // 2)
    return [found[:half], found[half:]]


def _side(rating: object) -> str:
    level = getattr(rating, "level", 3)
    return "good" if level >= 3 else "short"

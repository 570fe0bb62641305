"""Actions of the sample: raised at a visit, worked on by the provider, checked by the council.

Most actions are done near their day, some are late, a few are sent back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.db.work import Work
from app.domain.actions import ActionStep, allowed_steps
from app.domain.vocabulary import Priority, Verification
from app.models import Action
from app.services import actions
from app.services.office import Office
from app.services.previous_actions import check_previous_action
from app.services.sample.clock import Story
from app.services.sample.notes import Notes, VisitNotes, inside_a_sentence
from app.services.sample.programme import weekday
from app.services.sample.words import Words
from app.services.visit_views import QuestionView, SectionView, VisitPage

DAYS = {Priority.HIGH: 28, Priority.MEDIUM: 60, Priority.LOW: 60}
LATE_SHARE = 0.25
LONGEST_LIST = 7  # actions; more than a service can carry helps nobody
_Step = Callable[[Work], None]


@dataclass
class FollowUp:
    """Raises actions and lets them be heard of, day by day."""

    office: Office
    words: Words
    notes: Notes
    story: Story

    # --- raised at the visit -------------------------------------------------------------------

    def raise_actions(
        self, work: Work, page: VisitPage, short: Sequence[QuestionView], writer: VisitNotes
    ) -> None:
        """Raise an action for what fell short in each section, the worst sections first."""
        groups = _grouped(page, short)
        for group in groups:
            actions.raise_action(work, self._draft(work, page, group, writer))
        work.describe("actions raised", f"Raised the actions of {page.visit.reference}")

    def _draft(
        self, work: Work, page: VisitPage, group: list[QuestionView], writer: VisitNotes
    ) -> actions.ActionDraft:
        first = group[0]
        is_high = any(question.is_critical or question.level == 1 for question in group)
        priority = Priority.HIGH if is_high else self.words.pick((Priority.MEDIUM, Priority.LOW))
        kept = self.notes.about(first.key).get("action")
        form = writer.deal("actions", "forms")
        is_home = page.visit.service_type.value.endswith("home")
        owners = self.notes.stored["actions"]["owners_home" if is_home else "owners_community"]
        what = first.evidence_expected[-1].rstrip(" ,")
        evidence = writer.deal("actions", "evidence")
        return actions.ActionDraft(
            service_id=page.visit.service_id,
            text=kept or form.format(text=inside_a_sentence(first.text)),
            priority=priority,
            due_on=weekday(work.today + timedelta(days=DAYS[priority])),
            owner=self.words.pick(owners),
            evidence_needed=evidence.format(what=what, what_inside=inside_a_sentence(what)),
            visit_id=page.visit.id,
            question_keys=tuple(question.key for question in group),
            is_agreed_on_day=is_high,
        )

    # --- heard of afterwards -------------------------------------------------------------------

    def follow(self, visit_id: str, day: date) -> None:
        """Decide what becomes of the visit's actions: most are done near their day."""
        by_due: dict[date, list[str]] = {}
        for row in self.office.read(actions.list_actions, visit_id=visit_id):
            by_due.setdefault(row.due_on, []).append(row.id)
        for due_on, action_ids in by_due.items():
            self._plan_batch(action_ids, due_on, day)

    def _plan_batch(self, action_ids: list[str], due_on: date, day: date) -> None:
        random = self.words.random
        late = [one for one in action_ids if random.random() < LATE_SHARE]
        in_time = [one for one in action_ids if one not in late]
        reported = max(weekday(due_on - timedelta(random.randrange(0, 18))), day + timedelta(16))
        if in_time:
            self._report_and_verify(in_time, reported)
        if not late:
            return
        if random.random() < 0.5:
            self._on(due_on - timedelta(2), self._extend(late, due_on))
        else:
            self._on(due_on + timedelta(8), self._update(late))
        self._report_and_verify(late, weekday(due_on + timedelta(random.randrange(30, 110))))

    def _report_and_verify(self, action_ids: list[str], reported: date) -> None:
        random = self.words.random
        self._on(reported, self._steps(action_ids, ActionStep.REPORT_COMPLETE, "reported"))
        seen = weekday(reported + timedelta(random.randrange(4, 20)))
        back = [one for one in action_ids if random.random() < 0.04]
        closed = [one for one in action_ids if one not in back]
        if closed:
            self._on(seen, self._steps(closed, ActionStep.VERIFY, "verified"))
        if back:
            self._on(seen, self._steps(back, ActionStep.NOT_ACCEPTED, "not_accepted"))
            again = weekday(seen + timedelta(random.randrange(15, 30)))
            self._on(again, self._steps(back, ActionStep.VERIFY, "verified"))

    def _on(self, day: date, step: _Step) -> None:
        self.story.on(weekday(day), lambda: self.office.write(step))

    def _steps(self, action_ids: list[str], step: ActionStep, said: str) -> _Step:
        text = self.words.pick(self.notes.stored["actions"][said])
        by_whom = "Registered manager" if step is ActionStep.REPORT_COMPLETE else ""

        def take(work: Work) -> None:
            for one in _open_ones(work, action_ids):
                if step in allowed_steps(one.state):
                    actions.take_step(work, one.id, step, text, by_whom)

        return take

    def _extend(self, action_ids: list[str], due_on: date) -> _Step:
        reason = self.words.pick(self.notes.stored["actions"]["extended"])
        new = weekday(due_on + timedelta(28))

        def extend(work: Work) -> None:
            for one in _open_ones(work, action_ids):
                actions.extend_action(work, one.id, new, reason)

        return extend

    def _update(self, action_ids: list[str]) -> _Step:
        text = self.words.pick(self.notes.stored["actions"]["updates"])

        def note(work: Work) -> None:
            for one in _open_ones(work, action_ids):
                actions.note_update(work, one.id, text, "Registered manager")

        return note

    # --- looked at again at the next visit -----------------------------------------------------

    def check_earlier(self, work: Work, page: VisitPage) -> None:
        """Say of each action that is still open what this visit found of it."""
        earlier = {one.id for question in page.questions() for one in question.earlier_actions}
        for one in sorted(earlier):
            draw = self.words.random.random()
            found = Verification.DONE if draw < 0.5 else Verification.PARTLY
            found = Verification.NOT_DONE if draw > 0.85 else found
            seen = self.words.pick(self.notes.stored["actions"]["verified"])
            check_previous_action(work, page.version.id, one, found, _FOUND.get(found, seen))
        work.describe("previous actions", f"Checked earlier actions at {page.visit.reference}")


_FOUND = {
    Verification.PARTLY: "Begun, and not yet everywhere; carried on with a new date",
    Verification.NOT_DONE: "Nothing had changed; raised again with the manager",
}


def _open_ones(work: Work, action_ids: Sequence[str]) -> list[Action]:
    """Those of the actions that are still open: another visit may have closed one meanwhile."""
    found = work.session.scalars(select(Action).where(Action.id.in_(action_ids)))
    return [action for action in found.all() if action.state.is_open]


def _grouped(page: VisitPage, short: Sequence[QuestionView]) -> list[list[QuestionView]]:
    """The standards that fell short by section, worst first, in no more groups than the list."""
    keys = {question.key for question in short}
    groups = [
        sorted((one for one in section.questions if one.key in keys), key=_badness)
        for section in page.sections
    ]
    found = sorted((group for group in groups if group), key=lambda group: _badness(group[0]))
    kept, rest = found[:LONGEST_LIST], found[LONGEST_LIST:]
    for number, group in enumerate(rest):
        kept[number % len(kept)] += group
    return kept


def _badness(question: QuestionView) -> tuple[int, bool, int]:
    return (question.level or 4, not question.is_critical, -question.weight)


def worst_sections(page: VisitPage) -> list[str]:
    """Keys of the sections with a standard that falls short, the worst first."""

    def points(section: SectionView) -> float:
        levels = [question.level for question in section.questions if question.level]
        return sum(levels) / len(levels) if levels else 4.0

    short = [
        section
        for section in page.sections
        if any((question.level or 4) <= 2 for question in section.questions)
        and section.key != "previous-actions"
    ]
    return [section.key for section in sorted(short, key=points)]

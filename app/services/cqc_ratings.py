"""Ratings of a file beside those of the register: what is new, what changes, what stays.

Promises: facts are only ever added; what the newest file states is current, so the same file
twice, or an older one after a newer one, changes nothing that is current. Where an addition would
change that wrongly, the fact that holds is reaffirmed at the newer file's date instead.
Source: DOMAIN "CQC ratings", duties 3, 5, 7 and 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.ratings import (
    OVERALL,
    FactKey,
    RatingConflict,
    RatingFact,
    compare,
    current,
    folded,
    key_question_of,
)
from app.models import new_id
from app.services.cqc_register import StoredFact, identity
from app.services.import_report import NewRating, RatingChange


@dataclass(slots=True)
class RatingPlan:
    """Rows to add, rows to reaffirm (row, date), and what that means."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    reaffirmed: list[tuple[StoredFact, date]] = field(default_factory=list)
    changes: list[RatingChange] = field(default_factory=list)
    added: list[NewRating] = field(default_factory=list)
    conflicts: list[RatingConflict] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a file means for one key: the fact that holds before and after it."""

    before: RatingFact | None
    after: RatingFact
    new: tuple[RatingFact, ...]
    conflict: RatingConflict | None
    reaffirm: StoredFact | None
    matched_after: StoredFact | None


def plan_ratings(
    stored: Mapping[str, Sequence[StoredFact]],
    stated: Iterable[RatingFact],
    file_date: date,
    names: Mapping[str, str],
) -> RatingPlan:
    """Compare what a file of `file_date` states with what is stored, location by location."""
    plan = RatingPlan()
    said: dict[str, dict[FactKey, dict[Any, RatingFact]]] = {}
    for fact in stated:
        about = said.setdefault(fact.location_id, {}).setdefault(fact.key, {})
        known = about.setdefault(identity(fact), fact)
        if (known.as_at or date.min) < (fact.as_at or date.min):
            about[identity(fact)] = fact
    for location_id, keys in said.items():
        _plan_location(plan, stored.get(location_id, ()), keys, file_date, names[location_id])
    return plan


def _plan_location(
    plan: RatingPlan,
    stored: Sequence[StoredFact],
    said: Mapping[FactKey, Mapping[Any, RatingFact]],
    file_date: date,
    name: str,
) -> None:
    by_key: dict[FactKey, list[StoredFact]] = {}
    last_stated: dict[bool, date] = {}
    for one in stored:
        by_key.setdefault(one.fact.key, []).append(one)
        whole = _is_whole(one.fact.key)
        last_stated[whole] = max(last_stated.get(whole, date.min), one.fact.as_at or date.min)
    unmarked: dict[bool, StoredFact] = {}
    marked: set[bool] = set()
    for key, facts in sorted(said.items()):
        whole = _is_whole(key)
        newest = last_stated.get(whole, date.min)
        known = by_key.get(key, [])
        outcome = _outcome(key, known, list(facts.values()), file_date, newest)
        _note(plan, outcome, file_date, name)
        if outcome.reaffirm is not None:
            plan.reaffirmed.append((outcome.reaffirm, max(file_date, newest)))
        if outcome.new or outcome.reaffirm is not None:
            marked.add(whole)
        elif outcome.matched_after is not None and newest < file_date:
            unmarked.setdefault(whole, outcome.matched_after)
    plan.reaffirmed += [(one, file_date) for w, one in unmarked.items() if w not in marked]


def _is_whole(key: FactKey) -> bool:
    """The location's own overall rating: some files state nothing else."""
    return key[1:] == (OVERALL, OVERALL)


def _outcome(
    key: FactKey,
    known: Sequence[StoredFact],
    said: Sequence[RatingFact],
    file_date: date,
    last_stated: date,
) -> _Outcome:
    if len(said) == 1 and len(known) <= 1:
        plain = _plain_outcome(known, said[0])
        if plain is not None:
            return plain
    matched = {one.identity: one for one in known}
    new = tuple(fact for fact in said if identity(fact) not in matched)
    facts = [one.fact for one in known]
    before = current(facts).by_key[key] if facts else None
    stored = current([*facts, *new]).by_key[key]
    conflict = None
    if before is not None and file_date < last_stated:
        holds = before
    else:
        stated = {identity(fact): fact.as_at or date.min for fact in said}
        raised = [
            replace(fact, as_at=max(fact.as_at or date.min, stated.get(identity(fact), date.min)))
            for fact in facts
        ]
        now = current([*raised, *new])
        holds = now.by_key[key]
        conflict = next(iter(now.conflicts), None)
    reaffirm = None
    if identity(stored) != identity(holds):
        reaffirm = matched.get(identity(holds))
    after = holds if reaffirm is not None or identity(stored) == identity(holds) else stored
    return _Outcome(before, after, new, conflict, reaffirm, matched.get(identity(after)))


def _plain_outcome(known: Sequence[StoredFact], said: RatingFact) -> _Outcome | None:
    """The first fact about a key, or the one fact again: most of a file. None for any other."""
    if not known:
        return _Outcome(None, said, (said,), None, None, None)
    (one,) = known
    if one.identity == identity(said):
        return _Outcome(one.fact, one.fact, (), None, None, one)
    return None


def _note(plan: RatingPlan, outcome: _Outcome, file_date: date, name: str) -> None:
    before, after = outcome.before, outcome.after
    if outcome.conflict is not None and outcome.new:
        plan.conflicts.append(outcome.conflict)
    for fact in outcome.new:
        plan.rows.append(_row(fact, file_date, is_conflicting=outcome.conflict is not None))
        is_again = before is not None and before.value is not None and before.value is fact.value
        plan.added.append(
            NewRating(
                fact.location_id, name, fact.group, fact.area, fact.published, fact.published_on,
                is_again,
            )
        )  # fmt: skip
    if before is None or folded(before.published) == folded(after.published):
        return
    if after.area != OVERALL and key_question_of(after.area) is None:
        return
    plan.changes.append(
        RatingChange(
            after.location_id, name, after.group, after.area, before.published, after.published,
            before.published_on, after.published_on, compare(before, after),
        )
    )  # fmt: skip


def _row(fact: RatingFact, file_date: date, *, is_conflicting: bool) -> dict[str, Any]:
    """The stored row as plain values (days as ISO text): thousands are written at once."""
    published_day = fact.published_on.isoformat() if fact.published_on else ""
    return {
        "id": new_id(),
        "row_version": 1,
        "regulator": "cqc",
        "location_id": fact.location_id,
        "service_group": fact.group,
        "area": fact.area,
        "published": fact.published,
        "value": fact.value.value if fact.value else None,
        "published_on": published_day or None,
        "published_day": published_day,
        "first_seen_on": (fact.as_at or fact.published_on or file_date).isoformat(),
        "is_inherited": fact.is_inherited,
        "is_conflicting": is_conflicting,
        "source": fact.source,
        "report_url": "",
    }

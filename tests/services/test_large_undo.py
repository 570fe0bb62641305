"""Undo of a large act in parts: whole in the end, also after a crash, and nobody waits for it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.db.work import Work
from app.errors import CancelledError, RuleError
from app.models import Act, Base, Provider
from app.progress import Progress
from app.services import large_undo
from app.services.backups import BEFORE_BULK, list_backups_of
from app.services.council import get_setting
from app.services.history import undo_act
from app.services.large_undo import finish_undo, undo, undo_after_backup
from app.services.office import Office

MANY = 130
"""More than two parts."""


@pytest.fixture(autouse=True)
def _many_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_undo, "LARGE", 50)


def add_many(office: Office) -> str:
    def add(work: Work) -> None:
        work.describe("add", "Added providers")
        work.session.add_all(Provider(name=f"Provider {number}") for number in range(MANY))

    office.write(add)
    assert office.last_outcome is not None
    return office.last_outcome.act_id


def rename_one(office: Office) -> str:
    def rename(work: Work) -> str:
        work.describe("edit", "Renamed")
        provider = work.session.scalars(select(Provider).limit(1)).one()
        provider.name += " renamed"
        return provider.id

    return office.write(rename)


def count(office: Office, kind: type[Base] = Provider) -> int:
    return office.read(lambda r: r.session.scalar(select(func.count()).select_from(kind))) or 0


def cut_off(office: Office, act: str, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Undo, with a crash after some parts."""
    parts = large_undo._Undoing.parts

    def some(self: large_undo._Undoing) -> object:
        yield from list(parts(self))[:after]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(large_undo._Undoing, "parts", some)
        undo(office, act)


def test_undo_by_a_user_makes_a_backup_first(office: Office) -> None:
    act = add_many(office)
    undo_after_backup(office, act)
    (backup,) = list_backups_of(office)
    assert (backup.reason, count(office)) == (BEFORE_BULK, 0)
    with pytest.raises(RuleError, match="already undone"):
        undo_after_backup(office, act)
    assert len(list_backups_of(office)) == 1


def test_large_act_is_undone_as_one_act_of_the_history(office: Office) -> None:
    act = add_many(office)
    acts = count(office, Act)
    result = undo(office, act)
    assert (result.put_back, result.left, count(office)) == (MANY, (), 0)
    assert count(office, Act) == acts + 1
    with pytest.raises(RuleError, match="already undone"):
        undo(office, act)


def test_other_writers_get_their_turn_between_two_parts(office: Office) -> None:
    act = add_many(office)
    held: list[int] = []
    office.listeners.append(lambda _: held.append(count(office)))
    parts = large_undo._Undoing.parts

    def answers_between(self: large_undo._Undoing) -> object:
        for part in parts(self):
            rename_one(office)
            yield part

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_undo._Undoing, "parts", answers_between)
        result = undo(office, act)
    assert result.put_back + len(result.left) == MANY
    assert len(set(held)) > 3


def test_row_changed_since_is_left_and_listed(office: Office) -> None:
    act = add_many(office)
    changed = rename_one(office)
    result = undo(office, act)
    assert result.left == (f"provider {changed}",)
    assert (result.put_back, count(office)) == (MANY - 1, 1)


@pytest.mark.parametrize("after", [1, 3])
def test_undo_that_was_cut_off_is_finished(
    office: Office, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    act = add_many(office)
    cut_off(office, act, monkeypatch, after)
    assert count(office) > 0

    finished = finish_undo(office)

    assert finished is not None
    assert (finished.put_back, finished.left, count(office)) == (MANY, (), 0)
    assert finish_undo(office) is None
    assert office.read(get_setting, "undo_in_hand") is None


def test_undo_that_was_cut_off_goes_on_when_asked_for_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = add_many(office)
    cut_off(office, act, monkeypatch, 2)
    assert undo(office, act).put_back == MANY
    assert count(office) == 0


def test_undo_in_parts_can_itself_be_undone(office: Office) -> None:
    undo(office, add_many(office))
    assert office.last_outcome is not None
    result = office.write(undo_act, office.last_outcome.act_id)
    assert (result.put_back, result.left, count(office)) == (MANY, (), MANY)


def rename_all(office: Office, words: str) -> str:
    def rename(work: Work) -> None:
        work.describe("edit", "Renamed all")
        for provider in work.session.scalars(select(Provider)):
            provider.name += words

    office.write(rename)
    assert office.last_outcome is not None
    return office.last_outcome.act_id


def state(office: Office) -> list[str]:
    return sorted(office.read(lambda r: r.session.scalars(select(Provider.name)).all()))


def stopped_after(steps: int) -> Progress:
    told: list[int] = []
    progress = Progress(lambda done, total, words: told.append(done))

    def report(done: int, total: int, words: str) -> None:
        told.append(done)
        if len(told) > steps:
            progress.cancel()

    progress.report = report
    return progress


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_undo_that_is_cancelled_changes_nothing_and_can_be_done_later(
    office: Office, steps: int
) -> None:
    add_many(office)
    act = rename_all(office, " Ltd")
    before = state(office)
    with pytest.raises(CancelledError):
        undo(office, act, stopped_after(steps))
    assert state(office) == before
    assert office.read(get_setting, "undo_in_hand") is None

    result = undo(office, act)

    assert (result.put_back, result.left) == (MANY, ())
    assert state(office) == [name.removesuffix(" Ltd") for name in before]
    with pytest.raises(RuleError, match="already undone"):
        undo(office, act)


def test_cancelled_undo_of_an_addition_brings_the_removed_rows_back(office: Office) -> None:
    act = add_many(office)
    before = state(office)
    with pytest.raises(CancelledError):
        undo(office, act, stopped_after(2))
    assert state(office) == before
    assert undo(office, act).put_back == MANY


def test_row_changed_after_a_cancelled_undo_is_left(office: Office) -> None:
    add_many(office)
    act = rename_all(office, " Ltd")
    with pytest.raises(CancelledError):
        undo(office, act, stopped_after(2))
    changed = rename_one(office)
    assert undo(office, act).left == (f"provider {changed}",)


def test_steps_say_how_many_of_all_rows_went_back(office: Office) -> None:
    act = add_many(office)
    told: list[tuple[int, int, str]] = []
    undo(office, act, Progress(lambda *step: told.append(step)))
    assert told[0] == (0, MANY, "Undoing: Added providers")
    assert [done for done, _, _ in told[1:]] == [0, 60, 120]

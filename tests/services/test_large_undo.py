"""Undo of a large act in parts: whole in the end, also after a crash, and nobody waits for it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.db.work import Work
from app.errors import RuleError
from app.models import Act, Base, Provider
from app.services import large_undo
from app.services.council import get_setting
from app.services.history import undo_act
from app.services.large_undo import finish_undo, undo
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

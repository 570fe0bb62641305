"""Undo of an act: the inverse, only where nothing came after."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db.work import Work
from app.domain.vocabulary import ServiceType
from app.errors import RuleError
from app.models import Provider, Service
from app.services import history
from app.services.office import Office


def add(work: Work, *names: str) -> list[str]:
    work.describe("add", "Added providers")
    made = [Provider(name=name) for name in names]
    work.session.add_all(made)
    work.session.flush()
    return [provider.id for provider in made]


def rename(work: Work, key: str, name: str) -> None:
    work.describe("edit", "Renamed")
    work.session.get_one(Provider, key).name = name


def remove(work: Work, key: str) -> None:
    work.describe("remove", "Removed")
    work.session.delete(work.session.get_one(Provider, key))


def names(office: Office) -> list[str]:
    return sorted(office.read(lambda r: r.session.scalars(select(Provider.name)).all()))


def last_act(office: Office) -> str:
    assert office.last_outcome is not None
    return office.last_outcome.act_id


def test_undo_of_an_addition_removes_it(office: Office) -> None:
    office.write(add, "A", "B")
    result = office.write(history.undo_act, last_act(office))
    assert result.put_back == 2
    assert names(office) == []


def test_undo_of_a_change_puts_the_old_words_back(office: Office) -> None:
    (key,) = office.write(add, "Old")
    office.write(rename, key, "New")
    office.write(history.undo_act, last_act(office))
    assert names(office) == ["Old"]


def test_undo_of_a_removal_brings_the_row_back(office: Office) -> None:
    (key,) = office.write(add, "Old")
    office.write(remove, key)
    office.write(history.undo_act, last_act(office))
    assert names(office) == ["Old"]


def test_undo_of_an_undo_does_it_again(office: Office) -> None:
    (key,) = office.write(add, "Old")
    office.write(rename, key, "New")
    office.write(history.undo_act, last_act(office))
    office.write(history.undo_act, last_act(office))
    assert names(office) == ["New"]


def test_row_changed_since_is_left_and_listed(office: Office) -> None:
    first, _second = office.write(add, "A", "B")
    added = last_act(office)
    office.write(rename, first, "A2")
    result = office.write(history.undo_act, added)
    assert names(office) == ["A2"]
    assert result.put_back == 1
    assert result.left == (f"provider {first}",)


def test_row_that_others_lean_on_is_left(office: Office) -> None:
    (key,) = office.write(add, "A")
    added = last_act(office)

    def add_service(work: Work) -> None:
        work.describe("add", "Added a service")
        work.session.add(Service(provider_id=key, name="S", service_type=ServiceType.HOMECARE))

    office.write(add_service)
    result = office.write(history.undo_act, added)
    assert result.left == (f"provider {key}",)
    assert names(office) == ["A"]


def test_several_changes_of_one_row_undo_to_the_first_state(office: Office) -> None:
    (key,) = office.write(add, "One")

    def twice(work: Work) -> None:
        work.describe("edit", "Twice")
        provider = work.session.get_one(Provider, key)
        provider.name = "Two"
        work.session.flush()
        provider.name, provider.phone = "Three", "1"
        work.session.flush()

    office.write(twice)
    office.write(history.undo_act, last_act(office))
    found = office.read(lambda r: r.session.get_one(Provider, key))
    assert (found.name, found.phone) == ("One", "")


def test_an_act_is_undone_once(office: Office) -> None:
    office.write(add, "A")
    act = last_act(office)
    office.write(history.undo_act, act)
    with pytest.raises(RuleError, match="already undone"):
        office.write(history.undo_act, act)

"""The unit of work: all or nothing, who and why in the log, stale writes refused."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text, update

from app.db.reserve import Reserve
from app.db.work import Work
from app.errors import LockedRecordError, NotSavedError, StaleError
from app.models import Act, Change, Provider
from app.services.office import Office


def add_provider(work: Work, name: str) -> str:
    work.describe("provider added", f"Added {name}", "asked for by the team")
    provider = Provider(name=name)
    work.session.add(provider)
    work.session.flush()
    return provider.id


def changes_of(office: Office, row_id: str) -> list[Change]:
    def read(reading: object) -> list[Change]:
        found = reading.session.scalars(  # type: ignore[attr-defined]
            select(Change).where(Change.row_id == row_id).order_by(Change.sequence)
        ).all()
        return list(found)

    return office.read(read)


def test_an_act_is_logged_with_who_and_why(office: Office) -> None:
    key = office.write(add_provider, "Brindlemere Care Group")
    (change,) = changes_of(office, key)
    assert change.operation == "insert"
    assert change.officer_id == office.actor.officer_id
    assert change.device_id == "device-1"
    assert change.reason == "asked for by the team"
    assert change.at == "2026-11-17T14:32:07.000Z"
    assert json.loads(change.after)["name"] == "Brindlemere Care Group"
    act = office.read(lambda reading: reading.session.get(Act, change.act_id))
    assert act is not None
    assert (act.label, act.officer_name) == ("Added Brindlemere Care Group", "Helen Marsh")


def test_an_error_rolls_everything_back(office: Office) -> None:
    def fail(work: Work) -> None:
        add_provider(work, "Nowhere Care")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.write(fail)
    names = office.read(lambda reading: reading.session.scalars(select(Provider.name)).all())
    assert names == []
    assert office.read(
        lambda reading: reading.session.scalar(
            select(Act.id).where(Act.kind == "provider added")
        )
    ) is None  # fmt: skip


def test_update_logs_only_changed_columns(office: Office) -> None:
    key = office.write(add_provider, "Old name")

    def rename(work: Work) -> None:
        work.describe("edit", "Renamed")
        work.session.get_one(Provider, key).name = "New name"

    office.write(rename)
    change = changes_of(office, key)[-1]
    assert json.loads(change.before) == {"name": "Old name", "row_version": 1}
    assert json.loads(change.after) == {"name": "New name", "row_version": 2}


def test_bulk_and_raw_sql_are_logged_too(office: Office) -> None:
    key = office.write(add_provider, "Quillfold Homecare")

    def in_bulk(work: Work) -> None:
        work.describe("edit", "Bulk")
        work.session.execute(update(Provider).values(phone="01234 567890"))
        work.session.execute(text("UPDATE provider SET notes = 'raw' WHERE id = :id"), {"id": key})
        work.session.execute(text("INSERT OR REPLACE INTO provider SELECT * FROM provider"))

    office.write(in_bulk)
    operations = [change.operation for change in changes_of(office, key)]
    assert operations == ["insert", "update", "update", "delete", "insert"]


def test_context_is_cleared_before_commit(office: Office) -> None:
    office.write(add_provider, "Sedgeholt Care")
    left = office.read(
        lambda reading: reading.session.scalar(text("SELECT count(*) FROM change_context"))
    )
    assert left == 0


def test_second_writer_of_an_old_version_is_refused(office: Office) -> None:
    key = office.write(add_provider, "Larkhollow Homes")

    def write_from_old(work: Work) -> None:
        provider = work.session.get_one(Provider, key)
        work.session.execute(
            text("UPDATE provider SET row_version = row_version + 1 WHERE id = :id"), {"id": key}
        )
        provider.name = "Overwritten"
        work.session.flush()

    with pytest.raises(StaleError, match="Nothing was overwritten"):
        office.write(write_from_old)
    assert office.read(lambda r: r.session.get_one(Provider, key).name) == "Larkhollow Homes"


def test_full_disk_gives_up_the_reserve_for_the_next_try(office: Office) -> None:
    reserve = Reserve.of(office.path, 4096)
    assert reserve.hold()

    def grow(work: Work) -> None:
        work.session.execute(text("PRAGMA max_page_count = 1"))  # the file may not grow
        add_provider(work, "Brindlemere " * 100_000)

    with pytest.raises(NotSavedError, match="the disk is full"):
        office.write(grow)
    assert not reserve.is_held


def test_other_trouble_leaves_the_reserve(office: Office) -> None:
    reserve = Reserve.of(office.path, 4096)
    assert reserve.hold()

    def refused(work: Work) -> None:
        work.session.execute(text("DELETE FROM act"))

    with pytest.raises(LockedRecordError):
        office.write(refused)
    assert reserve.is_held


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET after = '{}'",
        "DELETE FROM change",
        "INSERT OR REPLACE INTO change SELECT * FROM change",
        "UPDATE act SET label = 'nothing'",
        "DELETE FROM act",
    ],
)
def test_the_log_cannot_be_rewritten(office: Office, statement: str) -> None:
    key = office.write(add_provider, "Foxthwaite Care")
    before = changes_of(office, key)[0].after

    def rewrite(work: Work) -> None:
        work.session.execute(text(statement))

    with pytest.raises(LockedRecordError):
        office.write(rewrite)
    assert changes_of(office, key)[0].after == before

"""CQC's real files into the register: the counts they must give, and what never changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.vocabulary import Sector
from app.services import ratings
from app.services.cqc_import import (
    ImportOptions,
    ImportReport,
    import_cqc_file,
    last_changes,
    list_runs,
)
from app.services.large_undo import undo
from app.services.office import Office
from app.services.service_rows import list_services
from tests.office_fixtures import FixedClock, make_office
from tests.services.cqc_files import (
    API_2025,
    DEACTIVATED_2025,
    DIRECTORY_2025,
    FEBRUARY_2021,
    JUNE_2026,
    ratings_file,
)

LINCOLNSHIRE = ImportOptions(authorities=("Lincolnshire",), add_services=True)
ALL = ImportOptions(add_services=True)


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Office, ImportReport, ImportReport]]:
    """February 2021, then June 2026, in one register."""
    office = make_office(tmp_path_factory.mktemp("both") / "both.cqm", FixedClock())
    first = import_cqc_file(office, FEBRUARY_2021, LINCOLNSHIRE)
    second = import_cqc_file(office, JUNE_2026, LINCOLNSHIRE)
    yield office, first, second
    office.close()


def _social(office: Office) -> set[str]:
    rows = office.read(list_services)
    return {row.cqc_location_id for row in rows if row.sector is Sector.SOCIAL_CARE}


Both = tuple[Office, ImportReport, ImportReport]


@pytest.mark.parametrize(
    ("is_social", "in_both", "later", "earlier", "different"),
    [(False, 355, 123, 101, 72), (True, 277, 79, 81, 57)],
)
def test_lincolnshire_counts_of_locations_and_changed_words(
    both: Both, is_social: bool, in_both: int, later: int, earlier: int, different: int
) -> None:
    office, first, second = both
    rows = office.read(ratings.list_history)
    overall = [row for row in rows if row["group"] == row["area"] == "Overall"]
    wanted = _social(office) if is_social else {str(row["location_id"]) for row in rows}
    absent = set(second.absent) & wanted
    added = {str(row["location_id"]) for row in overall} & wanted
    changed = [c for c in second.changes if c.group == c.area == "Overall"]

    assert len(absent) == earlier
    assert len(added) == in_both + later + earlier
    assert sum(c.location_id in wanted for c in changed) == different
    if not is_social:
        assert (first.services_added, second.services_added) == (456, 123)


def test_lincolnshire_now_not_rated_is_listed_and_is_no_fall(both: Both) -> None:
    changed = [c.as_json() for c in both[2].changes if c.group == c.area == "Overall"]
    unrated = [c for c in changed if c["to"].casefold() == "not rated"]
    assert len(unrated) == 5
    assert not any(c["is_fall"] for c in unrated)


def test_lincolnshire_seven_not_rated_show_their_groups_rating(both: Both) -> None:
    shown = [row for row in both[0].read(list_services) if row.rating_note]
    social = [row for row in shown if row.sector is Sector.SOCIAL_CARE]
    assert len(social) == 7
    assert all(row.rating is not None for row in social)


@pytest.mark.parametrize("path", [JUNE_2026, FEBRUARY_2021])
def test_same_or_older_file_again_changes_nothing_that_is_current(both: Both, path: Path) -> None:
    office = both[0]
    before = office.read(ratings.list_current)
    report = import_cqc_file(office, path, LINCOLNSHIRE)
    assert office.read(ratings.list_current) == before
    assert (report.services_added, report.services_updated, report.ratings_added) == (0, 0, 0)
    assert report.changes == ()


def test_older_file_after_newer_keeps_details_and_what_is_current(
    both: Both, office: Office
) -> None:
    newer = import_cqc_file(office, JUNE_2026, LINCOLNSHIRE)
    before = {_key(row): row for row in office.read(ratings.list_current)}
    names = {row.cqc_location_id: (row.name, row.postcode) for row in office.read(list_services)}
    older = import_cqc_file(office, FEBRUARY_2021, LINCOLNSHIRE)

    after = {_key(row): row for row in office.read(ratings.list_current)}
    now = {row.cqc_location_id: (row.name, row.postcode) for row in office.read(list_services)}
    assert newer.services_added == 478
    assert older.changes == ()
    assert older.absent == ()
    assert {key: after[key] for key in before} == before
    assert {key: now[key] for key in names} == names
    assert list(after.values()) == both[0].read(ratings.list_current)  # whatever the order of files


def _key(row: dict[str, str | None]) -> tuple[str | None, ...]:
    return row["location_id"], row["group"], row["area"]


def test_report_as_json_has_the_keys_of_the_command_line(both: Both) -> None:
    answer = both[2].as_json()
    assert list(answer) == [
        "kind", "file_date", "rows_read", "rows_skipped", "services_added", "services_updated",
        "ratings_added", "changes", "absent",
    ]  # fmt: skip
    assert (answer["kind"], answer["file_date"]) == ("latest_ratings", "2026-06-01")
    assert set(answer["changes"][0]) == {"location_id", "group", "area", "from", "to", "is_fall"}


def test_undo_takes_the_whole_import_back_and_keeps_its_record(office: Office) -> None:
    import_cqc_file(office, FEBRUARY_2021, LINCOLNSHIRE)
    before = (office.read(ratings.list_history), office.read(list_services))
    report = import_cqc_file(office, JUNE_2026, LINCOLNSHIRE)
    assert len(office.read(last_changes)) == len(report.changes)

    undone = undo(office, report.act_id)

    assert undone.left == ()
    assert (office.read(ratings.list_history), office.read(list_services)) == before
    assert [run.is_undone for run in office.read(list_runs)] == [True, False]
    assert office.read(last_changes) == []


def test_dry_run_says_the_same_and_writes_nothing(both: Both, office: Office) -> None:
    dry = ImportOptions(authorities=("Lincolnshire",), add_services=True, dry_run=True)
    told = import_cqc_file(office, FEBRUARY_2021, dry)
    assert office.read(list_services) == []
    assert office.read(list_runs) == []
    assert told.as_json() == both[1].as_json()


def test_without_add_services_only_the_register_gets_ratings(office: Office) -> None:
    report = import_cqc_file(office, JUNE_2026, ImportOptions(authorities=("Lincolnshire",)))
    assert (report.services_added, report.ratings_added) == (0, 0)
    assert office.read(ratings.list_current) == []


def test_directory_then_deactivated_and_api_only_these_end_a_registration(office: Office) -> None:
    listed = import_cqc_file(office, DIRECTORY_2025, ALL)
    ended = import_cqc_file(office, DEACTIVATED_2025, ImportOptions())
    api = import_cqc_file(office, API_2025, ALL)

    assert not [change for change in api.changes if "not rated" in change.now.casefold()]
    rows = office.read(list_services)
    deregistered = {row.cqc_location_id for row in rows if not row.is_registered}
    assert (listed.services_added, ended.services_added) == (216, 0)
    assert api.kind == "api_records"
    assert 0 < len(deregistered) <= api.services_added


def test_market_figures_of_a_cut_file_are_kept_for_its_authority_only(both: Both) -> None:
    from sqlalchemy import select

    from app.models import MarketFigure

    levels = both[0].read(
        lambda reading: set(reading.session.scalars(select(MarketFigure.level).distinct()))
    )
    assert levels == {"authority"}


def test_earlier_rating_of_a_place_that_came_from_elsewhere_is_history_only(
    office: Office, tmp_path: Path
) -> None:
    """An older file again may know a service of another authority that joined since."""
    moved = {"Location ID": "1-200", "Location Name": "Moved Lodge"}
    elsewhere = {**moved, "Location Local Authority": "Elsewhere", "Publication Date": "13/09/2019"}
    here = {**moved, "Latest Rating": "Requires improvement", "Publication Date": "28/09/2023"}
    earlier = ratings_file(tmp_path / "earlier.csv", {"Publication Date": "13/09/2019"}, elsewhere)
    later = ratings_file(tmp_path / "later.csv", {}, here)
    ours = ImportOptions(authorities=("Wexborough",), add_services=True)
    first = import_cqc_file(office, earlier, replace(ours, file_date=date(2021, 2, 1)))
    import_cqc_file(office, later, replace(ours, file_date=date(2026, 6, 1)))
    before = office.read(ratings.list_current)
    again = import_cqc_file(office, earlier, replace(ours, file_date=date(2021, 2, 1)))
    once_more = import_cqc_file(office, earlier, replace(ours, file_date=date(2021, 2, 1)))
    assert (first.services_added, again.services_added, again.ratings_added) == (1, 0, 1)
    assert again.changes == ()
    assert office.read(ratings.list_current) == before
    assert once_more.ratings_added == 0

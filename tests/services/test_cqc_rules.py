"""Rules of an import on small invented files: details, names, links, conflicts, crashes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.domain.vocabulary import ServiceType
from app.errors import CancelledError
from app.models import ImportRun, ManagerChange, MarketFigure, RatingRecord, RegistrationLink
from app.progress import Progress
from app.services import cqc_merge, ratings
from app.services.council import Council, set_council
from app.services.cqc_import import (
    AddedSectors,
    DateOrderError,
    FileDateError,
    ImportOptions,
    commit_import,
    import_cqc_file,
    list_runs,
    prepare_import,
    undo_interrupted,
)
from app.services.history import undo_act
from app.services.office import Office
from app.services.providers import ProviderDraft, add_provider
from app.services.registrations import RegistrationDraft, change_registration
from app.services.service_rows import ServiceRow, list_services
from app.services.services import ServiceDraft, add_service, change_service, get_service
from tests.services.cqc_files import directory_file, ratings_file

ADD = ImportOptions(add_services=True)


def _on(day: str, **more: object) -> ImportOptions:
    return ImportOptions(add_services=True, file_date=date.fromisoformat(day), **more)  # type: ignore[arg-type]


def _only(office: Office) -> ServiceRow:
    (row,) = office.read(list_services)
    return row


def _count(office: Office, kind: type) -> int:
    return office.read(lambda r: r.session.scalar(select(func.count()).select_from(kind)) or 0)


def test_undated_not_rated_replaces_good_only_until_a_later_file_says_good(
    office: Office, tmp_path: Path
) -> None:
    good = ratings_file(tmp_path / "a.csv", {})
    gone = ratings_file(tmp_path / "b.csv", {"Latest Rating": "Not Rated", "Publication Date": ""})
    again = ratings_file(tmp_path / "c.csv", {}, {"Domain": "Safe"})
    import_cqc_file(office, good, _on("2025-01-01"))
    lost = import_cqc_file(office, gone, _on("2025-06-01"))
    back = import_cqc_file(office, again, _on("2025-07-01"))
    late = import_cqc_file(office, gone, _on("2025-06-15"))

    assert [(c.was, c.now, c.is_fall) for c in lost.changes] == [("Good", "Not Rated", False)]
    assert [(c.was, c.now) for c in back.changes] == [("Not Rated", "Good")]
    assert late.changes == ()
    assert _only(office).rating_words == "Good"


def test_fall_and_same_rating_with_a_new_date(office: Office, tmp_path: Path) -> None:
    one = ratings_file(tmp_path / "a.csv", {}, {"Domain": "Safe"})
    import_cqc_file(office, one, _on("2025-01-01"))
    later = {"Publication Date": "20/05/2025"}
    two = ratings_file(tmp_path / "b.csv", {**later, "Latest Rating": "Inadequate"},
                       {**later, "Domain": "Safe"})  # fmt: skip
    with prepare_import(office, two, _on("2025-06-01")) as preview:
        assert [(c.area, c.was, c.now, c.is_fall) for c in preview.changes] == [
            ("Overall", "Good", "Inadequate", True)
        ]
        assert (len(preview.new_ratings), preview.same_again) == (2, 1)


def test_two_words_for_one_day_are_flagged_and_the_lower_is_shown(
    office: Office, tmp_path: Path
) -> None:
    path = ratings_file(tmp_path / "a.csv", {}, {"Latest Rating": "Requires improvement"})
    with prepare_import(office, path, _on("2025-01-01")) as preview:
        assert any("for the same day" in note for note in preview.notes)
        commit_import(office, preview)
    flags = office.read(lambda r: list(r.session.scalars(select(RatingRecord.is_conflicting))))
    assert flags == [True, True]
    assert _only(office).rating_words == "Requires improvement"


def test_newest_of_duplicate_rows_wins(office: Office, tmp_path: Path) -> None:
    older = {"Latest Rating": "Inadequate", "Publication Date": "15/03/2019"}
    import_cqc_file(office, ratings_file(tmp_path / "a.csv", {}, older), _on("2025-01-01"))
    assert _only(office).rating_words == "Good"
    assert len(office.read(ratings.list_history)) == 2


def test_older_file_leaves_details_and_newer_file_changes_them(
    office: Office, tmp_path: Path
) -> None:
    usual = ratings_file(tmp_path / "a.csv", {})
    older = ratings_file(tmp_path / "b.csv", {"Location Name": "Former Name"})
    newer = ratings_file(tmp_path / "c.csv", {"Location Name": "New Name"})
    import_cqc_file(office, usual, _on("2025-02-01"))
    assert import_cqc_file(office, older, _on("2025-01-01")).services_updated == 0
    assert _only(office).name == "Invented Lodge"
    assert import_cqc_file(office, newer, _on("2025-03-01")).services_updated == 1
    assert _only(office).name == "New Name"


def test_blank_in_a_file_never_empties_a_field(office: Office, tmp_path: Path) -> None:
    import_cqc_file(office, directory_file(tmp_path / "a.csv", {}), _on("2025-02-01"))
    bare = ratings_file(tmp_path / "b.csv", {"Location Post Code": "", "Location Region": ""})
    import_cqc_file(office, bare, _on("2025-03-01"))
    row = _only(office)
    assert (row.postcode, row.region, row.beds) == ("ZZ1 1AA", "East Midlands", 30)


def test_managers_names_stay_out_and_changes_are_counted(office: Office, tmp_path: Path) -> None:
    def month(name: str, day: str, who: str, **more: object) -> None:
        path = directory_file(tmp_path / name, {"Registered manager": who})
        import_cqc_file(office, path, _on(day, **more))

    month("a.csv", "2025-01-01", "First, Person")
    month("b.csv", "2025-02-01", "FIRST,  Person")
    month("c.csv", "2025-03-01", "Second, Person")
    detail = office.read(get_service, _only(office).id)
    assert (detail.draft.manager_name, detail.draft.has_manager) == (None, True)
    assert _count(office, ManagerChange) == 1

    month("d.csv", "2025-04-01", "Second, Person", with_names=True)
    detail = office.read(get_service, _only(office).id)
    assert detail.draft.manager_name == "Second, Person"
    assert detail.manager_source == "Care directory with filters, 1 April 2025"

    month("e.csv", "2025-05-01", "Third, Person")
    assert office.read(get_service, _only(office).id).draft.manager_name is None


def test_services_that_share_an_id_keep_their_names_and_all_get_the_rating(
    office: Office, tmp_path: Path
) -> None:
    provider = office.write(add_provider, ProviderDraft("Invented Care"))
    for name in ("House One", "House Two"):
        draft = ServiceDraft(provider, name, ServiceType.SUPPORTED_LIVING, cqc_location_id="1-100")
        office.write(add_service, draft)
    path = ratings_file(tmp_path / "a.csv", {})
    report = import_cqc_file(office, path, ImportOptions(file_date=date(2025, 1, 1)))
    rows = office.read(list_services)
    assert report.services_updated == 2
    assert {row.name for row in rows} == {"House One", "House Two"}
    assert [row.rating_words for row in rows] == ["Good", "Good"]
    assert {row.authority for row in rows} == {"Wexborough"}


def test_type_only_becomes_more_exact(office: Office, tmp_path: Path) -> None:
    import_cqc_file(office, ratings_file(tmp_path / "a.csv", {}), _on("2025-01-01"))
    nursing = {
        "Service type - Care home service with nursing": "Y",
        "Service type - Care home service without nursing": "",
    }
    import_cqc_file(office, directory_file(tmp_path / "b.csv", nursing), _on("2025-02-01"))
    assert _only(office).service_type is ServiceType.NURSING_HOME
    import_cqc_file(office, ratings_file(tmp_path / "c.csv", {}), _on("2025-03-01"))
    assert _only(office).service_type is ServiceType.NURSING_HOME


def test_place_under_a_new_id_is_offered_as_a_link_not_merged(
    office: Office, tmp_path: Path
) -> None:
    import_cqc_file(office, ratings_file(tmp_path / "a.csv", {}), _on("2025-01-01"))
    moved = ratings_file(tmp_path / "b.csv", {"Location ID": "1-200"})
    report = import_cqc_file(office, moved, _on("2025-02-01"))
    link = office.read(lambda r: r.session.scalars(select(RegistrationLink)).one().__dict__.copy())
    assert report.absent == ("1-100",)
    assert (link["location_id"], link["related_location_id"]) == ("1-200", "1-100")
    assert link["state"] == "offered"
    assert all(row.is_registered for row in office.read(list_services))


def test_link_is_shown_with_both_places_until_our_service_carries_the_new_id(
    office: Office, tmp_path: Path
) -> None:
    import_cqc_file(office, ratings_file(tmp_path / "a.csv", {}), _on("2025-01-01"))
    old = _only(office)
    other = {"Location ID": "1-200", "Provider ID": "1-8", "Provider Name": "Other Care Ltd"}
    moved = ratings_file(tmp_path / "b.csv", other)
    with prepare_import(office, moved, _on("2025-02-01")) as preview:
        (link,) = preview.links
        assert (link.ours.service_id, link.ours.location_id) == (old.id, "1-100")
        assert (link.other.name, link.other.provider) == ("Invented Lodge", "Other Care Ltd")
        assert (link.why, link.more) == ("Same postcode, same name", "another provider")
    import_cqc_file(office, moved, _on("2025-02-01"))

    with prepare_import(office, moved, _on("2025-02-01")) as preview:
        assert [one.is_known for one in preview.links] == [True]
        assert preview.is_nothing_new
    import_cqc_file(office, moved, _on("2025-03-01"))
    assert _count(office, RegistrationLink) == 1

    detail = office.read(get_service, old.id)
    owner = next(row for row in office.read(list_services) if row.id != old.id).provider_id
    draft = RegistrationDraft(owner, "1-200", date(2025, 1, 15))
    office.write(change_registration, old.id, detail.row_version, draft)
    with prepare_import(office, moved, _on("2025-04-01")) as preview:
        assert preview.links == []


def test_dates_that_read_two_ways_are_asked_and_the_answer_is_taken(
    office: Office, tmp_path: Path
) -> None:
    path = ratings_file(tmp_path / "2025-06 a.csv", {"Publication Date": "03/04/2024"})
    with pytest.raises(DateOrderError) as caught:
        import_cqc_file(office, path, ADD)
    assert caught.value.examples == ("03/04/2024",)


def test_file_of_no_known_day_asks_for_it(office: Office, tmp_path: Path) -> None:
    path = ratings_file(tmp_path / "a.csv", {"Latest Rating": "Not Rated", "Publication Date": ""})
    with pytest.raises(FileDateError, match="Say its date"):
        import_cqc_file(office, path, ADD)


def test_cancel_while_writing_leaves_nothing(office: Office, tmp_path: Path) -> None:
    path = ratings_file(tmp_path / "a.csv", {})
    progress = Progress()

    def stop(done: int, _total: int, words: str) -> None:
        if words == "Writing to the register" and done == 2:
            progress.cancel()

    progress.report = stop
    with pytest.raises(CancelledError):
        import_cqc_file(office, path, _on("2025-01-01"), progress)
    assert office.read(list_services) == []
    assert office.read(list_runs) == []
    assert _count(office, MarketFigure) == 0


def test_import_cut_off_by_a_crash_is_taken_back_at_the_next_start(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ratings_file(tmp_path / "a.csv", {})

    def crash(_office: Office) -> None:
        raise KeyboardInterrupt

    parts = cqc_merge._Writing.parts

    def cut_off(self: cqc_merge._Writing) -> object:
        yield from list(parts(self))[:-1]
        raise KeyboardInterrupt

    monkeypatch.setattr(cqc_merge._Writing, "parts", cut_off)
    monkeypatch.setattr(cqc_merge, "undo_interrupted", crash)
    with pytest.raises(KeyboardInterrupt):
        import_cqc_file(office, path, _on("2025-01-01"))
    assert _count(office, RatingRecord) == 1
    monkeypatch.undo()

    undone = undo_interrupted(office)

    assert undone is not None
    assert undone.left == ()
    assert office.read(list_services) == []
    assert _count(office, RatingRecord) == 0
    assert undo_interrupted(office) is None


def test_register_changed_since_the_preview_is_compared_anew(
    office: Office, tmp_path: Path
) -> None:
    import_cqc_file(office, ratings_file(tmp_path / "a.csv", {}), _on("2025-01-01"))
    renamed = ratings_file(tmp_path / "b.csv", {"Location Name": "New Name"})
    preview = prepare_import(office, renamed, _on("2025-02-01"))
    service_id = _only(office).id
    detail = office.read(get_service, service_id)
    office.write(change_service, service_id, detail.row_version, detail.draft)
    office.write(
        change_service,
        service_id,
        detail.row_version,
        ServiceDraft(**{**_fields(detail.draft), "notes": "Typed meanwhile"}),
    )
    commit_import(office, preview)
    now = office.read(get_service, service_id).draft
    assert (now.name, now.notes) == ("New Name", "Typed meanwhile")


def _fields(draft: ServiceDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


def test_import_makes_a_backup_first_and_tells_listeners_once(
    office: Office, tmp_path: Path
) -> None:
    from app.db.backup import list_backups
    from app.paths import backups_of

    second = tmp_path / "second"
    office.write(set_council, Council("Wexborough", second_place=str(second)))
    heard: list[frozenset[str]] = []
    office.listeners.append(lambda outcome: heard.append(outcome.changed))
    import_cqc_file(office, ratings_file(tmp_path / "a.csv", {}), _on("2025-01-01"))
    (backup,) = list_backups(backups_of(office.path))
    assert backup.reason == "Before an import: a.csv"
    assert [copy.folder.name for copy in list_backups(second)] == [backup.folder.name]
    assert sum("rating" in changed for changed in heard) == 1


def test_undo_of_an_older_import_keeps_what_a_later_one_reaffirmed(
    office: Office, tmp_path: Path
) -> None:
    path = ratings_file(tmp_path / "a.csv", {})
    first = import_cqc_file(office, path, _on("2025-01-01"))
    import_cqc_file(office, ratings_file(tmp_path / "b.csv", {}, {"Domain": "Safe"}),
                    _on("2025-02-01"))  # fmt: skip
    office.write(undo_act, first.act_id)
    assert _only(office).rating_words == "Good"
    runs = office.read(lambda r: list(r.session.scalars(select(ImportRun.is_undone))))
    assert sorted(runs) == [False, True]


@pytest.mark.parametrize(
    ("sectors", "names"),
    [
        (AddedSectors.SOCIAL_CARE, {"Invented Lodge", "Untold"}),
        (AddedSectors.HEALTH, {"Invented Surgery", "Untold"}),
        (AddedSectors.ALL, {"Invented Lodge", "Invented Surgery", "Untold"}),
    ],
)
def test_only_places_of_the_chosen_sectors_are_added(
    office: Office, tmp_path: Path, sectors: AddedSectors, names: set[str]
) -> None:
    path = ratings_file(
        tmp_path / "2025-06-01 a.csv",
        {},
        {"Location ID": "1-2", "Location Type": "Primary Medical Services",
         "Location Name": "Invented Surgery"},
        {"Location ID": "1-3", "Location Type": "", "Location Name": "Untold"},
    )  # fmt: skip
    import_cqc_file(office, path, ImportOptions(add_services=True, sectors=sectors))
    assert {row.name for row in office.read(list_services)} == names

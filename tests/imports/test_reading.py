"""Real files through the guarded child: what they are, and that what they say comes out whole."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.domain.ratings import OVERALL, SERVICE_GROUPS, Rating, current, folded, location_rating
from app.domain.vocabulary import Sector, ServiceType
from app.imports import reading
from app.imports.dates import DateOrderError
from app.imports.records import (
    DateOrder,
    DateOrigin,
    ImportKind,
    MarketLevel,
    ReadOptions,
)
from tests.imports.cqc_rows import DIRECTORY, EARLIER, HEADINGS, LATER, LATER_ODS, ratings_csv, row


@pytest.mark.parametrize(
    ("name", "kind", "day", "origin", "rows"),
    [
        (EARLIER, ImportKind.LATEST_RATINGS, date(2021, 2, 1), DateOrigin.NAME, 956),
        (LATER, ImportKind.LATEST_RATINGS, date(2026, 6, 1), DateOrigin.NAME, 4_159),
        (LATER_ODS, ImportKind.LATEST_RATINGS, date(2026, 6, 1), DateOrigin.NAME, 4_159),
        (
            DIRECTORY,
            ImportKind.CARE_DIRECTORY_WITH_FILTERS,
            date(2025, 3, 1),
            DateOrigin.CONTENT,
            216,
        ),
        (
            "2025-03_Deactivated_Locations_Oldham.ods",
            ImportKind.DEACTIVATED_LOCATIONS,
            date(2025, 3, 1),
            DateOrigin.NAME,
            235,
        ),
        (
            "28_March_2025_CQC_directory_Oldham.csv",
            ImportKind.CARE_DIRECTORY,
            date(2025, 3, 28),
            DateOrigin.CONTENT,
            60,
        ),
        (
            "2025-03_API_Oldham_cut.zip",
            ImportKind.API_RECORDS,
            date(2025, 3, 1),
            DateOrigin.NAME,
            14,
        ),
    ],
)
def test_each_kind_is_recognised_with_its_date(
    data: Path, name: str, kind: ImportKind, day: date, origin: DateOrigin, rows: int
) -> None:
    with reading.inspect(data / name) as inspected:
        summary = inspected.summary
    assert (summary.kind, summary.rows_read) == (kind, rows)
    assert (summary.file_date.day, summary.file_date.origin) == (day, origin)
    assert [count.name for count in summary.authorities] in (["Lincolnshire"], ["Oldham"])
    assert summary.date_question == ()


@pytest.mark.parametrize("later", [LATER, LATER_ODS])
def test_lincolnshire_files_differ_by_the_known_counts(data: Path, later: str) -> None:
    """The facts of the issue: in both, only later, only earlier, changed, of them to Not Rated."""
    found = {}
    for name in (EARLIER, later):
        with reading.read(data / name, ReadOptions()) as file:
            sectors = {location.location_id: location.sector for location in file.locations}
            facts = current(file.ratings).by_key.values()
        overall = {f.location_id: f for f in facts if (f.group, f.area) == (OVERALL, OVERALL)}
        found[name] = (overall, sectors)
    for sector, expected in (
        (None, (355, 123, 101, 72, 5)),
        (Sector.SOCIAL_CARE, (277, 79, 81, 57, 5)),
    ):
        before, after = (
            {at: fact for at, fact in facts.items() if sector in {None, sectors[at]}}
            for facts, sectors in found.values()
        )
        both = before.keys() & after.keys()
        changed = [at for at in both if folded(before[at].published) != folded(after[at].published)]
        lost = [at for at in changed if folded(after[at].published) == "not rated"]
        counts = (len(both), len(after.keys() - both), len(before.keys() - both))
        assert (*counts, len(changed), len(lost)) == expected


def test_services_not_rated_overall_show_their_group(data: Path) -> None:
    with reading.read(data / LATER, ReadOptions()) as file:
        locations = {record.location_id: record for record in file.locations}
        facts = list(file.ratings)
    by_location: dict[str, list] = {}
    for fact in facts:
        by_location.setdefault(fact.location_id, []).append(fact)
    shown = {}
    for location_id, location in locations.items():
        overall = current(by_location[location_id]).by_key.get((location_id, OVERALL, OVERALL))
        if location.sector is Sector.SOCIAL_CARE and overall and not overall.value:
            group = SERVICE_GROUPS[location.service_type]
            shown[location_id] = location_rating(by_location[location_id], group)
    assert len(shown) == 7
    assert all(rating.value is Rating.GOOD and rating.note for rating in shown.values())


def test_every_rating_of_the_file_comes_out(data: Path) -> None:
    with gzip.open(data / LATER, "rt", encoding="utf-8") as raw:
        published = Counter(
            (line["Location ID"], line["Service / Population Group"], line["Domain"],
             line["Latest Rating"])
            for line in csv.DictReader(raw)
        )  # fmt: skip
    with reading.read(data / LATER, ReadOptions()) as file:
        read = Counter((f.location_id, f.group, f.area, f.published) for f in file.ratings)
        assert file.skipped == ()
    assert read == published


def test_ods_and_csv_of_the_same_rows_give_the_same_records(data: Path) -> None:
    records = []
    for name in (LATER, LATER_ODS):
        with reading.read(data / name, ReadOptions()) as file:
            assert file.summary.date_order in {DateOrder.MONTH_FIRST, None}
            records.append((list(file.locations), list(file.ratings)))
    assert records[0] == records[1]


@pytest.mark.parametrize(
    ("authorities", "of_its_own"), [(None, 356), ({"LINCOLNSHIRE"}, 356), ({"Nowhere"}, 0)]
)
def test_market_figures_count_each_location_once(
    data: Path, authorities: set[str] | None, of_its_own: int
) -> None:
    """Regions and England count whatever is chosen, of authorities the chosen ones."""
    chosen = None if authorities is None else frozenset(authorities)
    with reading.read(data / LATER, ReadOptions(authorities=chosen)) as file:
        counts = [
            count
            for count in file.market
            if count.sector is Sector.SOCIAL_CARE and count.area == OVERALL
        ]
        assert bool(len(file.locations)) is bool(of_its_own)
    for level in MarketLevel:
        wanted = of_its_own if level is MarketLevel.AUTHORITY else 356
        assert sum(count.count for count in counts if count.level is level) == wanted
    stand_ins = [c for c in counts if c.group != OVERALL and c.level is MarketLevel.ENGLAND]
    assert sum(count.count for count in stand_ins) == 7


def test_choice_of_authorities_and_known_locations_is_kept(tmp_path: Path) -> None:
    path = ratings_csv(
        tmp_path,
        row("1-100001"),
        row("1-100002", authority="Elsewhere"),
        row("1-100003", authority="Elsewhere"),
    )
    options = ReadOptions(
        authorities=frozenset({"wexborough"}), known_location_ids=frozenset({"1-100003"})
    )
    with reading.read(path, options) as at_once, reading.inspect(path) as inspected:
        later = inspected.read(options)
        assert at_once.location_ids == later.location_ids == {"1-100001", "1-100003"}
        assert list(at_once.ratings) == list(later.ratings)
        assert [a.name for a in inspected.summary.authorities] == ["Elsewhere", "Wexborough"]


def test_newest_duplicate_counts_in_the_market(tmp_path: Path) -> None:
    path = ratings_csv(
        tmp_path, row(rating="Inadequate", on="2016-09-09"), row(rating="Good", on="2020-04-07")
    )
    with reading.read(path, ReadOptions()) as file:
        assert len(file.ratings) == 2
        assert {(count.value, count.count) for count in file.market} == {("good", 1)}


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("03/04/2021", "13/04/2021"), DateOrder.DAY_FIRST),
        (("03/04/2021", "04/13/2021"), DateOrder.MONTH_FIRST),
    ],
)
def test_order_of_dates_is_found_from_the_file(
    tmp_path: Path, dates: tuple[str, ...], order: DateOrder
) -> None:
    rows = [row(f"1-10000{number}", on=text) for number, text in enumerate(dates)]
    with reading.read(ratings_csv(tmp_path, *rows), ReadOptions()) as file:
        assert file.summary.date_order is order
        first = next(iter(file.ratings)).published_on
    assert first == (date(2021, 4, 3) if order is DateOrder.DAY_FIRST else date(2021, 3, 4))


def test_unclear_dates_are_asked_for_with_examples(tmp_path: Path) -> None:
    path = ratings_csv(tmp_path, row(on="03/04/2021"), row("1-100002", on="05/06/2021"))
    with reading.inspect(path) as inspected:
        assert inspected.summary.date_question == ("03/04/2021", "05/06/2021")
        with pytest.raises(DateOrderError, match="two ways"):
            inspected.read(ReadOptions())
        taken = inspected.read(ReadOptions(date_order=DateOrder.MONTH_FIRST))
        assert next(iter(taken.ratings)).published_on == date(2021, 3, 4)


def test_bad_rows_are_listed_with_row_and_reason(tmp_path: Path) -> None:
    path = ratings_csv(
        tmp_path,
        row(),
        row("", "Good"),
        row("not an id"),
        row("1-100002", on="31/02/2021"),
        ",,,,,,,,,",
        row("1-100004", on="2021-02-28 00:00:00"),
    )
    with reading.read(path, ReadOptions()) as file:
        assert [(skip.row, skip.reason) for skip in file.skipped] == [
            (3, "There is no Location ID."),
            (4, "“not an id” is not a Location ID."),
            (5, "“31/02/2021” is not a date that exists."),
        ]
        assert file.location_ids == {"1-100001", "1-100004"}
        assert file.rows_read == 5


def test_table_is_found_below_prose_with_old_headings(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(
        "Latest ratings\nThis data was produced on 1 March 2022\n\n"
        "Location.ID (text),Location Name,Key Question,Latest Rating,Publication Date\n"
        'RX601,"A\nclinic",Well led,Requires Improvement,2021-12-24T00:00:00\n',
        encoding="cp1252",
    )
    with reading.read(path, ReadOptions()) as file:
        fact = next(iter(file.ratings))
        assert next(iter(file.locations)).name == "A\nclinic"
        assert file.file_date.day == date(2022, 3, 1)
    assert (fact.location_id, fact.area, fact.value) == (
        "RX601",
        "Well-led",
        Rating.REQUIRES_IMPROVEMENT,
    )


def test_stale_date_in_content_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "Data produced on 1 March 2020\n" + HEADINGS + row(on="2024-05-20") + "\n"
    path.write_text(text, encoding="utf-8")
    with reading.inspect(path) as inspected:
        assert inspected.summary.file_date.day == date(2024, 5, 20)
        assert inspected.summary.file_date.origin is DateOrigin.NEWEST_PUBLICATION


def test_directory_tells_services_and_beds(data: Path) -> None:
    with reading.read(data / DIRECTORY, ReadOptions()) as file:
        home = next(r for r in file.locations if r.location_id == "1-109570155")
        assert len(file.providers) > 100
    assert (home.beds, home.is_care_home, home.service_type) == (22, True, ServiceType.CARE_HOME)
    assert home.service_types == ("Care home service without nursing",)
    assert home.registered_on == date(2010, 12, 7)
    assert home.has_manager is None  # the column is blank throughout: nothing is known


def directory_csv(folder: Path) -> Path:
    path = folder / "directory.csv"
    path.write_text(
        "Location ID,Location HSCA start date,Location Name,Registered manager (note; one of some),"
        "Service type - Shared Lives,Brand Name\n"
        '1-100001,2020-01-02,Lives,"Quill, Zara",Y,BRAND Invented Group\n'
        "1-100002,2020-01-02,Other,,,-\n",
        encoding="utf-8",
    )
    return path


def test_managers_name_is_off_unless_asked_for(tmp_path: Path) -> None:
    path = directory_csv(tmp_path)
    with reading.read(path, ReadOptions(hash_key=b"one")) as file:
        named, vacant = file.locations
        assert (named.has_manager, named.manager_name) == (True, None)
        assert (vacant.has_manager, vacant.manager_hash) == (False, None)
        assert (named.brand, vacant.brand) == ("Invented Group", "")
    with reading.read(path, ReadOptions(hash_key=b"two", with_names=True)) as file:
        other = next(iter(file.locations))
        assert other.manager_name == "Quill, Zara"
        assert other.manager_hash not in {named.manager_hash, None}


def test_dual_registrations_become_relations(tmp_path: Path, data: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    with directory_csv(tmp_path).open(encoding="utf-8") as file:
        for line in csv.reader(file):
            book.active.append(line)
    dual = book.create_sheet("Dual_Registration_Locations")
    dual.append(["Location ID", "Linked Organisation ID"])
    dual.append(["1-100001", "1-200002"])
    path = tmp_path / "directory.xlsx"
    book.save(path)
    with reading.read(path, ReadOptions()) as read:
        relation = next(iter(read.relations))
        assert len(read.locations) == 2
    assert (relation.location_id, relation.kind, relation.other_id) == (
        "1-100001",
        "dual registration",
        "1-200002",
    )


def test_api_records_tell_history_relations_and_groups(data: Path) -> None:
    with reading.read(data / "2025-03_API_Oldham_cut.zip", ReadOptions()) as file:
        facts = list(file.ratings)
        relations = {(r.location_id, r.kind, r.other_id, r.reason) for r in file.relations}
        ended = {d.location_id: d.ended_on for d in file.deactivations}
        assert len(file.providers) == 2
    assert ("1-122386733", "successor", "1-5312102242", "New Provider") in relations
    assert ended["1-122386733"] == date(2018, 11, 19)
    group = next(f for f in facts if f.location_id == "1-5312102242" and f.group == "Care Homes")
    assert (group.area, group.value, group.published_on) == (
        OVERALL,
        Rating.GOOD,
        date(2024, 8, 8),
    )
    carried = [f for f in facts if f.location_id == "1-18648277454" and f.is_inherited]
    assert date(2017, 11, 25) in {fact.published_on for fact in carried}


def test_deactivated_file_says_what_ended(data: Path) -> None:
    with reading.read(data / "2025-03_Deactivated_Locations_Oldham.ods", ReadOptions()) as file:
        ended = {d.location_id: d.ended_on for d in file.deactivations}
        assert all(location.is_registered is False for location in file.locations)
        assert len(file.market) == 0
    assert ended["1-1015412687"] == date(2014, 5, 30)
    assert len(ended) == 235


def test_same_hash_for_same_bytes(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.csv.gz"
    copy.write_bytes((data / EARLIER).read_bytes())
    with reading.inspect(data / EARLIER) as one, reading.inspect(copy) as two:
        assert one.summary.sha256 == two.summary.sha256
        assert two.summary.file_date.origin is DateOrigin.NEWEST_PUBLICATION

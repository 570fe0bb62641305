"""Market quality: counts, shares beside England's, history, the facts of the report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.charts import LineKind
from app.domain.market import RatingCounts, Share
from app.domain.rating_words import OwnRating
from app.domain.vocabulary import Sector, ServiceType, VisitMode
from app.errors import RuleError
from app.services.cqc_import import ImportOptions, import_cqc_file
from app.services.market import MarketFilter, MarketView, market_view, read_market
from app.services.market_reporting import market_facts, write_market_reports
from app.services.office import Office
from tests import factory
from tests.services.cqc_files import JUNE_2026, ratings_file

RESOURCES = Path(__file__).parents[2] / "resources"


def _view(office: Office, chosen: MarketFilter | None = None) -> MarketView:
    return market_view(office.read(read_market), chosen or MarketFilter())


def _national(folder: Path, day: str, *, inadequate: int = 0) -> Path:
    """A file of 110 authorities with two care homes each; the first `inadequate` are Inadequate."""
    rows = [
        {
            "Location ID": f"1-{number}",
            "Location Name": f"Invented House {number}",
            "Location Local Authority": f"Invented Town {number // 2:03d}",
            "Location Region": "North" if number < 100 else "South",
            "Latest Rating": "Inadequate" if number < inadequate else "Good",
        }
        for number in range(220)
    ]
    return ratings_file(folder / f"{day}.csv", *rows)


def _import(office: Office, path: Path, day: str, *authorities: str) -> None:
    options = ImportOptions(authorities, add_services=True, file_date=date.fromisoformat(day))
    import_cqc_file(office, path, options)


def test_figures_of_a_national_file_give_authority_region_and_england(
    office: Office, tmp_path: Path
) -> None:
    path = _national(tmp_path, "2026-06-01", inadequate=22)
    towns = [f"Invented Town {number:03d}" for number in range(20, 23)]
    _import(office, path, "2026-06-01", *towns)
    view = _view(office)
    assert view.england == Share(198, 220)
    assert view.region == Share(78, 100)
    assert view.authority == Share(6, 6)
    assert view.sentence == (
        "6 of our 6 rated services are Good or Outstanding (100%), 10 points above England."
    )
    assert [series.kind for series in view.over_time.series] == [
        LineKind.OURS, LineKind.AUTHORITY, LineKind.REGION, LineKind.ENGLAND,
    ]  # fmt: skip


def test_an_old_england_figure_is_drawn_but_not_compared(office: Office, tmp_path: Path) -> None:
    _import(office, _national(tmp_path, "2021-02-01"), "2021-02-01", "Invented Town 000")
    rows = [{"Location ID": f"1-{n}", "Publication Date": "20/05/2026",
             "Location Local Authority": "Invented Town 000"} for n in range(6)]  # fmt: skip
    _import(office, ratings_file(tmp_path / "b.csv", *rows), "2026-06-01", "Invented Town 000")
    view = _view(office)
    assert view.england is None
    assert "England" not in view.sentence
    assert LineKind.ENGLAND in {series.kind for series in view.over_time.series}


def test_lincolnshire_now_counts_group_ratings_and_hides_other_sectors(office: Office) -> None:
    options = ImportOptions(("Lincolnshire",), add_services=True)
    import_cqc_file(office, JUNE_2026, options)
    social, every = _view(office), _view(office, MarketFilter(sector=None))
    assert (social.services, every.services) == (356, 478)
    assert social.group_rated == 7
    assert social.counts.not_rated == 0
    overall = social.by_key_question.rows[0]
    assert overall.counts == social.counts
    assert sum((row.counts.total for row in social.by_type.rows), 0) == 356


def test_our_share_over_time_starts_where_enough_is_known(office: Office) -> None:
    for number in range(10):
        location = f"1-{number}"
        factory.a_service(office, name=f"House {number}", cqc_location_id=location)
        if number < 9:
            factory.a_rating(office, location, "Inadequate", date(2023, 2, 1))
        factory.a_rating(office, location, "Good", date(2025, 2, 1))
    ours = _view(office).over_time.series[0]
    values = {point.on: point.value for point in ours.points}
    assert min(values) == date(2023, 3, 31)
    assert values[date(2024, 12, 31)] == 0
    assert values[date(2025, 3, 31)] == 100


def test_services_under_contract_and_of_one_type_can_be_chosen(office: Office) -> None:
    provider = factory.a_provider(office)
    home = factory.a_service(office, provider, "Home", cqc_location_id="1-1")
    factory.a_service(office, provider, "Care", ServiceType.HOMECARE, cqc_location_id="1-2")
    factory.a_contract(office, provider, service_ids=(home,))
    assert _view(office).services == 2
    assert _view(office, MarketFilter(has_contract=True)).services == 1
    assert _view(office, MarketFilter(service_type=ServiceType.HOMECARE)).services == 1
    assert _view(office, MarketFilter(sector=Sector.DENTAL)).services == 0


def test_report_facts_add_up_and_say_what_was_done_about_a_fall(
    office: Office, tmp_path: Path
) -> None:
    names = [{"Location ID": f"1-{n}", "Location Name": f"House {n}"} for n in range(6)]
    _import(office, ratings_file(tmp_path / "a.csv", *names), "2026-05-01", "Wexborough")
    fallen = {"Latest Rating": "Inadequate", "Publication Date": "20/05/2026"}
    rows = [{**row, **(fallen if n < 2 else {})} for n, row in enumerate(names)]
    _import(office, ratings_file(tmp_path / "b.csv", *rows), "2026-06-01", "Wexborough")
    data = office.read(read_market)
    first = next(row for row in data.rows if row.name == "House 0")
    factory.a_signed_visit(office, first.id, OwnRating.POOR, date(2026, 8, 14))
    second = next(row for row in data.rows if row.name == "House 1")
    factory.a_signed_visit(
        office, second.id, OwnRating.GOOD, date(2026, 3, 1), mode=VisitMode.REMOTE
    )

    facts = office.read(market_facts)

    assert facts.period == "July to September 2026"
    assert [(row.type_words, row.counts) for row in facts.rows] == [
        ("Care home", RatingCounts(good=4, inadequate=2))
    ]
    assert {(fell.service, fell.done) for fell in facts.fell} == {
        ("House 0", "Visited 14 August 2026"),
        ("House 1", "Noted"),
    }
    (homes,) = facts.coverage
    assert (homes.services, homes.in_person, homes.remote_only, homes.neither) == (6, 1, 1, 4)
    assert facts.visits_in_period == 1


def _quarter_of_homes(office: Office, folder: Path) -> None:
    """Six homes: one fell in September, one more in October; files before, at and after the end."""
    names = [{"Location ID": f"1-{n}", "Location Name": f"House {n}"} for n in range(6)]

    def file(day: str, *fallen: tuple[int, str]) -> None:
        worse = {n: {"Latest Rating": "Inadequate", "Publication Date": on} for n, on in fallen}
        rows = [{**row, **worse.get(n, {})} for n, row in enumerate(names)]
        _import(office, ratings_file(folder / f"{day}.csv", *rows), day, "Wexborough")

    file("2026-07-01")
    file("2026-10-01", (0, "10/09/2026"))
    file("2026-11-01", (0, "10/09/2026"), (1, "20/10/2026"))


def test_report_is_filled_from_the_file_at_the_end_of_its_period(
    office: Office, tmp_path: Path
) -> None:
    _quarter_of_homes(office, tmp_path)
    facts = office.read(market_facts)
    assert (facts.file_on, facts.previous_file_on) == (date(2026, 10, 1), date(2026, 7, 1))
    assert facts.files_note == ""
    assert facts.rows[0].counts == RatingCounts(good=5, inadequate=1)
    assert [fell.service for fell in facts.fell] == ["House 0"]
    assert facts.moves is not None
    assert (facts.moves.worse, facts.moves.better) == (1, 0)
    assert facts.share_chart is not None
    assert max(point.on for point in facts.share_chart.series[0].points) == date(2026, 10, 1)
    assert _view(office).counts == RatingCounts(good=4, inadequate=2)  # the page shows today


def test_report_of_a_period_without_a_file_says_so(office: Office, tmp_path: Path) -> None:
    path = ratings_file(tmp_path / "a.csv", {"Location ID": "1-1"})
    _import(office, path, "2026-11-01", "Wexborough")
    facts = office.read(market_facts)
    assert facts.file_on == date(2026, 11, 1)
    assert facts.previous_file_on is None
    assert facts.moves is None
    assert facts.files_note.startswith("No CQC file of July to September 2026 was brought in.")


def test_undated_not_rated_counts_from_the_file_that_said_so(
    office: Office, tmp_path: Path
) -> None:
    rated = [{"Location ID": "1-1", "Publication Date": "25/03/2024"}]
    unrated = [{"Location ID": "1-1", "Latest Rating": "Not Rated", "Publication Date": ""}]
    _import(office, ratings_file(tmp_path / "a.csv", *rated), "2026-07-01", "Wexborough")
    _import(office, ratings_file(tmp_path / "b.csv", *unrated), "2026-10-01", "Wexborough")
    now = office.read(market_facts)
    assert now.rows[0].counts == RatingCounts(not_rated=1)
    assert now.moves is not None
    assert (now.moves.now_not_rated, now.moves.worse) == (1, 0)


def test_share_is_compared_with_a_year_before_and_no_longer(office: Office, tmp_path: Path) -> None:
    rows = [{"Location ID": f"1-{n}", "Publication Date": "25/03/2019"} for n in range(6)]
    _import(office, ratings_file(tmp_path / "a.csv", *rows), "2026-10-01", "Wexborough")
    facts = office.read(market_facts)
    assert facts.earlier is not None
    assert facts.earlier.on == date(2025, 10, 1)


def test_reports_are_written_and_refused_before_the_first_file(
    office: Office, tmp_path: Path
) -> None:
    pdf, xlsx = tmp_path / "m.pdf", tmp_path / "m.xlsx"
    with pytest.raises(RuleError, match="Bring in a CQC file first"):
        write_market_reports(office, RESOURCES, pdf=pdf, xlsx=None)
    path = ratings_file(tmp_path / "a.csv", {})
    _import(office, path, "2026-06-01", "Wexborough")
    assert write_market_reports(office, RESOURCES, pdf=pdf, xlsx=xlsx) == [pdf, xlsx]
    assert pdf.read_bytes().startswith(b"%PDF")
    assert xlsx.read_bytes().startswith(b"PK")

"""Bringing in and taking out by the command line: import, lists, changes, export."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SERVICE_KEYS, Run
from tests.services.cqc_files import ratings_file


def test_import_says_what_it_did_in_json(tmp_path: Path, ratings: Path, answer: Run) -> None:
    path = tmp_path / "own.cqm"
    found = answer("--database", path, "import", ratings, "--json", "--authority", "Wexborough",
                   "--add-services", "--date", "2026-06-01")  # fmt: skip
    assert found["kind"] == "latest_ratings"
    assert found["file_date"] == "2026-06-01"
    assert (found["rows_read"], found["services_added"], found["ratings_added"]) == (3, 1, 2)
    assert found["rows_skipped"] == []
    assert found["absent"] == []


def test_import_in_words_counts_rows_and_services(
    tmp_path: Path, ratings: Path, answer: Run
) -> None:
    said = answer("--database", tmp_path / "own.cqm", "import", ratings, "--add-services")
    assert "3 rows read" in said
    assert "2 services added" in said


def test_dry_run_changes_nothing(imported: Path, tmp_path: Path, answer: Run) -> None:
    later = ratings_file(
        tmp_path / "later.csv", {"Latest Rating": "Inadequate", "Publication Date": "01/05/2026"}
    )
    found = answer("--database", imported, "import", later, "--dry-run", "--json",
                   "--dates", "day-first")  # fmt: skip
    assert [(one["from"], one["to"], one["is_fall"]) for one in found["changes"]] == [
        ("Good", "Inadequate", True)
    ]
    rows = answer("--database", imported, "ratings", "--json")
    assert {row["published"] for row in rows} == {"Good", "Requires improvement"}


def test_dates_that_read_two_ways_must_be_said(
    imported: Path, tmp_path: Path, trouble: Run
) -> None:
    later = ratings_file(tmp_path / "later.csv", {"Publication Date": "01/05/2026"})
    assert "01/05/2026" in trouble("--database", imported, "import", later)


def test_lists_after_an_import(imported: Path, answer: Run) -> None:
    (service,) = answer("--database", imported, "services", "--json")
    assert service["location_id"] == "1-100"
    assert service["authority"] == "Wexborough"
    assert service["manager"] is None
    rows = answer("--database", imported, "ratings", "--history", "--json")
    assert {(row["area"], row["value"], row["date"]) for row in rows} == {
        ("Overall", "good", "2024-03-15"),
        ("Safe", "requires_improvement", "2024-03-15"),
    }
    assert {row["group"] for row in rows} == {"Overall"}
    assert isinstance(answer("--database", imported, "changes", "--json"), list)


def test_lists_in_words_end_with_their_count(imported: Path, answer: Run) -> None:
    assert answer("--database", imported, "services").endswith("1 in all\n")


def test_one_of_a_thing_is_said_as_one(tmp_path: Path, answer: Run) -> None:
    one = ratings_file(tmp_path / "2025-06-01 one.csv", {})
    said = answer("--database", tmp_path / "n.cqm", "import", one, "--add-services")
    assert "1 row read." in said
    assert "1 service added, 0 updated, 1 rating added, 0 current ratings changed." in said


@pytest.mark.parametrize(
    ("sector", "names"),
    [
        ("social-care", ["Invented Lodge"]),
        ("health", ["Surgery"]),
        (None, ["Invented Lodge", "Surgery"]),
    ],
)
def test_sector_says_which_places_are_added(
    tmp_path: Path, answer: Run, sector: str | None, names: list[str]
) -> None:
    surgery = {"Location ID": "1-7", "Location Name": "Surgery",
               "Location Type": "Primary Medical Services"}  # fmt: skip
    path = ratings_file(tmp_path / "2025-06-01 a.csv", {}, surgery)
    more = ("--sector", sector) if sector else ()
    answer("--database", tmp_path / "n.cqm", "import", path, "--add-services", *more)
    found = answer("--database", tmp_path / "n.cqm", "services", "--json")
    assert [row["name"] for row in found] == names


def test_sector_without_adding_is_a_slip(tmp_path: Path, ratings: Path, trouble: Run) -> None:
    said = trouble("--database", tmp_path / "n.cqm", "import", ratings, "--sector", "health")
    assert said == "--sector says which places are added: give --add-services with it."


def test_changes_name_the_service(imported: Path, tmp_path: Path, answer: Run) -> None:
    worse = ratings_file(
        tmp_path / "2025-09-01 b.csv",
        {"Latest Rating": "Inadequate", "Publication Date": "20/08/2025"},
    )
    answer("--database", imported, "import", worse)
    (change,) = answer("--database", imported, "changes", "--json")
    assert list(change) == ["location_id", "group", "area", "from", "to", "is_fall", "name"]
    assert change["name"] == "Invented Lodge"


def test_file_of_the_other_kind_names_the_command_for_it(
    tmp_path: Path, ratings: Path, trouble: Run
) -> None:
    own = tmp_path / "own.csv"
    own.write_text("Home,Provider,Type\nQuillbrook,Invented Care,Care home\n")
    said = trouble("--database", tmp_path / "n.cqm", "import", own)
    assert said.endswith("bring it in with the command “register import”.")
    said = trouble("--database", tmp_path / "n.cqm", "register", "import", ratings)
    assert "Bring it in with the command “import”" in said


def test_register_is_saved_as_a_workbook_only(imported: Path, tmp_path: Path, trouble: Run) -> None:
    said = trouble("--database", imported, "register", "export", tmp_path / "r.txt")
    assert said.endswith("give a name that ends in .xlsx, not r.txt.")
    assert not (tmp_path / "r.txt").exists()


def test_rows_left_out_of_an_own_spreadsheet_are_told_in_words(tmp_path: Path, answer: Run) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "Home,Provider,Type\nQuillbrook,Invented Care,Care home\n,Invented Care,Nursing\n"
    )
    said = answer("--database", tmp_path / "n.cqm", "register", "import", own).splitlines()
    assert said == ["1 provider and 1 service added.", "Row 3, left out: No name of a service"]


def test_register_is_exported(imported: Path, tmp_path: Path, answer: Run) -> None:
    out = tmp_path / "register.xlsx"
    assert str(out) in answer("--database", imported, "register", "export", out)
    assert out.read_bytes().startswith(b"PK")


def test_authority_that_the_file_lacks_is_told_beside_the_others(
    imported: Path, ratings: Path, answer: Run
) -> None:
    said = answer("--database", imported, "import", ratings, "--authority", "Wexborough",
                  "--authority", "Elsewhere")  # fmt: skip
    assert "No service of this file lies in the local authority “Elsewhere”." in said


def test_lists_have_the_promised_keys(imported: Path, visited: Path, answer: Run) -> None:
    assert list(answer("--database", imported, "services", "--json")[0]) == SERVICE_KEYS
    rating_keys = ["location_id", "group", "area", "published", "value", "date", "source"]
    for more in ((), ("--history",)):
        assert list(answer("--database", imported, "ratings", *more, "--json")[0]) == rating_keys
    visit_keys = ["reference", "service", "framework", "status", "planned_on", "visited_on",
                  "overall", "coverage"]  # fmt: skip
    assert list(answer("--database", visited, "visit", "list", "--json")[0]) == visit_keys
    assert answer("--database", imported, "retention", "list", "--json") == []

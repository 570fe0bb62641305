"""The command line: one JSON document or words on standard output, one sentence on trouble."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main as run_program
from app.cli import EXIT_TROUBLE, EXIT_USAGE, main
from app.db import engine
from app.domain.vocabulary import VisitStatus
from app.progress import Progress
from app.services import opening
from app.services.cqc_import import ImportOptions, import_cqc_file
from tests.office_fixtures import FixedClock, bundled_texts, make_office
from tests.services.cqc_files import directory_file, ratings_file
from tests.visit_steps import signed_visit

Run = Callable[..., Any]
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQM_HOME", str(tmp_path / "home"))


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that must succeed; returns its JSON, or its words without --json."""

    def run(*arguments: object) -> Any:
        assert main([str(each) for each in arguments]) == 0
        said = capsys.readouterr()
        assert said.err == "" or said.err.endswith("--key-file PATH before the command.\n")
        return json.loads(said.out) if "--json" in arguments else said.out

    return run


@pytest.fixture
def trouble(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that must fail; returns the one sentence on standard error."""

    def run(*arguments: object, code: int = EXIT_TROUBLE) -> str:
        try:
            found = main([str(each) for each in arguments])
        except SystemExit as ending:
            found = int(str(ending.code))
        said = capsys.readouterr()
        assert found == code
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert "Traceback" not in said.err
        return said.err.strip()

    return run


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    return _ratings(tmp_path)


def _ratings(folder: Path) -> Path:
    return ratings_file(
        folder / "ratings.csv",
        {},
        {"Domain": "Safe", "Latest Rating": "Requires improvement"},
        {"Location ID": "1-200", "Location Name": "Other Lodge", "Location Local Authority": "X"},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files made once: imported.cqm with CQC's ratings, visited.cqm with a signed-off visit."""
    folder = tmp_path_factory.mktemp("made")
    office = make_office(folder / "visited.cqm", FixedClock())
    signed_visit(office)
    office.close()
    office = make_office(folder / "imported.cqm", FixedClock())
    chosen = ImportOptions(authorities=("Wexborough",), add_services=True)
    import_cqc_file(office, _ratings(folder), chosen, Progress())
    office.close()
    return folder


@pytest.fixture
def imported(made: Path, tmp_path: Path) -> Path:
    """A file into which CQC's ratings of Wexborough were brought, with their services."""
    return Path(shutil.copy(made / "imported.cqm", tmp_path / "own.cqm"))


@pytest.fixture
def visited(made: Path, tmp_path: Path) -> Path:
    """A file with one signed-off visit."""
    return Path(shutil.copy(made / "visited.cqm", tmp_path / "visited.cqm"))


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


def test_file_made_without_a_key_is_called_not_encrypted_once(
    tmp_path: Path, ratings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--database", str(tmp_path / "own.cqm"), "import", str(ratings), "--json"]
    command += ["--authority", "Wexborough", "--date", "2026-06-01"]
    assert main(command) == 0
    said = capsys.readouterr()
    assert said.err == (
        "own.cqm is not encrypted. For an encrypted file of your own give --key-file PATH before "
        "the command.\n"
    )
    assert json.loads(said.out)["kind"] == "latest_ratings"
    assert main(command) == 0
    assert capsys.readouterr().err == ""


def test_window_without_a_screen_is_one_sentence_and_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("sys.argv", ["contract-quality-monitor"])
    assert run_program() == EXIT_USAGE
    assert capsys.readouterr().err == (
        "There is no screen here to open the window on. Give a command instead; see --help.\n"
    )


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


def test_folder_given_as_a_file_is_called_a_folder(
    tmp_path: Path, imported: Path, trouble: Run
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for command in (("import",), ("register", "import")):
        said = trouble("--database", tmp_path / "n.cqm", *command, folder)
        assert said == "“exports” is a folder. Choose a file that lies in it."
    assert "is a folder, not a database" in trouble("--database", folder, "services")


@pytest.mark.parametrize(
    "command",
    [
        ("--database", "{file}", "register", "export", "{gone}/r.xlsx"),
        ("--database", "{file}", "report", "market", "--pdf", "{gone}/m.pdf"),
        ("--database", "{file}", "reference", "export", "1-100", "{gone}/all.zip"),
        ("sample", "{gone}/s.cqm"),
        ("--database", "{gone}/n.cqm", "import", "{ratings}"),
    ],
)
def test_folder_that_is_not_there_is_never_made(
    imported: Path, ratings: Path, tmp_path: Path, trouble: Run, command: tuple[str, ...]
) -> None:
    gone = tmp_path / "gone"
    said = trouble(*(part.format(file=imported, gone=gone, ratings=ratings) for part in command))
    assert said.startswith(f"There is no folder {gone}.")
    assert not gone.exists()


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


def test_file_refused_leaves_no_new_database(tmp_path: Path, trouble: Run) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    path = tmp_path / "own.cqm"
    assert "is empty" in trouble("--database", path, "import", empty)
    assert not list(tmp_path.glob("own.cqm*"))


def test_visits_are_listed_with_result_and_coverage(visited: Path, answer: Run) -> None:
    (row,) = answer("--database", visited, "visit", "list", "--json")
    assert row["reference"] == "QA-2026-0001"
    assert row["status"] == VisitStatus.FINAL.value
    assert row["overall"] == "good"


def test_report_of_a_visit_is_written_twice(visited: Path, tmp_path: Path, answer: Run) -> None:
    pdf, xlsx = tmp_path / "a.pdf", tmp_path / "a.xlsx"
    found = answer("--database", visited, "report", "visit", "qa-2026-0001", "--pdf", pdf,
                   "--xlsx", xlsx, "--json")  # fmt: skip
    assert found == {"written": [str(pdf), str(xlsx)]}
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert xlsx.read_bytes().startswith(b"PK")


def test_market_report_needs_a_file_first(visited: Path, tmp_path: Path, trouble: Run) -> None:
    said = trouble("--database", visited, "report", "market", "--pdf", tmp_path / "m.pdf")
    assert said.startswith("Bring in a CQC file first")
    assert not (tmp_path / "m.pdf").exists()


def test_market_report_is_written_after_an_import(
    imported: Path, tmp_path: Path, answer: Run
) -> None:
    pdf, xlsx = tmp_path / "m.pdf", tmp_path / "m.xlsx"
    answer("--database", imported, "report", "market", "--pdf", pdf, "--xlsx", xlsx)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert xlsx.read_bytes().startswith(b"PK")


def test_register_is_exported(imported: Path, tmp_path: Path, answer: Run) -> None:
    out = tmp_path / "register.xlsx"
    assert str(out) in answer("--database", imported, "register", "export", out)
    assert out.read_bytes().startswith(b"PK")


def test_check_of_a_sound_file_is_well(visited: Path, answer: Run) -> None:
    found = answer("--database", visited, "check", "--json")
    assert found["is_well"]
    assert len(found["checks"]) >= 6


def test_check_of_a_file_without_a_trigger_fails(
    visited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.db.engine import connect

    connection = connect(visited, None)
    connection.execute("DROP TRIGGER cqm_log_provider_update")
    connection.close()
    assert main(["--database", str(visited), "check"]) == EXIT_TROUBLE
    assert "Trigger cqm_log_provider_update is missing." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["services"], "Say which file to work on"),
        (["--database", "gone.cqm", "services"], "gone.cqm"),
        (["--database", "V", "report", "visit", "QA-1999-0001", "--pdf", "x.pdf"], "QA-1999-0001"),
        (["--database", "V", "report", "visit", "QA-2026-0001"], "Say where the report goes"),
    ],
)
def test_trouble_is_one_sentence(
    visited: Path, trouble: Run, arguments: list[str], said: str
) -> None:
    found = trouble(*(str(visited) if each == "V" else each for each in arguments))
    assert said in found
    assert found.endswith(".")


@pytest.mark.parametrize(
    "arguments", [["dance"], ["import"], ["import", "a.csv", "--date", "1/6/2026"], []]
)
def test_wrong_command_is_said_in_one_line(trouble: Run, arguments: list[str]) -> None:
    assert "Try --help." in trouble(*arguments, code=EXIT_USAGE)


def test_encrypted_file_opens_with_its_key_file(
    tmp_path: Path, ratings: Path, answer: Run, trouble: Run
) -> None:
    path, key_file = tmp_path / "own.cqm", tmp_path / "key.txt"
    key_file.write_text(KEY.hex())
    answer("--database", path, "--key-file", key_file, "import", ratings, "--add-services")
    assert not path.read_bytes().startswith(b"SQLite format 3")
    rows = answer("--database", path, "--key-file", key_file, "services", "--json")
    assert len(rows) == 2
    before = path.read_bytes()
    assert trouble("--database", path, "services").endswith(".")
    assert path.read_bytes() == before


def test_write_beside_an_open_window_is_refused_with_its_owner(
    imported: Path, ratings: Path, answer: Run, trouble: Run
) -> None:
    office = opening.open_file(imported, opening.Surroundings("device-1", bundled_texts()))
    try:
        assert len(answer("--database", imported, "services", "--json")) == 1
        said = trouble("--database", imported, "import", ratings)
        assert "is already open: " in said
        assert said.endswith("Close it there first; commands that only read work beside it.")
    finally:
        office.close()


def test_program_with_a_command_is_the_command_line(
    visited: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["app", "--database", str(visited), "visit", "list"])
    assert run_program() == 0
    assert "QA-2026-0001" in capsys.readouterr().out


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_dry_run_leaves_every_byte_as_it_was(
    imported: Path, ratings: Path, tmp_path: Path, answer: Run
) -> None:
    before = imported.read_bytes()
    answer("--database", imported, "import", ratings, "--add-services", "--dry-run", "--json")
    assert imported.read_bytes() == before
    found = answer("--database", tmp_path / "new.cqm", "import", ratings, "--add-services",
                   "--dry-run", "--json")  # fmt: skip
    assert found["services_added"] == 2
    assert not list(tmp_path.glob("new.cqm*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--authority", "Wexburough"], "Did you mean Wexborough?"),
        (["--date", "2926-06-01"], "cannot be of 01/06/2926"),
    ],
)
def test_slip_of_the_pen_changes_nothing(
    imported: Path, ratings: Path, trouble: Run, arguments: list[str], said: str
) -> None:
    assert said in trouble("--database", imported, "import", ratings, *arguments)


def test_authority_that_the_file_lacks_is_told_beside_the_others(
    imported: Path, ratings: Path, answer: Run
) -> None:
    said = answer("--database", imported, "import", ratings, "--authority", "Wexborough",
                  "--authority", "Elsewhere")  # fmt: skip
    assert "No service of this file lies in the local authority “Elsewhere”." in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "market", "--pdf", "{own}"],
        ["report", "market", "--xlsx", "{own}.key.json"],
        ["register", "export", "{own}"],
        ["register", "export", "other.CQM"],
        ["reference", "export", "1-100", "{own}.files"],
    ],
)
def test_export_never_writes_over_a_database(
    imported: Path, trouble: Run, arguments: list[str]
) -> None:
    before = everything_in(imported.parent)
    said = trouble("--database", imported, *(one.format(own=imported) for one in arguments))
    assert "Choose another name." in said
    assert everything_in(imported.parent).items() >= before.items()


def test_interrupt_is_quiet_and_leaves_no_new_file(
    tmp_path: Path,
    ratings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.services.cqc_import.prepare_import", interrupt)
    assert main(["--database", str(tmp_path / "own.cqm"), "import", str(ratings)]) == 130
    assert capsys.readouterr() == ("", "")
    assert not list(tmp_path.glob("own.cqm*"))


def test_unforeseen_trouble_is_one_sentence_and_goes_to_the_log(
    imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Run
) -> None:
    monkeypatch.setattr("app.services.visit_list.list_visits", lambda _reading: 1 / 0)
    assert "ZeroDivisionError" in trouble("--database", imported, "visit", "list", "--json")
    assert "ZeroDivisionError" in (tmp_path / "home" / "logs" / "program.log").read_text("utf-8")


def test_sample_refuses_a_key_that_it_would_not_use(tmp_path: Path, trouble: Run) -> None:
    key_file = tmp_path / "key.txt"
    key_file.write_text(KEY.hex())
    said = trouble("--key-file", key_file, "sample", tmp_path / "sample.cqm")
    assert "leave out" in said


def test_file_in_a_folder_that_allows_no_log_is_read_all_the_same(
    imported: Path, answer: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_with = engine._connected

    def in_a_locked_folder(path: Path, key: bytes | None, mode: str) -> Any:
        if mode == "mode=ro":
            raise engine.driver.OperationalError("attempt to write a readonly database")
        return open_with(path, key, mode)

    monkeypatch.setattr(engine, "_connected", in_a_locked_folder)
    assert len(answer("--database", imported, "services", "--json")) == 1
    assert not list(imported.parent.glob("own.cqm-*"))


def test_key_file_of_an_earlier_database_is_never_written_over(
    tmp_path: Path, ratings: Path, trouble: Run
) -> None:
    wrapped = tmp_path / "own.cqm.key.json"
    wrapped.write_text("of backups")
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text("four words far apart")
    said = trouble("--database", tmp_path / "own.cqm", "--key-file", passphrase, "import", ratings)
    assert "may open a backup" in said
    assert wrapped.read_text() == "of backups"


SERVICE_KEYS = [
    "location_id", "name", "provider_id", "provider_name", "type", "authority", "sector", "beds",
    "is_registered", "manager",
]  # fmt: skip
IMPORT_KEYS = [
    "kind", "file_date", "rows_read", "rows_skipped", "services_added", "services_updated",
    "ratings_added", "changes", "absent",
]  # fmt: skip


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A care directory with one home and its registered manager."""
    return directory_file(tmp_path / "directory.csv", {"Registered manager": "Somebody, Invented"})


def test_names_of_managers_are_kept_only_when_asked_for(
    tmp_path: Path, named: Path, answer: Run
) -> None:
    path = tmp_path / "own.cqm"
    found = answer("--database", path, "import", named, "--add-services", "--json",
                   "--date", "2026-01-01")  # fmt: skip
    assert list(found) == IMPORT_KEYS
    (service,) = answer("--database", path, "services", "--json")
    assert list(service) == SERVICE_KEYS
    assert service["manager"] is None
    answer("--database", path, "import", named, "--with-names", "--date", "2026-02-01")
    assert answer("--database", path, "services", "--json")[0]["manager"] == "Somebody, Invented"


def test_erasure_lists_first_then_erases_with_reason_and_ground(
    tmp_path: Path, named: Path, answer: Run
) -> None:
    path = tmp_path / "own.cqm"
    answer("--database", path, "import", named, "--add-services", "--with-names",
           "--date", "2026-01-01")  # fmt: skip
    erase = ("--database", path, "erase", "Somebody, Invented", "--json")
    listed = answer(*erase)
    assert (listed["is_erased"], len(listed["texts"])) == (False, 1)
    assert answer(*erase, "--why", "asked", "--ground", "UK GDPR article 17")["is_erased"]
    assert answer(*erase)["texts"] == []
    assert answer("--database", path, "services", "--json")[0]["manager"] is None
    assert answer("--database", path, "check", "--json")["is_well"]


@pytest.mark.parametrize("given", [("--why", "asked"), ("--ground", "UK GDPR article 17")])
def test_erasure_needs_a_reason_and_a_ground(
    imported: Path, trouble: Run, given: tuple[str, str]
) -> None:
    said = trouble("--database", imported, "erase", "Invented", *given)
    assert said == "Erasing needs a reason and a legal ground: add --why TEXT and --ground TEXT."


def test_erasure_of_words_that_nobody_wrote_says_so(imported: Path, trouble: Run) -> None:
    reason = ("--why", "asked", "--ground", "UK GDPR article 17")
    said = trouble("--database", imported, "erase", "Nobody Wrote This", *reason)
    assert said == "No text holds “Nobody Wrote This”. Nothing was erased."


def test_everything_under_a_reference_is_written(
    imported: Path, tmp_path: Path, answer: Run
) -> None:
    out = tmp_path / "all.zip"
    found = answer("--database", imported, "reference", "export", "1-100", out, "--json")
    assert (found["written"], found["missing_files"]) == (str(out), 0)
    assert found["records"] >= 2
    assert out.exists()


def test_lists_have_the_promised_keys(imported: Path, visited: Path, answer: Run) -> None:
    assert list(answer("--database", imported, "services", "--json")[0]) == SERVICE_KEYS
    rating_keys = ["location_id", "group", "area", "published", "value", "date", "source"]
    for more in ((), ("--history",)):
        assert list(answer("--database", imported, "ratings", *more, "--json")[0]) == rating_keys
    visit_keys = ["reference", "service", "framework", "status", "planned_on", "visited_on",
                  "overall", "coverage"]  # fmt: skip
    assert list(answer("--database", visited, "visit", "list", "--json")[0]) == visit_keys
    assert answer("--database", imported, "retention", "list", "--json") == []

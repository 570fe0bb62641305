"""The command line: one JSON document or words on standard output, one sentence on trouble."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.__main__ import main as run_program
from app.cli import EXIT_USAGE, main
from tests.cli.conftest import Run


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


def test_program_with_a_command_is_the_command_line(
    visited: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["app", "--database", str(visited), "visit", "list"])
    assert run_program() == 0
    assert "QA-2026-0001" in capsys.readouterr().out


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

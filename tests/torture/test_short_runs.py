"""Each fault run with a small count, and proof that the runs see a loss when there is one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.torture import (
    backups,
    concurrent_edits,
    damaged_files,
    hostile_files,
    kills,
    migration_kills,
    paper,
    power_cuts,
    signed_off,
)
from tests.torture.results import Result, Run, as_table
from tests.torture.saved import Said, Saved, problems_after
from tests.torture.stage import KEY, Stage, questions_of, set_stage


@pytest.mark.parametrize(
    ("run", "count"),
    [
        (kills.run, 3),
        (power_cuts.run, 20),
        (migration_kills.run, 6),
        (concurrent_edits.run, 20),
        (backups.run, 3),
        (damaged_files.run, 24),
        (hostile_files.run, 12),
        (paper.run_pdf, 4),
        (paper.run_xlsx, 4),
        (signed_off.run, 122),
    ],
    ids=[
        "kills",
        "power cuts",
        "migration kills",
        "concurrent edits",
        "backups",
        "damaged files",
        "hostile files",
        "PDF payloads",
        "workbook payloads",
        "signed off",
    ],
)
def test_no_fault_loses_anything(run: Run, count: int, tmp_path: Path) -> None:
    result = run(count, 7, tmp_path)
    assert result.failures == ()
    assert result.tried == count


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return set_stage(tmp_path)


def a_question(stage: Stage) -> str:
    office = stage.open()
    try:
        return next(iter(questions_of(office, stage.visit_id)))
    finally:
        office.close()


def test_answer_that_is_not_in_the_file_is_seen_as_lost(stage: Stage) -> None:
    said = Said([Saved(a_question(stage), 2, "never stored")], ["HC-1"])
    problems, _ = problems_after(stage, said)
    assert any(problem.startswith("Lost") for problem in problems)
    assert any(problem.startswith("Reopened at the start") for problem in problems)


def test_answer_with_other_words_is_seen_as_altered(stage: Stage) -> None:
    problems, _ = problems_after(stage, Said([Saved(a_question(stage), 1, "other words")], [""]))
    assert [problem.split(":")[0] for problem in problems] == ["Altered"]


def test_file_that_does_not_open_is_a_failure(stage: Stage) -> None:
    stage.path.write_bytes(random.Random(1).randbytes(8192))
    problems, _ = problems_after(stage, Said())
    assert problems[0].startswith("The file does not open")


def test_content_of_two_different_files_differs(stage: Stage, tmp_path: Path) -> None:
    other = set_stage(tmp_path / "other")
    assert backups.content_of(stage.path, KEY) != backups.content_of(other.path, KEY)


@pytest.mark.parametrize("damage", damaged_files.DAMAGES)
def test_damage_changes_the_file(damage: damaged_files.Damage) -> None:
    sound = random.Random(1).randbytes(50_000)
    content = bytearray(sound)
    damage(content, random.Random(3))
    assert bytes(content) != sound


def test_route_that_works_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    through = "UPDATE visit_version SET judgement = 'forged'"
    monkeypatch.setattr(
        signed_off,
        "all_routes",
        lambda *_: [
            ("without its trigger", ("DROP TRIGGER cqm_lock_visit_version_update", through))
        ],
    )
    assert signed_off.run(0, 1, tmp_path).failures == ("without its trigger changed it",)


def test_payload_that_is_not_printed_is_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paper, "_hostile", lambda facts, payload: facts)
    assert paper.run_pdf(1, 7, tmp_path).failed == 1


def test_file_that_is_taken_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(hostile_files, "_import", lambda office, path: None)
    assert hostile_files.run(2, 7, tmp_path).failures == (
        "empty.xlsx: it was taken",
        "blank.csv: it was taken",
    )


def test_there_are_two_hundred_payloads_on_paper_and_sixty_in_workbooks() -> None:
    assert len(set(paper.pdf_payloads(200))) == 200
    assert len(set(paper.PAYLOADS)) >= 60


def test_table_shows_counts_and_first_failures() -> None:
    table = as_table([Result("Kill", 200, ("kill 3: lost",), "slow"), Result("Cut", 1_300)])
    assert "| Kill | 200 | 1 | slow |" in table
    assert "| Cut | 1,300 | 0 |  |" in table
    assert table.endswith("- Kill: kill 3: lost")

"""Visits and reports by the command line."""

from __future__ import annotations

from pathlib import Path

from app.domain.vocabulary import VisitStatus
from tests.cli.conftest import Run


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

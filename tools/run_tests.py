"""Runs every test that needs no real window, offscreen, and holds each room to the coverage floor.

The floor is `fail_under` in pyproject.toml. It holds for each of domain, services, imports, reports
and db by itself, branches counted, so that a well-tested room cannot carry another. The last line
printed is pytest's own closing line.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("domain", "services", "imports", "reports", "db")
LEFT_OUT = "not journey and not slow"
CLOSING = re.compile(r"^(=+ )?(\d+ \w+, )*\d+ (passed|failed|errors?|warnings?)\b.* in [\d.]+s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="2", help="how many tests run at the same time")
    parser.add_argument("--slowest", type=int, default=15, help="how many slow tests to name")
    chosen, rest = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="coverage-") as folder:
        environment = _environment(Path(folder))
        code, closing = _run_pytest(chosen.workers, chosen.slowest, rest, environment)
        under_floor = [] if rest else _rooms_under_floor(Path(folder), environment)
    for words in under_floor:
        print(words)
    print(closing, flush=True)
    return code or int(bool(under_floor))


def _environment(folder: Path) -> dict[str, str]:
    offscreen = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.debug=false"}
    # an import child is killed as soon as it has reported, often in the middle of its measurement
    quiet = {"PYTHONWARNINGS": "ignore:Data file,ignore:Couldn't use data file"}
    return {**os.environ, **offscreen, **quiet, "COVERAGE_FILE": str(folder / "coverage")}


def _run_pytest(
    workers: str, slowest: int, rest: list[str], environment: Mapping[str, str]
) -> tuple[int, str]:
    """Run pytest with its words passed on as they come; return its exit code and closing line."""
    command = [
        sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal",
        "-m", LEFT_OUT, f"--durations={slowest}", "--durations-min=1", "-q",
        "--cov", "--cov-report=", "--cov-fail-under=0", *rest,
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    closing = "no closing line: pytest did not get to its end"
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        if CLOSING.match(line.strip()):
            closing = line.strip()
    return process.wait(), closing


def _rooms_under_floor(folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Print the coverage of each room; return a sentence for each that is below the floor."""
    out = folder / "coverage.json"
    subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", str(out), "--fail-under=0"],
        cwd=ROOT, env=dict(environment), check=True,
    )  # fmt: skip
    files = json.loads(out.read_text(encoding="utf-8"))["files"]
    floor = float(_floor())
    print(f"\nCoverage by room, branches counted (floor {floor:g} %):")
    below = []
    for room in ROOMS:
        found = {
            path: measured["summary"]
            for path, measured in files.items()
            if Path(path).parts[:2] == ("app", room)
        }
        share = _share(found.values())
        print(f"  app/{room:9} {share:6.2f} %")
        if share < floor:
            below.append(f"app/{room} is covered {share:.2f} %, below the floor of {floor:g} %:")
            below += _most_missing(found)
    return below


def _most_missing(found: Mapping[str, Any]) -> list[str]:
    """The files of a room that miss most, so that the reader knows where to write a test."""
    ordered = sorted(found, key=lambda path: _missing(found[path]), reverse=True)
    return [f"  {path} misses {_missing(found[path])}" for path in ordered[:8]]


def _missing(summary: Mapping[str, int]) -> int:
    return summary["missing_lines"] + summary["missing_branches"]


def _share(found: Iterable[Mapping[str, int]]) -> float:
    """Covered lines and branches as a percentage of all of them."""
    found = list(found)
    whole = sum(each["num_statements"] + each["num_branches"] for each in found)
    covered = sum(each["covered_lines"] + each["covered_branches"] for each in found)
    return 100 * covered / whole if whole else 0.0


def _floor() -> Any:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["coverage"]["report"]["fail_under"]


if __name__ == "__main__":
    sys.exit(main())

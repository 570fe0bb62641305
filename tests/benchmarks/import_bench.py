"""Figures of an import, from file chosen to committed, with a window alive beside it.

Six authorities of a generated national file go into an empty register, with their services. Each
run is a fresh process with a window's event loop: a 10 ms timer tells how long the window stood
still, and a small act (as an answer is one) asked for every 200 ms how long it waited to be saved.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks.national_file import (
    ROWS,
    authority,
    read_csv_alone,
    read_workbook_alone,
    write_csv,
    write_ods,
)

RUNS = 5
TIMER_MS = 10
ANSWER_MS = 200
AUTHORITIES = tuple(authority(number)[0] for number in range(6))


@dataclass(frozen=True, slots=True)
class Run:
    """One import: seconds, longest and 99th percentile gap and longest wait in ms, peaks in MB."""

    seconds: float
    gap: float
    gap_99: float
    wait: float
    own_peak: float
    child_peak: float
    ratings: int
    services: int


def main(runs: int = RUNS) -> None:
    """Print a line for the CSV and one for the ODS."""
    sys.stdout.write(f"Import of {ROWS:,} rows x 28 columns, six authorities, median of {runs}\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("national.csv", write_csv), ("national.ods", write_ods)):
            path = Path(folder) / name
            write(path)
            _write_line(path, runs)


def _write_line(path: Path, runs: int) -> None:
    alone = statistics.median(_alone(path) for _ in range(runs))
    found = [_one(path) for _ in range(runs)]
    seconds = statistics.median(run.seconds for run in found)
    worst = {
        name: max(getattr(run, name) for run in found)
        for name in ("gap", "gap_99", "wait", "own_peak", "child_peak")
    }
    sys.stdout.write(
        f"{path.name}: {seconds:.2f} s to committed, fastest reader alone {alone:.2f} s, "
        f"ratio {seconds / alone:.2f} (aim 1.5)\n"
        f"  {found[0].services:,} services and {found[0].ratings:,} ratings added\n"
        f"  window: largest gap {worst['gap']:.0f} ms, 99th percentile {worst['gap_99']:.0f} ms "
        f"(aim 100); an answer waited at most {worst['wait']:.0f} ms (aim 300)\n"
        f"  peak memory: own {worst['own_peak']:.0f} MB (aim 400), "
        f"child {worst['child_peak']:.0f} MB\n"
    )
    sys.stdout.flush()


def _alone(path: Path) -> float:
    """Seconds of the fastest reader in a process of its own, without starting Python."""
    code = (
        "import sys, time; from pathlib import Path; "
        "from tests.benchmarks import import_bench as b; "
        "t = time.perf_counter(); b.reader(Path(sys.argv[1]))(Path(sys.argv[1])); "
        "print(time.perf_counter() - t)"
    )
    return float(_output("-c", code, str(path)))


def reader(path: Path) -> Any:
    """The fastest reader of this kind of file."""
    return read_csv_alone if path.suffix == ".csv" else read_workbook_alone


def _one(path: Path) -> Run:
    return Run(**json.loads(_output("-m", "tests.benchmarks.import_bench", str(path))))


def _output(*arguments: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout.strip().splitlines()[-1]


def measure(path: Path) -> Run:
    """Import `path` once in this process, beside a running event loop."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel

    from app.services.council import put_setting
    from app.services.cqc_import import ImportOptions, import_cqc_file
    from app.ui.background import Background
    from tests.office_fixtures import FixedClock, make_office

    app = QApplication([])
    window = QLabel("Importing")
    window.show()
    with tempfile.TemporaryDirectory() as folder:
        office = make_office(Path(folder) / "bench.cqm", FixedClock(), b"k" * 32)
        background = Background()
        beats: list[float] = []
        waits: list[float] = []
        ended: list[Any] = []
        beat = QTimer()
        beat.setInterval(TIMER_MS)
        beat.timeout.connect(lambda: beats.append(time.perf_counter()))

        def save_answer() -> None:
            asked = time.perf_counter()

            def act(work: Any) -> None:
                put_setting(work, "bench_answer", asked)
                work.describe("answer", "An answer")

            background.write(
                lambda _progress: office.write(act),
                on_result=lambda _: waits.append(time.perf_counter() - asked),
            )

        answers = QTimer()
        answers.setInterval(ANSWER_MS)
        answers.timeout.connect(save_answer)

        def stop(result: Any) -> None:
            ended.append((time.perf_counter(), result))
            app.quit()

        options = ImportOptions(authorities=AUTHORITIES, add_services=True)
        beat.start()
        answers.start()
        started = time.perf_counter()
        background.read(
            lambda progress: import_cqc_file(office, path, options, progress),
            on_result=stop,
            on_error=stop,
            words="Importing",
        )
        app.exec()
        finished, report = ended[0]
        if isinstance(report, BaseException):
            raise report
        answers.stop()
        background.close()
        office.close()
    inside = [at for at in beats if started <= at <= finished]
    gaps = sorted(1000 * (two - one) for one, two in pairwise(inside))
    return Run(
        seconds=finished - started,
        gap=gaps[-1],
        gap_99=gaps[int(len(gaps) * 0.99)],
        wait=1000 * max(waits),
        own_peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        child_peak=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        ratings=report.ratings_added,
        services=report.services_added,
    )


if __name__ == "__main__":
    from dataclasses import asdict

    sys.stdout.write(json.dumps(asdict(measure(Path(sys.argv[1])))) + "\n")

"""Figures of a working day with the sample council: start, visit, lists, search, reports, backup.

Measured on this computer with nothing else asked of it. Each figure is a median unless it says
otherwise; the table is Markdown. `python -m tests.benchmarks.everyday [SAMPLE]` takes a sample that
was made before, which is copied and not changed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.db.backup import make_backup
from app.domain.vocabulary import AnswerKind, ServiceType, VisitStatus
from app.paths import framework_texts, resources
from app.progress import Progress
from app.services import opening
from app.services.contracts import list_contracts
from app.services.market import read_market
from app.services.office import Office
from app.services.reporting import market_pdf, visit_pdf, visit_workbook
from app.services.search import search
from app.services.service_rows import list_services
from app.services.services import ServiceDraft, add_service
from app.services.visit_answers import AnswerDraft, record_answer
from app.services.visit_page import get_visit_page
from app.services.visits import VisitRow, list_visits

ROOT = Path(__file__).parents[2]
SERVICES = 400
ANSWERS = 400
LARGE_BYTES = 500_000_000
MEGABYTE = 1_000_000
TYPED = "saltergarth"
Line = tuple[str, str, str]


def main(sample: Path | None = None) -> None:
    """Print the table."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        os.environ["CQM_HOME"] = str(folder / "home")
        path = _sample(folder, sample)
        sys.stdout.write("\n| what | figure | aim or note |\n| --- | ---: | --- |\n")
        for words, figure, note in _lines(path, folder):
            sys.stdout.write(f"| {words} | {figure} | {note} |\n")
            sys.stdout.flush()


def _sample(folder: Path, made: Path | None) -> Path:
    path = folder / "sample.cqm"
    if made is None:
        opening_at = time.perf_counter()
        opening_words = opening.Surroundings("bench", framework_texts())
        from app.services.sample import build_sample

        build_sample(path, opening_words, Progress())
        sys.stdout.write(f"\nThe sample took {time.perf_counter() - opening_at:.0f} s to make.\n")
    else:
        shutil.copyfile(made, path)
    return path


def _lines(path: Path, folder: Path) -> Iterator[Line]:
    yield _start_up(path)
    with _opened(path) as office:
        yield from _visit(office)
        yield from _lists(office)
        yield from _searches(office)
        yield from _reports(office)
    yield from _pages(path)
    yield from _large(path, folder)


@contextmanager
def _opened(path: Path) -> Iterator[Office]:
    office = opening.open_file(path, opening.Surroundings("bench", framework_texts()))
    opening.sign_in_as_last(office)
    try:
        yield office
    finally:
        office.close()


def _start_up(path: Path) -> Line:
    """A fresh process each time, from its start to the first page painted."""
    plain = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    seconds = []
    for _ in range(6):
        begun = str(time.time())
        command = [sys.executable, "-m", "tests.benchmarks.first_window", str(path), begun]
        done = subprocess.run(
            command, cwd=ROOT, env=plain, check=True, capture_output=True, text=True
        )
        seconds.append(float(done.stdout.split()[-1]))
    return (
        "Start to first page painted, sample open",
        _ms(statistics.median(seconds[1:])),
        "median of 5 after one to warm up; aim under 2,000 ms",
    )


def _visit(office: Office) -> Iterator[Line]:
    visit = _live_visit(office)
    page = office.read(get_visit_page, visit.id)
    questions = list(page.questions())
    opened = _times(20, lambda: office.read(get_visit_page, visit.id))
    yield f"Reading a visit of {len(questions)} questions", _ms(statistics.median(opened)), ""
    versions = {question.id: question.row_version for question in questions}
    best = page.scale.levels[0].value
    seconds = []
    for number in range(ANSWERS):
        question = questions[number % len(questions)]
        draft = AnswerDraft(
            question.id, AnswerKind.RATED, best, f"Seen on the day, {number}. " * 20, "",
            versions[question.id],
        )  # fmt: skip
        started = time.perf_counter()
        versions[question.id] = office.write(record_answer, draft).row_version
        seconds.append(time.perf_counter() - started)
    yield f"Saving an answer, {ANSWERS} times", _ms(statistics.median(seconds)), "to the disk"
    yield "… 99th percentile", _ms(_percentile(seconds, 99)), "aim under 300 ms"


def _live_visit(office: Office) -> VisitRow:
    rows = office.read(list_visits, statuses=frozenset({VisitStatus.IN_PROGRESS}))
    return max(rows, key=lambda row: row.questions)


def _lists(office: Office) -> Iterator[Line]:
    _fill_up(office)
    count = len(office.read(list_services))
    seconds = _times(10, lambda: office.read(list_services))
    yield f"List of {count} services with ratings, visits, actions", _median(seconds), "aim 150 ms"
    contracts = len(office.read(list_contracts))
    seconds = _times(10, lambda: office.read(list_contracts))
    yield f"List of {contracts} contracts", _median(seconds), "aim 150 ms"
    visits = len(office.read(list_visits))
    seconds = _times(10, lambda: office.read(list_visits))
    yield f"List of {visits} visits", _median(seconds), "aim 150 ms"
    seconds = _times(5, lambda: office.read(read_market))
    yield "Everything the market page reads", _median(seconds), ""


def _fill_up(office: Office) -> None:
    """Add services until there are 400."""
    rows = office.read(list_services)
    owners = [row.provider_id for row in rows]

    def act(work: object) -> None:
        for number in range(SERVICES - len(rows)):
            draft = ServiceDraft(
                owners[number % len(owners)], f"Larchmere {number}", ServiceType.HOMECARE
            )
            add_service(work, draft)  # type: ignore[arg-type]
        work.describe("bench", "More services")  # type: ignore[attr-defined]

    office.write(act)


def _searches(office: Office) -> Iterator[Line]:
    seconds = []
    for end in range(2, len(TYPED) + 1):
        seconds += _times(5, lambda end=end: office.read(search, TYPED[:end]))
    yield "Search as you type, each letter", _median(seconds), "with its own snapshot"
    yield "… slowest", _ms(max(seconds)), ""


def _reports(office: Office) -> Iterator[Line]:
    rows = office.read(list_visits, statuses=frozenset({VisitStatus.FINAL}))
    visit = max(rows, key=lambda row: row.questions)
    pdf = office.read(visit_pdf, visit.id, resources())
    seconds = _times(3, lambda: office.read(visit_pdf, visit.id, resources()))
    yield f"Visit report as PDF, {visit.questions} questions", _median(seconds), _kb(pdf)
    book = office.read(visit_workbook, visit.id)
    seconds = _times(3, lambda: office.read(visit_workbook, visit.id))
    yield "Visit audit as workbook", _median(seconds), _kb(book)
    market = office.read(market_pdf, resources())
    seconds = _times(3, lambda: office.read(market_pdf, resources()))
    yield "Market quality report as PDF", _median(seconds), _kb(market)


def _pages(path: Path) -> Iterator[Line]:
    """From the click to the page at rest, each page for the first time and again."""
    from app.bootstrap import make_desk, make_window
    from app.ui.pictures import keys_of, settle

    with _opened(path) as office:
        window = make_window(office, make_desk())
        window.resize(1366, 768)
        window.show()
        keys = keys_of(office) | {"visit_mode": _live_visit(office).id}
        for name, words in (
            ("today", "Today"), ("services", "400 services"), ("service", "a service"),
            ("market", "Market quality"), ("visit_mode", "a visit to record"),
        ):  # fmt: skip
            seconds = []
            for _ in range(4):
                started = time.perf_counter()
                window.go_to(name, keys.get(name, ""))
                settle(window.context.background)
                window.grab()
                seconds.append(time.perf_counter() - started)
                window.page(name).mark_stale()
                window.go_to("contracts")
                settle(window.context.background)
            again = _ms(statistics.median(seconds[1:]))
            yield f"Opening {words} in the window, first time", _ms(seconds[0]), f"again {again}"
        window.hide()
        window.context.background.close()


def _large(path: Path, folder: Path) -> Iterator[Line]:
    """A file filled up to 500 MB, so that it is as large as ten busy years would make it."""
    with _opened(path) as office:
        engine = office.database.engine
        missing = max(0, LARGE_BYTES - path.stat().st_size)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE ballast (id INTEGER PRIMARY KEY, x BLOB)")
            for _ in range(missing // MEGABYTE):
                connection.exec_driver_sql(
                    f"INSERT INTO ballast (x) VALUES (randomblob({MEGABYTE}))"
                )
        size = path.stat().st_size / MEGABYTE
        started = time.perf_counter()
        make_backup(path, folder / "backups", None, now=datetime.now(UTC), reason="bench")
        seconds = time.perf_counter() - started
        yield f"Backup of {size:.0f} MB, reopened and checked", f"{seconds:.1f} s", ""
        visit = _live_visit(office)
        question = next(iter(office.read(get_visit_page, visit.id).questions()))
        version, seen = question.row_version, []
        for number in range(50):
            draft = AnswerDraft(question.id, AnswerKind.NOT_SEEN, None, f"{number}", "", version)
            begun = time.perf_counter()
            version = office.write(record_answer, draft).row_version
            seen.append(time.perf_counter() - begun)
        yield "Saving an answer in that file", _median(seen), ""


def _times(count: int, work: Callable[[], object]) -> list[float]:
    """Seconds of each of `count` runs, after one that does not count."""
    work()
    seconds = []
    for _ in range(count):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return seconds


def _median(seconds: list[float]) -> str:
    return _ms(statistics.median(seconds))


def _percentile(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100)[percent - 1]


def _ms(seconds: float) -> str:
    milliseconds = 1000 * seconds
    return f"{milliseconds:,.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"


def _kb(data: bytes) -> str:
    return f"{len(data) / 1000:,.0f} kB"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)

"""The import child: a process of its own, with limits, in which every file from outside is read.

The parent starts it, listens to what it reports, kills it on cancel or when time is up, and turns
a crash into one plain sentence. A child may have a task done `beside` its own in a further child.
Promises: no Qt here, few imports; the parent never holds the file's rows; a child ends with its
parent. A frozen program must call `run_if_child()` before anything else.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import FileRefusedError
from app.progress import Progress

SWITCH = "--import-child"
MEMORY_LIMIT_BYTES = 2_500_000_000
TIME_LIMIT_SECONDS = 900.0
_POLL_SECONDS = 0.02
_REPORT_SECONDS = 0.2
_JOB_NAME = "job.json"
_EVENTS_NAME = "events.jsonl"
_ERRORS_NAME = "errors.txt"
_LAST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class ChildReport:
    """How a child ended: its peak memory in bytes (0 when not known)."""

    peak_memory: int


class ImportCrashedError(FileRefusedError):
    """The reader gave up on a file and took its process along; the program itself is well."""


# --- parent ----------------------------------------------------------------------------------


def run(
    task: str,
    arguments: Mapping[str, Any],
    folder: Path,
    progress: Progress,
    *,
    time_limit: float = TIME_LIMIT_SECONDS,
) -> ChildReport:
    """Run one task of `tasks.py` in a child and wait; results lie in `folder` afterwards.

    Raises FileRefusedError (also for a crash, too much memory or time), DateOrderError, or
    CancelledError; the child is gone in each case.
    """
    job = folder / _JOB_NAME
    job.write_text(json.dumps({"task": task, "arguments": arguments}), encoding="utf-8")
    events = folder / _EVENTS_NAME
    events.write_bytes(b"")
    with (folder / _ERRORS_NAME).open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603  # our own program with our own arguments
            [*_command(), str(folder)],
            stdin=subprocess.PIPE,  # it closes when this process ends, see _end_with_parent
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    try:
        ending = _listen(process, events, progress, time_limit, str(arguments.get("name", "")))
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
        events.unlink(missing_ok=True)
        job.unlink(missing_ok=True)
    return ending


@contextmanager
def beside(task: str, arguments: Mapping[str, Any], folder: Path) -> Iterator[Future[ChildReport]]:
    """Have a task done in a further child meanwhile; it is stopped when the block ends before it.

    The future's result is that of `run`.
    """
    folder.mkdir()
    progress = Progress()
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread.submit(run, task, arguments, folder, progress)
        finally:
            progress.cancel()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, SWITCH]
    return [sys.executable, "-m", "app.imports.child"]


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    root = str(Path(__file__).resolve().parents[2])
    earlier = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = os.pathsep.join([root, earlier]) if earlier else root
    environment["RUST_BACKTRACE"] = "0"
    return environment


def _listen(
    process: subprocess.Popen[bytes], events: Path, progress: Progress, limit: float, name: str
) -> ChildReport:
    give_up_at = time.monotonic() + limit
    with events.open("rb") as file:
        while True:
            has_ended = process.poll() is not None
            for event in _new_events(file):
                if (ending := _take(event, progress)) is not None:
                    return ending
            if has_ended:
                raise _crash(process.returncode, name)
            if time.monotonic() > give_up_at:
                raise ImportCrashedError(
                    f"Reading “{name}” took longer than {limit / 60:.0f} minutes and was stopped. "
                    "Nothing was changed. Save only the sheet that is needed as a new file."
                )
            if progress.is_cancelled:
                progress.step(0, 0, "Cancelled")
            _wait_a_little(process)


def _wait_a_little(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return


def _new_events(file: Any) -> Iterator[dict[str, Any]]:
    """Whole lines written since the last look; half a line waits for the next."""
    while True:
        at = file.tell()
        line = file.readline()
        if not line.endswith(b"\n"):
            file.seek(at)
            return
        yield json.loads(line)


def _take(event: dict[str, Any], progress: Progress) -> ChildReport | None:
    from app.imports.dates import DateOrderError

    match event:
        case {"step": [done, total, words]}:
            progress.step(done, total, words)
        case {"done": peak}:
            return ChildReport(peak)
        case {"date_order": examples}:
            raise DateOrderError(tuple(examples))
        case {"refused": sentence}:
            raise FileRefusedError(sentence)
    return None


def _crash(code: int, name: str) -> ImportCrashedError:
    return ImportCrashedError(
        f"“{name}” could not be read: it made the reader stop (code {code}). Nothing was changed. "
        "Open the file in Excel or LibreOffice, copy only the table to a new workbook, "
        "save it and choose that."
    )


# --- child -----------------------------------------------------------------------------------


def run_if_child() -> None:
    """In a frozen program: if it was started as an import child, do the task and exit."""
    if len(sys.argv) == 3 and sys.argv[1] == SWITCH:
        sys.exit(main(Path(sys.argv[2])))


def main(folder: Path) -> int:
    """Do the task described in `folder`; 0 when an ending was reported."""
    _limit_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()  # rows by the hundred thousand, no cycles: collecting doubled the time
    job = folder / _JOB_NAME
    described = json.loads(job.read_text(encoding="utf-8"))
    job.unlink()
    with (folder / _EVENTS_NAME).open("ab", buffering=0) as events:
        reporter = _Reporter(events)
        try:
            _do(described["task"], described["arguments"], folder, reporter)
        except FileRefusedError as error:
            examples = getattr(error, "examples", None)
            reporter.tell({"date_order": examples} if examples else {"refused": str(error)})
        except (MemoryError, RecursionError):
            reporter.tell({"refused": _too_large(str(described["arguments"].get("name", "")))})
        else:
            reporter.tell({"done": _peak_memory()})
    return 0


def _end_with_parent() -> None:
    """Wait until the parent is gone, however it ended, and end too: nobody wants the results."""
    try:
        os.read(0, 1)
    except OSError:
        return  # no standard input: a frozen program without a console
    os._exit(1)


def _do(task: str, arguments: dict[str, Any], folder: Path, reporter: _Reporter) -> None:
    from app.imports import tasks

    tasks.TASKS[task](arguments, folder, reporter.step)


class _Reporter:
    """Writes events, steps at most five times a second."""

    def __init__(self, events: Any) -> None:
        self._events = events
        self._next = 0.0

    def step(self, done: int, words: str, total: int = 0) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _REPORT_SECONDS
            self.tell({"step": [done, total, words]})

    def tell(self, event: dict[str, Any]) -> None:
        self._events.write(json.dumps(event).encode() + b"\n")


def _too_large(name: str) -> str:
    return (
        f"“{name}” needs more memory than a table of this kind should. Nothing was changed. "
        "Save only the sheet that is needed as a new file."
    )


def _limit_memory() -> None:
    """A hard limit on Linux, a Job Object on Windows, best effort elsewhere."""
    if sys.platform == "win32":
        from app.imports.windows_limits import limit_own_memory

        limit_own_memory(MEMORY_LIMIT_BYTES)
        return
    import resource

    kind = resource.RLIMIT_AS if sys.platform == "linux" else resource.RLIMIT_DATA
    try:
        resource.setrlimit(kind, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return  # macOS refuses some limits; the time limit still holds


def _peak_memory() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

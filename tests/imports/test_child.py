"""The import child: crashes, memory and time limits end in a plain sentence, never in ours."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.errors import CancelledError, FileRefusedError
from app.imports import child, tasks
from app.imports.child import ImportCrashedError
from app.progress import Progress


@pytest.fixture
def rogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs a task of our own making in the child: `rogue(code)`."""

    def run(code: str, progress: Progress | None = None, limit: float = 20) -> child.ChildReport:
        script = tmp_path / "rogue.py"
        script.write_text(
            "import sys\nfrom pathlib import Path\nfrom app.imports import child, tasks\n"
            f"def rogue(arguments, folder, step):\n    {code}\n"
            "tasks.TASKS = {'rogue': rogue}\nsys.exit(child.main(Path(sys.argv[1])))\n"
        )
        monkeypatch.setattr(child, "_command", lambda: [sys.executable, str(script)])
        return child.run(
            "rogue", {"name": "book.xlsx"}, tmp_path, progress or Progress(), time_limit=limit
        )

    return run


def test_abort_in_the_reader_is_told_in_plain_words(rogue) -> None:
    with pytest.raises(ImportCrashedError, match="made the reader stop"):
        rogue("import os; os.abort()")


def test_real_abort_of_the_reader_leaves_the_program_alive(rogue, xlsx) -> None:
    """A value in XFD1048576 aborts calamine; here it is read without the guard in front."""
    path = xlsx(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    reader = "__import__('python_calamine').CalamineWorkbook"
    with pytest.raises(FileRefusedError, match=r"book\.xlsx"):
        rogue(f"{reader}.from_path({str(path)!r}).get_sheet_by_index(0)")


@pytest.mark.skipif(sys.platform != "linux", reason="a hard limit on memory is Linux's")
def test_too_much_memory_is_told_in_plain_words(rogue) -> None:
    with pytest.raises(FileRefusedError, match="more memory"):
        rogue("bytearray(4_000_000_000)")


def test_time_limit_stops_the_child(rogue) -> None:
    start = time.monotonic()
    with pytest.raises(ImportCrashedError, match="took longer"):
        rogue("import time; time.sleep(60)", limit=0.5)
    assert time.monotonic() - start < 10


def test_cancel_stops_the_child_at_once(rogue) -> None:
    progress = Progress()
    threading.Timer(0.5, progress.cancel).start()
    start = time.monotonic()
    with pytest.raises(CancelledError):
        rogue("import time; time.sleep(60)", progress)
    assert time.monotonic() - start < 10


def test_success_reports_peak_memory(rogue) -> None:
    assert rogue("step(1, 'Reading')").peak_memory > 1_000_000


def test_child_imports_no_window_and_no_database() -> None:
    code = (
        "import sys; import app.imports.child, app.imports.tasks, app.imports.transform, "
        "app.imports.api_records, app.imports.own_table; print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {name.split(".")[0] for name in ast.literal_eval(done.stdout)}
    assert not modules & {"PySide6", "sqlalchemy", "alembic", "sqlcipher3", "PIL", "numpy"}


def test_frozen_program_starts_itself_as_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child._command() == [sys.executable, child.SWITCH]


def test_program_started_as_child_does_the_task_and_exits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: list[Path] = []
    monkeypatch.setattr(child, "main", lambda folder: done.append(folder) or 0)
    monkeypatch.setattr(sys, "argv", ["program", child.SWITCH, str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        child.run_if_child()
    assert (ended.value.code, done) == (0, [tmp_path])


def test_every_task_is_known() -> None:
    assert set(tasks.TASKS) == {"inspect", "read", "take", "own_tables", "read_second_half"}


def test_task_beside_is_stopped_when_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, str(script)])
    start = time.monotonic()
    with child.beside("sleep", {}, tmp_path / "beside") as future:
        time.sleep(0.1)
    assert isinstance(future.exception(), CancelledError)
    assert time.monotonic() - start < 10


def test_child_ends_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text('{"task": "sleep", "arguments": {}}')
    script = tmp_path / "sleeper.py"
    script.write_text(
        "import sys, time\nfrom pathlib import Path\nfrom app.imports import child, tasks\n"
        "tasks.TASKS = {'sleep': lambda *_: time.sleep(60)}\n"
        "sys.exit(child.main(Path(sys.argv[1])))\n"
    )
    with subprocess.Popen([sys.executable, script, tmp_path], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 1

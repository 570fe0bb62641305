"""Open each kind of workbook in LibreOffice, recalculate it, and compare with the program.

`make check-office`. Every formula loses its stored figure first, so what is compared is what
LibreOffice itself works out; any error cell fails. Then one answer is changed in the file, and
the recalculated scoring has to be what the program's own scoring says.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.reports.workbooks.book import Book  # noqa: E402
from tests.reports import workbook_samples  # noqa: E402

PACKAGE = "libreoffice-calc"
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
_STORED = re.compile(r"(<c r=\"[A-Z]+[0-9]+\"[^>]*?)(?: t=\"str\")?(><f>[^<]*</f>)<v>[^<]*</v>")


@dataclass(frozen=True)
class Case:
    """A workbook and what its formulas have to come to, by sheet and cell."""

    name: str
    content: bytes
    expected: dict[str, dict[str, str | int | float]]


def main() -> int:
    office = shutil.which("soffice") or _install()
    if office is None:
        return 1
    with tempfile.TemporaryDirectory() as folder:
        problems = check(office, Path(folder))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def check(office: str, folder: Path) -> list[str]:
    """Recalculate all workbooks; return the problems in words, and print a line for each."""
    cases = [_as_made(name, make) for name, make in workbook_samples.BOOKS.items()]
    cases += [_changed(*each) for each in workbook_samples.changed_answers()]
    for case in cases:
        (folder / f"{case.name}.xlsx").write_bytes(case.content)
    files = [str(folder / f"{case.name}.xlsx") for case in cases]
    for kind in ("xlsx", "pdf"):
        _convert(office, folder, kind, files)
    problems: list[str] = []
    for case in cases:
        found = _compare(case, folder / "out" / f"{case.name}.xlsx")
        if not (folder / "out" / f"{case.name}.pdf").exists():
            found.append(f"{case.name}: LibreOffice did not print it.")
        formulas = sum(len(cells) for cells in case.expected.values())
        state = "as the program says" if not found else f"{len(found)} problems"
        print(f"{case.name}: {formulas} formulas recalculated, {state}")
        problems += found
    return problems


def _as_made(name: str, make: Callable[[], Book]) -> Case:
    book = make()
    return Case(name, _without_figures(book.to_bytes()), book.figures)


def _changed(name: str, before: Book, cells: dict[str, str], after: Book) -> Case:
    """The first book with some cells of Answers changed has to come to the second's figures."""
    workbook = load_workbook(io.BytesIO(_without_figures(before.to_bytes())))
    for reference, word in cells.items():
        workbook["Answers"][reference] = word
    out = io.BytesIO()
    workbook.save(out)
    return Case(name, out.getvalue(), {"Scoring": after.figures["Scoring"]})


def _without_figures(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            text = source.read(part)
            if part.startswith("xl/worksheets/sheet"):
                text = _STORED.sub(r"\1\2<v></v>", text.decode()).encode()
            target.writestr(part, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _convert(office: str, folder: Path, kind: str, files: list[str]) -> None:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE)
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder / "out"), *files]
    subprocess.run(
        command, check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _compare(case: Case, path: Path) -> list[str]:
    if not path.exists():
        return [f"{case.name}: LibreOffice did not open it."]
    workbook = load_workbook(path, data_only=True)
    problems = _errors(case.name, workbook)
    for sheet, cells in case.expected.items():
        for reference, expected in cells.items():
            found = workbook[sheet][reference].value
            if not _is_same(found, expected):
                where = f"{case.name}, {sheet}!{reference}"
                problems.append(f"{where}: LibreOffice {found!r}, the program {expected!r}.")
    return problems


def _is_same(found: object, expected: str | float) -> bool:
    if isinstance(expected, str):
        return (found or "") == expected
    return isinstance(found, int | float) and abs(found - expected) < 1e-9


def _errors(name: str, workbook: Workbook) -> list[str]:
    return [
        f"{name}, {sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]


def _install() -> str | None:
    line = f"apt-get install -y --no-install-recommends {PACKAGE}"
    if os.name != "posix" or not shutil.which("apt-get"):
        print("LibreOffice Calc is needed. Install it and run this again.", file=sys.stderr)
        return None
    if os.geteuid() != 0:
        print(f"LibreOffice Calc is needed. Ask an administrator to run:\n  sudo {line}")
        return None
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        line.split(),
        check=False,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return shutil.which("soffice")


if __name__ == "__main__":
    sys.exit(main())

"""The arrows of the house: no room imports what its row in HOUSE does not allow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"
# Modules that stand at the top and may join everything.
TOP = frozenset(
    {"__init__", "__main__", "bootstrap", "cli", "cli_file", "cli_protection", "cli_register",
     "cli_reports", "log", "pages", "program", "screen", "self_check", "who_works"}
)  # fmt: skip
ROOMS = ("domain", "models", "db", "imports", "frameworks", "reports", "services", "ui")

# Room -> rooms of ours that it may import from, besides itself.
ALLOWED: dict[str, frozenset[str]] = {
    "domain": frozenset({"errors"}),
    "models": frozenset({"domain", "errors"}),
    "db": frozenset({"models", "errors", "progress"}),
    "imports": frozenset({"domain", "errors", "progress"}),
    "frameworks": frozenset({"domain", "errors", "progress"}),
    "reports": frozenset({"domain", "tokens", "errors", "progress"}),
    "services": frozenset(
        {"domain", "models", "db", "imports", "frameworks", "reports", "errors", "progress",
         "tokens", "settings", "paths"}
    ),
    "ui": frozenset({"services", "domain", "settings", "tokens", "errors", "progress"}),
    "errors": frozenset(),
    "progress": frozenset({"errors"}),
    "tokens": frozenset(),
    "settings": frozenset({"errors"}),
    "paths": frozenset({"errors"}),
}  # fmt: skip

# What a module is handed at the top (the places of this user), by its type.
HANDED_IN: dict[str, frozenset[str]] = {"ui/start/flow.py": frozenset({"paths"})}

QT = frozenset({"PySide6", "pyqtgraph", "qtawesome", "pypdfium2", "shiboken6"})
DATABASE = frozenset({"sqlalchemy", "alembic", "sqlcipher3"})
FORBIDDEN_LIBRARIES: dict[str, frozenset[str]] = {
    "domain": QT | DATABASE | {"openpyxl", "reportlab", "pathlib", "os", "time"},
    "models": QT | {"alembic", "sqlcipher3"},
    "db": QT,
    "imports": QT | DATABASE,
    "frameworks": QT | DATABASE,
    "reports": QT | DATABASE,
    "services": QT,
    "ui": DATABASE | {"openpyxl", "reportlab", "python_calamine"},
    "tokens": QT,
    "settings": QT,
    "progress": QT,
    "errors": QT,
}


def _modules() -> list[Path]:
    return sorted(APP.rglob("*.py"))


def _room(path: Path) -> str:
    parts = path.relative_to(APP).with_suffix("").parts
    return parts[0]


def _imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found += [f"{module}.{alias.name}" for alias in node.names]
    return found


def test_rooms_are_those_of_the_house() -> None:
    folders = {child.name for child in APP.iterdir() if (child / "__init__.py").exists()}
    assert folders == set(ROOMS)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(APP)))
def test_module_imports_only_what_its_room_may(path: Path) -> None:
    room = _room(path)
    if room in TOP:
        return
    allowed = ALLOWED[room] | HANDED_IN.get(path.relative_to(APP).as_posix(), frozenset())
    for name in _imports(path):
        library = name.split(".")[0]
        assert library not in FORBIDDEN_LIBRARIES.get(room, frozenset()), f"{path}: {name}"
        if library == "app":
            other = name.split(".")[1]
            assert other == room or other in allowed, f"{path}: {name}"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(APP)))
def test_subject_of_ui_imports_no_other_subject(path: Path) -> None:
    parts = path.relative_to(APP).parts
    if parts[0] != "ui" or len(parts) < 3 or parts[1] == "widgets":
        return
    for name in _imports(path):
        other = name.split(".")
        if other[:2] == ["app", "ui"] and len(other) > 3 and other[2] != "widgets":
            is_folder = (APP / "ui" / other[2]).is_dir()
            assert other[2] == parts[1] or not is_folder, f"{path}: {name}"


def test_the_office_alone_reads_the_clock() -> None:
    calls = ("date.today(", "datetime.now(", "time.time(")
    read_by = {
        path.relative_to(APP).as_posix()
        for path in _modules()
        if any(call in path.read_text("utf-8") for call in calls)
    }
    assert read_by == {"services/office.py"}

"""Loads assessment frameworks from TOML and refuses a wrong one with exact complaints.

The format is shown by resources/frameworks/care_home.toml; what each key must be is checked in
`reading.py`. Everything wrong with a file is said at once.
"""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path

from app.frameworks.complaints import Complaints, FrameworkError
from app.frameworks.fields import Fields
from app.frameworks.reading import read_framework
from app.frameworks.references import References, read_looks_at, read_maps
from app.frameworks.shapes import Framework

__all__ = ["FrameworkError", "bundled", "load_text", "references"]

FORMAT = 1
LOOKS_AT_FILE = "looks_at.toml"
MAPS_FILE = "maps.toml"
_LARGEST_BYTES = 2_000_000


def bundled(directory: Traversable | None = None) -> tuple[Framework, ...]:
    """Every framework in `directory` (default: those that come with the program), by file name.

    Raises FrameworkError at the first file that cannot be used.
    """
    place = directory or _bundled_directory()
    known = references(place)
    names = sorted(entry.name for entry in place.iterdir() if entry.name.endswith(".toml"))
    return tuple(
        load_text(_read(place / name, name), name, known)
        for name in names
        if name not in {LOOKS_AT_FILE, MAPS_FILE}
    )


def references(directory: Traversable | None = None) -> References:
    """What frameworks in `directory` may refer to (looks_at.toml and maps.toml there).

    Raises FrameworkError.
    """
    place = directory or _bundled_directory()
    looks_at_root = _parsed(_read(place / LOOKS_AT_FILE, LOOKS_AT_FILE), LOOKS_AT_FILE)
    looks_at = read_looks_at(looks_at_root)
    looks_at_root.complaints.raise_any()
    maps_root = _parsed(_read(place / MAPS_FILE, MAPS_FILE), MAPS_FILE)
    maps = read_maps(maps_root)
    maps_root.complaints.raise_any()
    return References(looks_at, maps)


def load_text(text: str, name: str, known: References | None = None) -> Framework:
    """The framework written in `text`; `name` is the file's name for complaints.

    `known` are the lists it is checked against (default: the bundled ones). Raises FrameworkError.
    """
    root = _parsed(text, name)
    framework = read_framework(root, known or references())
    root.complaints.raise_any()
    return framework


def _bundled_directory() -> Path:
    """Beside the package, in a checkout, an installation and a frozen program alike."""
    return Path(__file__).resolve().parents[2] / "resources" / "frameworks"


def _read(file: Traversable, name: str) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise FrameworkError(name, (f"the file cannot be read ({error.strerror})",)) from error
    if len(raw) > _LARGEST_BYTES:
        raise FrameworkError(name, ("the file is larger than 2 MB; a framework is far smaller",))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FrameworkError(name, ("the file is not UTF-8 text; save it as UTF-8",)) from error


def _parsed(text: str, name: str) -> Fields:
    """The file's top table, its format checked."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        what = str(error) if isinstance(error, ValueError) else "lists within lists too deep"
        raise FrameworkError(name, (f"the file cannot be read as TOML: {what}",)) from error
    written = table.get("format")
    if written != FORMAT or isinstance(written, bool):
        shown = "missing" if written is None else repr(written)
        what = f"format is {shown}; this version of the program reads format = {FORMAT}"
        raise FrameworkError(name, (what,))
    return Fields(table, "", Complaints(name))

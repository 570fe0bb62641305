"""What the program remembers for this user on this computer: one frozen dataclass, kept as JSON.

Nothing of the council's records stands here, only preferences and the window's state. An unreadable
file is put aside as `<name>.unreadable` and the defaults hold, so settings never stop the start.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from app.errors import NotSavedError

ThemeChoice = Literal["system", "light", "dark"]
MOST_RECENT_FILES = 8


@dataclass(frozen=True, slots=True)
class TableState:
    """How one table was left: columns by key, sort, and which are hidden."""

    widths: dict[str, int] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] | None = None
    sort_key: str = ""
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is remembered. Unknown keys of a newer version are kept in `others`."""

    device_id: str = ""  # a random id of this computer, carried by every act
    theme: ThemeChoice = "system"
    geometry: str = ""
    nav_is_narrow: bool = False
    recent_files: tuple[str, ...] = ()
    last_folder: str = ""
    tables: dict[str, TableState] = field(default_factory=dict)
    filters: dict[str, dict[str, str]] = field(default_factory=dict)
    panes: dict[str, bool] = field(default_factory=dict)
    score_is_shown: bool = False
    visits_left_open: dict[str, str] = field(default_factory=dict)  # officer and file: visit
    others: dict[str, Any] = field(default_factory=dict)

    def with_recent_file(self, path: Path) -> Settings:
        """The same settings with `path` first among the recent files."""
        text = str(path)
        rest = tuple(known for known in self.recent_files if known != text)
        return replace(self, recent_files=(text, *rest)[:MOST_RECENT_FILES])


def to_json(settings: Settings) -> str:
    """Settings as JSON text."""
    found = asdict(settings)
    others = found.pop("others")
    return json.dumps(others | found, indent=2, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Settings:
    """Settings from JSON text; a value of the wrong type falls back to its default.

    Raises ValueError when the text is not a JSON object.
    """
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("settings are not a JSON object")  # noqa: TRY004  one kind of complaint
    default = Settings()
    names = {f.name for f in fields(Settings)} - {"others"}
    known: dict[str, Any] = {}
    for name in names & found.keys():
        value = _read(name, found[name], getattr(default, name))
        if value is not None:
            known[name] = value
    others = {name: value for name, value in found.items() if name not in names}
    return Settings(**known, others=others)


def _read(name: str, value: Any, default: Any) -> Any:
    if name == "theme":
        return value if value in ("system", "light", "dark") else None
    if name == "tables":
        return _tables(value)
    if isinstance(default, tuple):
        is_texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return tuple(value) if is_texts else None
    return value if isinstance(value, type(default)) else None


def _tables(value: Any) -> dict[str, TableState]:
    if not isinstance(value, Mapping):
        return {}
    return {name: _table(state) for name, state in value.items() if isinstance(state, Mapping)}


def _table(state: Mapping[str, Any]) -> TableState:
    widths = state.get("widths")
    hidden = state.get("hidden")
    return TableState(
        widths={k: int(v) for k, v in widths.items() if isinstance(v, int | float)}
        if isinstance(widths, Mapping)
        else {},
        order=tuple(map(str, state.get("order") or ())),
        hidden=tuple(map(str, hidden)) if isinstance(hidden, list) else None,
        sort_key=str(state.get("sort_key") or ""),
        is_descending=bool(state.get("is_descending")),
    )


def load(path: Path) -> Settings:
    """The settings in `path`; defaults when there are none or they cannot be read."""
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        _put_aside(path)
        return Settings()


def _put_aside(path: Path) -> None:
    target = path.with_name(path.name + ".unreadable")
    try:
        path.replace(target)
    except OSError:
        return


def save(settings: Settings, path: Path) -> None:
    """Write beside `path`, then replace it. Raises NotSavedError when the disk will not take it."""
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(to_json(settings), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise NotSavedError(
            f"The settings could not be saved ({error.strerror}). They hold until you close the"
            " program; your records are not affected."
        ) from error


class SettingsFile:
    """The settings in force, and the file they are kept in. `path` None keeps them in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.current = load(path) if path is not None else Settings()

    def change(self, **changes: Any) -> Settings:
        """Replace the named fields and save. Raises NotSavedError; the change holds even then."""
        self.current = replace(self.current, **changes)
        if self.path is not None:
            save(self.current, self.path)
        return self.current

    def keep_table(self, name: str, state: TableState) -> None:
        """Remember how the table `name` was left."""
        if self.current.tables.get(name) != state:
            self.change(tables=self.current.tables | {name: state})


def device_id_of(settings: SettingsFile) -> str:
    """This computer's random id, made and kept at first use. Raises NotSavedError."""
    if not settings.current.device_id:
        settings.change(device_id=str(uuid.uuid4()))
    return settings.current.device_id

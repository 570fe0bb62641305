"""Settings of this file: council, marking, periods, authorities. Keys with defaults, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import select

from app.db.work import Reading, Work
from app.domain.clocks import DEFAULT_PERIODS, VisitPeriods
from app.domain.vocabulary import Marking
from app.domain.working_days import Period, PeriodUnit
from app.errors import RuleError
from app.models import Setting


@dataclass(frozen=True)
class Council:
    """The council's own facts. `markings` maps a kind of report to its protective marking."""

    name: str = ""
    team: str = ""
    authorities: tuple[str, ...] = ()
    logo_attachment_id: str = ""
    marking_visit: Marking = Marking.OFFICIAL_SENSITIVE
    marking_market: Marking = Marking.OFFICIAL
    marking_register: Marking = Marking.OFFICIAL_SENSITIVE
    is_sample: bool = False
    idle_minutes: int = 10
    second_place: str = ""
    bring_managers_names: bool = False

    @property
    def display_name(self) -> str:
        """The name as the window shows it: "Wexborough (sample)"."""
        return f"{self.name} (sample)" if self.is_sample else self.name


def get_council(reading: Reading) -> Council:
    """Return the council's facts, with defaults for what was never set."""
    stored = _values(reading)
    known: dict[str, Any] = {}
    for field in fields(Council):
        if field.name in stored:
            known[field.name] = _typed(field.name, stored[field.name])
    return Council(**known)


def set_council(work: Work, council: Council) -> None:
    """Store the council's facts. Raises RuleError."""
    if not 1 <= council.idle_minutes <= 240:
        raise RuleError("Choose between 1 and 240 minutes", "idle_minutes")
    for name, value in asdict(council).items():
        put_setting(work, name, list(value) if isinstance(value, tuple) else value)
    work.describe("settings", "Changed the council’s settings")


def change_council(work: Work, changes: Mapping[str, Any]) -> None:
    """Change some of the council's facts, the others stay. Raises RuleError."""
    if "name" in changes and not str(changes["name"]).strip():
        raise RuleError("Enter the name of your council", "name")
    set_council(work, replace(get_council(work), **changes))


def get_periods(reading: Reading) -> VisitPeriods:
    """Return the periods of the visit's deadlines: defaults of DOMAIN unless changed."""
    stored = _values(reading)
    values = {}
    for field in fields(VisitPeriods):
        found = stored.get(f"period_{field.name}")
        default: Period = getattr(DEFAULT_PERIODS, field.name)
        values[field.name] = Period(int(found[0]), PeriodUnit(found[1])) if found else default
    return VisitPeriods(**values)


def set_periods(work: Work, periods: VisitPeriods) -> None:
    """Store the periods. Raises RuleError for a period below one."""
    for field in fields(VisitPeriods):
        period: Period = getattr(periods, field.name)
        if period.number < 1:
            raise RuleError("Enter a period of at least 1", field.name)
        put_setting(work, f"period_{field.name}", [period.number, period.unit.value])
    work.describe("settings", "Changed the periods")


def get_setting(reading: Reading, key: str, default: Any = None) -> Any:
    """Return one setting of the file by key."""
    return _values(reading).get(key, default)


def put_setting(work: Work, key: str, value: Any) -> None:
    """Store one setting of the file; unchanged values are not written."""
    found = work.session.scalar(select(Setting).where(Setting.key == key))
    if found is None:
        work.session.add(Setting(key=key, value=value))
    elif found.value != value:
        found.value = value


def _values(reading: Reading) -> dict[str, Any]:
    rows = reading.session.execute(select(Setting.key, Setting.value))
    return dict(rows.all())


def _typed(name: str, value: Any) -> Any:
    if name.startswith("marking_"):
        return Marking(value)
    return tuple(value) if isinstance(value, list) else value

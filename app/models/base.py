"""What all mapped classes share: keys, names of constraints, column types, row versions.

Keys are UUIDs (version 7) as text, so that they sort by time and files can be merged later.
Moments are UTC text to the millisecond; days are dates; money is integer pence.
"""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import JSON, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.domain.vocabulary import Worded

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class _Ids:
    """Makes UUIDs of version 7 that sort in the order they were made, also within a millisecond."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0

    def next(self) -> str:
        """48 bits of milliseconds, then 74 random bits that count on within one millisecond."""
        random = int.from_bytes(os.urandom(10), "big") >> 7  # 73 bits: room to count up
        with self._lock:
            self._last = max(self._last + 1, (time.time_ns() // 1_000_000 << 74) | random)
            value = self._last
        high, low = value >> 62, value & (1 << 62) - 1
        bits = (high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0x2 << 62 | low
        text = f"{bits:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_IDS = _Ids()


def new_id() -> str:
    """Return a new UUID version 7 as text (RFC 9562, method 2: monotonic random)."""
    return _IDS.next()


def moment_text(moment: datetime) -> str:
    """Return an aware moment as stored: UTC, milliseconds, `2026-11-17T14:32:07.123Z`."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC text to the millisecond."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Store; a naive datetime is a mistake of ours and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment_text(value)

    def process_result_value(self, value: Any | None, dialect: Any) -> datetime | None:
        """Read back as an aware UTC datetime."""
        return None if value is None else datetime.fromisoformat(str(value))


class Word(TypeDecorator[Worded]):
    """A member of one of the field's closed lists, stored by its code."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[Worded]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Worded | str | None, dialect: Any) -> str | None:
        """Store the code; a word that is not of the list raises ValueError."""
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: Any | None, dialect: Any) -> Worded | None:
        """Read back as the member."""
        return None if value is None else self.kind(str(value))


class CompactJson(TypeDecorator[Any]):
    """Lists and dicts of plain values as compact JSON text (json, sorted keys, UTF-8 letters)."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Any) -> str | None:
        """Store as JSON text."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: Any | None, dialect: Any) -> Any:
        """Read back as plain values."""
        return None if value is None else json.loads(str(value))


class Base(DeclarativeBase):
    """Root of all mapped classes."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON}  # noqa: RUF012


class Record(Base):
    """A record with a UUID and a row version that each update checks and raises."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id, sort_order=-2)
    row_version: Mapped[int] = mapped_column(Integer, nullable=False, default=1, sort_order=-1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.row_version}


# Tables that the change log leaves out (SAFETY "The change log"), with the reason.
UNLOGGED: dict[str, str] = {
    "act": "the log itself",
    "change": "the log itself",
    "change_context": "who and why of the transaction in hand",
    "market_figure": "published counts, rebuilt from the file",
    "search_entry": "derived from other tables",
    "visit_place": "where an officer stopped reading; no content",
    "seal": "append-only by its own triggers",
}

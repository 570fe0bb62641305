"""Data protection: lawful erasures with tombstones, and how long kinds of record are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Moment, Record


class Erasure(Record):
    """A lawful erasure: who, why and on which legal ground."""

    __tablename__ = "erasure"

    erased_at: Mapped[datetime] = mapped_column(Moment)
    officer_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    legal_ground: Mapped[str] = mapped_column(Text)


class ErasureTarget(Record):
    """One text or file that an erasure replaced; the salted hash shows what stood there."""

    __tablename__ = "erasure_target"

    erasure_id: Mapped[str] = mapped_column(ForeignKey("erasure.id"), index=True)
    table_name: Mapped[str] = mapped_column(Text)
    row_id: Mapped[str] = mapped_column(Text, index=True)
    column_name: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(Text)
    salted_hash: Mapped[str] = mapped_column(Text)


class RetentionRule(Record):
    """How long a kind of record is kept after it ended, in months, and why."""

    __tablename__ = "retention_rule"

    record_kind: Mapped[str] = mapped_column(Text, unique=True)
    months: Mapped[int]
    basis: Mapped[str] = mapped_column(Text, default="")

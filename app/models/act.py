"""Acts and the change log: who did what, when and why, row by row.

The `change` rows are written by generated triggers (app/db/change_log.py), never from Python.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, new_id


class Act(Base):
    """One thing that somebody did: an import, an edit, an answer. Groups its changes."""

    __tablename__ = "act"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    officer_id: Mapped[str | None] = mapped_column(String(36))
    officer_name: Mapped[str] = mapped_column(Text, default="")
    device_id: Mapped[str] = mapped_column(String(36), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    undoes_id: Mapped[str | None] = mapped_column(ForeignKey("act.id"))


class Change(Base):
    """One row written, changed or removed; `before` and `after` hold changed columns as JSON."""

    __tablename__ = "change"
    __table_args__ = (
        Index(None, "table_name", "row_id"),
        Index(None, "act_id"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[str] = mapped_column(String(24))
    act_id: Mapped[str | None] = mapped_column(String(36))
    officer_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str | None] = mapped_column(Text)
    table_name: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[str] = mapped_column(String(36))
    operation: Mapped[str] = mapped_column(String(6))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


class ChangeContext(Base):
    """The one row that tells the triggers who acts; written and cleared in each transaction."""

    __tablename__ = "change_context"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    act_id: Mapped[str | None] = mapped_column(String(36))
    officer_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[str | None] = mapped_column(String(24))
    erasure_id: Mapped[str | None] = mapped_column(String(36))

"""What the council set for this file: settings, saved views, mappings of its spreadsheets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CompactJson, Record


class Setting(Record):
    """One setting of the file (council, marking, periods, bands, authorities, …)."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(Text, unique=True)
    value: Mapped[Any] = mapped_column(CompactJson, nullable=True)


class SavedView(Record):
    """Filters, sort and columns of a list, kept under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("page", "name"),)

    page: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[dict[str, Any]] = mapped_column(CompactJson)


class ImportMapping(Record):
    """How the columns of a council's own spreadsheet map to ours."""

    __tablename__ = "import_mapping"

    name: Mapped[str] = mapped_column(Text, unique=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(CompactJson)

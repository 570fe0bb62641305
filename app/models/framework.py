"""Frameworks known to this file: the checked text of each version."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.vocabulary import FrameworkStatus
from app.models.base import Record, Word


class FrameworkVersion(Record):
    """One version of one framework, kept as the TOML text it was loaded from."""

    __tablename__ = "framework_version"
    __table_args__ = (UniqueConstraint("framework_key", "version"),)

    framework_key: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[FrameworkStatus] = mapped_column(Word(FrameworkStatus))
    published_on: Mapped[date | None]
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    is_bundled: Mapped[bool] = mapped_column(default=True)

"""Published ratings: an append-only set, keyed by location, group, area, word and date.

Which rating is current is computed by app/domain/ratings.py from these rows; an undated "Not Rated"
counts from the file that stated it (`reaffirmed_on`, else `first_seen_on`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.vocabulary import Regulator
from app.models.base import Base, Record, Word


class RatingRecord(Record):
    """One published rating of one area ("Overall" or a key question) in one service group."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint(
            "regulator", "location_id", "service_group", "area", "published", "published_day"
        ),
    )

    regulator: Mapped[Regulator] = mapped_column(Word(Regulator), default=Regulator.CQC)
    location_id: Mapped[str] = mapped_column(Text, index=True)
    service_group: Mapped[str] = mapped_column(Text)
    area: Mapped[str] = mapped_column(Text)
    published: Mapped[str] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    published_on: Mapped[date | None]
    published_day: Mapped[str] = mapped_column(Text, default="")  # ISO, empty when undated: a key
    first_seen_on: Mapped[date]
    reaffirmed_on: Mapped[date | None]
    is_inherited: Mapped[bool] = mapped_column(default=False)
    is_conflicting: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(Text)
    report_url: Mapped[str] = mapped_column(Text, default="")


class ImportRun(Record):
    """One file brought in, with what it changed; the act that did it can be undone."""

    __tablename__ = "import_run"

    kind: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text, index=True)
    file_date: Mapped[date]
    act_id: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)  # JSON of the command line's answer
    is_undone: Mapped[bool] = mapped_column(default=False)


class MarketFigure(Base):
    """How many locations of a market carry a rating, by file date. Counts, never names."""

    __tablename__ = "market_figure"

    file_date: Mapped[date] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(Text, primary_key=True)  # authority, region or england
    market: Mapped[str] = mapped_column(Text, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    service_group: Mapped[str] = mapped_column(Text, primary_key=True)
    area: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)  # a rating, or "not_rated"
    locations: Mapped[int]
    import_run_id: Mapped[str] = mapped_column(Text, index=True)

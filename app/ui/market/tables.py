"""The tables of the market quality page: what changed, and who was not rated for long."""

from __future__ import annotations

from app.domain.ratings import Movement
from app.services.market import MarketChange, OldRating
from app.ui import icons
from app.ui.widgets.chips import Chip
from app.ui.widgets.table_model import Column, Kind, Tone

_TONES: dict[Movement, Tone] = {
    Movement.BETTER: "ok",
    Movement.WORSE: "danger",
    Movement.NOW_NOT_RATED: "text_2",
}
_WORDS = {Movement.NOW_NOT_RATED: "not counted as worse"}


def change_columns() -> tuple[Column[MarketChange], ...]:
    """Service, area, was, change, now, published, our last visit."""
    return (
        Column("service", "Service", lambda r: r.service, width=200, is_stretched=True),
        Column("area", "Area", lambda r: r.area, width=96, tip=lambda r: r.area),
        Column("was", "Was", lambda r: cqc_chip(r.was, r.was_words), Kind.CQC, 182),
        Column(
            "change", "Change", lambda r: r.movement, width=104, text=_change_words,
            icon=lambda r: icons.MOVEMENTS.get(r.movement, ""),
            tone=lambda r: _TONES.get(r.movement, ""), tip=_change_words,
        ),
        Column("now", "Now", lambda r: cqc_chip(r.now, r.now_words), Kind.CQC, 182),
        Column(
            "published", "Published", lambda r: r.now_on, Kind.DATE, 96, empty="no date",
            gives_way=True,
        ),
        Column("own", "Our last visit", lambda r: r.own, Kind.OWN, 186, gives_way=True),
    )  # fmt: skip


def old_columns() -> tuple[Column[OldRating], ...]:
    """Service, type, CQC's rating with its date, ours, last seen in person."""
    return (
        Column("service", "Service", lambda r: r.service, width=200, is_stretched=True),
        Column("type", "Type", lambda r: r.service_type, width=130, gives_way=True),
        Column("cqc", "CQC", lambda r: r.rating, Kind.CQC, 182),
        Column(
            "published", "Published", lambda r: r.published_on, Kind.DATE, 96,
            tone=lambda _: "warn",
        ),
        Column("own", "Ours", lambda r: r.own, Kind.OWN, 186),
        Column(
            "seen", "In person", lambda r: r.in_person_on, Kind.DATE, 96, empty="Never",
            tone=lambda r: "" if r.in_person_on else "danger",
        ),
    )  # fmt: skip


def cqc_chip(rating: object, words: str) -> Chip:
    """CQC's chip; a word that is no rating stands as published."""
    level = getattr(rating, "level", None)
    return Chip("cqc", level, "" if level else words.capitalize() or "Not rated")


def _change_words(row: MarketChange) -> str:
    return _WORDS.get(row.movement, row.movement.words)

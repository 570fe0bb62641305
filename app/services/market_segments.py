"""A segment of a bar on the market page, and the services that it counts.

A segment is carried between pages as a text, so that the services list shows the very services
that the bar counted. Source: TOKENS "06 Market quality", "Enter opens that list in Services".
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from app.db.work import Reading
from app.domain.charts import NOT_RATED_WORDS
from app.domain.ratings import OVERALL, Rating
from app.domain.vocabulary import Sector, ServiceType
from app.services.market import AREAS, MarketFilter, area_ratings, read_market

_NOT_RATED = "not_rated"


@dataclass(frozen=True, slots=True)
class Segment:
    """Services of a choice whose rating in an area (Overall or a key question) is this one."""

    chosen: MarketFilter
    area: str
    rating: Rating | None

    @property
    def words(self) -> str:
        """ "Safe is Good, adult social care": the rating, and what the choice narrows to."""
        rating = self.rating.words if self.rating else NOT_RATED_WORDS
        parts = [f"{self.area} is {rating}"]
        if self.chosen.service_type is not None:
            parts.append(self.chosen.service_type.words.lower())
        if self.chosen.sector is not None:
            parts.append(sector_words(self.chosen.sector))
        if self.chosen.has_contract:
            parts.append("under contract")
        return ", ".join(parts)

    @property
    def key(self) -> str:
        """The segment as a text that `segment_of` reads."""
        kind, sector = self.chosen.service_type, self.chosen.sector
        return urlencode(
            {
                "area": self.area,
                "rating": self.rating.value if self.rating else _NOT_RATED,
                "type": kind.value if kind else "",
                "sector": sector.value if sector else "",
                "contract": "1" if self.chosen.has_contract else "",
            }
        )


def sector_words(sector: Sector) -> str:
    """The sector as the filters of the market page say it."""
    return "adult social care" if sector is Sector.SOCIAL_CARE else sector.words


def segment_of(key: str) -> Segment | None:
    """Read a segment from its text; None when it is none."""
    found = {name: values[0] for name, values in parse_qs(key).items()}
    try:
        rating = found["rating"]
        return Segment(
            MarketFilter(
                has_contract="contract" in found,
                service_type=ServiceType(found["type"]) if "type" in found else None,
                sector=Sector(found["sector"]) if "sector" in found else None,
            ),
            AREAS[AREAS.index(found["area"])],
            None if rating == _NOT_RATED else Rating(rating),
        )
    except (KeyError, ValueError):
        return None


def segment_at(chosen: MarketFilter, label: str, heading: str) -> Segment:
    """The segment of the bar `label` (area or type of service) under `heading` (rating's words)."""
    rating = next((one for one in Rating if one.words == heading), None)
    if label in AREAS:
        return Segment(chosen, label, rating)
    kind = next(one for one in ServiceType if one.words == label)
    narrowed = MarketFilter(chosen.has_contract, kind, chosen.sector)
    return Segment(narrowed, OVERALL, rating)


def services_of(reading: Reading, segment: Segment) -> frozenset[str]:
    """The ids of the services that a segment counts."""
    data = read_market(reading)
    rows = [row for row in data.rows if segment.chosen.matches(row)]
    ratings = area_ratings(data, rows)[segment.area]
    return frozenset(
        row.id for row, rating in zip(rows, ratings, strict=True) if rating is segment.rating
    )

"""The filters of the services list: type, area, rating, seen in person, archived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.domain.vocabulary import ServiceType
from app.domain.words import count, joined
from app.domain.working_days import add_months
from app.services.market_segments import segment_of
from app.services.service_rows import ServiceRow
from app.ui.providers.market_filter import MARKET
from app.ui.register_list import archived_filter
from app.ui.widgets.filter_bar import FIND_KEY, Filter, FilterBar, Option, passes_all

GOOD = 3


def service_filters(
    today: Callable[[], date],
    area: str,
    of_market: Callable[[ServiceRow, str], bool] = passes_all,
) -> tuple[Filter[ServiceRow], ...]:
    """Filters that narrow each other; all areas are offered once the rows are known.

    `area` is the one chosen last time, offered from the start so that it is remembered.
    `of_market(row, segment)` is True for the services that a bar of the market page counts.
    """
    areas = (Option(area, area),) if area else ()
    return (
        Filter("type", "Type", [Option(t.value, t.words.lower()) for t in ServiceType], _is_type),
        Filter("area", "Area", areas, lambda row, value: row.authority == value),
        Filter("rating", "Rating", _RATINGS, lambda row, value: _has_rating(row, value, today())),
        Filter(
            "seen", "In person", _SEEN, lambda row, value: _was_seen(row, value, today()),
            all_words="any time",
        ),
        archived_filter(),
        Filter(MARKET, "CQC", (), of_market, all_words="any rating"),
    )  # fmt: skip


_RATINGS = (
    Option("below", "below Good"),
    Option("below_cqc", "below Good, CQC"),
    Option("below_own", "below Good, ours"),
    Option("lowest", "Inadequate or Poor"),
    Option("differ", "we and CQC differ"),
    Option("not_rated", "not rated by CQC"),
    Option("none", "not rated by us"),
)
_SEEN = (
    Option("over12", "over 12 months"),
    Option("never", "never"),
    Option("within12", "within 12 months"),
)
_IN_SENTENCE = {
    "below": "below Good by CQC or us",
    "below_cqc": "below Good by CQC",
    "below_own": "below Good by us",
    "lowest": "Inadequate or Poor",
    "differ": "rated differently by us and CQC",
    "not_rated": "not rated by CQC",
    "none": "not rated by us",
    "over12": "not seen in person for 12 months",
    "never": "never seen in person",
    "within12": "seen in person within 12 months",
    "all": "archived or not",
}


def _is_type(row: ServiceRow, value: str) -> bool:
    return row.service_type.value == value


def _has_rating(row: ServiceRow, value: str, today: date) -> bool:
    match value:
        case "below":
            return row.is_below_good
        case "below_cqc":
            return row.rating is not None and row.rating.level < GOOD
        case "below_own":
            return row.own is not None and row.own.level < GOOD
        case "lowest":
            return row.lowest_level == 1
        case "differ":
            return row.disagreement(today) is not None
        case "not_rated":
            return row.is_regulated and row.rating is None
    return row.own is None


def _was_seen(row: ServiceRow, value: str, today: date) -> bool:
    on = row.in_person_on
    if value == "never":
        return on is None
    is_recent = on is not None and add_months(on, 12) >= today
    return is_recent if value == "within12" else not is_recent


def services_sentence(
    rows: Sequence[ServiceRow], shown: Sequence[ServiceRow], bar: FilterBar[ServiceRow]
) -> str:
    """The state of the list, so that a picture of it explains itself."""
    unplanned = sum(row.next_visit is None for row in shown)
    planned = f"{unplanned} {'has' if unplanned == 1 else 'have'} no visit planned."
    words = [_in_sentence(key, value) for key, value in bar.values().items()]
    if words:
        are = "is" if len(shown) == 1 else "are"
        total = count(bar.total(rows), "service")
        return f"{len(shown):,} of {total} {are} shown: {joined(words)}. {planned}"
    never = sum(row.in_person_on is None for row in shown)
    lowest = sum(row.lowest_level == 1 for row in shown)
    parts = [f"{lowest} rated Inadequate or Poor"] if lowest else []
    parts += [f"{never} never seen in person"] if never else []
    first = f"{joined(parts)}. " if parts else ""
    return f"{first}{planned}"


def _in_sentence(key: str, value: str) -> str:
    if key == "area":
        return f"in {value}"
    if key == MARKET:
        segment = segment_of(value)
        return f"CQC’s {segment.words}" if segment else value
    if key == "type":
        return ServiceType(value).words.lower()
    return f"“{value}”" if key == FIND_KEY else _IN_SENTENCE.get(value, value)

"""The providers list: those with the worst ratings first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from app.domain.rating_words import OwnRating
from app.domain.ratings import Rating
from app.domain.vocabulary import ServiceType
from app.domain.words import count, money
from app.services import provider_rows, providers, service_rows
from app.services.provider_rows import ProviderRow
from app.services.register_export import RegisterChoice
from app.ui import acts
from app.ui.context import Context
from app.ui.providers.archiving import archive_provider
from app.ui.providers.list_page import SegmentedListPage
from app.ui.providers.provider_preview import show_provider
from app.ui.record_tables import actions_tip, actions_words, named, seen_tone
from app.ui.register_list import Act, ListWords, archived_filter
from app.ui.widgets.filter_bar import Filter, Option
from app.ui.widgets.table_model import Column, Kind

NO_RATING = 5


_WORDS = ListWords(
    "provider", "providers", "Find by name or CQC ID", "worst rating first", "ph.buildings"
)


class ProviderListPage(SegmentedListPage[ProviderRow]):
    """Every provider of the register."""

    changed_kinds = frozenset(
        {"provider", "service", "rating", "visit", "action", "contract", "officer"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, _WORDS, _columns(context.today), _filters(), _text)

    def start_reading(self) -> None:
        acts.read(self.context, self, _read, on_result=self._on_read, on_error=self.on_failed)

    def sentence(self, shown: Sequence[ProviderRow]) -> str:
        return f"{self.part_shown(shown)}{_sentence(shown)}"

    def show_preview(self, row: ProviderRow) -> None:
        show_provider(
            self.preview, row, self.context.today(),
            lambda: self.navigate.emit("provider", row.id),
            lambda: self.navigate.emit("provider_form", row.id),
        )  # fmt: skip

    def choice_of(self, keys: list[str], words: str) -> RegisterChoice:
        return RegisterChoice(provider_ids=keys, words=words)

    def menu_acts(self, row: ProviderRow) -> Sequence[Act]:
        if row.is_archived:
            return ()
        new = f"new:{row.id}"
        return (
            ("Add a service", lambda: self.navigate.emit("service_form", new)),
            ("Add a contract", lambda: self.navigate.emit("contract_form", new)),
        )

    def archive(self, row: ProviderRow) -> None:
        archive_provider(self.context, self, row.id, row.name)

    def restore(self, row: ProviderRow) -> None:
        self.write(providers.restore_provider, row.id)

    def _on_read(self, found: tuple[list[ProviderRow], int]) -> None:
        rows, services = found
        self.set_counts(sum(not row.is_archived for row in rows), services)
        self.show_rows(rows)


def _read(reading: Any) -> tuple[list[ProviderRow], int]:
    return provider_rows.list_providers(reading), service_rows.count_services(reading)


def _columns(today: Callable[[], date]) -> tuple[Column[ProviderRow], ...]:
    return (
        Column[ProviderRow](
            "name", "Provider", lambda r: r.name, width=180, is_stretched=True,
            text=lambda r: named(r.name, is_archived=r.is_archived),
            tip=lambda r: "\n".join(part for part in (r.name, r.brand, ", ".join(r.types)) if part),
        ),
        Column[ProviderRow](
            "services", "Services", lambda r: r.services or None, Kind.NUMBER, 84, gives_way=True
        ),
        Column[ProviderRow](
            "lowest", "Lowest, CQC", lambda r: _level(r.lowest_rating), Kind.CQC, 182, empty="",
            tip=lambda _r: "The lowest CQC or Ofsted rating among its services",
        ),
        Column[ProviderRow](
            "lowest_own", "Lowest, ours", lambda r: _level(r.lowest_own), Kind.OWN, 182, empty="",
            tip=lambda _r: "The lowest result of our visits among its services",
        ),
        Column[ProviderRow](
            "below", "Below Good", lambda r: r.below_good or None, Kind.NUMBER, 104,
            tip=lambda r: f"{r.below_good} of {r.rated} rated services, by CQC or Ofsted",
            is_hidden=True,
        ),
        Column[ProviderRow](
            "own_below", "Below Good by us", lambda r: r.own_below_good or None, Kind.NUMBER, 132,
            tip=lambda r: f"{count(r.own_below_good, 'service')} rated below Good by us",
            is_hidden=True,
        ),
        Column[ProviderRow](
            "actions", "Actions", lambda r: r.open_actions or None, Kind.NUMBER, 104,
            text=lambda r: actions_words(r.open_actions, r.overdue_actions),
            tone=lambda r: "danger" if r.overdue_actions else "",
            tip=lambda r: actions_tip(r.open_actions, r.overdue_actions),
        ),
        Column[ProviderRow](
            "contracts", "Contracts", lambda r: r.contracts or None, Kind.NUMBER, 92,
            is_hidden=True,
        ),
        Column[ProviderRow](
            "value", "A year", lambda r: r.yearly_value_pence, Kind.NUMBER, 112,
            text=lambda r: money(r.yearly_value_pence) if r.yearly_value_pence is not None else "",
            is_hidden=True,
        ),
        Column[ProviderRow](
            "seen", "In person", lambda r: r.in_person_on, Kind.DATE, 100, empty="Never",
            tone=lambda r: seen_tone(r.in_person_on, today()) if r.services else "text_2",
            is_hidden=True,
        ),
        Column[ProviderRow](
            "manager", "Contract manager", lambda r: r.contract_manager, width=140, is_hidden=True
        ),
        Column[ProviderRow](
            "cqc_id", "CQC provider ID", lambda r: r.cqc_provider_id, width=140, is_hidden=True
        ),
    )  # fmt: skip


def _level(rating: Rating | OwnRating | None) -> int | None:
    return rating.level if rating is not None else None


def _filters() -> tuple[Filter[ProviderRow], ...]:
    return (
        Filter(
            "type", "Type", [Option(t.words, t.words.lower()) for t in ServiceType],
            lambda row, value: value in row.types,
        ),
        Filter(
            "rating", "Rating",
            (Option("below", "any below Good"), Option("lowest", "any Inadequate or Poor"),
             Option("good", "all Good or better")),
            _has_rating,
        ),
        Filter(
            "actions", "Actions", (Option("overdue", "overdue"), Option("open", "open")),
            lambda row, value: bool(row.overdue_actions if value == "overdue" else
                                    row.open_actions),
            all_words="any",
        ),
        archived_filter(),
    )  # fmt: skip


def _has_rating(row: ProviderRow, value: str) -> bool:
    if value == "good":
        return row.rated > 0 and row.lowest_level >= 3 and row.lowest_level < NO_RATING
    return row.lowest_level < 3 if value == "below" else row.lowest_level == 1


def _sentence(shown: Sequence[ProviderRow]) -> str:
    below = sum(row.lowest_level < 3 for row in shown)
    overdue = sum(row.overdue_actions for row in shown)
    late = sum(row.overdue_actions > 0 for row in shown)
    first = f"{count(below, 'provider')} with a service below Good"
    if not overdue:
        return f"{first}. No actions are overdue."
    return f"{first}. {count(overdue, 'action')} overdue at {count(late, 'provider')}."


def _text(row: ProviderRow) -> str:
    return f"{row.name} {row.brand} {row.cqc_provider_id} {row.postcode}"

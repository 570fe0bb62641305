"""The services list: worst rating first, filters that narrow each other, preview beside it.

`navigate("services", segment.key)` opens it on the services that a bar of the market page counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services import provider_rows, service_rows, services
from app.services.market_segments import Segment
from app.services.register_export import RegisterChoice
from app.services.service_rows import ServiceRow
from app.ui import acts
from app.ui.context import Context
from app.ui.providers.list_page import SegmentedListPage
from app.ui.providers.market_filter import MarketFilter, counted_by
from app.ui.providers.service_filters import service_filters, services_sentence
from app.ui.providers.service_preview import show_service
from app.ui.record_tables import service_columns
from app.ui.register_list import Act, ListWords
from app.ui.widgets.filter_bar import Option

_WORDS = ListWords(
    "service", "services", "Find by name or CQC ID", "worst rating first", "ph.buildings"
)


class ServiceListPage(SegmentedListPage[ServiceRow]):
    """Every service of the register."""

    changed_kinds = frozenset(
        {"service", "provider", "rating", "visit", "visit_version", "action", "contract",
         "contract_service"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        area = context.settings.current.filters.get("services_filters", {}).get("area", "")
        columns = service_columns(context.today, is_full=True)
        self._market = MarketFilter()
        filters = service_filters(context.today, area, self._market.matches)
        super().__init__(context, _WORDS, columns, filters, _text)
        self.bar.changed.connect(self._fit_market)
        self._fit_market()

    def show_key(self, key: str) -> None:
        """Take the wish of the market page; the list itself is about no record."""
        if self._market.ask(key):
            self.mark_stale()
        else:
            self.refresh_if_visible()

    def start_reading(self) -> None:
        segment = self._market.segment(self.bar)
        acts.read(
            self.context, self, _read, segment, on_result=self._on_read, on_error=self.on_failed
        )

    def sentence(self, shown: Sequence[ServiceRow]) -> str:
        return services_sentence(self.table.table_model.all_rows, shown, self.bar)

    def show_preview(self, row: ServiceRow) -> None:
        show_service(
            self.preview, row, self.context.today(),
            lambda: self.navigate.emit("service", row.id),
            lambda: self.navigate.emit("plan_visit", row.id),
        )  # fmt: skip

    def choice_of(self, keys: list[str], words: str) -> RegisterChoice:
        return RegisterChoice(service_ids=keys, words=words)

    def menu_acts(self, row: ServiceRow) -> Sequence[Act]:
        return (("Open its provider", lambda: self.navigate.emit("provider", row.provider_id)),)

    def archive(self, row: ServiceRow) -> None:
        self.write(services.archive_service, row.id)

    def restore(self, row: ServiceRow) -> None:
        self.write(services.restore_service, row.id)

    def _fit_market(self) -> None:
        self._market.fit(self.bar)

    def _on_read(self, found: _Found) -> None:
        rows, providers, segment, counted = found
        self._market.show(self.bar, segment, counted)
        areas = sorted({row.authority for row in rows if row.authority})
        self.bar.filters["area"].set_options([Option(area, area) for area in areas])
        self.set_counts(providers, sum(not row.is_archived for row in rows))
        self.show_rows(rows)


_Found = tuple[list[ServiceRow], int, Segment | None, frozenset[str]]


def _read(reading: Any, segment: Segment | None) -> _Found:
    rows = service_rows.list_services(reading)
    return rows, provider_rows.count_providers(reading), segment, counted_by(reading, segment)


def _text(row: ServiceRow) -> str:
    parts = (row.name, row.provider_name, row.cqc_location_id, row.ofsted_urn, row.postcode)
    return " ".join(parts)

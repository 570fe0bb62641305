"""Which pages the window has, in the order of the navigation; each is imported when first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from app.ui.context import Context
from app.ui.navigation import PageSpec
from app.ui.page import Page


@dataclass(frozen=True)
class _Entry:
    """A page by the place of its class. `under`: the navigation entry marked while it is shown."""

    name: str
    words: str
    place: str
    icon: str = ""
    group: int = 0
    under: str = ""

    def make(self, context: Context) -> Page:
        """Import the page's module and build it."""
        module, name = self.place.rsplit(".", 1)
        page = getattr(import_module(f"app.ui.{module}"), name)(context)
        assert isinstance(page, Page)
        return page

    @property
    def spec(self) -> PageSpec:
        """The entry as the window takes it."""
        return PageSpec(self.name, self.words, self.make, self.icon, self.group, self.under)


ENTRIES: tuple[_Entry, ...] = (
    _Entry("today", "Today", "today.page.TodayPage", "ph.sun"),
    _Entry("providers", "Providers", "providers.provider_list.ProviderListPage", "ph.buildings", 1),
    _Entry("contracts", "Contracts", "contracts.contract_list.ContractListPage",
           "ph.file-text", 1),
    _Entry("visits", "Visits", "visits.list_page.VisitsPage", "ph.clipboard-text", 1),
    _Entry("actions", "Actions", "actions.list_page.ActionsPage", "ph.check-square-offset", 1),
    _Entry("market", "Market quality", "market.page.MarketPage", "ph.chart-bar", 2),
    _Entry("reports", "Reports", "reports.page.ReportsPage", "ph.files", 3),
    _Entry("settings", "Settings", "settings.page.SettingsPage", "ph.gear-six", 3),
    _Entry("services", "Services", "providers.service_list.ServiceListPage", under="providers"),
    _Entry("provider", "Provider", "providers.provider_page.ProviderPage", under="providers"),
    _Entry("provider_form", "Provider", "providers.provider_form.ProviderFormPage",
           under="providers"),
    _Entry("service_form", "Service", "providers.service_form.ServiceFormPage", under="providers"),
    _Entry("contract", "Contract", "contracts.contract_page.ContractPage", under="contracts"),
    _Entry("contract_form", "Contract", "contracts.contract_form.ContractFormPage",
           under="contracts"),
    _Entry("plan_visit", "Plan a visit", "visits.plan_page.PlanPage", under="visits"),
    _Entry("visit", "Visit", "visits.visit_page.VisitPage", under="visits"),
    _Entry("visit_mode", "Visit", "visits.mode_page.VisitModePage", under="visits"),
    _Entry("action", "Action", "actions.action_page.ActionPage", under="actions"),
    _Entry("import_cqc", "Import a CQC file", "imports.page.ImportPage", under="market"),
    _Entry("import", "Bring in a spreadsheet", "own_import.page.OwnImportPage",
           under="providers"),
)  # fmt: skip


def page_specs() -> list[PageSpec]:
    """Every page of the window, the service page with the ratings tab that another subject owns."""
    specs = [entry.spec for entry in ENTRIES]
    specs.append(PageSpec("service", "Service", _make_service_page, under="providers"))
    return specs


def _make_service_page(context: Context) -> Page:
    from app.ui.providers.service_page import ServicePage
    from app.ui.ratings.tab import RatingsTab

    return ServicePage(context, RatingsTab)

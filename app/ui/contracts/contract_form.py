"""The form to add or change a contract, with the services that it covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.vocabulary import ContractType, Funding, PriceUnit
from app.domain.working_days import PeriodUnit
from app.errors import RuleError
from app.services import contracts, providers, services
from app.services.contracts import ContractDetail, ContractDraft
from app.services.providers import Choice
from app.ui import acts
from app.ui.choices import options_of
from app.ui.context import Context
from app.ui.form_page import FormPage
from app.ui.widgets.form_fields import Field, FieldKind

UNIT_PRICE = "unit_price_ten_thousandths"

FIELDS = (
    Field("provider_id", "Provider", FieldKind.SEARCH_CHOICE),
    Field("reference", "Reference", width=240, what="the reference of the contract"),
    Field("title", "Title", what="the title of the contract"),
    Field("contract_type", "Type of contract", FieldKind.CHOICE, width=300,
          options=[(member, member.words) for member in ContractType]),
    Field("service_ids", "Services covered", FieldKind.MANY, is_optional=True,
          hint="Tick those of this provider that the contract covers.", lines=5),
    Field("description", "Description", FieldKind.LONG_TEXT, is_optional=True, lines=3),
    Field("theme", "Theme", is_optional=True, width=300, hint="For example, nursing or homecare"),
    Field("department", "Department", is_optional=True, width=300),
    Field("starts_on", "Start", FieldKind.DATE, is_optional=True, what="the start date"),
    Field("ends_on", "End", FieldKind.DATE, is_optional=True, what="the end date",
          hint="The last day of the contract"),
    Field("notice_count", "Notice period", FieldKind.NUMBER, is_optional=True, width=120,
          what="the notice period"),
    Field("notice_unit", "Notice counted in", FieldKind.CHOICE, width=200,
          options=[(member.value, member.words) for member in PeriodUnit]),
    Field("extension_options", "Extension options", FieldKind.LONG_TEXT, is_optional=True,
          lines=2),
    Field("extension_decision_on", "Decide on the extension by", FieldKind.DATE,
          is_optional=True, what="the date of the decision on the extension"),
    Field("review_on", "Review", FieldKind.DATE, is_optional=True, what="the review date",
          hint="Empty: each year on the day it started"),
    Field("insurance_expires_on", "Insurance expires", FieldKind.DATE, is_optional=True,
          what="the date on which the insurance expires"),
    Field("yearly_value_pence", "Yearly value", FieldKind.MONEY, is_optional=True, width=200,
          what="the yearly value"),
    Field("irrecoverable_vat_pence", "Irrecoverable VAT a year", FieldKind.MONEY,
          is_optional=True, width=200, what="the irrecoverable VAT"),
    Field(UNIT_PRICE, "Unit price", is_optional=True, width=200,
          hint="In pounds, up to four decimal places: 24.1250", what="the unit price"),
    Field("price_unit", "The unit price is for", FieldKind.CHOICE, is_optional=True, width=200,
          options=[(member, member.words) for member in PriceUnit]),
    Field("funding", "Funding", FieldKind.CHOICE, width=240,
          options=[(member, member.words) for member in Funding]),
    Field("procurement_route", "Procurement route", is_optional=True),
    Field("is_light_touch", "Light touch", FieldKind.YES_NO,
          hint="Social care contracts normally are."),
    Field("obligations", "Obligations", FieldKind.LONG_TEXT, is_optional=True),
    Field("contract_manager_id", "Contract manager", FieldKind.CHOICE, is_optional=True),
    Field("notes", "Notes", FieldKind.LONG_TEXT, is_optional=True),
)  # fmt: skip


@dataclass(frozen=True)
class _Start:
    detail: ContractDetail | None
    provider_id: str
    providers: list[Choice]
    officers: list[Choice]
    covered: list[Choice]


class ContractFormPage(FormPage):
    """Add a contract (key "new", or "new:<provider id>") or change one (its id)."""

    opens = "contract"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "contract_form", "Add a contract", FIELDS)
        self._provider_id = ""
        self._covered: tuple[str, ...] = ()
        self.form.input_of("provider_id").changed.connect(self._on_provider)

    def read_start(self, reading: Any, key: str, start: str) -> _Start:
        detail = contracts.get_contract(reading, key) if key else None
        provider_id = detail.draft.provider_id if detail else start
        manager = detail.draft.contract_manager_id if detail else None
        covered = detail.draft.service_ids if detail else ()
        return _Start(
            detail,
            provider_id,
            providers.provider_choices(reading, keep=provider_id),
            providers.officer_choices(reading, keep=manager),
            services.service_choices(reading, provider_id=provider_id, keep=covered),
        )

    def fill(self, start: _Start) -> Mapping[str, Any]:
        self._provider_id = start.provider_id
        self._covered = start.detail.draft.service_ids if start.detail else ()
        self.form.set_options("provider_id", options_of(start.providers))
        self.form.set_options("contract_manager_id", options_of(start.officers))
        self.form.set_options("service_ids", options_of(start.covered))
        detail = start.detail
        self.row_version = detail.row_version if detail else 0
        self.set_title("Change the contract" if detail else "Add a contract")
        self.set_sentence(f"{detail.draft.reference}, {detail.draft.title}" if detail else "")
        self.save_button.setText("Save" if detail else "Add the contract")
        draft = detail.draft if detail else ContractDraft(start.provider_id, "", "", None)
        values = {field.name: getattr(draft, field.name) for field in FIELDS}
        return {**values, UNIT_PRICE: price_words(draft.unit_price_ten_thousandths)}

    def act(self, values: Mapping[str, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        draft = ContractDraft(**{**values, UNIT_PRICE: read_price(values[UNIT_PRICE])})
        if self.record_id:
            return contracts.change_contract, (self.record_id, self.row_version, draft)
        return contracts.add_contract, (draft,)

    def _on_provider(self) -> None:
        chosen = self.form.input_of("provider_id").raw()
        if chosen == self._provider_id or not isinstance(chosen, str):
            return
        self._provider_id = chosen
        acts.read(
            self.context, self, services.service_choices, provider_id=chosen,
            keep=self._covered,
            on_result=lambda found: self._on_services(chosen, found),
        )  # fmt: skip

    def _on_services(self, provider_id: str, found: list[Choice]) -> None:
        if provider_id == self._provider_id:
            self.form.set_options("service_ids", options_of(found))


def read_price(typed: str) -> int | None:
    """A price in pounds with up to four decimals, in 1/10,000 of a pound. Raises RuleError."""
    plain = typed.replace("£", "").replace(",", "").strip()
    if not plain:
        return None
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,4}))?", plain)
    if found is None:
        raise RuleError("Enter the unit price in pounds, for example 24.1250", UNIT_PRICE)
    return int(found[1]) * 10_000 + int((found[2] or "0").ljust(4, "0"))


def price_words(price: int | None) -> str:
    """A price as it is typed, with two to four decimals."""
    if price is None:
        return ""
    decimals = f"{price % 10_000:04d}"
    short = decimals[:2] + decimals[2:].rstrip("0")
    return f"£{price // 10_000:,}.{short}"

"""The form to add or change a provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import doubles, providers
from app.services.doubles import Double
from app.services.providers import Choice, ProviderDetail, ProviderDraft
from app.ui.choices import options_of
from app.ui.context import Context
from app.ui.form_page import FormPage
from app.ui.providers.likely_doubles import DoublesNote
from app.ui.widgets.form_fields import Field, FieldKind

FIELDS = (
    Field("name", "Name", what="the name of the provider"),
    Field("cqc_provider_id", "CQC provider ID", is_optional=True, width=240,
          hint="For example, 1-101604289"),
    Field("brand", "Brand or group", is_optional=True),
    Field("company_number", "Company number", is_optional=True, width=240),
    Field("charity_number", "Charity number", is_optional=True, width=240),
    Field("is_vcse", "Voluntary, community or social enterprise", FieldKind.YES_NO),
    Field("is_sme", "Small or medium-sized", FieldKind.YES_NO),
    Field("address", "Address", FieldKind.LONG_TEXT, is_optional=True, lines=3),
    Field("postcode", "Postcode", is_optional=True, width=140),
    Field("phone", "Phone", is_optional=True, width=240),
    Field("email", "Email", is_optional=True),
    Field("website", "Website", is_optional=True),
    Field("contract_manager_id", "Contract manager", FieldKind.CHOICE, is_optional=True),
    Field("notes", "Notes", FieldKind.LONG_TEXT, is_optional=True),
)  # fmt: skip


@dataclass(frozen=True)
class _Start:
    detail: ProviderDetail | None
    officers: list[Choice]


class ProviderFormPage(FormPage):
    """Add a provider (key "new") or change one (its id)."""

    opens = "provider"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "provider_form", "Add a provider", FIELDS)

    def make_notes(self) -> Sequence[QWidget]:
        self.doubles = DoublesNote(self.context, "provider_doubles", self._find)
        self.doubles.watch(self.form, ("name", "postcode"))
        self.doubles.chosen.connect(self._on_double)
        return (self.doubles,)

    def read_start(self, reading: Any, key: str, start: str) -> _Start:
        detail = providers.get_provider(reading, key) if key else None
        manager = detail.draft.contract_manager_id if detail else None
        return _Start(detail, providers.officer_choices(reading, keep=manager))

    def fill(self, start: _Start) -> Mapping[str, Any]:
        self.form.set_options("contract_manager_id", options_of(start.officers))
        detail = start.detail
        self.row_version = detail.row_version if detail else 0
        self.set_title("Change the provider" if detail else "Add a provider")
        self.set_sentence(detail.draft.name if detail else "")
        self.save_button.setText("Save" if detail else "Add the provider")
        draft = detail.draft if detail else ProviderDraft("")
        return {field.name: getattr(draft, field.name) for field in FIELDS}

    def act(self, values: Mapping[str, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        draft = ProviderDraft(**values)
        if self.record_id:
            return providers.change_provider, (self.record_id, self.row_version, draft)
        return providers.add_provider, (draft,)

    def _find(self, reading: Any, typed: Mapping[str, str]) -> list[Double]:
        return doubles.likely_providers(
            reading, typed["name"], typed["postcode"], leave_out=self.record_id
        )

    def _on_double(self, key: str) -> None:
        self.navigate.emit("provider", key)

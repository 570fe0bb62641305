"""The form to add or change a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary import Sector, ServiceType
from app.domain.words import joined
from app.services import doubles, providers, services
from app.services.doubles import Double
from app.services.providers import Choice
from app.services.services import ServiceDetail, ServiceDraft
from app.ui import acts
from app.ui.choices import options_of
from app.ui.context import Context
from app.ui.form_page import FormPage
from app.ui.providers.likely_doubles import DoublesNote
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.note import Note


def _is_regulated(raw: Mapping[str, Any]) -> bool:
    return raw.get("is_regulated") is not False


FIELDS = (
    Field("provider_id", "Provider", FieldKind.SEARCH_CHOICE, what="the provider that runs it"),
    Field("name", "Name", what="the name of the service"),
    Field("service_type", "Type of service", FieldKind.CHOICE, width=300,
          options=[(member, member.words) for member in ServiceType]),
    Field("is_regulated", "Is it regulated?", FieldKind.YES_NO,
          what="whether it is regulated",
          hint="By CQC or Ofsted. Day opportunities, for example, are not."),
    Field("cqc_location_id", "CQC location ID", is_optional=True, width=240,
          hint="For example, 1-116992467. Several services may share one.",
          is_visible=_is_regulated),
    Field("ofsted_urn", "Ofsted URN", is_optional=True, width=240, is_visible=_is_regulated),
    Field("is_registered", "Is it registered now?", FieldKind.YES_NO, is_visible=_is_regulated,
          what="whether it is registered now"),
    Field("registered_on", "Registered on", FieldKind.DATE, is_optional=True,
          what="the date of the registration", is_visible=_is_regulated),
    Field("deregistered_on", "Deregistered on", FieldKind.DATE, is_optional=True,
          what="the date of the deregistration", is_visible=_is_regulated),
    Field("sector", "Sector", FieldKind.CHOICE, width=300,
          options=[(member, member.words) for member in Sector]),
    Field("address", "Address", FieldKind.LONG_TEXT, is_optional=True, lines=3),
    Field("postcode", "Postcode", is_optional=True, width=140),
    Field("authority", "Local authority", is_optional=True, width=300),
    Field("region", "Region", is_optional=True, width=300),
    Field("phone", "Phone", is_optional=True, width=240),
    Field("email", "Email", is_optional=True),
    Field("beds", "Beds", FieldKind.NUMBER, is_optional=True, width=120,
          what="the number of beds"),
    Field("people", "People supported", FieldKind.NUMBER, is_optional=True, width=120,
          what="the number of people"),
    Field("people_placed", "People placed by us", FieldKind.NUMBER, is_optional=True, width=120,
          what="the number of people placed by us"),
    Field("has_manager", "Is a registered manager in post?", FieldKind.CHOICE, is_optional=True,
          width=200, options=[(True, "Yes"), (False, "No")], hint="Leave it empty if not known.",
          is_visible=_is_regulated),
    Field("manager_name", "Name of the registered manager", is_optional=True,
          hint="Personal data: keep it only if you need it.", is_visible=_is_regulated),
    Field("manager_since", "Manager in post since", FieldKind.DATE, is_optional=True,
          what="the date since when the manager is in post", is_visible=_is_regulated),
    Field("notes", "Notes", FieldKind.LONG_TEXT, is_optional=True),
)  # fmt: skip


@dataclass(frozen=True)
class _Start:
    detail: ServiceDetail | None
    providers: list[Choice]
    provider_id: str


class ServiceFormPage(FormPage):
    """Add a service (key "new", or "new:<provider id>") or change one (its id)."""

    opens = "service"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "service_form", "Add a service", FIELDS)

    def make_notes(self) -> Sequence[QWidget]:
        self.doubles = DoublesNote(self.context, "service_doubles", self._find)
        self.doubles.watch(self.form, ("name", "postcode"))
        self.doubles.chosen.connect(self._on_double)
        self.same_id = Note("Same CQC location ID.", name="service_same_id")
        self.same_id.hide()
        self.form.input_of("cqc_location_id").changed.connect(self._look_for_same_id)
        return (self.doubles, self.same_id)

    def read_start(self, reading: Any, key: str, start: str) -> _Start:
        detail = services.get_service(reading, key) if key else None
        provider_id = detail.draft.provider_id if detail else start
        return _Start(detail, providers.provider_choices(reading, keep=provider_id), provider_id)

    def fill(self, start: _Start) -> Mapping[str, Any]:
        self.form.set_options("provider_id", options_of(start.providers))
        detail = start.detail
        self.row_version = detail.row_version if detail else 0
        self.set_title("Change the service" if detail else "Add a service")
        words = "A new owner or registration is recorded on its page, so that the past is kept."
        self.set_sentence(f"{detail.draft.name}. {words}" if detail else "")
        self.save_button.setText("Save" if detail else "Add the service")
        draft = detail.draft if detail else ServiceDraft(start.provider_id, "", None)
        return {field.name: getattr(draft, field.name) for field in FIELDS}

    def act(self, values: Mapping[str, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        draft = ServiceDraft(**{**values, "manager_name": values["manager_name"] or None})
        if self.record_id:
            return services.change_service, (self.record_id, self.row_version, draft)
        return services.add_service, (draft,)

    def after_fill(self) -> None:
        self._look_for_same_id()

    def _typed_id(self) -> str:
        return str(self.form.input_of("cqc_location_id").raw() or "")

    def _look_for_same_id(self) -> None:
        typed = self._typed_id()
        acts.read(
            self.context, self, _same_location, typed, self.record_id,
            on_result=lambda names: self._on_same_id(typed, names),
        )  # fmt: skip

    def _on_same_id(self, typed: str, names: list[str]) -> None:
        """Answers may overtake each other: only the one for what stands there now counts."""
        if typed != self._typed_id():
            return
        self.same_id.setVisible(bool(names))
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            words = f"Also on {joined(names[:3])}{more}. That is allowed; check that it is meant."
            self.same_id.set_words("Same CQC location ID.", words)

    def _find(self, reading: Any, typed: Mapping[str, str]) -> list[Double]:
        return doubles.likely_services(
            reading, typed["name"], typed["postcode"], leave_out=self.record_id
        )

    def _on_double(self, key: str) -> None:
        self.navigate.emit("service", key)


def _same_location(reading: Any, typed: str, leave_out: str) -> list[str]:
    return doubles.same_location(reading, typed, leave_out=leave_out)

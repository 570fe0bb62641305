"""Plan a visit: service, framework for its type, kind, how, when, with whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from app.domain.vocabulary import VisitKind, VisitMode
from app.domain.words import short_date
from app.errors import RuleError
from app.services.visit_plans import PlanChoices, ServiceChoice, plan_choices
from app.services.visits import VisitDraft, change_plan, plan_visit
from app.ui.context import Context
from app.ui.form_page import FormPage
from app.ui.widgets.form_fields import Field, FieldKind

CHANGE, OF_PROVIDER = "visit:", "provider:"
_WHOLE, _CHOSEN = "whole", "chosen"


def _is_chosen(raw: Mapping[str, Any]) -> bool:
    return raw.get("scope") == _CHOSEN


_FIELDS: Final = (
    Field("service_id", "Service", FieldKind.SEARCH_CHOICE, what="the service to visit"),
    Field("framework_version_id", "Framework", FieldKind.CHOICE, what="a framework"),
    Field(
        "scope", "What to look at", FieldKind.RADIO, what="what to look at",
        options=((_WHOLE, "The whole framework"), (_CHOSEN, "Chosen sections")),
    ),
    Field(
        "chosen_sections", "Sections", FieldKind.CHECKS, is_visible=_is_chosen,
        hint="A visit to chosen sections gives section results and no overall",
        what="at least one section",
    ),
    Field(
        "kind", "Kind of visit", FieldKind.RADIO,
        options=tuple((kind, kind.words) for kind in VisitKind), what="the kind of visit",
    ),
    Field(
        "mode", "How", FieldKind.RADIO, what="how the visit is done",
        options=tuple((mode, mode.words) for mode in VisitMode),
    ),
    Field(
        "planned_on", "Date of the visit", FieldKind.DATE, "For example 26/11/2026",
        what="the date of the visit",
    ),
    Field("planned_time", "Time", hint="For example 09:30", is_optional=True, width=120),
    Field("lead_officer_id", "Who leads the visit", FieldKind.CHOICE, is_optional=True),
    Field(
        "members", "Who goes with you", hint="Names, with a comma between them", is_optional=True,
    ),
    Field("contract_id", "Contract", FieldKind.CHOICE, is_optional=True, width=520),
    Field(
        "is_blind", "Hide the score until the visit is finished?", FieldKind.YES_NO,
        "So that answers are given one by one, not towards a result", what="whether to hide it",
    ),
)  # fmt: skip


class PlanPage(FormPage):
    """The key is "" or "new", a service's id to begin with it, "provider:<id>" to offer those of
    one provider (with ":<service's id>" to begin with it), or "visit:<id>" to change a plan."""

    opens: ClassVar[str] = "visit"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "plan_visit", "Plan a visit", _FIELDS)
        self._name_button("Plan the visit")
        self._choices = PlanChoices((), (), ())
        self._service_id = ""
        self._framework_id = ""
        self.form.changed.connect(self._on_edited)

    @property
    def record_id(self) -> str:
        return self.key.removeprefix(CHANGE) if self.key.startswith(CHANGE) else ""

    def reload(self) -> None:
        """Read the choices; a form that holds what was typed is left as it stands."""
        if self._is_filled_for == self.key:
            return
        from app.ui import acts

        acts.read(self.context, self, plan_choices, self.record_id, on_result=self._on_read)

    def fill(self, start: PlanChoices) -> Mapping[str, Any]:
        self._choices = replace(start, services=self._offered(start))
        self._service_id = self._framework_id = ""
        self.set_title(
            f"Change the plan of {start.reference}" if start.reference else "Plan a visit"
        )
        self._name_button("Save the plan" if start.reference else "Plan the visit")
        self.row_version = start.row_version
        names = [(one.id, _service_words(one, start)) for one in self._choices.services]
        self.form.set_options("service_id", names)
        self.form.set_options("lead_officer_id", start.officers)
        draft = start.draft
        service_id = draft.service_id if draft else self._starting_service()
        self._offer_for(service_id, draft.framework_version_id if draft else "")
        if draft is None:
            framework = self._only_framework(service_id)
            self._offer_sections(framework)
            return {
                "service_id": service_id or None,
                "framework_version_id": framework or None,
                "scope": _WHOLE,
                "is_blind": False,
                "lead_officer_id": self.context.services.actor.officer_id,
                "contract_id": self._only_contract(service_id),
            }
        self._offer_sections(draft.framework_version_id)
        return {
            "service_id": draft.service_id,
            "framework_version_id": draft.framework_version_id,
            "scope": _CHOSEN if draft.chosen_sections else _WHOLE,
            "chosen_sections": draft.chosen_sections,
            "kind": draft.kind,
            "mode": draft.mode,
            "planned_on": draft.planned_on,
            "planned_time": draft.planned_time,
            "lead_officer_id": draft.lead_officer_id,
            "members": ", ".join(draft.members),
            "contract_id": draft.contract_id,
            "is_blind": draft.is_blind,
        }

    def act(self, values: Mapping[str, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        is_chosen = values["scope"] == _CHOSEN
        draft = VisitDraft(
            service_id=values["service_id"],
            kind=values["kind"],
            mode=values["mode"],
            framework_version_id=values["framework_version_id"],
            planned_on=values["planned_on"],
            planned_time=values["planned_time"],
            chosen_sections=values["chosen_sections"] if is_chosen else (),
            is_blind=bool(values["is_blind"]),
            lead_officer_id=values["lead_officer_id"],
            members=tuple(name.strip() for name in values["members"].split(",") if name.strip()),
            contract_id=values["contract_id"],
        )
        if self.record_id:
            return change_plan, (self.record_id, self.row_version, draft)
        return plan_visit, (draft,)

    def _name_button(self, words: str) -> None:
        self.save_button.setText(words)
        self.save_button.setAccessibleName(words)
        self.save_button.setShortcut("Ctrl+Return")  # a new text takes the old one away

    def _offered(self, start: PlanChoices) -> tuple[ServiceChoice, ...]:
        """All services; those of the provider on whose page the plan began."""
        if not self.key.startswith(OF_PROVIDER):
            return start.services
        provider_id = self.key.split(":")[1]
        return tuple(one for one in start.services if one.provider_id == provider_id)

    def _starting_service(self) -> str:
        offered = [one.id for one in self._choices.services]
        if self.key.startswith(OF_PROVIDER) and len(offered) == 1:
            return offered[0]
        key = self.key.rpartition(":")[2]
        return key if key in offered else ""

    def _service(self, service_id: object) -> ServiceChoice | None:
        return next((one for one in self._choices.services if one.id == service_id), None)

    def _on_edited(self) -> None:
        service_id = self._chosen_service()
        if service_id != self._service_id and self._service(service_id) is not None:
            self._offer_for(str(service_id), "")
            only = self._only_framework(str(service_id))
            if only:
                self.form.input_of("framework_version_id").set_value(only)
            self.form.input_of("contract_id").set_value(self._only_contract(str(service_id)))
        framework = self.form.input_of("framework_version_id").raw()
        if framework != self._framework_id:
            self._offer_sections(framework)

    def _chosen_service(self) -> object:
        """The service that stands in the field, chosen or typed in full."""
        try:
            return self.form.input_of("service_id").value()
        except RuleError:
            return None

    def _offer_for(self, service_id: str, framework_id: str) -> None:
        """Offer the frameworks and contracts of this service, and say when it was last seen."""
        self._service_id = service_id
        service = self._service(service_id)
        fitting = [
            (one.id, f"{one.name}, {one.questions} questions")
            for one in self._choices.frameworks
            if service is None
            or service.service_type in one.service_types
            or one.id == framework_id
        ]
        self.form.set_options("framework_version_id", fitting)
        self.form.set_options("contract_id", service.contracts if service else ())
        if service is None and not self._choices.services and self.key.startswith(OF_PROVIDER):
            self.set_sentence("This provider has no service in use that could be visited.")
        elif service is None:
            self.set_sentence("The visit gets its reference when it is planned.")
        elif service.in_person_on is None:
            self.set_sentence(f"{service.name}. Not yet seen in person.")
        else:
            day = short_date(service.in_person_on)
            self.set_sentence(f"{service.name}. Last seen in person {day}.")

    def _offer_sections(self, framework_id: object) -> None:
        self._framework_id = str(framework_id or "")
        found = next((one for one in self._choices.frameworks if one.id == framework_id), None)
        self.form.set_options("chosen_sections", found.sections if found else ())

    def _only_framework(self, service_id: str) -> str:
        service = self._service(service_id)
        if service is None:
            return ""
        kind = service.service_type
        fitting = [one.id for one in self._choices.frameworks if kind in one.service_types]
        return fitting[0] if fitting else ""

    def _only_contract(self, service_id: str) -> str | None:
        service = self._service(service_id)
        if service is None or len(service.contracts) != 1:
            return None
        return service.contracts[0][0]


def _service_words(service: ServiceChoice, start: PlanChoices) -> str:
    """The name; with its provider where two services have the same one."""
    names = [one.name for one in start.services]
    return (
        service.name
        if names.count(service.name) == 1
        else (f"{service.name}, {service.provider_name}")
    )

"""Dialogs of the service page: change of owner or registration, Ofsted's rating."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary import ServiceType
from app.services import ofsted, providers, registrations
from app.services.ofsted import OfstedDraft
from app.services.providers import Choice
from app.services.registrations import RegistrationDraft
from app.services.services import ServiceDetail
from app.ui import acts
from app.ui.choices import options_of
from app.ui.context import Context
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind


def ask_registration(context: Context, owner: QWidget, detail: ServiceDetail) -> None:
    """Ask for the new owner or location ID; the old ones are kept as the service's past."""

    def ask(choices: list[Choice]) -> None:
        dialog = FormDialog(
            owner, context, "registration_dialog", "Change owner or registration",
            _registration_fields(options_of(choices)), button_words="Record the change", act=act,
            sentence=f"{detail.draft.name} keeps its visits, actions and ratings. The present "
            "owner and registration stay visible as its past.",
            values={
                "provider_id": detail.draft.provider_id,
                "cqc_location_id": detail.draft.cqc_location_id,
            },
        )  # fmt: skip
        _open(dialog, context, owner)

    def act(values: Mapping[str, Any]) -> Callable[[], Any]:
        draft = RegistrationDraft(**{**values, "provider_id": values["provider_id"] or ""})
        return lambda: _written(
            context, registrations.change_registration, detail.id, detail.row_version, draft
        )

    keep = detail.draft.provider_id
    acts.read(context, owner, providers.provider_choices, keep=keep, on_result=ask)


def ask_ofsted(context: Context, owner: QWidget, detail: ServiceDetail) -> None:
    """Ask for one inspection's judgements."""
    kind = detail.draft.service_type or ServiceType.CHILDRENS_HOME
    areas = ofsted.ofsted_areas(kind)

    def act(values: Mapping[str, Any]) -> Callable[[], Any]:
        draft = OfstedDraft(
            values["inspected_on"],
            values["overall"] or "",
            tuple((area, values[f"area_{n}"] or "") for n, area in enumerate(areas)),
            values["report_url"],
        )
        return lambda: _written(context, ofsted.add_ofsted_rating, detail.id, draft)

    dialog = FormDialog(
        owner, context, "ofsted_dialog", "Add an Ofsted rating", _ofsted_fields(kind),
        button_words="Add the rating", act=act, sentence=detail.draft.name,
    )  # fmt: skip
    _open(dialog, context, owner)


def _written(context: Context, function: Callable[..., Any], *args: Any) -> Any:
    """Do the act on the write lane; return what undoing it needs."""
    before = context.services.last_outcome
    context.services.write(function, *args)
    outcome = context.services.last_outcome
    return None if outcome is before else outcome


def _open(dialog: FormDialog, context: Context, owner: QWidget) -> None:
    dialog.done_with.connect(lambda outcome: acts.offer_undo(context, owner, outcome))
    dialog.open()


def _registration_fields(options: list[tuple[Any, str]]) -> tuple[Field, ...]:
    return (
        Field(
            "provider_id", "Provider now", FieldKind.SEARCH_CHOICE, options=options,
            what="the provider that runs it now",
        ),
        Field(
            "cqc_location_id", "CQC location ID now", is_optional=True, width=240,
            hint="Leave it as it is when only the owner changed.",
        ),
        Field("changed_on", "Date of the change", FieldKind.DATE, what="the date of the change"),
        Field("reason", "Why", is_optional=True, hint="For example: sold, moved, new legal form"),
    )  # fmt: skip


def _ofsted_fields(kind: ServiceType) -> tuple[Field, ...]:
    words = [(word, word) for word in ofsted.ofsted_words(kind)]
    wide = 520  # an error moves the field to the right
    return (
        Field("inspected_on", "Date of the inspection", FieldKind.DATE,
              hint="Enter the same date again to correct what was entered for it."),
        Field("overall", "Overall", FieldKind.CHOICE, options=words, width=wide,
              what="the overall judgement"),
        *(
            Field(f"area_{n}", area, FieldKind.CHOICE, options=words, is_optional=True, width=wide)
            for n, area in enumerate(ofsted.ofsted_areas(kind))
        ),
        Field("report_url", "Address of the report", is_optional=True, width=wide,
              hint="As the browser shows it: https://reports.ofsted.gov.uk/…"),
    )  # fmt: skip

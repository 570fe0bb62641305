"""The sections that are forms alone: marking, periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.domain.clocks import VisitPeriods
from app.domain.vocabulary import Marking
from app.domain.working_days import Period, PeriodUnit
from app.services.council import (
    change_council,
    get_council,
    get_periods,
    set_periods,
)
from app.ui.context import Context
from app.ui.settings.section import FormSection
from app.ui.widgets.form_fields import Field, FieldKind

MARKINGS = tuple((one, one.words) for one in Marking)
_MARKED = ("marking_visit", "marking_market", "marking_register")
_PERIODS = {
    "draft_to_provider": ("Draft report after the visit", "From the last day of the visit"),
    "factual_accuracy": ("Provider’s remarks on facts", "From the day the draft was sent"),
    "action_plan": (
        "Provider’s action plan",
        "From the final report, after Requires improvement or Poor",
    ),
    "revisit": ("Re-visit", "From the visit, after Requires improvement or Poor"),
}


def marking_section(context: Context) -> FormSection:
    """The protective marking of each kind of report."""
    words = ("QA visit report and audit", "Market quality report", "Register as a workbook")
    listed = [
        Field(name, said, FieldKind.RADIO, options=MARKINGS)
        for name, said in zip(_MARKED, words, strict=True)
    ]

    def read(reading: Any) -> dict[str, Any]:
        council = get_council(reading)
        return {name: getattr(council, name) for name in _MARKED}

    return FormSection(
        context, "marking", "Marking of reports", listed, read=read,
        act=lambda values: (change_council, (values,)),
        sentence="Printed at the top and bottom of each page. A paper that names one provider is "
        "OFFICIAL-SENSITIVE unless you decide otherwise.",
    )  # fmt: skip


def periods_section(context: Context) -> FormSection:
    """The periods of a visit's deadlines."""
    units = tuple((one, one.words) for one in PeriodUnit)
    listed: list[Field] = []
    for name, (words, hint) in _PERIODS.items():
        listed.append(Field(name, words, FieldKind.NUMBER, hint=hint, width=90, what="how many"))
        listed.append(Field(f"{name}_unit", "Counted in", FieldKind.CHOICE, options=units,
                            what="days, working days, weeks or months", width=180))  # fmt: skip

    def read(reading: Any) -> dict[str, Any]:
        periods = get_periods(reading)
        found: dict[str, Any] = {}
        for name in _PERIODS:
            period: Period = getattr(periods, name)
            found |= {name: period.number, f"{name}_unit": period.unit}
        return found

    def act(values: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
        named = {
            field.name: Period(values[field.name], values[f"{field.name}_unit"])
            for field in fields(VisitPeriods)
        }
        return set_periods, (VisitPeriods(**named),)

    return FormSection(
        context, "periods", "Periods", listed, read=read, act=act,
        sentence="The first day is not counted. Working days are those of England, without bank "
        "holidays. A deadline is the last day on which the thing can still be done.",
    )  # fmt: skip

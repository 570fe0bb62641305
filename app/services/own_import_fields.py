"""What a council's own spreadsheet may bring in: our fields by kind of record, under the headings
of the register's workbook, so that a workbook of ours comes back in by its headings alone.

Which column is which is guessed (app/imports/own_columns.py) and decided by the user.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import ActionState, Priority, VisitMode, Worded
from app.imports.own_columns import guess_columns, guess_target
from app.imports.own_fields import Target
from app.imports.own_table import OwnFile, OwnRow, OwnSheet, open_own
from app.imports.records import DateOrder
from app.imports.table import plain_heading
from app.reports.register_workbook import ID_HEADING, RegisterKind
from app.reports.workbooks.book import LISTS, LONG_TEXTS
from app.services.register_columns import SHEETS, FieldColumn

__all__ = [
    "OWN_FIELDS",
    "DateOrder",
    "FieldKind",
    "OwnField",
    "OwnFile",
    "OwnRow",
    "OwnSheet",
    "Target",
    "guess_fields",
    "guess_sheet_target",
    "open_own",
]

RECORD_ID = "record_id"
_NO_RECORDS = frozenset({LISTS.casefold(), LONG_TEXTS.casefold(), "about"})


class FieldKind(Enum):
    """How the cells of a field are read (own_import_values.py)."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    PRICE = "price"
    FLAG = "flag"
    CHOICE = "choice"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field: the draft's attribute or a name that the plan resolves, and its words on screen.

    `guess` is its name among the fields of app/imports/own_fields.py.
    """

    name: str
    words: str
    kind: FieldKind = FieldKind.TEXT
    choices: type[Worded] | None = None
    is_required: bool = False
    guess: str = ""


_KINDS = {
    RegisterKind.TEXT: FieldKind.TEXT,
    RegisterKind.IDENTIFIER: FieldKind.TEXT,
    RegisterKind.DATE: FieldKind.DATE,
    RegisterKind.COUNT: FieldKind.COUNT,
    RegisterKind.MONEY: FieldKind.MONEY,
    RegisterKind.PRICE: FieldKind.PRICE,
    RegisterKind.FLAG: FieldKind.FLAG,
}


def _register(sheet: str, required: str, guesses: Mapping[str, str]) -> tuple[OwnField, ...]:
    """The fields of one sheet of the register's workbook; `guesses` renames those of the guess."""
    needed = required.split()
    found = [OwnField(RECORD_ID, ID_HEADING)]
    found += [_field_of(column, column.field in needed, guesses) for column in SHEETS[sheet]]
    return tuple(found)


def _field_of(column: FieldColumn, is_required: bool, guesses: Mapping[str, str]) -> OwnField:
    kind = FieldKind.CHOICE if column.words else _KINDS[column.kind]
    if column.field == "notice_count":
        kind = FieldKind.NOTICE
    guess = guesses.get(column.field, column.field)
    return OwnField(column.field, column.heading, kind, column.words, is_required, guess)


_WHICH_SERVICE = (
    OwnField("service", "Service", is_required=True, guess="service_name"),
    OwnField("location_id", "CQC location ID", guess="location_id"),
    OwnField("provider", "Provider", guess="provider_name"),
)

OWN_FIELDS: Mapping[Target, tuple[OwnField, ...]] = {
    Target.PROVIDERS: (
        *_register("Providers", "name", {"cqc_provider_id": "provider_id"}),
        OwnField("town", "Town", guess="town"),
    ),
    Target.SERVICES: (
        *_register(
            "Services",
            "name service_type",
            {
                "provider": "provider_name",
                "cqc_location_id": "location_id",
                "people": "packages",
                "manager_name": "manager",
                "provider_id": "",
            },
        ),
        OwnField("cqc_provider_id", "CQC provider ID", guess="provider_id"),
        OwnField("town", "Town", guess="town"),
        OwnField("last_visit_on", "Date of the last visit", FieldKind.DATE, guess="last_visit_on"),
        OwnField(
            "last_result", "Result of the last visit", FieldKind.CHOICE, OwnRating,
            guess="own_rating",
        ),
    ),
    Target.CONTRACTS: (
        *_register(
            "Contracts",
            "reference contract_type",
            {
                "provider": "provider_name",
                "services": "service_name",
                "notice_count": "notice_period",
                "extension_options": "extension",
                "yearly_value_pence": "yearly_value",
                "unit_price_ten_thousandths": "unit_price",
                "price_unit": "unit",
                "contract_manager": "manager",
            },
        ),
        OwnField("location_id", "CQC location ID", guess="location_id"),
    ),
    Target.CONTACTS: (
        *_register("Contacts", "name", {}),
        OwnField("provider", "Provider", guess="provider_name"),
        OwnField("service", "Service", guess="service_name"),
    ),
    Target.VISITS: (
        *_WHICH_SERVICE,
        OwnField("visited_on", "Date of the visit", FieldKind.DATE, is_required=True,
                 guess="visited_on"),
        OwnField("mode", "How it was done", FieldKind.CHOICE, VisitMode, guess="kind"),
        OwnField("officer", "Visited by", guess="officer"),
        OwnField("result", "Overall result", FieldKind.CHOICE, OwnRating, guess="rating"),
        OwnField("score", "Score", guess="score"),
        OwnField("summary", "Summary", guess="summary"),
    ),
    Target.ACTIONS: (
        *_WHICH_SERVICE,
        OwnField("text", "What must change", is_required=True, guess="title"),
        OwnField("due_on", "Due", FieldKind.DATE, guess="due_on"),
        OwnField("raised_on", "Raised on", FieldKind.DATE, guess="raised_on"),
        OwnField("owner", "Owner", guess="owner"),
        OwnField("priority", "Priority", FieldKind.CHOICE, Priority, guess="priority"),
        OwnField("state", "State", FieldKind.CHOICE, ActionState, guess="state"),
        OwnField("evidence_needed", "Evidence needed", guess="evidence_needed"),
        OwnField("notes", "Notes", guess="notes"),
    ),
}  # fmt: skip


def guess_fields(
    headings: Sequence[str], samples: Sequence[OwnRow], target: Target
) -> dict[str, int]:
    """Our field to the column that most likely fills it: our own headings first, then a guess.

    The cells of a field with a closed list or a yes must not be plainly something else.
    """
    plain = [plain_heading(heading) for heading in headings]
    ours = {plain_heading(field.words): field.name for field in OWN_FIELDS[target]}
    if plain_heading(ID_HEADING) in plain:
        return {ours[heading]: at for at, heading in enumerate(plain) if heading in ours}
    guessed = guess_columns(headings, samples, target)
    mapping = {
        field.name: guessed[field.guess]
        for field in OWN_FIELDS[target]
        if field.guess and field.guess in guessed
    }
    for at, heading in enumerate(plain):
        name = ours.get(heading, RECORD_ID)
        if name != RECORD_ID and name not in mapping and at not in mapping.values():
            mapping[name] = at
    return mapping


def guess_sheet_target(sheet: OwnSheet) -> Target | None:
    """What the rows of a sheet most likely are; None when no kind of record fits it."""
    if sheet.name.casefold() in _NO_RECORDS:
        return None
    target = guess_target(sheet.name, sheet.headings, sheet.samples)
    mapping = guess_fields(sheet.headings, sheet.samples, target)
    needed = next(field.name for field in OWN_FIELDS[target] if field.is_required)
    return target if needed in mapping and len(mapping) > 1 else None

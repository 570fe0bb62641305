"""The pane beside the providers list: the reason to look, then facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.actions import open_words
from app.domain.words import ago, count, joined, money, percentage, sentence_case, short_date
from app.services.provider_rows import ProviderRow
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip
from app.ui.widgets.facts_table import FactLine
from app.ui.widgets.note import NoteKind
from app.ui.widgets.preview_pane import PreviewPane


def show_provider(
    pane: PreviewPane, row: ProviderRow, today: date, do_open: Callable[[], object],
    do_edit: Callable[[], object],
) -> None:  # fmt: skip
    """Fill the pane with one provider."""
    pane.show_record(
        row.name,
        [line for line in (row.brand, sentence_case(joined(row.types).lower())) if line],
        note=_note(row),
        facts=_facts(row, today),
        actions=(
            button("Open", "primary", name="preview_open", tip="Enter", on_click=do_open),
            button("Edit", name="preview_edit", on_click=do_edit),
        ),
    )


def contracts_words(row: ProviderRow) -> str:
    """ "4, worth £3,420,000 a year"."""
    value = row.yearly_value_pence
    worth = f", worth {money(value)} a year" if value else ""
    return f"{row.contracts}{worth}" if row.contracts else "None"


def placed_words(row: ProviderRow) -> str:
    """ "163 of 208 beds, and 373 people elsewhere"; homes without a number of beds count there."""
    if not row.placed_beds:
        return f"{row.people_placed or 0:,}"
    in_beds = f"{row.placed_in_beds:,} of {count(row.placed_beds, 'bed')}"
    others = (row.people_placed or 0) - row.placed_in_beds
    return f"{in_beds}, and {count(others, 'person', 'people')} elsewhere" if others else in_beds


def share_words(percent: int) -> str:
    """ "31%", or "Under 1%"."""
    return percentage(percent) if percent else "Under 1%"


def _note(row: ProviderRow) -> tuple[str, str, NoteKind] | None:
    if row.is_archived:
        return ("Archived.", "Open it to restore it.", "warn")
    if not row.services:
        return ("No services yet.", "Open it to add the first one.", "info")
    below = []
    if row.below_good:
        below.append(f"{row.below_good} by {joined(row.regulators, 'or')}")
    if row.own_below_good:
        below.append(f"{row.own_below_good} by us")
    if not below:
        return None
    kind: NoteKind = "danger" if row.lowest_level == 1 else "warn"
    return ("Rated below Good:", f"{joined(below)}.", kind)


def _facts(row: ProviderRow, today: date) -> list[FactLine]:
    lowest = Chip("cqc", row.lowest_rating.level if row.lowest_rating else None)
    actions = open_words(row.open_actions, row.overdue_actions) or "None"
    facts = [
        FactLine("Lowest, CQC", lowest),
        FactLine("Lowest, ours", Chip("own", row.lowest_own.level if row.lowest_own else None)),
        FactLine("Services", f"{row.services}, {row.rated} rated" if row.services else "None"),
        FactLine("Open actions", actions, "danger" if row.overdue_actions else ""),
        FactLine("Contracts", contracts_words(row)),
    ]
    if row.people_placed is not None:
        facts.append(FactLine("Placed by us", placed_words(row)))
    if row.services:
        on = row.in_person_on
        seen = f"{short_date(on)}, {ago(on, today)}" if on else "Never"
        facts.append(FactLine("Last in person", seen, "" if on else "danger"))
    facts.append(FactLine("Manager", row.contract_manager or "Not named"))
    if row.cqc_provider_id:
        facts.append(FactLine("CQC ID", row.cqc_provider_id))
    return facts

"""The pane beside the contracts list: what has to be decided, then the terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.words import ago, count, long_date, money, short_date
from app.services.contracts import ContractRow
from app.ui.widgets.buttons import button
from app.ui.widgets.facts_table import FactLine
from app.ui.widgets.note import NoteKind
from app.ui.widgets.preview_pane import PreviewPane


def show_contract(
    pane: PreviewPane, row: ContractRow, today: date, do_open: Callable[[], object],
    do_provider: Callable[[], object],
) -> None:  # fmt: skip
    """Fill the pane with one contract."""
    pane.show_record(
        row.title,
        (f"{row.reference}, {row.contract_type.words.lower()}", row.provider_name),
        note=_note(row, today),
        facts=_facts(row, today),
        actions=(
            button("Open", "primary", name="preview_open", tip="Enter", on_click=do_open),
            button("Open its provider", name="preview_provider", on_click=do_provider),
        ),
    )


def _note(row: ContractRow, today: date) -> tuple[str, str, NoteKind] | None:
    if row.is_archived:
        return ("Archived.", "Open it to restore it.", "warn")
    if row.has_ended:
        ended = f"It ended on {long_date(row.ends_on)}." if row.ends_on else ""
        return ("The contract has ended.", ended, "info")
    found = row.decision
    if found is None:
        return None
    kind: NoteKind = "danger" if found.is_missed(today) else "warn"
    return (f"{found.kind.words}:", f"{long_date(found.on)}, {ago(found.on, today)}.", kind)


def _facts(row: ContractRow, today: date) -> list[FactLine]:
    is_past = row.notice_on is not None and row.notice_on < today and not row.has_ended
    value = row.yearly_value_pence
    facts = [
        FactLine("Starts", short_date(row.starts_on) if row.starts_on else "Not recorded"),
        FactLine("Ends", short_date(row.ends_on) if row.ends_on else "No end date"),
        FactLine(
            "Notice by", short_date(row.notice_on) if row.notice_on else "Not known",
            "danger" if is_past else "",
        ),
        FactLine("A year", money(value) if value is not None else "Not recorded"),
        FactLine("Services", count(row.services, "service") if row.services else "None"),
        FactLine("Funding", row.funding.words),
    ]  # fmt: skip
    if row.theme:
        facts.append(FactLine("Theme", row.theme))
    facts.append(FactLine("Manager", row.contract_manager or "Not named"))
    return facts

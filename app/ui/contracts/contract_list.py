"""The contracts list: those that need a decision first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.domain.vocabulary import ContractType, Funding
from app.domain.words import count, money
from app.domain.working_days import add_months
from app.services import contracts
from app.services.contracts import ContractRow
from app.services.register_export import RegisterChoice
from app.ui import acts
from app.ui.context import Context
from app.ui.contracts.contract_preview import show_contract
from app.ui.record_tables import contract_columns
from app.ui.register_list import Act, ListWords, RegisterListPage, archived_filter
from app.ui.widgets.filter_bar import Filter, Option

_WORDS = ListWords(
    "contract", "contracts", "Find by title or reference", "next decision first", "ph.file-text"
)


class ContractListPage(RegisterListPage[ContractRow]):
    """Every contract of the register."""

    changed_kinds = frozenset({"contract", "contract_service", "provider", "officer"})

    def __init__(self, context: Context) -> None:
        columns = contract_columns(context.today, is_full=True)
        super().__init__(context, _WORDS, columns, _filters(context.today), _text)

    def start_reading(self) -> None:
        acts.read(
            self.context, self, contracts.list_contracts,
            on_result=self.show_rows, on_error=self.on_failed,
        )  # fmt: skip

    def sentence(self, shown: Sequence[ContractRow]) -> str:
        return f"{self.part_shown(shown)}{_sentence(shown, self.context.today())}"

    def show_preview(self, row: ContractRow) -> None:
        show_contract(
            self.preview, row, self.context.today(),
            lambda: self.navigate.emit("contract", row.id),
            lambda: self.navigate.emit("provider", row.provider_id),
        )  # fmt: skip

    def choice_of(self, keys: list[str], words: str) -> RegisterChoice:
        return RegisterChoice(contract_ids=keys, words=words)

    def menu_acts(self, row: ContractRow) -> Sequence[Act]:
        return (("Open its provider", lambda: self.navigate.emit("provider", row.provider_id)),)

    def archive(self, row: ContractRow) -> None:
        self.write(contracts.archive_contract, row.id)

    def restore(self, row: ContractRow) -> None:
        self.write(contracts.restore_contract, row.id)


def _filters(today: Callable[[], date]) -> tuple[Filter[ContractRow], ...]:
    return (
        Filter(
            "type", "Type", [Option(t.value, t.words.lower()) for t in ContractType],
            lambda row, value: row.contract_type.value == value,
        ),
        Filter(
            "funding", "Funding", [Option(f.value, f.words) for f in Funding],
            lambda row, value: row.funding.value == value,
        ),
        Filter(
            "decision", "Decision",
            (Option("needed", "needed in 3 months"), Option("missed", "date passed")),
            lambda row, value: _has_decision(row, value, today()), all_words="any",
        ),
        Filter(
            "ends", "Ends",
            (Option("12", "within 12 months"), Option("ended", "ended"),
             Option("none", "no end date")),
            lambda row, value: _ends(row, value, today()), all_words="any time",
        ),
        archived_filter(),
    )  # fmt: skip


def _has_decision(row: ContractRow, value: str, today: date) -> bool:
    if row.decision is None:
        return False
    return value == "needed" or row.decision.on < today


def _ends(row: ContractRow, value: str, today: date) -> bool:
    if value == "none":
        return row.ends_on is None
    if value == "ended":
        return row.has_ended
    return row.ends_on is not None and today <= row.ends_on <= add_months(today, 12)


def _sentence(shown: Sequence[ContractRow], today: date) -> str:
    running = [row for row in shown if not row.has_ended]
    needed = sum(row.decision is not None for row in running)
    missed = sum(row.decision is not None and row.decision.on < today for row in running)
    worth = sum(row.yearly_value_pence or 0 for row in running)
    value = f", worth {money(worth)} a year" if worth else ""
    first = f"{count(len(running), 'contract')} running{value}."
    if not needed:
        return f"{first} No decision is needed in the next three months."
    passed = f", {missed} of them with a date that has passed" if missed else ""
    verb = "needs" if needed == 1 else "need"
    return f"{first} {needed} {verb} a decision within three months{passed}."


def _text(row: ContractRow) -> str:
    return f"{row.title} {row.reference} {row.provider_name} {row.theme}"

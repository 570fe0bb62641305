"""One contract: terms, services covered, dates with how they are worked out, documents, history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.contracts import DEFAULT_CONTRACT_PERIODS, DecisionKind, notice_words
from app.domain.vocabulary import PriceUnit
from app.domain.words import ago, long_date, money, short_date
from app.services import contracts, documents, service_rows
from app.services.contracts import ContractDetail, ContractDraft
from app.ui import acts, record_tables
from app.ui.contacts_block import ContactsBlock
from app.ui.context import Context
from app.ui.contracts.contract_form import price_words
from app.ui.contracts.documents_panel import DocumentsPanel
from app.ui.history_panel import HistoryPanel
from app.ui.record_page import RecordPage, scrolling
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button
from app.ui.widgets.detail_header import Fact
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.labels import Tone
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.note import Note
from app.ui.widgets.two_columns import TwoColumns


@dataclass(frozen=True)
class _Head:
    detail: ContractDetail
    documents: int


class ContractPage(RecordPage):
    """The page of a contract; its key is the contract's id."""

    changed_kinds = frozenset(
        {"contract", "contract_service", "contract_document", "contact", "provider", "service",
         "officer", "visit", "rating"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, "contract", "Contract", "Contracts")
        self._head: _Head | None = None
        self.add_menu_item("Open its provider", "contract_provider", self._on_provider)
        self._archive = self.add_menu_item("Archive", "contract_archive", self._on_archive)
        self.add_action(
            button("Add a document", name="contract_add_document", icon="ph.paperclip",
                   on_click=self._on_add_document)
        )  # fmt: skip
        self.add_action(
            button("Edit", "primary", name="contract_edit", icon="ph.pencil-simple",
                   on_click=self._on_edit)
        )  # fmt: skip
        self._make_tabs(context)
        self.set_tabs(
            [
                ("terms", "Terms", scrolling(self._terms, "contract_terms")),
                ("services", "Services", self.services_panel),
                ("dates", "Dates", scrolling(self._dates, "contract_dates")),
                ("documents", "Documents", self.documents),
                ("history", "History", self.history),
            ]
        )

    def _make_tabs(self, context: Context) -> None:
        self.terms = FactsTable("contract_terms_facts", name_width=170)
        self.money = FactsTable("contract_money_facts", name_width=170)
        self.contacts = ContactsBlock(context, "contract_contacts", "contract_id")
        self._terms = TwoColumns(
            [Block("contract_terms_block", "Terms", self.terms),
             Block("contract_money_block", "Money and procurement", self.money)],
            [self.contacts],
        )  # fmt: skip
        services = record_tables.make_services_table(context, "contract_services")
        services.opened.connect(partial(self.open_record, "service"))
        self.services_panel = ListPanel(
            services, thing="services", empty=StateOfList("empty", "No services are covered yet",
            "Edit the contract and tick them.", NextStep("Edit the contract", self._on_edit)),
        )  # fmt: skip
        self.notice = Note("", name="contract_notice")
        self.dates = FactsTable("contract_dates_facts", name_width=220)
        self._dates = QWidget()
        column = QVBoxLayout(self._dates)
        column.setContentsMargins(0, 8, 12, 16)
        column.setSpacing(16)
        column.addWidget(self.notice)
        column.addWidget(Block("contract_calendar_block", "What has to be decided", self.dates))
        column.addStretch(1)
        self.documents = DocumentsPanel(context)
        self.history = HistoryPanel(context, "contract")

    # --- reading ----------------------------------------------------------------------------

    def reload_head(self) -> None:
        acts.read(self.context, self, _read_head, self.key, on_result=self._on_head)

    def reload_tab(self, key: str) -> None:
        match key:
            case "terms":
                self.contacts.show_record(self.key)
            case "services":
                self.read_into(
                    self.services_panel, service_rows.list_services, contract_id=self.key
                )
            case "documents":
                self.documents.show_record(self.key)
            case "history":
                self.history.show_record(self.key)

    def _on_head(self, head: _Head) -> None:
        self._head = head
        detail, draft, today = head.detail, head.detail.draft, self.context.today()
        self.set_title(draft.title)
        ended = " It has ended." if detail.has_ended else ""
        kind = draft.contract_type.words if draft.contract_type else ""
        self.set_sentence(f"{draft.reference}. {kind} contract with {detail.provider_name}.{ended}")
        self.archived_note.setVisible(detail.is_archived)
        self._archive.setVisible(not detail.is_archived)
        self.facts.set_facts(_facts(detail))
        self.tabs.set_count("services", len(draft.service_ids))
        self.tabs.set_count("documents", head.documents)
        self.terms.set_facts(_terms(detail))
        self.money.set_facts(_money(draft))
        strong, words, kind_of = _notice(draft, detail, today)
        self.notice.set_words(strong, words, kind_of)
        self.dates.set_facts(self._calendar(detail))

    def _calendar(self, detail: ContractDetail) -> list[FactLine]:
        today = self.context.today()
        if not detail.decisions:
            return [FactLine("Nothing", "No dates are recorded, or the contract has ended.")]
        found = []
        for decision in detail.decisions:
            late: Tone = "danger" if decision.is_missed(today) else "warn"
            tone: Tone = late if decision.on < today else ""
            words = f"{long_date(decision.on)}, {ago(decision.on, today)}"
            how = _how(decision.kind, detail.draft)
            found.append(FactLine(decision.kind.words, f"{words}{how}", tone))
        return found

    # --- acts -------------------------------------------------------------------------------

    def restore_record(self) -> None:
        acts.write(self.context, self, contracts.restore_contract, self.key, offers_undo=True)

    def _on_archive(self) -> None:
        acts.write(self.context, self, contracts.archive_contract, self.key, offers_undo=True)

    def _on_edit(self) -> None:
        self.navigate.emit("contract_form", self.key)

    def _on_provider(self) -> None:
        if self._head is not None:
            self.navigate.emit("provider", self._head.detail.draft.provider_id)

    def _on_add_document(self) -> None:
        self.tabs.choose("documents")
        self.documents.ask_for_file()


def _read_head(reading: Any, key: str) -> _Head:
    return _Head(contracts.get_contract(reading, key), documents.count_documents(reading, key))


def _facts(detail: ContractDetail) -> list[Fact]:
    draft = detail.draft
    value = draft.yearly_value_pence
    dates = [short_date(day) if day else "no date" for day in (draft.starts_on, draft.ends_on)]
    return [
        Fact("Provider", detail.provider_name),
        Fact("Runs", f"{dates[0]} to {dates[1]}"),
        Fact("A year", money(value) if value is not None else "Not recorded"),
        Fact("Notice", draft.notice.words if draft.notice else "Not recorded"),
        Fact("Contract manager", detail.contract_manager or "Not named"),
    ]


def _terms(detail: ContractDetail) -> list[FactLine]:
    draft = detail.draft
    lines = [
        ("Description", draft.description),
        ("Theme", draft.theme),
        ("Department", draft.department),
        ("Start", long_date(draft.starts_on) if draft.starts_on else "Not recorded"),
        ("End", long_date(draft.ends_on) if draft.ends_on else "No end date"),
        ("Notice period", draft.notice.words if draft.notice else "Not recorded"),
        ("Extension options", draft.extension_options),
        ("Obligations", draft.obligations),
        ("Notes", draft.notes),
    ]
    return [FactLine(name, words) for name, words in lines if words]


def _money(draft: ContractDraft) -> list[FactLine]:
    vat = draft.irrecoverable_vat_pence
    value = draft.yearly_value_pence
    lines = [
        ("Yearly value", money(value) if value is not None else "Not recorded"),
        ("Irrecoverable VAT", money(vat) if vat is not None else ""),
        ("Unit price", _price(draft.unit_price_ten_thousandths, draft.price_unit)),
        ("Funding", draft.funding.words),
        ("Procurement route", draft.procurement_route),
        ("Light touch", "Yes" if draft.is_light_touch else "No"),
    ]
    return [FactLine(name, words) for name, words in lines if words]


def _price(price: int | None, unit: PriceUnit | None) -> str:
    if price is None:
        return ""
    return f"{price_words(price)} {unit.words}" if unit else price_words(price)


def _notice(draft: ContractDraft, detail: ContractDetail, today: Any) -> tuple[str, str, Any]:
    """The last day to give notice, and how it is worked out."""
    words = notice_words(draft.ends_on, draft.notice, today)
    if draft.ends_on is None or draft.notice is None:
        return words, "Edit the contract to record it.", "info"
    if detail.has_ended:
        return "The contract has ended.", words, "info"
    how = f"It ends on {long_date(draft.ends_on)}, and the notice is {draft.notice.words}."
    on = next(d.on for d in detail.decisions if d.kind is DecisionKind.NOTICE)
    if on < today:
        return words, how, "danger"
    return words, how, "warn" if (on - today).days <= contracts.DECISION_HORIZON_DAYS else "info"


def _how(kind: DecisionKind, draft: ContractDraft) -> str:
    match kind:
        case DecisionKind.NOTICE if draft.notice:
            return f" ({draft.notice.words} before the end)"
        case DecisionKind.PROCUREMENT:
            return f" ({DEFAULT_CONTRACT_PERIODS.procurement.words} before the end)"
        case DecisionKind.REVIEW if draft.review_on is None:
            return " (each year on the day it started)"
    return ""

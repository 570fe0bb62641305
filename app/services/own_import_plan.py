"""What the rows of a council's own spreadsheet would do to the register: add, change, nothing.

Providers come first, then services, contracts, contacts, visits and actions, so that a row may
name a record that another row adds. Nothing is written here. The planner works with Settling
(what comes of a row), Naming (what a row names), ContractRows and PastRows (a kind of row each).
"""

from __future__ import annotations

from app.db.work import Reading
from app.domain.vocabulary import ServiceType
from app.errors import RuleError, RulesError
from app.services.own_import_contracts import ContractRows
from app.services.own_import_drafts import given_values, manager_in_post, manager_named
from app.services.own_import_fields import RECORD_ID, Target
from app.services.own_import_items import Decisions, OwnPlan
from app.services.own_import_match import SAME_RECORD, Candidate, Entry, Match, Register
from app.services.own_import_naming import Naming, among_of
from app.services.own_import_past import PastRows
from app.services.own_import_rows import ReadRow
from app.services.own_import_settle import LeftOutError, Settling
from app.services.providers import ProviderDraft
from app.services.services import ServiceDraft


def make_plan(
    reading: Reading, register: Register, rows: list[ReadRow], decisions: Decisions
) -> OwnPlan:
    """Compare rows with the register. The register grows by what would be added."""
    settling = Settling(reading, register, decisions)
    planner = _Planner(settling)
    for target in Target:
        for row in rows:
            if row.target is target:
                planner.take(row)
    return settling.plan


class _Planner:
    """Plans every kind of row; those of providers and services here."""

    def __init__(self, settling: Settling) -> None:
        self._settling = settling
        self._register = settling.register
        self._naming = Naming(settling)
        self._contracts = ContractRows(settling, self._naming)
        self._past = PastRows(settling, self._naming)

    def take(self, row: ReadRow) -> None:
        """Plan one row; a row that cannot be taken is remarked."""
        takers = {
            Target.PROVIDERS: self._provider_row,
            Target.SERVICES: self._service_row,
            Target.CONTRACTS: self._contracts.contract_row,
            Target.CONTACTS: self._contracts.contact_row,
            Target.VISITS: self._past.visit_row,
            Target.ACTIONS: self._past.action_row,
        }
        try:
            takers[row.target](row)
        except LeftOutError as error:
            if str(error):
                self._settling.remark(row, str(error))
        except RuleError as error:
            self._settling.remark(row, str(error))
        except RulesError as error:
            reasons = [row.unread.get(one.field, str(one)) for one in error.problems]
            self._settling.remark(row, ". ".join(reasons))

    def _provider_row(self, row: ReadRow) -> None:
        if not row.text("name"):
            raise LeftOutError("No name of a provider")
        match = self._register.provider(
            row.text("name"), cqc_id=row.text("cqc_provider_id"),
            record_id=row.text(RECORD_ID), postcode=row.text("postcode"), among=among_of(row),
        )  # fmt: skip
        entry, why = self._naming.decided(
            match, row, Target.PROVIDERS, row.text("name"), row.text("postcode")
        )
        given = given_values(row, ProviderDraft) | self._settling.told(
            manager_named(row, self._register), row
        )
        blank = ProviderDraft("")
        self._settling.settle(row, entry, self._register.providers, given, blank, why)

    def _service_row(self, row: ReadRow) -> None:
        if not row.text("name"):
            raise LeftOutError("No name of a service")
        provider = self._naming.provider_of(row)
        match = self._register.service(
            row.text("name"), location_id=row.text("cqc_location_id"),
            record_id=row.text(RECORD_ID), postcode=row.text("postcode"),
            provider_id=provider.id if provider else "", among=among_of(row),
            service_type=row.values.get("service_type"),
        )  # fmt: skip
        match, is_apart = self._told_apart(row, match)
        more = provider.name if provider else row.text("postcode")
        entry, why = self._naming.decided(match, row, Target.SERVICES, row.text("name"), more)
        given = given_values(row, ServiceDraft) | manager_in_post(row)
        if entry is None or row.is_ours:
            given["provider_id"] = provider.id if provider else ""
        elif provider and provider.id != entry.draft.provider_id:
            owner = self._register.providers[entry.draft.provider_id].name
            self._settling.remark(
                row,
                f"The register has “{entry.name}” under {owner}. Change the owner on its page, so "
                "that its past is kept",
                is_left_out=False,
            )
        if entry is None and not given.get("provider_id"):
            raise LeftOutError("No provider is named")
        if entry is None and "is_regulated" not in given and not given.get("cqc_location_id"):
            given["is_regulated"] = given.get("service_type") is not ServiceType.DAY_OPPORTUNITIES
        blank = ServiceDraft("", "", None)
        placed = self._settling.settle(row, entry, self._register.services, given, blank, why, more)
        if entry is None:
            self._point_out(row, placed, is_apart)
        self._past.last_visit(row, placed)

    def _told_apart(self, row: ReadRow, match: Match) -> tuple[Match, str]:
        """A row of another type than the row that its match came from is not the same service.

        Also returns which row that is, in words; empty when nothing keeps them apart.
        """
        entry = match.entry
        first = self._settling.seen.get(entry.id) if entry is not None else None
        if entry is None or first is None or match.why == SAME_RECORD:
            return match, ""
        told = {one.values.get("service_type") for one in (row, first)}
        if None in told or len(told) == 1:
            return match, ""
        sure = Candidate(entry.id, entry.name, entry.more, f"{match.why}, another type")
        return Match(candidates=() if entry.is_new else (sure,)), f"row {first.number}"

    def _point_out(self, row: ReadRow, placed: Entry, is_apart: str) -> None:
        """Several services may carry one CQC ID: allowed, and said."""
        location_id = placed.draft.cqc_location_id
        shared = [
            other.name
            for other in self._register.services.values()
            if location_id and other is not placed and other.draft.cqc_location_id == location_id
        ]
        if shared:
            words = f"The CQC ID {location_id} is also that of “{shared[0]}”: each is a service"
            self._settling.remark(row, f"{words} of its own", is_left_out=False)
        elif is_apart:
            words = f"The same name as {is_apart}, but another type: a service of its own"
            self._settling.remark(row, words, is_left_out=False)

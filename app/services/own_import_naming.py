"""Which records a row of a council's own spreadsheet names; asks where that is not sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.domain.matching import folded_name
from app.services.draft_checks import cleaned
from app.services.own_import_fields import RECORD_ID, Target
from app.services.own_import_items import LEAVE_OUT, NEW, Question
from app.services.own_import_match import SAME_RECORD, Among, Candidate, Entry, Match
from app.services.own_import_rows import ReadRow
from app.services.own_import_settle import MAY_BE_NEW, TOLD, LeftOutError, Settling, decision_key
from app.services.providers import ProviderDraft


class Naming:
    """Finds providers and services by what a row says of them; what is new goes to `settling`."""

    def __init__(self, settling: Settling) -> None:
        self._settling = settling
        self._register = settling.register

    def provider_of(self, row: ReadRow) -> Entry | None:
        """The provider that a row names; one that nobody knows yet is added by its name."""
        known = self.by_record_id(row, "provider_id", self._register.providers)
        name = row.text("provider")
        if known is not None or not name:
            return known
        match = self._register.provider(name, cqc_id=row.text("cqc_provider_id"))
        entry, _ = self.decided(match, row, Target.PROVIDERS, name, "")
        if entry is not None:
            return entry
        draft = cleaned(ProviderDraft(name, cqc_provider_id=row.text("cqc_provider_id")))
        return self._settling.add(row, Target.PROVIDERS, draft, "", self._register.providers)

    def service_named(self, row: ReadRow, name: str = "") -> Entry:
        """The service that a row names. A name alone adds none."""
        name = name or row.text("service")
        location_id = row.text("location_id")
        if not name and not location_id:
            raise LeftOutError("No service is named")
        provider = self._register.provider(row.text("provider")).entry
        match = self._register.service(
            name, location_id=location_id, provider_id=provider.id if provider else ""
        )
        if match.entry is not None:
            return match.entry
        if not match.candidates:
            raise LeftOutError(f"No service “{name or location_id}” in the register or this file")
        key = f"which:{folded_name(name)}:{location_id}"
        decision = self._ask(key, row, Target.SERVICES, name or location_id, row.text("provider"),
                             match.candidates, may_add=False)  # fmt: skip
        if decision in self._register.services:
            return self._register.services[decision]
        waits = decision != LEAVE_OUT
        raise LeftOutError("" if waits else f"“{name or location_id}” is left out")

    def by_record_id(self, row: ReadRow, name: str, known: Mapping[str, Entry]) -> Entry | None:
        """The record whose id stands in the column `name`, as in a workbook of ours."""
        record_id = row.text(name)
        return known.get(self._settling.ids.get(record_id, record_id)) if record_id else None

    def decided(
        self, match: Match, row: ReadRow, target: Target, name: str, more: str
    ) -> tuple[Entry | None, str]:
        """The entry that a row means, None when it is new. Asks where it is not sure.

        A sure match counts unless the user said that the row is new, or is to be left out.
        """
        key = decision_key(row, target, name)
        if match.entry is not None and _may_be_new(row, target, match):
            if self._settling.decisions.get(key) not in {NEW, LEAVE_OUT}:
                return match.entry, match.why
            sure = Candidate(match.entry.id, match.entry.name, match.entry.more, match.why)
            match = Match(candidates=(sure,))
        if match.entry is not None or not match.candidates:
            return match.entry, match.why
        decision = self._ask(key, row, target, name, more, match.candidates, may_add=True)
        known = self._register.providers | self._register.services
        if decision in known:
            return known[decision], TOLD
        if decision == LEAVE_OUT:
            raise LeftOutError(f"“{name}” is left out")
        return (self._added(name) if target is Target.PROVIDERS else None), ""

    def _added(self, name: str) -> Entry | None:
        """The provider of this name that an earlier row adds."""
        added = (entry for entry in self._register.providers.values() if entry.is_new)
        return next((one for one in added if folded_name(one.name) == folded_name(name)), None)

    def _ask(
        self, key: str, row: ReadRow, target: Target, name: str, more: str,
        candidates: tuple[Candidate, ...], *, may_add: bool,
    ) -> str:  # fmt: skip
        known = self._settling.plan.questions.get(key)
        decision = self._settling.decisions.get(key, "")
        if known is not None:
            self._settling.plan.questions[key] = replace(known, rows=known.rows + 1)
        else:
            self._settling.plan.questions[key] = Question(
                key, target, row.sheet, row.number, name, more, candidates, may_add, decision
            )
        return decision


def _may_be_new(row: ReadRow, target: Target, match: Match) -> bool:
    """True for a row of its own that was matched with a stored record, but not by our record id."""
    is_stored = match.entry is not None and not match.entry.is_new
    is_own = row.target is target and target in MAY_BE_NEW
    return is_own and is_stored and match.why != SAME_RECORD


def among_of(row: ReadRow) -> Among:
    """Which records a row of its own may mean."""
    return Among.STORED if row.text(RECORD_ID) else Among.SAME_IN_FILE

"""Life of a visit: what may follow what, and version numbers.

Promises: a final version is never edited, an amendment is a new version with its reason.
Source: DOMAIN "The visit", Life and Versions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.vocabulary import VisitStatus
from app.errors import LockedRecordError, RuleError

_FOLLOWS: Mapping[VisitStatus, tuple[VisitStatus, ...]] = {
    VisitStatus.PLANNED: (VisitStatus.IN_PROGRESS, VisitStatus.CANCELLED),
    VisitStatus.IN_PROGRESS: (VisitStatus.DRAFT, VisitStatus.ABANDONED),
    VisitStatus.DRAFT: (
        VisitStatus.IN_PROGRESS,
        VisitStatus.WITH_PROVIDER,
        VisitStatus.FINAL,
        VisitStatus.AMENDED,
        VisitStatus.ABANDONED,
    ),
    VisitStatus.WITH_PROVIDER: (VisitStatus.DRAFT, VisitStatus.FINAL, VisitStatus.AMENDED),
    VisitStatus.FINAL: (VisitStatus.DRAFT,),
    VisitStatus.AMENDED: (VisitStatus.DRAFT,),
    VisitStatus.CANCELLED: (VisitStatus.PLANNED,),
    VisitStatus.ABANDONED: (VisitStatus.IN_PROGRESS,),
}
"""FINAL and AMENDED go back to DRAFT as an amendment only: a new version, never the old one."""

SIGNED_OFF = (VisitStatus.FINAL, VisitStatus.AMENDED)
"""Visits with a signed version that holds."""
DROPPED = (VisitStatus.CANCELLED, VisitStatus.ABANDONED)
"""Visits that came to nothing; each has a reason."""
WENT = (VisitStatus.IN_PROGRESS, VisitStatus.DRAFT, VisitStatus.WITH_PROVIDER, *SIGNED_OFF)
"""Visits that somebody has begun and that count."""


def check_transition(old: VisitStatus, new: VisitStatus, reason: str = "") -> None:
    """Raises RuleError when a visit may not go from `old` to `new`, or lacks a reason for it.

    Cancelling, abandoning and amending need a reason.
    """
    if new not in _FOLLOWS[old]:
        raise RuleError(f"A visit that is {_low(old)} cannot become {_low(new)}", "status")
    if not reason.strip() and (new in DROPPED or old in SIGNED_OFF):
        what = "amended" if old in SIGNED_OFF else _low(new)
        raise RuleError(f"Say why the visit is {what}", "reason")


def read_time(typed: str) -> str:
    """A time of day as "09:30", from "9:30", "9.30", "09.30" or "0930"; "" for none.

    Raises RuleError.
    """
    plain = typed.strip()
    if not plain:
        return ""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])", plain)
    if found is None:
        words = "Enter the time as hours and minutes, for example 09:30 or 14:00"
        raise RuleError(words, "planned_time")
    return f"{found[1]:0>2}:{found[2]}"


def _low(status: VisitStatus) -> str:
    return status.words.split(" (")[0].lower()


@dataclass(frozen=True, slots=True, order=True)
class VersionNumber:
    """A version: 0.x until final, 1.0 final, 1.1 and on for amendments. Sorts as numbers do."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def is_before_final(self) -> bool:
        """True for 0.x."""
        return self.major == 0

    def next_draft(self) -> VersionNumber:
        """The next draft before the final. Raises LockedRecordError from 1.0 on."""
        if not self.is_before_final:
            raise LockedRecordError(f"Version {self} is signed off. Amend it as a new version.")
        return VersionNumber(0, self.minor + 1)

    def signed_off(self) -> VersionNumber:
        """The number at sign-off: 1.0 for a first final; an amendment keeps its own."""
        return VersionNumber(1, 0) if self.is_before_final else self

    def amendment(self) -> VersionNumber:
        """The number of an amendment of this version. Raises RuleError before the final."""
        if self.is_before_final:
            raise RuleError(f"Version {self} is a draft. Change it as it is.")
        return VersionNumber(self.major, self.minor + 1)

    @property
    def signed_status(self) -> VisitStatus:
        """The status of a visit whose newest signed version this is."""
        return VisitStatus.AMENDED if self > VersionNumber(1, 0) else VisitStatus.FINAL


FIRST_VERSION = VersionNumber(0, 1)


def parse_version(text: str) -> VersionNumber:
    """A stored version number. Raises ValueError for any other text."""
    match = re.fullmatch(r"(\d{1,4})\.(\d{1,4})", text)
    if match is None:
        raise ValueError(f"not a version number: {text!r}")
    return VersionNumber(int(match[1]), int(match[2]))

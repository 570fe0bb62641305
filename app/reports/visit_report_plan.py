"""The numbers of the sections of a visit report, known before any section is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How many findings sections there are, and which of the other sections stand in the report."""

    findings: int
    has_other: bool
    is_full: bool

    summary: int = 1
    conduct: int = 2

    @property
    def first_finding(self) -> int:
        """The number of the first key question's section."""
        return 3 if self.is_full else 2

    @property
    def other(self) -> int:
        """The number of the section on what is not scored."""
        return self.first_finding + self.findings

    @property
    def actions(self) -> int:
        """The number of the section on actions."""
        return self.other + int(self.has_other)

    @property
    def scoring(self) -> int:
        """The number of the section on how the ratings were reached (full report only)."""
        return self.actions + 1

    @property
    def sign_off(self) -> int:
        """The number of the last section."""
        return self.actions + (2 if self.is_full else 1)

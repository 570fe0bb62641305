"""The small tree of errors raised on purpose; each one words itself for the person who reads it.

Three kinds: a *rule* stands beside a field, a *circumstance* is told once in a dialog or on
standard error, and everything else is a bug. Only `ui/messages.py` and `cli.py` speak.
"""

from __future__ import annotations


class QualityMonitorError(Exception):
    """Base of all errors raised on purpose. `str(error)` is one plain sentence for the user."""


class RuleError(QualityMonitorError):
    """Something typed breaks a rule. Said beside its field, never in a dialog.

    `field` is the name of the draft's attribute; empty when the rule concerns the whole draft.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class RulesError(QualityMonitorError):
    """Several rules are broken at once; `problems` holds one RuleError for each, in form order."""

    def __init__(self, problems: list[RuleError]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


class CircumstanceError(QualityMonitorError):
    """The world is in the way (disk full, file in use). Says what happened and what to do."""


class NotFoundError(QualityMonitorError):
    """A record that was asked for by its key or reference is not there."""


class StaleError(CircumstanceError):
    """The record was changed elsewhere since it was read; nothing was overwritten."""


class LockedRecordError(QualityMonitorError):
    """A signed-off version (or the change log) was about to be changed; nothing was."""


class FileRefusedError(CircumstanceError):
    """A file from outside, or a database, cannot be taken; says why and what to do instead."""


class NotSavedError(CircumstanceError):
    """A save did not reach the disk; what was typed is still with the caller."""


class CancelledError(QualityMonitorError):
    """A long job was cancelled by the user; nothing was changed."""

"""What every page is given: the services and the parts of the window it may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.settings import SettingsFile
from app.ui.background import Background
from app.ui.changes import Changes
from app.ui.messages import Messages

if TYPE_CHECKING:
    from app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is signed in."""

    name: str
    role: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """One for the whole window; pages keep it and pass it on to what they build.

    `services` is the facade that bootstrap made (`app.services`); `today` and `now` are the only
    clock a page may read.
    """

    services: Any
    settings: SettingsFile
    theme: Theme
    background: Background
    messages: Messages
    changes: Changes
    today: Callable[[], date]
    now: Callable[[], datetime]
    officer: Officer

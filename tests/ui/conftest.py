"""A Context without services, for tests of the parts of the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from app.settings import SettingsFile
from app.ui.background import Background
from app.ui.changes import Changes
from app.ui.context import Context, Officer
from app.ui.messages import Messages
from app.ui.theme import Theme

TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 14, 32, 7)  # noqa: DTZ001  local time, as shown


@pytest.fixture
def context(qapp: Any) -> Iterator[Context]:
    """Settings in memory, a clock that stands still."""
    background = Background()
    yield Context(
        services=None,
        settings=SettingsFile(),
        theme=qapp.findChild(Theme),
        background=background,
        messages=Messages(),
        changes=Changes(),
        today=lambda: TODAY,
        now=lambda: NOW,
        officer=Officer("Helen Marsh", "Contract manager", "HM"),
    )
    background.close()

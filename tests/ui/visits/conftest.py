"""Fixtures for the pages of a visit: a stage with real services, a window around one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.ui.page import Page
from app.ui.visits.mode_page import VisitModePage
from tests.ui.visits.stage import Stage

MakePage = Callable[..., Any]


@pytest.fixture
def stage(qapp: Any, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path / "visits.cqm")
    yield made
    made.close()


@pytest.fixture
def shown(stage: Stage, qtbot: Any) -> MakePage:
    """Shows a page on a key and waits until `is_ready(page)`; hears where it wants to go."""

    def show(kind: type[Page], key: str, is_ready: Callable[[Any], bool]) -> Any:
        page = kind(stage.context)
        qtbot.addWidget(page)
        page.resize(1366, 740)
        page.went = []
        page.navigate.connect(lambda name, to: page.went.append((name, to)))
        page.show_key(key)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        stage.wait_until(qtbot, lambda: is_ready(page))
        return page

    return show


@pytest.fixture
def visit_id(stage: Stage) -> str:
    return stage.visit()


@pytest.fixture
def mode(shown: Any, visit_id: str) -> Any:
    return shown(VisitModePage, visit_id, lambda page: page.question is not None)

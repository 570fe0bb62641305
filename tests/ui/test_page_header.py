"""The head of a page: chips stand beside the whole title, or under it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.detail_header import PageHeader


@pytest.mark.parametrize(("width", "is_beside"), [(1100, True), (620, False)])
def test_chips_go_under_a_title_that_needs_the_room(
    qtbot: QtBot, width: int, is_beside: bool
) -> None:
    header = PageHeader("Umberhollow Homecare Tessbury")
    qtbot.addWidget(header)
    header.add_action(button("Plan a visit", "primary", name="plan"))
    header.set_chips([Chip("cqc", 3, has_owner=True), Chip("own", 2, has_owner=True)])
    header.resize(width, 100)
    header.show()
    QApplication.processEvents()
    chips = [chip for chip in header.findChildren(RatingChip) if chip.isVisible()]
    title = header._title
    assert len(chips) == 2
    assert (chips[0].mapTo(header, chips[0].rect().center()).y() < title.y() + title.height()) is (
        is_beside
    )
    assert title.toolTip() == ""


def test_other_chips_replace_those_before(qtbot: QtBot) -> None:
    header = PageHeader("Oak House")
    qtbot.addWidget(header)
    header.resize(900, 100)
    header.show()
    header.set_chips([Chip("cqc", 3), Chip("own", 2)])
    header.set_chips([Chip("own", 4)])
    QApplication.processEvents()
    shown = [c.accessibleName() for c in header.findChildren(RatingChip) if c.isVisible()]
    assert shown == ["Ours Excellent"]
    header.set_chips([])
    QApplication.processEvents()
    assert not [c for c in header.findChildren(RatingChip) if c.isVisible()]

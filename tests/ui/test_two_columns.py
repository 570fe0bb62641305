"""Two columns stand beside each other, or under each other where there is no room."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.ui.widgets.labels import label
from app.ui.widgets.two_columns import TwoColumns


def shown(qtbot: QtBot, width: int, *, wraps: bool) -> tuple[QScrollArea, TwoColumns]:
    words = "Ring the side door; the front door is alarmed. " * 6
    main = [label(words, wrap=wraps) if wraps else label(words[:40])]
    columns = TwoColumns(main, [label("Contacts")])
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(columns)
    qtbot.addWidget(area)
    area.resize(width, 400)
    area.show()
    return area, columns


def test_columns_stand_beside_each_other_in_a_wide_window(qtbot: QtBot) -> None:
    _area, columns = shown(qtbot, 1100, wraps=False)
    assert not columns.is_stacked


def test_columns_stand_under_each_other_in_a_narrow_window(qtbot: QtBot) -> None:
    _area, columns = shown(qtbot, 700, wraps=False)
    assert columns.is_stacked


def test_long_words_that_fit_bring_no_scroll_bar(qtbot: QtBot) -> None:
    area, _ = shown(qtbot, 1100, wraps=True)
    assert area.verticalScrollBar().maximum() == 0


def test_content_is_never_squeezed_below_its_height(qtbot: QtBot) -> None:
    area, columns = shown(qtbot, 1100, wraps=False)
    columns.layout().itemAt(0).widget().setFixedHeight(900)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 400)

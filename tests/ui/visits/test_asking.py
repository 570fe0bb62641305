"""How the acts on the open question ask for files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.visits.asking import Asking
from tests.ui.visits.stage import Stage


def test_files_are_looked_for_where_the_last_ones_were(
    stage: Stage, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    asking = Asking(stage.context, window, lambda: None)
    asked: list[str] = []

    def choose(_window: Any, _heading: str, folder: str, _kinds: str) -> tuple[list[str], str]:
        asked.append(folder)
        return ([str(tmp_path / "a.jpg")] if len(asked) == 1 else []), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    for heading in ("Add photos", "Add photos", "Add photos", "Add documents"):
        asking._choose_files(heading, "start", "All files (*)")
    assert asked == ["start", str(tmp_path), str(tmp_path), "start"]

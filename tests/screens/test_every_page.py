"""Every page of the window is drawn, light and dark, with records in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from app.bootstrap import Desk, make_window
from app.paths import Places
from app.services.office import Office
from app.settings import SettingsFile
from app.ui.main_window import MainWindow
from app.ui.pictures import SIZE, draw_pages, keys_of
from app.ui.theme import Theme
from tests.factory import a_register
from tests.visit_steps import add_service, answer, page_of, signed_visit, started_visit

LEAST_COLOURS = 12


@pytest.fixture
def window(office: Office, qapp: Any, tmp_path: Path) -> Iterator[MainWindow]:
    """The program's own window on a file with a register, a signed-off visit and a live one."""
    a_register(office, providers=8, services=14)
    service = add_service(office)
    signed_visit(office, service, level=2)
    live = started_visit(office, service)
    answer(office, live, next(iter(page_of(office, live).questions())).key, 2)
    places = Places(tmp_path / "data", tmp_path / "settings.json", tmp_path / "logs")
    desk = Desk(places, SettingsFile(), qapp, qapp.findChild(Theme))
    made = make_window(office, desk)
    yield made
    made.context.background.close()
    made.hide()
    made.deleteLater()


@pytest.mark.timeout(300)
def test_every_page_is_drawn_light_and_dark(
    window: MainWindow, office: Office, tmp_path: Path
) -> None:
    drawn = draw_pages(window, tmp_path / "pages", keys=keys_of(office))
    names = {name.replace("_", "-") for name in window.page_names}
    assert len(names) >= 15
    assert {path.name for path in drawn} == {
        f"{n}-{t}.png" for n in names for t in ("light", "dark")
    }
    pictures = {path.stem: QImage(str(path)) for path in drawn}
    for name in sorted(names):
        light, dark = pictures[f"{name}-light"], pictures[f"{name}-dark"]
        assert light.size() == SIZE, name
        assert len(colours_of(light)) >= LEAST_COLOURS, f"{name} is empty"
        assert lightness_of(light) > 200 > 60 > lightness_of(dark), name
    assert len({picture_bytes(pictures[f"{name}-light"]) for name in names}) == len(names)


def colours_of(picture: QImage) -> set[int]:
    """The colours on a coarse grid."""
    return {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
    }


def lightness_of(picture: QImage) -> int:
    """How light the frame is, 0 to 255: a page may show white paper in the dark."""
    return QColor(picture.pixel(3, 3)).lightness()


def picture_bytes(picture: QImage) -> bytes:
    return bytes(picture.constBits())

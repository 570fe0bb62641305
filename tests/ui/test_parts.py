"""Smaller parts: chips, icons, section list, side pane, wizard, PDF, settings, saving."""

from __future__ import annotations

import os
import subprocess
import sys
import weakref
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import settings as settings_module
from app import tokens
from app.errors import FileRefusedError, NotSavedError
from app.settings import Settings, SettingsFile, TableState, from_json, load, save, to_json
from app.ui import icons
from app.ui.status_line import StatusLine, backup_words
from app.ui.theme import Theme
from app.ui.widgets.autosave import SaveIndicator
from app.ui.widgets.buttons import ButtonKind, button, more_button
from app.ui.widgets.chips import Chip, RatingChip, chip_of, chip_width, paint_chip
from app.ui.widgets.columns import Columns
from app.ui.widgets.drawer import SidePane
from app.ui.widgets.pdf_view import PdfView
from app.ui.widgets.preview_pane import PreviewPane
from app.ui.widgets.section_list import SectionHeading, SectionItem, SectionList
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.wizard import Wizard

# --- buttons ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["primary", "secondary", "link"])
def test_enter_presses_the_focused_button_of_a_page(qtbot: QtBot, kind: ButtonKind) -> None:
    pressed: list[int] = []
    found = button("Go on", kind, name="go_on", on_click=lambda: pressed.append(1))
    qtbot.addWidget(found)
    qtbot.keyClick(found, Qt.Key.Key_Return)
    qtbot.keyClick(found, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert pressed == [1, 1]
    qtbot.keyClick(found, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1, 1]  # that key submits a form


def test_enter_opens_the_menu_of_a_button(qtbot: QtBot) -> None:
    menu = QMenu()
    menu.addAction("Archive")
    found = more_button(menu, name="more")
    qtbot.addWidget(found)
    found.show()
    qtbot.keyClick(found, Qt.Key.Key_Return)
    qtbot.waitUntil(menu.isVisible, timeout=1000)
    menu.close()


def test_foot_says_that_the_file_is_read_only(qtbot: QtBot) -> None:
    foot = StatusLine()
    qtbot.addWidget(foot)
    name = foot.findChild(QPushButton, "status_file")
    foot.set_file("council.cqm", "/home/ann/council.cqm", is_read_only=True)
    assert name.text() == "council.cqm, read-only"
    foot.set_file("council.cqm", "/home/ann/council.cqm")
    assert name.text() == "council.cqm"


# --- chips and icons -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chip", "words"),
    [
        (Chip("cqc", 4), "Outstanding"),
        (Chip("own", 1, score="37%", has_owner=True), "Ours Poor, 37%"),
        (Chip("own"), "Not visited"),
        (Chip("cqc", None, words="Insufficient evidence"), "Insufficient evidence"),
    ],
)
def test_chip_speaks_owner_word_and_score(chip: Chip, words: str) -> None:
    assert chip.spoken == words


def test_chip_spells_not_rated_one_way() -> None:
    assert Chip("cqc", None, words="Not Rated").text == Chip("cqc").text == "Not rated"
    assert Chip("cqc", None, words="Insufficient evidence").text == "Insufficient evidence"


def test_chip_takes_a_rating_by_its_level() -> None:
    class Rated:
        level = 2

    assert chip_of("cqc", Rated()).text == "Requires improvement"


def painted(chip: Chip, room: float) -> QImage:
    found = QImage(260, 24, QImage.Format.Format_ARGB32)
    found.fill(0)
    painter = QPainter(found)
    paint_chip(painter, chip, 0, 12, room)
    painter.end()
    return found


def test_chip_without_room_shows_shape_alone(qtbot: QtBot) -> None:
    chip = Chip("cqc", 1)
    wide, short = painted(chip, 200), painted(chip, 40)
    last = int(chip_width(chip)) - 4
    assert wide.pixelColor(last, 12).alpha() == 255
    assert short.pixelColor(last, 12).alpha() == 0


def test_cqc_chip_is_filled_and_ours_outlined(qtbot: QtBot) -> None:
    inner = (4, 4)
    cqc, own = painted(Chip("cqc", 1), 200), painted(Chip("own", 1), 200)
    assert cqc.pixelColor(*inner).name() == tokens.LIGHT.ratings[1].cqc.back.lower()
    assert own.pixelColor(12, 4).name() == tokens.LIGHT.surface.lower()


def test_chip_widget_names_its_owner(qtbot: QtBot) -> None:
    chip = RatingChip(Chip("own", 3))
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "Ours Good"


def test_icons_used_in_the_code_exist(qtbot: QtBot) -> None:
    import re

    names = {
        name
        for path in (Path(icons.__file__).parent).rglob("*.py")
        for name in re.findall(r'"(ph\.[a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(names) > 20
    for name in names:
        icons.icon(name)


def test_icon_takes_the_colour_of_the_theme(qtbot: QtBot, qapp: Any) -> None:
    def ink() -> str:
        picture = QImage(32, 32, QImage.Format.Format_ARGB32)
        picture.fill(0)
        painter = QPainter(picture)
        icons.icon("ph.stop", "text").paint(painter, QRectF(0, 0, 32, 32).toRect())
        painter.end()
        pixels = [picture.pixelColor(x, y) for x in range(32) for y in range(32)]
        return max(pixels, key=lambda colour: colour.alpha()).name().upper()

    theme = qapp.findChild(Theme)
    assert ink() == tokens.LIGHT.text
    theme.choose("dark")
    assert ink() == tokens.DARK.text
    theme.choose("light")


# --- lists, panes, wizard --------------------------------------------------------------------

LINES = (
    SectionHeading("Today", "Tuesday 17 November"),
    SectionItem("v1", "Fernhallow Lodge", ": visit in progress", "61 of 84", "Continue",
                page="visit", is_button=True),
    SectionHeading("Tomorrow"),
    SectionItem("v2", "Teaselby Court", ": visit 09:30", page="visit"),
)  # fmt: skip


@pytest.fixture
def sections(qtbot: QtBot) -> SectionList:
    found = SectionList("due", "What is due")
    qtbot.addWidget(found)
    found.set_lines(LINES)
    found.resize(600, 300)
    found.show()
    return found


def test_section_model_keeps_qt_rules(qtmodeltester: Any, sections: SectionList) -> None:
    qtmodeltester.check(sections.section_model)


def test_down_skips_headings_and_enter_opens(qtbot: QtBot, sections: SectionList) -> None:
    sections.select_key("v1")
    qtbot.keyClick(sections, Qt.Key.Key_Down)
    with qtbot.waitSignal(sections.opened) as told:
        qtbot.keyClick(sections, Qt.Key.Key_Return)
    assert told.args == ["visit", "v2"]


def test_section_list_keeps_its_row_over_a_reload(sections: SectionList) -> None:
    sections.select_key("v2")
    sections.set_lines(LINES[2:])
    assert sections.current_key() == "v2"


def test_no_row_is_chosen_before_the_user_comes(qtbot: QtBot) -> None:
    found = SectionList("due", "What is due")
    qtbot.addWidget(found)
    found.set_lines([SectionItem("", "27 services", ": re-visit not planned"), *LINES])
    assert not found.currentIndex().isValid()


def test_row_is_spoken_whole(sections: SectionList) -> None:
    words = sections.section_model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "Fernhallow Lodge: visit in progress, 61 of 84, Continue"


def test_side_becomes_a_drawer_and_back(qtbot: QtBot) -> None:
    side = QLabel("side")
    pane = SidePane("pane", QLabel("content"), side, drawer_below=800)
    qtbot.addWidget(pane)
    pane.resize(1000, 400)
    pane.show()
    assert side.isVisible()
    pane.resize(700, 400)
    qtbot.waitUntil(lambda: not side.isVisible(), timeout=1000)
    pane.toggle()
    assert side.geometry().right() == pane.width() - 1
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert not side.isVisible()
    pane.resize(1000, 400)
    qtbot.waitUntil(side.isVisible, timeout=1000)


def test_columns_stack_when_narrow(qtbot: QtBot) -> None:
    columns = Columns("columns", [(QLabel("a"), 1), (QLabel("b"), 1)], stacked_below=600)
    qtbot.addWidget(columns)
    columns.resize(500, 300)
    columns.show()
    assert columns.is_stacked
    columns.resize(700, 300)
    assert not columns.is_stacked


def test_preview_asks_after_a_moment_for_the_last_row_only(qtbot: QtBot) -> None:
    pane = PreviewPane("preview")
    qtbot.addWidget(pane)
    asked: list[str] = []
    pane.wanted.connect(asked.append)
    for key in "abc":
        pane.follow(key)
    qtbot.waitUntil(lambda: asked == ["c"], timeout=1000)


def test_preview_lets_go_of_what_it_showed(qtbot: QtBot) -> None:
    pane = PreviewPane("preview")
    qtbot.addWidget(pane)
    button = QPushButton("Open")
    pane.show_record("Saltergarth House", actions=(button,))
    gone = weakref.ref(button)
    with qtbot.waitSignal(button.destroyed, timeout=1000):
        pane.show_nothing()
    del button
    assert gone() is None


def test_wizard_goes_back_step_by_step_and_then_lets_the_window(qtbot: QtBot) -> None:
    wizard = Wizard("import", [(words, QWidget()) for words in ("File", "Preview", "Done")])
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.go_to(1)
    assert wizard.bar.accessibleName() == "Step 2 of 3, Preview"
    assert wizard.go_back()
    assert not wizard.go_back()


def test_wizard_says_why_it_cannot_go_on(qtbot: QtBot) -> None:
    wizard = Wizard("import", [("File", QWidget())])
    qtbot.addWidget(wizard)
    wizard.set_foot("", "Import 37 ratings", not_yet="Choose a file first")
    assert not wizard.forward.isEnabled()
    assert wizard.forward.toolTip() == "Choose a file first"
    with qtbot.assertNotEmitted(wizard.forward_requested):
        wizard._on_forward()


def test_segment_moves_by_arrow(qtbot: QtBot) -> None:
    segment = Segmented("which", "Which", (("a", "Providers", ""), ("b", "Services", "")))
    qtbot.addWidget(segment)
    with qtbot.waitSignal(segment.chosen) as told:
        qtbot.keyClick(segment, Qt.Key.Key_Right)
    assert told.args == ["b"]


# --- saving ----------------------------------------------------------------------------------


def test_save_indicator_keeps_a_failure_until_saved(qtbot: QtBot) -> None:
    indicator = SaveIndicator("saved")
    qtbot.addWidget(indicator)
    indicator.set_saving()
    indicator.set_failed("the disk is full. Your words are kept here")
    qtbot.wait(350)
    assert indicator.text() == "Not saved: the disk is full. Your words are kept here"
    indicator.set_saved(datetime(2026, 11, 17, 14, 32, 7))  # noqa: DTZ001  local time, as shown
    assert indicator.text() == "Saved 14:32:07"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (datetime(2026, 11, 17, 8, 15), "Last backup today 08:15"),  # noqa: DTZ001  local
        (datetime(2026, 11, 16, 23, 0), "Last backup yesterday"),  # noqa: DTZ001  local
        (datetime(2026, 11, 2, 8, 0), "Last backup 02/11/2026"),  # noqa: DTZ001  local
        (None, "No backup yet"),
    ],
)
def test_last_backup_in_words(made: datetime | None, words: str) -> None:
    assert backup_words(made, datetime(2026, 11, 17, 14, 0)) == words  # noqa: DTZ001  local


# --- PDF -------------------------------------------------------------------------------------


@pytest.fixture
def pdf() -> bytes:
    import io

    document = pypdfium2.PdfDocument.new()
    for _ in range(3):
        document.new_page(595, 842)
    found = io.BytesIO()
    document.save(found)
    return found.getvalue()


def test_program_that_ends_with_a_pdf_in_view_ends_in_silence(tmp_path: Path, pdf: bytes) -> None:
    (tmp_path / "report.pdf").write_bytes(pdf)
    script = (
        "import sys; from pathlib import Path; from PySide6.QtWidgets import QApplication; "
        "from app.ui.widgets.pdf_view import PdfView; app = QApplication([]); "
        "view = PdfView('report'); view.load(Path(sys.argv[1])); print(view.page_count)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "report.pdf"], capture_output=True, text=True,
        check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert (ended.stdout, ended.stderr) == ("3\n", "")


@pytest.fixture
def view(qtbot: QtBot, pdf: bytes) -> PdfView:
    found = PdfView("report")
    qtbot.addWidget(found)
    found.resize(700, 500)
    found.show()
    found.load(pdf)
    return found


def test_pdf_shows_its_pages_and_follows_the_scroll(qtbot: QtBot, view: PdfView) -> None:
    assert (view.page, view.page_count) == (1, 3)
    with qtbot.waitSignal(view.page_changed) as told:
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert told.args == [3]


def test_pdf_zooms_by_keys_and_fits_again(qtbot: QtBot, view: PdfView) -> None:
    before = view.verticalScrollBar().maximum()
    qtbot.keyClick(view, "+")
    assert view.verticalScrollBar().maximum() > before
    qtbot.keyClick(view, "0")
    assert view.verticalScrollBar().maximum() == before


def test_damaged_pdf_is_refused_in_words(view: PdfView) -> None:
    with pytest.raises(FileRefusedError, match="not a PDF"):
        view.load(b"no pdf")


def test_printing_gives_one_page_for_each(view: PdfView, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    view.print_to(printer)
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as printed:
        assert len(printed) == 3


def test_fine_printer_gets_pages_of_300_dpi_as_drawing_more_stops_the_window(
    view: PdfView, tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    view.print_to(printer)
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as printed:
        (picture,) = printed[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        assert picture.get_px_size()[0] == pytest.approx(printed[0].get_width() / 72 * 300, abs=30)


# --- settings --------------------------------------------------------------------------------


words = st.text(max_size=12)


@given(
    st.builds(
        Settings,
        theme=st.sampled_from(("system", "light", "dark")),
        nav_is_narrow=st.booleans(),
        recent_files=st.lists(words, max_size=3).map(tuple),
        tables=st.dictionaries(
            words,
            st.builds(
                TableState,
                widths=st.dictionaries(words, st.integers(20, 900), max_size=3),
                order=st.lists(words, max_size=3).map(tuple),
                hidden=st.none() | st.lists(words, max_size=3).map(tuple),
            ),
            max_size=2,
        ),
        filters=st.dictionaries(words, st.dictionaries(words, words, max_size=2), max_size=2),
    )
)
def test_settings_come_back_as_they_were(settings: Settings) -> None:
    assert from_json(to_json(settings)) == settings


def test_setting_of_a_newer_version_is_kept() -> None:
    assert '"a_new_one": 3' in to_json(from_json('{"a_new_one": 3}'))


def test_value_of_a_wrong_type_falls_back() -> None:
    assert from_json('{"theme": "pink", "nav_is_narrow": "yes", "tables": 3}') == Settings()


def test_unreadable_settings_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("not json", encoding="utf-8")
    assert load(path) == Settings()
    assert (tmp_path / "settings.json.unreadable").read_text(encoding="utf-8") == "not json"


def test_settings_file_saves_each_change(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "settings.json"
    SettingsFile(path).change(nav_is_narrow=True)
    assert SettingsFile(path).current.nav_is_narrow


def test_settings_that_cannot_be_saved_hold_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = SettingsFile(tmp_path / "file" / "settings.json")
    with pytest.raises(NotSavedError):
        found.change(nav_is_narrow=True)
    assert found.current.nav_is_narrow


def test_recent_file_comes_first_once_and_the_list_is_short() -> None:
    settings = Settings()
    for number in range(12):
        settings = settings.with_recent_file(Path(f"{number}.cqm"))
    settings = settings.with_recent_file(Path("7.cqm"))
    assert settings.recent_files[:2] == ("7.cqm", "11.cqm")
    assert len(settings.recent_files) == settings_module.MOST_RECENT_FILES


def test_saving_leaves_no_half_written_file(tmp_path: Path) -> None:
    save(Settings(), tmp_path / "settings.json")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]

"""The market quality page over real services: what it counts, shows and narrows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app.domain.rating_words import OwnRating, Rating
from app.services.cqc_import import ImportOptions, import_cqc_file
from app.services.market_segments import segment_at, segment_of, services_of
from app.services.office import Office
from app.ui.context import Context
from app.ui.market.page import MarketPage
from app.ui.providers.service_list import ServiceListPage
from tests import factory
from tests.services.cqc_files import ratings_file
from tests.ui.services_context import settle, show, staged, words_of

PLACES = 8


def _bring_in(office: Office, folder: Path, day: str, ratings: dict[int, str], on: str) -> None:
    rows = [
        {
            "Location ID": f"1-{number}",
            "Location Name": f"Invented House {number}",
            "Latest Rating": ratings.get(number, "Good"),
            "Publication Date": on if number in ratings else "15/03/2020",
            "Domain": area,
        }
        for number in range(PLACES)
        for area in ("Overall", "Safe")
    ]
    options = ImportOptions(
        authorities=("Wexborough",), add_services=True, file_date=date.fromisoformat(day)
    )
    import_cqc_file(office, ratings_file(folder / f"{day}.csv", *rows), options)


def _two_files(office: Office, folder: Path) -> None:
    _bring_in(office, folder, "2026-05-01", {}, "")
    changed = {0: "Inadequate", 1: "Outstanding", 2: "Not Rated"}
    _bring_in(office, folder, "2026-06-01", changed, "20/05/2026")


def test_page_says_the_state_and_what_changed_falls_first(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    _two_files(office, tmp_path)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)

    assert page.header.sentence().startswith("6 of our 7 rated services are Good or Outstanding")
    assert "5 have not been rated for over 3 years" in page.header.sentence()
    rows = page.changes.shown_rows()
    assert [(row.service, row.area, row.movement.value) for row in rows][:2] == [
        ("Invented House 0", "Overall", "worse"),
        ("Invented House 0", "Safe", "worse"),
    ]
    told = words_of(page, "market_changes_block_remark")
    assert told.startswith("since the file of 1 May 2026: 4 changes, 2 worse, 2 better")
    assert page.bar.note.text() == "CQC file of 1 June 2026"
    shown = page.changes.as_text(list(rows))
    assert "not counted as worse" in shown
    assert len(page.old.shown_rows()) == 5


def test_charts_have_a_table_twin_with_the_same_counts(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    _two_files(office, tmp_path)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    page.by_key_question.segment.choose("table")
    table = page.by_key_question.table
    assert table is not None
    assert table.isVisible()
    text = table.as_text(list(table.shown_rows()))
    overall = next(line for line in text.splitlines() if line.startswith("Overall"))
    assert overall.split("\t") == ["Overall", "1", "5", "0", "1", "1", "8"]
    ours = page.over_time.chart
    assert ours is not None
    assert "Wexborough" in ours.alt_text


def test_filters_narrow_without_reading_again_and_say_so(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    _two_files(office, tmp_path)
    factory.a_service(office, name="Unregulated Place", is_regulated=False)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    assert page.bar.filters["services"].words == "Services: ours, 8"
    page.bar.filters["services"].set_value("contract")
    assert page.header.sentence() == "None of our services is rated."
    page.bar.clear()
    assert page.header.sentence().startswith("6 of our 7")
    assert not here.background.tasks


def test_our_last_visit_stands_beside_a_change_and_enter_opens_the_service(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    _two_files(office, tmp_path)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    service_id = page.changes.shown_rows()[0].service_id
    factory.a_signed_visit(office, service_id, OwnRating.POOR, date(2026, 3, 12))
    settle(qtbot, here)
    assert page.changes.shown_rows()[0].own is OwnRating.POOR
    page.changes.select_key(page.changes.table_model.key_of(page.changes.shown_rows()[0]))
    with qtbot.waitSignal(page.navigate) as asked:
        QTest.keyClick(page.changes, Qt.Key.Key_Return)
    assert asked.args == ["service", service_id]


def test_without_cqc_services_the_page_offers_the_file(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.navigate) as asked:
        page.empty.findChild(object, "state_step").click()  # type: ignore[attr-defined]
    assert asked.args[0] == "import_cqc"


def test_enter_on_a_bar_lists_the_services_that_it_counts(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    _two_files(office, tmp_path)
    factory.a_service(office, name="Unregulated Place", is_regulated=False)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    canvas = page.by_key_question.canvas
    place = next(n for n, m in enumerate(canvas.marks) if m.title == "Safe: Good")
    canvas.select_mark(place)
    with qtbot.waitSignal(page.navigate) as asked:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert asked.args[0] == "services"

    listed = ServiceListPage(here)
    listed.show_key(asked.args[1])
    show(qtbot, here, listed)
    names = {row.name for row in listed.table.shown_rows()}
    assert names == {f"Invented House {number}" for number in range(3, PLACES)}
    assert listed.bar.filters["market"].words == "CQC: Safe is Good, adult social care"
    assert "shown: CQC’s Safe is Good, adult social care" in listed.header.sentence()

    listed.bar.clear()
    settle(qtbot, here)
    assert len(listed.table.shown_rows()) == PLACES + 1
    assert not listed.bar.filters["market"].isVisible()


def test_click_on_a_bar_of_a_type_narrows_to_the_type(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    _two_files(office, tmp_path)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    canvas = page.by_type.canvas
    mark = next(m for m in canvas.marks if m.title.endswith(": Inadequate"))
    assert mark.box is not None
    with qtbot.waitSignal(page.navigate) as asked:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=mark.box.center().toPoint())
    segment = segment_of(asked.args[1])
    assert segment is not None
    found = office.read(services_of, segment)
    assert segment.rating is Rating.INADEQUATE
    assert segment.chosen.service_type is not None
    assert len(found) == 1


def test_every_segment_lists_as_many_services_as_it_shows(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    _two_files(office, tmp_path)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    for panel in (page.by_key_question, page.by_type):
        assert panel.canvas.marks
        for mark in panel.canvas.marks:
            segment = segment_at(page.chosen(), *mark.data)
            assert segment_of(segment.key) == segment
            shown = int(mark.lines[0].split(" of ")[0])
            assert len(office.read(services_of, segment)) == shown, mark.title


def test_export_offers_each_chart_and_table_and_saves_all_rows(
    qtbot: QtBot,
    context: Context,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _two_files(office, tmp_path)
    page = MarketPage(here := staged(context, office))
    show(qtbot, here, page)
    page.menu.fill()
    offered = [action.text() for action in page.menu.actions() if action.text()]
    assert offered == [
        "Everything as a workbook…", "Ratings now by key question", "Rated Good or Outstanding",
        "Ratings now by type", "What changed: data as CSV…",
        "Not rated for over 3 years: data as CSV…",
    ]  # fmt: skip
    targets = iter(tmp_path / f"{number}" for number in range(20))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(targets)), ""))
    for action in page.menu.actions():
        part = action.menu()
        for one in part.actions() if isinstance(part, QMenu) else [action]:
            one.trigger()
    settle(qtbot, here)
    saved = sorted(path.suffix for path in tmp_path.iterdir() if path.stem.isdigit())
    assert saved == sorted([".xlsx", *[".png", ".svg", ".csv"] * 3, ".csv", ".csv"])
    changes = (tmp_path / "10.csv").read_text("utf-8-sig").splitlines()
    assert changes[0].split(",")[:3] == ["Service", "Area", "Was"]
    assert len(changes) == 1 + len(page._all_changes())
    by_question = (tmp_path / "3.csv").read_text("utf-8-sig").splitlines()
    assert by_question[1] == "Overall,1,5,0,1,1,8"

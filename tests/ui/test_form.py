"""Forms: errors beside the field, summary with links, what was typed stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.errors import RuleError, RulesError
from app.ui.context import Context
from app.ui.theme import colours
from app.ui.widgets.date_field import DateField, read_date
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind

TODAY = date(2026, 11, 17)
FIELDS = (
    Field("title", "Title", what="the title of the contract"),
    Field("starts_on", "Date of the visit", FieldKind.DATE, what="the date of the visit"),
    Field("framework", "Framework", FieldKind.CHOICE, options=(("ch", "Care home"),),
          what="a framework"),
    Field("value", "Value", FieldKind.MONEY, is_optional=True, what="the value"),
    Field("beds", "Beds", FieldKind.NUMBER, is_optional=True, what="the number of beds"),
    Field("is_block", "Block contract", FieldKind.YES_NO, what="whether it is a block contract"),
)  # fmt: skip


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    found = Form("contract", FIELDS, today=TODAY)
    qtbot.addWidget(found)
    found.show()
    return found


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """A window for dialogs to stand over."""
    found = QWidget()
    found.resize(1366, 768)
    qtbot.addWidget(found)
    found.show()
    return found


def test_empty_form_says_what_to_do_in_form_order(form: Form) -> None:
    with pytest.raises(RulesError) as caught:
        form.values()
    assert [str(problem) for problem in caught.value.problems] == [
        "Enter the title of the contract",
        "Enter the date of the visit",
        "Choose a framework",
        "Choose whether it is a block contract",
    ]


def test_submit_shows_summary_and_error_beside_field(form: Form) -> None:
    assert form.submit() is None
    assert form.summary.isVisible()
    assert form.summary.hasFocus() or not QApplication.focusWidget()
    assert form.error_of("title") == "Enter the title of the contract"


def test_summary_link_leads_to_the_field(qtbot: QtBot, form: Form) -> None:
    form.submit()
    form.activateWindow()
    link = form.findChild(QPushButton, "problem_starts_on")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.input_of("starts_on").focus_widget.hasFocus(), timeout=1000)


def test_long_problem_breaks_over_lines_and_never_widens_the_form(qtbot: QtBot, form: Form) -> None:
    form.resize(480, 900)
    words = "There is a file for this council already: harle.cqm. Go back and open it, or write it"
    form.show_errors([RuleError(f"{words} in another way", "title")])
    QApplication.processEvents()
    link = form.findChild(QPushButton, "problem_title")
    assert form.minimumSizeHint().width() <= 480
    assert link.text().replace("\n", " ") == f"{words} in another way"
    assert link.height() >= 2 * link.fontMetrics().lineSpacing()
    box = form.findChild(QWidget, "field_title")
    assert box.height() >= box.heightForWidth(box.width())


def test_mended_field_loses_its_error_at_once(qtbot: QtBot, form: Form) -> None:
    form.submit()
    qtbot.keyClicks(form.findChild(QLineEdit, "contract_title"), "Homecare lot 3")
    assert form.error_of("title") == ""
    assert form.error_of("starts_on") != ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("What was seen", "what was seen"),
        ("Who leads the visit", "who leads the visit"),
        ("Your initials", "your initials"),
        ("Beds", "the beds"),
    ],
)
def test_label_reads_well_inside_a_sentence(name: str, words: str) -> None:
    assert Field("field", name).in_sentence == words


def _places(form: Form) -> list[QPoint]:
    QApplication.processEvents()
    return [form.input_of(field.name).mapTo(form, QPoint(0, 0)) for field in form.fields]


def test_editing_a_field_in_error_moves_nothing(qtbot: QtBot, form: Form) -> None:
    form.submit()
    before = _places(form)
    for name in ("title", "starts_on"):
        qtbot.keyClicks(form.findChild(QLineEdit, f"contract_{name}"), "1")
        assert _places(form) == before
    assert form.summary.isVisible()
    assert form.findChild(QPushButton, "problem_title").property("tone") == "second"
    assert form.findChild(QPushButton, "problem_framework").property("tone") == "danger"


def test_next_submit_leaves_only_what_still_stands_in_the_way(qtbot: QtBot, form: Form) -> None:
    form.submit()
    qtbot.keyClicks(form.findChild(QLineEdit, "contract_title"), "Lot 3")
    form.submit()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert form.findChild(QPushButton, "problem_title") is None
    assert form.findChild(QPushButton, "problem_framework") is not None


def test_small_dialog_grows_to_show_the_problems_and_the_fields(
    host: QWidget, qtbot: QtBot, context: Context
) -> None:
    fields = [Field(f"f{n}", f"Reason {n}", FieldKind.LONG_TEXT, hint="Said here.") for n in (1, 2)]
    dialog = _dialog(host, context, fields)
    before = dialog.height()
    dialog.submit()
    area = dialog.findChild(QScrollArea)
    assert dialog.height() > before
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0, timeout=1000)


def test_dialog_larger_than_the_screen_scrolls_to_the_first_field_in_error(
    host: QWidget, context: Context
) -> None:
    fields = [Field(f"f{n}", f"Field {n}", is_optional=n < 30) for n in range(40)]
    dialog = _dialog(host, context, fields)
    dialog.submit()
    QApplication.processEvents()
    room = dialog.screen().availableGeometry()
    assert dialog.frameGeometry().height() <= room.height()
    assert dialog.frameGeometry().bottom() <= room.bottom()
    area = dialog.findChild(QScrollArea)
    field = dialog.form.input_of("f30")
    top = field.mapTo(area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= area.viewport().height() - field.height()
    assert dialog.focusWidget() is field.focus_widget  # the summary is out of sight


def test_tab_leads_to_what_is_chosen_of_a_few(host: QWidget, context: Context) -> None:
    kinds = (("strength", "Strength"), ("breach", "Breach"), ("concern", "Concern"))
    fields = [
        Field("kind", "Kind", FieldKind.RADIO, options=kinds),
        Field("words", "Words", is_optional=True),
    ]
    dialog = FormDialog(
        host, context, "finding", "Change the finding", fields, button_words="Save",
        act=lambda _values: lambda: None, values={"kind": "concern"},
    )  # fmt: skip
    dialog.show()
    QApplication.processEvents()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert dialog.form.values()["kind"] == "concern"
    dialog.form.input_of("kind").set_value("breach")
    dialog.form.focus_field("words")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Backtab)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert dialog.form.values()["kind"] == "breach"


def _dialog(host: QWidget, context: Context, fields: Sequence[Field]) -> FormDialog:
    dialog = FormDialog(
        host, context, "amend", "Amend this report", fields, button_words="Amend",
        act=lambda _values: lambda: None,
    )  # fmt: skip
    dialog.show()
    return dialog


def test_what_was_typed_stays_after_an_error(qtbot: QtBot, form: Form) -> None:
    field = form.findChild(QLineEdit, "contract_starts_on")
    qtbot.keyClicks(field, "26/11/")
    form.submit()
    assert form.error_of("starts_on") == "Add the year to the date of the visit"
    assert field.text() == "26/11/"


def test_filled_form_gives_true_values(form: Form) -> None:
    values = {
        "title": "Lot 3",
        "starts_on": date(2026, 11, 26),
        "framework": "ch",
        "value": 342_000_050,
        "beds": 1200,
        "is_block": False,
    }
    form.set_values(values)
    assert form.submit() == values
    assert form.findChild(QLineEdit, "contract_value").text() == "£3,420,000.50"


def test_form_is_dirty_after_an_edit_and_clean_after_save(qtbot: QtBot, form: Form) -> None:
    assert not form.is_dirty
    qtbot.keyClicks(form.findChild(QLineEdit, "contract_title"), "x")
    assert form.is_dirty
    form.mark_saved()
    assert not form.is_dirty


def test_service_error_is_shown_beside_its_field(form: Form) -> None:
    assert form.show_error(RuleError("Enter a title that is not in use", "title"))
    assert form.error_of("title") == "Enter a title that is not in use"


def test_other_error_is_left_to_messages(form: Form) -> None:
    assert not form.show_error(ValueError("bug"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("26", "Add the month and the year to the date"),
        ("26/11", "Add the year to the date"),
        ("26 nov", "Add the year to the date"),
        ("31/02/2026", "That month has no day 31: enter the date again"),
        ("1/13/2026", "Enter the date with a month from 1 to 12"),
        ("1/1/202", "Enter the year of the date with four digits"),
        ("soon", "Enter the date as numbers, for example 26/11/2026"),
    ],
)
def test_unclear_date_says_what_to_do(typed: str, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_date(typed)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    "typed", ["26/11/2026", "26.11.26", "26 November 2026", "26112026", "2026-11-26", "26 nov 2026"]
)
def test_date_is_read_in_usual_forms(typed: str) -> None:
    assert read_date(typed) == date(2026, 11, 26)


@given(st.dates(date(1000, 1, 1)))
def test_shown_date_is_read_back(day: date) -> None:
    assert read_date(f"{day.day:02d}/{day.month:02d}/{day.year:04d}") == day


def test_wheel_does_not_change_a_date(qtbot: QtBot) -> None:
    field = DateField("on", "Date", today=TODAY)
    qtbot.addWidget(field)
    field.set_value(TODAY)
    where = QPointF(5, 5)
    wheel = QWheelEvent(
        where, where, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, wheel)
    assert field.value() == TODAY


def test_wheel_does_not_change_an_unfocused_choice(qtbot: QtBot, form: Form) -> None:
    combo = form.input_of("framework").focus_widget
    combo.clearFocus()
    where = QPointF(5, 5)
    wheel = QWheelEvent(
        where, where, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, wheel)
    assert form.input_of("framework").raw() is None


def test_arrow_keys_step_a_date_and_t_is_today(qtbot: QtBot) -> None:
    field = DateField("on", "Date", today=TODAY)
    qtbot.addWidget(field)
    qtbot.keyClick(field, "t")
    assert field.text() == "17/11/2026"
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "16/11/2026"


def test_calendar_choice_fills_the_field(qtbot: QtBot) -> None:
    from PySide6.QtCore import QDate

    from app.ui.widgets.date_field import _CalendarPopup

    field = DateField("on", "Date", today=TODAY)
    qtbot.addWidget(field)
    field.show()
    field.open_calendar()
    popup = field.findChild(_CalendarPopup)
    popup.calendar.clicked.emit(QDate(2026, 12, 1))
    assert field.text() == "01/12/2026"


def test_choice_found_by_typing_must_be_in_the_list(qtbot: QtBot) -> None:
    fields = (Field("service", "Service", FieldKind.SEARCH_CHOICE, options=((1, "Oxlipden House"),),
                    what="a service"),)  # fmt: skip
    form = Form("plan", fields, today=TODAY)
    qtbot.addWidget(form)
    combo = form.input_of("service").combo  # type: ignore[attr-defined]
    qtbot.keyClicks(combo.lineEdit(), "Oxlip")
    form.submit()
    assert form.error_of("service") == "Choose a service from the list"
    combo.lineEdit().setText("oxlipden house")
    assert form.submit() == {"service": 1}


def test_summary_is_brought_into_view_in_a_long_form(qtbot: QtBot) -> None:
    form = Form("long", [Field(f"f{n}", f"Field {n}") for n in range(30)], today=TODAY)
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(form)
    area.resize(600, 300)
    area.show()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    form.submit()
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() < 20, timeout=1000)
    form.focus_field("f29")
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 300, timeout=1000)


def test_list_of_a_search_stands_in_a_border(qtbot: QtBot) -> None:
    field = Field("service", "Service", FieldKind.SEARCH_CHOICE, options=((1, "Fernhallow Lodge"),))
    form = Form("plan", [field], today=TODAY)
    qtbot.addWidget(form)
    form.show()
    line = form.input_of("service").combo.lineEdit()  # type: ignore[attr-defined]
    qtbot.keyClicks(line, "fern")
    popup = line.completer().popup()
    qtbot.waitUntil(popup.isVisible, timeout=2000)
    picture = popup.grab().toImage()
    edge = picture.pixelColor(picture.width() // 2, 0)
    assert edge == QColor(colours().line_strong)
    popup.hide()

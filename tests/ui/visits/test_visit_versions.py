"""Earlier versions of a visit on its own page, chosen after an amendment was signed off."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.services import visit_amending, visit_signing
from app.ui.visits.visit_page import VisitPage
from tests import visit_steps as steps
from tests.ui.visits.stage import Stage


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def open_and_close(page: QWidget, name: str, qtbot: Any) -> None:
    """Open the menu of a button with the mouse's own call, and close it again."""
    menu = page.findChild(QPushButton, name).menu()
    menu.popup(page.mapToGlobal(page.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    menu.close()
    qtbot.waitUntil(lambda: not menu.isVisible())


def choose_version(page: QWidget, number: str) -> None:
    menu = page.findChild(QPushButton, "visit_versions").menu()
    next(a for a in menu.actions() if a.data() == number).trigger()


def test_old_version_is_shown_whole_after_an_amendment_was_signed_off(
    stage: Stage, shown: Any, qtbot: Any
) -> None:
    visit_id = steps.signed_visit(stage.office)
    page = shown(VisitPage, visit_id, lambda page: page.review is not None)
    checksum = page.review.seal.head[:16]
    assert f"Seal 1, the only one in this file. Checksum {checksum}" in words_of(page.sign_off)
    stage.office.write(visit_amending.amend, visit_id, "An action named the wrong owner.")
    stage.wait_until(qtbot, lambda: len(page.review.versions) == 2)
    open_and_close(page, "visit_more", qtbot)
    open_and_close(page, "visit_versions", qtbot)
    page.hide()
    page.show()
    stage.office.write(visit_signing.record_review, visit_id, "David Okafor")
    stage.office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "Contract manager")
    stage.wait_until(qtbot, lambda: page.review.page.is_locked)
    page.hide()
    page.show()
    choose_version(page, "1.0")
    stage.wait_until(qtbot, lambda: page.review.page.version.number == "1.0")
    assert "can be reviewed" not in words_of(page.missing)
    assert page.findChild(QPushButton, "visit_versions").text() == "Version 1.0"
    assert f"Seal 1 of the 2 in this file. Checksum {checksum}" in words_of(page.sign_off)
    assert "Version\n1.0\n" in words_of(page.facts)


def test_acts_of_the_menus_outlive_what_becomes_of_the_menus(
    stage: Stage, shown: Any, qtbot: Any
) -> None:
    visit_id = steps.signed_visit(stage.office)
    stage.office.write(visit_amending.amend, visit_id, "An action named the wrong owner.")
    page = shown(VisitPage, visit_id, lambda page: page.review is not None)
    for name in ("visit_more", "visit_versions"):
        page.findChild(QPushButton, name).menu().clear()
    page._version = "1.0"
    page.reload()
    stage.wait_until(qtbot, lambda: page.review.page.version.number == "1.0")
    assert page.findChild(QPushButton, "visit_versions").text() == "Version 1.0"
    assert "is locked." in words_of(page.sign_off)


def test_head_says_which_standards_it_counts(stage: Stage, shown: Any) -> None:
    visit_id = steps.signed_visit(stage.office)
    page = shown(VisitPage, visit_id, lambda page: page.review is not None)
    shown_page = page.review.page
    scored = sum(len(s.questions) for s in shown_page.sections if s.key_question)
    whole = len(list(shown_page.questions()))
    assert scored < whole
    said = f"{scored} of {scored} standards that count in the overall rated; in all {whole} of "
    assert said + f"{whole}." in page.header.sentence()
    below = f"{scored} of {scored} applicable standards that count in the overall were rated."
    assert below in words_of(page.results)


def test_reference_stands_among_the_facts(stage: Stage, shown: Any) -> None:
    visit_id = stage.visit()
    page = shown(VisitPage, visit_id, lambda page: page.review is not None)
    assert page.review.visit.reference in words_of(page.facts)

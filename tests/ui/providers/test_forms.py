"""Forms of providers and services: a mistake is said, what was typed stays, the act is stored."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.domain.vocabulary import ServiceType
from app.services import contacts, providers, ratings, registrations, services
from app.services.contacts import ContactDraft
from app.services.providers import ProviderDraft
from app.ui.widgets.chips import RatingChip
from app.ui.widgets.form_dialog import FormDialog
from tests import factory
from tests.ui.register_stage import Stage


def dialog_of(stage: Stage) -> FormDialog:
    (found,) = [d for d in stage.window.findChildren(FormDialog) if d.isVisible()]
    return found


def test_provider_with_mistakes_is_added_once_they_are_mended(stage: Stage) -> None:
    page = stage.show("provider_form", "new")
    stage.type_into("provider_form_email", "care at example.org")
    page.form.input_of("is_sme").set_value(False)
    page.form.input_of("is_vcse").set_value(False)
    stage.click("provider_form_save")
    assert page.form.error_of("name") == "Enter the name of the provider"
    stage.type_into("provider_form_name", "Oakfield Care")
    stage.click("provider_form_save")
    assert page.form.error_of("email").startswith("Write the email with an @")
    assert page.form.input_of("name").raw() == "Oakfield Care"
    page.form.input_of("email").set_value("care@example.org")
    stage.click("provider_form_save")
    assert stage.page.name == "provider"
    assert stage.page.header.title() == "Oakfield Care"
    assert stage.office.read(providers.get_provider, stage.page.key).draft == ProviderDraft(
        "Oakfield Care", email="care@example.org"
    )


def test_changed_service_is_stored_and_its_history_told(stage: Stage) -> None:
    key = factory.a_service(stage.office, name="Saltergarth House", beds=30)
    stage.show("service", key)
    stage.click("service_edit")
    page = stage.page
    assert page.form.input_of("name").raw() == "Saltergarth House"
    page.form.input_of("beds").set_value(36)
    stage.click("service_form_save")
    assert stage.page.name == "service"
    assert stage.office.read(services.get_service, key).draft.beds == 36
    stage.page.tabs.choose("history")
    stage.settle()
    (row, *_) = stage.page.history.table.shown_rows()
    assert (row.field, row.old, row.new, row.who) == ("Beds", "30", "36", "Helen Marsh")


def test_leaving_a_form_with_something_typed_asks_first(stage: Stage, dialogs: object) -> None:
    stage.show("provider_form", "new")
    stage.type_into("provider_form_name", "Oak")
    dialogs.expect(lambda dialog: dialog.reject())  # type: ignore[attr-defined]
    assert not stage.window.go_to("services")
    assert stage.page.form.input_of("name").raw() == "Oak"
    dialogs.expect(lambda dialog: dialog.accept())  # type: ignore[attr-defined]
    assert stage.window.go_to("services")


def test_form_opened_again_begins_empty(stage: Stage, dialogs: object) -> None:
    stage.show("provider_form", "new")
    stage.type_into("provider_form_name", "Oak")
    dialogs.expect(lambda dialog: dialog.accept())  # type: ignore[attr-defined]
    stage.show("services")
    assert stage.show("provider_form", "new").form.input_of("name").raw() == ""


def test_likely_double_is_offered_while_typing(stage: Stage) -> None:
    key = factory.a_service(stage.office, name="Saltergarth House", postcode="WX1 1AA")
    page = stage.show("service_form", "new")
    stage.type_into("service_form_name", "Saltergarth House")
    stage.qtbot.waitUntil(lambda: page.doubles.isVisible())
    assert "In the register already:" in stage.texts(page.doubles)
    page.form.mark_saved()
    stage.click("double_note_act")
    assert (stage.page.name, stage.page.key) == ("service", key)


def test_same_location_id_is_pointed_out_and_allowed(stage: Stage) -> None:
    owner = factory.a_provider(stage.office)
    factory.a_service(stage.office, owner, "House 1", cqc_location_id="1-77")
    page = stage.show("service_form", f"new:{owner}")
    stage.type_into("service_form_name", "House 2")
    page.form.input_of("service_type").set_value(ServiceType.SUPPORTED_LIVING)
    stage.type_into("service_form_cqc_location_id", "1-77")
    stage.settle()
    assert "Also on House 1" in stage.texts(page.same_id)
    stage.click("service_form_save")
    assert stage.page.header.title() == "House 2"
    assert "Also on House 1" in stage.texts()


def test_service_changes_owner_and_shows_its_past(stage: Stage) -> None:
    old, new = (factory.a_provider(stage.office, name) for name in ("Old Care", "New Care"))
    key = factory.a_service(stage.office, old, cqc_location_id="1-1")
    page = stage.show("service", key)
    page.findChild(object, "service_registration").trigger()
    stage.settle()
    form = dialog_of(stage).form
    form.input_of("provider_id").set_value(new)
    form.input_of("cqc_location_id").set_value("1-2")
    stage.click("registration_dialog_submit")
    assert form.error_of("changed_on") == "Enter the date of the change"
    form.input_of("changed_on").set_value(date(2026, 10, 1))
    stage.click("registration_dialog_submit")
    (past,) = stage.office.read(registrations.list_registrations, key)
    assert past.provider_name == "Old Care"
    assert "Until 01/10/2026" in stage.texts()
    assert "New Care" in stage.page.header.sentence()
    stage.undo()
    assert stage.office.read(registrations.list_registrations, key) == []
    assert "Old Care" in stage.page.header.sentence()


def test_ofsted_rating_is_added_by_hand(stage: Stage) -> None:
    key = factory.a_service(
        stage.office, kind=ServiceType.CHILDRENS_HOME, name="Juniperholt", ofsted_urn="SC1"
    )
    page = stage.show("service", key)
    page.findChild(object, "service_ofsted").trigger()
    form = dialog_of(stage).form
    form.input_of("inspected_on").set_value(date(2026, 5, 1))
    form.input_of("overall").set_value("Good")
    stage.click("ofsted_dialog_submit")
    (fact,) = stage.office.read(ratings.rating_facts, ["SC1"])["SC1"]
    assert fact.published == "Good"
    assert "Good, 1 May 2026" in stage.texts()
    chips = [chip.accessibleName() for chip in page.header.findChildren(RatingChip)]
    assert "Ofsted Good" in chips
    stage.undo()
    assert not stage.office.read(ratings.rating_facts, ["SC1"]).get("SC1")


def test_contact_is_added_changed_and_archived(stage: Stage) -> None:
    key = factory.a_service(stage.office)
    page = stage.show("service", key)
    stage.click("service_contacts_link")
    dialog_of(stage).form.input_of("name").set_value("Jo Bloggs")
    stage.click("contact_dialog_submit")
    (row,) = stage.office.read(contacts.list_contacts, service_id=key)
    page.contacts.list.opened.emit("contact", row.id)
    dialog_of(stage).form.input_of("phone").set_value("01632 960001")
    stage.click("contact_dialog_submit", dialog_of(stage))
    (row,) = stage.office.read(contacts.list_contacts, service_id=key)
    assert row.draft.phone == "01632 960001"
    page.contacts.list.opened.emit("contact", row.id)
    stage.click("contact_archive", dialog_of(stage))
    assert stage.office.read(contacts.list_contacts, service_id=key) == []
    assert "Nobody is noted yet." in stage.texts()


def test_archived_contact_is_shown_on_wish_and_restored(stage: Stage, dialogs: object) -> None:
    key = factory.a_service(stage.office)
    contact = stage.office.write(contacts.add_contact, ContactDraft("Jo Bloggs", service_id=key))
    stage.office.write(contacts.archive_contact, contact)
    page = stage.show("service", key)
    assert page.findChild(QPushButton, "service_contacts_archived").text() == "Show 1 archived"
    assert not page.contacts.list.isVisible()
    stage.click("service_contacts_archived")
    (line,) = page.contacts.list.section_model.lines
    assert (line.strong, line.right) == ("Jo Bloggs", "Archived")
    dialogs.expect(lambda dialog: dialog.accept())  # type: ignore[attr-defined]
    page.contacts.list.opened.emit("contact", contact)
    stage.settle()
    (row,) = stage.office.read(contacts.list_contacts, service_id=key)
    assert row.draft.name == "Jo Bloggs"
    assert not page.findChild(QPushButton, "service_contacts_archived").isVisible()


def test_dialog_with_something_typed_is_left_only_after_a_question(
    stage: Stage, dialogs: object
) -> None:
    stage.show("service", factory.a_service(stage.office))
    stage.click("service_contacts_link")
    dialog = dialog_of(stage)
    dialog.form.input_of("name").set_value("Jo Bloggs")
    dialogs.expect(lambda asked: asked.reject())  # type: ignore[attr-defined]
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog_of(stage).form.input_of("name").raw() == "Jo Bloggs"
    dialogs.expect(lambda asked: asked.accept())  # type: ignore[attr-defined]
    stage.click("contact_dialog_cancel", dialog)
    assert stage.window.findChildren(FormDialog) == []

"""Contacts of a provider, service or contract: a short list, with a dialog to add or change one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QStackedLayout, QWidget

from app.services import contacts
from app.services.contacts import ContactDraft, ContactRow
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label
from app.ui.widgets.section_list import SectionItem, SectionList

FIELDS = (
    Field("name", "Name", hint="A person or a desk", what="the name of the person or desk"),
    Field("role", "Role", is_optional=True),
    Field("phone", "Phone", is_optional=True, width=240),
    Field("email", "Email", is_optional=True),
    Field("notes", "Notes", FieldKind.LONG_TEXT, is_optional=True, lines=3),
)


class ContactsBlock(Block):
    """`owner_field` is "provider_id", "service_id" or "contract_id"."""

    def __init__(self, context: Context, name: str, owner_field: str) -> None:
        self._content = QWidget()
        super().__init__(name, "Contacts", self._content, link="Add", on_link=self._on_add)
        self._context = context
        self._owner_field = owner_field
        self._key = ""
        self._rows: dict[str, ContactRow] = {}
        self.list = SectionList(f"{name}_list", "Contacts", grows=False)
        self.list.opened.connect(self._on_opened)
        self._none = label("Nobody is noted yet.", "second", wrap=True)
        self._stack = QStackedLayout(self._content)
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.list)

    def show_record(self, key: str) -> None:
        """Read and show the contacts of this record."""
        self._key = key
        owner: dict[str, Any] = {self._owner_field: key}
        acts.read(
            self._context,
            self,
            lambda reading: contacts.list_contacts(reading, **owner),
            on_result=self.set_rows,
        )

    def set_rows(self, rows: list[ContactRow]) -> None:
        """Show these contacts."""
        self._rows = {row.id: row for row in rows}
        self.list.set_lines([self._line(row) for row in rows])
        self._stack.setCurrentIndex(1 if rows else 0)
        self._content.setFixedHeight(self.list.height() if rows else 28)

    def _line(self, row: ContactRow) -> SectionItem:
        draft = row.draft
        ways = ", ".join(part for part in (draft.phone, draft.email) if part)
        role = f", {draft.role}" if draft.role else ""
        of = "" if getattr(draft, self._owner_field) == self._key else f"{row.belongs_to}. "
        second = f"{of}{ways}" or "No phone or email"
        return SectionItem(row.id, draft.name, role, second, page="contact")

    def _on_add(self) -> None:
        self._ask("Add a contact", ContactDraft(""), "Add the contact", self._added)

    def _added(self, draft: ContactDraft) -> Callable[[], Any]:
        owned = replace(draft, **{self._owner_field: self._key})
        return lambda: self._context.services.write(contacts.add_contact, owned)

    def _on_opened(self, _page: str, key: str) -> None:
        row = self._rows[key]

        def changed(draft: ContactDraft) -> Callable[[], Any]:
            owner = {
                name: getattr(row.draft, name)
                for name in ("provider_id", "service_id", "contract_id")
            }
            owned = replace(draft, **owner)
            version = row.row_version
            return lambda: self._context.services.write(
                contacts.change_contact, row.id, version, owned
            )

        dialog = self._ask("Change the contact", row.draft, "Save", changed)

        def archive() -> None:
            dialog.reject()
            acts.write(self._context, self, contacts.archive_contact, row.id, offers_undo=True)

        dialog.extra.addWidget(
            button("Archive this contact", "quiet", name="contact_archive", icon="ph.archive",
                   on_click=archive)
        )  # fmt: skip

    def _ask(
        self, heading: str, draft: ContactDraft, words: str,
        act: Callable[[ContactDraft], Callable[[], Any]],
    ) -> FormDialog:  # fmt: skip
        def do(values: Mapping[str, Any]) -> Callable[[], Any]:
            return act(ContactDraft(**values))

        start = {field.name: getattr(draft, field.name) for field in FIELDS}
        dialog = FormDialog(
            self.window(), self._context, "contact_dialog", heading, FIELDS,
            button_words=words, act=do, values=start,
        )  # fmt: skip
        dialog.open()
        return dialog

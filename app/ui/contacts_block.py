"""Contacts of a provider, service or contract: a short list, with a dialog to add or change one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

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
        self._shows_archived = False
        self.list = SectionList(f"{name}_list", "Contacts", grows=False)
        self.list.opened.connect(self._on_opened)
        self._none = label("Nobody is noted yet.", "second", wrap=True)
        self._archived = button("", "quiet", small=True, name=f"{name}_archived",
                                on_click=self._on_archived)  # fmt: skip
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._none, self.list, self._archived):
            column.addWidget(widget)
        self._archived.hide()

    def show_record(self, key: str) -> None:
        """Read and show the contacts of this record."""
        if key != self._key:
            self._shows_archived = False
        self._key = key
        owner: dict[str, Any] = {self._owner_field: key}
        acts.read(
            self._context,
            self,
            lambda reading: contacts.list_contacts(reading, include_archived=True, **owner),
            on_result=self.set_rows,
        )

    def set_rows(self, rows: list[ContactRow]) -> None:
        """Show those of these contacts that are in use, and the archived ones if asked for."""
        self._rows = {row.id: row for row in rows}
        archived = [row for row in rows if row.is_archived]
        shown = [row for row in rows if not row.is_archived]
        shown += archived if self._shows_archived else []
        self.list.set_lines([self._line(row) for row in shown])
        self.list.setVisible(bool(shown))
        self._none.setVisible(not shown)
        self._archived.setVisible(bool(archived))
        words = "Hide archived" if self._shows_archived else f"Show {len(archived)} archived"
        self._archived.setText(words)
        self._archived.setAccessibleName(f"{words} contacts")

    def _line(self, row: ContactRow) -> SectionItem:
        draft = row.draft
        ways = ", ".join(part for part in (draft.phone, draft.email) if part)
        role = f", {draft.role}" if draft.role else ""
        of = "" if getattr(draft, self._owner_field) == self._key else f"{row.belongs_to}. "
        second = f"{of}{ways}" or "No phone or email"
        right = "Archived" if row.is_archived else ""
        return SectionItem(
            row.id, draft.name, role, second, right, "text_2" if right else "", page="contact"
        )

    def _on_archived(self) -> None:
        self._shows_archived = not self._shows_archived
        self.set_rows(list(self._rows.values()))

    def _on_add(self) -> None:
        self._ask("Add a contact", ContactDraft(""), "Add the contact", self._added)

    def _added(self, draft: ContactDraft) -> Callable[[], Any]:
        owned = replace(draft, **{self._owner_field: self._key})
        return lambda: self._context.services.write(contacts.add_contact, owned)

    def _on_opened(self, _page: str, key: str) -> None:
        row = self._rows[key]
        if row.is_archived:
            self._ask_to_restore(row)
            return

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

    def _ask_to_restore(self, row: ContactRow) -> None:
        draft = row.draft
        said = [draft.role, draft.phone, draft.email, draft.notes]
        if self._context.messages.confirm(
            f"Restore {draft.name}?", "\n".join(part for part in said if part) or "Nothing more "
            "is noted of this contact.", "Restore the contact",
            danger=False,
        ):  # fmt: skip
            acts.write(self._context, self, contacts.restore_contact, row.id, offers_undo=True)

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

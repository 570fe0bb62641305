"""Quick notes on Today: typed at once, listed until they are filed to a visit or a service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.office import LONDON
from app.services.quick_notes import (
    LooseNote,
    NotePlace,
    file_loose_note,
    keep_loose_note,
    note_places,
    remove_loose_note,
)
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.section_list import SectionItem, SectionList

_NOTE = Field(
    "text", "Note", FieldKind.LONG_TEXT, "It is kept at once and can be filed later",
    width=560, what="the note",
)  # fmt: skip
_LONGEST_TOLD = 400


class QuickNotes(QWidget):
    """The notes not filed yet, as a block; hidden while there are none.

    What was typed and not kept is there again the next time.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("today_notes_part")
        self._context = context
        self._unfinished = ""
        self._notes: dict[str, LooseNote] = {}
        self.list = SectionList("today_notes", "Quick notes not filed yet", grows=False)
        self.list.opened.connect(self._on_opened)
        self._block = Block("today_notes_block", "Quick notes", self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(self._block)
        self.hide()

    def show_notes(self, notes: tuple[LooseNote, ...]) -> None:
        """Show these; the oldest first."""
        self._notes = {note.id: note for note in notes}
        self._block.set_remark(f"{len(notes)} not filed yet")
        self.list.set_lines([_item(note) for note in notes])
        self.setVisible(bool(notes))

    def ask_note(self) -> None:
        """Type a note (Ctrl+Q)."""
        services = self._context.services

        def act(values: Mapping[str, Any]) -> Any:
            return partial(services.write, keep_loose_note, values["text"])

        dialog = FormDialog(
            self.window(), self._context, "quick_note_dialog", "Quick note", [_NOTE],
            button_words="Keep the note", act=act, values={"text": self._unfinished},
        )  # fmt: skip
        dialog.done_with.connect(self._on_kept)
        dialog.rejected.connect(partial(self._remember, dialog))
        dialog.open()

    # --- filing -----------------------------------------------------------------------------

    def _on_opened(self, _page: str, key: str) -> None:
        acts.read(self._context, self, note_places, on_result=partial(self._ask_place, key))

    def _ask_place(self, note_id: str, places: tuple[NotePlace, ...]) -> None:
        note = self._notes.get(note_id)
        if note is None:
            return
        services = self._context.services
        field = Field(
            "place", "File to", FieldKind.SEARCH_CHOICE, "Type part of a service or of a reference",
            tuple((place.key, place.words) for place in places), what="a visit or a service",
        )  # fmt: skip

        def act(values: Mapping[str, Any]) -> Any:
            return partial(services.write, file_loose_note, note_id, values["place"])

        dialog = FormDialog(
            self.window(), self._context, "file_note_dialog", "File the quick note", [field],
            button_words="File the note", act=act, sentence=_told(note),
        )  # fmt: skip
        remove = button("Remove the note", "quiet", name="file_note_remove", icon="ph.x")
        remove.clicked.connect(partial(self._remove, dialog, note_id))
        row = QHBoxLayout()
        row.addWidget(remove)
        row.addStretch(1)
        dialog.extra.addLayout(row)
        lines = dialog.sentence.heightForWidth(dialog.width() - 48)
        dialog.resize(dialog.width(), min(dialog.height() + 40 + lines, 560))
        dialog.done_with.connect(partial(self._say, "The note is filed."))
        dialog.open()

    def _remove(self, dialog: FormDialog, note_id: str) -> None:
        dialog.accept()
        acts.write(self._context, self, remove_loose_note, note_id, offers_undo=True)

    def _on_kept(self, _note_id: object) -> None:
        self._unfinished = ""
        self._say("The note is kept. It stands on Today until it is filed.")

    def _remember(self, dialog: FormDialog) -> None:
        self._unfinished = str(dialog.form.input_of("text").raw() or "")

    def _say(self, words: str, _result: object = None) -> None:
        self._context.messages.say(words)


def _item(note: LooseNote) -> SectionItem:
    return SectionItem(
        key=note.id,
        text=" / ".join(line for line in note.text.splitlines() if line.strip()),
        second=_moment(note.noted_at),
        right="File",
        icon="ph.note-pencil",
        is_button=True,
    )


def _told(note: LooseNote) -> str:
    """The note itself, cut where it is very long, and when it was noted."""
    text = note.text.strip()
    if len(text) > _LONGEST_TOLD:
        text = f"{text[:_LONGEST_TOLD]}…"
    return f"“{text}”\n{_moment(note.noted_at)}"


def _moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"Noted {local.day} {local:%B %Y} at {local:%H:%M}"

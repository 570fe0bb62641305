"""Data protection: what is past its period, erasing for good, everything under a reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QScrollArea

from app import tokens
from app.domain.words import count, sentence_case
from app.errors import QualityMonitorError
from app.services import protection, retention
from app.services.office import LONDON
from app.services.protection import GROUNDS, ErasureDraft, ErasureRow, FoundText
from app.services.retention import PastRow, RetentionRow
from app.services.subject_export import ExportDone, export_reference
from app.ui import acts
from app.ui.context import Context
from app.ui.settings.section import Section
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

SENTENCE = (
    "An erasure is for good: the text goes from its record, the history, the search and signed-off "
    "versions, and what remains says who erased it, when and why. Backups made before still hold "
    "it until they age out; when one is restored, the erasure is repeated."
)
DIALOG_SENTENCE = (
    "This cannot be undone. Each text goes as a whole, with its copies in other versions of the "
    "visit and its earlier wordings; an attached file goes with all that is said of it."
)
GOES_HEIGHT = 190
MOST_FOUND = 200
MOST_LETTERS = 100  # of one text in the list of what goes
MOST_SHOWN, MOST_RULES = 8, 12  # rows of a list before it scrolls
ERASE_FIELDS = (
    Field("reason", "Why", FieldKind.LONG_TEXT, lines=3, what="why this is erased",
          hint="Without the personal data itself: this stays"),
    Field("legal_ground", "Legal ground", FieldKind.CHOICE, what="the legal ground", width=520,
          options=tuple((one, one) for one in GROUNDS)),
)  # fmt: skip
PERIOD_FIELDS = (
    Field("months", "Months kept", FieldKind.NUMBER, width=90, what="the number of months"),
    Field("basis", "What it rests on", FieldKind.LONG_TEXT, lines=3, what="what it rests on",
          hint="For example the line of your retention schedule"),
)  # fmt: skip


class ProtectionSection(Section):
    """Plain on purpose: rarely used, and each act is asked for twice."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "protection", "Data protection", SENTENCE)
        self.office = context.services
        self.said = Note("", "", "ok", name="protection_said")
        self.said.hide()
        self.column.addWidget(self.said)
        self._add_find()
        self._add_export()
        self._add_past()
        self._add_periods()
        self._add_done()
        self.column.addStretch(1)

    def reload(self) -> None:
        """Read the lists."""
        acts.read(self.context, self, retention.list_past, on_result=self._on_past)
        acts.read(self.context, self, retention.list_rules, on_result=self._on_rules)
        acts.read(self.context, self, protection.list_erasures, on_result=self._on_erasures)

    # --- find and erase ---------------------------------------------------------------------

    def look(self) -> None:
        """Look for the words in every text that can be erased."""
        acts.read(
            self.context, self, protection.find_texts, self.sought.text(),
            on_result=self._on_found, on_error=self._on_refused,
        )  # fmt: skip

    def erase_selected(self) -> None:
        """Ask why and on which ground, then erase what is selected."""
        self.erase_places(self.found.selected_rows())

    def erase_places(self, texts: Sequence[FoundText]) -> None:
        """Erase these texts after asking."""
        if not texts:
            self._say("Select what to erase in the list first.", is_bad=True)
            return
        places = tuple(one.place for one in texts)

        def act(values: Mapping[str, Any]) -> Any:
            draft = ErasureDraft(places, values["reason"], values["legal_ground"])
            return lambda: protection.erase(self.office, draft)

        number = count(len(places), "text")
        dialog = FormDialog(
            self.window(), self.context, "erase_dialog", f"Erase {number} for good?",
            ERASE_FIELDS, button_words=f"Erase {number}", act=act, kind="danger",
            sentence=DIALOG_SENTENCE,
        )  # fmt: skip
        dialog.extra.addWidget(label("What goes", "strong"))
        dialog.extra.addWidget(_what_goes(texts))
        dialog.resize(
            dialog.width(), min(dialog.height() + GOES_HEIGHT + 30, self.window().height())
        )
        dialog.done_with.connect(self._on_erased)
        dialog.open()

    def _add_find(self) -> None:
        self.add_heading("Find and erase")
        row = FlowLayout(gap=8)
        self.sought = _line("protection_words", "Words to look for", "A name or another text")
        self.sought.returnPressed.connect(self.look)
        row.addWidget(self.sought)
        row.addWidget(button("Find", name="protection_find", on_click=self.look))
        self.erase_button = button(
            "Erase the selected", "danger", name="protection_erase", on_click=self.erase_selected
        )
        self.erase_button.hide()
        row.addWidget(self.erase_button)
        self.column.addLayout(row)
        self.found: TableView[FoundText] = TableView(
            "protection_found", "Texts found", _FOUND,
            lambda one: f"{one.place.table}|{one.place.row_id}|{one.place.column}",
        )  # fmt: skip
        self.found.selection_changed.connect(self._on_found_selected)
        self.found.hide()
        self.column.addWidget(self.found)
        self.found_told = label("", wrap=True, name="protection_found_told", selectable=True)
        self.found_told.hide()
        self.column.addWidget(self.found_told)

    def _on_found(self, rows: Sequence[FoundText]) -> None:
        _fill(self.found, rows)
        self.found.clearSelection()
        self.erase_button.setVisible(bool(rows))
        self._on_found_selected()
        words = count(len(rows), "text") if rows else "No text"
        more = " There may be more: look for longer words." if len(rows) >= MOST_FOUND else ""
        self._say(f"{words} found.", f"Select those to erase.{more}" if rows else "")

    def _on_found_selected(self) -> None:
        """The button says how many; one text alone is told in full below, a cell shows a part."""
        rows = self.found.selected_rows()
        number = count(len(rows), "selected text")
        self.erase_button.setText(f"Erase {number}" if rows else "Erase the selected")
        explain_disabled(self.erase_button, "" if rows else "Select what to erase in the list")
        self.found_told.setVisible(len(rows) == 1)
        self.found_told.setText(_in_full(rows[0]) if len(rows) == 1 else "")

    def _on_erased(self, done: protection.ErasureDone) -> None:
        self._say(done.words)
        _fill(self.found, ())
        self.found_told.hide()
        self.erase_button.hide()
        self.reload()

    # --- export -----------------------------------------------------------------------------

    def export(self) -> None:
        """Choose where, then write everything under the reference as a zip."""
        reference = self.reference.text().strip()
        if len(reference) < 3:
            self._say("Enter at least 3 letters or figures of the reference.", is_bad=True)
            return
        name = "".join(c if c.isalnum() else "-" for c in reference)
        folder = Path(self.context.settings.current.last_folder or Path.home())
        chosen, _kind = QFileDialog.getSaveFileName(
            self, "Everything under a reference", str(folder / f"{name}.zip"), "Zip (*.zip)"
        )
        if chosen:
            self.context.settings.change(last_folder=str(Path(chosen).parent))
            self.context.background.read(
                lambda _progress: export_reference(self.office, reference, Path(chosen)),
                owner=self, on_result=self._on_exported, on_error=self._on_refused,
                words="Writing an export",
            )  # fmt: skip

    def _add_export(self) -> None:
        self.add_heading(
            "Everything under a reference",
            "Of a visit or contract, a CQC ID, the name of a service or provider, or a code that "
            "stands in a text: all records with their history and attached files, as a zip. In it "
            "Records.html opens in any browser; records.json is the same for other programs.",
        )
        row = FlowLayout(gap=8)
        self.reference = _line("protection_reference", "Reference", "For example QA-2026-0139")
        self.reference.returnPressed.connect(self.export)
        row.addWidget(self.reference)
        row.addWidget(button("Write the export", name="protection_export", on_click=self.export))
        self.column.addLayout(row)

    def _on_exported(self, done: ExportDone) -> None:
        self._say(done.words, f"It is in {done.path}.")

    # --- retention --------------------------------------------------------------------------

    def _add_past(self) -> None:
        self.add_heading("Past their retention period")
        self.past_words = label("", "second", wrap=True, name="protection_past_words")
        self.column.addWidget(self.past_words)
        self.past: TableView[PastRow] = TableView(
            "protection_past", "Past their period", _PAST, lambda one: one.record_id
        )
        self.column.addWidget(self.past)
        self.erase_past_button = button(
            "Erase the texts of the selected", "danger", name="protection_erase_past",
            on_click=self.erase_past,
        )  # fmt: skip
        self.column.addWidget(self.erase_past_button)

    def erase_past(self) -> None:
        """Gather the texts of the selected records, then ask as for any erasure."""
        rows = self.past.selected_rows()

        def gather(reading: Any) -> list[FoundText]:
            return [
                text
                for row in rows
                for text in retention.texts_under(reading, row.table, row.record_id)
            ]

        acts.read(self.context, self, gather, on_result=self.erase_places)

    def _on_past(self, rows: Sequence[PastRow]) -> None:
        _fill(self.past, rows)
        self.erase_past_button.setVisible(bool(rows))
        said = f"{count(len(rows), 'record')} past their period. Nothing goes by itself."
        self.past_words.setText(said if rows else "No record is past its period.")

    def _add_periods(self) -> None:
        self.add_heading("How long records are kept")
        self.rules: TableView[RetentionRow] = TableView(
            "protection_rules", "Retention periods", _RULES, lambda one: one.kind
        )
        self.rules.opened.connect(self._on_rule)
        self.column.addWidget(self.rules)
        self.period_button = button(
            "Change the period", name="protection_period", on_click=self.change_period
        )
        self.column.addWidget(self.period_button)

    def change_period(self) -> None:
        """Change the period with the mark."""
        self._on_rule(self.rules.current_key())

    def _on_rules(self, rows: Sequence[RetentionRow]) -> None:
        _fill(self.rules, rows, MOST_RULES)
        if self.rules.current_row() is None and rows:
            self.rules.select_key(rows[0].kind)

    def _on_rule(self, kind: str) -> None:
        row = self.rules.current_row()
        if row is None:
            return

        def act(values: Mapping[str, Any]) -> Any:
            months, basis = values["months"], values["basis"]
            return lambda: self.office.write(retention.set_rule, kind, months, basis)

        dialog = FormDialog(
            self.window(), self.context, "period_dialog", row.words, PERIOD_FIELDS,
            button_words="Save", act=act, sentence=f"Counted from {row.counted_from}.",
            values={"months": row.months, "basis": row.basis},
        )  # fmt: skip
        dialog.done_with.connect(self._on_rule_set)
        dialog.open()

    def _on_rule_set(self, _result: object) -> None:
        self.reload()

    # --- erasures done ----------------------------------------------------------------------

    def _add_done(self) -> None:
        self.add_heading("Erasures done")
        self.done_words = label("", "second", name="protection_done_words")
        self.column.addWidget(self.done_words)
        self.done: TableView[ErasureRow] = TableView(
            "protection_done", "Erasures done", _DONE, lambda one: one.id
        )
        self.column.addWidget(self.done)

    def _on_erasures(self, rows: Sequence[ErasureRow]) -> None:
        _fill(self.done, rows)
        self.done_words.setText("" if rows else "Nothing was erased so far.")
        self.done_words.setVisible(not rows)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, QualityMonitorError):
            self._say(str(error), is_bad=True)
        else:
            self.context.messages.tell_error(error)

    def _say(self, strong: str, text: str = "", *, is_bad: bool = False) -> None:
        self.said.set_words(strong, text, "warn" if is_bad else "ok")
        self.said.show()


def _fill(table: TableView[Any], rows: Sequence[Any], most: int = MOST_SHOWN) -> None:
    """Show the rows, the list as tall as they need up to `most`; an empty one is not shown."""
    table.set_rows(rows)
    table.setFixedHeight(tokens.TABLE_HEADER + min(len(rows), most) * tokens.ROW + 2)
    table.setVisible(bool(rows))


def _what_goes(texts: Sequence[FoundText]) -> QScrollArea:
    """Every text that is about to be erased, in a list that scrolls."""
    words = label(
        "\n".join(f"• {_in_short(one)}" for one in texts), wrap=True, name="erase_dialog_goes"
    )
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    area = QScrollArea()
    area.setObjectName("erase_dialog_goes_scroll")
    area.setAccessibleName("What goes")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(words)
    area.setFixedHeight(GOES_HEIGHT)
    return area


def _field_of(one: FoundText) -> str:
    return f"{one.record}, {one.field.lower()}{' (earlier wording)' if one.is_past else ''}"


def _in_short(one: FoundText) -> str:
    flat = " ".join(one.text.split())
    said = one.around or (flat if len(flat) <= MOST_LETTERS else f"{flat[:MOST_LETTERS]} …")
    owner = f"{one.owner}: " if one.owner else ""
    return f"{owner}{_field_of(one)}: {said}"


def _in_full(one: FoundText) -> str:
    return f"{one.owner}\n{_field_of(one)}: {one.text}"


def _line(name: str, spoken: str, placeholder: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(spoken)
    edit.setPlaceholderText(placeholder)
    edit.setFixedWidth(300)
    return edit


_FOUND: tuple[Column[FoundText], ...] = (
    Column("owner", "Belongs to", lambda r: r.owner, width=290, tip=lambda r: r.owner),
    Column("field", "Field", _field_of, width=150, tip=_field_of),
    Column("text", "Words found", lambda r: r.around or r.text, width=300, is_stretched=True,
           tip=lambda r: r.text),
)  # fmt: skip
_PAST: tuple[Column[PastRow], ...] = (
    Column("kind", "Kind", lambda r: r.kind_words, width=200),
    Column("label", "Record", lambda r: r.label, width=200, is_stretched=True),
    Column("ended", "Ended", lambda r: r.ended_on, Kind.DATE, 100),
    Column("until", "Kept until", lambda r: r.kept_until, Kind.DATE, 100),
)
_RULES: tuple[Column[RetentionRow], ...] = (
    Column("words", "Kind of record", lambda r: r.words, width=230, is_stretched=True),
    Column("months", "Months", lambda r: r.months, Kind.NUMBER, 76),
    Column("from", "Counted from", lambda r: sentence_case(r.counted_from), width=170),
    Column("basis", "Rests on", lambda r: r.basis, width=230),
    Column("own", "Set by", lambda r: "Us" if r.is_own else "Default", width=76),
)
_DONE: tuple[Column[ErasureRow], ...] = (
    Column("at", "When", lambda r: r.erased_at, width=130,
           text=lambda r: f"{r.erased_at.astimezone(LONDON):%d/%m/%Y %H:%M}"),
    Column("who", "Who", lambda r: r.officer_name, width=130),
    Column("texts", "Texts", lambda r: r.targets, Kind.NUMBER, 64),
    Column("why", "Why", lambda r: r.reason, width=180, is_stretched=True),
    Column("ground", "Legal ground", lambda r: r.legal_ground, width=200),
)  # fmt: skip

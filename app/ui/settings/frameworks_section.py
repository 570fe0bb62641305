"""Frameworks: their versions, scale, bands, weights and standards; bring one in, save, retire.

Scale, bands and weights belong to a framework version and are copied into each visit, so changing
them here publishes a new version (docs/decisions/0014).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from app import tokens
from app.domain.rating_words import OwnRating
from app.domain.vocabulary import FrameworkStatus
from app.domain.words import count, short_date
from app.errors import FileRefusedError, NotSavedError
from app.services.framework_changes import (
    Changeable,
    Origin,
    Standard,
    find_origin,
    get_changeable,
    standards_of,
)
from app.services.frameworks import (
    FrameworkRow,
    add_framework,
    framework_text,
    get_framework,
    list_frameworks,
    set_framework_status,
)
from app.services.office import LONDON
from app.ui import acts
from app.ui.context import Context
from app.ui.settings.framework_dialog import FrameworkDialog
from app.ui.settings.section import Section
from app.ui.widgets.buttons import button
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

SENTENCE = (
    "A visit is done against one version and keeps it for ever. Changing bands, weights or what is "
    "critical makes a new version. For other standards or another scale: save a copy of the file, "
    "change it, give it a new version number, bring it in."
)
TOML = "Framework (*.toml)"


@dataclass(frozen=True)
class _Shown:
    """The chosen version as the section shows it."""

    name: str
    scale: str
    bands: str
    weights: str
    origin: str
    standards: tuple[Standard, ...]


class FrameworksSection(Section):
    """The list above, the chosen version below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "frameworks", "Frameworks, bands and weights", SENTENCE)
        self._wanted = ""
        row = FlowLayout(gap=8)
        row.addWidget(
            button(
                "Change bands and weights",
                "primary",
                name="frameworks_change",
                on_click=self.change,
            )
        )
        row.addWidget(button("Bring in a file", name="frameworks_add", on_click=self.bring_in))
        row.addWidget(button("Save a copy", name="frameworks_copy", on_click=self.save_copy))
        self.retire_button = button("Retire", name="frameworks_retire", on_click=self.retire)
        row.addWidget(self.retire_button)
        self.column.addLayout(row)
        self.complaints = label("", tone="danger", wrap=True, name="frameworks_complaints",
                                selectable=True)  # fmt: skip
        self.complaints.hide()
        self.column.addWidget(self.complaints)
        self.table: TableView[FrameworkRow] = TableView(
            "frameworks_table", "Frameworks", _COLUMNS, lambda one: one.id, sort_by="title"
        )
        self.table.current_changed.connect(self._on_chosen)
        self.column.addWidget(self.table)
        self.chosen = label("", "heading", name="frameworks_chosen")
        self.column.addSpacing(8)
        self.column.addWidget(self.chosen)
        self.facts = FactsTable("frameworks_facts", name_width=110)
        self.column.addWidget(self.facts)
        self.standards: TableView[Standard] = TableView(
            "frameworks_standards", "Standards", _STANDARDS, lambda one: one.id
        )
        self.standards.setMinimumHeight(320)
        self.column.addWidget(self.standards)

    def reload(self) -> None:
        """Read the versions."""
        acts.read(self.context, self, list_frameworks, published_only=False,
                  on_result=self._on_rows)  # fmt: skip

    def change(self) -> None:
        """Open the chosen version to change its bands and weights."""
        row = self.table.current_row()
        if row is not None:
            acts.read(self.context, self, get_changeable, row.id, on_result=self._open_change)

    def _open_change(self, shown: Changeable) -> None:
        dialog = FrameworkDialog(self, self.context, shown)
        dialog.published.connect(self._on_published)
        dialog.open()

    def _on_published(self, version_id: str) -> None:
        self._wanted = version_id
        self.reload()

    def bring_in(self) -> None:
        """Choose a framework file; its complaints are said here."""
        chosen, _kind = QFileDialog.getOpenFileName(self, "Bring in a framework", "", TOML)
        if not chosen:
            return
        self.complaints.hide()
        path = Path(chosen)
        try:
            content = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self._on_refused(FileRefusedError(f"{path.name} cannot be read as a text file."))
            return
        acts.write(
            self.context, self, add_framework, content, path.name,
            on_done=self._on_added, on_error=self._on_refused, offers_undo=True,
        )  # fmt: skip

    def save_copy(self) -> None:
        """Save the file of the chosen version, to change and bring in again."""
        row = self.table.current_row()
        if row is None:
            return
        name = f"{row.key}-{row.version}.toml"
        chosen, _kind = QFileDialog.getSaveFileName(self, "Save a copy", name, TOML)
        if chosen:
            acts.read(self.context, self, framework_text, row.id,
                      on_result=lambda text: self._write(Path(chosen), text))  # fmt: skip

    def retire(self) -> None:
        """No new visit against this version, or again."""
        row = self.table.current_row()
        if row is None:
            return
        is_retired = row.status is FrameworkStatus.RETIRED
        status = FrameworkStatus.PUBLISHED if is_retired else FrameworkStatus.RETIRED
        acts.write(
            self.context, self, set_framework_status, row.id, status,
            on_done=self._on_added, offers_undo=True,
        )  # fmt: skip

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.context.messages.tell_error(
                NotSavedError(f"The copy was not saved ({error.strerror}). Choose another folder.")
            )
            return
        self.context.messages.say(f"Saved {path.name}.")

    def _on_rows(self, rows: Sequence[FrameworkRow]) -> None:
        self.table.set_rows(rows)
        self.table.setFixedHeight(tokens.TABLE_HEADER + min(len(rows), 8) * tokens.ROW + 2)
        if rows and (self._wanted or self.table.current_row() is None):
            self.table.select_key(self._wanted or rows[0].id)
            self._wanted = ""
        self._on_chosen(self.table.current_key())

    def _on_added(self, _result: object) -> None:
        self.reload()

    def _on_refused(self, error: Exception) -> None:
        self.complaints.setText(str(error))
        self.complaints.show()

    def _on_chosen(self, key: str) -> None:
        row = self.table.current_row()
        if row is not None:
            is_retired = row.status is FrameworkStatus.RETIRED
            self.retire_button.setText("Publish again" if is_retired else "Retire")
            acts.read(self.context, self, _read_shown, key, on_result=self._show)

    def _show(self, shown: _Shown) -> None:
        self.chosen.setText(shown.name)
        lines = [
            FactLine("Answers", shown.scale),
            FactLine("Bands", shown.bands),
            FactLine("Weights", shown.weights),
        ]
        if shown.origin:
            lines.append(FactLine("Changed", shown.origin))
        self.facts.set_facts(lines)
        self.standards.set_rows(shown.standards)


def _read_shown(reading: Any, framework_id: str) -> _Shown:
    framework = get_framework(reading, framework_id)
    scale = framework.scale
    questions = list(framework.questions())
    weights = Counter(question.weight for question in questions)
    critical = sum(question.is_critical for question in questions)
    starts = zip(OwnRating, scale.bands, strict=False)
    return _Shown(
        name=f"{framework.title} {framework.version}",
        scale=", ".join(f"{level.label} {level.score}" for level in scale.levels),
        bands=", ".join(f"{rating.words} from {start}%" for rating, start in starts)
        + f", {OwnRating.POOR.words} below",
        weights=", ".join(f"{count(weights[w], 'standard')} of {w}" for w in sorted(weights))
        + f". {count(critical, 'critical standard')}: {scale.levels[-1].label} caps its section",
        origin=_origin_words(find_origin(reading, framework_id)),
        standards=standards_of(framework),
    )


def _origin_words(origin: Origin | None) -> str:
    if origin is None:
        return ""
    day = short_date(origin.at.astimezone(LONDON).date())
    return f"{origin.what}. By {origin.who}, {day}. Why: {origin.reason}"


_COLUMNS: tuple[Column[FrameworkRow], ...] = (
    Column("title", "Framework", lambda r: r.title, width=150, is_stretched=True),
    Column("version", "Version", lambda r: r.version, width=70),
    Column("status", "State", lambda r: r.status.words, width=88),
    Column("published", "Published", lambda r: r.published_on, Kind.DATE, 96,
           text=lambda r: short_date(r.published_on) if r.published_on else ""),
    Column("questions", "Standards", lambda r: r.questions, Kind.NUMBER, 88),
    Column("source", "From", lambda r: "the program" if r.is_bundled else "us", width=96),
)  # fmt: skip
_STANDARDS: tuple[Column[Standard], ...] = (
    Column("number", "No.", lambda r: tuple(int(n) for n in r.number.split(".")), width=56,
           text=lambda r: r.number),
    Column("section", "Section", lambda r: r.section, width=150),
    Column("text", "Standard", lambda r: r.text, width=260, is_stretched=True),
    Column("weight", "Weight", lambda r: r.weight, Kind.NUMBER, 70),
    Column("critical", "Critical", lambda r: "Critical" if r.is_critical else "", width=80),
)  # fmt: skip

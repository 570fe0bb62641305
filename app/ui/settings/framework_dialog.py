"""Changing a framework's bands, weights and critical flags: published as a new version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.words import count, joined
from app.services.framework_changes import (
    BAND_FIELDS,
    BAND_NAMES,
    LEAST_WEIGHT,
    MOST_WEIGHT,
    Changeable,
    FrameworkChange,
    Standard,
    change_framework,
)
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.filter_bar import FindField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView

FIELDS = (
    *(
        Field(name, f"{words} from (%)", FieldKind.NUMBER, width=90, what=f"where {words} starts")
        for name, words in zip(BAND_FIELDS, BAND_NAMES, strict=True)
    ),
    Field("reason", "Why it changes", FieldKind.LONG_TEXT, lines=3, what="why it changes",
          hint="Stands in the history beside your name"),
)  # fmt: skip
FORM_WIDTH = 240
NARROW = 1000  # below, the section gives its room to the standard
NOTHING = "Nothing is changed yet"


@dataclass(frozen=True)
class _Row:
    """A standard as it would be, beside what it was."""

    now: Standard
    was: Standard

    @property
    def is_changed(self) -> bool:
        return self.now != self.was


class FrameworkDialog(QDialog):
    """`published` carries the new version's id."""

    published = Signal(str)

    def __init__(self, parent: QWidget, context: Context, shown: Changeable) -> None:
        super().__init__(parent)
        self.setObjectName("framework_dialog")
        self.setWindowTitle(f"Change {shown.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._shown = context, shown
        self._rows = {one.id: _Row(one, one) for one in shown.standards}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(f"Change {shown.name}", "heading", wrap=True))
        column.addWidget(label(_sentence(shown), "second", wrap=True, name="framework_sentence"))
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(self._make_form())
        middle.addLayout(self._make_standards(), 1)
        column.addLayout(middle, 1)
        column.addLayout(self._make_foot())
        room = parent.window().size()
        self.resize(min(1240, room.width() - 40), min(720, room.height() - 40))
        self.table.set_column_hidden("section", self.width() < NARROW)
        self._show_rows()
        self.form.focus_field(BAND_FIELDS[0])

    # --- parts ------------------------------------------------------------------------------

    def _make_form(self) -> QWidget:
        self.form = Form("framework_form", FIELDS, today=self._context.today())
        self.form.set_values(dict(zip(BAND_FIELDS, self._shown.bands, strict=True)))
        self._starts = {name: self.form.input_of(name).raw() for name in BAND_FIELDS}
        self.form.changed.connect(self._show_state)
        self._area = area = QScrollArea()
        area.setObjectName("framework_form_scroll")
        area.setWidgetResizable(True)
        area.setFixedWidth(FORM_WIDTH)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        return area

    def _fit_form(self) -> None:
        """As wide as the form needs: the lines of "There is a problem" do not break."""
        self.form.ensurePolished()
        needed = self.form.minimumSizeHint().width() + self._area.verticalScrollBar().width()
        self._area.setFixedWidth(max(FORM_WIDTH, min(needed, self.width() // 2)))

    def _make_standards(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.find_field = FindField("Find a standard", "framework_find")
        self.find_field.textChanged.connect(self._on_find)
        column.addWidget(self.find_field)
        row = FlowLayout(gap=8)
        lead = label("Selected standards:", "second")
        row.addWidget(lead)
        self._choices = []
        for weight in range(LEAST_WEIGHT, MOST_WEIGHT + 1):
            self._choices.append(
                button(f"Weight {weight}", name=f"framework_weight_{weight}", small=True,
                       shortcut=f"Alt+{weight}", on_click=partial(self.set_weight, weight))
            )  # fmt: skip
        self._choices += [
            button("Critical", name="framework_critical", small=True, shortcut="Alt+C",
                   on_click=lambda: self.set_critical(True)),
            button("Not critical", name="framework_not_critical", small=True, shortcut="Alt+N",
                   on_click=lambda: self.set_critical(False)),
        ]  # fmt: skip
        lead.setFixedHeight(self._choices[0].sizeHint().height())
        for found in self._choices:
            row.addWidget(found)
        column.addLayout(row)
        self.table: TableView[_Row] = TableView(
            "framework_standards", "Standards", _COLUMNS, lambda one: one.was.id
        )
        self.table.selection_changed.connect(self._on_selected)
        column.addWidget(self.table, 1)
        return column

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.state = label("", "second", wrap=True, name="framework_state")
        foot.addWidget(self.state, 1)
        foot.addWidget(button("Cancel", name="framework_cancel", on_click=self.reject))
        self.publish_button = button(
            f"Publish {self._shown.next_name}", "primary", name="framework_publish",
            on_click=self.publish,
        )  # fmt: skip
        foot.addWidget(self.publish_button)
        return foot

    # --- acts -------------------------------------------------------------------------------

    def set_weight(self, weight: int) -> None:
        """Give the selected standards this weight."""
        for row in self.table.selected_rows():
            self._rows[row.was.id] = replace(row, now=replace(row.now, weight=weight))
        self._show_rows()

    def set_critical(self, is_critical: bool) -> None:
        """Make the selected standards critical, or not."""
        for row in self.table.selected_rows():
            self._rows[row.was.id] = replace(row, now=replace(row.now, is_critical=is_critical))
        self._show_rows()

    def publish(self) -> None:
        """Store the new version; a rule is said beside its field."""
        values = self.form.submit()
        self._fit_form()
        if values is None:
            return
        changed = [row for row in self._rows.values() if row.is_changed]
        wanted = FrameworkChange(
            self._shown.id,
            tuple(values[name] for name in BAND_FIELDS),
            weights={row.now.id: row.now.weight for row in changed},
            critical={row.now.id: row.now.is_critical for row in changed},
            reason=values["reason"],
        )
        self.publish_button.setEnabled(False)
        acts.write(
            self._context, self, change_framework, wanted,
            on_done=self._on_published, on_error=self._on_refused, offers_undo=True,
        )  # fmt: skip

    def reject(self) -> None:
        """Close without a change, asked first where there is one."""
        if not (self._changes() or self.form.is_dirty) or self._context.messages.confirm(
            "Close without publishing?",
            "What you changed here has not been published.",
            "Close without publishing",
        ):
            super().reject()

    # --- answers ----------------------------------------------------------------------------

    def _on_published(self, version_id: str) -> None:
        self.published.emit(version_id)
        self.accept()

    def _on_refused(self, error: Exception) -> None:
        self.publish_button.setEnabled(True)
        if not self.form.show_error(error):
            self._context.messages.tell_error(error)
        self._fit_form()

    def _on_find(self, typed: str) -> None:
        wanted = typed.casefold().split()

        def matches(row: _Row) -> bool:
            text = f"{row.now.number} {row.now.section} {row.now.text}".casefold()
            return all(word in text for word in wanted)

        self.table.set_filter(matches if wanted else None)

    def _on_selected(self) -> None:
        why = "" if self.table.selected_rows() else "Select standards in the list first"
        for found in self._choices:
            explain_disabled(found, why)

    def _show_rows(self) -> None:
        self.table.set_rows(self._rows.values())
        self._on_selected()
        self._show_state()

    def _show_state(self) -> None:
        said = self._changes()
        self.state.setText(f"Changed: {joined(said)}." if said else f"{NOTHING}.")
        explain_disabled(self.publish_button, "" if said else NOTHING)

    def _changes(self) -> list[str]:
        bands = sum(self.form.input_of(name).raw() != start for name, start in self._starts.items())
        rows = self._rows.values()
        weights = sum(row.now.weight != row.was.weight for row in rows)
        critical = sum(row.now.is_critical != row.was.is_critical for row in rows)
        counted = ((bands, "band"), (weights, "weight"), (critical, "critical flag"))
        return [count(number, word) for number, word in counted if number]


def _sentence(shown: Changeable) -> str:
    if shown.planned:
        whom = f"{count(shown.planned, 'planned visit')} will be done against it"
    else:
        whom = "visits planned from now on are done against it"
    return (
        f"Saved as {shown.next_name}: {whom}. Visits that were started keep {shown.name}, with "
        "their scores, for ever."
    )


def _weight_words(row: _Row) -> str:
    was, now = row.was.weight, row.now.weight
    return f"{now}" if was == now else f"{now} (was {was})"


def _critical_words(row: _Row) -> str:
    if row.now.is_critical == row.was.is_critical:
        return "Critical" if row.now.is_critical else ""
    return "Critical (was not)" if row.now.is_critical else "Not (was critical)"


_COLUMNS: tuple[Column[_Row], ...] = (
    Column("number", "No.", lambda r: tuple(int(n) for n in r.now.number.split(".")), width=52,
           text=lambda r: r.now.number),
    Column("section", "Section", lambda r: r.now.section, width=150),
    Column("text", "Standard", lambda r: r.now.text, width=180, is_stretched=True,
           tip=lambda r: r.now.text),
    Column("weight", "Weight", lambda r: r.now.weight, width=92, text=_weight_words,
           tone=lambda r: "warn" if r.now.weight != r.was.weight else ""),
    Column("critical", "Critical", lambda r: r.now.is_critical, width=130, text=_critical_words,
           tone=lambda r: "warn" if r.now.is_critical != r.was.is_critical else ""),
)  # fmt: skip

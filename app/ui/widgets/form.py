"""A form from a table of fields: one column, label above, hint below it, error beside the field.

What was typed always stays. Rules are said when the form is left (or by the service that refuses),
in a summary headed "There is a problem" whose lines lead to the fields. An edited field loses its
error at once, but nothing moves under the pointer: summary and lines keep their places, quietly,
until the form is left again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.errors import RuleError, RulesError
from app.ui.theme import colours, set_property
from app.ui.widgets.form_fields import Field
from app.ui.widgets.form_input import Input
from app.ui.widgets.form_inputs import make_input
from app.ui.widgets.labels import IconLabel, label
from app.ui.widgets.wrapped_link import WrappedLink

_NOTHING = (None, "", ())  # what stands in a field that was left empty


class Form(QWidget):
    """`changed` follows each edit, `refused` the problems shown.

    Put it in a page with `set_content(form, scrolls=True)`.
    """

    changed = Signal()
    refused = Signal()

    def __init__(self, name: str, fields: Sequence[Field], *, today: date) -> None:
        super().__init__()
        self.setObjectName(name)
        self.fields = tuple(fields)
        self._start: dict[str, Any] = {}
        self._boxes: dict[str, FieldBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 12, 16)
        self._column.setSpacing(12)
        self.summary = ErrorSummary()
        self.summary.chosen.connect(self.focus_field)
        self._column.addWidget(self.summary)
        for field in fields:
            box = FieldBox(field, make_input(field, name, today))
            box.input.changed.connect(self._on_edited)
            self._boxes[field.name] = box
            self._column.addWidget(box)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(8)
        self._foot.addStretch(1)
        self._column.addLayout(self._foot)
        self._column.addStretch(1)
        self._show_conditional()
        self.mark_saved()

    @property
    def is_dirty(self) -> bool:
        """True when something stands that was not there at the start or the last save."""
        return self._raw() != self._start

    def add_button(self, found: QWidget) -> None:
        """Add a button at the end of the form; the primary one first."""
        self._foot.insertWidget(self._foot.count() - 1, found)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fill the fields named and take that as the start."""
        for name, value in values.items():
            if name in self._boxes:
                self._boxes[name].input.set_value(value)
        self.clear_errors()
        self._show_conditional()
        self.mark_saved()

    def set_options(self, name: str, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices in a field; the value stays when it is still offered."""
        self._boxes[name].input.set_options(options)

    def values(self) -> dict[str, Any]:
        """The values by field name. Raises RulesError with what is missing or cannot be read."""
        values: dict[str, Any] = {}
        problems: list[RuleError] = []
        for name, box in self._boxes.items():
            try:
                values[name] = box.input.value()
            except RuleError as error:
                problems.append(RuleError(str(error), name))
                continue
            if box.isVisibleTo(self) and not box.field.is_optional and values[name] in _NOTHING:
                problems.append(RuleError(_missing(box.field), name))
        if problems:
            raise RulesError(problems)
        return values

    def submit(self) -> dict[str, Any] | None:
        """The values; or None after showing what stands in the way."""
        try:
            found = self.values()
        except RulesError as error:
            self.show_error(error)
            return None
        self.clear_errors()
        return found

    def show_error(self, error: Exception) -> bool:
        """Show a RuleError or RulesError; False for any other, which `messages` must tell."""
        if isinstance(error, RulesError):
            self.show_errors(error.problems)
        elif isinstance(error, RuleError):
            self.show_errors([error])
        else:
            return False
        return True

    def show_errors(self, problems: Sequence[RuleError]) -> None:
        """Say each problem beside its field and in the summary, which takes the focus."""
        self.clear_errors()
        for problem in problems:
            if problem.field in self._boxes:
                self._boxes[problem.field].set_error(str(problem))
        self.summary.show_problems(problems)
        self._bring_into_view(self.summary)
        self.refused.emit()

    def clear_errors(self) -> None:
        """Take all errors away."""
        for box in self._boxes.values():
            box.set_error("")
        self.summary.show_problems(())

    def error_of(self, name: str) -> str:
        """What is said beside the field, or ""."""
        return self._boxes[name].error

    def input_of(self, name: str) -> Input:
        """The input of a field."""
        return self._boxes[name].input

    def show_first_error(self) -> None:
        """Scroll as little as brings the first field in error into view.

        Where the summary has left the view, the field has the cursor: what is typed must be seen.
        """
        for name, box in self._boxes.items():
            if box.error:
                self._bring_into_view(box)
                if self.summary.visibleRegion().boundingRect().height() < self.summary.height():
                    self.focus_field(name)
                return

    def focus_field(self, name: str) -> None:
        """Bring a field into view with the cursor in it."""
        if name in self._boxes:
            self._boxes[name].input.focus_widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._bring_into_view(self._boxes[name])

    def mark_saved(self) -> None:
        """Take what stands now as saved."""
        self._start = self._raw()

    def _bring_into_view(self, widget: QWidget) -> None:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            self._column.activate()
            parent.ensureWidgetVisible(widget, 0, 16)

    def _raw(self) -> dict[str, Any]:
        return {name: box.input.raw() for name, box in self._boxes.items()}

    def _on_edited(self) -> None:
        for box in self._boxes.values():
            if box.input is self.sender() and box.error:
                box.quieten()
                self.summary.quieten(box.field.name)
        self._show_conditional()
        self.changed.emit()

    def _show_conditional(self) -> None:
        raw = self._raw()
        for box in self._boxes.values():
            if box.field.is_visible is not None:
                box.setVisible(box.field.is_visible(raw))


def _missing(field: Field) -> str:
    return f"{'Choose' if field.is_chosen else 'Enter'} {field.in_sentence}"


class FieldBox(QWidget):
    """Label, hint, error line and input; a bar at the left while there is an error."""

    def __init__(self, field: Field, found: Input) -> None:
        super().__init__()
        self.setObjectName(f"field_{field.name}")
        self.field = field
        self.input = found
        self.error = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._column = column
        column.addWidget(label(field.label, "strong", name=f"label_{field.name}"))
        hint = f"Optional. {field.hint}".removesuffix(". ") if field.is_optional else field.hint
        if hint:
            column.addWidget(label(hint, "second", wrap=True))
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(IconLabel("ph.warning-circle", "danger"), 0, Qt.AlignmentFlag.AlignTop)
        self._words: QLabel = label(
            "", "strong", tone="danger", name=f"error_{field.name}", wrap=True
        )
        row.addWidget(self._words, 1)
        self._line.hide()
        column.addWidget(self._line)
        column.addSpacing(2)
        column.addWidget(found)
        found.focus_widget.setAccessibleDescription(hint)
        self._hint = hint

    def set_error(self, words: str) -> None:
        """Say what to do, or take it away with an empty text."""
        self._keep_room(False)
        self._words.setText(words)
        self._line.setVisible(bool(words))
        self._mark(words)
        self._column.setContentsMargins(16 if words else 0, 0, 0, 0)

    def quieten(self) -> None:
        """The field was edited: the error goes, its room stays until the next `set_error`."""
        self._keep_room(True)
        self._line.hide()
        self._mark("")

    def _keep_room(self, is_kept: bool) -> None:
        policy = self._line.sizePolicy()
        policy.setRetainSizeWhenHidden(is_kept)
        self._line.setSizePolicy(policy)

    def _mark(self, words: str) -> None:
        self.error = words
        set_property(self.input.focus_widget, "state", "error" if words else "")
        self.input.focus_widget.setAccessibleDescription(f"{words} {self._hint}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.error:
            painter = QPainter(self)
            painter.fillRect(0, 0, 4, self.height(), QColor(colours().ratings[1].outline))


class ErrorSummary(QFrame):
    """ "There is a problem", with a link to each field. `chosen(field name)` follows a link."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("error_summary")
        self.setProperty("area", "problem")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(4)
        self._column.addWidget(label("There is a problem", "heading"))
        self._links: dict[str, QWidget] = {}
        self.hide()

    def show_problems(self, problems: Sequence[RuleError]) -> None:
        """Show these and take the focus; none hides it."""
        for link in self._links.values():
            self._column.removeWidget(link)
            link.deleteLater()
        self._links = {}
        for place, problem in enumerate(problems):
            self._links[problem.field or str(place)] = self._add(problem)
        self.setVisible(bool(problems))
        words = ". ".join(str(problem) for problem in problems)
        self.setAccessibleName(f"There is a problem. {words}")
        if problems:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def quieten(self, name: str) -> None:
        """A field was edited: its line stays where it is, in a quiet colour."""
        link = self._links.get(name)
        if link is not None:
            set_property(link, "tone", "second")
            link.setAccessibleDescription("Changed since")

    def _add(self, problem: RuleError) -> QWidget:
        if not problem.field:
            found: QWidget = label(str(problem), tone="danger", wrap=True)
        else:
            link = WrappedLink(str(problem), name=f"problem_{problem.field}")
            link.setProperty("tone", "danger")
            link.clicked.connect(partial(self._on_link, problem.field))
            found = link
        self._column.addWidget(found)
        found.show()  # at once, so that it has its place when `refused` is heard
        return found

    def _on_link(self, field: str) -> None:
        self.chosen.emit(field)

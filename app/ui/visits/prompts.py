"""Critical flag, what to look at and the evidence expected: folded until asked for (F2)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services.visit_views import QuestionView
from app.ui import icons
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import IconLabel, key_cap, label


class _Points(QWidget):
    """A list of points under its heading."""

    def __init__(self, heading: str, name: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addWidget(label(heading, "strong", name=f"{name}_heading"))
        self._text = label("", wrap=True, name=name, selectable=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._text)

    def set_points(self, points: Sequence[str]) -> None:
        """Show these."""
        self._text.setText("\n".join(f"• {words}" for words in points))


class Prompts(QWidget):
    """Two folds side by side; `toggle` opens both or closes both. Stays as it was by question."""

    def __init__(self, *, indent: int) -> None:
        super().__init__()
        self.setObjectName("prompts")
        column = QVBoxLayout(self)
        column.setContentsMargins(indent, 2, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        self._flag = QWidget()
        flag = QHBoxLayout(self._flag)
        flag.setContentsMargins(0, 0, 12, 0)
        flag.setSpacing(4)
        flag.addWidget(IconLabel("ph.flag", "warn"))
        flag.addWidget(label("Critical", tone="warn"))
        row.addWidget(self._flag)
        self._look_at = self._fold("look_at")
        self._expected = self._fold("expected")
        row.addWidget(self._look_at)
        row.addSpacing(8)
        row.addWidget(self._expected)
        row.addSpacing(4)
        row.addWidget(key_cap("F2"))
        row.addStretch(1)
        column.addLayout(row)
        self._prompts = _Points("What to look at", "prompts_text")
        self._evidence = _Points("Evidence expected", "expected_text")
        for found in (self._prompts, self._evidence):
            found.hide()
            column.addWidget(found)

    def set_question(self, question: QuestionView) -> None:
        """Show the prompts of another question; what is unfolded stays unfolded."""
        self._flag.setVisible(question.is_critical)
        self._look_at.setText(f"What to look at ({len(question.prompts)})")
        self._expected.setText("Evidence expected")
        for found in (self._look_at, self._expected):
            found.setAccessibleName(found.text())
        self._prompts.set_points(question.prompts)
        self._evidence.set_points(question.evidence_expected)

    @property
    def is_unfolded(self) -> bool:
        """True while any of the two is open."""
        return not (self._prompts.isHidden() and self._evidence.isHidden())

    def toggle(self) -> None:
        """Open both, or close both (F2)."""
        is_open = not self.is_unfolded
        self._set(self._look_at, is_open)
        self._set(self._expected, is_open)

    def _fold(self, name: str) -> QPushButton:
        found = button("", "quiet", name=f"fold_{name}", icon="ph.caret-right")
        found.setProperty("slim", True)
        found.setToolTip("F2")
        found.clicked.connect(partial(self._on_clicked, found))
        return found

    def _on_clicked(self, found: QPushButton) -> None:
        self._set(found, self._text_of(found).isHidden())

    def _set(self, found: QPushButton, is_open: bool) -> None:
        self._text_of(found).setVisible(is_open)
        found.setIcon(icons.icon("ph.caret-down" if is_open else "ph.caret-right", "accent_text"))

    def _text_of(self, found: QPushButton) -> QWidget:
        return self._prompts if found is self._look_at else self._evidence

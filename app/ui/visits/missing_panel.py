"""What is missing from a visit, each a link to where it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.review import Missing, MissingKind
from app.services.visit_views import VisitPage
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.note import Note

MOST_SHOWN = 60


class MissingPanel(QWidget):
    """`question_asked(question key)`; "" asks for the words of the judgement."""

    question_asked = Signal(str)
    judgement_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("missing_panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 12, 16)
        self._column.setSpacing(4)

    def show_missing(self, missing: Sequence[Missing], page: VisitPage) -> None:
        """Show these, those that stand in the way of sign-off first."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not missing:
            words = (
                "This version is signed off." if page.is_locked else "The visit can be reviewed."
            )
            self._column.addWidget(Note("Nothing is missing.", words, "ok"))
        texts = {question.key: question.text for question in page.questions()}
        unanswered = [item for item in missing if item.kind is MissingKind.UNANSWERED]
        rest = [item for item in missing if item.kind is not MissingKind.UNANSWERED]
        if unanswered:
            self._column.addWidget(label(f"Not answered: {len(unanswered)}", "heading"))
            self._add_sections(unanswered, page)
            self._column.addSpacing(8)
        groups = (
            ("Before sign-off", [item for item in rest if item.is_blocking]),
            ("To look at", [item for item in rest if not item.is_blocking]),
        )
        for heading, found in groups:
            if found:
                self._column.addWidget(label(f"{heading}: {len(found)}", "heading"))
                for place, one in enumerate(found[:MOST_SHOWN]):
                    self._column.addWidget(self._line(one, place, texts))
                if len(found) > MOST_SHOWN:
                    more = f"and {len(found) - MOST_SHOWN} more; F8 in the visit lists them all"
                    self._column.addWidget(label(more, "second"))
                self._column.addSpacing(8)
        self._column.addStretch(1)

    def _add_sections(self, unanswered: Sequence[Missing], page: VisitPage) -> None:
        keys = {item.question_key for item in unanswered}
        for section in page.sections:
            found = [question for question in section.questions if question.key in keys]
            if found:
                box = QWidget()
                row = QHBoxLayout(box)
                row.setContentsMargins(0, 0, 0, 0)
                row.setSpacing(8)
                link = button(section.title, "link", name=f"unanswered_{section.number}")
                link.clicked.connect(partial(self.question_asked.emit, found[0].key))
                row.addWidget(link)
                numbers = ", ".join(question.number for question in found)
                row.addWidget(ElidedLabel(numbers, "second"), 1)
                self._column.addWidget(box)

    def _line(self, item: Missing, place: int, texts: dict[str, str]) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if item.question_key or item.kind is MissingKind.JUDGEMENT:
            link = button(item.words, "link", name=f"missing_{item.kind.value}_{place}")
            if item.question_key:
                link.clicked.connect(partial(self.question_asked.emit, item.question_key))
            else:
                link.clicked.connect(self.judgement_asked)
            row.addWidget(link)
        else:
            row.addWidget(label(item.words))
        row.addWidget(ElidedLabel(texts.get(item.question_key, ""), "second"), 1)
        return box

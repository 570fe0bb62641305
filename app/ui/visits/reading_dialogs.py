"""Dialogs of visit mode that are read: what is missing, the working, an answer's history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.rating_words import KeyQuestion
from app.domain.review import Missing, MissingKind
from app.domain.scale import Scale
from app.domain.scoring import SectionResult
from app.domain.words import count
from app.services.field_labels import label_of
from app.services.office import LONDON
from app.services.record_history import HistoryRow
from app.services.visit_coverage import scored_words
from app.services.visit_views import VisitPage
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.labels import ElidedLabel, label, rule

_MOMENT: Final = label_of("answer", "answered_at")  # it stands in the head of each change


class ReadingDialog(QDialog):
    """Heading, sentence, a column that scrolls, Close. `column` takes what is to be read."""

    def __init__(self, parent: QWidget | None, name: str, heading: str, sentence: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size() if parent is not None else QSize(800, 640)
        self.resize(min(620, room.width() - 40), min(600, room.height() - 40))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 16)
        outer.setSpacing(8)
        outer.addWidget(label(heading, "heading", name=f"{name}_heading"))
        if sentence:
            outer.addWidget(label(sentence, "second", wrap=True, name=f"{name}_sentence"))
        body = QWidget()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(0, 0, 12, 0)
        self.column.setSpacing(4)
        area = QScrollArea()
        area.setObjectName(f"{name}_scroll")
        area.setAccessibleName(heading)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        outer.addWidget(area, 1)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self.foot.addWidget(button("Close", name=f"{name}_close", on_click=self.accept))
        outer.addLayout(self.foot)


class MissingDialog(ReadingDialog):
    """What is missing, by kind; each line leads to where it is mended (F8).

    `chosen(question key)`; an empty key asks for the visit's own page.
    """

    chosen = Signal(str)

    def __init__(
        self, parent: QWidget | None, missing: Sequence[Missing], texts: Mapping[str, str]
    ) -> None:
        super().__init__(parent, "missing_dialog", "What is missing", _missing_sentence(missing))
        self._texts = texts
        for kind in sorted(MissingKind, key=lambda one: one is MissingKind.UNANSWERED):
            found = [item for item in missing if item.kind is kind]
            if not found:
                continue
            self.column.addSpacing(6)
            heading = f"{kind.words}: {len(found)}" if len(found) > 1 else kind.words
            self.column.addWidget(label(heading, "strong"))
            for place, item in enumerate(found):
                self.column.addWidget(self._line(item, place))
        self.column.addStretch(1)

    def _line(self, item: Missing, place: int) -> QWidget:
        link = button(item.words, "link", name=f"missing_{item.kind.value}_{place}")
        link.clicked.connect(partial(self._go, item.question_key))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(link)
        row.addWidget(ElidedLabel(self._texts.get(item.question_key, ""), "second"), 1)
        return box

    def _go(self, key: str) -> None:
        self.accept()
        self.chosen.emit(key)


def _missing_sentence(missing: Sequence[Missing]) -> str:
    """As the left pane counts them: what is missing, apart from what is not answered yet."""
    unanswered = sum(1 for item in missing if item.kind is MissingKind.UNANSWERED)
    rest = [item for item in missing if item.kind is not MissingKind.UNANSWERED]
    blocking = sum(1 for item in rest if item.is_blocking)
    to_do = f" {count(unanswered, 'standard')} not answered yet." if unanswered else ""
    if not rest:
        return f"Nothing is missing in what is answered.{to_do}"
    stops = f", {blocking} of them before sign-off" if blocking else ""
    return f"{len(rest)} missing{stops}.{to_do}"


class ScoreDialog(ReadingDialog):
    """The score and its working, line by line (F6)."""

    def __init__(self, parent: QWidget | None, page: VisitPage) -> None:
        result, scale = page.result, page.scale
        sentence = " ".join(result.overall.reasons)
        super().__init__(parent, "score_dialog", "Score and its working", sentence)
        shown = result.overall.shown
        if shown is not None:
            line = QHBoxLayout()
            line.addWidget(label("Overall, by rule", "strong"))
            line.addWidget(RatingChip(Chip("own", shown.level, words=scale.words_for(shown))))
            line.addStretch(1)
            self.column.addLayout(line)
        rated = f"{result.overall.coverage.rated} of {scored_words(page)} are rated."
        self.column.addWidget(label(rated, "second", wrap=True))
        for kq in KeyQuestion:
            self._add(result.key_questions[kq], scale)
        self.column.addStretch(1)

    def add_choice(self, words: str, is_chosen: bool) -> None:
        """Offer one thing to tick in the foot."""
        self._choice = QCheckBox(words)
        self._choice.setObjectName("score_choice")
        self._choice.setChecked(is_chosen)
        self.foot.insertWidget(0, self._choice)

    def choice(self) -> bool:
        """Whether it is ticked."""
        return self._choice.isChecked()

    def _add(self, result: SectionResult, scale: Scale) -> None:
        self.column.addSpacing(8)
        self.column.addWidget(rule())
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 0)
        line.addWidget(label(result.name, "strong"))
        shown = result.shown
        if shown is not None:
            score = f"{result.percentage}%" if result.percentage is not None else ""
            chip = Chip("own", shown.level, words=scale.words_for(shown), score=score)
            line.addWidget(RatingChip(chip))
        line.addWidget(label(f"{result.rated} of {result.applicable} rated", "second"))
        line.addStretch(1)
        self.column.addLayout(line)
        for working in result.lines:
            self.column.addWidget(label(working.words, "second", wrap=True))


class HistoryDialog(ReadingDialog):
    """Each change of an answer: when, who, what before and after (Alt+H).

    What one act changed stands together below one moment.
    """

    def __init__(self, parent: QWidget | None, number: str, rows: Iterable[HistoryRow]) -> None:
        listed = list(rows)
        sentence = "" if listed else "This answer was never changed."
        super().__init__(parent, "history_dialog", f"History of {number}", sentence)
        for _act, changes in groupby(listed, lambda row: row.act_id or row.sequence):
            self._add_act(list(changes))
        self.column.addStretch(1)

    def _add_act(self, rows: Sequence[HistoryRow]) -> None:
        at = rows[0].at.astimezone(LONDON)
        head = f"{at:%d/%m/%Y %H:%M:%S}, {rows[0].who or 'nobody signed in'}"
        self.column.addWidget(label(head, "strong"))
        for row in [one for one in rows if one.field != _MOMENT] or rows:
            words = f"{row.field}: {row.old or 'nothing'} → {row.new or 'nothing'}"
            self.column.addWidget(label(words, wrap=True, selectable=True))
        self.column.addSpacing(8)

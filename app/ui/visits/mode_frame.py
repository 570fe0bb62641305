"""The widgets of visit mode, and how they show the visit as it stands."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import tokens
from app.services.attachments import read_thumbnails
from app.services.visit_views import QuestionView, SectionView
from app.ui.context import Context
from app.ui.page import Page
from app.ui.visits.folded_row import answer_words
from app.ui.visits.live_visit import LiveVisit
from app.ui.visits.mode_header import ModeHeader
from app.ui.visits.mode_reading import ModeReading
from app.ui.visits.questions_pane import QuestionsPane
from app.ui.visits.sections_pane import SectionsPane
from app.ui.visits.side_pane import VisitSidePane
from app.ui.widgets.chips import Chip
from app.ui.widgets.drawer import SidePane
from app.ui.widgets.labels import rule


class ModeFrame(Page):
    """Header, sections, questions with the open one, side pane. Subclassed by the page itself."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "visit_mode", "Visit")
        self.header.hide()
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.live: LiveVisit | None = None
        self._reading: ModeReading | None = None
        self._question_id = ""
        self._pictures: dict[str, QPixmap] = {}
        self._conflicts: dict[str, QuestionView] = {}
        self._build()

    @property
    def question(self) -> QuestionView | None:
        """The open question as it stands."""
        if self.live is None or not self._question_id:
            return None
        return self.live.question(self._question_id)

    def _show_all(self) -> None:
        live, found = self.live, self._reading
        if live is None or found is None or not self._question_id:
            return
        section = live.section_of(self._question_id)
        scale = found.page.scale
        question = live.question(self._question_id)
        self.pane.show_section(section, scale, found.previous)
        self.card.bind(question, scale, self._pictures, is_read_only=live.is_read_only)
        self._show_conflict(question)
        self.side.show_question(
            question, section, found.side, scale, is_read_only=live.is_read_only
        )
        self._show_progress(section)

    def _show_progress(self, section: SectionView) -> None:
        assert self.live is not None
        self.sections.show_visit(self.live, section.id)
        self.head.show_counts(self.live.counts())
        self._show_score(section)

    def _show_score(self, section: SectionView) -> None:
        assert self.live is not None
        if self.live.hides_scores:
            self.head.show_score("Score hidden until finished", None, is_shown=False)
            return
        if not self.context.settings.current.score_is_shown:
            self.head.show_score("Score hidden", None, is_shown=False)
            return
        kq = section.key_question
        result = self.live.result().key_questions.get(kq) if kq is not None else None
        if kq is None or result is None or result.shown is None:
            words = f"{kq.words} not rated yet" if kq else "Not scored"
            self.head.show_score(words, None, is_shown=True)
            return
        words = self.live.header.scale.words_for(result.shown)
        chip = Chip("own", result.shown.level, words=words, score=f"{result.percentage}%")
        self.head.show_score(kq.words, chip, is_shown=True)

    def _show_conflict(self, question: QuestionView) -> None:
        stored = self._conflicts.get(question.id)
        if stored is None or self._reading is None:
            self.card.set_conflict("")
            return
        answer = answer_words(stored, self._reading.page.scale)
        note = f" “{stored.note[:300]}”" if stored.note else ""
        self.card.set_conflict(f"Stored is: {answer}.{note}")

    def _read_pictures(self) -> None:
        assert self.live is not None
        wanted = [
            evidence.attachment_id
            for question in self.live.header.questions()
            for evidence in question.evidence
            if evidence.attachment_id and evidence.thumbnail_sha256
            and evidence.attachment_id not in self._pictures
        ]  # fmt: skip
        if wanted:
            services = self.context.services
            self.context.background.read(
                lambda _progress: services.read(read_thumbnails, wanted),
                owner=self,
                on_result=self._on_pictures,
            )

    def _on_pictures(self, found: dict[str, bytes]) -> None:
        for attachment_id, data in found.items():
            picture = QPixmap()
            picture.loadFromData(data)
            self._pictures[attachment_id] = picture
        if self.question is not None and self.live is not None:
            self.card.show_evidence(self.question, self._pictures)

    def _build(self) -> None:
        self.head = ModeHeader()
        self._layout.addWidget(self.head)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sections = SectionsPane()
        self.pane = QuestionsPane()
        self.card = self.pane.card
        self.side = VisitSidePane(self.context)
        self.panes = SidePane(
            "visit_panes",
            self.pane,
            self.side,
            width=tokens.VISIT_RIGHT,
            drawer_below=tokens.VISIT_DRAWER_BELOW - tokens.VISIT_LEFT,
            gap=0,
            margin=0,
        )
        row.addWidget(self.sections)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.panes, 1)
        self._layout.addWidget(body, 1)

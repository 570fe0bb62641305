"""Going about a visit: the open question, the next one, sections, what is missing, the score."""

from __future__ import annotations

from dataclasses import replace

from app.domain.vocabulary import AnswerKind
from app.services.visit_answers import remember_place
from app.ui import acts
from app.ui.help import ShortcutsDialog
from app.ui.visits.mode_frame import ModeFrame
from app.ui.visits.mode_reading import ModeKey
from app.ui.visits.reading_dialogs import MissingDialog, ScoreDialog


class ModeGoing(ModeFrame):
    """Where the officer is in the visit; the place is remembered, answers are left alone."""

    def open_question(self, question_id: str, *, has_focus: bool = True) -> None:
        """Open a question, in its section; the place is remembered."""
        assert self.live is not None
        assert self._reading is not None
        is_other = question_id != self._question_id
        self._question_id = question_id
        self._show_all()
        self.pane.open_card(question_id)
        if has_focus:
            self.card.focus_question()
        if is_other and not self.live.is_read_only:
            self._remember(self.live.question(question_id).key)

    def go_next(self, step: int = 1) -> None:
        """The next question (Ctrl+Enter), or with -1 the one before (Ctrl+Shift+Enter)."""
        if self.live is not None and self._question_id:
            self.open_question(self.live.neighbour(self._question_id, step))

    def go_next_unanswered(self) -> None:
        """The next question without an answer (Ctrl+J)."""
        if self.live is None:
            return
        found = self.live.next_unanswered(self._question_id)
        if found:
            self.open_question(found)
        else:
            self.context.messages.say("Every question has an answer.")

    def show_missing(self) -> None:
        """List what is missing (F8)."""
        if self.live is not None:
            dialog = MissingDialog(self, self.live.missing(), self.live.texts())
            dialog.chosen.connect(self._on_key_chosen)
            dialog.open()

    def show_score(self) -> None:
        """Show the working; from then on the section's score stands in the header (F6)."""
        if self.live is None:
            return
        if self.live.hides_scores:
            self.context.messages.say("This visit is blind: the score shows once it is finished.")
            return
        page = replace(self.live.page(), result=self.live.result())
        dialog = ScoreDialog(self, page)
        dialog.finished.connect(self._on_score_closed)
        is_shown = self.context.settings.current.score_is_shown
        dialog.add_choice("Show the section’s score while answering", is_shown)
        dialog.open()

    def _on_score_closed(self) -> None:
        dialog = self.sender()
        if isinstance(dialog, ScoreDialog):
            self.context.settings.change(score_is_shown=dialog.choice())
            if self.live is not None:
                self._show_score(self.live.section_of(self._question_id))

    def _on_key_chosen(self, key: str) -> None:
        if not key:
            self._finish()
        elif self.live is not None:
            self.open_question(self.live.id_of(key))

    def _on_section(self, section_id: str) -> None:
        if self.live is None:
            return
        section = self.live.section(section_id)
        if section.questions:
            unanswered = (q.id for q in section.questions if q.kind is AnswerKind.UNANSWERED)
            self.open_question(next(unanswered, section.questions[0].id))

    def _on_section_stepped(self, step: int) -> None:
        if self.live is None:
            return
        keys = [section.id for section in self.live.sections() if section.questions]
        place = keys.index(self.live.section_of(self._question_id).id) + step
        if 0 <= place < len(keys):
            self._on_section(keys[place])

    def _finish(self) -> None:
        self.navigate.emit("visit", ModeKey.read(self.key).visit_id)

    def _show_keys(self) -> None:
        ShortcutsDialog(self, []).open()

    def _remember(self, question_key: str) -> None:
        acts.write(
            self.context, self, remember_place, ModeKey.read(self.key).visit_id, question_key,
            on_error=self._on_not_remembered,
        )  # fmt: skip

    def _on_not_remembered(self, error: Exception) -> None:
        self.context.messages.say(f"The place in the visit was not kept. {error}")

"""Visit mode: answer a visit question by question, with the whole window and no distractions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.vocabulary import AnswerKind, Verification
from app.errors import NotFoundError
from app.services.office import LONDON
from app.services.visit_answers import AnswerDraft
from app.ui.context import Context
from app.ui.visits.answer_saver import AnswerSaver
from app.ui.visits.finding_acts import FindingActs
from app.ui.visits.live_visit import LiveVisit
from app.ui.visits.mode_acts import ModeActs
from app.ui.visits.mode_going import ModeGoing
from app.ui.visits.mode_reading import ModeKey, ModeReading, read_mode


class VisitModePage(ModeGoing):
    """The key is that of `ModeKey`. Saved answers do not reload the page, other acts do."""

    changed_kinds: ClassVar[frozenset[str]] = frozenset(
        {"finding", "action", "evidence", "quick_note", "previous_action_check", "visit_version",
         "visit", "attachment"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._read_key = ""
        self._begins_again = False
        self._focus_before: tuple[()] | tuple[QWidget | None] = ()
        self.acts = ModeActs(context, self, self._live_visit)
        self.finding_acts = FindingActs(context, self, self._live_visit)
        self.saver = AnswerSaver(context, self._draft_of, self)
        self._connect()
        self._make_shortcuts()

    # --- Page -------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read on the write lane, so that every save asked for before is in what is read."""
        key, services = ModeKey.read(self.key), self.context.services
        if not key.visit_id:
            return
        self.saver.flush()
        self.context.background.write(
            lambda _progress: services.read(read_mode, key.visit_id, key.version),
            owner=self,
            on_result=partial(self._on_read, self.key),
            on_error=self._on_not_read,
        )

    def show_key(self, key: str) -> None:
        super().show_key(key)
        if self.isVisible():  # another visit on the page that is shown already
            self.full_screen_requested.emit(True)

    def may_leave(self) -> bool:
        has_failed = self.saver.has_failed  # before the next try, whose end is not known yet
        self.saver.flush()
        if not has_failed:
            return True
        return self.context.messages.confirm(
            "Words of this visit are not saved",
            "They are kept on this page while the program is open. Free some space and choose "
            "“Try again” first.",
            "Leave the page",
        )

    def state(self) -> Mapping[str, Any]:
        return {"question": self._question_id}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        if self.live is not None and state.get("question") in self.live.order:
            self.open_question(str(state["question"]))

    def showEvent(self, event: QShowEvent) -> None:
        self._is_stale = True
        self._begins_again = not event.spontaneous()
        super().showEvent(event)
        self.full_screen_requested.emit(True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            QTimer.singleShot(0, self, self._give_focus_back)

    def hideEvent(self, event: QHideEvent) -> None:
        self.saver.flush()
        self._focus_before = ()
        super().hideEvent(event)

    # --- showing ----------------------------------------------------------------------------

    def _on_read(self, asked: str, found: ModeReading) -> None:
        if asked != self.key:
            return
        key = ModeKey.read(asked)
        is_other = self.live is None or self.live.header.version.id != found.page.version.id
        self._reading = found
        if is_other or self.live is None:
            self.live = LiveVisit(found.page)
            self._conflicts.clear()
            self._question_id = ""
            self.pane.section_id = ""
            accepted = list(self.live.order)
        else:
            accepted = self.live.take(found.page, self.saver.unsaved)
        live = self.live
        self.saver.accept({qid: live.question(qid).row_version for qid in accepted})
        self.set_title(f"{found.page.visit.service_name}, {found.page.visit.reference}")
        self.head.show_visit(found.page, is_other=is_other and not self.saver.has_failed)
        self.pane.previous.set_read_only(live.is_read_only)
        if live.order:
            wanted = key.question_key or found.page.place
            is_asked = bool(key.question_key) and asked != self._read_key
            if is_other or is_asked:
                self.open_question(live.id_of(wanted))
            else:
                self._show_all()
                if self._begins_again:  # the digits answer at once, as at the first time
                    self.card.focus_question()
        self._begins_again = False
        self._read_key = asked
        self._read_pictures()

    def _on_not_read(self, error: Exception) -> None:
        if isinstance(error, NotFoundError):
            self.navigate.emit("visit", ModeKey.read(self.key).visit_id)
        else:
            self.context.messages.tell_error(error)

    def _live_visit(self) -> LiveVisit | None:
        return self.live

    # --- answering --------------------------------------------------------------------------

    def _draft_of(self, question_id: str) -> AnswerDraft | None:
        return self.live.draft(question_id) if self.live is not None else None

    def _on_answered(self, kind: AnswerKind, level: int | None) -> None:
        self._edit(at_once=True, kind=kind, level=level)

    def _on_note(self, text: str) -> None:
        self.saver.release(self._question_id)
        self._edit(note=text)

    def _on_sample(self, text: str) -> None:
        self._edit(sample=text)

    def _edit(self, *, at_once: bool = False, **changes: Any) -> None:
        live, question_id = self.live, self._question_id
        if live is None or live.is_read_only or not live.edit(question_id, **changes):
            return
        self.saver.touch(question_id, at_once=at_once)
        question = live.question(question_id)
        self.card.show_state(question, live.header.scale)
        if at_once:
            section = live.section_of(question_id)
            self.pane.show_counts(section)
            self._show_progress(section)

    def _on_saved(self, at: Any) -> None:
        self.head.set_saved(at.astimezone(LONDON))
        if self.live is not None and self._question_id:
            self._show_progress(self.live.section_of(self._question_id))

    def _on_act_saved(self) -> None:
        """All else that is stored in the visit counts as much as an answer."""
        if not self.saver.unsaved:
            self.head.set_saved(self.context.now().astimezone(LONDON))

    def _on_dialog_closed(self, before: QWidget | None) -> None:
        """Work goes on where it was before the dialog; once Qt has closed it."""
        self._focus_before = (before,)
        QTimer.singleShot(0, self, self._give_focus_back)

    def _give_focus_back(self) -> None:
        """Said again when the window becomes active, for Qt then chooses by itself."""
        if self._focus_before:
            self.card.take_focus_back(*self._focus_before)
            if self.isActiveWindow():
                self._focus_before = ()

    def _on_refused(self, question_id: str, error: Exception) -> None:
        if question_id == self._question_id:
            self.card.set_refusal(str(error))

    def _on_conflicted(self, question_id: str) -> None:
        key, services = ModeKey.read(self.key), self.context.services

        def show(found: ModeReading) -> None:
            stored = next((q for q in found.page.questions() if q.id == question_id), None)
            if stored is not None:
                self._conflicts[question_id] = stored
                if self.question is not None:
                    self._show_conflict(self.question)

        self.context.background.read(
            lambda _progress: services.read(read_mode, key.visit_id, key.version),
            owner=self,
            on_result=show,
        )

    def _on_mine_kept(self) -> None:
        stored = self._conflicts.pop(self._question_id, None)
        if stored is not None:
            self.saver.resolve(stored.id, stored.row_version)
            self.card.set_conflict("")

    def _on_theirs_taken(self) -> None:
        stored = self._conflicts.pop(self._question_id, None)
        if stored is None or self.live is None:
            return
        self.live.edit(
            stored.id, kind=stored.kind, level=stored.level, note=stored.note, sample=stored.sample
        )
        self.saver.resolve(stored.id, stored.row_version)
        self._show_all()

    # --- acts on the open question ----------------------------------------------------------

    def _on_act(self, act: str) -> None:
        question, live = self.question, self.live
        if question is None or live is None:
            return
        if act == "history":
            self.acts.ask_history(question, question.answer_id)
        elif live.is_read_only:
            return
        elif act == "photo":
            self.acts.ask_photos(question.id)
        elif act == "document":
            self.acts.ask_documents(question.id)
        elif act == "observation":
            self.acts.ask_observation(question.id)
        elif act == "finding":
            self.finding_acts.ask_finding(question)

    def _on_quick_note(self) -> None:
        if self.live is not None and not self.live.is_read_only:
            self.acts.ask_quick_note(self.question, self.saver.flush)

    def _on_evidence_opened(self, evidence_id: str) -> None:
        evidence = self._evidence(evidence_id)
        if evidence is None:
            return
        if evidence.attachment_id:
            self.acts.open_attachment(evidence.attachment_id)
        elif self.live is not None and not self.live.is_read_only:
            self.acts.ask_evidence_words(evidence.id, evidence.text)

    def _on_evidence_changed(self, evidence_id: str) -> None:
        evidence = self._evidence(evidence_id)
        if evidence is not None:
            self.acts.ask_evidence_words(evidence.id, evidence.text)

    def _evidence(self, evidence_id: str) -> Any:
        evidence = self.question.evidence if self.question is not None else ()
        return next((one for one in evidence if one.id == evidence_id), None)

    def _on_finding_edited(self, finding_id: str) -> None:
        if self.question is not None:
            self.finding_acts.ask_edit_finding(self.question, finding_id)

    def _on_previous_checked(self, action_id: str, verification: Verification) -> None:
        self.finding_acts.check_previous(action_id, verification, self._on_previous_refused)

    def _on_previous_refused(self) -> None:
        if self._reading is not None:
            self.pane.previous.show_actions(self._reading.previous, again=True)

    # --- building ---------------------------------------------------------------------------

    def _connect(self) -> None:
        head, card, side = self.head, self.card, self.side
        head.left.connect(self.back_requested)
        head.score_asked.connect(self.show_score)
        head.note_asked.connect(self._on_quick_note)
        head.finish_asked.connect(self._finish)
        head.retry_asked.connect(self.saver.flush)
        self.saver.saving.connect(head.saved.set_saving)
        self.saver.saved.connect(self._on_saved)
        self.saver.failed.connect(head.set_failed)
        self.saver.refused.connect(self._on_refused)
        self.saver.conflicted.connect(self._on_conflicted)
        self.sections.section_chosen.connect(self._on_section)
        self.sections.question_chosen.connect(self.open_question)
        self.sections.missing_asked.connect(self.show_missing)
        self.sections.next_asked.connect(self.go_next_unanswered)
        self.sections.side_asked.connect(self.panes.toggle)
        self.panes.drawer_changed.connect(self.sections.show_side_button)
        for acts in (self.acts, self.finding_acts):
            acts.saved.connect(self._on_act_saved)
            acts.closed.connect(self._on_dialog_closed)
        self.pane.question_opened.connect(self.open_question)
        self.pane.section_stepped.connect(self._on_section_stepped)
        self.pane.previous.checked.connect(self._on_previous_checked)
        card.answered.connect(self._on_answered)
        card.note_typed.connect(self._on_note)
        card.sample_typed.connect(self._on_sample)
        card.act_asked.connect(self._on_act)
        card.evidence_opened.connect(self._on_evidence_opened)
        card.evidence_removed.connect(self.acts.remove_evidence)
        card.evidence_changed.connect(self._on_evidence_changed)
        card.finding_edited.connect(self._on_finding_edited)
        card.action_edited.connect(self.finding_acts.ask_edit_action)
        card.mine_kept.connect(self._on_mine_kept)
        card.theirs_taken.connect(self._on_theirs_taken)
        side.verify_asked.connect(self.finding_acts.ask_verify)
        side.not_accepted_asked.connect(self.finding_acts.ask_not_accepted)
        side.keys_asked.connect(self._show_keys)

    def _make_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+Return", self.go_next),
            ("Ctrl+Enter", self.go_next),
            ("Ctrl+Shift+Return", partial(self.go_next, -1)),
            ("Ctrl+J", self.go_next_unanswered),
            ("Ctrl+F", self.sections.focus_find),
            ("Ctrl+Q", self._on_quick_note),
            ("F2", self.card.prompts.toggle),
            ("F4", self.panes.toggle),
            ("F6", self.show_score),
            ("F8", self.show_missing),
            ("Alt+P", partial(self._on_act, "photo")),
            ("Alt+D", partial(self._on_act, "document")),
            ("Alt+O", partial(self._on_act, "observation")),
            ("Alt+A", partial(self._on_act, "finding")),
            ("Alt+H", partial(self._on_act, "history")),
            ("Ctrl+PgUp", partial(self._on_section_stepped, -1)),
            ("Ctrl+PgDown", partial(self._on_section_stepped, 1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

"""A visit's own page: plan, what is missing, results, the report's words, review, sign-off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.domain.review import MissingKind
from app.domain.vocabulary import VisitStatus
from app.domain.words import count, joined, long_date, short_date
from app.services.visit_amending import amend
from app.services.visit_coverage import coverage_words
from app.services.visit_review import VisitReview, get_visit_review
from app.services.visit_signing import back_to_answers, finish_draft
from app.services.visits import abandon_visit, cancel_visit, start_visit
from app.ui import acts
from app.ui.context import Context
from app.ui.history_panel import HistoryPanel
from app.ui.page import Page
from app.ui.record_page import scrolling
from app.ui.visits.missing_panel import MissingPanel
from app.ui.visits.results_panel import ResultsPanel
from app.ui.visits.review_panel import ReviewPanel
from app.ui.visits.sign_off_panel import SignOffPanel
from app.ui.visits.texts_panel import TextsPanel
from app.ui.widgets.buttons import button, more_button
from app.ui.widgets.detail_header import Fact, FactsRow, TabBar
from app.ui.widgets.empty_state import EmptyState, StateOfList
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.note import Note

_SIGNED = frozenset({VisitStatus.FINAL, VisitStatus.AMENDED})
_ENDED = frozenset({VisitStatus.CANCELLED, VisitStatus.ABANDONED})
_TABS = (
    ("missing", "What is missing"),
    ("results", "Results"),
    ("texts", "Report text"),
    ("review", "Peer review"),
    ("sign_off", "Sign-off"),
    ("history", "History"),
)


class VisitPage(Page):
    """The key is the visit's id. Earlier versions are chosen at the top right."""

    changed_kinds: ClassVar[frozenset[str]] = frozenset(
        {"visit", "visit_version", "visit_member", "answer", "evidence", "finding", "action",
         "result_override", "review_check", "officer"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, "visit", "Visit", back="Visits")
        self.review: VisitReview | None = None
        self._version = ""
        self._is_fresh = self._is_finishing = False
        self._buttons: dict[str, Any] = {}
        self._version_actions: list[QAction] = []
        self._build_actions()
        self.reason = Note("", name="visit_reason")
        self.reason.hide()
        self.add_bar(self.reason)
        self.facts = FactsRow("visit_page_facts")
        self.add_bar(self.facts)
        self.tabs = TabBar("visit_tabs", _TABS)
        self.tabs.chosen.connect(self._on_tab)
        self.add_bar(self.tabs)
        self._stack = QStackedWidget()
        self._build_tabs(context)
        self.set_content(self._stack)

    # --- Page -------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the visit with the version chosen; on the write lane, after what was typed."""
        if not self.key:
            return
        self.texts.saver.flush()
        key, version, services = self.key, self._version, self.context.services
        self.context.background.write(
            lambda _progress: services.read(get_visit_review, key, version),
            owner=self,
            on_result=partial(self._on_read, key),
        )
        if self.tabs.value == "history":
            self.history.show_record(key)

    def show_key(self, key: str) -> None:
        if key != self.key:
            self._version = ""
            self._is_fresh = True
            self.tabs.choose("missing")
        super().show_key(key)

    def may_leave(self) -> bool:
        has_failed = self.texts.saver.has_failed
        self.texts.saver.flush()
        if not has_failed:
            return True
        return self.context.messages.confirm(
            "Words of the report are not saved",
            "They are kept on this page while the program is open. Free some space first.",
            "Leave the page",
        )

    def state(self) -> Mapping[str, Any]:
        return {"tab": self.tabs.value, "version": self._version}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        self._is_fresh = False
        self.tabs.choose(str(state.get("tab", "")))

    # --- showing ----------------------------------------------------------------------------

    @property
    def is_read_only(self) -> bool:
        """True for a signed version, an earlier one, and a visit that was given up."""
        review = self.review
        if review is None or review.page is None:
            return True
        return review.page.is_locked or review.visit.status in _ENDED

    def _on_read(self, key: str, review: VisitReview) -> None:
        if key != self.key:
            return
        self.review = review
        visit = review.visit
        self.set_title(f"{visit.service_name}, {visit.reference}")
        self.set_sentence(_sentence(review))
        self.header.set_back("Visits")
        self._show_reason(review)
        self._show_facts(review)
        self._show_buttons(review)
        self._show_versions(review)
        self._before.set_state(_before_words(review))
        has_page = review.page is not None
        if self._is_fresh and has_page and self.is_read_only:  # nothing left to do: the results
            self.tabs.choose("results")
        self._is_fresh = False
        self.tabs.setVisible(has_page)
        if not has_page:
            self._stack.setCurrentWidget(self._before)
        elif self._stack.currentWidget() is self._before:
            self._on_tab(self.tabs.value)
        if review.page is not None and review.readiness is not None:
            page, is_read_only = review.page, self.is_read_only
            self.missing.show_missing(review.readiness.missing, page)
            self.results.show_page(page, is_read_only=is_read_only)
            self.texts.show_page(page, is_read_only=is_read_only)
            self.peer_review.show_review(review, is_read_only=is_read_only)
            self.sign_off.show_review(review, is_read_only=is_read_only)
            self.tabs.set_count("missing", len(review.readiness.missing))

    def _show_reason(self, review: VisitReview) -> None:
        status = review.visit.status
        if status in _ENDED:
            self.reason.set_words(f"{status.words}.", review.reason, "warn")
        elif review.page is not None and review.page.version.reason:
            words = review.page.version.reason
            self.reason.set_words("Amendment.", words, "info")
        self.reason.setVisible(status in _ENDED or bool(review.page and review.page.version.reason))

    def _show_facts(self, review: VisitReview) -> None:
        visit = review.visit
        day = visit.visited_on or visit.planned_on
        time = f", {visit.planned_time}" if visit.planned_time and not visit.visited_on else ""
        facts = [
            Fact("Reference", visit.reference),
            Fact("Status", visit.status.words),
            Fact("Date", f"{short_date(day)}{time}" if day else "No date"),
            Fact("Kind", visit.kind.words),
            Fact("How", visit.mode.words),
            Fact("Framework", review.page.version.framework if review.page else visit.framework),
            Fact("Who", joined(review.team) or "Nobody named"),
        ]
        if review.page is not None:
            facts.insert(2, Fact("Version", review.page.version.number))
        self.facts.set_facts(facts)

    def _show_buttons(self, review: VisitReview) -> None:
        status = review.visit.status
        shown = {
            "start": status is VisitStatus.PLANNED,
            "change": status is VisitStatus.PLANNED,
            "continue": status is VisitStatus.IN_PROGRESS,
            "finish": status is VisitStatus.IN_PROGRESS,
            "answers": status in _SIGNED | {VisitStatus.DRAFT, VisitStatus.ABANDONED},
            "report": review.page is not None,
            "amend": status in _SIGNED and review.is_newest,
        }
        for name, is_shown in shown.items():
            self._buttons[name].setVisible(is_shown)
        self._cancel.setVisible(status is VisitStatus.PLANNED)
        self._back.setVisible(status is VisitStatus.DRAFT and review.is_newest)
        is_locked = review.page is None or review.page.is_locked or status in _ENDED
        words = "Read the answers" if is_locked else "Open the answers"
        self._buttons["answers"].setText(words)
        self._buttons["answers"].setAccessibleName(words)
        self._abandon.setVisible(status in {VisitStatus.IN_PROGRESS, VisitStatus.DRAFT})
        is_useful = self._cancel.isVisible() or self._abandon.isVisible()
        self._more.setVisible(is_useful)

    def _show_versions(self, review: VisitReview) -> None:
        shown = review.page.version.number if review.page is not None else ""
        while len(self._version_actions) < len(review.versions):
            action = self._action(self._versions, "")
            action.setCheckable(True)
            self._version_actions.append(action)
        for place, action in enumerate(self._version_actions):
            action.setVisible(place < len(review.versions))
            if action.isVisible():
                row = review.versions[place]
                signed = "signed off" if row.sealed_at else "being worked on"
                reason = f": {row.reason}" if row.reason else ""
                action.setText(f"Version {row.number}, {signed}{reason}")
                action.setData(row.number)
                action.setChecked(row.number == shown)
        chooser = self._buttons["versions"]
        chooser.setVisible(len(review.versions) > 1)
        if shown:
            chooser.setText(f"Version {shown}")

    def _on_tab(self, key: str) -> None:
        self._stack.setCurrentIndex([name for name, _ in _TABS].index(key))
        if key == "history" and self.key:
            self.history.show_record(self.key)

    def _on_version(self, action: Any) -> None:
        self._version = str(action.data())
        if self.review is not None and self._version == self.review.versions[0].number:
            self._version = ""
        self.reload()

    # --- acts -------------------------------------------------------------------------------

    def _start(self) -> None:
        acts.write(
            self.context, self, start_visit, self.key, on_done=self._on_started,
            on_error=self.context.messages.tell_error,
        )  # fmt: skip

    def _on_started(self, _version_id: object) -> None:
        self.navigate.emit("visit_mode", self.key)

    def _finish(self) -> None:
        """Finish the draft; asked first while standards have no answer, after what was typed."""
        if self._is_finishing:  # pressed twice
            return
        self._is_finishing = True
        key, services = self.key, self.context.services
        self.context.background.write(
            lambda _progress: services.read(get_visit_review, key, ""), owner=self,
            on_result=self._on_read_to_finish, on_error=self._on_not_read_to_finish,
        )  # fmt: skip

    def _on_read_to_finish(self, review: VisitReview) -> None:
        missing = review.readiness.missing if review.readiness else ()
        unanswered = sum(1 for one in missing if one.kind is MissingKind.UNANSWERED)
        is_shown = review.visit.id == self.key
        if is_shown and (not unanswered or self._is_agreed(unanswered)):
            self._run(finish_draft, review.visit.id)
        self._is_finishing = False

    def _on_not_read_to_finish(self, error: Exception) -> None:
        self._is_finishing = False
        self.context.messages.tell_error(error)

    def _is_agreed(self, unanswered: int) -> bool:
        them = "it is" if unanswered == 1 else "they are"
        return self.context.messages.confirm(
            f"Finish the draft with {count(unanswered, 'standard')} unanswered?",
            f"The visit goes to peer review and cannot be signed off until {them} answered;"
            " “Take the draft back” in the page’s menu puts it back in progress.",
            "Finish the draft",
            danger=False,
        )

    def _back_to_answers(self) -> None:
        acts.write(self.context, self, back_to_answers, self.key, on_done=self._on_started)

    def _open_answers(self) -> None:
        number = "" if self.review is None or self.review.is_newest else f"@{self._version}"
        self.navigate.emit("visit_mode", f"{self.key}{number}")

    def _open_report(self) -> None:
        number = f":{self._version}" if self._version else ""
        self.navigate.emit("reports", f"visit:{self.key}{number}")

    def _open_question(self, question_key: str) -> None:
        number = f"@{self._version}" if self._version else ""
        self.navigate.emit("visit_mode", f"{self.key}{number}#{question_key}")

    def _on_judgement(self) -> None:
        self.tabs.choose("texts")
        self.texts.focus_block("judgement")

    def _change(self) -> None:
        self.navigate.emit("plan_visit", f"visit:{self.key}")

    def _ask_amend(self) -> None:
        self._ask_reason("Amend the visit", "The signed version stays as it is.", "Amend", amend)

    def _ask_cancel(self) -> None:
        words = "The visit stays in the list, with the reason."
        self._ask_reason("Cancel the visit", words, "Cancel the visit", cancel_visit)

    def _ask_abandon(self) -> None:
        words = "Its answers stay readable; nothing can be added."
        self._ask_reason("Give up the visit", words, "Give up the visit", abandon_visit)

    def _ask_reason(
        self, heading: str, sentence: str, words: str, function: Callable[..., Any]
    ) -> None:
        key, services = self.key, self.context.services
        field = Field("reason", "Why", FieldKind.LONG_TEXT, width=560, what="why")
        FormDialog(
            self, self.context, "reason_dialog", heading, [field], button_words=words,
            sentence=sentence,
            act=lambda values: partial(services.write, function, key, values["reason"]),
        ).open()  # fmt: skip

    def _run(self, function: Callable[..., Any], *args: Any) -> None:
        acts.write(self.context, self, function, *args, on_error=self.context.messages.tell_error)

    # --- building ---------------------------------------------------------------------------

    def _build_actions(self) -> None:
        self.menu = QMenu()
        self.menu.setObjectName("visit_menu")
        self._cancel = self._action(self.menu, "Cancel the visit…", self._ask_cancel)
        self._back = self._action(
            self.menu, "Take the draft back, to answer on", self._back_to_answers
        )
        self._abandon = self._action(self.menu, "Give up the visit…", self._ask_abandon)
        self._more = more_button(self.menu, name="visit_more")
        self.add_action(self._more)
        versions = button("Version", name="visit_versions", tip="Choose a version")
        self._versions = QMenu(versions)
        self._versions.setObjectName("visit_versions_menu")
        self._versions.triggered.connect(self._on_version)
        versions.setMenu(self._versions)
        self._buttons["versions"] = versions
        self.add_action(versions)
        for name, words, kind, slot in (
            ("change", "Change the plan", "secondary", self._change),
            ("report", "Report", "secondary", self._open_report),
            ("answers", "Read the answers", "secondary", self._open_answers),
            ("continue", "Continue", "secondary", self._open_answers),
            ("amend", "Amend…", "secondary", self._ask_amend),
            ("finish", "Finish the draft", "primary", self._finish),
            ("start", "Start the visit", "primary", self._start),
        ):
            found = button(words, "primary" if kind == "primary" else "secondary",
                           name=f"visit_{name}", on_click=slot)  # fmt: skip
            found.hide()
            self._buttons[name] = found
            self.add_action(found)

    def _action(self, menu: QMenu, words: str, slot: Callable[[], None] | None = None) -> QAction:
        """An act of a menu that lives as long as the page, whatever becomes of the menu."""
        found = QAction(words, self)
        if slot is not None:
            found.triggered.connect(slot)
        menu.addAction(found)
        return found

    def _build_tabs(self, context: Context) -> None:
        self.missing = MissingPanel()
        self.missing.question_asked.connect(self._open_question)
        self.missing.judgement_asked.connect(self._on_judgement)
        self.results = ResultsPanel(context)
        self.texts = TextsPanel(context)
        self.peer_review = ReviewPanel(context)
        self.peer_review.question_asked.connect(self._open_question)
        self.sign_off = SignOffPanel(context)
        self.history = HistoryPanel(context, "visit")
        panels: tuple[QWidget, ...] = (
            self.missing, self.results, self.texts, self.peer_review, self.sign_off,
        )  # fmt: skip
        for panel in panels:
            self._stack.addWidget(scrolling(panel, f"{panel.objectName()}_scroll"))
        self._stack.addWidget(self.history)
        self._before = EmptyState("visit_before")
        self._stack.addWidget(self._before)


def _before_words(review: VisitReview) -> StateOfList:
    if review.visit.status is VisitStatus.PLANNED:
        words = (
            "Starting it copies the framework’s questions into the visit; then it works offline."
        )
        return StateOfList("empty", "Not started yet", words)
    return StateOfList("empty", "It was never started", "There are no answers to read.")


def _sentence(review: VisitReview) -> str:
    visit, page = review.visit, review.page
    match visit.status:
        case VisitStatus.PLANNED:
            day = f" for {long_date(visit.planned_on)}" if visit.planned_on else ""
            return f"{visit.provider_name}. Planned{day}."
        case VisitStatus.CANCELLED | VisitStatus.ABANDONED:
            return f"{visit.provider_name}. {visit.status.words}."
    coverage = f" {coverage_words(page)}." if page is not None else ""
    if page is not None and page.is_locked:
        shown = page.result.overall.shown
        result = page.scale.words_for(shown) if shown else "no overall"
        return f"{visit.provider_name}. Signed off: {result}.{coverage}"
    blocks = len(review.readiness.blocks) if review.readiness else 0
    steps = "step" if blocks == 1 else "steps"
    way = f"{blocks} {steps} to sign-off" if blocks else "ready for sign-off"
    return f"{visit.provider_name}. {visit.status.words}, {way}.{coverage}"

"""The results of a visit: by key question and overall, with the reasons, and overrides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.rating_words import KeyQuestion, OwnRating
from app.domain.scoring import Override
from app.services.visit_coverage import result_coverage
from app.services.visit_signing import ReportTexts, override_result, write_report_texts
from app.services.visit_views import VisitPage
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label, rule

OVERALL: Final = "overall"


class ResultsPanel(QWidget):
    """One row for each key question that the visit asked about, then the overall."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("results")
        self._context = context
        self._page: VisitPage | None = None
        self._can_change = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 12, 16)
        self._column.setSpacing(6)

    def show_page(self, page: VisitPage, *, is_read_only: bool) -> None:
        """Show the results of a version."""
        self._page = page
        self._can_change = not is_read_only
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._add_overall(page)
        asked = {section.key_question for section in page.sections}
        for kq in KeyQuestion:
            if kq in asked:
                self._column.addWidget(rule())
                self._add_key_question(page, kq)
        self._column.addStretch(1)

    def _add_overall(self, page: VisitPage) -> None:
        overall = page.result.overall
        shown, scale = overall.shown, page.scale
        words = scale.words_for(shown) if shown else "No overall"
        chip = Chip("own", shown.level if shown else None, words=words)
        can_override = overall.rating is not None
        acts_row = self._acts(OVERALL, "the overall", overall.override, can_override=can_override)
        if overall.rating is None and overall.not_rated and not overall.reason_for_fewer:
            fewer = button("Give an overall…", name="give_overall", small=True)
            fewer.clicked.connect(self._ask_reason_for_fewer)
            fewer.setVisible(self._can_change)
            acts_row.append(fewer)
        said = [*overall.reasons, result_coverage(page)]
        self._column.addWidget(_row("Overall", chip, "", said, acts_row))

    def _add_key_question(self, page: VisitPage, kq: KeyQuestion) -> None:
        result, scale = page.result.key_questions[kq], page.scale
        shown = result.shown
        words = scale.words_for(shown) if shown else "Not rated"
        score = f"{result.percentage}%" if result.percentage is not None else ""
        chip = Chip("own", shown.level if shown else None, words=words, score=score)
        said = []
        if result.cap_reason:
            said.append(f"Held at {words} because {result.cap_reason}.")
        if result.override is not None and result.rating is not None:
            was = scale.words_for(result.rating)
            said.append(f"Changed from {was}: {result.override.reason}")
        row = self._acts(kq.value, kq.words, result.override, can_override=result.rated > 0)
        rated = f"{result.rated} of {result.applicable} rated"
        self._column.addWidget(_row(kq.words, chip, rated, said, row))

    def _acts(
        self, area: str, words: str, override: Override | None, *, can_override: bool
    ) -> list[QWidget]:
        if not self._can_change or not can_override:
            return []
        change = button("Change the result…", "quiet", name=f"override_{area}", small=True)
        change.clicked.connect(partial(self._ask_override, area, words))
        found: list[QWidget] = [change]
        if override is not None:
            back = button("Take the change back", "quiet", name=f"take_back_{area}", small=True)
            back.clicked.connect(partial(self._take_back, area))
            found.append(back)
        return found

    def _ask_override(self, area: str, words: str) -> None:
        page = self._page
        assert page is not None
        services = self._context.services
        options = tuple((rating.level, page.scale.words_for(rating)) for rating in OwnRating)
        fields = (
            Field("level", "Result", FieldKind.RADIO, options=options, what="the result"),
            Field("reason", "Why", FieldKind.LONG_TEXT, "The report shows both results", width=560,
                  what="why the result is changed"),
        )  # fmt: skip
        FormDialog(
            self, self._context, "override_dialog", f"Change the result: {words}", fields,
            button_words="Change the result",
            act=lambda values: partial(
                services.write, override_result, page.version.id, area, values["level"],
                values["reason"],
            ),
        ).open()  # fmt: skip

    def _take_back(self, area: str) -> None:
        assert self._page is not None
        acts.write(
            self._context, self, override_result, self._page.version.id, area, None, "",
            offers_undo=True,
        )  # fmt: skip

    def _ask_reason_for_fewer(self) -> None:
        page = self._page
        assert page is not None
        version, services = page.version, self._context.services

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            texts = ReportTexts(
                version.judgement, version.looked_at, version.spoken_to, version.told_provider,
                dict(version.summaries), "", version.row_version,
            )  # fmt: skip
            texts = replace(texts, no_overall_reason=values["reason"])
            return partial(services.write, write_report_texts, version.id, texts)

        field = Field(
            "reason", "Why an overall is given", FieldKind.LONG_TEXT, width=560,
            hint="Fewer than five key questions are rated; the report says this reason",
            what="why an overall is given",
        )  # fmt: skip
        FormDialog(
            self, self._context, "fewer_dialog", "Give an overall", [field],
            button_words="Give an overall", act=act,
        ).open()  # fmt: skip


def _row(name: str, chip: Chip, second: str, said: list[str], acts_row: list[QWidget]) -> QWidget:
    box = QWidget()
    box.setObjectName(f"result_{name.lower().replace('-', '_')}")
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 6, 0, 6)
    column.setSpacing(4)
    row = QHBoxLayout()
    row.setSpacing(12)
    caption = label(name, "strong")
    caption.setFixedWidth(110)
    row.addWidget(caption)
    row.addWidget(RatingChip(chip))
    row.addWidget(label(second, "second"))
    row.addStretch(1)
    for one in acts_row:
        row.addWidget(one)
    column.addLayout(row)
    for words in said:
        line = label(words, "second", wrap=True)
        line.setContentsMargins(122, 0, 0, 0)
        column.addWidget(line)
    return box

"""The sheet Scoring of the visit audit: points added up, bands in cream, results by formula.

The formulas restate `app.domain.scoring`: score = sum(weight x points) / sum(weight x best) over
rated answers, bands by "at least", a critical standard at the lowest answer holds its section,
and the overall by the combination rule (DOMAIN "The visit", Scoring).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.styles import Alignment

from app import tokens
from app.domain.vocabulary import AnswerKind
from app.reports.facts import BandFacts, OverrideFacts, ResultFacts, ScaleFacts, VisitFacts
from app.reports.visit_audit_lists import NOT_RATED, Lists
from app.reports.visit_counts import OUTSIDE, outside_overall
from app.reports.workbooks.book import Book, Formula, Value
from app.reports.workbooks.charts import Frame, SeriesLook, add_bars
from app.reports.workbooks.chips import own_chips, show_chips
from app.reports.workbooks.choices import add_choices, add_share_check
from app.reports.workbooks.sheet import Placed, Sheet, SheetColumn, literal, quoted
from app.reports.workbooks.styles import CellKind, Role

NO_OVERALL: Final = "No overall"
_SCORING: Final = "Scoring"
_KEY_QUESTIONS: Final = 5
_FEWER: Final = "Why an overall with fewer"


@dataclass(frozen=True, slots=True)
class Scoring:
    """Where the scoring stands: its table, the row of the overall, the column of results."""

    placed: Placed
    overall_row: int

    def look_up(self, heading: str, row_of: str) -> str:
        """The formula's core that fetches a section's figure by its name."""
        names = self.placed.outside("Section")
        return f"INDEX({self.placed.outside(heading)},MATCH({row_of},{names},0))"

    def overall(self, heading: str) -> str:
        """The address of a figure of the overall, as other sheets write it."""
        return f"{quoted(self.placed.sheet)}!{self.placed.at(heading, self.overall_row)}"


def add_scoring(book: Book, facts: VisitFacts, answers: Placed, lists: Lists) -> Scoring:
    """The working of each section and of the overall, the bands, and the bar chart."""
    sheet = Sheet.add(
        book,
        _SCORING,
        line="Points and weights come from the Answers sheet; change an answer there and the "
        "figures follow",
    )
    is_overridden = has_override(facts)
    columns = _columns(is_overridden, critical_heading(facts))
    first = 5
    bands = _Bands(facts.framework.scale, first=first + len(facts.results) + 4)
    letters = {column.heading: chr(65 + index) for index, column in enumerate(columns)}
    writer = _Rows(facts, answers, lists, letters, bands, is_overridden)
    rows = [writer.section(result, row) for row, result in enumerate(facts.results, start=first)]
    placed = sheet.write_table(columns, rows)
    overall_row = sheet.write_total(placed, writer.overall(placed))
    sheet.row = overall_row + 3
    reason_cell = _write_bands(sheet, bands, facts, lists)
    assert reason_cell == bands.reason
    chips = own_chips([(band.words, band.level) for band in facts.framework.scale.bands])
    for heading in ("Band", "By rule", "Set by hand", "Result"):
        if heading in letters:
            end = f"{letters[heading]}{first}:{letters[heading]}{overall_row}"
            if heading != "Band":
                show_chips(sheet.worksheet, end, chips)
    _add_chart(sheet, placed, bands, facts)
    sheet.row = max(sheet.row, bands.first + 13)
    sheet.write_notes(_notes(facts), width=150, label="Notes")
    sheet.print_to(sum(column.is_printed for column in columns))
    sheet.keep_on_one_page()
    return Scoring(placed, overall_row)


def critical_heading(facts: VisitFacts) -> str:
    """ "Critical at Poor", in the framework's own word."""
    return f"Critical at {facts.framework.scale.levels[-1].words}"


def has_override(facts: VisitFacts) -> bool:
    """True when the manager set any result by hand."""
    return bool(facts.overall.override) or any(each.override for each in facts.results)


def shown_share(points: int, maximum: int, scale: ScaleFacts, steps: int) -> float:
    """The score in `steps` to the whole, half up, never rounded up into a band (or to all)."""
    rounded = (2 * steps * points + maximum) // (2 * maximum)
    edges = {
        steps,
        *(band.from_percent * steps // 100 for band in scale.bands if band.from_percent),
    }
    is_across = rounded in edges and steps * points < rounded * maximum
    return (rounded - is_across) / steps


def _columns(is_overridden: bool, critical: str) -> tuple[SheetColumn, ...]:
    by_hand = (
        SheetColumn("By rule", 26, CellKind.OURS),
        SheetColumn("Set by hand", 26, CellKind.OURS, is_input=True),
    )
    return (
        SheetColumn("Section", 24),
        SheetColumn("Points", 11, CellKind.COUNT),
        SheetColumn("Of", 11, CellKind.COUNT),
        SheetColumn("Score", 12, CellKind.EXACT_SHARE),
        SheetColumn("Band", 24),
        SheetColumn(critical, 14, CellKind.COUNT),
        *(by_hand if is_overridden else ()),
        SheetColumn("Result", 27, CellKind.OURS),
        SheetColumn("Rated", 11, CellKind.COUNT),
        SheetColumn("Applicable", 14, CellKind.COUNT),
        SheetColumn("Score as shown", 16, CellKind.SHARE, is_printed=False),
    )


class _Bands:
    """Where the bands stand on the sheet, so that formulas above can point at them."""

    def __init__(self, scale: ScaleFacts, first: int) -> None:
        self.scale = scale
        self.head = first
        self.first = first + 1
        self.above_lowest: Sequence[BandFacts] = scale.bands[:-1]
        self.last = self.first + len(self.above_lowest) - 1
        self.reason = f"$B${self.last + 2}"

    def word(self, level: int) -> str:
        """The word of a level as formulas write it."""
        return literal(next(band.words for band in self.scale.bands if band.level == level))

    @property
    def starts(self) -> str:
        """The range of the shares that the bands start at."""
        return f"$B${self.first}:$B${self.last}"

    def band_of(self, points: str, maximum: str) -> str:
        """Nested IF over the bands; the lowest word when none is reached."""
        formula = literal(self.scale.bands[-1].words)
        for offset, band in reversed(list(enumerate(self.above_lowest))):
            reached = f"{points}/{maximum}>=$B${self.first + offset}"
            formula = f"IF({reached},{literal(band.words)},{formula})"
        return formula


@dataclass(frozen=True, slots=True)
class _Rows:
    """The formulas of Scoring, each with the program's own figure."""

    facts: VisitFacts
    answers: Placed
    lists: Lists
    letters: dict[str, str]
    bands: _Bands
    is_overridden: bool

    def section(self, result: ResultFacts, row: int) -> list[Value]:
        """The cells of one key question."""
        at = {heading: f"{letter}{row}" for heading, letter in self.letters.items()}
        is_rated = result.maximum > 0
        rule = result.override.rule_words if result.override else result.words
        hand = result.words if result.override else None
        band = f"IF({at['Of']}=0,{literal(NOT_RATED)},{self.bands.band_of(at['Points'], at['Of'])})"
        return [
            result.title,
            self._points(at, result),
            self._maximum(at, result),
            self._share(at, result, 1_000, at["Points"]),
            Formula(f"={band}", result.band if is_rated else NOT_RATED),
            self._critical(at, result),
            *self._result(at, rule, hand, result.words),
            self._rated(at, result),
            self._applicable(at, result),
            self._share(at, result, 100, at["Points"]),
        ]

    def overall(self, placed: Placed) -> list[tuple[Value, CellKind]]:
        """The cells of the overall row."""
        facts, results = self.facts, self.facts.results
        rule = facts.overall.override.rule_words if facts.overall.override else self._overall_words
        hand = facts.overall.words if facts.overall.override else None
        row = placed.last + 1
        at = {heading: f"{letter}{row}" for heading, letter in self.letters.items()}
        by_rule = self._overall_formula(placed, rule)
        result: list[tuple[Value, CellKind]] = [(by_rule, CellKind.OURS)]
        if self.is_overridden:
            held = Formula(
                f'=IF({at["Set by hand"]}<>"",{at["Set by hand"]},{at["By rule"]})',
                hand or rule,
            )
            result = [(by_rule, CellKind.OURS), (hand, CellKind.OURS), (held, CellKind.OURS)]
        return [
            ("Overall", CellKind.TEXT),
            (_sum(placed, "Points", sum(each.points for each in results)), CellKind.COUNT),
            (_sum(placed, "Of", sum(each.maximum for each in results)), CellKind.COUNT),
            ("by rule", CellKind.COUNT),
            (None, CellKind.TEXT),
            (
                _sum(placed, self.critical, sum(len(each.critical_poor) for each in results)),
                CellKind.COUNT,
            ),
            *result,
            (_sum(placed, "Rated", sum(each.rated for each in results)), CellKind.COUNT),
            (_sum(placed, "Applicable", sum(each.applicable for each in results)), CellKind.COUNT),
        ]

    @property
    def critical(self) -> str:
        """The heading of the column that counts critical standards at the worst answer."""
        return critical_heading(self.facts)

    @property
    def _overall_words(self) -> str:
        overall = self.facts.overall
        return overall.words if overall.level else NO_OVERALL

    def _in_section(self, at: dict[str, str]) -> str:
        return f"{self.answers.outside('Section')},{at['Section']}"

    def _points(self, at: dict[str, str], result: ResultFacts) -> Formula:
        section, points, weight = self._ranges()
        return Formula(
            f"=SUMPRODUCT(--({section}={at['Section']}),--ISNUMBER({points}),{weight},{points})",
            result.points,
        )

    def _maximum(self, at: dict[str, str], result: ResultFacts) -> Formula:
        section, points, weight = self._ranges()
        rated = f"--({section}={at['Section']}),--ISNUMBER({points}),{weight}"
        return Formula(f"=SUMPRODUCT({rated})*{self.lists.best}", result.maximum)

    def _ranges(self) -> tuple[str, str, str]:
        outside = self.answers.outside
        return outside("Section"), outside("Points"), outside("Weight")

    def _share(self, at: dict[str, str], result: ResultFacts, steps: int, points: str) -> Formula:
        of = at["Of"]
        rounded = f"INT(({2 * steps}*{points}+{of})/(2*{of}))"
        is_edge = f"OR({rounded}={steps},COUNTIF({self.bands.starts},{rounded}/{steps})>0)"
        across = f"IF(AND({points}/{of}<{rounded}/{steps},{is_edge}),1,0)"
        text = f'=IF({of}=0,"",({rounded}-{across})/{steps})'
        if result.maximum == 0:
            return Formula(text, "")
        scale = self.facts.framework.scale
        return Formula(text, shown_share(result.points, result.maximum, scale, steps))

    def _critical(self, at: dict[str, str], result: ResultFacts) -> Formula:
        critical, answer = self.answers.outside("Critical"), self.answers.outside("Answer")
        conditions = f'{self._in_section(at)},{critical},"Yes",{answer},{self.lists.lowest}'
        return Formula(f"=COUNTIFS({conditions})", len(result.critical_poor))

    def _result(
        self, at: dict[str, str], rule: str, hand: str | None, shown: str
    ) -> tuple[Value, ...]:
        band, held = at["Band"], self.bands.word(2)
        better = f"OR({band}={self.bands.word(4)},{band}={self.bands.word(3)})"
        text = f"=IF(AND({at[self.critical]}>0,{better}),{held},{band})"
        if not self.is_overridden:
            return (Formula(text, shown),)
        chosen = f'=IF({at["Set by hand"]}<>"",{at["Set by hand"]},{at["By rule"]})'
        return Formula(text, rule), hand, Formula(chosen, shown)

    def _rated(self, at: dict[str, str], result: ResultFacts) -> Formula:
        section, points, _ = self._ranges()
        return Formula(
            f"=SUMPRODUCT(--({section}={at['Section']}),--ISNUMBER({points}))", result.rated
        )

    def _applicable(self, at: dict[str, str], result: ResultFacts) -> Formula:
        inside, answer = self._in_section(at), self.answers.outside("Answer")
        apart = literal(AnswerKind.NOT_APPLICABLE.words)
        return Formula(
            f"=COUNTIFS({inside})-COUNTIFS({inside},{answer},{apart})", result.applicable
        )

    def _overall_formula(self, placed: Placed, words: str) -> Value:
        """The combination rule on the results; plain words where the visit gives no overall."""
        rated = sum(result.level is not None for result in self.facts.results)
        if self.facts.overall.level is None and rated == _KEY_QUESTIONS:
            return words
        cells = placed.cells("Result", absolute=True)

        def many(level: int) -> str:
            return f"COUNTIF({cells},{self.bands.word(level)})"

        word = self.bands.word
        rule = (
            f"IF({many(1)}>=2,{word(1)},IF({many(1)}=1,{word(2)},IF({many(2)}>=2,{word(2)},"
            f"IF(AND({many(4)}>=2,{many(2)}=0),{word(4)},{word(3)}))))"
        )
        count = f"({many(4)}+{many(3)}+{many(2)}+{many(1)})"
        too_few = f"AND({count}<{_KEY_QUESTIONS},LEN(TRIM({self.bands.reason}))=0)"
        return Formula(f"=IF(OR({count}=0,{too_few}),{literal(NO_OVERALL)},{rule})", words)


def _sum(placed: Placed, heading: str, value: int) -> Formula:
    return Formula(f"=SUM({placed.cells(heading)})", value)


def _write_bands(sheet: Sheet, bands: _Bands, facts: VisitFacts, lists: Lists) -> str:
    sheet.row = bands.head
    sheet.put(sheet.row, 1, "Band", role=Role.STRONG)
    sheet.put(sheet.row, 2, "From", CellKind.SHARE, Role.STRONG)
    for row, band in enumerate(bands.above_lowest, start=bands.first):
        sheet.put(row, 1, band.words)
        sheet.put(row, 2, band.from_percent / 100, CellKind.SHARE, Role.INPUT)
    add_share_check(sheet.worksheet, bands.starts.replace("$", ""))
    row = bands.last + 2
    sheet.put(row, 1, _FEWER, role=Role.LABEL)
    given = sheet.keep_whole(facts.overall.reason_for_fewer, 60, row=_FEWER, column="Reason")
    reason = sheet.put(row, 2, given, role=Role.INPUT)
    cell = sheet.worksheet[reason]
    cell.alignment = Alignment(horizontal="left", vertical="top", indent=1)
    if has_override(facts):
        add_choices(
            sheet.worksheet,
            f"H5:H{5 + len(facts.results)}",
            lists.results,
            prompt="A result set by hand needs a reason; see the notes below.",
        )
    sheet.row = row + 2
    return "$" + reason[0] + "$" + reason[1:]


def _add_chart(sheet: Sheet, placed: Placed, bands: _Bands, facts: VisitFacts) -> None:
    said = [f"{each.title} {each.score or NOT_RATED.lower()}" for each in facts.results]
    frame = Frame(
        anchor=f"D{bands.head}",
        title="Score by section",
        alt_text=f"Bar chart of the score of each section: {', '.join(said)}.",
        width=17.5,
        height=6.6,
        highest=1.0,
        label_format="0.0%",
    )
    look = SeriesLook("Score", tokens.LIGHT.accent_text, label_ink=tokens.LIGHT.text)
    add_bars(sheet, placed, [look], frame, categories="Section")


def _notes(facts: VisitFacts) -> list[Value]:
    scale = facts.framework.scale
    best, good, fair, poor = (band.words for band in scale.bands)
    worst = scale.levels[-1].words
    rule = f"Overall: two or more sections at {fair} give {fair}; one {poor} caps at {fair}"
    notes: list[Value] = [
        f"A critical standard rated {worst} holds its section at {fair} or lower.",
        f"{rule}; two give {poor}; two {best} with the rest {good} give {best}.",
        "Fewer than five rated sections give no overall unless the cream cell says why.",
    ]
    if outside_overall(facts).applicable:
        notes.append(f"Rated and Applicable count what is scored here: {OUTSIDE} are left out.")
    notes += [f"{each.title}: {each.cap_reason}" for each in facts.results if each.cap_reason]
    for result in facts.results:
        if result.override:
            notes.append(_override_note(result.title, result.words, result.override))
    if facts.overall.override:
        notes.append(_override_note("Overall", facts.overall.words, facts.overall.override))
    return [*notes, *(f"When this workbook was made: {said}" for said in facts.overall.reasons)]


def _override_note(title: str, words: str, override: OverrideFacts) -> str:
    by_rule = f"{title}: set by hand to {words} (by rule: {override.rule_words})"
    return f"{by_rule} by {override.by}: {override.reason}"

"""Charts as data: one value that screen, PDF and workbook each draw in their own way.

Promises: every chart has a title, a source line, a text alternative that says what it shows and
its last values, and a table twin in the same order and words. Gaps are gaps: a missing value is
None with its reason, never zero. Source: HOUSE "A chart is data", TOKENS "Charts".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.domain.market import RatingCounts
from app.domain.rating_words import Rating
from app.domain.vocabulary import Worded
from app.domain.words import count, joined, long_date, short_date

NOT_RATED_WORDS = "Not rated"
COUNT_HEADINGS = (*(rating.words for rating in Rating), NOT_RATED_WORDS)

TableCell = str | int | float | date | None
ChartTable = tuple[tuple[str, ...], tuple[tuple[TableCell, ...], ...]]
"""The table twin: headings, and rows of real values; a missing value is its reason in words."""


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


# --- bars of ratings -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One bar: how many of a key question or service type carry each rating."""

    label: str
    counts: RatingCounts


@dataclass(frozen=True, slots=True)
class RatingBars:
    """Counts per rating, one bar a row, segments in the order of COUNT_HEADINGS."""

    title: str
    rows: tuple[RatingRow, ...]
    source: str
    first_heading: str = "Area"

    @property
    def caption(self) -> str:
        """What stands under the chart."""
        return _sentences(self.source)

    @property
    def alt_text(self) -> str:
        """Each bar in words."""
        return _sentences(f"{self.title}. Bars of counts", *(_row_words(row) for row in self.rows))

    @property
    def longest(self) -> int:
        """The most services in one row: the full width of the chart."""
        return max((row.counts.total for row in self.rows), default=0)

    def table(self) -> ChartTable:
        """Headings and rows: label, five counts, total."""
        rows = tuple((row.label, *row.counts.in_order, row.counts.total) for row in self.rows)
        return (self.first_heading, *COUNT_HEADINGS, "Services"), rows


def _row_words(row: RatingRow) -> str:
    counted = zip(row.counts.in_order, COUNT_HEADINGS, strict=True)
    said = joined(f"{number} {words}" for number, words in counted if number)
    return f"{row.label}: {said or 'no services'}"


# --- lines over time -------------------------------------------------------------------------


class LineKind(Worded):
    """Whose line it is; each kind is drawn differently (TOKENS "Charts")."""

    OURS = "ours"
    AUTHORITY = "authority"
    REGION = "region"
    ENGLAND = "england"


@dataclass(frozen=True, slots=True)
class LinePoint:
    """A value on a day. `value` None is a gap, and `reason` says why ("no file")."""

    on: date
    value: float | None
    reason: str = ""

    @property
    def cell(self) -> float | str:
        """The value, or the words for its absence."""
        return self.reason or "not known" if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class LineSeries:
    """One line, its points oldest first."""

    kind: LineKind
    name: str
    points: tuple[LinePoint, ...]

    @property
    def last(self) -> LinePoint | None:
        """The newest point that has a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    def runs(self) -> tuple[tuple[LinePoint, ...], ...]:
        """The stretches without a gap, to be drawn as separate lines."""
        runs: list[tuple[LinePoint, ...]] = []
        run: list[LinePoint] = []
        for point in self.points:
            if point.value is not None:
                run.append(point)
            elif run:
                runs.append(tuple(run))
                run = []
        return (*runs, tuple(run)) if run else tuple(runs)


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over time. `axis_start` other than 0 is said in the caption."""

    title: str
    series: tuple[LineSeries, ...]
    source: str
    unit: str = "%"
    axis_start: int = 0
    axis_end: int = 100
    notes: tuple[str, ...] = ()

    @property
    def axis_note(self) -> str:
        """The sentence about an axis that does not start at 0; empty when it does."""
        return f"The axis starts at {self.axis_start}{self.unit}" if self.axis_start else ""

    @property
    def caption(self) -> str:
        """What stands under the chart."""
        return _sentences(self.source, self.axis_note, *self.notes)

    @property
    def alt_text(self) -> str:
        """What is shown and the last value of each line."""
        said = (self._last_words(series) for series in self.series)
        return _sentences(f"{self.title}. Lines over time", *said, *self.notes)

    def label(self, series: LineSeries) -> str:
        """The label at the right end of a line: "England 83%"; the name alone without a value."""
        last = series.last
        if last is None or last.value is None:
            return series.name
        return f"{series.name} {value_words(last.value, self.unit)}"

    def table(self) -> ChartTable:
        """One row a day, one column a line."""
        days = sorted({point.on for series in self.series for point in series.points})
        cells = [{point.on: point.cell for point in series.points} for series in self.series]
        headings = ("Date", *(f"{series.name} ({self.unit})" for series in self.series))
        return headings, tuple((day, *(column.get(day) for column in cells)) for day in days)

    def _last_words(self, series: LineSeries) -> str:
        last = series.last
        if last is None:
            return f"{series.name}: no value"
        return f"{self.label(series)} on {long_date(last.on)}"


def value_words(value: float, unit: str) -> str:
    """A value with its unit: "83%", "83.4%", "12 days"."""
    number = f"{value:.1f}".removesuffix(".0")
    return f"{number}{unit}" if unit in {"", "%"} else f"{number} {unit}"


def percent_axis(values: Iterable[float | None]) -> tuple[int, int]:
    """A start and end in fives that hold all values of percent with some room, within 0 to 100."""
    known = [value for value in values if value is not None]
    if not known:
        return 0, 100
    start = max(0, int((min(known) - 2) // 5) * 5)
    end = min(100, -int(-(max(known) + 2) // 5) * 5)
    return min(start, 90), max(end, min(start, 90) + 10)


# --- a service's ratings over time -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """One rating on a day: CQC's or ours, by level 4 (best) to 1; None: not rated."""

    on: date
    level: int | None
    words: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TimelineSpan:
    """A stretch of time with its words: where we and CQC differ.

    `short_words`, then `sign` stand for them where it is narrow.
    """

    first_on: date
    last_on: date
    words: str
    is_open: bool = False
    short_words: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class TimelineNote:
    """A word at a day: a gap without visits, or the line of a previous registration."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class RatingTimeline:
    """A regulator's ratings as a step line, our visits as marks, in four bands; oldest first."""

    title: str
    cqc: tuple[TimelineMark, ...]
    own: tuple[TimelineMark, ...]
    source: str
    today: date
    spans: tuple[TimelineSpan, ...] = ()
    notes: tuple[TimelineNote, ...] = ()
    registrations: tuple[TimelineNote, ...] = ()
    regulator: str = "CQC"

    @property
    def caption(self) -> str:
        """What stands under the chart."""
        return _sentences(self.source)

    @property
    def starts_on(self) -> date:
        """The first day that the axis must hold."""
        days = [mark.on for mark in (*self.cqc, *self.own)]
        return min([*days, *(note.on for note in self.registrations), self.today])

    def steps(self) -> tuple[tuple[date, date, int | None], ...]:
        """CQC's line as (from, to, level); None is drawn as no line."""
        ends = [*(mark.on for mark in self.cqc[1:]), self.today]
        return tuple((m.on, end, m.level) for m, end in zip(self.cqc, ends, strict=False))

    def own_runs(self) -> tuple[tuple[TimelineMark, ...], ...]:
        """Our marks as stretches to be joined; broken at each note and where nothing was rated."""
        runs: list[list[TimelineMark]] = [[]]
        previous: date | None = None
        for mark in self.own:
            if previous and any(previous < note.on < mark.on for note in self.notes):
                runs.append([])
            if mark.level is None:
                runs.append([])
            else:
                runs[-1].append(mark)
            previous = mark.on
        return tuple(tuple(run) for run in runs if run)

    @property
    def alt_text(self) -> str:
        """What is shown: the last of each, how many, and where the two differ."""
        said = [self._last_words(self.regulator, self.cqc), self._last_words("Ours", self.own)]
        said += [_span_words(span) for span in self.spans]
        said += [f"{note.words}: {long_date(note.on)}" for note in self.registrations]
        return _sentences(f"{self.title}. Ratings over time", *said)

    def table(self) -> ChartTable:
        """Every mark, registration and difference in order of time: date, whose, rating, detail."""
        rows: list[tuple[date, str, str, str]] = [
            *((mark.on, self.regulator, mark.words, mark.detail) for mark in self.cqc),
            *((mark.on, "Ours", mark.words, mark.detail) for mark in self.own),
            *((note.on, "Registration", note.words, "") for note in self.registrations),
            *((span.first_on, "Difference", span.words, _until(span)) for span in self.spans),
        ]
        return ("Date", "Whose", "Rating", "Detail"), tuple(sorted(rows, key=lambda row: row[0]))

    def _last_words(self, owner: str, marks: Sequence[TimelineMark]) -> str:
        if not marks:
            return f"{owner}: none"
        last = marks[-1]
        ratings = count(len(marks), "rating")
        return f"{owner}: {ratings}, last {last.words} on {long_date(last.on)}"


def _span_words(span: TimelineSpan) -> str:
    until = "today" if span.is_open else long_date(span.last_on)
    return f"{span.words} from {long_date(span.first_on)} to {until}"


def _until(span: TimelineSpan) -> str:
    return "Until today" if span.is_open else f"Until {short_date(span.last_on)}"


def differing_spans(
    cqc: Sequence[TimelineMark],
    own: Sequence[TimelineMark],
    today: date,
    *,
    shortest_days: int = 183,
) -> tuple[TimelineSpan, ...]:
    """Where both have a rating and the levels differ, from marks sorted oldest first.

    A difference that ended within `shortest_days` is left out; one that lasts until today never.
    """
    days = sorted({mark.on for mark in (*cqc, *own) if mark.on <= today})
    spans: list[TimelineSpan] = []
    for place, day in enumerate(days):
        ours, theirs = _level_on(own, day), _level_on(cqc, day)
        if ours is None or theirs is None or ours == theirs:
            continue
        direction = "lower" if ours < theirs else "higher"
        words = f"We rate {direction} than CQC"
        is_last = place + 1 == len(days)
        end = today if is_last else days[place + 1]
        if spans and spans[-1].last_on == day and spans[-1].words == words:
            day = spans.pop().first_on
        sign = "↓" if ours < theirs else "↑"
        spans.append(TimelineSpan(day, end, words, is_last, f"Ours {direction}", sign))
    return tuple(s for s in spans if s.is_open or (s.last_on - s.first_on).days >= shortest_days)


def _level_on(marks: Sequence[TimelineMark], day: date) -> int | None:
    return next((mark.level for mark in reversed(marks) if mark.on <= day), None)


def gaps_without_visits(own: Sequence[TimelineMark], longest_days: int = 730) -> list[TimelineNote]:
    """A note "no visits" in the middle of each gap between our visits longer than that."""
    gaps = [(one.on, two.on) for one, two in pairwise(own) if (two.on - one.on).days > longest_days]
    return [TimelineNote(first + (last - first) / 2, "no visits") for first, last in gaps]


# --- plain bars ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: `part` and then `second` (paler) of `whole`; the words stand at its right."""

    label: str
    part: int
    whole: int
    words: str
    second: int = 0


@dataclass(frozen=True, slots=True)
class HorizontalBars:
    """Bars of counts. `part_words` and `second_words` head the table's columns.

    `ticks` are percentages of the whole (the bands of a score).
    """

    title: str
    rows: tuple[BarRow, ...]
    source: str
    part_words: str
    whole_words: str = "Of"
    second_words: str = ""
    first_heading: str = "Area"
    ticks: tuple[int, ...] = ()

    @property
    def caption(self) -> str:
        """What stands under the chart."""
        return _sentences(self.source)

    @property
    def alt_text(self) -> str:
        """Each bar in words."""
        said = (f"{row.label}: {row.words}" for row in self.rows)
        return _sentences(f"{self.title}. Bars", *said)

    def table(self) -> ChartTable:
        """Label, part, the second part where there is one, whole, words."""
        second = (self.second_words,) if self.second_words else ()
        headings = (self.first_heading, self.part_words, *second, self.whole_words, "Shown")
        rows = tuple(
            (row.label, row.part, *((row.second,) if second else ()), row.whole, row.words)
            for row in self.rows
        )
        return headings, rows

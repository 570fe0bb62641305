"""The market quality report for scrutiny (PAPER "Market quality report").

Published figures only: a service is named because CQC names it, and nothing of our own findings on
it is said. Shares are of rated services; "Not rated" after a rating is listed apart, as no fall.
"""

from __future__ import annotations

from app.domain.charts import LineChart
from app.domain.market import RatingCounts, Share, share_of, total_of, whole_percent
from app.domain.words import count, number_word, old, sentence_case
from app.reports.content import (
    Block,
    Chart,
    Column,
    ColumnKind,
    Heading,
    Meta,
    Report,
    Row,
    RowKind,
    Section,
    SideBySide,
    Table,
    TitleBlock,
)
from app.reports.market_facts import CoverageFacts, FellFacts, MarketFacts, OldRatingFacts
from app.reports.values import (
    Bar,
    Cell,
    Direction,
    Movement,
    Owner,
    Percentage,
    RatingMark,
    Span,
    Text,
)
from app.reports.wording import body, day_in_prose, day_in_table, logo_of, note, some

_WHOLE_WIDTH_CHART = 52.0
_LEVELS = (
    (4, "Outst.", 42),
    (3, "Good", 38),
    (2, "Req. impr.", 57),
    (1, "Inadeq.", 48),
    (None, "Not rated", 56),
)


def market_report(facts: MarketFacts) -> Report:
    """How good is care here: now, over time, what moved, who has been seen."""
    title = f"How good is care in {facts.area}?"
    sections = [Section((*_opening(facts, title), *_over_time(facts), *_fell(facts)))]
    sections.append(Section((*_coverage(facts), *_themes(facts))))
    further = (*_key_questions(facts), *_old_ratings(facts))
    if further:
        sections.append(Section(further))
    return Report(title, _meta(facts), tuple(sections))


def _meta(facts: MarketFacts) -> Meta:
    issue = facts.issue
    printed = f"Printed {day_in_prose(issue.printed_on)}"
    return Meta(
        council=issue.council,
        team=issue.team,
        marking=issue.marking,
        reference=issue.reference,
        version=issue.version,
        status="DRAFT" if facts.is_draft else "FINAL",
        footer_title="Market quality report",
        footer_line=printed,
        made_on=issue.printed_on,
        is_draft=facts.is_draft,
        contains_cqc_data=True,
    )


# --- now --------------------------------------------------------------------------------------


def _opening(facts: MarketFacts, title: str) -> list[Block]:
    issue = facts.issue
    files = day_in_prose(facts.file_on)
    if facts.previous_file_on:
        first = day_in_prose(facts.previous_file_on)
        if facts.previous_file_on.year == facts.file_on.year:
            first = first.rsplit(" ", 1)[0]
        files = f"{first} and {files}".replace(" 20", "\u00a020")
    source = f"CQC {'files' if facts.previous_file_on else 'file'} of {files}"
    line = " · ".join(part for part in (facts.audience, source) if part)
    status = "draft" if facts.is_draft else "final"
    identity = (
        f"Reference {issue.reference}, version {issue.version}, {status}, {issue.marking.words}."
    )
    return [
        TitleBlock(f"Market quality report, {facts.period}", title, line, logo_of(issue)),
        body(_judgement(facts)),
        *([note("About the files:", facts.files_note)] if facts.files_note else []),
        _rating_table(facts),
        note("", f"{_table_note(facts)} {identity}"),
    ]


def _judgement(facts: MarketFacts) -> Text:
    """Three sentences: the share and where it stands, the worst, who has not been seen."""
    total = total_of(row.counts for row in facts.rows)
    share = share_of(total)
    if share.percent is None:
        first = f"{share.part} of {count(share.whole, 'rated service')} are Good or Outstanding."
    else:
        first = f"{share.words} of rated services are Good or Outstanding{_against(facts, share)}."
    rest = [_since(facts, share), _worst(facts, total), _unseen(facts)]
    return (Span(first, bold=True), Span(" " + " ".join(part for part in rest if part)))


def _against(facts: MarketFacts, share: Share) -> str:
    wider = (
        ("the region", facts.region, facts.region_on),
        ("England", facts.england, facts.england_on),
    )
    for name, other, on in wider:
        if other is not None and other.percent is not None and share.percent is not None:
            dated = f" on {day_in_prose(on)}" if on and on != facts.file_on else ""
            return f", {_apart(share.percent - other.percent)} {name}{dated}"
    return ""


def _apart(points: int) -> str:
    if points == 0:
        return "the same as"
    said = f"{number_word(abs(points))} {'point' if abs(points) == 1 else 'points'}"
    return f"{said} {'above' if points > 0 else 'below'}"


def _since(facts: MarketFacts, share: Share) -> str:
    earlier = facts.earlier
    if earlier is None or earlier.share.percent is None or share.percent is None:
        return ""
    points = share.percent - earlier.share.percent
    day = day_in_prose(earlier.on)
    if points == 0:
        return f"The share is the same as on {day}."
    more = "more" if points > 0 else "fewer"
    noun = "point" if abs(points) == 1 else "points"
    return f"That is {number_word(abs(points))} {noun} {more} than on {day}."


def _worst(facts: MarketFacts, total: RatingCounts) -> str:
    shown = [
        (row.type_words, share_of(row.counts))
        for row in facts.rows
        if share_of(row.counts).is_shown
    ]
    said = ""
    overall = share_of(total).percent
    if len(shown) > 1 and overall is not None:
        name, share = min(shown, key=lambda pair: pair[1].percent or 0)
        if share.percent is not None and share.percent < overall:
            said = f"{name}: {share.words}, the lowest of all types. "
    inadequate = total.inadequate
    if not inadequate:
        return f"{said}None is Inadequate."
    verb = "is" if inadequate == 1 else "are"
    return f"{said}{sentence_case(number_word(inadequate))} {verb} Inadequate."


def _unseen(facts: MarketFacts) -> str:
    services = sum(row.services for row in facts.coverage)
    neither = sum(row.neither for row in facts.coverage)
    if not services:
        return ""
    year = f"In the 12 months to {day_in_prose(facts.period_end)} we"
    if not neither:
        return f"{year} visited or reviewed every service."
    return f"{year} did not visit or review {neither} of {services:,} services."


def _rating_table(facts: MarketFacts) -> Table:
    columns = [
        Column(f"CQC overall, {day_in_table(facts.file_on)}", width=118),
        Column("Services", ColumnKind.COUNT, 47),
    ]
    columns += [
        Column(words, ColumnKind.COUNT, width, has_shape=True, level=level)
        for level, words, width in _LEVELS
    ]
    columns.append(Column("Good or Outst.", ColumnKind.PERCENTAGE, 76))
    rows = [_count_row(row.type_words, row.counts, RowKind.NORMAL) for row in facts.rows]
    total = total_of(row.counts for row in facts.rows)
    rows.append(_count_row("All regulated", total, RowKind.TOTAL))
    return Table("CQC overall by type of service", tuple(columns), tuple(rows))


def _count_row(label: str, counts: RatingCounts, kind: RowKind) -> Row:
    share = share_of(counts)
    words: Cell = Percentage(share.part, share.whole, share.words)
    return Row((label, counts.total, *counts.in_order, words), kind)


def _table_note(facts: MarketFacts) -> str:
    said = (
        "Share is of rated services; “not rated” is left out of it. "
        "No share is shown for fewer than five services."
    )
    if facts.group_rated:
        noun = "service is" if facts.group_rated == 1 else "services are"
        said += (
            f" {facts.group_rated} {noun} not rated overall and shown with the rating of "
            "their service group."
        )
    return said


# --- over time ---------------------------------------------------------------------------------


def _over_time(facts: MarketFacts) -> list[Block]:
    chart: list[Block] = []
    if facts.share_chart and _has_points(facts.share_chart):
        chart = [Chart(facts.share_chart, _WHOLE_WIDTH_CHART)]
    moves = _moves(facts)
    if chart and moves:
        return [SideBySide(tuple(chart), tuple(moves), 0.62)]
    return [*chart, *moves]


def _has_points(chart: LineChart) -> bool:
    return any(series.last for series in chart.series)


def _moves(facts: MarketFacts) -> list[Block]:
    moves = facts.moves
    if moves is None:
        return []
    columns = (
        Column("What", ColumnKind.MOVEMENT, 62),
        Column("Services", ColumnKind.COUNT, 30),
    )
    rows = [
        Row((Movement(Direction.BETTER, "Better"), moves.better)),
        Row((Movement(Direction.WORSE, "Worse"), moves.worse)),
        Row((Movement(None, "Rated again, the same"), moves.rated_again)),
        Row((Movement(None, "First rating"), moves.newly_rated)),
        Row((Movement(None, "Now “Not rated”", "not a fall"), moves.now_not_rated)),
    ]
    if moves.carried_over:
        rows.append(Row((Movement(None, "Carried over"), moves.carried_over)))
    title = "What moved"
    since = f" since {day_in_prose(facts.previous_file_on)}" if facts.previous_file_on else ""
    table = Table(title, columns, tuple(rows), is_dense=True)
    blocks: list[Block] = [Heading(f"{title}{since}", 3), table]
    moved = moves.better + moves.worse
    if moved and facts.moved_areas:
        (name, number), *others = facts.moved_areas
        areas = ", ".join([f"{name} moved in {number}", *(f"{n} in {k}" for n, k in others)])
        blocks.append(note("", f"Of {number_word(moved)} that moved, {areas}."))
    return blocks


def _fell(facts: MarketFacts) -> list[Block]:
    if facts.moves is None:
        return []
    if not facts.fell:
        return [Heading("Services that fell", 3), body("None fell between the two files.")]
    fallen = number_word(len(facts.fell))
    heading = "The one that fell" if len(facts.fell) == 1 else f"The {fallen} that fell"
    columns = (
        Column("Service", width=42),
        Column("Type", width=26),
        Column("From, to", width=62),
        Column("What we have done", width=40),
    )
    rows = tuple(_fell_row(row) for row in facts.fell)
    return [Heading(heading, 3), Table("Services that fell", columns, rows)]


def _fell_row(row: FellFacts) -> Row:
    change = (Span(f"{row.old.words} to "), Span(row.new.words, bold=True))
    return Row((row.service, row.type_words, change, row.done or "Noted"))


# --- our own visits -----------------------------------------------------------------------------


def _coverage(facts: MarketFacts) -> list[Block]:
    day = day_in_prose(facts.period_end)
    heading = Heading(f"Our own visits: who was seen in the 12 months to {day}?", 3)
    if not facts.coverage:
        return [heading, body("No visit is recorded yet.")]
    columns = (
        Column("Group", width=44),
        Column("Services", ColumnKind.COUNT, 20),
        Column("In person", ColumnKind.COUNT, 21),
        Column("Remote only", ColumnKind.COUNT, 25),
        Column("Neither", ColumnKind.COUNT, 17),
        Column("Seen in person", ColumnKind.BAR, 43),
    )
    rows = [_coverage_row(row, RowKind.NORMAL) for row in facts.coverage]
    total = CoverageFacts(
        "All",
        sum(row.services for row in facts.coverage),
        sum(row.in_person for row in facts.coverage),
        sum(row.remote_only for row in facts.coverage),
    )
    rows.append(_coverage_row(total, RowKind.TOTAL))
    blocks: list[Block] = [heading, Table("Our own visits", columns, tuple(rows))]
    words = "The paler part of a bar was reviewed remotely only."
    if facts.coverage_target is not None:
        words += f" Target: {facts.coverage_target}% seen in person."
    return [*blocks, note("", words)]


def _coverage_row(row: CoverageFacts, kind: RowKind) -> Row:
    words = f"{whole_percent(row.in_person, row.services)}%" if row.services else "–"
    bar = Bar(row.in_person, row.services, words, second=row.remote_only)
    return Row((row.group, row.services, row.in_person, row.remote_only, row.neither, bar), kind)


def _themes(facts: MarketFacts) -> list[Block]:
    if not facts.themes:
        return []
    themes = ", ".join(f"{_in_sentence(theme.words)} ({theme.visits})" for theme in facts.themes)
    visits = count(facts.themed_visits, "visit")
    said = f"{themes}. Counted are visits with an area for improvement or a contract breach there."
    return [note(f"Themes of {visits} in {facts.period}:", said)]


def _in_sentence(words: str) -> str:
    """ "Medicines" in the middle of a sentence; "CQC" stays as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


# --- further pages ------------------------------------------------------------------------------


def _key_questions(facts: MarketFacts) -> list[Block]:
    chart = facts.key_question_chart
    if chart is None or not chart.rows:
        return []
    height = 12.0 + 8.5 * len(chart.rows)
    return [Heading("Ratings by key question"), Chart(chart, height)]


def _old_ratings(facts: MarketFacts) -> list[Block]:
    if not facts.old_ratings:
        return []
    columns = (
        Column("Service", width=43),
        Column("Type", width=26),
        Column("CQC", ColumnKind.RATING, 45),
        Column("Published, age", width=56),
    )
    rows = tuple(_old_row(row, facts) for row in facts.old_ratings)
    listed = some(len(rows), "service")
    verb = "has" if len(rows) == 1 else "have"
    return [
        Heading("Not rated for over three years"),
        body(
            f"{listed} {verb} a CQC rating over three years old on {day_in_prose(facts.file_on)}."
        ),
        Table("Not rated for over three years", columns, rows, is_dense=True),
    ]


def _old_row(row: OldRatingFacts, facts: MarketFacts) -> Row:
    mark = RatingMark(row.rating.words, row.rating.level, Owner.CQC)
    day = row.rating.on
    age = f"{day_in_table(day)}, {old(day, facts.file_on)}" if day else "no date"
    return Row((row.service, row.type_words, mark, age))

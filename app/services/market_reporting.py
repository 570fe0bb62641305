"""The market quality report and its workbook: their facts, their bytes, their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.db.work import Reading
from app.domain.market import (
    Quarter,
    count_movements,
    count_ratings,
    files_of,
    last_full_quarter,
)
from app.domain.ratings import Rating
from app.domain.visits import WENT
from app.domain.vocabulary import Marking, ServiceType, VisitMode
from app.domain.words import long_date
from app.domain.working_days import add_months
from app.errors import RuleError
from app.models import Visit
from app.reports.facts import IssueFacts, RatingFacts
from app.reports.market_facts import (
    CoverageFacts,
    EarlierShareFacts,
    FellFacts,
    MarketFacts,
    MarketRowFacts,
    OldRatingFacts,
    ThemeFacts,
)
from app.reports.market_report import market_report
from app.reports.market_workbook import market_workbook
from app.reports.render_pdf import render_pdf
from app.reports.save_file import save_file
from app.services.council import Council, get_council
from app.services.logo import logo_bytes
from app.services.market import (
    MarketChange,
    MarketData,
    MarketFilter,
    OldRating,
    market_view,
    read_market,
)
from app.services.market_history import our_shares
from app.services.market_period import PeriodMoves, market_at, moves_between
from app.services.market_themes import themes_of
from app.services.office import Office
from app.services.service_rows import ServiceRow

_COVERAGE: Sequence[tuple[str, frozenset[ServiceType]]] = (
    ("Care homes", frozenset({ServiceType.CARE_HOME, ServiceType.NURSING_HOME})),
    ("Homecare, extra care", frozenset({ServiceType.HOMECARE, ServiceType.EXTRA_CARE})),
    (
        "Supported living, other",
        frozenset(ServiceType)
        - {
            ServiceType.CARE_HOME, ServiceType.NURSING_HOME, ServiceType.HOMECARE,
            ServiceType.EXTRA_CARE,
        },
    ),
)  # fmt: skip


def market_pdf(
    reading: Reading,
    resources: Path,
    chosen: MarketFilter | None = None,
    *,
    marking: Marking | None = None,
) -> bytes:
    """The market quality report as PDF, marked as the council does unless told.

    Raises RuleError while no file was brought in.
    """
    facts = _marked(market_facts(reading, chosen), marking)
    return render_pdf(market_report(facts), resources / "fonts")


def market_xlsx(
    reading: Reading, chosen: MarketFilter | None = None, *, marking: Marking | None = None
) -> bytes:
    """The same as a workbook. Raises RuleError while no file was brought in."""
    return market_workbook(_marked(market_facts(reading, chosen), marking))


def write_market_reports(
    office: Office, resources: Path, *, pdf: Path | None, xlsx: Path | None
) -> list[Path]:
    """Write the report, the workbook or both; return what was written."""
    written = []
    if pdf is not None:
        save_file(pdf, office.read(market_pdf, resources))
        written.append(pdf)
    if xlsx is not None:
        save_file(xlsx, office.read(market_xlsx))
        written.append(xlsx)
    return written


def market_file_name(today: date, suffix: str) -> str:
    """A sensible name: "Market quality July to September 2026.pdf"."""
    return f"Market quality {last_full_quarter(today).words}{suffix}"


def market_facts(reading: Reading, chosen: MarketFilter | None = None) -> MarketFacts:
    """Everything that the report says, for the services chosen (adult social care)."""
    chosen = chosen or MarketFilter()
    today = read_market(reading)
    if not today.runs:
        raise RuleError("Bring in a CQC file first: there is nothing to report yet.")
    quarter = last_full_quarter(reading.today)
    files = files_of(quarter, {run.file_date for run in today.runs})
    data = market_at(reading, today, files.end)
    view = market_view(data, chosen)
    rows = [row for row in data.rows if chosen.matches(row)]
    before = market_at(reading, today, files.before) if files.before else None
    moved = moves_between(before, data, rows) if before else PeriodMoves()
    council = get_council(reading)
    ids = {row.id for row in rows}
    visits = _visits(reading, ids)
    themes = themes_of(reading, ids, quarter.first_on, quarter.last_on)
    return MarketFacts(
        issue=_issue(reading, council, quarter),
        is_draft=False,
        area=_area(data, council.name),
        period=quarter.words,
        period_end=quarter.last_on,
        audience="",
        file_on=files.end,
        previous_file_on=files.before,
        files_note=files.words,
        rows=_rating_rows(rows),
        region=view.region,
        england=view.england,
        region_on=_figures_on(data, "region"),
        england_on=_figures_on(data, "england"),
        earlier=_a_year_before(data, rows),
        share_chart=replace(view.over_time, title="Good or Outstanding, share of rated services"),
        key_question_chart=replace(
            view.by_key_question, title=f"Ratings on {long_date(files.end)} by key question"
        ),
        moves=count_movements(one.movement for one in moved.changes) if before else None,
        moved_areas=moved.areas,
        fell=tuple(_fell(one, data) for one in moved.changes if one.movement.is_fall),
        old_ratings=tuple(_old_rating(one) for one in view.old),
        coverage=_coverage(rows, visits, quarter.last_on),
        visits_in_period=sum(quarter.first_on <= on <= quarter.last_on for _, _, on in visits),
        group_rated=view.group_rated,
        themes=tuple(ThemeFacts(words, number) for words, number in themes.counts),
        themed_visits=themes.visits,
    )


def _marked(facts: MarketFacts, marking: Marking | None) -> MarketFacts:
    return replace(facts, issue=replace(facts.issue, marking=marking or facts.issue.marking))


def _issue(reading: Reading, council: Council, quarter: Quarter) -> IssueFacts:
    return IssueFacts(
        council=council.name,
        team=council.team,
        reference=f"MQ-{quarter.last_on.year}-Q{(quarter.last_on.month + 2) // 3}",
        version="1.0",
        marking=council.marking_market,
        printed_on=reading.today,
        logo=logo_bytes(reading),
    )


def _old_rating(old: OldRating) -> OldRatingFacts:
    rating = RatingFacts(old.rating.words, old.rating.level, old.published_on)
    return OldRatingFacts(old.service, old.service_type.words, rating)


VisitOn = tuple[str, VisitMode, date]


def _visits(reading: Reading, service_ids: set[str]) -> list[VisitOn]:
    rows = reading.session.execute(
        select(Visit.service_id, Visit.mode, Visit.visited_on).where(
            Visit.visited_on.is_not(None), Visit.status.in_(WENT)
        )
    )
    return [(service, mode, on) for service, mode, on in rows if on and service in service_ids]


def _area(data: MarketData, council: str) -> str:
    return data.authorities[0] if len(data.authorities) == 1 else council or "Our area"


def _rating_rows(rows: Sequence[ServiceRow]) -> tuple[MarketRowFacts, ...]:
    found: dict[ServiceType, list[Rating | None]] = {}
    for row in rows:
        found.setdefault(row.service_type, []).append(row.rating)
    return tuple(
        MarketRowFacts(kind.words, count_ratings(found[kind]))
        for kind in ServiceType
        if kind in found
    )


def _a_year_before(data: MarketData, rows: Sequence[ServiceRow]) -> EarlierShareFacts | None:
    """Our share a year before the file at the end; None where too little of it is known."""
    day = add_months(data.today, -12)
    share = our_shares(rows, data.facts, {day}, data.today).get(day)
    return EarlierShareFacts(day, share) if share else None


def _figures_on(data: MarketData, level: str) -> date | None:
    """The day of the newest figures of a wider market."""
    return max((figure.on for figure in data.figures if figure.level == level), default=None)


def _fell(change: MarketChange, data: MarketData) -> FellFacts:
    row = next(row for row in data.rows if row.id == change.service_id)
    return FellFacts(
        change.service,
        change.type_words,
        RatingFacts(change.was_words, change.was.level if change.was else None, change.was_on),
        RatingFacts(change.now_words, change.now.level if change.now else None, change.now_on),
        _done(row, change.now_on),
    )


def _done(row: ServiceRow, since: date | None) -> str:
    """What we did since the rating fell."""
    if row.in_person_on and since and row.in_person_on >= since:
        return f"Visited {long_date(row.in_person_on)}"
    if row.next_visit is not None:
        return f"Visit planned {long_date(row.next_visit.planned_on)}"
    return "Noted"


def _coverage(
    rows: Sequence[ServiceRow], visits: Sequence[VisitOn], until: date
) -> tuple[CoverageFacts, ...]:
    """Our own visits in the 12 months to `until`, in person apart from remote reviews."""
    since = add_months(until, -12)
    recent = [(service, mode) for service, mode, on in visits if since < on <= until]
    in_person = {service for service, mode in recent if mode.is_in_person}
    remote = {service for service, mode in recent if not mode.is_in_person} - in_person
    found = []
    for words, kinds in _COVERAGE:
        ids = {row.id for row in rows if row.service_type in kinds}
        if ids:
            found.append(CoverageFacts(words, len(ids), len(ids & in_person), len(ids & remote)))
    return tuple(found)

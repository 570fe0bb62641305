"""The reports that can be asked for: what there is, which visit and version, under which marking.

`make_report` makes one in whole; the bytes that come back are what is previewed, saved and printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import select

from app.db.work import Reading
from app.domain.vocabulary import Marking, VisitStatus, Worded
from app.domain.words import short_date
from app.errors import NotFoundError, RuleError
from app.models import VisitVersion
from app.paths import resources
from app.reports.register_workbook import register_workbook
from app.services.council import Council, get_council
from app.services.market_reporting import market_file_name, market_pdf, market_xlsx
from app.services.register_export import register_facts
from app.services.reporting import safe_file_name, visit_file_name, visit_pdf, visit_workbook
from app.services.visit_page import get_visit_page
from app.services.visit_signing import get_readiness
from app.services.visits import VisitRow, list_visits


class ReportKind(Worded):
    """The reports that exist."""

    VISIT = "visit", "QA visit report"
    EXCEPTIONS = "exceptions", "Exceptions only"
    AUDIT = "audit", "Visit audit"
    MARKET = "market", "Market quality report"
    MARKET_WORKBOOK = "market_workbook", "Market quality figures"
    REGISTER = "register", "Register"

    @property
    def is_pdf(self) -> bool:
        """False for a workbook, which is looked at in a spreadsheet program."""
        return self in {ReportKind.VISIT, ReportKind.EXCEPTIONS, ReportKind.MARKET}

    @property
    def is_of_visit(self) -> bool:
        """True when it needs a visit."""
        return self in {ReportKind.VISIT, ReportKind.EXCEPTIONS, ReportKind.AUDIT}

    @property
    def suffix(self) -> str:
        """How its file's name ends."""
        return ".pdf" if self.is_pdf else ".xlsx"

    @property
    def about(self) -> str:
        """What is in it, in one line."""
        return _ABOUT[self]

    @property
    def purpose(self) -> str:
        """What it is for, short enough for a narrow list."""
        return _PURPOSE[self]


_ABOUT = {
    ReportKind.VISIT: "PDF: ratings, findings, actions, scoring and sign-off",
    ReportKind.EXCEPTIONS: "PDF: the visit report with summary, shortfalls and actions alone",
    ReportKind.AUDIT: "Workbook: every answer, findings, actions, and scoring that adds up",
    ReportKind.MARKET: "PDF: ratings, what moved and who has been seen, from published figures",
    ReportKind.MARKET_WORKBOOK: "Workbook: the figures behind the market quality report",
    ReportKind.REGISTER: "Workbook: providers, services and contracts; can be brought back in",
}
_PURPOSE = {
    ReportKind.VISIT: "For the provider and the file",
    ReportKind.EXCEPTIONS: "For a reader in a hurry",
    ReportKind.AUDIT: "For checking and working on",
    ReportKind.MARKET: "For scrutiny and committee",
    ReportKind.MARKET_WORKBOOK: "For your own analysis",
    ReportKind.REGISTER: "For editing and bringing back",
}


@dataclass(frozen=True)
class ReportRequest:
    """Which report; version empty: the newest; marking None: the council's for this kind."""

    kind: ReportKind
    visit_id: str = ""
    version: str = ""
    marking: Marking | None = None


@dataclass(frozen=True)
class MadeReport:
    """A report, made: its bytes, a sensible file name, what to look at before it leaves.

    `warnings` say where a text may identify a person; at most one line for each.
    """

    request: ReportRequest
    data: bytes = field(repr=False)
    file_name: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class VersionChoice:
    """One version of a visit to choose."""

    number: str
    words: str


@dataclass(frozen=True)
class VisitChoice:
    """One visit that has something to report, with its versions, newest first."""

    id: str
    words: str
    versions: tuple[VersionChoice, ...]


@dataclass(frozen=True)
class ReportChoices:
    """What can be chosen: visits, newest first, and the council's marking by kind of report."""

    visits: tuple[VisitChoice, ...]
    markings: dict[ReportKind, Marking]

    def visit(self, visit_id: str) -> VisitChoice | None:
        """The visit of this id, or None."""
        return next((one for one in self.visits if one.id == visit_id), None)


def report_choices(reading: Reading) -> ReportChoices:
    """Return what can be chosen. Visits that never started, or were brought in, have no report."""
    versions: dict[str, list[VersionChoice]] = {}
    for visit_id, number, sealed_at in reading.session.execute(
        select(VisitVersion.visit_id, VisitVersion.number, VisitVersion.sealed_at).order_by(
            VisitVersion.position.desc()
        )
    ):
        state = "final" if sealed_at else "draft"
        versions.setdefault(visit_id, []).append(VersionChoice(number, f"{number}, {state}"))
    visits = tuple(
        VisitChoice(row.id, _visit_words(row), tuple(versions[row.id]))
        for row in list_visits(reading)
        if row.id in versions and row.status is not VisitStatus.CANCELLED
    )
    council = get_council(reading)
    return ReportChoices(visits, {kind: _marking(council, kind) for kind in ReportKind})


def make_report(reading: Reading, request: ReportRequest) -> MadeReport:
    """Make a report. Raises RuleError or NotFoundError with what to do first."""
    if request.kind.is_of_visit and not request.visit_id:
        raise RuleError("Choose a visit first.", "visit_id")
    marking = request.marking or _marking(get_council(reading), request.kind)
    made = MadeReport(
        replace(request, marking=marking), _data(reading, request, marking),
        _file_name(reading, request),
    )  # fmt: skip
    if not request.kind.is_of_visit:
        return made
    return replace(made, warnings=_warnings(reading, request))


def _data(reading: Reading, request: ReportRequest, marking: Marking) -> bytes:
    visit_id, version = request.visit_id, request.version
    match request.kind:
        case ReportKind.VISIT | ReportKind.EXCEPTIONS:
            is_short = request.kind is ReportKind.EXCEPTIONS
            return visit_pdf(reading, visit_id, resources(), version=version,
                             exceptions_only=is_short, marking=marking)  # fmt: skip
        case ReportKind.AUDIT:
            return visit_workbook(reading, visit_id, version=version, marking=marking)
        case ReportKind.MARKET:
            return market_pdf(reading, resources(), marking=marking)
        case ReportKind.MARKET_WORKBOOK:
            return market_xlsx(reading, marking=marking)
        case ReportKind.REGISTER:
            return register_workbook(replace(register_facts(reading), marking=marking))


def _file_name(reading: Reading, request: ReportRequest) -> str:
    suffix = request.kind.suffix
    if request.kind is ReportKind.REGISTER:
        return f"Register {reading.today.isoformat()}{suffix}"
    if not request.kind.is_of_visit:
        return market_file_name(reading.today, suffix)
    name = visit_file_name(reading, request.visit_id, suffix, version=request.version)
    if request.kind is ReportKind.EXCEPTIONS:
        name = safe_file_name(name.removesuffix(suffix) + " exceptions only") + suffix
    return name


def _warnings(reading: Reading, request: ReportRequest) -> tuple[str, ...]:
    try:
        page = get_visit_page(reading, request.visit_id, request.version)
    except NotFoundError:
        return ()
    hints = get_readiness(reading, page).identifying
    return tuple(
        dict.fromkeys(f"{where}: “{hint.found}”. {hint.kind.words}" for where, hint in hints)
    )


def _marking(council: Council, kind: ReportKind) -> Marking:
    if kind.is_of_visit:
        return council.marking_visit
    if kind is ReportKind.REGISTER:
        return council.marking_register
    return council.marking_market


def _visit_words(row: VisitRow) -> str:
    on = f", {short_date(row.visited_on)}" if row.visited_on else ""
    return f"{row.reference}  {row.service_name}{on}"

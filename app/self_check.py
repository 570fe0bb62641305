"""What a fresh build is asked to do once, without a screen: `--self-check`.

In a temporary folder it makes an encrypted file, brings in one CQC file through the import child,
does a short visit, writes its report and audit, draws every page of the window, and checks the
file. Nothing of the user is touched. Each step is one line on standard output.
"""

from __future__ import annotations

import csv
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.domain.vocabulary import AnswerKind, EvidenceKind, ServiceType, VisitKind, VisitMode
from app.errors import CircumstanceError
from app.paths import framework_texts, resources
from app.progress import Progress
from app.services import opening, visit_answers, visits
from app.services.check import check_file
from app.services.council import Council, set_council
from app.services.cqc_import import ImportOptions, import_cqc_file
from app.services.frameworks import list_frameworks
from app.services.office import Office
from app.services.reporting import visit_pdf, visit_workbook
from app.services.service_rows import list_services
from app.services.visit_page import get_visit_page

if TYPE_CHECKING:
    from app.db.work import Work

ANSWERED: Final = 12
_LOCATION: Final = "1-1000000001"
_RATED: Final[Mapping[str, str]] = {
    "Location ID": _LOCATION,
    "Location Name": "Saltergarth House",
    "Care Home?": "Y",
    "Location Type": "Social Care Org",
    "Location Primary Inspection Category": "Residential social care",
    "Location Street Address": "1 Salter Lane",
    "Location City": "Wexborough",
    "Location Post Code": "ZZ1 1AA",
    "Location Local Authority": "Wexborough",
    "Location Region": "East Midlands",
    "Service / Population Group": "Overall",
    "Domain": "Overall",
    "Latest Rating": "Good",
    "Publication Date": "15/03/2024",
    "Inherited Rating (Y/N)": "N",
    "Provider ID": "1-1000000009",
    "Provider Name": "Brindlemere Care Group",
    "Brand Name": "-",
}
_AREAS: Final = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")


def run_self_check() -> int:
    """Do all of it; 0 when everything held. Raises one of our errors with a plain sentence."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="self-check-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ["CQM_HOME"] = str(folder / "home")
        started = time.perf_counter()
        around = opening.Surroundings("self-check", framework_texts())
        office, _code = opening.create_encrypted(
            folder / "own.cqm", secrets.token_urlsafe(18), around
        )
        try:
            _work(office, folder)
        finally:
            office.close()
        _say(f"all is well, {time.perf_counter() - started:.1f} s")
    return 0


def _work(office: Office, folder: Path) -> None:
    officer = office.write(opening.add_officer, opening.NewOfficer("Helen Marsh", "Manager"))
    opening.sign_in(office, officer)
    office.write(set_council, Council(name="Wexborough Council"))
    _say("an encrypted file was made")
    report = import_cqc_file(
        office, _cqc_file(folder / "ratings.csv"), ImportOptions(add_services=True), Progress()
    )
    _hold(report.ratings_added == len(_AREAS), "The import did not add six ratings.")
    _say(f"one import: {report.ratings_added} ratings of {report.services_added} service")
    visit_id = office.write(_short_visit)
    pdf = office.read(visit_pdf, visit_id, resources())
    _hold(pdf.startswith(b"%PDF-"), "The visit report is no PDF.")
    _say(f"one PDF: {len(pdf):,} bytes")
    workbook = office.read(visit_workbook, visit_id)
    _hold(workbook.startswith(b"PK"), "The visit audit is no workbook.")
    _say(f"one workbook: {len(workbook):,} bytes")
    _say(f"{_pages_drawn(office, folder)} pages drawn")
    for result in office.read(check_file):
        _hold(not result.problems, f"{result.name}: {' '.join(result.problems)}")
    _say("the file passes its check")


def _cqc_file(path: Path) -> Path:
    """A small file as CQC lays out "Latest ratings", about an invented service."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(_RATED))
        writer.writeheader()
        writer.writerows({**_RATED, "Domain": area} for area in _AREAS)
    return path


def _short_visit(work: Work) -> str:
    """Plan and start a visit to the service that was imported, and answer its first questions."""
    service = list_services(work)[0]
    framework = list_frameworks(work, service_type=ServiceType.CARE_HOME)[0]
    draft = visits.VisitDraft(
        service_id=service.id,
        kind=VisitKind.SCHEDULED,
        mode=VisitMode.UNANNOUNCED,
        framework_version_id=framework.id,
        planned_on=work.today,
        lead_officer_id=work.actor.officer_id,
    )
    visit_id = visits.plan_visit(work, draft)
    visits.start_visit(work, visit_id)
    page = get_visit_page(work, visit_id)
    best = page.scale.levels[0].value
    for question in list(page.questions())[:ANSWERED]:
        answer = visit_answers.AnswerDraft(
            question.id, AnswerKind.RATED, best, "Seen on the day: tŷ, dŵr.", "",
            question.row_version,
        )  # fmt: skip
        visit_answers.record_answer(work, answer)
    first = next(iter(page.questions()))
    visit_answers.add_evidence(work, first.id, EvidenceKind.OBSERVATION, text="Medicine round")
    work.describe("self-check", "A short visit")
    return visit_id


def _pages_drawn(office: Office, folder: Path) -> int:
    """Draw every page of the window; how many pictures came of it."""
    from app.bootstrap import make_desk, make_window
    from app.ui.pictures import draw_pages, keys_of

    window = make_window(office, make_desk())
    drawn = draw_pages(window, folder / "pages", keys=keys_of(office))
    window.context.background.close()
    window.hide()
    return len(drawn)


def _hold(is_so: bool, problem: str) -> None:
    if not is_so:
        raise CircumstanceError(f"The self-check failed. {problem}")


def _say(words: str) -> None:
    """One line, where there is a standard output: a window program on Windows has none."""
    if sys.stdout is not None:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()

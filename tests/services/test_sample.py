"""A small sample council, made by the very steps that make the large one, and its shapes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from app.domain.contracts import decisions, needed_by
from app.domain.rating_words import Rating
from app.domain.vocabulary import AnswerKind, ServiceType, VisitStatus
from app.errors import FileRefusedError
from app.paths import resources
from app.progress import Progress
from app.services import opening
from app.services.actions import list_actions
from app.services.check import check_file
from app.services.contacts import list_contacts
from app.services.contracts import DECISION_HORIZON_DAYS, list_contracts
from app.services.council import get_council
from app.services.office import Office
from app.services.reporting import market_pdf, visit_pdf
from app.services.sample import build as sample_build
from app.services.sample import build_sample
from app.services.sample import contracts as sample_contracts
from app.services.sample import register as sample_register
from app.services.sample import visits as sample_visits
from app.services.sample.ratings import SEED, file_dates, history_of
from app.services.sample.register import MadeService
from app.services.sample.words import Words
from app.services.service_rows import list_services
from app.services.today import get_today
from app.services.visit_page import get_visit_page
from app.services.visit_views import VisitPage
from app.services.visits import list_visits
from tests.office_fixtures import FixedClock, bundled_texts

PAST = 6
TODAY = date(2026, 11, 17)
AROUND = opening.Surroundings("device-1", bundled_texts(), FixedClock())
ALL_TYPES = sample_register.TYPES


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.cqm"
    with pytest.MonkeyPatch.context() as patch:
        few = tuple((kind, max(1, count // 10)) for kind, count in ALL_TYPES)
        for name, value in (("PROVIDERS", 14), ("TYPES", few)):
            patch.setattr(sample_register, name, value)
        for module in (sample_build, sample_visits):
            patch.setattr(module, "PAST", PAST)
        summary = build_sample(path, AROUND, Progress())
    assert (summary.providers, summary.contracts) == (14, 180)
    assert summary.services == sum(count for _, count in few)
    return path


@pytest.fixture
def sample(made: Path) -> Iterator[Office]:
    office = opening.open_beside(made, AROUND)
    yield office
    office.close()


def test_sample_passes_its_own_check(sample: Office) -> None:
    assert [result.name for result in sample.read(check_file) if result.problems] == []


def test_sample_has_past_visits_drafts_and_plans(sample: Office) -> None:
    counts = Counter(row.status for row in sample.read(list_visits))
    assert counts[VisitStatus.FINAL] + counts[VisitStatus.AMENDED] == PAST
    assert counts[VisitStatus.IN_PROGRESS] == 2
    assert counts[VisitStatus.DRAFT] == sample_visits.DRAFTS
    assert counts[VisitStatus.PLANNED] >= 1


def test_past_visits_lie_before_today_on_working_days(sample: Office) -> None:
    done = (VisitStatus.FINAL, VisitStatus.AMENDED)
    days = [row.visited_on for row in sample.read(list_visits) if row.status in done]
    assert len(days) == PAST
    assert all(day is not None and day < TODAY and day.weekday() < 5 for day in days)


def test_open_visits_belong_to_the_first_officer_and_are_half_answered(sample: Office) -> None:
    rows = [r for r in sample.read(list_visits) if r.status is VisitStatus.IN_PROGRESS]
    assert {row.lead for row in rows} == {"Helen Marsh"}
    assert all(0.2 < row.answered / row.questions < 0.7 for row in rows)


def test_one_draft_is_with_its_reviewer(sample: Office) -> None:
    drafts = [r for r in sample.read(list_visits) if r.status is VisitStatus.DRAFT]
    pages = [sample.read(get_visit_page, row.id) for row in drafts]
    assert sum(bool(page.version.judgement) for page in pages) == 1


def test_opened_on_another_computer_the_first_officer_works(made: Path) -> None:
    elsewhere = opening.Surroundings("device-2", bundled_texts(), FixedClock())
    office = opening.open_beside(made, elsewhere)
    assert opening.sign_in_as_last(office)
    assert office.actor.officer_name == "Helen Marsh"
    office.close()


def test_services_have_ratings_and_contracts_values(sample: Office) -> None:
    rows = sample.read(list_services)
    assert sum(row.rating is not None for row in rows) > len(rows) // 2
    assert all(row.provider_name for row in sample.read(list_contracts))


def test_every_service_and_provider_has_somebody_to_ring(sample: Office) -> None:
    drafts = [row.draft for row in sample.read(list_contacts)]
    services = {draft.service_id for draft in drafts if draft.service_id}
    assert services == {row.id for row in sample.read(list_services)}
    assert {"Registered manager", "Operations director"} <= {draft.role for draft in drafts}
    assert len({draft.name for draft in drafts}) == len(drafts)


def test_no_two_services_have_the_same_name(sample: Office) -> None:
    names = [row.name for row in sample.read(list_services)]
    assert len(names) == len(set(names))


def test_services_of_one_provider_get_another_place_in_a_name_that_is_taken() -> None:
    words = Words(resources() / "sample", Random(1))
    taken: set[str] = set()
    for _ in range(30):
        taken.add(sample_register._not_taken(words, "Teaselmere Homecare Harle", taken))
    assert len(taken) == 30
    assert {"Teaselmere Homecare Harle", "Teaselmere Homecare Ockmoor"} <= taken
    assert all(name.startswith("Teaselmere Homecare ") for name in taken)


def test_contacts_can_belong_to_nobody(sample: Office) -> None:
    rows = sample.read(list_contacts)
    assert rows
    for row in rows:
        assert row.draft.email.endswith(".example")
        assert row.draft.phone.startswith("01632 960")


@pytest.mark.parametrize("today", [date(2026, 11, 17), date(2027, 2, 28), date(2028, 8, 1)])
def test_between_8_and_16_contracts_of_180_need_a_decision(today: date) -> None:
    assert 8 <= len(_needing_a_decision(today)) <= 16


def test_few_decisions_are_overdue(sample: Office) -> None:
    decisions = sample.read(get_today).decisions
    assert 1 <= sum(one.is_past for one in decisions) <= 4


def _needing_a_decision(today: date) -> list[int]:
    words = sample_build.Words(resources() / "sample", Random(1))
    service = MadeService("s", "p", "Name", ServiceType.HOMECARE, "1-1", "", 12)
    found = []
    for number in range(1, sample_contracts.CONTRACTS + 1):
        cover = sample_contracts.Cover("p", ServiceType.HOMECARE, [service], number)
        draft = sample_contracts.contract_draft(words, cover, today)
        if needed_by(decisions(draft.terms, today), today + timedelta(DECISION_HORIZON_DAYS)):
            found.append(number)
    return found


@pytest.mark.parametrize("today", [date(2026, 11, 17), date(2029, 5, 6)])
def test_about_one_rating_in_a_hundred_is_inadequate(today: date) -> None:
    shares = _rating_shares(today)
    assert 0.5 <= shares[Rating.INADEQUATE] <= 2
    assert 65 <= shares[Rating.GOOD] <= 85
    assert 8 <= shares[Rating.REQUIRES_IMPROVEMENT] <= 20
    assert 1 <= shares[Rating.OUTSTANDING] <= 8


def _rating_shares(today: date) -> dict[Rating | None, float]:
    """Percent of each overall rating among the locations of the whole sample."""
    random = Random(SEED)
    service = MadeService("s", "p", "Name", ServiceType.HOMECARE, "1-1", "", 12)
    apart = sample_register.UNREGULATED | sample_register.OFSTED
    total = sum(count for kind, count in ALL_TYPES if kind not in apart)
    newest = [history_of(random, service, today).at(today) for _ in range(total)]
    counts = Counter(one.overall if one else None for one in newest)
    return {rating: 100 * number / total for rating, number in counts.items()}


def test_files_of_ratings_span_ten_years() -> None:
    dates = file_dates(TODAY)
    assert dates[-1] <= TODAY
    assert (TODAY - dates[0]).days > 3_640


def test_some_actions_are_open_and_some_closed(sample: Office) -> None:
    states = {row.state.value for row in sample.read(list_actions)}
    assert "closed" in states
    assert len(states) > 1


def pages_of(sample: Office, *statuses: VisitStatus) -> list[VisitPage]:
    rows = [row for row in sample.read(list_visits) if row.status in statuses]
    assert rows
    return [sample.read(get_visit_page, row.id) for row in rows]


def test_notes_of_a_visit_are_hardly_ever_the_same(sample: Office) -> None:
    for page in pages_of(sample, VisitStatus.FINAL, VisitStatus.AMENDED):
        notes = Counter(q.note for q in page.questions() if q.kind is AnswerKind.RATED)
        assert max(notes.values()) <= 3


def test_words_of_the_sample_are_filled_in(sample: Office) -> None:
    for page in pages_of(sample, *(set(VisitStatus) - {VisitStatus.PLANNED})):
        texts = [q.note + q.sample for q in page.questions()]
        texts += [finding.headline + finding.text for finding in page.findings]
        texts += [action.text + action.evidence_needed for action in page.actions]
        assert any(texts)
        assert not [text for text in texts if re.search(r"[{}]|\b0 of \d", text)]


def test_every_shortfall_has_an_action(sample: Office) -> None:
    questions = [q for page in pages_of(sample, VisitStatus.FINAL) for q in page.questions()]
    short = [q for q in questions if q.level is not None and q.level <= 2]
    assert short
    assert all(q.actions or q.earlier_actions for q in short)


def test_sample_says_that_it_is_one(sample: Office) -> None:
    council = sample.read(get_council)
    assert council.is_sample
    assert council.display_name.endswith("(sample)")


def test_reports_of_the_sample_can_be_made(sample: Office) -> None:
    signed = next(row for row in sample.read(list_visits) if row.status is VisitStatus.FINAL)
    assert sample.read(visit_pdf, signed.id, resources()).startswith(b"%PDF-")
    assert sample.read(market_pdf, resources()).startswith(b"%PDF-")


def test_sample_never_replaces_a_file(made: Path) -> None:
    with pytest.raises(FileRefusedError, match="is there already"):
        build_sample(made, AROUND, Progress())

"""A small sample council, made by the very steps that make the large one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.vocabulary import VisitStatus
from app.errors import FileRefusedError
from app.paths import resources
from app.progress import Progress
from app.services import opening
from app.services.actions import list_actions
from app.services.check import check_file
from app.services.contracts import list_contracts
from app.services.council import get_council
from app.services.office import Office
from app.services.reporting import market_pdf, visit_pdf
from app.services.sample import build as sample_build
from app.services.sample import build_sample
from app.services.sample import register as sample_register
from app.services.sample import visits as sample_visits
from app.services.service_rows import list_services
from app.services.visits import list_visits
from tests.office_fixtures import FixedClock, bundled_texts

PAST = 6
AROUND = opening.Surroundings("device-1", bundled_texts(), FixedClock())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.cqm"
    with pytest.MonkeyPatch.context() as patch:
        few = tuple((kind, max(1, count // 10)) for kind, count in sample_register.TYPES)
        for name, value in (("PROVIDERS", 14), ("TYPES", few), ("CONTRACTS", 18)):
            patch.setattr(sample_register, name, value)
        for module in (sample_build, sample_visits):
            patch.setattr(module, "PAST", PAST)
        summary = build_sample(path, AROUND, Progress())
    assert (summary.providers, summary.contracts) == (14, 18)
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
    assert counts[VisitStatus.IN_PROGRESS] >= 1
    assert counts[VisitStatus.DRAFT] >= 1
    assert counts[VisitStatus.PLANNED] >= 1


def test_past_visits_lie_before_today_on_working_days(sample: Office) -> None:
    days = [row.visited_on for row in sample.read(list_visits) if row.overall]
    assert days
    assert all(day is not None and day < date(2026, 11, 17) and day.weekday() < 5 for day in days)


def test_services_have_ratings_and_contracts_values(sample: Office) -> None:
    rows = sample.read(list_services)
    assert sum(row.rating is not None for row in rows) > len(rows) // 2
    assert all(row.provider_name for row in sample.read(list_contracts))


def test_some_actions_are_open_and_some_closed(sample: Office) -> None:
    states = {row.state.value for row in sample.read(list_actions)}
    assert "closed" in states
    assert len(states) > 1


def test_sample_says_that_it_is_one(sample: Office) -> None:
    council = sample.read(get_council)
    assert council.is_sample
    assert council.display_name.endswith("(sample)")


def test_reports_of_the_sample_can_be_made(sample: Office) -> None:
    signed = next(row for row in sample.read(list_visits) if row.overall)
    assert sample.read(visit_pdf, signed.id, resources()).startswith(b"%PDF-")
    assert sample.read(market_pdf, resources()).startswith(b"%PDF-")


def test_sample_never_replaces_a_file(made: Path) -> None:
    with pytest.raises(FileRefusedError, match="is there already"):
        build_sample(made, AROUND, Progress())

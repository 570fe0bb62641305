"""Ten years of ratings for the sample, brought in by the same plan and act as a CQC file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import TypeVar

from app.domain.combination import combine
from app.domain.ratings import OVERALL, SERVICE_GROUPS, KeyQuestion, Rating, RatingFact
from app.domain.vocabulary import Sector, ServiceType
from app.domain.working_days import add_months
from app.imports.records import (
    AuthorityCount,
    DateOrigin,
    FileDate,
    FileSummary,
    ImportedFile,
    ImportKind,
    LocationRecord,
    MarketCount,
    MarketGroup,
    MarketLevel,
    Records,
)
from app.progress import Progress
from app.services.cqc_merge import write_plan
from app.services.cqc_plan import make_plan
from app.services.import_report import ImportOptions
from app.services.office import Office
from app.services.sample.register import BEDS, MadeService
from app.services.sample.words import Words

T = TypeVar("T")
OTHER_AREAS = 152  # so that the file speaks for the whole country
SEED = 20_261_122
GROUP_RATED = 6
REGION_LOCATIONS, ENGLAND_LOCATIONS = 2_400, 24_000
AREAS = (OVERALL, *(kq.words for kq in KeyQuestion))
# How likely each rating is at an inspection, best first; about 1 % Inadequate overall.
_CHANCES: dict[KeyQuestion, tuple[float, float, float, float]] = {
    KeyQuestion.SAFE: (0.004, 0.70, 0.27, 0.03),
    KeyQuestion.EFFECTIVE: (0.02, 0.82, 0.156, 0.004),
    KeyQuestion.CARING: (0.06, 0.89, 0.049, 0.001),
    KeyQuestion.RESPONSIVE: (0.07, 0.82, 0.108, 0.002),
    KeyQuestion.WELL_LED: (0.04, 0.68, 0.25, 0.035),
}


@dataclass
class Inspection:
    """One published report of a location."""

    on: date
    ratings: dict[KeyQuestion, Rating]
    overall: Rating | None


@dataclass
class RatedLocation:
    """A location with its inspections, oldest first."""

    service: MadeService
    inspections: list[Inspection]
    group_rated_from: date | None = None
    """From this day CQC rates the location for its service group only, and not as a whole."""

    def at(self, day: date) -> Inspection | None:
        """The newest inspection published by this day."""
        return next((one for one in reversed(self.inspections) if one.on <= day), None)


def make_ratings(
    office: Office, words: Words, services: Sequence[MadeService], today: date, progress: Progress
) -> dict[str, RatedLocation]:
    """Import a file of ratings for each date of ten years; return the histories by location."""
    located = [service for service in services if service.location_id]
    random = Random(SEED)  # noqa: S311  its own, so that the shape holds whatever else changes
    histories = [history_of(random, service, today) for service in located]
    dates = file_dates(today)
    rated = [history for history in histories if history.at(today)]
    for number, history in enumerate(random.sample(rated, min(GROUP_RATED, len(rated)))):
        history.group_rated_from = dates[-1 - number]
    for number, day in enumerate(dates):
        progress.step(number, len(dates), f"Ratings of {day:%B %Y}")
        imported = _file(words, histories, day)
        plan = office.read(make_plan, imported, ImportOptions(file_date=day), day)
        name = f"{day:%d_%B_%Y}_Latest_ratings.ods"
        write_plan(
            office, plan, file_name=name, sha256=imported.summary.sha256, progress=Progress()
        )
    return {history.service.location_id: history for history in histories}


def file_dates(today: date) -> list[date]:
    """The dates of the files: yearly, half-yearly for three years, then quarterly and monthly."""
    this = today.replace(day=1)
    months = {*range(4), *range(3, 13, 3), *range(12, 37, 6), *range(36, 121, 12)}
    return sorted(add_months(this, -number) for number in months)


def history_of(random: Random, service: MadeService, today: date) -> RatedLocation:
    """Draw the inspections of a location, from about ten years ago until lately."""
    quality = random.gauss(0, 1)
    on = today - timedelta(days=random.randrange(3_250, 4_600))
    if random.random() < 0.07:  # registered lately, not inspected yet
        on = today + timedelta(days=30)
    found: list[Inspection] = []
    while on <= today - timedelta(days=10):
        drift = quality + random.gauss(0, 0.7)
        ratings = {kq: _drawn(random, kq, drift) for kq in KeyQuestion}
        if random.random() < 0.03 * 2.0**-drift:  # leadership failed, and people were not safe
            ratings |= dict.fromkeys((KeyQuestion.SAFE, KeyQuestion.WELL_LED), Rating.INADEQUATE)
        overall = combine(ratings).overall
        found.append(Inspection(on, ratings, overall))
        on += timedelta(days=_interval(random, overall, (today - on).days))
        if overall in {Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT}:
            quality += 0.3  # what is watched improves
    return RatedLocation(service, found)


def _drawn(random: Random, kq: KeyQuestion, quality: float) -> Rating:
    outstanding, _, improve, inadequate = _CHANCES[kq]
    better, worse = 2.0**quality, 2.0**-quality
    draw = random.random()
    if draw < outstanding * better:
        return Rating.OUTSTANDING
    if draw > 1 - inadequate * worse:
        return Rating.INADEQUATE
    return Rating.REQUIRES_IMPROVEMENT if draw > 1 - (improve + inadequate) * worse else Rating.GOOD


def _interval(random: Random, overall: Rating | None, days_ago: int) -> int:
    """Days to the next report: soon after a bad one, years after a good one, longer of late."""
    base = {Rating.INADEQUATE: 210, Rating.REQUIRES_IMPROVEMENT: 430}.get(
        overall or Rating.GOOD, 980
    )
    slower = 1.7 if days_ago < 2_900 and base > 400 else 1.0
    return int(base * slower * random.uniform(0.7, 1.5))


def _file(words: Words, histories: Sequence[RatedLocation], day: date) -> ImportedFile:
    locations = [_location(words, history.service) for history in histories]
    ratings = [fact for history in histories for fact in _facts(history, day)]
    content = repr([(f.location_id, f.area, f.published, f.published_on) for f in ratings])
    authority = str(words.stored["authority"])
    region = str(words.stored["region"])
    count = AuthorityCount(authority, region, len(ratings), len(locations), len(locations))
    others = (AuthorityCount(f"Other area {n}", region, 0, 0, 0) for n in range(1, OTHER_AREAS))
    summary = FileSummary(
        kind=ImportKind.LATEST_RATINGS,
        file_date=FileDate(day, DateOrigin.CONTENT),
        sha256=sha256((content + day.isoformat()).encode()).hexdigest(),
        rows_read=len(ratings),
        authorities=(count, *others),
        date_order=None,
        date_question=(),
        notes=(),
    )
    return ImportedFile(
        summary=summary,
        skipped=(),
        location_ids=frozenset(location.location_id for location in locations),
        locations=_records(locations),
        providers=_records([]),
        ratings=_records(ratings),
        relations=_records([]),
        deactivations=_records([]),
        market=_records(list(_market(histories, day, authority, region))),
    )


def _records(items: list[T]) -> Records[T]:
    read: Callable[[], Iterator[T]] = lambda: iter(items)  # noqa: E731
    return Records(len(items), read)


def _location(words: Words, service: MadeService) -> LocationRecord:
    return LocationRecord(
        service.location_id, service.name, local_authority=words.stored["authority"],
        region=words.stored["region"], sector=Sector.SOCIAL_CARE, is_registered=True,
    )  # fmt: skip


def _facts(history: RatedLocation, day: date) -> Iterator[RatingFact]:
    inspection = history.at(day)
    location = history.service.location_id
    source = "CQC latest ratings"
    if inspection is None:
        yield RatingFact(location, OVERALL, OVERALL, "Not Rated", None, None, source, as_at=day)
        return
    group = OVERALL
    if history.group_rated_from is not None and day >= history.group_rated_from:
        yield RatingFact(location, OVERALL, OVERALL, "Not Rated", None, None, source, as_at=day)
        group = SERVICE_GROUPS.get(history.service.kind, OVERALL)
    areas: list[tuple[str, Rating | None]] = [(OVERALL, inspection.overall)]
    areas += [(kq.words, rating) for kq, rating in inspection.ratings.items()]
    for area, rating in areas:
        if rating is not None:
            yield RatingFact(
                location, group, area, rating.words, rating, inspection.on, source, as_at=day
            )


def _market(
    histories: Sequence[RatedLocation], day: date, authority: str, region: str
) -> Iterator[MarketCount]:
    found: Counter[tuple[MarketGroup, str, str | None]] = Counter()
    for history in histories:
        inspection = history.at(day)
        group = _group(history.service.kind)
        found[group, OVERALL, inspection.overall if inspection else None] += 1
        for kq in KeyQuestion:
            found[group, kq.words, inspection.ratings[kq] if inspection else None] += 1
    for (group, area, value), number in sorted(found.items(), key=str):
        yield MarketCount(
            MarketLevel.AUTHORITY,
            authority,
            Sector.SOCIAL_CARE,
            group,
            area,
            OVERALL,
            value,
            number,
        )
    years = (day - date(2017, 1, 1)).days / 365
    yield from _wide(MarketLevel.REGION, region, REGION_LOCATIONS, 0.79 + 0.004 * years)
    yield from _wide(MarketLevel.ENGLAND, "England", ENGLAND_LOCATIONS, 0.845 - 0.002 * years)


def _wide(level: MarketLevel, name: str, size: int, good: float) -> Iterator[MarketCount]:
    """Figures of a wide area: the share Good or Outstanding drifts, the rest follows."""
    for group, part in ((MarketGroup.CARE_HOMES, 0.6), (MarketGroup.COMMUNITY, 0.4)):
        for area in AREAS:
            total = int(size * part)
            shares: dict[str | None, float] = {
                Rating.OUTSTANDING: 0.04,
                Rating.GOOD: good - 0.04,
                Rating.INADEQUATE: 0.012,
                None: 0.09 * (1 - good),
            }
            shares[Rating.REQUIRES_IMPROVEMENT] = 1 - sum(shares.values())
            for value, share in shares.items():
                yield MarketCount(
                    level, name, Sector.SOCIAL_CARE, group, area, OVERALL, value, int(total * share)
                )


def _group(kind: ServiceType) -> MarketGroup:
    return MarketGroup.CARE_HOMES if kind in BEDS else MarketGroup.COMMUNITY

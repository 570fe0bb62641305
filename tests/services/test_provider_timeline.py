"""A provider's ratings and visits over time: a lane for each location, its past marked."""

from __future__ import annotations

from datetime import date

from app.domain.rating_words import OwnRating
from app.services import registrations, services
from app.services.office import Office
from app.services.provider_timeline import get_provider_timeline
from app.services.registrations import RegistrationDraft
from tests import factory


def test_each_location_has_its_own_lane_worst_first(office: Office) -> None:
    owner = factory.a_provider(office)
    good = factory.a_service(office, owner, "Oak House", cqc_location_id="1-1")
    poor = factory.a_service(office, owner, "Elm House", cqc_location_id="1-2")
    factory.a_rating(office, "1-1", "Good", date(2021, 5, 4))
    factory.a_rating(office, "1-2", "Good", date(2019, 5, 4))
    factory.a_rating(office, "1-2", "Inadequate", date(2023, 5, 4))
    factory.a_signed_visit(office, good, OwnRating.GOOD, date(2026, 3, 12))
    found = office.read(get_provider_timeline, owner)
    assert [lane.key for lane in found.lanes] == [poor, good]
    assert [mark.words for mark in found.lanes[0].published] == ["Good", "Inadequate"]
    assert found.lanes[0].own == ()
    assert [(mark.on, mark.words) for mark in found.lanes[1].own] == [(date(2026, 3, 12), "Good")]


def test_services_of_one_location_share_a_lane_that_names_the_visited(office: Office) -> None:
    owner = factory.a_provider(office)
    keys = [
        factory.a_service(office, owner, name, cqc_location_id="1-1")
        for name in ("Flat 1", "Flat 2", "Flat 3")
    ]
    factory.a_rating(office, "1-1", "Good")
    factory.a_signed_visit(office, keys[2], OwnRating.POOR, date(2026, 3, 12))
    (lane,) = office.read(get_provider_timeline, owner).lanes
    assert lane.label.endswith("and 2 more")
    assert len(lane.published) == 1
    assert lane.own[0].detail.startswith("Flat 3, ")


def test_services_without_any_rating_are_counted_and_have_no_lane(office: Office) -> None:
    owner = factory.a_provider(office)
    factory.a_service(office, owner, "Day centre")
    found = office.read(get_provider_timeline, owner)
    assert (found.lanes, found.left_out) == ((), 1)


def test_ratings_of_the_service_group_stand_where_the_location_is_not_rated(
    office: Office,
) -> None:
    owner = factory.a_provider(office)
    factory.a_service(office, owner, "Oak House", cqc_location_id="1-1")
    factory.a_rating(office, "1-1", "Not Rated", date(2026, 1, 1))
    factory.a_rating(office, "1-1", "Good", date(2026, 1, 1), group="Care Homes")
    (lane,) = office.read(get_provider_timeline, owner).lanes
    assert [mark.words for mark in lane.published] == ["Good"]


def test_past_of_a_service_comes_with_it_and_is_marked(office: Office) -> None:
    before, now = factory.a_provider(office, "Before"), factory.a_provider(office, "Now")
    key = factory.a_service(office, before, "Oak House", cqc_location_id="1-1")
    factory.a_rating(office, "1-1", "Inadequate", date(2020, 5, 4))
    version = office.read(services.get_service, key).row_version
    draft = RegistrationDraft(now, "1-2", date(2022, 1, 31), "Sold")
    office.write(registrations.change_registration, key, version, draft)
    factory.a_rating(office, "1-2", "Good", date(2023, 5, 4))
    assert office.read(get_provider_timeline, before).lanes == ()
    (lane,) = office.read(get_provider_timeline, now).lanes
    assert [mark.words for mark in lane.published] == ["Inadequate", "Good"]
    assert lane.published[0].detail == "previous registration 1-1"
    assert [(n.on, n.words) for n in lane.registrations] == [
        (date(2022, 1, 31), "previous registration")
    ]


def test_change_of_owner_alone_is_marked_as_such(office: Office) -> None:
    before, now = factory.a_provider(office, "Before"), factory.a_provider(office, "Now")
    key = factory.a_service(office, before, "Oak House", cqc_location_id="1-1")
    factory.a_rating(office, "1-1", "Good", date(2020, 5, 4))
    version = office.read(services.get_service, key).row_version
    draft = RegistrationDraft(now, "1-1", date(2022, 1, 31))
    office.write(registrations.change_registration, key, version, draft)
    (lane,) = office.read(get_provider_timeline, now).lanes
    assert len(lane.published) == 1
    assert [note.words for note in lane.registrations] == ["previous owner"]

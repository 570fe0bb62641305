"""Life of a visit, version numbers, movement between visits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.visits import (
    FIRST_VERSION,
    VersionNumber,
    check_transition,
    parse_version,
    read_time,
)
from app.domain.vocabulary import VisitStatus
from app.errors import LockedRecordError, RuleError


def test_visit_goes_through_its_life_step_by_step() -> None:
    life = [
        VisitStatus.PLANNED,
        VisitStatus.IN_PROGRESS,
        VisitStatus.DRAFT,
        VisitStatus.WITH_PROVIDER,
        VisitStatus.FINAL,
    ]
    for old, new in pairwise(life):
        check_transition(old, new)


def test_visit_cannot_leap_from_planned_to_final() -> None:
    with pytest.raises(RuleError, match="A visit that is planned cannot become final"):
        check_transition(VisitStatus.PLANNED, VisitStatus.FINAL)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (VisitStatus.PLANNED, VisitStatus.CANCELLED, "Say why the visit is cancelled"),
        (VisitStatus.IN_PROGRESS, VisitStatus.ABANDONED, "Say why the visit is abandoned"),
        (VisitStatus.FINAL, VisitStatus.DRAFT, "Say why the visit is amended"),
    ],
)
def test_transition_that_needs_a_reason_is_refused_without(
    old: VisitStatus, new: VisitStatus, complaint: str
) -> None:
    with pytest.raises(RuleError, match=complaint):
        check_transition(old, new, " ")
    check_transition(old, new, "The home has norovirus")


def test_version_numbers_from_first_draft_to_second_amendment() -> None:
    final = FIRST_VERSION.next_draft().signed_off()
    assert str(FIRST_VERSION) == "0.1"
    assert str(final) == "1.0"
    assert final.signed_status is VisitStatus.FINAL
    assert str(final.amendment().amendment()) == "1.2"
    assert final.amendment().signed_off().signed_status is VisitStatus.AMENDED


def test_version_that_is_signed_off_takes_no_next_draft() -> None:
    with pytest.raises(LockedRecordError, match=r"1\.0 is signed off"):
        VersionNumber(1, 0).next_draft()


def test_version_before_final_cannot_be_amended() -> None:
    with pytest.raises(RuleError, match=r"0\.1 is a draft"):
        FIRST_VERSION.amendment()


versions = st.builds(VersionNumber, st.integers(0, 3), st.integers(0, 200))


@settings(max_examples=100)
@given(versions, versions)
def test_versions_sort_as_numbers_and_read_back(one: VersionNumber, two: VersionNumber) -> None:
    assert parse_version(str(one)) == one
    assert (one < two) == ((one.major, one.minor) < (two.major, two.minor))


@settings(max_examples=50)
@given(versions)
def test_every_next_version_is_later(version: VersionNumber) -> None:
    following = version.next_draft() if version.is_before_final else version.amendment()
    assert following > version


def test_parse_version_of_other_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not a version number"):
        parse_version("1.0 final")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("9:30", "09:30"), ("9.30", "09:30"), ("09.30", "09:30"), ("0930", "09:30"),
     (" 14:05 ", "14:05"), ("00:00", "00:00"), ("", "")],
)  # fmt: skip
def test_time_is_read_as_people_write_it(typed: str, stored: str) -> None:
    assert read_time(typed) == stored


@pytest.mark.parametrize("typed", ["24:00", "9", "9:5", "half nine", "9:60", "9:30:00", "٠٩:٣٠"])
def test_other_times_are_refused_in_words(typed: str) -> None:
    with pytest.raises(RuleError, match="for example 09:30 or 14:00") as refused:
        read_time(typed)
    assert refused.value.field == "planned_time"

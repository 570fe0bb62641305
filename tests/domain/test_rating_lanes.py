"""Ratings of several locations over time, as data."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.charts import TimelineMark, TimelineNote
from app.domain.rating_lanes import RatingLane, RatingLanes

TODAY = date(2026, 11, 17)
DAYS = st.dates(date(2015, 1, 1), TODAY)
MARKS = st.lists(st.builds(TimelineMark, DAYS, st.integers(1, 4), st.just("Good")), max_size=4).map(
    lambda marks: tuple(sorted(marks, key=lambda mark: mark.on))
)
LANES = st.lists(
    st.builds(RatingLane, st.text("abc", min_size=1), st.just("Oak House"), st.just("CQC"),
              MARKS, MARKS),
    max_size=4,
).map(tuple)  # fmt: skip


def lanes(*found: RatingLane, left_out: int = 0) -> RatingLanes:
    return RatingLanes("Timeline", found, "Source: CQC.", TODAY, left_out)


OAK = RatingLane(
    "1", "Oak House", "CQC",
    (TimelineMark(date(2021, 5, 4), 3, "Good"),),
    (TimelineMark(date(2026, 3, 12), 1, "Poor", "QA-7"),),
    (TimelineNote(date(2023, 1, 9), "previous registration"),),
)  # fmt: skip


@given(LANES)
def test_every_mark_stands_in_the_table_under_its_own_location(
    found: tuple[RatingLane, ...],
) -> None:
    chart = lanes(*found)
    headings, rows = chart.table()
    assert headings == ("Location", "Date", "Whose", "Rating", "Detail")
    assert len(rows) == sum(len(lane.published) + len(lane.own) for lane in found)
    assert chart.starts_on == min([row[1] for row in rows] + [TODAY], key=str)


def test_table_is_in_order_of_time_with_registrations() -> None:
    _, rows = lanes(OAK).table()
    assert [(row[1], row[2]) for row in rows] == [
        (date(2021, 5, 4), "CQC"),
        (date(2023, 1, 9), "Registration"),
        (date(2026, 3, 12), "Ours"),
    ]


def test_alternative_text_says_the_last_of_each() -> None:
    assert lanes(OAK).alt_text == (
        "Timeline. Ratings over time, a line for each location. "
        "Oak House: CQC Good on 4 May 2021, ours Poor on 12 March 2026."
    )


def test_caption_counts_services_without_a_mark() -> None:
    assert lanes(OAK).caption == "Source: CQC."
    assert lanes(OAK, left_out=2).caption == (
        "Source: CQC. 2 services with neither a rating nor a visit have no line."
    )

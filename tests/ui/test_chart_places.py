"""Words on a chart: they stand in the room, and cover nothing while there is a free place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from app.ui.widgets.chart_places import beside, between, freest

ROOM = QRectF(184, 28, 560, 216)
WIDTH = 150.0
INSIDE = st.tuples(st.floats(ROOM.left(), ROOM.right()), st.floats(ROOM.top(), ROOM.bottom()))


def around(x: float, y: float) -> QRectF:
    return QRectF(x - 7.5, y - 7.5, 15, 15)


@given(INSIDE, st.floats(ROOM.left(), ROOM.right()))
def test_words_stand_in_the_room_and_clear_of_their_own_mark_and_of_one_on_its_line(
    at: tuple[float, float], other: float
) -> None:
    taken = [around(*at), around(other, at[1])]
    place = beside(QPointF(*at), WIDTH, ROOM, taken)
    assert ROOM.contains(place)
    assert not any(place.intersects(one) for one in taken)


def test_words_go_under_a_mark_at_the_edge_when_an_earlier_mark_stands_left_of_it() -> None:
    place = beside(QPointF(740, 80), WIDTH, ROOM, [around(740, 80), around(660, 80)])
    assert place.top() > 80
    assert place.right() <= ROOM.right()


def test_note_stands_in_the_middle_of_its_gap_or_aside_from_what_runs_through_it() -> None:
    middle = between(300, 500, 100, 60, [])
    assert middle is not None
    assert middle.center() == QPointF(400, 100)
    moved = between(300, 500, 100, 60, [QRectF(395, 0, 6, 216)])
    assert moved is not None
    assert not moved.intersects(QRectF(395, 0, 6, 216))
    assert moved.left() >= 300
    assert moved.right() <= 500


def test_note_is_left_out_where_its_gap_has_no_room() -> None:
    assert between(300, 350, 100, 60, []) is None
    assert between(300, 370, 100, 60, [QRectF(330, 0, 6, 216)]) is None


def test_without_a_free_place_the_one_that_covers_least_is_taken() -> None:
    box = QRectF(0, 0, 10, 10)
    lesser, equal = box.translated(6, 0), box.translated(0, 6)
    assert freest([box, lesser, equal], [QRectF(0, 0, 10, 10)]) == lesser

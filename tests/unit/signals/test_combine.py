"""What was seen, marked and told becomes one list."""

import numpy as np
import pytest

from pacepipe.domain.session import (
    MarkedSession,
    ReportedSession,
    SessionLabel,
    SessionSpan,
    Span,
)
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.signals import combine, pair_marks

M = 60_000
NOTHING = np.empty(0, dtype=np.int64)


def _span(start_min: float, end_min: float) -> Span:
    length_s = round((end_min - start_min) * 60)
    return Span(round(start_min * M), round(end_min * M), length_s, 0)


def _mark(
    start_min: float, stop_min: float | None, *, is_early_stop: bool = False
) -> MarkedSession:
    return MarkedSession(
        round(start_min * M),
        None if stop_min is None else round(stop_min * M),
        is_early_stop=is_early_stop,
    )


def _combine(
    detected: tuple[Span, ...] = (),
    marked: tuple[MarkedSession, ...] = (),
    reported: tuple[ReportedSession, ...] = (),
    measured_ms: np.ndarray = NOTHING,
) -> list[SessionSpan]:
    return list(combine(detected, marked, reported, measured_ms=measured_ms))


def _edges(sessions: list[SessionSpan]) -> list[tuple[float, float, str]]:
    return [(s.start_ms / M, s.end_ms / M, s.label.value) for s in sessions]


def test_the_persons_start_and_stop_win_and_what_was_seen_is_kept_beside() -> None:
    seen = _span(1, 12)
    sessions = _combine((seen,), (_mark(0, 10),))
    assert _edges(sessions) == [(0.0, 10.0, "both")]
    assert sessions[0].detected == (seen,)


def test_a_marked_session_that_no_sensor_saw_is_the_users() -> None:
    assert _edges(_combine((_span(40, 50),), (_mark(0, 10),))) == [
        (0.0, 10.0, "user"),
        (40.0, 50.0, "detected"),
    ]


def test_a_start_without_a_stop_ends_with_the_movement() -> None:
    # movement 1 to 8 and, after a rest of 4 min, 12 to 15; the next is 20 min later
    seen = (_span(1, 8), _span(12, 15), _span(35, 45))
    sessions = _combine(seen, (_mark(0, None),))
    assert _edges(sessions) == [(0.0, 15.0, "both"), (35.0, 45.0, "detected")]


def test_a_start_without_a_stop_or_movement_ends_with_the_measurement() -> None:
    measured_ms = np.arange(10, 600, dtype=np.int64) * 1000
    assert _edges(_combine((), (_mark(0, None),), (), measured_ms)) == [
        (0.0, 10.0, "user")
    ]


def test_a_start_without_a_stop_lasts_4_hours_at_most() -> None:
    all_day_ms = np.arange(12 * 3600, dtype=np.int64) * 1000
    assert _edges(_combine((), (_mark(0, None),), (), all_day_ms)) == [
        (0.0, 240.0, "user")
    ]


def test_a_stop_pressed_hours_too_late_is_taken_as_forgotten() -> None:
    assert _edges(_combine((_span(0, 20),), (_mark(0, 600),))) == [(0.0, 20.0, "both")]


def test_a_start_without_a_stop_ends_before_the_next_start() -> None:
    sessions = _combine((_span(0, 30),), (_mark(0, None), _mark(20, 40)))
    assert _edges(sessions) == [(0.0, 20.0, "both"), (20.0, 40.0, "both")]


def test_a_start_of_which_nothing_else_is_known_is_no_session() -> None:
    assert _combine((), (_mark(0, None),)) == []


def test_marks_that_overlap_are_one_session_counted_once() -> None:
    sessions = _combine((), (_mark(0, 20), _mark(10, 30, is_early_stop=True)))
    assert _edges(sessions) == [(0.0, 30.0, "user")]
    assert sessions[0].is_early_stop


def test_a_report_that_overlaps_gives_its_effort_and_moves_no_edge() -> None:
    report = ReportedSession(
        5 * M, 20.0, ActivityKind.CHAIR, effort_cr10=3.0, is_early_stop=True
    )
    sessions = _combine((_span(0, 15),), (), (report,))
    assert _edges(sessions) == [(0.0, 15.0, "detected")]
    assert sessions[0].effort_cr10 == 3.0
    assert sessions[0].activity_kind is ActivityKind.CHAIR
    assert sessions[0].is_early_stop


def test_a_report_within_ten_minutes_of_a_start_speaks_of_that_session() -> None:
    seen = (_span(10, 15),)
    near = _combine(seen, (), (ReportedSession(0, 5.0, effort_cr10=2.0),))
    assert _edges(near) == [(10.0, 15.0, "detected")]
    assert near[0].effort_cr10 == 2.0
    far = _combine(seen, (), (ReportedSession(-1, 5.0, effort_cr10=2.0),))
    assert [s.label for s in far] == [SessionLabel.REPORTED, SessionLabel.DETECTED]


def test_the_most_overlapping_session_gets_the_effort() -> None:
    seen = (_span(0, 10), _span(12, 40))
    sessions = _combine(seen, (), (ReportedSession(5 * M, 30.0, effort_cr10=4.0),))
    assert [s.effort_cr10 for s in sessions] == [None, 4.0]


def test_a_report_with_a_length_and_no_overlap_is_a_session_of_its_own() -> None:
    report = ReportedSession(100 * M, 12.0, ActivityKind.STRENGTH, effort_cr10=2.0)
    sessions = _combine((_span(0, 10),), (), (report,))
    assert _edges(sessions)[1] == (100.0, 112.0, "reported")
    assert sessions[1].activity_kind is ActivityKind.STRENGTH
    assert sessions[1].detected == ()


def test_the_same_report_twice_is_one_session() -> None:
    report = ReportedSession(100 * M, 12.0, effort_cr10=2.0)
    assert len(_combine((), (), (report, report))) == 1


def test_an_effort_alone_goes_to_the_latest_session_before_it() -> None:
    seen = (_span(0, 10), _span(120, 130), _span(185, 195))
    sessions = _combine(seen, (), (ReportedSession(180 * M, effort_cr10=5.0),))
    assert [s.effort_cr10 for s in sessions] == [None, 5.0, None]


def test_an_effort_alone_is_not_used_a_day_later() -> None:
    at_ms = 24 * 60 * M + 1
    sessions = _combine((_span(0, 10),), (), (ReportedSession(at_ms, effort_cr10=5.0),))
    assert sessions[0].effort_cr10 is None


def test_of_two_efforts_told_for_one_session_the_higher_counts() -> None:
    reports = (
        ReportedSession(20 * M, effort_cr10=6.0),
        ReportedSession(30 * M, effort_cr10=2.0),
    )
    assert _combine((_span(0, 10),), (), reports)[0].effort_cr10 == 6.0


@pytest.mark.parametrize("effort_cr10", [0.0, None])
def test_an_effort_of_0_is_said_and_none_is_not(effort_cr10: float | None) -> None:
    report = ReportedSession(0, 10.0, effort_cr10=effort_cr10)
    assert _combine((), (), (report,))[0].effort_cr10 == effort_cr10


def test_each_start_takes_the_first_stop_before_the_next_start() -> None:
    walk, chair = ActivityKind.AEROBIC, ActivityKind.CHAIR
    marked = pair_marks(
        [(30, chair), (0, walk), (50, walk)], [(60, True), (70, False), (10, False)]
    )
    assert marked == (
        MarkedSession(0, 10, walk, is_early_stop=False),
        MarkedSession(30, None, chair, is_early_stop=False),
        MarkedSession(50, 60, walk, is_early_stop=True),
    )


def test_a_stop_without_a_start_is_nothing() -> None:
    assert pair_marks([], [(10, False)]) == ()

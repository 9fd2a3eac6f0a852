"""Laws of sessions: nothing twice, no order matters, a shift changes nothing."""

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pacepipe.domain.session import (
    MarkedSession,
    ReportedSession,
    SessionLabel,
    SessionSpan,
    Span,
)
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.signals import CadenceGrid, SecondGrid, combine, detect, measure

M = 60_000
NO_HEART_RATE = SecondGrid(
    np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=bool)
)
EPOCH_SPM = st.lists(
    st.sampled_from([None, 0.0, 60.0, 60.0, 60.0]), min_size=1, max_size=200
)
MARKS = st.lists(
    st.builds(
        MarkedSession,
        st.integers(0, 200).map(lambda m: m * M),
        st.none() | st.integers(0, 500).map(lambda m: m * M),
        st.sampled_from(ActivityKind),
        st.booleans(),
    ),
    max_size=4,
)
REPORTS = st.lists(
    st.builds(
        ReportedSession,
        st.integers(-30, 300).map(lambda m: m * M),
        st.none() | st.integers(1, 60).map(float),
        st.sampled_from(ActivityKind),
        st.none() | st.integers(0, 10).map(float),
        st.booleans(),
    ),
    max_size=4,
)


def _cadence(epoch_spm: list[float | None], first_ms: int = 0) -> CadenceGrid:
    per_second = np.repeat(np.array(epoch_spm, dtype=float), 10)
    second_ms = first_ms + np.arange(len(per_second), dtype=np.int64) * 1000
    known = ~np.isnan(per_second)
    return CadenceGrid(second_ms[known], per_second[known], per_second[known] / 60)


@st.composite
def _detected(draw: st.DrawFn) -> list[Span]:
    edges = sorted(draw(st.sets(st.integers(0, 250), max_size=8)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [Span(a * M, b * M, (b - a) * 60, 0) for a, b in pairs]


@given(EPOCH_SPM)
def test_detected_sessions_are_apart_long_enough_and_begin_and_end_in_movement(
    epoch_spm: list[float | None],
) -> None:
    spans = detect(NO_HEART_RATE, _cadence(epoch_spm))
    for span in spans:
        assert epoch_spm[span.start_ms // 10_000] == 60.0
        assert epoch_spm[span.end_ms // 10_000 - 1] == 60.0
        inside = epoch_spm[span.start_ms // 10_000 : span.end_ms // 10_000]
        assert inside.count(60.0) * 10 >= 180
        assert inside.count(60.0) * 10 <= span.active_s
        assert span.active_s * 1000 <= span.end_ms - span.start_ms
    for one, after in pairwise(spans):
        assert after.start_ms - one.end_ms > 120_000


@given(EPOCH_SPM, st.integers(0, 10**6))
def test_shifting_the_walk_shifts_the_sessions(
    epoch_spm: list[float | None], shift_epochs: int
) -> None:
    shift_ms = shift_epochs * 10_000
    there = detect(NO_HEART_RATE, _cadence(epoch_spm, shift_ms))
    here = detect(NO_HEART_RATE, _cadence(epoch_spm))
    back = [
        Span(s.start_ms - shift_ms, s.end_ms - shift_ms, s.active_s, s.pause_count)
        for s in there
    ]
    assert back == list(here)


@given(EPOCH_SPM, st.integers(0, 200), st.integers(1, 200))
def test_a_lost_link_never_adds_active_time(
    epoch_spm: list[float | None], first: int, length: int
) -> None:
    lost = list(epoch_spm)
    lost[first : first + length] = [None] * len(lost[first : first + length])
    seen = sum(s.active_s for s in detect(NO_HEART_RATE, _cadence(epoch_spm)))
    assert sum(s.active_s for s in detect(NO_HEART_RATE, _cadence(lost))) <= seen


@settings(max_examples=200)
@given(_detected(), MARKS, REPORTS, st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_session(
    detected: list[Span],
    marked: list[MarkedSession],
    reported: list[ReportedSession],
    shuffle: Any,
) -> None:
    measured_ms = np.arange(0, 300 * 60, dtype=np.int64) * 1000
    once = combine(detected, marked, reported, measured_ms=measured_ms)
    mixed: tuple[list[Any], ...] = (detected * 2, marked * 2, reported * 2)
    for said in mixed:
        shuffle.shuffle(said)
    assert combine(*mixed, measured_ms=measured_ms) == once


@settings(max_examples=200)
@given(_detected(), MARKS, REPORTS)
def test_recorded_time_is_counted_once_and_the_users_edges_stand(
    detected: list[Span], marked: list[MarkedSession], reported: list[ReportedSession]
) -> None:
    nothing = np.empty(0, dtype=np.int64)
    sessions = combine(detected, marked, reported, measured_ms=nothing)
    recorded = [s for s in sessions if s.label is not SessionLabel.REPORTED]
    for one, after in pairwise(recorded):
        assert one.end_ms <= after.start_ms
    starts = {mark.start_ms for mark in marked}
    for session in recorded:
        assert session.end_ms > session.start_ms
        if session.label is SessionLabel.DETECTED:
            assert session.detected[0] in detected
        else:
            assert session.start_ms in starts
    words = combine(detected, marked, [], measured_ms=nothing)
    assert [(s.start_ms, s.end_ms) for s in words] == [
        (s.start_ms, s.end_ms) for s in recorded
    ]


@given(EPOCH_SPM, st.sampled_from([SessionLabel.USER, SessionLabel.REPORTED]))
def test_active_time_and_shares_stay_within_the_session(
    epoch_spm: list[float | None], label: SessionLabel
) -> None:
    session = SessionSpan(5_500, len(epoch_spm) * 10_000 + 7_300, label)
    found = measure(session, NO_HEART_RATE, _cadence(epoch_spm), hr_ceiling_bpm=100)
    assert 0 <= found.active_min <= found.duration_min
    assert 0 <= found.step_coverage_frac <= 1
    assert found.hr_mean_bpm is None
    assert found.above_limit_min is None
    if found.step_coverage_frac == 0:
        assert found.step_count is None

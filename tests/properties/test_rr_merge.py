"""A recording fills the gaps of a live stream, and never twice."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals.rr_merge import ANCHOR_BEATS, fill_gaps

seeds = st.integers(0, 2**32 - 1)


def a_walk(seed: int, count: int, spread_ms: int):
    """Recorded intervals in ms, the live ones as the air carries them, their ends."""
    random = np.random.default_rng(seed)
    recorded = random.integers(700, 701 + spread_ms, count)
    live = np.rint(recorded * 1.024) / 1.024
    return recorded, live, 1_000_000 + np.cumsum(recorded)


def cut(kept: np.ndarray):
    """Break marks of what is kept."""
    return np.diff(kept, prepend=-2) != 1


def merged(recorded, live, at_ms, kept):
    filled = fill_gaps(at_ms[kept], live[kept], cut(kept), recorded)
    return filled, sorted([*kept.tolist(), *filled.recorded_index.tolist()])


@given(
    seeds,
    st.lists(st.tuples(st.integers(4, 40), st.integers(1, 60)), min_size=1, max_size=8),
    st.integers(0, 30),
)
def test_any_gaps_are_filled_to_the_full_series_at_the_right_times(seed, parts, head):
    count = head + sum(live + gap for live, gap in parts) + ANCHOR_BEATS
    recorded, live, at_ms = a_walk(seed, count, 400)
    is_kept = np.zeros(count, dtype=np.bool_)
    at = head
    for live_count, gap in parts:
        is_kept[at : at + live_count] = True
        at += live_count + gap
    is_kept[at:] = True
    kept = np.flatnonzero(is_kept)
    filled, whole = merged(recorded, live, at_ms, kept)
    assert whole == list(range(count))
    assert filled.at_ms.tolist() == at_ms[filled.recorded_index].tolist()
    assert filled.live_recorded_index.tolist() == kept.tolist()


@given(seeds, st.lists(st.booleans(), min_size=1, max_size=120), st.integers(0, 400))
def test_no_beat_is_ever_there_twice_however_alike_the_beats_are(seed, keep, spread):
    recorded, live, at_ms = a_walk(seed, len(keep), spread)
    kept = np.flatnonzero(keep)
    filled, whole = merged(recorded, live, at_ms, kept)
    assert len(whole) == len(set(whole))
    certain = filled.live_recorded_index >= 0
    assert filled.live_recorded_index[certain].tolist() == kept[certain].tolist()


@given(seeds, seeds)
def test_the_recording_of_somebody_else_fills_nothing(seed, other):
    _, live, at_ms = a_walk(seed, 60, 400)
    recorded, _, _ = a_walk(other + 2**33, 200, 400)
    kept = np.delete(np.arange(60), np.arange(20, 30))
    filled, _ = merged(recorded, live, at_ms, kept)
    assert len(filled.recorded_index) == 0


def test_a_full_stream_a_silent_one_and_an_empty_recording_fill_nothing_or_all():
    recorded, live, at_ms = a_walk(1, 50, 300)
    everything = np.arange(50)
    assert len(merged(recorded, live, at_ms, everything)[0].recorded_index) == 0
    nothing = np.zeros(0, dtype=np.int64)
    assert len(merged(recorded, live, at_ms, nothing)[0].recorded_index) == 0
    empty = merged(recorded[:0], live, at_ms, everything)[0]
    assert len(empty.recorded_index) == 0

"""A file and the live stream of one strap are recognised, and only they."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals.same_beats import BeatChain, same_beats
from support.imported import judged, read
from support.shared import shared

seeds = st.integers(0, 2**32 - 1)


def a_walk(seed: int, count: int, spread_ms: int = 60):
    """Intervals of a heart in whole ms, and their ends."""
    random = np.random.default_rng(seed)
    slow = spread_ms * np.sin(np.arange(count) / 9)
    rr = np.rint(820 + slow + random.normal(0, spread_ms / 2, count))
    return rr, 1_700_000_000_000 + np.cumsum(rr).astype(np.int64)


def live(rr, at_ms, kept, jitter_ms=0):
    """The stream that the station has of it: 1/1024 s, some beats lost."""
    ticks = np.rint(rr * 1.024) / 1.024
    return BeatChain(
        at_ms[kept] + jitter_ms, ticks[kept], np.diff(kept, prepend=-2) != 1
    )


def file(rr, at_ms, offset_ms=0):
    return BeatChain(at_ms + offset_ms, rr, np.arange(len(rr)) == 0)


@given(
    seeds,
    st.integers(-600_000, 600_000),
    st.lists(st.tuples(st.integers(30, 90), st.integers(1, 40)), max_size=5),
)
def test_beats_that_the_station_has_are_double_and_the_others_are_not(
    seed, offset_ms, parts
) -> None:
    parts = [*parts, (60, 5)]
    is_kept = np.concatenate([[True] * a + [False] * b for a, b in parts])
    rr, at_ms = a_walk(seed, len(is_kept))
    found = same_beats(
        live(rr, at_ms, np.flatnonzero(is_kept)), file(rr, at_ms, offset_ms)
    )
    assert found.clock_offset_ms == offset_ms
    assert found.is_double.tolist() == is_kept.tolist()
    known = found.live_index >= 0
    assert found.live_index[known].tolist() == list(range(is_kept.sum()))


@given(seeds, st.sampled_from([4, 8, 20, 60]))
def test_two_hearts_are_never_taken_for_one(seed, spread_ms) -> None:
    mine, at_ms = a_walk(seed, 300, spread_ms)
    other, _ = a_walk(seed ^ 1, 300, spread_ms)
    found = same_beats(live(mine, at_ms, np.arange(300)), file(other, at_ms))
    assert (found.clock_offset_ms, found.is_double.any()) == (None, False)


def test_a_heart_that_hardly_varies_is_not_recognised_by_chance() -> None:
    rr, at_ms = np.full(400, 700.0), 1_700_000_000_000 + 700 * np.arange(400)
    found = same_beats(live(rr, at_ms, np.arange(400)), file(rr, at_ms))
    assert found.clock_offset_ms is None


@given(seeds)
def test_a_heart_of_very_low_variability_is_recognised(seed) -> None:
    # successive differences of about 7 ms, as after years of treatment
    rr, at_ms = a_walk(seed, 300, 8)
    found = same_beats(live(rr, at_ms, np.arange(300)), file(rr, at_ms, 2500))
    assert found.clock_offset_ms == 2500
    assert found.is_double.all()


def test_packets_that_come_late_are_recognised() -> None:
    rr, at_ms = a_walk(7, 400)
    late = np.random.default_rng(1).integers(0, 900, 400)
    found = same_beats(live(rr, at_ms, np.arange(400), late), file(rr, at_ms))
    assert found.is_double.all()
    assert found.clock_offset_ms == pytest.approx(-450, abs=200)


def test_a_beat_that_was_read_wrong_is_still_the_same_beat() -> None:
    rr, at_ms = a_walk(7, 200)
    wrong = rr.copy()
    wrong[100] += 40
    found = same_beats(live(wrong, at_ms, np.arange(200)), file(rr, at_ms))
    assert found.is_double.all()
    assert found.live_index[100] == -1


@pytest.mark.parametrize("count", [0, 5])
def test_too_few_beats_say_nothing(count: int) -> None:
    rr, at_ms = a_walk(3, 200)
    few = file(rr[:count], at_ms[:count])
    assert same_beats(live(rr, at_ms, np.arange(200)), few).clock_offset_ms is None
    none = same_beats(few, file(rr, at_ms))
    assert none.clock_offset_ms is None


def test_the_open_walk_of_a_watch_is_recognised_in_what_a_station_would_have() -> None:
    beats = judged(read(shared("data/fit_fitparse/garmin-fenix-5-walk.fit"))).beats
    kept = np.delete(np.arange(len(beats.rr_ms)), [30, 31])
    stream = live(beats.rr_ms, beats.at_ms + 4000, kept)
    watch = BeatChain(beats.at_ms, beats.rr_ms, np.arange(len(beats.rr_ms)) == 0)
    found = same_beats(stream, watch)
    assert found.clock_offset_ms == -4000
    assert np.flatnonzero(~found.is_double).tolist() == [30, 31]


def test_two_straps_on_one_person_are_two_sources() -> None:
    chains = []
    for name in ("kyto", "rhythm"):
        readings = judged(read(shared(f"data/wearable_hrv/test_{name}.csv")))
        beats = readings.beats
        chains.append(BeatChain(beats.at_ms, beats.rr_ms, readings.is_break))
    assert same_beats(*chains).clock_offset_ms is None

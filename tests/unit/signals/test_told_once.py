"""Of several recorders of one heart each beat counts for one."""

import numpy as np

from pacepipe.signals.same_beats import BeatChain
from pacepipe.signals.told_once import NOBODY, first_teller


def chain(rr_ms, offset_ms: int = 0, kept=slice(None)) -> BeatChain:
    at_ms = 1_700_000_000_000 + np.cumsum(rr_ms).astype(np.int64)
    place = np.arange(len(rr_ms))[kept]
    return BeatChain(
        at_ms[kept] + offset_ms,
        np.asarray(rr_ms, dtype=np.float64)[kept],
        np.diff(place, prepend=-2) != 1,
    )


def a_heart(seed: int, count: int = 300):
    return np.random.default_rng(seed).integers(700, 900, count)


def test_a_beat_counts_for_the_first_that_has_it() -> None:
    rr_ms = a_heart(1)
    live = chain(rr_ms, kept=slice(0, 100))
    long, short = chain(rr_ms, 3000, slice(50, 300)), chain(rr_ms, 9000, slice(60, 140))
    of_live, of_long, of_short = first_teller([live, long, short])
    assert of_live.tolist() == [NOBODY] * 100
    assert of_long.tolist() == [0] * 50 + [NOBODY] * 200
    assert of_short.tolist() == [0] * 40 + [1] * 40


def test_two_hearts_keep_all_their_beats() -> None:
    tellers = first_teller([chain(a_heart(1)), chain(a_heart(2))])
    assert [set(teller.tolist()) for teller in tellers] == [{NOBODY}, {NOBODY}]


def test_a_file_told_twice_counts_once_even_where_all_intervals_are_equal() -> None:
    steady = np.full(60, 800)
    _, longer = first_teller([chain(steady[:40]), chain(steady)])
    assert longer.tolist() == [0] * 40 + [NOBODY] * 20


def test_a_few_equal_moments_are_chance() -> None:
    steady = np.full(60, 800)
    _, other = first_teller([chain(steady[:7]), chain(steady)])
    assert set(other.tolist()) == {NOBODY}


def test_nobody_and_nothing_are_told_apart() -> None:
    nothing = chain(np.zeros(0))
    assert first_teller([]) == []
    empty, full = first_teller([nothing, chain(a_heart(3))])
    assert len(empty) == 0
    assert set(full.tolist()) == {NOBODY}

"""Where an optical sensor may have counted steps instead of beats.

A wrist sensor can fasten on the rhythm of the arm. Heart rate and step rate are
also equal by nature now and then, and for people who walk at 90 to 110 steps a
minute with such a heart rate all the time. So being close is one suspicion
(proximity), moving together is a stronger one (tracking), and neither removes
anything.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.hr_raster import Raster, raster
from pacepipe.signals.rows import row_correlations, row_medians

BLOCK_S: Final = 5
WINDOW_BLOCKS: Final = 12
"""Windows of 60 s, moved by 5 s, and means of 5 s: research/signal.md 3(b) item 10."""
RATIOS: Final = (1.0, 0.5)
"""Beats a step: each step, or each stride."""
NEAR_BPM: Final = 3.0
NEAR_FRAC: Final = 0.9
TRACK_RANGE_SPM: Final = 6.0
TRACK_R: Final = 0.7
"""research/signal.md 3(b) item 10: in nine of ten seconds within 3 bpm; for tracking
the cadence ranges over 6 between its 5th and 95th percentile, and means of 5 s
correlate by 0.7. In a run with a chest strap the first alone is true in 12 % of
windows, all three in none."""
KNOWN_MIN_S: Final = 45
KNOWN_MIN_BLOCKS: Final = 10
"""Fewest known seconds and means of a window (ours: three quarters)."""
ONSET_S: Final = 5
APART_BPM: Final = 8.0
FALL_BPM: Final = 10.0
WALKING_SPM: Final = 30.0
"""What raises a suspicion: a step of heart rate within 5 s of its begin, a second
source more than 8 bpm away, the end of walking with a fall of more than 10 bpm in
5 s (research/signal.md 3(b) item 10)."""


@dataclass(frozen=True, slots=True, eq=False)
class Lock:
    """Suspicion of each second.

    Attributes
    ----------
    is_tracking, is_proximity : (n,) bool
        Never both: proximity is what does not track.
    score : (n,) int64
        0 none, 1 proximity, 2 tracking, and one more for each thing that raises it.
    """

    is_tracking: BoolArray
    is_proximity: BoolArray
    score: IntArray


def cadence_lock(
    source: IntArray,
    second: IntArray,
    hr_bpm: FloatArray,
    cadence_spm: FloatArray,
    *,
    is_step: BoolArray,
    other_bpm: FloatArray,
) -> Lock:
    """Seconds of optical sensors that may show the step rate.

    Parameters
    ----------
    source : (n,) int64
        Optical ones only; rows of one source stand together.
    second : (n,) int64
        Whole seconds UTC, strictly rising within a source.
    hr_bpm : (n,) float64
        NaN where it is not usable.
    cadence_spm : (n,) float64
        Steps (not strides) a minute of walking or running; NaN where unknown.
    is_step : (n,) bool
        A new level of heart rate begins here; see `jumps`.
    other_bpm : (n,) float64
        Heart rate of a second source at the same second, NaN where there is none.

    Returns
    -------
    Lock
    """
    blocks = _Blocks.of(source, second)
    tracking = np.zeros(len(second), dtype=np.bool_)
    near = np.zeros(len(second), dtype=np.bool_)
    if not np.isnan(cadence_spm).all():
        for ratio in RATIOS:
            is_near, is_tracking = _suspect_windows(
                blocks.line(hr_bpm), blocks.line(ratio * cadence_spm)
            )
            near |= blocks.covered(is_near)
            tracking |= blocks.covered(is_tracking)
    near |= tracking
    is_raised = _Islands.of(source, second, near)
    raised = is_raised.spread(
        _begins_with_step(is_raised, second, source, is_step)
        + _is_apart(is_raised, np.abs(hr_bpm - other_bpm))
        + _ends_with_fall(is_raised, blocks, hr_bpm, cadence_spm)
    )
    score = near.astype(np.int64) + tracking + np.where(near, raised, 0)
    return Lock(tracking, near & ~tracking, score)


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """Rows in blocks of five seconds of the clock, so that late rows move nothing."""

    where: Raster
    block_of_row: IntArray
    slot: IntArray

    @classmethod
    def of(cls, source: IntArray, second: IntArray) -> "_Blocks":
        block = second // BLOCK_S
        is_new = np.ones(len(second), dtype=np.bool_)
        is_new[1:] = (block[1:] != block[:-1]) | (source[1:] != source[:-1])
        where = raster(source[is_new], block[is_new], WINDOW_BLOCKS)
        of_row = where.place[np.cumsum(is_new) - 1]
        return cls(where, of_row, of_row * BLOCK_S + second % BLOCK_S)

    def line(self, value: FloatArray) -> FloatArray:
        """(blocks, 5) float64, NaN in between."""
        filled = np.full(self.where.length * BLOCK_S, np.nan)
        filled[self.slot] = value
        return filled.reshape(-1, BLOCK_S)

    def covered(self, window: IntArray) -> BoolArray:
        """Rows that lie in one of the windows, given by their first blocks."""
        edge = np.zeros(self.where.length + 1, dtype=np.int64)
        np.add.at(edge, window, 1)
        np.add.at(edge, window + WINDOW_BLOCKS, -1)
        covers: BoolArray = np.cumsum(edge)[self.block_of_row] > 0
        return covers


def _windowed(of_block: IntArray) -> IntArray:
    total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(of_block)))
    return total[WINDOW_BLOCKS:] - total[:-WINDOW_BLOCKS]


def _suspect_windows(hr: FloatArray, spm: FloatArray) -> tuple[IntArray, IntArray]:
    """First blocks of the windows that are near, and of those that track."""
    nothing = np.zeros(0, dtype=np.int64)
    if len(hr) < WINDOW_BLOCKS:
        return nothing, nothing
    apart = np.abs(hr - spm)
    known_s = _windowed((~np.isnan(apart)).sum(axis=1))
    near_s = _windowed((apart <= NEAR_BPM).sum(axis=1))
    at = np.flatnonzero((known_s >= KNOWN_MIN_S) & (near_s >= NEAR_FRAC * known_s))
    if len(at) == 0:
        return at, nothing
    rows = at[:, None] + np.arange(WINDOW_BLOCKS)
    seconds = np.sort(spm[rows].reshape(len(at), -1), axis=1)
    known = (~np.isnan(seconds)).sum(axis=1)
    row = np.arange(len(at))
    low = seconds[row, (0.05 * (known - 1)).round().astype(np.int64)]
    high = seconds[row, (0.95 * (known - 1)).round().astype(np.int64)]
    r = row_correlations(
        _means(hr)[rows], _means(spm)[rows], KNOWN_MIN_BLOCKS, otherwise=0.0
    )
    return at, at[(high - low >= TRACK_RANGE_SPM) & (r >= TRACK_R)]


def _means(blocks: FloatArray) -> FloatArray:
    known = ~np.isnan(blocks)
    count = known.sum(axis=1)
    total = np.where(known, blocks, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class _Islands:
    """Stretches of suspected seconds without a break."""

    start: IntArray
    end: IntArray
    count: int

    @classmethod
    def of(cls, source: IntArray, second: IntArray, is_in: BoolArray) -> "_Islands":
        is_joined = np.zeros(len(second), dtype=np.bool_)
        is_joined[1:] = (source[1:] == source[:-1]) & (np.diff(second) <= BLOCK_S)
        is_joined[1:] &= is_in[:-1]
        start = np.flatnonzero(is_in & ~is_joined)
        stops = np.append(is_in[:-1] & ~(is_in[1:] & is_joined[1:]), is_in[-1:])
        return cls(start, np.flatnonzero(stops) + 1, len(second))

    def spread(self, of_island: IntArray) -> IntArray:
        raised = np.zeros(self.count, dtype=np.int64)
        for start, end, value in zip(
            self.start.tolist(), self.end.tolist(), of_island.tolist(), strict=True
        ):
            raised[start:end] = value
        return raised


def _begins_with_step(
    islands: _Islands, second: IntArray, source: IntArray, is_step: BoolArray
) -> IntArray:
    at = np.flatnonzero(is_step)
    found = np.zeros(len(islands.start), dtype=np.int64)
    if len(at) == 0:
        return found
    place = np.searchsorted(at, islands.start)
    for candidate in (np.maximum(place - 1, 0), np.minimum(place, len(at) - 1)):
        row = at[candidate]
        is_close = np.abs(second[row] - second[islands.start]) <= ONSET_S
        found |= (is_close & (source[row] == source[islands.start])).astype(np.int64)
    return found


def _is_apart(islands: _Islands, apart_bpm: FloatArray) -> IntArray:
    found = np.zeros(len(islands.start), dtype=np.int64)
    for place, (start, end) in enumerate(
        zip(islands.start.tolist(), islands.end.tolist(), strict=True)
    ):
        median, known = row_medians(apart_bpm[None, start:end])
        found[place] = int(known[0] > 0 and median[0] > APART_BPM)
    return found


def _ends_with_fall(
    islands: _Islands, blocks: _Blocks, hr_bpm: FloatArray, cadence_spm: FloatArray
) -> IntArray:
    """Whether walking ends at the end of an island, and heart rate falls at once."""
    last = islands.end - 1
    hr = blocks.line(hr_bpm).ravel()
    spm = blocks.line(cadence_spm).ravel()
    found = np.zeros(len(last), dtype=np.int64)
    for early in range(-ONSET_S, ONSET_S + 1):
        slot = np.minimum(blocks.slot[last] + early, len(hr) - 1 - 2 * ONSET_S)
        stops = (spm[slot] >= WALKING_SPM) & ~(spm[slot + 1] >= WALKING_SPM)
        falls = hr[slot] - hr[slot + ONSET_S] > FALL_BPM
        found |= (stops & falls).astype(np.int64)
    return found

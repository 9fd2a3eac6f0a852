"""Heart rates that a heart cannot have had: spikes, slews and steps.

A spike is away from its seconds and back at once, and is no heart rate. A slew is a
change faster than a heart can make. A step stays: it may be a sensor that found the
pulse again, or one that lost it, so it is only marked.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.hr_raster import Raster, raster, sliding, windows
from pacepipe.signals.rows import row_medians

SIDE_S: Final = 7
"""Seconds on each side of a window of 15: research/signal.md 3(b) item 6."""
WINDOW_MIN_S: Final = 8
"""Fewest known seconds of such a window (ours: more than half)."""
SPIKE_MIN_BPM: Final = 10.0
MAD_FACTOR: Final = 3 * 1.4826
"""A value further from the window's median than both is out: the identifier of
Hampel, research/signal.md 3(b) item 6."""
ISLAND_MAX_S: Final = 10
"""Longest spike, seconds: research/signal.md 3(b) item 6."""
SLEW_BPM_PER_S: Final = 13.0
"""Largest change of a second that was believable in 16 recordings; spikes change by
50 to 202: research/signal.md 2."""
SLEW_APART_S: Final = 3
"""Furthest known seconds between which a slew is told (ours)."""
BASE_S: Final = 10
BASE_MIN_S: Final = 3
"""Before a slew or a step stands the median of up to ten seconds, of which three
must be known (ours)."""
STEP_BPM: Final = 20.0
STEP_WITHIN_S: Final = 3
STEP_KEPT_S: Final = 30
"""More than 20 bpm within 3 s, kept for 30 s: research/signal.md 3(b) item 8."""
STEP_KNOWN_MIN_S: Final = 15
STEP_KEPT_FRAC: Final = 0.9
"""Of the 30 s half must be known, and nine in ten of those away (ours)."""
_REACH: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class Jumps:
    """What jumps, a second a row.

    Attributes
    ----------
    is_spike : (n,) bool
        Not a heart rate.
    is_slew : (n,) bool
        The second that a too fast change leads to.
    is_step : (n,) bool
        The second in which a new level begins that stays.
    """

    is_spike: BoolArray
    is_slew: BoolArray
    is_step: BoolArray


def jumps(source: IntArray, second: IntArray, hr_bpm: FloatArray) -> Jumps:
    """Spikes, slews and steps of sources that send about once a second.

    Parameters
    ----------
    source : (n,) int64
        Rows of one source stand together.
    second : (n,) int64
        Whole seconds UTC, strictly rising within a source.
    hr_bpm : (n,) float64
        Usable, never NaN.

    Returns
    -------
    Jumps

    Notes
    -----
    A second is out when it is further from the median of the 15 s around it than 10
    bpm and than three scaled median absolute deviations, and eight of the 15 are
    known. Seconds out next to each other are an island; up to 10 s it is a spike.
    From a slew on, what stays more than 10 bpm away from the level before and is
    back within 10 s is a spike too.
    """
    where = raster(source, second, _REACH)
    line = where.line(hr_bpm)
    is_slew = _slews(source, second, hr_bpm)
    is_out = _hampel(line)
    _keep_short_islands(is_out)
    _returned_slews(line, where.place[is_slew], is_out)
    is_spike = is_out[where.place]
    line[is_out] = np.nan
    is_step = _steps(line, where)
    return Jumps(is_spike=is_spike, is_slew=is_slew, is_step=is_step)


def _slews(source: IntArray, second: IntArray, hr_bpm: FloatArray) -> BoolArray:
    is_slew = np.zeros(len(second), dtype=np.bool_)
    apart_s = np.diff(second)
    is_near = (source[1:] == source[:-1]) & (apart_s <= SLEW_APART_S)
    is_slew[1:] = is_near & (np.abs(np.diff(hr_bpm)) > SLEW_BPM_PER_S * apart_s)
    return is_slew


def _hampel(line: FloatArray) -> BoolArray:
    """Which places of the line are out."""
    is_out = np.zeros(len(line), dtype=np.bool_)
    if len(line) == 0:
        return is_out
    width = 2 * SIDE_S + 1
    is_known = ~np.isnan(line)
    middle = slice(SIDE_S, len(line) - SIDE_S)
    # Only where the window spans more than 10 bpm can its median be that far away.
    low = sliding(np.where(is_known, line, np.inf), width, np.minimum)
    high = sliding(np.where(is_known, line, -np.inf), width, np.maximum)
    # NaN compares as False, without a word.
    may_be = (line[middle] - low > SPIKE_MIN_BPM) | (
        high - line[middle] > SPIKE_MIN_BPM
    )
    at = np.flatnonzero(may_be) + SIDE_S
    around = windows(line, at, SIDE_S, SIDE_S)
    median, known = row_medians(around)
    spread, _ = row_medians(np.abs(around - median[:, None]))
    limit = np.maximum(SPIKE_MIN_BPM, MAD_FACTOR * spread)
    is_out[at] = (np.abs(line[at] - median) > limit) & (known >= WINDOW_MIN_S)
    return is_out


def _keep_short_islands(is_out: BoolArray) -> None:
    """Take back what is out for longer than a spike lasts, in place."""
    edges = np.flatnonzero(np.diff(is_out, prepend=False, append=False))
    for start, end in edges.reshape(-1, 2).tolist():
        if end - start > ISLAND_MAX_S:
            is_out[start:end] = False


def _returned_slews(line: FloatArray, at: IntArray, is_out: BoolArray) -> None:
    """Add what a slew begins and ten seconds end, in place."""
    base, known = row_medians(windows(line, at - 1, BASE_S - 1, 0))
    after = windows(line, at, 0, ISLAND_MAX_S)
    is_away = np.abs(after - base[:, None]) > SPIKE_MIN_BPM
    is_back = ~is_away & ~np.isnan(after)
    length = np.argmax(is_back, axis=1)
    is_spike = (known >= BASE_MIN_S) & is_away[:, 0] & is_back.any(axis=1)
    for start, seconds in zip(
        at[is_spike].tolist(), length[is_spike].tolist(), strict=True
    ):
        is_out[start : start + seconds] = True


def _steps(line: FloatArray, where: Raster) -> BoolArray:
    """Which rows begin a new level."""
    may_be = np.zeros(len(line), dtype=np.bool_)
    for back in range(1, STEP_WITHIN_S + 1):
        may_be[back:] |= np.abs(line[back:] - line[:-back]) > STEP_BPM
    at = np.flatnonzero(may_be)
    base, known = row_medians(windows(line, at - STEP_WITHIN_S, BASE_S - 1, 0))
    after = windows(line, at, 0, STEP_KEPT_S - 1)
    is_far = np.abs(after - base[:, None]) > STEP_BPM
    seen = (~np.isnan(after)).sum(axis=1)
    is_kept = is_far.sum(axis=1) >= STEP_KEPT_FRAC * seen
    is_kept &= (seen >= STEP_KNOWN_MIN_S) & (known >= BASE_MIN_S) & is_far[:, 0]
    begins = np.zeros(len(line), dtype=np.bool_)
    begins[at[is_kept]] = True
    # one level begins once: the first of the seconds that the change takes
    begins[1:] &= ~begins[:-1]
    return begins[where.place]

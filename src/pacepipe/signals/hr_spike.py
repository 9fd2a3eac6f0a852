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
SLEW_MAX_S: Final = 30
"""What follows a slew is doubted for so long, seconds (ours)."""
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
        What a too fast change leads to, until it is back or 30 s are over.
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
    known. Seconds out next to each other are an island; up to 10 s it is a spike, if
    its level is more than 10 bpm above, or below, both that of the 10 s before and
    that of the 10 s after (ours: a fast recovery bends, and is no spike).
    From a slew on, what stays more than 10 bpm away from the level before is marked
    for up to 30 s (ours: sensors let a wrong rate decay, and its peak is no peak of a
    heart); if it is back within 10 s it is a spike too.
    """
    where = raster(source, second, _REACH)
    line = where.line(hr_bpm)
    is_slew = _slews(source, second, hr_bpm)
    is_out = _hampel(line)
    _keep_spikes(line, is_out)
    is_after_slew = _excursions(line, where.place[is_slew], is_out)
    is_spike = is_out[where.place]
    line[is_out] = np.nan
    is_step = _steps(line, where)
    return Jumps(is_spike, is_slew=is_after_slew[where.place], is_step=is_step)


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


def _keep_spikes(line: FloatArray, is_out: BoolArray) -> None:
    """Take back what is out for long, or lies on the way from one level to another.

    In place. At the edge of a gap only one level is known, and what is out stays out.
    """
    edges = np.flatnonzero(np.diff(is_out, prepend=False, append=False)).reshape(-1, 2)
    start, end = edges[:, 0], edges[:, 1]
    inside = windows(line, start, 0, ISLAND_MAX_S - 1)
    inside[np.arange(ISLAND_MAX_S) >= (end - start)[:, None]] = np.nan
    level, _ = row_medians(inside)
    before, known_before = row_medians(windows(line, start - 1, BASE_S - 1, 0))
    after, known_after = row_medians(windows(line, end, 0, BASE_S - 1))
    rise, fall = level - before, level - after
    is_beyond = np.minimum(np.abs(rise), np.abs(fall)) > SPIKE_MIN_BPM
    is_beyond &= np.sign(rise) == np.sign(fall)
    is_told = (known_before >= BASE_MIN_S) & (known_after >= BASE_MIN_S)
    is_spike = (end - start <= ISLAND_MAX_S) & (is_beyond | ~is_told)
    for first, last in edges[~is_spike].tolist():
        is_out[first:last] = False


def _excursions(line: FloatArray, at: IntArray, is_out: BoolArray) -> BoolArray:
    """What slews begin; one that is over within ten seconds is also out, in place."""
    base, known = row_medians(windows(line, at - 1, BASE_S - 1, 0))
    after = windows(line, at, 0, SLEW_MAX_S - 1)
    is_away = np.abs(after - base[:, None]) > SPIKE_MIN_BPM
    is_back = ~is_away & ~np.isnan(after)
    length = np.where(is_back.any(axis=1), np.argmax(is_back, axis=1), SLEW_MAX_S)
    length[(known < BASE_MIN_S) | ~is_away[:, 0]] = 1
    is_spike = is_away[:, 0] & (known >= BASE_MIN_S) & (length <= ISLAND_MAX_S)
    is_after_slew = np.zeros(len(line), dtype=np.bool_)
    for first, seconds, is_short in zip(
        at.tolist(), length.tolist(), is_spike.tolist(), strict=True
    ):
        is_after_slew[first : first + seconds] = True
        if is_short:
            is_out[first : first + seconds] = True
    return is_after_slew


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

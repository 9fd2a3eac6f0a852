"""Which intervals can be odd at all, so that the others need no threshold.

The thresholds of the bounded rule come from quantiles of 91 beats around each
interval, and they are nearly all that the rule costs. But they are never less than
7 % of the median of these beats, and a median is never less than what most of its
values reach. So a bound that is cheap to know stands in for both thresholds: what is
no odd interval with the bound is none with any threshold above it, and only the rest
is asked.

Every quotient here is the exact one with a divisor that is not larger, and rounding
keeps order, so the screen never loses an interval, down to the last bit.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.lipponen_tarvainen import (
    ECTOPIC_OFFSET,
    ECTOPIC_SLOPE,
    FLOOR_FRAC,
    MEDIAN_DEVIATIONS,
    SPREAD_BEATS,
    Changes,
    below_weighted,
)
from pacepipe.signals.rr_windows import Chains

_BLOCK: Final = 15
_REACHED: Final = 5
"""A whole window of 91 holds the five blocks of 15 about its middle. In each, 10
values reach the one at this place of the order: 50 of 91, which is most."""
_HALF: Final = SPREAD_BEATS // 2
_MANY_FRAC: Final = 1 / 3
"""Share of changes beyond the bound from which all are looked at (ours, measured; it
decides how long the flags take and never what they are)."""
_ECTOPIC_MIN: Final = ECTOPIC_SLOPE + ECTOPIC_OFFSET
"""How far, in thresholds, both neighbours of an ectopic beat go the other way: on the
line that parts such beats, where S11 is 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """What must be looked at.

    Attributes
    ----------
    place : (k,) int64
        Ascending: intervals that can be odd, and those that decide on them.
    can_be_odd : (k,) bool
        Which of them can be odd; no interval elsewhere can.
    """

    place: IntArray
    can_be_odd: BoolArray


def _weighted(rr_ms: FloatArray, changes: Changes, at: IntArray) -> FloatArray:
    """Size of the weighted distance from the local median."""
    return np.abs(below_weighted(rr_ms[at] - changes.median[at]))


def _lowest_around(of_block: FloatArray, reach: int) -> FloatArray:
    """Lowest value of so many blocks on both sides of each."""
    beyond = np.full(reach, np.inf)
    padded = np.concatenate((beyond, of_block, beyond))
    shifted = [padded[k : k + len(of_block)] for k in range(2 * reach + 1)]
    lowest: FloatArray = np.minimum.reduce(shifted)
    return lowest


def lowest_medians(rr_ms: FloatArray, of: Chains) -> FloatArray:
    """A value that the median of the 91 beats around each interval is not below.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    of : Chains

    Notes
    -----
    From blocks of 15 intervals, each sorted once. Where a chain cuts the window off,
    the bound is the shortest interval near by.
    """
    count = len(rr_ms)
    block_count = -(-count // _BLOCK)
    padded = np.full(block_count * _BLOCK, np.inf)
    padded[:count] = rr_ms
    ordered = padded.reshape(block_count, _BLOCK)
    ordered.sort(axis=1)
    shortest = _lowest_around(ordered[:, 0], 3)
    lowest = np.repeat(shortest, _BLOCK)[:count]
    if count >= SPREAD_BEATS:
        most_reach = np.repeat(_lowest_around(ordered[:, _REACHED], 2), _BLOCK)
        is_whole = of.first[: 1 - SPREAD_BEATS] == of.first[SPREAD_BEATS - 1 :]
        middle = slice(_HALF, count - _HALF)
        np.copyto(lowest[middle], most_reach[middle], where=is_whole)
    return lowest


def screen(
    rr_ms: FloatArray, changes: Changes, of: Chains, is_asked: BoolArray
) -> Screen:
    """Intervals that can be odd, and those that decide on them.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
        Finite, not negative.
    changes : Changes
    of : Chains
    is_asked : (b,) bool
        Intervals whose thresholds are asked for whatever they are.

    Notes
    -----
    The tree of `classify` with both thresholds as low as they can be. An interval is
    odd only after a change beyond its threshold, and then

    - against the change on both sides (ectopic), or against one of the next two
      (long, short, extra, missed);
    - or far from the local median; so is one that the interval before took along,
      which itself follows such a change;
    - or where the tree looks past the end of a chain.

    Whether an interval is taken along is decided by the unbroken run of such changes
    up to it, so these runs are looked at too.

    Where a third of the changes are beyond (an irregular heart), nothing is gained by
    looking closer, and every interval is looked at.
    """
    lowest = FLOOR_FRAC * lowest_medians(rr_ms, of)
    at = np.flatnonzero(np.abs(changes.step) > lowest)
    if len(at) > _MANY_FRAC * len(rr_ms):
        return Screen(np.arange(len(rr_ms)), np.ones(len(rr_ms), dtype=np.bool_))
    first, last = of.first[at], of.last[at]
    before, after = np.maximum(at - 1, first), np.minimum(at + 1, last)
    after_next = np.minimum(at + 2, last)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.sign(changes.step[at])
        against_before, against_after, against_next = (
            -away * changes.step[there] / lowest[there]
            for there in (before, after, after_next)
        )
        is_far, is_far_after = (
            _weighted(rr_ms, changes, there) / lowest[there] > MEDIAN_DEVIATIONS
            for there in (at, after)
        )
    # a quotient without a value (0 / 0) is no change; nothing is greater than it
    can_be_odd = (against_before > _ECTOPIC_MIN) & (against_after > _ECTOPIC_MIN)
    can_be_odd |= (against_after > 1) | (against_next > 1)
    can_be_odd |= is_far | (at == first) | (at + 2 > last)

    is_odd = is_asked.copy()
    is_odd[at[can_be_odd]] = True
    is_odd[after[is_far_after]] = True
    run = np.cumsum(np.diff(at, prepend=0) != 1)
    leads = np.zeros(len(at) + 1, dtype=np.bool_)
    leads[run[is_odd[after]]] = True
    is_judged = is_odd.copy()
    is_judged[at[leads[run]]] = True
    is_near = is_judged.copy()
    is_near[:-1] |= is_judged[1:]
    is_near[1:] |= is_judged[:-1]
    is_near[2:] |= is_judged[:-2]
    place = np.flatnonzero(is_near)
    return Screen(place, is_odd[place])

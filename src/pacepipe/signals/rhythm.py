"""Whether the beats of five minutes are even enough to speak of their variability.

What is irregular is not interpreted: the words for people are "irregular beats,
variability not computed", never a diagnosis.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rr_flag import JudgedRr

FLAGGED_OK_FRAC: Final = 0.05
"""Share of flagged intervals up to which variability is told without reserve:
research/signal.md 3(a) A6."""
FLAGGED_LOW_FRAC: Final = 0.20
"""Share above which it is not told: research/signal.md 3(a) A6."""
UNEVEN_MAX_FRAC: Final = 0.15
"""Share of neighbours over 20 % apart above which a rhythm is irregular, flagged or
not. A log with very frequent extra beats has 88 %, one with atrial fibrillation 34 %,
quiet records 0 to 7.7 %: research/signal.md 3(a) A6."""
UNEVEN_STEP_FRAC: Final = 0.20


class Rhythm(StrEnum):
    """How far the beats of a window may be interpreted."""

    EVEN = "even"
    UNSURE = "unsure"
    IRREGULAR = "irregular"


RHYTHMS: Final = tuple(Rhythm)
"""Name of each code: position is code."""


@dataclass(frozen=True, slots=True, eq=False)
class Evenness:
    """Counts of each group of intervals.

    Attributes
    ----------
    beats, flagged : (g,) int64
        Intervals, and those that are not ok.
    pairs, uneven : (g,) int64
        Neighbours in one chain, and those more than 20 % apart.
    """

    beats: IntArray
    flagged: IntArray
    pairs: IntArray
    uneven: IntArray

    def flagged_frac(self) -> FloatArray:
        """Share of flagged intervals; NaN without any interval."""
        return _share(self.flagged, self.beats)

    def uneven_frac(self) -> FloatArray:
        """Share of uneven neighbours; NaN without any pair."""
        return _share(self.uneven, self.pairs)

    def rhythm(self) -> IntArray:
        """Code of each group in `RHYTHMS`; without intervals it is even."""
        flagged = np.nan_to_num(self.flagged_frac())
        uneven = np.nan_to_num(self.uneven_frac())
        is_irregular = (flagged > FLAGGED_LOW_FRAC) | (uneven > UNEVEN_MAX_FRAC)
        is_unsure = flagged > FLAGGED_OK_FRAC
        return np.where(is_irregular, 2, np.where(is_unsure, 1, 0)).astype(np.int64)


def _share(part: IntArray, whole: IntArray) -> FloatArray:
    told = np.full(len(whole), np.nan)
    np.divide(part, whole, out=told, where=whole > 0)
    return told


def evenness(judged: JudgedRr, group: IntArray, group_count: int) -> Evenness:
    """Count flags and uneven neighbours of each group.

    Parameters
    ----------
    judged : JudgedRr
    group : (b,) int64
        0 to `group_count` - 1, or -1 for an interval that belongs to none. A pair
        belongs to the group of its second interval, and counts where both share it.

    Examples
    --------
    >>> judged = JudgedRr(
    ...     np.array([800.0, 1200.0, 810.0]),
    ...     np.array([0, 2, 0]),
    ...     np.array([True, False, False]),
    ... )
    >>> told = evenness(judged, np.zeros(3, dtype=np.int64), 1)
    >>> told.flagged.tolist(), told.uneven.tolist()
    ([1], [2])
    """
    is_in = group >= 0
    rr_ms = judged.rr_ms
    is_pair = pairs_within(judged.is_break, group)
    is_uneven = is_pair.copy()
    is_uneven[1:] &= np.abs(np.diff(rr_ms)) > UNEVEN_STEP_FRAC * rr_ms[:-1]
    return Evenness(
        beats=np.bincount(group[is_in], minlength=group_count),
        flagged=np.bincount(group[is_in & (judged.code != 0)], minlength=group_count),
        pairs=np.bincount(group[is_pair], minlength=group_count),
        uneven=np.bincount(group[is_uneven], minlength=group_count),
    )


def pairs_within(is_break: BoolArray, group: IntArray) -> BoolArray:
    """Intervals that follow the one before, in the same group, (b,) bool."""
    is_pair = ~is_break & (group >= 0)
    is_pair[:1] = False
    is_pair[1:] &= group[1:] == group[:-1]
    return is_pair

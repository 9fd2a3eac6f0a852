"""What is usual for a person: level, spread, and the rise after treatment.

Every function takes many people at once, one row each and one column a day, and looks
back alone: what it says of a day does not change with what comes after it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.pacing.flag_policy import FlagPolicy

MAD_TO_SD: Final = 1.4826
"""Median absolute deviation to a standard deviation, of normal values."""


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """All arrays are (n, days).

    Attributes
    ----------
    level : float64
        Median of the usual days, of those without treatment where there are enough;
        NaN with too few.
    spread : float64
        Robust standard deviation, shrunken to that of people.
    offset : float64
        What is usual on top in the days after an infusion; 0 on others.
    count : int64
        Values that it rests on.
    """

    level: FloatArray
    spread: FloatArray
    offset: FloatArray
    count: FloatArray

    def excess(self, values: FloatArray) -> FloatArray:
        """Over what is usual on each day; NaN where either is not known."""
        return values - self.level - self.offset


def known_median(values: FloatArray) -> FloatArray:
    """Median along the last axis of what is known; NaN where nothing is.

    Examples
    --------
    >>> known_median(np.array([[3.0, np.nan, 1.0], [np.nan, np.nan, np.nan]])).tolist()
    [2.0, nan]
    """
    ordered = np.sort(values, axis=-1)
    count = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=-1)
    high = np.take_along_axis(ordered, count // 2, axis=-1) if ordered.size else low
    both: FloatArray = (low + np.where(count > 0, high, np.nan))[..., 0] / 2
    return both


def windows(values: FloatArray, days: int, gap_days: int) -> FloatArray:
    """For each day the `days` that end `gap_days` before it, (n, days_all, days).

    Days before the first are NaN.
    """
    before = np.full((len(values), days + gap_days - 1), np.nan)
    padded = np.concatenate((before, values), axis=1)
    found: FloatArray = sliding_window_view(padded, days, axis=1)[
        :, : values.shape[1], :
    ]
    return found


def usual_rest(
    hr_bpm: FloatArray,
    is_phase: BoolArray,
    known_from: FloatArray,
    policy: FlagPolicy,
    *,
    spread_bpm: float,
) -> Usual:
    """What is usual of nights, or of seated rests; never of both.

    Parameters
    ----------
    hr_bpm : (n, days) float64
        NaN where not measured.
    is_phase : (n, days) bool
        Days 1 to `phase_days` after an infusion.
    known_from : (n, days) float64
        First day (column) that may be usual on each day: nothing before a new
        medicine or device.
    spread_bpm : float
        Of people, that the own spread is drawn to while little is known.

    Returns
    -------
    Usual
        High nights of the last `high_days` are not in it, so that an illness does
        not become usual.
    """
    days = _Days(hr_bpm, is_phase, known_from)
    first = _usual_of(days, policy, spread_bpm)
    excess = first.excess(hr_bpm)
    with np.errstate(invalid="ignore"):
        is_high = (excess >= policy.high_bpm) & (
            excess >= policy.high_spreads * first.spread
        )
    return _usual_of(days, policy, spread_bpm, is_high)


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    hr_bpm: FloatArray
    is_phase: BoolArray
    known_from: FloatArray


def _usual_of(
    seen: _Days,
    policy: FlagPolicy,
    spread_bpm: float,
    is_high: BoolArray | None = None,
) -> Usual:
    days = seen.hr_bpm.shape[1]
    width, gap = policy.usual_days, policy.gap_days
    values = windows(seen.hr_bpm, width, gap).copy()
    column = np.arange(days)[:, None] - gap - width + 1 + np.arange(width)[None, :]
    values[column[None, :, :] < seen.known_from[:, :, None]] = np.nan
    if is_high is not None:
        age = np.arange(days)[:, None] - column
        high = windows(is_high.astype(np.float64), width, gap) == 1
        values[high & (age < policy.high_days)[None, :, :]] = np.nan
    in_phase = windows(seen.is_phase.astype(np.float64), width, gap) == 1
    level, offset = _level_and_offset(values, in_phase, policy)
    count = (~np.isnan(values)).sum(axis=2)
    deviation = np.abs(values - level[:, :, None] - offset[:, :, None] * in_phase)
    own = MAD_TO_SD * known_median(deviation)
    own = np.where(count > 0, own, 0.0)
    weight = policy.spread_weight
    spread = np.sqrt((weight * spread_bpm**2 + count * own**2) / (weight + count))
    is_enough = count >= policy.usual_count
    return Usual(
        level=np.where(is_enough, level, np.nan),
        spread=np.maximum(spread, policy.spread_floor_bpm),
        offset=np.where(seen.is_phase, offset, 0.0),
        count=count.astype(np.float64),
    )


def _level_and_offset(
    values: FloatArray, in_phase: BoolArray, policy: FlagPolicy
) -> tuple[FloatArray, FloatArray]:
    """Median of the days without treatment, and what those after it have on top."""
    beside = np.where(in_phase, np.nan, values)
    after = np.where(in_phase, values, np.nan)
    is_beside = (~np.isnan(beside)).sum(axis=2) >= policy.phase_count
    is_after = (~np.isnan(after)).sum(axis=2) >= policy.phase_count
    level = np.where(is_beside, known_median(beside), known_median(values))
    learned = np.clip(known_median(after) - level, 0.0, policy.phase_most_bpm)
    is_learned = is_beside & is_after
    return level, np.where(is_learned, learned, policy.phase_default_bpm)


def usual_tiredness(
    tiredness: FloatArray, is_phase: BoolArray, policy: FlagPolicy
) -> FloatArray:
    """Points of tiredness over the own usual, (n, days); NaN where not known.

    After an infusion the usual is that of the days after earlier ones.
    """
    values = windows(tiredness, policy.usual_days, policy.gap_days)
    in_phase = windows(is_phase.astype(np.float64), policy.usual_days, policy.gap_days)
    beside = np.where(in_phase == 1, np.nan, values)
    after = np.where(in_phase == 1, values, np.nan)
    enough = policy.tired_count
    usual = known_median(beside)
    of_phase = np.where(
        (~np.isnan(after)).sum(axis=2) >= enough, known_median(after), usual + 1.5
    )
    is_known = (~np.isnan(beside)).sum(axis=2) >= enough
    expected = np.where(is_phase, np.maximum(of_phase, usual), usual)
    return np.where(is_known, tiredness - expected, np.nan)

"""Which minutes a device was worn, and which days of steps are days.

Zero steps of a band in a drawer are no steps of a person. A day counts by the hours
that the device was worn while the person was awake.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

STEPS_NEAR_HR_MIN: Final = 5
CLOSED_MAX_MIN: Final = 5
NOT_WORN_MIN: Final = 30
"""Steps without heart rate count as worn with heart rate within 5 min; gaps up to 5
min are closed; 30 min without heart rate is not worn: research/signal.md 3(f)."""
OFFBODY_MIN: Final = 60
OFFBODY_SD_BPM: Final = 1.0
OFFBODY_SAME_FRAC: Final = 0.9
"""An hour with heart rate, no step, a standard deviation below 1 bpm and a value that
stands still (nine in ten minutes as the one before, ours): a band on a table can have
a heart rate (Gadgetbridge issue 1005; research/signal.md 3(f))."""
VALID_MIN: Final = 10 * 60
PARTIAL_MIN: Final = 6 * 60
"""Worn minutes of the waking window of a valid and of a partial day of steps:
research/signal.md 3(f)."""


class WearState(StrEnum):
    """Of one minute."""

    WORN = "worn"
    UNKNOWN = "unknown"
    NOT_WORN = "not_worn"


WEAR_STATES: Final = tuple(WearState)
"""Position is code."""
_WORN: Final = WEAR_STATES.index(WearState.WORN)
_UNKNOWN: Final = WEAR_STATES.index(WearState.UNKNOWN)
_NOT_WORN: Final = WEAR_STATES.index(WearState.NOT_WORN)


class StepDayValidity(StrEnum):
    """How much of a waking day its steps cover, or why they are not those of a day.

    Nothing was worn, or only by a counter that felt no step (`not_worn`); steps were
    told, and nothing shows what was worn (`wear_unknown`); worn for too few hours;
    worn, and nobody told any steps (`no_steps`) or only of a few of these hours.
    """

    VALID = "valid"
    PARTIAL = "partial"
    NOT_WORN = "not_worn"
    WEAR_UNKNOWN = "wear_unknown"
    TOO_LITTLE_WEAR = "too_little_wear"
    NO_STEPS = "no_steps"
    TOO_LITTLE_TOLD = "too_little_told"


STEP_DAY_VALIDITIES: Final = tuple(StepDayValidity)
"""Position is code."""


@dataclass(frozen=True, slots=True, eq=False)
class Wear:
    """Minutes of p people (or devices), m consecutive minutes each.

    Attributes
    ----------
    state : (p, m) int64, in `WEAR_STATES`
    is_offbody_suspect : (p, m) bool
        A suspicion; the state does not follow it.
    """

    state: IntArray
    is_offbody_suspect: BoolArray


def wear(measured_s: IntArray, hr_bpm: FloatArray, step_count: FloatArray) -> Wear:
    """When a band that measures heart rate by itself was worn.

    Parameters
    ----------
    measured_s : (p, m) int64, seconds
        Usable measured seconds of heart rate (holds and lost contact left out); of
        a source that sends one reading a minute, 1 where there is one.
    hr_bpm : (p, m) float64
        NaN where there is none.
    step_count : (p, m) float64
        NaN where not known.

    Returns
    -------
    Wear
        A minute is worn with a measured second, or with steps and a measured second
        within 5 minutes; gaps of up to 5 minutes between worn ones are closed. What
        is left is not worn in stretches of 30 minutes, else unknown.
    """
    has_hr = measured_s > 0
    is_worn = has_hr | ((step_count > 0) & _near(has_hr, STEPS_NEAR_HR_MIN))
    gap_min, is_enclosed = _runs(is_worn)
    is_worn = is_worn | (is_enclosed & (gap_min <= CLOSED_MAX_MIN))
    gap_min, _ = _runs(is_worn)
    state = np.full(is_worn.shape, _UNKNOWN, dtype=np.int64)
    state[is_worn] = _WORN
    state[~is_worn & (gap_min >= NOT_WORN_MIN)] = _NOT_WORN
    return Wear(state, _offbody(hr_bpm, step_count))


def _near(is_in: BoolArray, reach: int) -> BoolArray:
    """Whether one is within `reach` columns."""
    found = is_in.copy()
    for away in range(1, reach + 1):
        found[:, away:] |= is_in[:, :-away]
        found[:, :-away] |= is_in[:, away:]
    return found


def _runs(is_in: BoolArray) -> tuple[IntArray, BoolArray]:
    """Length of the run of equal cells that each is in, and if both sides are known."""
    people, minutes = is_in.shape
    if is_in.size == 0:
        return np.zeros(is_in.shape, dtype=np.int64), np.zeros(is_in.shape, np.bool_)
    flat = is_in.ravel()
    is_first = np.ones(len(flat), dtype=np.bool_)
    is_first[1:] = flat[1:] != flat[:-1]
    is_first[::minutes] = True
    first = np.flatnonzero(is_first)
    length = np.diff(np.append(first, len(flat)))
    touches = (first % minutes == 0) | ((first + length) % minutes == 0)
    return (
        np.repeat(length, length).reshape(people, minutes),
        np.repeat(~touches, length).reshape(people, minutes),
    )


def _offbody(hr_bpm: FloatArray, step_count: FloatArray) -> BoolArray:
    is_suspect = np.zeros(hr_bpm.shape, dtype=np.bool_)
    if hr_bpm.shape[1] < OFFBODY_MIN:
        return is_suspect
    is_still = ~np.isnan(hr_bpm) & (step_count == 0)
    is_same = np.zeros(hr_bpm.shape, dtype=np.bool_)
    is_same[:, 1:] = hr_bpm[:, 1:] == hr_bpm[:, :-1]
    still = _windowed(is_still.astype(np.float64))
    same = _windowed(is_same.astype(np.float64))
    value = np.where(is_still, hr_bpm, 0.0)
    mean = _windowed(value) / OFFBODY_MIN
    variance = _windowed(value * value) / OFFBODY_MIN - mean * mean
    is_frozen = (still >= OFFBODY_MIN) & (same >= OFFBODY_SAME_FRAC * OFFBODY_MIN)
    is_frozen &= variance < OFFBODY_SD_BPM**2
    edge = np.zeros((hr_bpm.shape[0], hr_bpm.shape[1] + 1), dtype=np.int64)
    edge[:, : is_frozen.shape[1]] += is_frozen
    edge[:, OFFBODY_MIN:] -= is_frozen
    return np.cumsum(edge, axis=1)[:, :-1] > 0


def _windowed(value: FloatArray) -> FloatArray:
    """Sum of each hour of columns."""
    total = np.zeros((value.shape[0], value.shape[1] + 1))
    np.cumsum(value, axis=1, out=total[:, 1:])
    return total[:, OFFBODY_MIN:] - total[:, :-OFFBODY_MIN]


@dataclass(frozen=True, slots=True, eq=False)
class StepDays:
    """Steps of days, with how long the device was worn.

    Attributes
    ----------
    day : (d,) int64
        As given, rising.
    step_count : (d,) float64
        In worn minutes; NaN unless the day is valid or partial.
    unworn_step_count : (d,) float64
        Told for minutes in which the device was not known to be worn: by a phone,
        or by a band that was carried. Never part of `step_count`.
    worn_min, awake_worn_min : (d,) int64, minutes
    validity : (d,) int64, in `STEP_DAY_VALIDITIES`
    """

    day: IntArray
    step_count: FloatArray
    unworn_step_count: FloatArray
    worn_min: IntArray
    awake_worn_min: IntArray
    validity: IntArray


def step_days(
    day: IntArray, is_awake: BoolArray, wear_state: IntArray, step_count: FloatArray
) -> StepDays:
    """Steps of each day.

    Parameters
    ----------
    day : (n,) int64
        Day (of one person, or a number for person and day) of each minute. Each
        minute of a day stands here once.
    is_awake : (n,) bool
        Within the waking window.
    wear_state : (n,) int64, in `WEAR_STATES`
    step_count : (n,) float64
        NaN where not known.

    Returns
    -------
    StepDays
        A day counts by the waking minutes in which the device was worn and steps are
        known: a walk with a pod on a day with a strap is no day of steps.
    """
    days, row = np.unique(day, return_inverse=True)
    is_worn = wear_state == _WORN
    is_known = ~np.isnan(step_count)

    def tally(which: BoolArray) -> IntArray:
        return np.bincount(row[which], minlength=len(days)).astype(np.int64)

    def total(which: BoolArray) -> FloatArray:
        return np.bincount(
            row[which], weights=step_count[which], minlength=len(days)
        ).astype(np.float64)

    worn_min, awake_worn_min = tally(is_worn), tally(is_worn & is_awake)
    awake_told_min = tally(is_worn & is_awake & is_known)
    told = total(is_known)
    has_told = tally(is_known) > 0
    reasons = (
        (awake_told_min >= VALID_MIN, StepDayValidity.VALID),
        (awake_told_min >= PARTIAL_MIN, StepDayValidity.PARTIAL),
        (~has_told & (worn_min == 0), StepDayValidity.NO_STEPS),
        ((worn_min == 0) & (told == 0), StepDayValidity.NOT_WORN),
        (worn_min == 0, StepDayValidity.WEAR_UNKNOWN),
        (awake_worn_min < PARTIAL_MIN, StepDayValidity.TOO_LITTLE_WEAR),
        (awake_told_min == 0, StepDayValidity.NO_STEPS),
    )
    validity = np.select(
        [is_so for is_so, _ in reasons],
        [STEP_DAY_VALIDITIES.index(name) for _, name in reasons],
        STEP_DAY_VALIDITIES.index(StepDayValidity.TOO_LITTLE_TOLD),
    ).astype(np.int64)
    return StepDays(
        day=days,
        step_count=np.where(
            awake_told_min >= PARTIAL_MIN, total(is_worn & is_known), np.nan
        ),
        unworn_step_count=total(~is_worn & is_known),
        worn_min=worn_min,
        awake_worn_min=awake_worn_min,
        validity=validity,
    )

"""Resting heart rate of a day and of a night: two numbers, never mixed.

Of seven definitions on twelve wearers the fifth percentile of quiet minutes moved
least from day to day (research/signal.md 3(h)). A minute is quiet when it was worn and
no step was counted in it and the eleven before it; where steps are not known, nobody
can say that it was quiet.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

MINUTE_MS: Final = 60_000
QUIET_MIN: Final = 12
"""Minutes without a step: RHRAD (Mishra 2020), research/signal.md 3(h)."""
REST_PERCENTILE: Final = 5
DAY_MIN: Final = 300
DAY_LOW_MIN: Final = 120
"""Quiet minutes of a day that carry its resting heart rate, and that carry it with a
warning: research/signal.md 3(h)."""
NIGHT_MIN: Final = 120
"""Quiet minutes of a night, ibid."""
NIGHT_SHARE_POINTS: Final = 0.30
"""Days whose share of night differs by more are not compared, ibid."""


class RestQuality(StrEnum):
    """How well a resting heart rate is founded."""

    OK = "ok"
    LOW = "low"


class RestNullReason(StrEnum):
    """Why there is none."""

    NO_STEPS_KNOWN = "no_steps_known"
    TOO_FEW_QUIET = "too_few_quiet"


@dataclass(frozen=True, slots=True)
class RestingDay:
    """Resting heart rate of one local day.

    Attributes
    ----------
    hr_rest_bpm : float or None, bpm
        Fifth percentile of the quiet minutes' heart rates.
    quality : RestQuality or None
    null_reason : RestNullReason or None
        Exactly where `hr_rest_bpm` is None.
    quiet_min : int, minutes
    night_frac : float, 0 to 1
        Share of the quiet minutes that lie in the night.
    """

    hr_rest_bpm: float | None
    quality: RestQuality | None
    null_reason: RestNullReason | None
    quiet_min: int
    night_frac: float


@dataclass(frozen=True, slots=True)
class RestingNight:
    """Heart rate of one night: mean of its quiet worn minutes."""

    hr_night_bpm: float | None
    null_reason: RestNullReason | None
    quiet_min: int


def quiet_minutes(
    minute_ms: IntArray, hr_bpm: FloatArray, step_count: FloatArray
) -> BoolArray:
    """Minutes with a heart rate and no step in the last 12.

    Parameters
    ----------
    minute_ms : (n,) int64, ms UTC, strictly rising
    hr_bpm : (n,) float64
        NaN where not measured.
    step_count : (n,) float64
        NaN where not known.

    Returns
    -------
    (n,) bool
        False wherever any of the twelve minutes is missing, or its steps are.

    Examples
    --------
    >>> still = np.zeros(14)
    >>> int(quiet_minutes(np.arange(14) * 60_000, np.full(14, 60.0), still).sum())
    3
    """
    count = len(minute_ms)
    is_still = (step_count == 0).astype(np.int64)
    through = np.concatenate(([0], np.cumsum(is_still)))
    first = np.arange(count) - (QUIET_MIN - 1)
    inside = first >= 0
    start = np.maximum(first, 0)
    spans = minute_ms - minute_ms[start] if count else minute_ms
    is_unbroken = inside & (spans == (QUIET_MIN - 1) * MINUTE_MS)
    still = through[1:] - through[start] if count else np.zeros(0, dtype=np.int64)
    quiet: BoolArray = is_unbroken & (still == QUIET_MIN) & ~np.isnan(hr_bpm)
    return quiet


def resting_day(
    hr_bpm: FloatArray, is_quiet: BoolArray, is_night: BoolArray, *, knows_steps: bool
) -> RestingDay:
    """Resting heart rate of one day.

    Parameters
    ----------
    hr_bpm : (n,) float64
        Minutes of the day.
    is_quiet, is_night : (n,) bool
        See `quiet_minutes`; night by the person's own clock.
    knows_steps : bool
        Whether anything counted steps that day at all.
    """
    quiet = hr_bpm[is_quiet]
    count = len(quiet)
    night_frac = float(is_night[is_quiet].mean()) if count else 0.0
    if count < DAY_LOW_MIN:
        reason = (
            RestNullReason.TOO_FEW_QUIET
            if knows_steps
            else RestNullReason.NO_STEPS_KNOWN
        )
        return RestingDay(None, None, reason, count, night_frac)
    quality = RestQuality.OK if count >= DAY_MIN else RestQuality.LOW
    value = float(np.percentile(quiet, REST_PERCENTILE))
    return RestingDay(value, quality, None, count, night_frac)


def resting_night(
    hr_bpm: FloatArray, is_quiet: BoolArray, *, knows_steps: bool
) -> RestingNight:
    """Mean heart rate of one night.

    Parameters
    ----------
    hr_bpm : (n,) float64
        Minutes of the sleep window: of the diary, or `longest_quiet`.
    is_quiet : (n,) bool
    """
    quiet = hr_bpm[is_quiet]
    if len(quiet) < NIGHT_MIN:
        reason = (
            RestNullReason.TOO_FEW_QUIET
            if knows_steps
            else RestNullReason.NO_STEPS_KNOWN
        )
        return RestingNight(None, reason, len(quiet))
    return RestingNight(float(quiet.mean()), None, len(quiet))


def longest_quiet(minute_ms: IntArray, is_quiet: BoolArray) -> slice:
    """The longest run of quiet minutes that follow each other, gaps of 30 min joined.

    Parameters
    ----------
    minute_ms : (n,) int64, ms UTC, strictly rising
        Between 20:00 and 10:00 of the person's clock.
    is_quiet : (n,) bool

    Returns
    -------
    slice
        Of the minutes; empty where none is quiet.
    """
    quiet = np.flatnonzero(is_quiet)
    if len(quiet) == 0:
        return slice(0, 0)
    at = minute_ms[quiet]
    is_new = np.diff(at, prepend=at[0] - MINUTE_MS) > 30 * MINUTE_MS
    run = np.cumsum(is_new)
    length = np.bincount(run)
    best = int(np.argmax(length))
    rows = quiet[run == best]
    return slice(int(rows[0]), int(rows[-1]) + 1)

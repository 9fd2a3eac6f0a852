"""How the heart rate of comparable walks changes over the weeks, within one person.

Below what is expected at the peak of a maximal test has a name (chronotropic
incompetence), and daily walks are no such test: so there is only a trend here, never
a verdict, and never a comparison with another person (research/signal.md 3i).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals.theil_sen import theil_sen

CADENCE_BAND_SPM: Final = 10.0
"""Walks are comparable within this much of one cadence: research/signal.md 3(i)."""
MIN_WALKS: Final = 5
"""As many as a person's own baseline takes, ibid."""
MIN_SPAN_DAYS: Final = 21
"""A trend over weeks is of three of them (ours): in less, a cold is a trend."""
WEEK_DAYS: Final = 7.0


class NoTrend(StrEnum):
    """Why there is no trend."""

    NOT_INTERPRETED = "not_interpreted"
    TOO_FEW = "too_few"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True)
class HrTrend:
    """Trend of one heart rate of comparable walks.

    Attributes
    ----------
    slope_bpm_per_week : float or None
        Theil-Sen; None with `null_reason`.
    cadence_spm : float or None
        Middle of the band that the walks were taken from; None where none has both
        numbers.
    walk_count : int
        Comparable walks.
    span_days : int
        From the first of them to the last.
    null_reason : NoTrend or None
    """

    slope_bpm_per_week: float | None
    cadence_spm: float | None
    walk_count: int
    span_days: int
    null_reason: NoTrend | None


def hr_trend(
    day_number: IntArray,
    hr_bpm: FloatArray,
    cadence_spm: FloatArray,
    *,
    is_interpreted: bool = True,
) -> HrTrend:
    """Trend over weeks of one heart rate of a person's walks at one cadence.

    Parameters
    ----------
    day_number : (n,) int64
        Local day of each walk, counted from any day.
    hr_bpm : (n,) float64, bpm
        The steady heart rate, or the highest valid one, of each walk, of the same
        kind throughout; NaN where it is not known.
    cadence_spm : (n,) float64, steps a minute
        NaN where it is not known.
    is_interpreted : bool
        False where a pacemaker or an arrhythmia sets the heart rate.

    Notes
    -----
    The band lies around the median cadence of the walks that have both numbers. A
    treatment that slows the heart moves the trend as well: it is shown beside it.

    Examples
    --------
    >>> days = np.array([0, 7, 14, 21, 28])
    >>> hr_bpm = np.array([100.0, 99.0, 98.0, 97.0, 96.0])
    >>> hr_trend(days, hr_bpm, np.full(5, 90.0)).slope_bpm_per_week
    -1.0
    """
    known = np.flatnonzero(np.isfinite(hr_bpm) & np.isfinite(cadence_spm))
    if len(known) == 0:
        return HrTrend(None, None, 0, 0, _why_not(0, 0, is_interpreted=is_interpreted))
    middle_spm = float(np.median(cadence_spm[known]))
    walks = known[np.abs(cadence_spm[known] - middle_spm) <= CADENCE_BAND_SPM]
    day = day_number[walks]
    span_days = int(np.ptp(day)) if len(day) else 0
    reason = _why_not(len(walks), span_days, is_interpreted=is_interpreted)
    slope = None
    if reason is None:
        slope = WEEK_DAYS * theil_sen(day.astype(np.float64), hr_bpm[walks])
    return HrTrend(slope, middle_spm, len(walks), span_days, reason)


def _why_not(
    walk_count: int, span_days: int, *, is_interpreted: bool
) -> NoTrend | None:
    if not is_interpreted:
        return NoTrend.NOT_INTERPRETED
    if walk_count < MIN_WALKS:
        return NoTrend.TOO_FEW
    return NoTrend.TOO_SHORT if span_days < MIN_SPAN_DAYS else None

"""A heart rate that stands still: measured so, or frozen.

A steady heart gives the same whole number for a minute and more, so standing still
alone is a suspicion. It is a hold where something else says that measuring had
stopped: intervals that ceased while the number went on, or a walk that changed
its pace under it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.hr_rhythm import starts_of

SUSPECT_MS: Final = ((2_000, 120_000), (15_000, 300_000), (2**62, 1_800_000))
"""Longest period of a source, and from when on it is suspected: 120 s at one reading
a second, 5 min at one in 5 s, 30 min at one a minute. The longest natural run at one
a second is 80 s, a steady ride: research/signal.md 2 and 3(b) item 5."""
HOLD_MS: Final = 60_000
HOLD_PERIODS: Final = 12
"""With evidence a hold begins at 60 s (research/signal.md 3(b) item 5), and with no
fewer than twelve readings (ours, for slow sources)."""
JOIN_MS: Final = 30_000
GAP_PERIODS: Final = 3
"""Equal values go on over a silence of up to 30 s or three periods (ours); of it at
most three periods count as time that stood still."""
RR_STOPPED_MS: Final = 60_000
"""Intervals must have come this shortly before, ms (ours): a source that never sent
them has not stopped."""
CADENCE_CHANGE_SPM: Final = 20.0
"""Change of cadence under a heart rate that stands still: research/signal.md 3(b)5."""
CADENCE_MIN_READINGS: Final = 30
CADENCE_TRIM: Final = 0.05
"""The change is taken between the 5th and the 95th percentile of at least 30 cadences
(ours), so that one wrong cadence is no change."""


@dataclass(frozen=True, slots=True, eq=False)
class Holds:
    """Which readings stand still.

    Attributes
    ----------
    is_suspect, is_hold : (n,) bool
        A hold is not to be used; a suspect is.
    hold_s : (n,) float64, seconds
        Length of the run of equal values that the reading is in.
    """

    is_suspect: BoolArray
    is_hold: BoolArray
    hold_s: FloatArray


def holds(
    at_ms: IntArray,
    source: IntArray,
    hr_bpm: IntArray,
    usual_ms: IntArray,
    *,
    has_rr: BoolArray,
    cadence_spm: FloatArray,
) -> Holds:
    """Readings whose value stands still.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
        Rising within a source, whose rows stand together.
    source, hr_bpm : (n,) int64
    usual_ms : (n,) int64, ms
        Period of the source, see `period_ms`.
    has_rr : (n,) bool
        Whether RR intervals came with the reading.
    cadence_spm : (n,) float64, steps a minute
        Of a person on foot at that moment; NaN where unknown. The cadence of
        pedals is none: on a bicycle people coast at a steady heart rate.

    Returns
    -------
    Holds
    """
    count = len(at_ms)
    apart = np.zeros(count, dtype=np.int64)
    apart[1:] = np.diff(at_ms)
    is_first = starts_of(source)
    is_first[1:] |= hr_bpm[1:] != hr_bpm[:-1]
    is_first |= apart > np.maximum(GAP_PERIODS * usual_ms, JOIN_MS)
    clock = np.cumsum(np.minimum(apart, GAP_PERIODS * usual_ms))
    runs = _Runs.of(is_first, clock)

    limit = np.full(len(runs.first), SUSPECT_MS[-1][1], dtype=np.int64)
    for longest_period, from_ms in reversed(SUSPECT_MS):
        limit[usual_ms[runs.first] <= longest_period] = from_ms
    is_hold = np.zeros(count, dtype=np.bool_)
    if has_rr.any():
        # a run in which intervals cease is two parts
        is_part = is_first.copy()
        is_part[1:] |= has_rr[1:] != has_rr[:-1]
        parts = _Runs.of(is_part, clock)
        ceased = parts.is_long(usual_ms) & _after_rr(at_ms, source, has_rr, parts.first)
        is_hold = parts.to_rows(ceased)
    for start, end in runs.long(usual_ms):
        if _cadence_changed(cadence_spm[start:end]):
            is_hold[start:end] = True
    return Holds(
        is_suspect=runs.to_rows(runs.length_ms >= limit),
        is_hold=is_hold,
        hold_s=np.repeat(runs.length_ms / 1000, runs.end - runs.first),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Stretches of rows and how long each lasts."""

    first: IntArray
    end: IntArray
    length_ms: IntArray

    @classmethod
    def of(cls, is_first: BoolArray, clock: IntArray) -> "_Runs":
        first = np.flatnonzero(is_first)
        end = np.append(first, len(is_first))[1:]
        return cls(first, end, clock[end - 1] - clock[first])

    def to_rows(self, of_run: BoolArray) -> BoolArray:
        return np.repeat(of_run, self.end - self.first)

    def is_long(self, usual_ms: IntArray) -> BoolArray:
        """Long enough to be a hold where there is evidence."""
        least = np.maximum(HOLD_MS, HOLD_PERIODS * usual_ms[self.first])
        return self.length_ms >= least

    def long(self, usual_ms: IntArray) -> list[tuple[int, int]]:
        kept = self.is_long(usual_ms)
        return list(
            zip(self.first[kept].tolist(), self.end[kept].tolist(), strict=True)
        )


def _after_rr(
    at_ms: IntArray, source: IntArray, has_rr: BoolArray, first: IntArray
) -> BoolArray:
    """Whether intervals had come shortly before each row, and come no more."""
    last_rr = np.maximum.accumulate(np.where(has_rr, np.arange(len(at_ms)), -1))
    rr_row = last_rr[first]
    had_rr = rr_row >= 0
    had_rr &= source[rr_row] == source[first]
    had_rr &= at_ms[first] - at_ms[rr_row] <= RR_STOPPED_MS
    return had_rr & ~has_rr[first]


def _cadence_changed(cadence_spm: FloatArray) -> bool:
    known = np.sort(cadence_spm[~np.isnan(cadence_spm)])
    if len(known) < CADENCE_MIN_READINGS:
        return False
    trimmed = int(CADENCE_TRIM * len(known))
    return bool(known[-1 - trimmed] - known[trimmed] > CADENCE_CHANGE_SPM)

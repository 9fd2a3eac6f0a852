"""Variability from beat to beat, only where it was measured.

RMSSD is taken over pairs of intervals that follow each other and are both ok; nothing
is interpolated and nothing is joined across a gap. Joining what is left after
rejection makes it 17 % too large at half of the beats missing, leaving pairs out does
not (research/signal.md, fact 5). Every null says why.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rhythm import (
    FLAGGED_OK_FRAC,
    RHYTHMS,
    Rhythm,
    evenness,
    pairs_within,
)
from pacepipe.signals.rr_flag import JudgedRr

WINDOW_MS: Final = 5 * 60_000
"""Window, ms: Task Force of the ESC and NASPE, Circulation 1996;93:1043-1065.
doi:10.1161/01.CIR.93.5.1043"""
COVERAGE_MIN_FRAC: Final = 0.80
PAIRS_MIN: Final = 120
"""Least explained time and pairs of a window: research/signal.md 3(h)."""
NIGHT_WINDOWS_OK: Final = 6
NIGHT_WINDOWS_LOW: Final = 3
"""Windows of a night for a value, and for one with reserve: signal.md 3(h)."""
NIGHT_IRREGULAR_FRAC: Final = 0.20
"""Share of irregular windows above which the night has no value (ours: what is left
would be a choice of the quietest minutes of an irregular night)."""
SETTLING_MS: Final = 60_000
SPOT_MIN_MS: Final = 60_000
SPOT_PAIRS_MIN: Final = 50
"""A spot measurement: what is left out at its start, and what must remain:
research/signal.md 3(h)."""
SPOT_SE: Final = ((120_000, 0.11), (60_000, 0.15), (30_000, 0.20))
"""Standard error of ln RMSSD by measured time, against five minutes of the same
person: research/signal.md sections 2 and 3(h)."""


class HrvState(StrEnum):
    """What a value is worth, or why there is none. The first two have a value."""

    OK = "ok"
    LOW = "low"
    IRREGULAR = "irregular"
    TOO_SHORT = "too_short"
    GAPS = "gaps"
    FEW_PAIRS = "few_pairs"


HRV_STATES: Final = tuple(HrvState)
"""Name of each code: position is code."""
_OK, _LOW, _IRREGULAR, _TOO_SHORT, _GAPS, _FEW_PAIRS = range(len(HRV_STATES))


@dataclass(frozen=True, slots=True, eq=False)
class HrvWindows:
    """One row for each group of intervals.

    Attributes
    ----------
    ln_rmssd : (g,) float64, ln ms
        NaN where `state` is not ok or low.
    rmssd_ms : (g,) float64, ms
        Of the pairs that are there, whatever the state; NaN without a pair that
        differs.
    pairs : (g,) int64
        Neighbours that are both ok.
    coverage_frac, flagged_frac, uneven_frac : (g,) float64
        Time explained by intervals, share of flagged ones, and of neighbours more
        than 20 % apart.
    state : (g,) int64
        In `HRV_STATES`.
    """

    ln_rmssd: FloatArray
    rmssd_ms: FloatArray
    pairs: IntArray
    coverage_frac: FloatArray
    flagged_frac: FloatArray
    uneven_frac: FloatArray
    state: IntArray


@dataclass(frozen=True, slots=True)
class HrvValue:
    """One value for a person to see.

    Attributes
    ----------
    rmssd_ms : float or None, ms
    ln_se : float or None
        Standard error of ln RMSSD; None for a night, which has its windows.
    parts : int
        Windows of a night, pairs of a spot.
    state : HrvState
        Why it is None, or with what reserve it is told.
    """

    rmssd_ms: float | None
    ln_se: float | None
    parts: int
    state: HrvState


def rmssd(
    judged: JudgedRr, group: IntArray, group_count: int
) -> tuple[FloatArray, IntArray]:
    """RMSSD over pairs that follow each other and are both ok, and their number.

    Parameters
    ----------
    judged : JudgedRr
    group : (b,) int64
        0 to `group_count` - 1, or -1 for none.
    group_count : int

    Returns
    -------
    (group_count,) float64, ms
        NaN without a pair.
    (group_count,) int64

    Examples
    --------
    The pairs are 800-830 and 830-790; nothing is said across the interval left out:

    >>> judged = JudgedRr(
    ...     np.array([800.0, 830.0, 790.0, 300.0, 805.0]),
    ...     np.array([0, 0, 0, 4, 0]),
    ...     np.array([True, False, False, False, False]),
    ... )
    >>> value, pairs = rmssd(judged, np.zeros(5, dtype=np.int64), 1)
    >>> value.round(2).tolist(), pairs.tolist()
    ([35.36], [2])
    """
    is_ok = judged.code == 0
    is_pair = pairs_within(judged.is_break, group) & is_ok
    is_pair[1:] &= is_ok[:-1]
    step_ms = np.diff(judged.rr_ms, prepend=0.0)[is_pair]
    of_pair = group[is_pair]
    pairs = np.bincount(of_pair, minlength=group_count)
    total = np.bincount(of_pair, weights=step_ms**2, minlength=group_count)
    mean = np.full(group_count, np.nan)
    np.divide(total, pairs, out=mean, where=pairs > 0)
    return np.sqrt(mean), pairs


def hrv_windows(
    judged: JudgedRr,
    group: IntArray,
    length_ms: FloatArray,
    pairs_min: int = PAIRS_MIN,
) -> HrvWindows:
    """Variability of each window, with the reason where there is none.

    Parameters
    ----------
    judged : JudgedRr
    group : (b,) int64
        Window of each interval, or -1. Windows of two people are two windows.
    length_ms : (g,) float64, ms
        How long each window lasted.
    pairs_min : int

    Notes
    -----
    The first of these that holds is told: irregular; less than 80 % of the time
    explained; fewer than 120 pairs. Up to 5 % flagged is ok, up to 20 % low.
    RMSSD of equal intervals is 0 and has no logarithm: few pairs that differ.
    """
    count = len(length_ms)
    value, pairs = rmssd(judged, group, count)
    even = evenness(judged, group, count)
    is_in = group >= 0
    explained_ms = np.bincount(
        group[is_in], weights=judged.rr_ms[is_in], minlength=count
    )
    coverage = explained_ms / length_ms
    flagged = even.flagged_frac()
    state = np.where(np.nan_to_num(flagged) > FLAGGED_OK_FRAC, _LOW, _OK)
    state[(pairs < pairs_min) | ~(value > 0)] = _FEW_PAIRS
    state[coverage < COVERAGE_MIN_FRAC] = _GAPS
    state[even.rhythm() == RHYTHMS.index(Rhythm.IRREGULAR)] = _IRREGULAR
    told = np.where(state <= _LOW, value, np.nan)
    value[pairs == 0] = np.nan
    return HrvWindows(
        ln_rmssd=np.log(told, out=np.full(count, np.nan), where=told > 0),
        rmssd_ms=value,
        pairs=pairs,
        coverage_frac=coverage,
        flagged_frac=flagged,
        uneven_frac=even.uneven_frac(),
        state=state.astype(np.int64),
    )


def night_hrv(windows: HrvWindows, is_night: BoolArray) -> HrvValue:
    """Value of a night: the median of ln RMSSD of its windows, as RMSSD.

    Parameters
    ----------
    windows : HrvWindows
        Of five minutes.
    is_night : (g,) bool
        Windows inside the time of sleep.

    Notes
    -----
    From windows that are ok, six of them or more; three to five are told with
    reserve. Null with its reason where more than a fifth of the windows with enough
    time explained are irregular, or too few are left.
    """
    state = windows.state[is_night]
    is_heard = windows.coverage_frac[is_night] >= COVERAGE_MIN_FRAC
    is_irregular = (state == _IRREGULAR) & is_heard
    of_window = windows.ln_rmssd[is_night][state == _OK]
    count = len(of_window)
    if is_irregular.sum() > NIGHT_IRREGULAR_FRAC * max(is_heard.sum(), 1):
        return HrvValue(None, None, count, HrvState.IRREGULAR)
    if count < NIGHT_WINDOWS_LOW:
        is_short = len(state) < NIGHT_WINDOWS_LOW
        return HrvValue(
            None, None, count, HrvState.TOO_SHORT if is_short else HrvState.GAPS
        )
    value = float(np.exp(np.median(of_window)))
    is_few = count < NIGHT_WINDOWS_OK
    return HrvValue(value, None, count, HrvState.LOW if is_few else HrvState.OK)


def spot_hrv(
    judged: JudgedRr,
    beat_at_ms: IntArray,
    span_ms: tuple[int, int],
) -> HrvValue:
    """Value of a seated spot measurement.

    Parameters
    ----------
    judged : JudgedRr
        With what came before and after, if there was any.
    beat_at_ms : (b,) int64, ms UTC
        End of each interval; see `beat_times_ms`.
    span_ms : (int, int), ms UTC
        Start and end of sitting still.

    Notes
    -----
    The first minute settles and is left out; at least a minute and 50 pairs remain.
    """
    low, high = span_ms[0] + SETTLING_MS, span_ms[1]
    length_ms = high - low
    if length_ms < SPOT_MIN_MS:
        return HrvValue(None, None, 0, HrvState.TOO_SHORT)
    is_in = (beat_at_ms - judged.rr_ms >= low) & (beat_at_ms <= high)
    group = np.where(is_in, 0, -1)
    # the parts of an interval cut off at both ends are not missing
    inside = judged.rr_ms[is_in]
    cut_ms = 2 * float(np.median(inside)) if len(inside) else 0.0
    told = hrv_windows(
        judged,
        group,
        np.array([max(length_ms - cut_ms, 1.0)]),
        SPOT_PAIRS_MIN,
    )
    state = HRV_STATES[int(told.state[0])]
    pairs = int(told.pairs[0])
    if state not in (HrvState.OK, HrvState.LOW):
        return HrvValue(None, None, pairs, state)
    error = next(error for shortest, error in SPOT_SE if length_ms >= shortest)
    return HrvValue(float(told.rmssd_ms[0]), error, pairs, state)

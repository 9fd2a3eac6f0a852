"""Intervals as they come: what can be said of each two beats later.

For somebody who looks on. What is stored is judged again with both sides of every
interval (`judge_rr`).
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.lipponen_tarvainen import (
    MEDIAN_BEATS,
    bounded_thresholds,
    classify,
)
from pacepipe.signals.rr_flag import RrFlag, code_of
from pacepipe.signals.rr_judge import RR_MAX_MS, RR_MIN_MS, flags_of_classes
from pacepipe.signals.rr_windows import chains, running_quantiles

DELAY_BEATS: Final = 2
"""Beats after which an interval is decided: research/signal.md 3(a) A7."""
SPREAD_MIN_BEATS: Final = 15
"""Beats of a chain before its spread is used: research/signal.md 3(a) A7."""
START_FRAC: Final = 0.20
"""Until then, largest distance from the median of what came: signal.md 3(a) A7."""
AGREE_BEATS: Final = 5
AGREE_BPM: Final = 10.0
"""Intervals whose median must agree with the strap's own heart rate before anything
is said of a rate: research/signal.md 3(a) A7."""
_MS_PER_MIN: Final = 60_000.0


def judge_rr_live(rr_ms: FloatArray, is_break: BoolArray) -> IntArray:
    """Code of each interval in `RR_FLAGS`, from windows that only look back.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    is_break : (b,) bool
        True where interval i does not follow interval i - 1.

    Returns
    -------
    (b,) int64
        The last two of a chain may still change; no other ever does when more
        intervals come.

    Notes
    -----
    The rule of `judge_rr` with windows that end at each interval. The first 15 of a
    chain are compared with the median of the eleven up to each. All that came
    enters the windows, accepted or not, so after a true change of rate the rule
    finds back by itself: a rule that only knows what it accepted does not.

    Examples
    --------
    >>> rr_ms = 800.0 + 10 * np.sin(np.arange(60.0))
    >>> rr_ms[40] = 1600.0
    >>> np.flatnonzero(judge_rr_live(rr_ms, np.arange(60) == 0)).tolist()
    [40]
    """
    if len(rr_ms) == 0:
        return np.zeros(0, dtype=np.int64)
    of = chains(is_break)
    compared = bounded_thresholds(rr_ms, of, is_trailing=True)
    codes = flags_of_classes(rr_ms, of, compared, classify(rr_ms, compared, of))
    (median_ms,) = running_quantiles(
        rr_ms, of.first, of.last, MEDIAN_BEATS, (0.5,), is_trailing=True
    )
    is_far = np.abs(rr_ms - median_ms) > START_FRAC * median_ms
    at_start = np.where(is_far, code_of(RrFlag.ECTOPIC), 0)
    is_start = np.arange(len(rr_ms)) - of.first < SPREAD_MIN_BEATS
    codes = np.where(is_start, at_start, codes)
    is_out = (rr_ms < RR_MIN_MS) | (is_start & (rr_ms > RR_MAX_MS))
    codes[is_out] = code_of(RrFlag.OUT_OF_RANGE)
    return codes


def agreed_hr_bpm(accepted_ms: FloatArray, hr_bpm: float) -> float | None:
    """Heart rate that the last intervals and the strap's own value agree on.

    Parameters
    ----------
    accepted_ms : (b,) float64, ms
        Accepted intervals, the newest last; the last five are used.
    hr_bpm : float
        The strap's own heart rate of this moment.

    Returns
    -------
    float or None, bpm
        From the median of the intervals; None with fewer than five, or where the two
        are more than 10 bpm apart: then neither is believed.

    Examples
    --------
    >>> agreed_hr_bpm(np.array([500.0, 610.0, 590.0, 600.0, 900.0]), 103.0)
    100.0
    >>> agreed_hr_bpm(np.full(5, 600.0), 111.0) is None
    True
    """
    if len(accepted_ms) < AGREE_BEATS:
        return None
    from_beats_bpm = _MS_PER_MIN / float(np.median(accepted_ms[-AGREE_BEATS:]))
    return from_beats_bpm if abs(from_beats_bpm - hr_bpm) <= AGREE_BPM else None

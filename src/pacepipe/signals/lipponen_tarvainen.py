"""Which intervals stand out from their neighbours, by a threshold that adapts.

The rule of Lipponen and Tarvainen compares each change from beat to beat with the
spread of the changes around it. Where extra beats are frequent the spread, and with
it the threshold, grows until nothing stands out; where a heart hardly varies, small
normal changes stand out. Here the threshold is kept between 7 and 20 % of the median
interval. `strict_lt2019` is the rule without bounds, for comparison.

References
----------
Lipponen JA, Tarvainen MP. A robust algorithm for heart rate variability time series
artefact correction using novel beat classification. Journal of Medical Engineering
& Technology 2019;43(3):173-181. doi:10.1080/03091902.2019.1640306
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rr_windows import Chains, chains, running_quantiles

SPREAD_BEATS: Final = 91
"""Window of the spread, beats: Lipponen & Tarvainen 2019."""
MEDIAN_BEATS: Final = 11
"""Window of the local median, beats: Lipponen & Tarvainen 2019."""
ALPHA: Final = 5.2
"""Threshold in quartile deviations: Lipponen & Tarvainen 2019."""
ECTOPIC_SLOPE: Final = 0.13
ECTOPIC_OFFSET: Final = 0.17
"""Line that parts ectopic beats in the plane S11, S12: Lipponen & Tarvainen 2019."""
MEDIAN_DEVIATIONS: Final = 3.0
"""Distance from the local median that makes a beat long or short, in thresholds:
Lipponen & Tarvainen 2019."""
BELOW_MEDIAN_WEIGHT: Final = 2.0
"""Weight of a distance below the median: Lipponen & Tarvainen 2019."""
FLOOR_FRAC: Final = 0.07
CAP_FRAC: Final = 0.20
"""Bounds of both thresholds, as shares of the 91-beat median interval (ours:
research/signal.md 3(a) A3, reference/open/lt_floor_cap_grid.csv)."""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What is compared with the thresholds.

    Attributes
    ----------
    step : (b,) float64
        Change from the interval before, in the unit of the intervals.
    median : (b,) float64
        Local median interval (11 beats).
    """

    step: FloatArray
    median: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Thresholds(Changes):
    """What is compared, and what each interval is compared with.

    Attributes
    ----------
    step_limit, median_limit : (b,) float64
        Th1 and Th2: largest ordinary change, and distance from the median.
    """

    step_limit: FloatArray
    median_limit: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class LtClasses:
    """Class of each interval; at most one is true.

    Attributes
    ----------
    is_ectopic, is_missed, is_extra, is_off : (b,) bool
        Ectopic; a beat missed inside; a beat too many; long or short.
    """

    is_ectopic: BoolArray
    is_missed: BoolArray
    is_extra: BoolArray
    is_off: BoolArray

    def only(self, is_any: BoolArray) -> "LtClasses":
        """The same classes, none where `is_any` is false."""
        return LtClasses(
            is_ectopic=self.is_ectopic & is_any,
            is_missed=self.is_missed & is_any,
            is_extra=self.is_extra & is_any,
            is_off=self.is_off & is_any,
        )


def below_weighted(from_median: FloatArray) -> FloatArray:
    """Distance from the median, doubled below it."""
    weighted: FloatArray = np.minimum(from_median, BELOW_MEDIAN_WEIGHT * from_median)
    return weighted


def spread_limit(
    values: FloatArray,
    first: IntArray,
    last: IntArray,
    *,
    is_trailing: bool = False,
    places: IntArray | None = None,
) -> FloatArray:
    """5.2 quartile deviations of the absolute values in 91 beats."""
    low, high = running_quantiles(
        np.abs(values),
        first,
        last,
        SPREAD_BEATS,
        (0.25, 0.75),
        is_trailing=is_trailing,
        places=places,
    )
    return ALPHA * ((high - low) / 2)


def bounded(limit: FloatArray, median_rr: FloatArray) -> FloatArray:
    """A threshold kept between 7 and 20 % of the median interval.

    Where there is no spread to measure (NaN: a chain of one beat), the lower bound.
    """
    floor, cap = FLOOR_FRAC * median_rr, CAP_FRAC * median_rr
    kept: FloatArray = np.clip(np.where(np.isnan(limit), floor, limit), floor, cap)
    return kept


def changes(rr_ms: FloatArray, of: Chains, *, is_trailing: bool = False) -> Changes:
    """Change and local median of every interval, each from its own chain.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    of : Chains
    is_trailing : bool
        Only from what came before and the interval itself.

    Notes
    -----
    The first interval of a chain has none before it; it is compared with the median
    of the chain's beginning.
    """
    (median,) = running_quantiles(
        rr_ms, of.first, of.last, MEDIAN_BEATS, (0.5,), is_trailing=is_trailing
    )
    step = np.empty(len(rr_ms))
    np.subtract(rr_ms[1:], rr_ms[:-1], out=step[1:])
    firsts = np.flatnonzero(of.first == np.arange(len(rr_ms)))
    step[firsts] = rr_ms[firsts] - median[firsts]
    return Changes(step, median)


def bounded_thresholds(
    rr_ms: FloatArray, of: Chains, *, is_trailing: bool = False
) -> Thresholds:
    """Thresholds of every interval, each from its own chain.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    of : Chains
    is_trailing : bool
        Only from what came before and the interval itself.

    Notes
    -----
    The change of the first interval of a chain does not enter the spread.
    """
    told = changes(rr_ms, of, is_trailing=is_trailing)
    (median_rr,) = running_quantiles(
        rr_ms, of.first, of.last, SPREAD_BEATS, (0.5,), is_trailing=is_trailing
    )
    step_limit = spread_limit(told.step, of.first + 1, of.last, is_trailing=is_trailing)
    from_median = below_weighted(rr_ms - told.median)
    median_limit = spread_limit(from_median, of.first, of.last, is_trailing=is_trailing)
    return Thresholds(
        step=told.step,
        median=told.median,
        step_limit=bounded(step_limit, median_rr),
        median_limit=bounded(median_limit, median_rr),
    )


def bounded_thresholds_at(
    places: IntArray,
    is_asked: BoolArray,
    rr_ms: FloatArray,
    told: Changes,
    of: Chains,
) -> Thresholds:
    """`bounded_thresholds` at some places only.

    Parameters
    ----------
    places : (k,) int64
    is_asked : (k,) bool
        Which of them need Th2; elsewhere it is its lower bound.
    rr_ms : (b,) float64, ms
    told : Changes
        Of all intervals.
    of : Chains
    """
    (median_rr,) = running_quantiles(
        rr_ms, of.first, of.last, SPREAD_BEATS, (0.5,), places=places
    )
    step_limit = spread_limit(told.step, of.first + 1, of.last, places=places)
    from_median = below_weighted(rr_ms - told.median)
    median_limit = FLOOR_FRAC * median_rr
    median_limit[is_asked] = bounded(
        spread_limit(from_median, of.first, of.last, places=places[is_asked]),
        median_rr[is_asked],
    )
    return Thresholds(
        step=told.step[places],
        median=told.median[places],
        step_limit=bounded(step_limit, median_rr),
        median_limit=median_limit,
    )


def _in_limits(distance: FloatArray, limit: FloatArray) -> FloatArray:
    """Distance in limits; NaN, which nothing exceeds, where the limit is zero."""
    told = np.full(len(distance), np.nan)
    np.divide(distance, limit, out=told, where=limit != 0)
    return told


def _taken_by_the_one_before(is_opening: BoolArray, is_two: BoolArray) -> BoolArray:
    """Beats tested together with the one before, so not on their own.

    A beat that opens a test takes the next along where `is_two`, unless it was
    taken along itself: within a run of such beats every second one is taken.
    """
    takes = is_opening & is_two
    here = np.arange(len(takes))
    last_free = np.maximum.accumulate(np.where(takes, -1, here))
    run = here - last_free
    is_taken = np.zeros(len(takes), dtype=np.bool_)
    is_taken[1:] = run[:-1] % 2 == 1
    return is_taken


def classify(
    rr: FloatArray, compared: Thresholds, of: Chains, *, end_beats: int = 0
) -> LtClasses:
    """Classes by the decision tree of Lipponen and Tarvainen.

    Parameters
    ----------
    rr : (b,) float64
        In the unit of the thresholds.
    compared : Thresholds
    of : Chains
        At the ends of a chain it is taken to go on as its mirror image.
    end_beats : int
        Beats at the end of a chain that open no test.
    """
    here = np.arange(len(rr))
    before = np.where(here > of.first, here - 1, np.minimum(here + 1, of.last))
    after = [
        np.clip(np.where(there > of.last, 2 * of.last - there, there), of.first, None)
        for there in (here + 1, here + 2)
    ]
    s11 = _in_limits(compared.step, compared.step_limit)
    off = _in_limits(below_weighted(rr - compared.median), compared.median_limit)
    low_side = np.minimum(s11[before], s11[after[0]])
    high_side = np.maximum(s11[before], s11[after[0]])
    s22_low = np.minimum(s11[after[0]], s11[after[1]])
    s22_high = np.maximum(s11[after[0]], s11[after[1]])

    is_up, is_down = s11 > 1, s11 < -1
    is_ectopic = is_up & (high_side < -ECTOPIC_SLOPE * s11 - ECTOPIC_OFFSET)
    is_ectopic |= is_down & (low_side > -ECTOPIC_SLOPE * s11 + ECTOPIC_OFFSET)
    is_far = np.abs(off) > MEDIAN_DEVIATIONS
    may_open = here <= of.last - end_beats
    is_opening = may_open & ~is_ectopic & ~(np.abs(s11) <= 1)
    is_opening &= is_up | is_down | is_far
    has_two = here + 2 <= of.last
    is_two = has_two & (np.abs(s11[after[0]]) < np.abs(s11[after[1]]))

    is_taken = _taken_by_the_one_before(is_opening, is_two)
    is_tested = is_taken | is_opening
    is_ectopic &= may_open & ~is_taken

    is_long, is_short = is_up & (s22_low < -1), is_down & (s22_high > 1)
    is_odd = is_tested & (is_long | is_short | is_far)
    next_rr = np.where(here < of.last, rr[np.minimum(here + 1, len(rr) - 1)], np.inf)
    makes_one = np.abs(rr + next_rr - compared.median) < compared.median_limit
    makes_two = np.abs(rr / 2 - compared.median) < compared.median_limit
    is_extra = is_odd & is_short & makes_one
    is_missed = is_odd & is_long & makes_two & ~is_extra
    return LtClasses(
        is_ectopic=is_ectopic,
        is_missed=is_missed,
        is_extra=is_extra,
        is_off=is_odd & ~is_extra & ~is_missed,
    )


def strict_lt2019(rr_s: FloatArray) -> LtClasses:
    """Classes of one unbroken series by the published rule, without bounds.

    Parameters
    ----------
    rr_s : (b,) float64, s
        In seconds, since ties are decided by the last bit.

    Returns
    -------
    LtClasses
        Of b + 1 beats: class i + 1 is that of interval i. The tree compares the
        first interval with the mean of all, which stands before it as beat 0.
        The last two beats open no test.

    Notes
    -----
    Equal, place by place, to the classes that NeuroKit2 0.2.13 finds in one pass.

    Examples
    --------
    >>> rr_s = np.full(30, 0.8) + 0.01 * (np.arange(30) % 3)
    >>> rr_s[15] *= 2
    >>> np.flatnonzero(strict_lt2019(rr_s).is_missed).tolist()
    [16]
    """
    if len(rr_s) == 0:
        nothing = np.zeros(1, dtype=np.bool_)
        return LtClasses(nothing, nothing, nothing, nothing)
    series = np.concatenate(([rr_s.mean()], rr_s))
    of = chains(np.zeros(len(series), dtype=np.bool_))
    step = np.diff(series, prepend=0.0)
    step[0] = step[1:].mean()
    (median,) = running_quantiles(series, of.first, of.last, MEDIAN_BEATS, (0.5,))
    compared = Thresholds(
        step=step,
        median=median,
        step_limit=spread_limit(step, of.first, of.last),
        median_limit=spread_limit(below_weighted(series - median), of.first, of.last),
    )
    return classify(series, compared, of, end_beats=2)

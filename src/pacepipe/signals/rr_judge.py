"""The flag of each interval: range, bounded Lipponen-Tarvainen, missed beats.

Intervals are judged and never corrected or removed. Every window lies inside one
chain, so a judgement never depends on another chain, day or person.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.karlsson import is_karlsson_outlier
from pacepipe.signals.lipponen_tarvainen import (
    LtClasses,
    Thresholds,
    bounded_thresholds,
    bounded_thresholds_at,
    changes,
    classify,
)
from pacepipe.signals.rr_flag import RrFlag, RrLimits, code_of
from pacepipe.signals.rr_screen import screen
from pacepipe.signals.rr_windows import Chains, chains

RR_MIN_MS: Final = 300.0
RR_MAX_MS: Final = 2000.0
"""Believable interval, ms: research/signal.md 3(a) A2 (hrv-analysis)."""
ADAPTIVE_MIN_BEATS: Final = 20
"""Shortest chain whose spread says anything: research/signal.md 3(a) A3."""
MISSED_MAX: Final = 3
"""Most beats that are believed to be missing from one interval; with more it is a
gap: research/signal.md 3(a) A4."""


def missed_beats(
    rr_ms: FloatArray, median_ms: FloatArray, median_limit_ms: FloatArray
) -> IntArray:
    """Beats missing from each interval; 0 for none, -1 where no number explains it.

    Parameters
    ----------
    rr_ms, median_ms, median_limit_ms : (b,) float64, ms

    Notes
    -----
    An interval beyond the local median by more than the threshold is taken for
    ``k + 1`` beats with ``k = round(rr / median) - 1``, if a part of that length
    agrees with the median within the threshold and k is at most 3.

    Examples
    --------
    >>> missed_beats(
    ...     np.array([1600.0, 2450.0, 8000.0, 820.0]),
    ...     np.full(4, 800.0),
    ...     np.full(4, 60.0),
    ... ).tolist()
    [1, 2, -1, 0]
    """
    parts = np.maximum(np.rint(rr_ms / np.maximum(median_ms, 1.0)), 1.0)
    is_over = rr_ms > median_ms + median_limit_ms
    fits = np.abs(rr_ms / parts - median_ms) < median_limit_ms
    fits &= (parts > 1) & (parts <= MISSED_MAX + 1)
    return np.where(is_over, np.where(fits, parts - 1, -1), 0).astype(np.int64)


def flags_of_classes(
    rr_ms: FloatArray, of: Chains, compared: Thresholds, classes: LtClasses
) -> IntArray:
    """Codes from the classes of the decision tree and the number of missed beats.

    The interval after an `extra` is the rest of the same beat, so it is `short`
    where nothing else was said about it. A long interval within the range that no
    number of missed beats explains stays `long`: it may be a pause of the heart.
    """
    is_long = rr_ms > compared.median
    codes = np.where(classes.is_ectopic, code_of(RrFlag.ECTOPIC), 0)
    codes[classes.is_off & is_long] = code_of(RrFlag.LONG)
    codes[classes.is_off & ~is_long] = code_of(RrFlag.SHORT)
    codes[classes.is_extra] = code_of(RrFlag.EXTRA)
    has_rest = classes.is_extra & (rr_ms >= RR_MIN_MS)
    rest = np.flatnonzero(has_rest & (np.arange(len(rr_ms)) < of.last)) + 1
    codes[rest[codes[rest] == 0]] = code_of(RrFlag.SHORT)

    beyond = rr_ms > RR_MAX_MS
    missed = missed_beats(rr_ms, compared.median, compared.median_limit)
    may_miss = beyond | classes.is_missed | (classes.is_off & is_long)
    for beats, flag in enumerate((RrFlag.MISSED_1, RrFlag.MISSED_2, RrFlag.MISSED_3)):
        codes[may_miss & (missed == beats + 1)] = code_of(flag)
    codes[beyond & (missed <= 0)] = code_of(RrFlag.GAP)
    codes[classes.is_missed & ~beyond & (missed <= 0)] = code_of(RrFlag.LONG)
    return codes.astype(np.int64)


def _by_spread(rr_ms: FloatArray, is_break: BoolArray) -> IntArray:
    """Codes from the spread around each interval; thresholds only where asked for."""
    codes = np.zeros(len(rr_ms), dtype=np.int64)
    of = chains(is_break)
    told = changes(rr_ms, of)
    asked = screen(rr_ms, told, of, rr_ms > RR_MAX_MS)
    place = asked.place
    if len(place) == 0:
        return codes
    compared = bounded_thresholds_at(place, asked.can_be_odd, rr_ms, told, of)
    part_ms = rr_ms[place]
    is_part_break = np.diff(place, prepend=-2) > 1
    within = chains(is_part_break | (of.first[place] == place))
    classes = classify(part_ms, compared, within).only(asked.can_be_odd)
    codes[place] = flags_of_classes(part_ms, within, compared, classes)
    return codes


def _by_neighbours(rr_ms: FloatArray, is_break: BoolArray) -> IntArray:
    """Codes of chains that are too short for a spread."""
    is_far = is_karlsson_outlier(rr_ms, is_break)
    codes = np.where(is_far, code_of(RrFlag.ECTOPIC), 0)
    codes[rr_ms > RR_MAX_MS] = code_of(RrFlag.OUT_OF_RANGE)
    return codes


def judge_rr(rr_ms: FloatArray, is_break: BoolArray) -> IntArray:
    """Code of each interval in `RR_FLAGS`.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
        Intervals of any number of days and people, one after the other.
    is_break : (b,) bool
        True where interval i does not follow interval i - 1.

    Returns
    -------
    (b,) int64

    Notes
    -----
    A chain of fewer than 20 intervals has no spread to measure; there an interval
    more than 20 % from the mean of its neighbours is called ectopic, and one over
    2000 ms is only out of range.

    Examples
    --------
    >>> rr_ms = 800.0 + 10 * np.sin(np.arange(60.0))
    >>> rr_ms[30] += 1600
    >>> is_break = np.arange(60) == 0
    >>> judge_rr(rr_ms, is_break)[29:32].tolist()
    [0, 7, 0]
    """
    is_short_chain = chains(is_break).lengths() < ADAPTIVE_MIN_BEATS
    codes = np.zeros(len(rr_ms), dtype=np.int64)
    for is_part, codes_of in (
        (is_short_chain, _by_neighbours),
        (~is_short_chain, _by_spread),
    ):
        if is_part.any():
            codes[is_part] = codes_of(rr_ms[is_part], is_break[is_part])
    codes[rr_ms < RR_MIN_MS] = code_of(RrFlag.OUT_OF_RANGE)
    return codes


def judge_with_limits(
    rr_ms: FloatArray, is_break: BoolArray
) -> tuple[IntArray, RrLimits]:
    """Code of each interval, as `judge_rr` gives it, and what it was compared with.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    is_break : (b,) bool
        As in `judge_rr`.

    Examples
    --------
    >>> rr_ms = 800.0 + 10 * np.sin(np.arange(60.0))
    >>> _, limits = judge_with_limits(rr_ms, np.arange(60) == 0)
    >>> limits.step_ms[30].round().item()
    56.0
    """
    codes = judge_rr(rr_ms, is_break)
    if len(rr_ms) == 0:
        return codes, RrLimits(np.zeros(0), np.zeros(0))
    of = chains(is_break)
    compared = bounded_thresholds(rr_ms, of)
    is_short_chain = of.lengths() < ADAPTIVE_MIN_BEATS
    return codes, RrLimits(
        step_ms=np.where(is_short_chain, np.nan, compared.step_limit),
        median_ms=np.where(is_short_chain, np.nan, compared.median_limit),
    )

"""Steps of intervals, laid into minutes."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray

MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class MinuteSteps:
    """Steps of the minutes about which something is known.

    Attributes
    ----------
    minute_ms : (n,) int64, ms UTC
        Start of the minute, strictly rising.
    step_count : (n,) float64
        In the known part of the minute; fractions add up.
    known_ms : (n,) int64, ms
        How much of the minute is known.
    """

    minute_ms: IntArray
    step_count: FloatArray
    known_ms: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class ChosenMinutes:
    """Steps of the minutes about which any of several sources speaks.

    Attributes
    ----------
    minute_ms : (n,) int64, ms UTC
        Start of the minute, strictly rising.
    step_count : (n,) float64
        In the known part of the minute, of all sources that speak in it.
    known_ms : (n,) int64, ms
    source : (n,) int64
        Code of the source that speaks for most of the known part; of equals the
        lowest.
    """

    minute_ms: IntArray
    step_count: FloatArray
    known_ms: IntArray
    source: IntArray


def chosen_minutes(
    from_ms: IntArray, until_ms: IntArray, step_count: FloatArray, source: IntArray
) -> ChosenMinutes:
    """Lay what several sources chose to say into minutes.

    Parameters
    ----------
    from_ms, until_ms : (n,) int64, ms UTC
        Pieces of time, not overlapping: one source speaks in each.
    step_count : (n,) float64
    source : (n,) int64, codes not negative

    Returns
    -------
    ChosenMinutes
        Whose sum is that of the steps.

    Examples
    --------
    >>> told = chosen_minutes(
    ...     np.array([0, 40_000]),
    ...     np.array([40_000, 90_000]),
    ...     np.array([60.0, 50.0]),
    ...     np.array([0, 1]),
    ... )
    >>> told.step_count.tolist(), told.source.tolist()
    ([80.0, 30.0], [0, 1])
    """
    told = minute_steps(from_ms, until_ms, step_count)
    codes = np.unique(source).tolist()
    if len(codes) == 1:
        alone = np.full(len(told.minute_ms), codes[0], dtype=np.int64)
        return ChosenMinutes(told.minute_ms, told.step_count, told.known_ms, alone)
    most_ms = np.zeros(len(told.minute_ms), dtype=np.int64)
    speaker = np.zeros(len(told.minute_ms), dtype=np.int64)
    for code in codes:
        own = source == code
        each = minute_steps(from_ms[own], until_ms[own], step_count[own])
        row = np.searchsorted(told.minute_ms, each.minute_ms)
        is_more = each.known_ms > most_ms[row]
        speaker[row[is_more]] = code
        most_ms[row[is_more]] = each.known_ms[is_more]
    return ChosenMinutes(told.minute_ms, told.step_count, told.known_ms, speaker)


def minute_steps(
    from_ms: IntArray, until_ms: IntArray, step_count: FloatArray
) -> MinuteSteps:
    """Lay steps of intervals into minutes, in proportion to time.

    Parameters
    ----------
    from_ms, until_ms : (n,) int64, ms UTC
        Not overlapping: of a counter whatever is neither NaN nor unplaced, see
        `CounterSteps`.
    step_count : (n,) float64
        NaN is not known, and yields no minute.

    Returns
    -------
    MinuteSteps
        Whose sum is that of the steps.

    Examples
    --------
    >>> told = minute_steps(
    ...     np.array([30_000]), np.array([120_000]), np.array([90.0])
    ... )
    >>> told.minute_ms.tolist(), told.step_count.tolist()
    ([0, 60000], [30.0, 60.0])
    """
    is_known = ~np.isnan(step_count) & (until_ms > from_ms)
    start, end, steps = from_ms[is_known], until_ms[is_known], step_count[is_known]
    first = start // MINUTE_MS
    pieces = (end - 1) // MINUTE_MS - first + 1
    of = np.repeat(np.arange(len(start)), pieces)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    minute = first[of] + nth
    low = np.maximum(start[of], minute * MINUTE_MS)
    high = np.minimum(end[of], (minute + 1) * MINUTE_MS)
    minutes, row = np.unique(minute, return_inverse=True)
    share = (high - low) / (end - start)[of]
    return MinuteSteps(
        minute_ms=minutes * MINUTE_MS,
        step_count=np.bincount(
            row, weights=steps[of] * share, minlength=len(minutes)
        ).astype(np.float64),
        known_ms=np.bincount(row, weights=high - low, minlength=len(minutes)).astype(
            np.int64
        ),
    )

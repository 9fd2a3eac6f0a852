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

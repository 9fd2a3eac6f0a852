"""What speaks against the steps of a day without taking any away."""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray
from pacepipe.signals import (
    PLACED_MAX_MS,
    CadenceGrid,
    StepSource,
    cadence_mismatch,
    repeat_suspects,
)
from pacepipe.stages.intervals import DayIntervals

SECOND_MS: Final = 1000
MINUTE_MS: Final = 60_000


def pod_disagrees(
    intervals: DayIntervals, cadence: CadenceGrid, is_pod: BoolArray
) -> bool | None:
    """Whether the steps of a pod and those of a counter differ by over 10 %.

    Parameters
    ----------
    intervals : DayIntervals
    cadence : CadenceGrid
    is_pod : (c,) bool
        Which of its seconds a pod sent.

    Returns
    -------
    bool or None
        Over the intervals of a counter that the pod heard whole; None without any.
    """
    length_ms = intervals.ended_ms - intervals.started_ms
    is_counted = (intervals.source == StepSource.COUNTER) & (length_ms <= PLACED_MAX_MS)
    is_counted &= ~np.isnan(intervals.step_count)
    second_ms = cadence.second_ms[is_pod]
    edges_ms = np.stack((intervals.started_ms, intervals.ended_ms))
    low, high = np.searchsorted(second_ms, edges_ms)
    is_both = is_counted & ((high - low + 1) * SECOND_MS > length_ms)
    if not is_both.any():
        return None
    steps_to = np.concatenate(([0.0], np.cumsum(cadence.step_count[is_pod])))
    by_pod = (steps_to[high] - steps_to[low])[is_both].sum()
    by_counter = intervals.step_count[is_both].sum()
    return bool(cadence_mismatch(np.array([by_pod]), np.array([by_counter]))[0])


def repeated_minutes(intervals: DayIntervals) -> int:
    """Imported minutes that seem to repeat one total of several minutes."""
    is_minute = intervals.ended_ms - intervals.started_ms == MINUTE_MS
    is_told = intervals.source == StepSource.IMPORTED
    rows = np.flatnonzero(is_minute & is_told)
    _, source = np.unique(np.array(intervals.strap_id)[rows], return_inverse=True)
    minute = intervals.started_ms[rows] // MINUTE_MS
    _, first = np.unique(np.stack((source, minute)), axis=1, return_index=True)
    count = intervals.step_count[rows][first]
    return int(repeat_suspects(source[first], minute[first], count).sum())

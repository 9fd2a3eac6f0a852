"""The same steps or samples from several sources, counted once.

A phone, a watch and a file of the same watch all tell of one walk. Sources have a
rank, 0 is the best; a moment belongs to the best source that tells of it, and nothing
is ever added up across sources: research/signal.md 3(e), Health Connect StepsRecord.
"""

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray


def counted_share(
    start_ms: IntArray, end_ms: IntArray, step_count: FloatArray, rank: IntArray
) -> FloatArray:
    """Share of each step interval that counts.

    Parameters
    ----------
    start_ms, end_ms : (n,) int64, ms
        The interval is [start, end); an empty one is taken to last 1 ms.
    step_count : (n,) float64
        NaN where it is not known: such an interval takes no time from others.
    rank : (n,) int64
        Of its source; 0 is the best.

    Returns
    -------
    (n,) float64, 0 to 1
        Share of the interval's time that no better source, and no earlier interval
        of the same rank, tells of. Steps are taken to be even within an interval,
        so ``step_count * share`` adds up to what was walked, once. 0 where
        `step_count` is NaN. Order of rows changes nothing but which of two equal
        ones counts.

    Examples
    --------
    A watch (rank 0) in the second half of what a phone tells:

    >>> counted_share(
    ...     np.array([0, 500]),
    ...     np.array([1000, 1500]),
    ...     np.array([100.0, 80.0]),
    ...     np.array([1, 0]),
    ... )
    array([0.5, 1. ])
    """
    share = np.zeros(len(start_ms), dtype=np.float64)
    ends = np.maximum(end_ms, start_ms + 1)
    is_known = ~np.isnan(step_count)
    taken = _Taken(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    for each in np.unique(rank[is_known]).tolist():
        own = np.flatnonzero(is_known & (rank == each))
        own = own[np.lexsort((step_count[own], ends[own], start_ms[own]))]
        start, end = start_ms[own], ends[own]
        # what an earlier interval of the same rank has told already
        reached = np.maximum.accumulate(end)
        from_ms = start.copy()
        from_ms[1:] = np.maximum(start[1:], reached[:-1])
        from_ms = np.minimum(from_ms, end)
        free_ms = (end - from_ms) - (taken.until(end) - taken.until(from_ms))
        share[own] = free_ms / (end - start)
        taken = taken.with_more(start, end)
    return share


class _Taken:
    """Stretches that better sources tell of: disjoint, in order."""

    def __init__(self, start: IntArray, end: IntArray) -> None:
        self._start = start
        self._end = end
        self._before = np.concatenate([[0], np.cumsum(end - start)])

    def until(self, at_ms: IntArray) -> IntArray:
        """Time taken before each moment, ms."""
        whole = np.searchsorted(self._end, at_ms, "right")
        told: IntArray = self._before[whole]
        is_inside = whole < len(self._start)
        inside = np.minimum(whole, max(len(self._start) - 1, 0))
        if len(self._start):
            part = np.maximum(at_ms - self._start[inside], 0)
            told = told + np.where(is_inside, part, 0)
        return told

    def with_more(self, start: IntArray, end: IntArray) -> "_Taken":
        starts = np.concatenate([self._start, start])
        ends = np.concatenate([self._end, end])
        order = np.argsort(starts, kind="stable")
        starts, reached = starts[order], np.maximum.accumulate(ends[order])
        is_new = np.ones(len(starts), dtype=np.bool_)
        is_new[1:] = starts[1:] > reached[:-1]
        first = np.flatnonzero(is_new)
        last = np.append(first[1:], len(starts)) - 1
        return _Taken(starts[first], reached[last])


def is_best_in_slot(
    at_ms: IntArray, value: IntArray, rank: IntArray, slot_ms: int
) -> BoolArray:
    """True for samples of the best source in their slot of time, each once.

    Parameters
    ----------
    at_ms : (n,) int64, ms
    value : (n,) int64
    rank : (n,) int64
        0 is the best.
    slot_ms : int
        Within such a stretch only one source is heard.

    Returns
    -------
    (n,) bool
        A second sample of the same rank, moment and value is left out too.

    Examples
    --------
    >>> is_best_in_slot(
    ...     np.array([0, 400, 1200, 1200]),
    ...     np.array([70, 71, 72, 72]),
    ...     np.array([1, 0, 1, 1]),
    ...     1000,
    ... )
    array([False,  True,  True, False])
    """
    kept = np.zeros(len(at_ms), dtype=np.bool_)
    if len(at_ms) == 0:
        return kept
    rows = np.stack([at_ms, rank, value], axis=1)
    _, first = np.unique(rows, axis=0, return_index=True)
    slot = at_ms[first] // slot_ms
    slots, inverse = np.unique(slot, return_inverse=True)
    best = np.full(len(slots), np.iinfo(np.int64).max)
    np.minimum.at(best, inverse, rank[first])
    kept[first[rank[first] == best[inverse]]] = True
    return kept

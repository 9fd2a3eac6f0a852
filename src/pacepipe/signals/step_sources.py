"""Steps of several sources, each moment counted once.

A phone and a watch both count the same walk. Their records overlap, and adding them
would double it. For each moment one record speaks: that of the source with the
higher priority.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

RATE_LIMIT_PER_MIN: Final = 240.0
RATE_HIGH_PER_MIN: Final = 220.0
"""Steps a minute that are not believed, and that are marked: research/signal.md
3(e)."""
REPEAT_MIN_RECORDS: Final = 5
REPEAT_MIN_STEPS: Final = 1200
"""Equal minutes for five minutes and more whose sum is over 1200 are one total of
five minutes, told five times: research/signal.md 3(e), RADAR-Schemas 111."""
MINUTE_MS: Final = 60_000


class StepSource(IntEnum):
    """Who counted; the lowest is asked first.

    A pod feels each step; a counter on a wrist counts as it happens; what was
    stored comes in bins of a quarter of an hour (design: sources by priority); a file
    may tell of any of these once more.
    """

    POD = 0
    COUNTER = 1
    STORED = 2
    IMPORTED = 3


STEP_SOURCES: Final = tuple(source.name.lower() for source in StepSource)
"""Words of `StepSource`; position is code."""


@dataclass(frozen=True, slots=True, eq=False)
class RecordSteps:
    """What each record counts for.

    Attributes
    ----------
    step_count : (n,) float64
        Steps of the time for which the record speaks, in proportion; NaN where the
        record cannot be believed.
    own_ms : (n,) int64, ms
        For how long it speaks; 0 where others speak for all of it.
    is_split : (n,) bool
        It speaks for a part of its time.
    is_rate_high, is_rate_implausible : (n,) bool
    piece_record : (p,) int64
        The record that speaks in each piece of time, pieces rising and apart.
    piece_from_ms, piece_until_ms : (p,) int64, ms UTC
        Of each piece; those of a record make up its `own_ms`.
    """

    step_count: FloatArray
    own_ms: IntArray
    is_split: BoolArray
    is_rate_high: BoolArray
    is_rate_implausible: BoolArray
    piece_record: IntArray
    piece_from_ms: IntArray
    piece_until_ms: IntArray


def record_steps(
    start_ms: IntArray,
    end_ms: IntArray,
    count: IntArray | FloatArray,
    priority: IntArray,
) -> RecordSteps:
    """Steps of interval records of one person, each moment once.

    Parameters
    ----------
    start_ms, end_ms : (n,) int64, ms UTC
        The end is not part of it, and after the start.
    count : (n,) steps
    priority : (n,) int64
        0 is asked first. Records of one source have the same.

    Returns
    -------
    RecordSteps
        In the order of the records. A record whose rate is impossible speaks for no
        moment, and so leaves room for another source.

    Notes
    -----
    Among records of the same priority the earlier one speaks, then the shorter, so
    a record that is told twice counts once. Steps are spread evenly over a record:
    one that loses a part of its time loses that part of its steps, and never more
    steps come out than went in.

    Raises
    ------
    ValueError
        If a record ends before it starts.

    Examples
    --------
    A watch (first) and a phone that both saw the second half of ten minutes:

    >>> told = record_steps(
    ...     np.array([300_000, 0]),
    ...     np.array([600_000, 600_000]),
    ...     np.array([500, 800]),
    ...     np.array([0, 1]),
    ... )
    >>> told.step_count.tolist(), told.is_split.tolist()
    ([500.0, 400.0], [False, True])
    """
    if (end_ms <= start_ms).any():
        raise ValueError("a step record ends before it starts; drop it and say so")
    minutes = (end_ms - start_ms) / MINUTE_MS
    is_high = count > RATE_HIGH_PER_MIN * minutes
    is_implausible = count > RATE_LIMIT_PER_MIN * minutes
    edge = np.unique(np.concatenate((start_ms, end_ms)))
    owner = np.full(max(len(edge) - 1, 0), -1, dtype=np.int64)
    for level in np.unique(priority).tolist():
        rows = np.flatnonzero((priority == level) & ~is_implausible)
        order = np.lexsort((count[rows], end_ms[rows], start_ms[rows]))
        _speak(owner, edge, rows[order], start_ms, end_ms)
    spoken = np.flatnonzero(owner >= 0)
    record, low, high = owner[spoken], edge[spoken], edge[spoken + 1]
    own_ms = np.bincount(record, weights=high - low, minlength=len(count)).astype(
        np.int64
    )
    share = own_ms / (end_ms - start_ms)
    return RecordSteps(
        step_count=np.where(is_implausible, np.nan, count * share),
        own_ms=own_ms,
        is_split=(own_ms > 0) & (own_ms < end_ms - start_ms),
        is_rate_high=is_high & ~is_implausible,
        is_rate_implausible=is_implausible,
        piece_record=record,
        piece_from_ms=low,
        piece_until_ms=high,
    )


def _speak(
    owner: IntArray,
    edge: IntArray,
    rows: IntArray,
    start_ms: IntArray,
    end_ms: IntArray,
) -> None:
    """Let ordered records of one priority speak where nobody does yet."""
    if len(rows) == 0:
        return
    low, high = _apart(start_ms[rows], end_ms[rows])
    is_left = high > low
    low, high, rows = low[is_left], high[is_left], rows[is_left]
    place = np.searchsorted(low, edge[:-1], "right") - 1
    is_in = (place >= 0) & (edge[:-1] < high[place]) & (owner < 0)
    owner[is_in] = rows[place[is_in]]


def _apart(start_ms: IntArray, end_ms: IntArray) -> tuple[IntArray, IntArray]:
    """Records by start, each without what those before it cover."""
    low, high = start_ms.copy(), end_ms.copy()
    until = np.maximum.accumulate(high)
    low[1:] = np.maximum(low[1:], until[:-1])
    return low, np.maximum(high, low)


def repeat_suspects(
    source: IntArray, minute: IntArray, count: IntArray | FloatArray
) -> BoolArray:
    """Minutes that seem to repeat one total of several minutes.

    Parameters
    ----------
    source, minute : (n,) int64
        Minutes since the epoch, strictly rising within a source, whose rows stand
        together.
    count : (n,) steps

    Returns
    -------
    (n,) bool
        In a run of at least five consecutive equal minutes, five of which are more
        than 1200 steps.

    Examples
    --------
    >>> none = np.zeros(6, dtype=np.int64)
    >>> told = repeat_suspects(none, np.arange(6), np.array([287] * 5 + [0]))
    >>> told.tolist()
    [True, True, True, True, True, False]
    """
    is_first = np.ones(len(minute), dtype=np.bool_)
    is_first[1:] = (
        (source[1:] != source[:-1]) | (np.diff(minute) != 1) | (count[1:] != count[:-1])
    )
    first = np.flatnonzero(is_first)
    length = np.diff(np.append(first, len(minute)))
    is_repeat = (length >= REPEAT_MIN_RECORDS) & (
        REPEAT_MIN_RECORDS * count[first] > REPEAT_MIN_STEPS
    )
    return np.repeat(is_repeat, length)

"""How often a source sends, and where it stopped sending.

Rules for one packet a second do not fit a band that reports once a minute; what is
long is measured in the source's own rhythm.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray

PERIOD_MIN_MS: Final = 1000
"""A source that sends more often than once a second is judged as one a second."""
DROPOUT_PERIODS: Final = 3
"""Silence longer than so many periods is a dropout: research/signal.md 3(b) item 3."""


def starts_of(source: IntArray) -> BoolArray:
    """True at the first row of each source."""
    is_start = np.ones(len(source), dtype=np.bool_)
    is_start[1:] = source[1:] != source[:-1]
    return is_start


def period_ms(at_ms: IntArray, source: IntArray) -> IntArray:
    """Usual time between readings of the source of each row, ms.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
        Rising within a source.
    source : (n,) int64
        Rows of one source stand together.

    Returns
    -------
    (n,) int64
        Lower median of the times between its readings, at least 1 s; 1 s for a
        source with a single reading.
    """
    first = np.flatnonzero(starts_of(source))
    ends = np.append(first, len(source))[1:]
    period = np.full(len(first), PERIOD_MIN_MS, dtype=np.int64)
    for place, (start, end) in enumerate(zip(first, ends, strict=True)):
        apart = np.diff(at_ms[start:end])
        if len(apart):
            middle = (len(apart) - 1) // 2
            usual = np.partition(apart, middle)[middle]
            period[place] = max(int(usual), PERIOD_MIN_MS)
    return np.repeat(period, ends - first)


def after_dropout(at_ms: IntArray, source: IntArray, usual_ms: IntArray) -> BoolArray:
    """The first readings after a silence of more than three periods.

    Parameters
    ----------
    at_ms, source : (n,) int64
        As for `period_ms`.
    usual_ms : (n,) int64, ms
        Period of the source of each row.

    Returns
    -------
    (n,) bool
        The dropout lies between such a reading and the one before it.
    """
    is_after = np.zeros(len(at_ms), dtype=np.bool_)
    is_after[1:] = np.diff(at_ms) > DROPOUT_PERIODS * usual_ms[1:]
    is_after &= ~starts_of(source)
    return is_after

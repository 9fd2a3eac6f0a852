"""RR intervals: how long, when they ended, which follow which, which may be used.

Intervals are judged and never corrected or removed, and no time is moved: the
sum of the intervals of a chain stays what the strap sent.
"""

from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

RR_TICKS_PER_S: Final = 1024
"""Resolution of an RR interval in 0x2A37: Bluetooth Heart Rate Service 1.0."""
RR_MIN_MS: Final = 300.0
RR_MAX_MS: Final = 2000.0
"""Believable interval, ms: research/signal.md 3(a) A2 (hrv-analysis)."""
NEIGHBOUR_FRAC: Final = 0.20
"""Largest believable distance from the neighbours' mean, as a share of it:
Karlsson et al. 2012."""
GAP_MS: Final = 2000.0
"""Time between two packets that the beats of the second do not explain, ms, from
which a beat is taken as lost. research/signal.md 3(a) A1: 1.6 to 3.0 s gave the
same count of lost beats within 4 % on two straps worn beside an ECG."""


class RrFlag(StrEnum):
    """Why an interval is not used; `ok` where it is."""

    OK = "ok"
    OUT_OF_RANGE = "oor"
    ECTOPIC = "ectopic"


RR_FLAGS: Final = tuple(RrFlag)
"""Name of each code: position is code. Code 0 is ok."""

_OUT_OF_RANGE: Final = RR_FLAGS.index(RrFlag.OUT_OF_RANGE)
_ECTOPIC: Final = RR_FLAGS.index(RrFlag.ECTOPIC)


def rr_ms(rr_raw: IntArray) -> FloatArray:
    """Intervals in milliseconds.

    Parameters
    ----------
    rr_raw : (b,) int64, 1/1024 s
        As sent. The unit is converted here and nowhere else: a known device
        log is short by exactly 1000/1024, converted twice.

    Examples
    --------
    >>> rr_ms(np.array([1024, 512, 819]))
    array([1000.       ,  500.       ,  799.8046875])
    """
    return rr_raw * 1000.0 / RR_TICKS_PER_S


def _later_in_packet_ms(beat_packet_index: IntArray, rr_ms: FloatArray) -> FloatArray:
    """Sum of the intervals after each one in its own packet."""
    is_last = np.ones(len(rr_ms), dtype=np.bool_)
    is_last[:-1] = beat_packet_index[1:] != beat_packet_index[:-1]
    through = np.cumsum(rr_ms)
    last_of_packet = np.flatnonzero(is_last)
    which = np.searchsorted(last_of_packet, np.arange(len(rr_ms)))
    later: FloatArray = through[last_of_packet][which] - through
    return later


def beat_times_ms(
    packet_at_ms: IntArray, beat_packet_index: IntArray, rr_ms: FloatArray
) -> IntArray:
    """End of each interval, taking the last one of a packet to end on arrival.

    Parameters
    ----------
    packet_at_ms : (p,) int64, ms UTC
        Arrival of each packet.
    beat_packet_index : (b,) int64
        Packet of each interval, a position in `packet_at_ms`; the intervals of
        a packet stand together, oldest first.
    rr_ms : (b,) float64, ms

    Returns
    -------
    (b,) int64, ms UTC
        Arrival less the later intervals of the packet. Times of two packets may
        overlap by the jitter of the radio; they are not pushed apart.

    Examples
    --------
    One packet at 5000 ms with 900 and then 800 ms:

    >>> beat_times_ms(np.array([5000]), np.array([0, 0]), np.array([900.0, 800.0]))
    array([4200, 5000])
    """
    ends = packet_at_ms[beat_packet_index] - _later_in_packet_ms(
        beat_packet_index, rr_ms
    )
    return np.rint(ends).astype(np.int64)


def breaks(
    packet_at_ms: IntArray,
    packet_connection_id: IntArray,
    beat_packet_index: IntArray,
    rr_ms: FloatArray,
) -> BoolArray:
    """True where an interval does not follow the one before it.

    That is the first of all, the first of a new connection, and the first of a
    packet whose beats leave more than `GAP_MS` unexplained since the packet
    with beats before it. (A packet without beats says nothing here: at a slow
    heart rate every third one is empty.)

    Parameters
    ----------
    packet_at_ms : (p,) int64, ms UTC
        Arrivals, in order, of one strap. Two straps worn at once would break
        each other's chains; hand them in one at a time.
    packet_connection_id : (p,) int64
    beat_packet_index : (b,) int64
        Packet of each interval; intervals of a packet stand together.
    rr_ms : (b,) float64, ms

    Returns
    -------
    (b,) bool
    """
    is_break = np.ones(len(rr_ms), dtype=np.bool_)
    before, after = beat_packet_index[:-1], beat_packet_index[1:]
    packet_total_ms = np.bincount(
        beat_packet_index, weights=rr_ms, minlength=len(packet_at_ms)
    )
    elapsed_ms = packet_at_ms[after] - packet_at_ms[before]
    is_new_link = packet_connection_id[after] != packet_connection_id[before]
    is_gap = elapsed_ms - packet_total_ms[after] > GAP_MS
    is_break[1:] = (after != before) & (is_new_link | is_gap)
    return is_break


def judge_rr(rr_ms: FloatArray, is_break: BoolArray) -> IntArray:
    """Code of each interval in `RR_FLAGS`.

    First the range; then an interval more than 20 % away from the mean of its
    two neighbours is called ectopic. A neighbour counts when it is in range and
    in the same chain; at the edge of a chain the one neighbour stands alone,
    and an interval without any is only checked for its range.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    is_break : (b,) bool
        True where interval i does not follow interval i - 1.

    Returns
    -------
    (b,) int64

    Notes
    -----
    ``|rr_i - m_i| > 0.20 m_i`` with ``m_i = (rr_{i-1} + rr_{i+1}) / 2``.

    Why the neighbours and not the last accepted interval: a rule that compares
    with what it accepted last has no way back. After a true change of rate, or
    a few rejections in a row, it rejects everything that follows (one such
    filter rejected 99.4 % of a clean 24-h record: research/signal.md, fact 11).
    Here every interval is judged by what was sent beside it, so one judgement
    never depends on another. The price: a beat beside an ectopic one is often
    flagged with it.

    References
    ----------
    Karlsson M, Hörnsten R, Rydberg A, Wiklund U. Automatic filtering of
    outliers in RR intervals before analysis of heart rate variability in
    Holter recordings. BioMedical Engineering OnLine 2012;11:2.

    Examples
    --------
    600 against (800 + 810) / 2 = 805 is 25 % away; 800 stands at the edge,
    against 600 alone, and is 33 % away:

    >>> codes = judge_rr(
    ...     np.array([800.0, 600.0, 810.0, 805.0, 2100.0]),
    ...     np.array([True, False, False, False, False]),
    ... )
    >>> [RR_FLAGS[code].value for code in codes]
    ['ectopic', 'ectopic', 'ok', 'ok', 'oor']
    """
    is_in_range = (rr_ms >= RR_MIN_MS) & (rr_ms <= RR_MAX_MS)
    is_joined = ~is_break[1:]
    has_before = np.zeros(len(rr_ms), dtype=np.bool_)
    has_after = np.zeros(len(rr_ms), dtype=np.bool_)
    has_before[1:] = is_joined & is_in_range[:-1]
    has_after[:-1] = is_joined & is_in_range[1:]

    total_ms = np.zeros(len(rr_ms))
    total_ms[1:] += np.where(has_before[1:], rr_ms[:-1], 0.0)
    total_ms[:-1] += np.where(has_after[:-1], rr_ms[1:], 0.0)
    neighbour_count = has_before.astype(np.int64) + has_after
    mean_ms = total_ms / np.maximum(neighbour_count, 1)

    is_far = np.abs(rr_ms - mean_ms) > NEIGHBOUR_FRAC * mean_ms
    codes = np.where(is_far & (neighbour_count > 0), _ECTOPIC, 0)
    return np.where(is_in_range, codes, _OUT_OF_RANGE).astype(np.int64)

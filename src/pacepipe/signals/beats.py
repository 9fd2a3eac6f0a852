"""RR intervals: how long, when they ended, which follow which.

No time is moved: the sum of the intervals of a chain stays what the strap sent.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rr_ledger import Packets, breaks_of_ledger, ledger

RR_TICKS_PER_S: Final = 1024
"""Resolution of an RR interval in 0x2A37: Bluetooth Heart Rate Service 1.0."""


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
    packet that beats are missing before: see `ledger`.

    Parameters
    ----------
    packet_at_ms : (p,) int64, ms UTC
        Arrivals, in order, of one strap. Two straps worn at once would break
        each other's chains; hand them in one at a time.
    packet_connection_id : (p,) int64
    beat_packet_index : (b,) int64
        Packet of each interval, ascending.
    rr_ms : (b,) float64, ms

    Returns
    -------
    (b,) bool
    """
    packets = Packets(packet_at_ms, packet_connection_id, beat_packet_index, rr_ms)
    return breaks_of_ledger(packets, ledger(packets))

"""What the packets of a strap leave unexplained: lost beats, and where.

Every interval says how much time it explains. What a link has lasted less what its
intervals explain is the time of the beats that were lost.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rr_windows import sorted_windows

GAP_MS: Final = 2000.0
"""Unexplained time from which beats are taken as lost, ms. research/signal.md 3(a)
A1: 1.6 to 3.0 s gave the same count of lost beats within 4 % on two straps worn
beside an ECG."""
CLOCK_DRIFT_FRAC: Final = 2e-4
"""How much slower the strap's clock may run than ours: research/signal.md 3(a) A1."""
BURST_MS: Final = 100
"""Packets that arrive so close together were waiting for the radio together (ours:
one strap in the open data sends each pair of beats as two packets 8 to 12 ms apart)."""
RATE_BEATS: Final = 25
"""Beats whose median interval turns lost time into lost beats: signal.md 3(a) A1."""
RATE_MIN_MS: Final = 300.0
"""Shortest believable interval, ms: research/signal.md 3(a) A2. A strap that sends
zeros must not make lost time into beats without end."""
_GRID: Final = 1024.0
"""Times are rounded to 1/1024 ms, so that sums do not depend on their order."""


@dataclass(frozen=True, slots=True, eq=False)
class Packets:
    """Packets of straps, link by link and in order of arrival within each.

    Attributes
    ----------
    at_ms : (p,) int64, ms UTC
        Arrival.
    connection_id : (p,) int64
        A change starts another link; beats are never expected across it.
    beat_packet_index : (b,) int64
        Packet of each interval, ascending; a packet may have none.
    rr_ms : (b,) float64, ms
    """

    at_ms: IntArray
    connection_id: IntArray
    beat_packet_index: IntArray
    rr_ms: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """What is missing before each packet.

    Attributes
    ----------
    is_first : (p,) bool
        First packet with beats of its link; False for a packet without beats.
    elapsed_ms : (p,) float64, ms
        From the burst before it on its link to the end of its own, on the first
        packet of a burst; 0 on others, on the first burst and without beats.
    explained_ms : (p,) float64, ms
        Sum of the intervals of its burst, likewise.
    gap_ms : (p,) float64, ms
        Time that nothing explains; 0 where no beat is taken as lost.
    missing_beats : (p,) int64
        Beats that were lost in it.
    """

    is_first: BoolArray
    elapsed_ms: FloatArray
    explained_ms: FloatArray
    gap_ms: FloatArray
    missing_beats: IntArray


def _gaps(excess_ms: FloatArray) -> FloatArray:
    """Unexplained time where it passes `GAP_MS`; there the account starts again.

    Without the new start the account is ``S - min(S)`` of the running sum S. With
    it the account is never larger, so only stretches in which that passes the limit
    are walked through, one packet at a time.
    """
    total = np.cumsum(excess_ms)
    lowest = np.minimum.accumulate(np.minimum(total, 0.0))
    without_restart = total - lowest
    gap_ms = np.zeros(len(excess_ms))
    stretch = np.cumsum(without_restart == 0.0)
    is_walked = np.bincount(stretch, weights=without_restart > GAP_MS) > 0
    account = 0.0
    for row in np.flatnonzero(is_walked[stretch]).tolist():
        if without_restart[row] == 0.0:
            account = 0.0
            continue
        account = max(0.0, account + float(excess_ms[row]))
        if account > GAP_MS:
            gap_ms[row], account = account, 0.0
    return gap_ms


def _bursts(at_ms: IntArray, is_first: BoolArray) -> tuple[IntArray, IntArray]:
    """First and last packet of each burst."""
    starts = is_first.copy()
    starts[1:] |= np.diff(at_ms) > BURST_MS
    first = np.flatnonzero(starts)
    return first, np.append(first[1:], len(at_ms)) - 1


def ledger(packets: Packets) -> Ledger:
    """Account for the time of each link.

    Parameters
    ----------
    packets : Packets
        Of any number of links. A link's account depends on no other.

    Notes
    -----
    With A the arrival of a burst and R the sum of its intervals::

        b_j = max(0, b_{j-1} + (A_j - A_{j-1})(1 - 0.0002) - R_j)

    Past 2 s it is a gap of ``round(b / m)`` beats, m the median of the last 25
    intervals, and b starts again at 0. Jitter of the radio evens out, because a late
    packet is followed by one that is early by as much. A packet without beats says
    nothing: at a slow heart rate every third one is empty.

    Examples
    --------
    Ten packets a second apart, each with one interval of 1000 ms, five of them lost:

    >>> at_ms = np.array([0, 1000, 2000, 8000, 9000])
    >>> told = ledger(
    ...     Packets(at_ms, np.ones(5, dtype=np.int64), np.arange(5), np.full(5, 1000.0))
    ... )
    >>> told.missing_beats.tolist()
    [0, 0, 0, 5, 0]
    """
    count = len(packets.at_ms)
    told = Ledger(
        is_first=np.zeros(count, dtype=np.bool_),
        elapsed_ms=np.zeros(count),
        explained_ms=np.zeros(count),
        gap_ms=np.zeros(count),
        missing_beats=np.zeros(count, dtype=np.int64),
    )
    beats = np.bincount(packets.beat_packet_index, minlength=count)
    with_beats = np.flatnonzero(beats)
    if len(with_beats) == 0:
        return told
    at_ms, link = packets.at_ms[with_beats], packets.connection_id[with_beats]
    is_first = np.ones(len(with_beats), dtype=np.bool_)
    is_first[1:] = link[1:] != link[:-1]
    elapsed_ms = np.diff(at_ms, prepend=at_ms[0]).astype(np.float64)
    elapsed_ms[is_first] = 0.0
    explained_ms = np.bincount(
        packets.beat_packet_index, weights=packets.rr_ms, minlength=count
    )[with_beats]
    explained_ms[is_first] = 0.0
    first, last = _bursts(at_ms, is_first)
    starts = np.flatnonzero(is_first[first])
    elapsed_ms, explained_ms = (
        np.add.reduceat(elapsed_ms, first),
        np.add.reduceat(explained_ms, first),
    )
    elapsed_ms[starts] = explained_ms[starts] = 0.0
    told.is_first[with_beats] = is_first
    told.elapsed_ms[with_beats[first]] = elapsed_ms
    told.explained_ms[with_beats[first]] = explained_ms

    excess_ms = elapsed_ms * (1 - CLOCK_DRIFT_FRAC) - explained_ms
    excess_ms = np.rint(excess_ms * _GRID) / _GRID
    # a link starts at zero: its first packet takes back all that any before it added
    added_ms = np.add.reduceat(np.maximum(excess_ms, 0.0), starts)
    excess_ms[starts[1:]] = -added_ms[:-1]
    excess_ms[starts[:1]] = 0.0
    gap_ms = _gaps(excess_ms)

    lost = np.flatnonzero(gap_ms)
    if len(lost):
        beats_to = np.cumsum(beats[with_beats])
        link_first = starts[np.searchsorted(starts, lost, "right") - 1]
        low = (beats_to - beats[with_beats])[first[link_first]]
        high = beats_to[last[lost]] - 1
        low = np.maximum(low, high - RATE_BEATS + 1)
        (rate_ms,) = sorted_windows(packets.rr_ms, low, high, (0.5,), RATE_BEATS)
        place = with_beats[first[lost]]
        told.gap_ms[place] = gap_ms[lost]
        rate_ms = np.maximum(rate_ms, RATE_MIN_MS)
        told.missing_beats[place] = np.rint(gap_ms[lost] / rate_ms).astype(np.int64)
    return told


def breaks_of_ledger(packets: Packets, told: Ledger) -> BoolArray:
    """True where an interval does not follow the one before it, (b,) bool.

    That is the first of a link, and the first of a packet that beats are missing
    before.
    """
    of_beat = packets.beat_packet_index
    is_first_of_packet = np.ones(len(of_beat), dtype=np.bool_)
    is_first_of_packet[1:] = of_beat[1:] != of_beat[:-1]
    is_after = told.is_first | (told.gap_ms > 0)
    is_break: BoolArray = is_first_of_packet & is_after[of_beat]
    return is_break

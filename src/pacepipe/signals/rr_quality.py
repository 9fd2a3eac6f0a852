"""How well the intervals of five minutes were heard, and their variability."""

from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.hrv import WINDOW_MS, HrvWindows, hrv_windows
from pacepipe.signals.rr_flag import JudgedRr, RrFlag, RrLimits, code_of
from pacepipe.signals.rr_judge import judge_with_limits
from pacepipe.signals.rr_ledger import Packets, breaks_of_ledger, ledger
from pacepipe.signals.rr_links import links, repeated_packets


@dataclass(frozen=True, slots=True, eq=False)
class RrWindows:
    """One row for each source and five minutes with beats, in that order.

    Attributes
    ----------
    source : (g,) int64
    start_ms : (g,) int64, ms UTC
        A multiple of five minutes.
    beat_count : (g,) int64
        Intervals that ended in it, repeated ones left out.
    gap_count, missing_beats : (g,) int64
    gap_ms : (g,) float64, ms
        Gaps that ended in it, beats lost in them, and their length.
    unit_ratio, quantum_ms : (g,) float64
    is_unit_suspect, is_duplicate_suspect, is_pseudo : (g,) bool
        Of the link of its last beat: see `Links`.
    hrv : HrvWindows
    """

    source: IntArray
    start_ms: IntArray
    beat_count: IntArray
    gap_count: IntArray
    missing_beats: IntArray
    gap_ms: FloatArray
    unit_ratio: FloatArray
    quantum_ms: FloatArray
    is_unit_suspect: BoolArray
    is_duplicate_suspect: BoolArray
    is_pseudo: BoolArray
    hrv: HrvWindows


def _without(packets: Packets, is_left_out: BoolArray) -> Packets:
    """The same packets without the intervals left out."""
    kept = ~is_left_out
    return Packets(
        packets.at_ms,
        packets.connection_id,
        packets.beat_packet_index[kept],
        packets.rr_ms[kept],
    )


def judge_packets(packets: Packets) -> JudgedRr:
    """Flag and chain of every interval of any number of links.

    Notes
    -----
    Intervals of a packet that was sent twice are `dup` and part of no chain: the
    others are judged as if they were not there.

    Examples
    --------
    >>> told = judge_packets(
    ...     Packets(
    ...         np.array([1000, 2000, 9000]),
    ...         np.ones(3, dtype=np.int64),
    ...         np.arange(3),
    ...         np.array([1000.0, 1000.0, 2100.0]),
    ...     )
    ... )
    >>> told.code.tolist(), told.is_break.tolist()
    ([0, 0, 1], [True, False, True])
    """
    return judge_packets_with_limits(packets)[0]


def judge_packets_with_limits(packets: Packets) -> tuple[JudgedRr, RrLimits]:
    """The same as `judge_packets`, and what each interval was compared with."""
    is_repeat = repeated_packets(packets, links(packets, ledger(packets)))
    is_dup = is_repeat[packets.beat_packet_index]
    once = _without(packets, is_dup)
    code = np.full(len(is_dup), code_of(RrFlag.DUPLICATE), dtype=np.int64)
    is_break = np.zeros(len(is_dup), dtype=np.bool_)
    is_break[~is_dup] = breaks_of_ledger(once, ledger(once))
    code[~is_dup], of_once = judge_with_limits(once.rr_ms, is_break[~is_dup])
    limits = RrLimits(np.full(len(is_dup), np.nan), np.full(len(is_dup), np.nan))
    limits.step_ms[~is_dup] = of_once.step_ms
    limits.median_ms[~is_dup] = of_once.median_ms
    return JudgedRr(packets.rr_ms, code, is_break), limits


def rr_windows(
    packets: Packets, source: IntArray, judged: JudgedRr, beat_at_ms: IntArray
) -> RrWindows:
    """Five minutes after five minutes of every source.

    Parameters
    ----------
    packets : Packets
        Source by source.
    source : (p,) int64
        Source of each packet, ascending: one strap of one person on one day. A link
        belongs to one source.
    judged : JudgedRr
        See `judge_packets`.
    beat_at_ms : (b,) int64, ms UTC
        End of each interval; see `beat_times_ms`.
    """
    is_dup = judged.code == code_of(RrFlag.DUPLICATE)
    once = _without(packets, is_dup)
    left = JudgedRr(once.rr_ms, judged.code[~is_dup], judged.is_break[~is_dup])
    window = beat_at_ms[~is_dup] // WINDOW_MS
    of_beat = source[once.beat_packet_index]
    # one number for source and window; both from zero, so that it stays exact
    low = int(window.min()) if len(window) else 0
    count = int(window.max()) - low + 1 if len(window) else 1
    key, group = np.unique(of_beat * count + (window - low), return_inverse=True)
    last_beat = np.zeros(len(key), dtype=np.int64)
    last_beat[group] = np.arange(len(group))

    told, of_link = ledger(once), links(packets, ledger(packets))
    row = of_link.of_packet[once.beat_packet_index[last_beat]]
    gaps = np.flatnonzero(told.gap_ms)
    # a gap is told where its first interval after it ended
    first_beat = np.searchsorted(once.beat_packet_index, gaps)
    at = group[first_beat]
    return RrWindows(
        source=key // count,
        start_ms=(key % count + low) * WINDOW_MS,
        beat_count=np.bincount(group, minlength=len(key)),
        gap_count=np.bincount(at, minlength=len(key)),
        missing_beats=_sums(at, told.missing_beats[gaps], len(key)).astype(np.int64),
        gap_ms=_sums(at, told.gap_ms[gaps], len(key)),
        unit_ratio=of_link.unit_ratio[row],
        quantum_ms=of_link.quantum_ms[row],
        is_unit_suspect=of_link.is_unit_suspect[row],
        is_duplicate_suspect=of_link.is_duplicate_suspect[row],
        is_pseudo=of_link.is_pseudo[row],
        hrv=hrv_windows(left, group, np.full(len(key), float(WINDOW_MS))),
    )


def _sums(at: IntArray, values: IntArray | FloatArray, count: int) -> FloatArray:
    weights = values.astype(np.float64)
    return np.bincount(at, weights=weights, minlength=count).astype(np.float64)

"""Whether the intervals of a link can be believed as a whole: unit, doubles, kind."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rr_ledger import Ledger, Packets

UNIT_SHORT_RANGE: Final = (0.970, 0.983)
UNIT_LONG_RANGE: Final = (1.018, 1.030)
"""Explained over elapsed time of a series converted between 1/1000 and 1/1024 s once
too often or not at all: research/signal.md 3(a) A1."""
DUPLICATE_FRAC: Final = 1.05
"""Explained over elapsed time that only repeated beats reach: signal.md 3(a) A1."""
STEADY_MIN_MS: Final = 30_000
"""Shortest stretch without a loss that a ratio is taken from (ours: jitter of 1 s at
its ends is then 3 % at most, and evens out over stretches)."""
STEADY_TOTAL_MS: Final = 5 * 60_000
"""Time in such stretches below which no ratio is told, ms (ours)."""
LOSS_BEATS: Final = 0.9
"""Unexplained time of one packet that ends such a stretch, in median intervals (ours:
one lost beat leaves a whole one)."""
REPEAT_FRAC: Final = 0.5
"""A packet with the intervals of the one before it, sooner after it than this share of
them, was sent twice (ours)."""
QUANTUM_MAX_MS: Final = 8.0
DISTINCT_MIN_FRAC: Final = 0.10
"""Resolution and share of distinct values of intervals that were measured:
research/signal.md 3(a) A1."""
KIND_MIN_BEATS: Final = 100
"""Beats below which no resolution is told (ours)."""


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """One row for each link with beats, in order.

    Attributes
    ----------
    connection_id : (l,) int64
    unit_ratio : (l,) float64
        Explained over elapsed time where nothing was lost; NaN with less than
        5 minutes of it.
    quantum_ms : (l,) float64, ms
        Middle distance between neighbouring values; NaN with fewer than 100 beats
        or a single value.
    is_unit_suspect, is_duplicate_suspect, is_pseudo : (l,) bool
        Intervals in another unit; beats stored twice; intervals computed from a heart
        rate.
    of_packet : (p,) int64
        Row of each packet; -1 for a packet of a link without beats.
    """

    connection_id: IntArray
    unit_ratio: FloatArray
    quantum_ms: FloatArray
    is_unit_suspect: BoolArray
    is_duplicate_suspect: BoolArray
    is_pseudo: BoolArray
    of_packet: IntArray


def resolution(rr_ms: FloatArray) -> tuple[float, bool]:
    """Resolution of intervals, and whether they look computed and not measured.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
        Of one link.

    Notes
    -----
    From the values between the 5th and the 95th percentile. Expected are as many
    distinct ones as there are milliseconds in that range, or beats if fewer.

    Examples
    --------
    A strap that tells 60000 / bpm:

    >>> bpm = 60 + np.arange(200) % 10
    >>> resolution(60_000.0 / bpm)  # doctest: +ELLIPSIS
    (14.42..., True)
    """
    if len(rr_ms) < KIND_MIN_BEATS:
        return float("nan"), False
    low, high = np.quantile(rr_ms, (0.05, 0.95))
    inside = rr_ms[(rr_ms >= low) & (rr_ms <= high)]
    values = np.unique(inside)
    if len(values) <= 1:
        return float("nan"), False
    quantum_ms = float(np.median(np.diff(values)))
    expected = min(len(inside), high - low)
    is_few = len(values) < DISTINCT_MIN_FRAC * expected
    return quantum_ms, bool(is_few or quantum_ms > QUANTUM_MAX_MS)


def _unit_ratios(told: Ledger, link: IntArray, rate_ms: FloatArray) -> FloatArray:
    """Explained over elapsed time of each link, in stretches without a loss."""
    rows = np.flatnonzero(told.is_first | (told.elapsed_ms > 0))
    elapsed, explained = told.elapsed_ms[rows], told.explained_ms[rows]
    of_row = link[rows]
    is_lost = elapsed - explained > LOSS_BEATS * rate_ms[of_row]
    ends = told.is_first[rows] | is_lost
    stretch = np.cumsum(ends)
    used = np.where(ends, 0.0, 1.0)
    stretch_ms = np.bincount(stretch, weights=elapsed * used)
    explained_ms = np.bincount(stretch, weights=explained * used)
    of_stretch = np.zeros(len(stretch_ms), dtype=np.int64)
    of_stretch[stretch] = of_row
    is_long = stretch_ms >= STEADY_MIN_MS
    total_ms = np.bincount(
        of_stretch, weights=stretch_ms * is_long, minlength=len(rate_ms)
    )
    sum_ms = np.bincount(
        of_stretch, weights=explained_ms * is_long, minlength=len(rate_ms)
    )
    ratio: FloatArray = np.where(
        total_ms >= STEADY_TOTAL_MS, sum_ms / np.maximum(total_ms, 1.0), np.nan
    )
    return ratio


def _of_packet(told: Ledger, packets: Packets) -> IntArray:
    """Row of each packet's link; -1 for a link without beats."""
    ids = packets.connection_id[told.is_first]
    row = np.cumsum(told.is_first) - 1
    # packets of a link before its first with beats belong to the row that follows
    ahead = np.minimum(row + 1, len(ids) - 1)
    is_own = (row >= 0) & (ids[np.maximum(row, 0)] == packets.connection_id)
    is_next = ~is_own & (ids[ahead] == packets.connection_id)
    found: IntArray = np.where(is_own, row, np.where(is_next, ahead, -1))
    return found


def links(packets: Packets, told: Ledger) -> Links:
    """Judge the intervals of each link as a whole.

    Parameters
    ----------
    packets : Packets
    told : Ledger
        Of the same packets.
    """
    ids = packets.connection_id[told.is_first]
    if len(ids) == 0:
        nothing, none = np.zeros(0), np.zeros(0, dtype=np.bool_)
        of_packet = np.full(len(packets.at_ms), -1, dtype=np.int64)
        return Links(ids, nothing, nothing, none, none, none, of_packet)
    of_packet = _of_packet(told, packets)
    of_beat = of_packet[packets.beat_packet_index]
    ends = np.searchsorted(of_beat, np.arange(len(ids) + 1))
    parts = [packets.rr_ms[ends[k] : ends[k + 1]] for k in range(len(ids))]
    kinds = [resolution(part) for part in parts]
    rate_ms = np.array([float(np.median(part)) for part in parts])
    ratio = _unit_ratios(told, of_packet, rate_ms)
    is_unit = np.zeros(len(ids), dtype=np.bool_)
    for low, high in (UNIT_SHORT_RANGE, UNIT_LONG_RANGE):
        is_unit |= (ratio >= low) & (ratio <= high)
    return Links(
        connection_id=ids,
        unit_ratio=ratio,
        quantum_ms=np.array([quantum for quantum, _ in kinds]),
        is_unit_suspect=is_unit,
        is_duplicate_suspect=ratio > DUPLICATE_FRAC,
        is_pseudo=np.array([is_pseudo for _, is_pseudo in kinds]),
        of_packet=of_packet,
    )


def repeated_packets(packets: Packets, told: Links) -> BoolArray:
    """Packets that say again what the one before said, (p,) bool.

    Only on a link whose beats explain more time than there was: elsewhere two equal
    packets that come together are two beats that were equally long.
    """
    count = len(packets.at_ms)
    beats = np.bincount(packets.beat_packet_index, minlength=count)
    with_beats = np.flatnonzero(beats)
    is_repeat = np.zeros(count, dtype=np.bool_)
    if len(with_beats) == 0:
        return is_repeat
    size = beats[with_beats]
    first = np.cumsum(size) - size
    sum_ms = np.add.reduceat(packets.rr_ms, first)
    rank = np.arange(len(packets.rr_ms)) - np.repeat(first, size)
    before = np.repeat(np.append(0, first[:-1]), size) + rank
    differs = packets.rr_ms != packets.rr_ms[np.minimum(before, len(rank) - 1)]
    is_same = np.add.reduceat(differs, first, dtype=np.int64) == 0
    is_same[1:] &= size[1:] == size[:-1]
    soon = np.diff(packets.at_ms[with_beats], prepend=0) < REPEAT_FRAC * sum_ms
    link = told.of_packet[with_beats]
    is_same[1:] &= link[1:] == link[:-1]
    is_same[0] = False
    is_repeat[with_beats] = is_same & soon & told.is_duplicate_suspect[link]
    return is_repeat

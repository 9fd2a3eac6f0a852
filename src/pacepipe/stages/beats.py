"""Intervals of a batch of days as packets, strap by strap.

A source is one strap on one day, margins included: what one day says of an interval
never depends on which other days are derived with it.
"""

from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals import Packets
from pacepipe.stages.frames import FrameRows


@dataclass(frozen=True, slots=True, eq=False)
class BeatPackets:
    """Packets of every source, source by source.

    Attributes
    ----------
    packets : Packets
        Its intervals are those of the batch in the order `beat`.
    source : (p,) int64
        Source of each packet: ``day_index * straps + strap_code``.
    straps : int
    beat : (b,) int64
        Place in the batch of each interval of `packets`.
    """

    packets: Packets
    source: IntArray
    straps: int
    beat: IntArray


def beat_packets(
    frames: FrameRows, beat_frame_index: IntArray, rr_ms: FloatArray
) -> BeatPackets:
    """Packets with intervals of a batch of days.

    Parameters
    ----------
    frames : FrameRows
    beat_frame_index : (b,) int64
        Row of `frames` of each interval, ascending.
    rr_ms : (b,) float64, ms
    """
    rows, packet = np.unique(beat_frame_index, return_inverse=True)
    straps = int(frames.strap_code.max(initial=0)) + 1
    source = frames.day_index[rows] * straps + frames.strap_code[rows]
    order = np.argsort(source, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    beat = np.argsort(rank[packet], kind="stable")
    # one link of one day: the same link on two days is two accounts
    links = len(frames.links) + 1
    link = source[order] * links + frames.link_index[rows[order]]
    return BeatPackets(
        packets=Packets(
            at_ms=frames.at_ms[rows[order]],
            connection_id=link,
            beat_packet_index=rank[packet][beat],
            rr_ms=rr_ms[beat],
        ),
        source=source[order],
        straps=straps,
        beat=beat,
    )

"""Intervals of a batch of days as packets, strap by strap.

A source is one strap on one day, margins included: what one day says of an interval
never depends on which other days are derived with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals import RR_FLAGS, JudgedRr, Packets, RrFlag
from pacepipe.signals.same_beats import BeatChain
from pacepipe.stages.frames import FrameRows

EXPLAIN_NOTHING: Final = [
    RR_FLAGS.index(flag)
    for flag in (
        RrFlag.OUT_OF_RANGE,
        RrFlag.GAP,
        RrFlag.MISSED_1,
        RrFlag.MISSED_2,
        RrFlag.MISSED_3,
        RrFlag.DUPLICATE,
    )
]
"""Intervals whose time was not heard beat by beat."""
_DUPLICATE: Final = RR_FLAGS.index(RrFlag.DUPLICATE)


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


@dataclass(frozen=True, slots=True, eq=False)
class SourceBeats:
    """Judged intervals of every source of a batch of days, source by source.

    Attributes
    ----------
    packets : Packets
    source : (p,) int64
        Source of each packet, ascending: ``day_index * sources + code``.
    sources : int
        Codes that there are: straps first, then what measured in files.
    judged : JudgedRr
    at_ms : (b,) int64, ms UTC
        End of each interval.
    """

    packets: Packets
    source: IntArray
    sources: int
    judged: JudgedRr
    at_ms: IntArray

    @property
    def beat_source(self) -> IntArray:
        """Source of each interval, ascending."""
        return self.source[self.packets.beat_packet_index]

    def of_day(self, source: IntArray, index: int) -> tuple[int, int]:
        """Where the rows of one day begin and end among ascending sources."""
        edges = [index * self.sources, (index + 1) * self.sources]
        low, high = np.searchsorted(source, edges).tolist()
        return low, high

    def chains_of(self, index: int) -> Mapping[int, BeatChain]:
        """Intervals of each source of one day by its code, repeated ones left out."""
        source, judged = self.beat_source, self.judged
        low, high = self.of_day(source, index)
        found: dict[int, BeatChain] = {}
        for each in np.unique(source[low:high]).tolist():
            own = low + np.flatnonzero(source[low:high] == each)
            own = own[judged.code[own] != _DUPLICATE]
            found[each % self.sources] = BeatChain(
                self.at_ms[own], judged.rr_ms[own], judged.is_break[own]
            )
        return found


def together(parts: Sequence[SourceBeats]) -> SourceBeats:
    """Beats of different sources of the same days, in one."""
    parts = [part for part in parts if len(part.source)] or list(parts[:1])
    if len(parts) == 1:
        return parts[0]
    source = np.concatenate([part.source for part in parts])
    link = [
        part.packets.connection_id * len(parts) + place
        for place, part in enumerate(parts)
    ]
    ahead = np.cumsum([0, *(len(part.source) for part in parts)]).tolist()
    packet = np.concatenate(
        [
            part.packets.beat_packet_index + before
            for part, before in zip(parts, ahead, strict=False)
        ]
    )
    order = np.argsort(source, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    beat = np.argsort(rank[packet], kind="stable")
    rr_ms = np.concatenate([part.judged.rr_ms for part in parts])[beat]
    return SourceBeats(
        packets=Packets(
            at_ms=np.concatenate([part.packets.at_ms for part in parts])[order],
            connection_id=np.concatenate(link)[order],
            beat_packet_index=rank[packet][beat],
            rr_ms=rr_ms,
        ),
        source=source[order],
        sources=parts[0].sources,
        judged=JudgedRr(
            rr_ms,
            np.concatenate([part.judged.code for part in parts])[beat],
            np.concatenate([part.judged.is_break for part in parts])[beat],
        ),
        at_ms=np.concatenate([part.at_ms for part in parts])[beat],
    )


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

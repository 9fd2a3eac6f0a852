"""Beats that a strap recorded by itself, put where the live stream has gaps.

The two are aligned by their sequences of intervals and never by a clock: a strap's
recording has no time of its own, and its clock may be years off. Every recorded beat
is either a live one or fills a gap, so that none can stand there twice. Where the
place of a live stretch is not certain, the gap around it stays a gap.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

RR_TOLERANCE_MS: Final = 1.5
"""Two readings of one interval differ by no more: the live one is in 1/1024 s, the
recorded one in whole ms (1.0 ms together), and half a millisecond to spare."""
ANCHOR_BEATS: Final = 8
"""Beats that a live stretch needs to be found in the whole recording (ours: eight
independent intervals spread evenly over 30 ms agree by chance in one place of 10^8)."""
SHORTEST_BEATS: Final = 4
"""Beats that a stretch needs to be found between its neighbours (ours)."""
PROBE_BEATS: Final = 32
"""Beats compared at every place first; the rest only where these agree."""


@dataclass(frozen=True, slots=True, eq=False)
class FilledBeats:
    """Recorded beats that the live stream lacks.

    Attributes
    ----------
    recorded_index : (f,) int64
        Their places in the recording, rising, each at most once.
    at_ms : (f,) int64, ms UTC
        End of each interval, counted from the nearest live beat before it, or
        after it where there is none before.
    rr_ms : (f,) float64
    live_recorded_index : (n,) int64
        Place of each live beat in the recording; -1 where it is not certain.
    """

    recorded_index: IntArray
    at_ms: IntArray
    rr_ms: FloatArray
    live_recorded_index: IntArray


def fill_gaps(
    at_ms: IntArray, rr_ms: FloatArray, is_break: BoolArray, recorded_rr_ms: IntArray
) -> FilledBeats:
    """Recorded beats for the gaps of a live stream.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
        End of each live interval, of one strap, in order.
    rr_ms : (n,) float64, ms
    is_break : (n,) bool
        True where a live interval does not follow the one before it.
    recorded_rr_ms : (m,) int64, ms
        The recording, oldest first, without holes.

    Notes
    -----
    A stretch between two breaks of at least `ANCHOR_BEATS` that agrees with exactly
    one place of the recording is an anchor. Anchors out of order mean that this is
    not the recording of this stream, and nothing is filled. A shorter stretch is then
    looked for between its neighbours. One that fits in no place, or in several, keeps
    its gap open on both sides.

    Examples
    --------
    Thirteen beats, of which the live stream lost the ninth:

    >>> first = [800, 812, 790, 805, 821, 799, 783, 808, 816]
    >>> rr = np.array([*first, 795, 780, 803, 818])
    >>> kept = np.delete(np.arange(13), 8)
    >>> is_break = np.isin(kept, [0, 9])
    >>> filled = fill_gaps(np.cumsum(rr)[kept], rr[kept] * 1.0, is_break, rr)
    >>> filled.recorded_index.tolist(), filled.at_ms.tolist()
    ([8], [7234])
    """
    recorded = recorded_rr_ms.astype(np.float64)
    starts = np.flatnonzero(is_break)
    if len(rr_ms) and (len(starts) == 0 or starts[0] != 0):
        starts = np.concatenate([[0], starts])
    ends = np.append(starts, len(rr_ms))[1:]
    chains = [rr_ms[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    places = _places(chains, recorded)

    live_index = np.full(len(rr_ms), -1, dtype=np.int64)
    for place, start, chain in zip(places, starts.tolist(), chains, strict=True):
        if place is not None:
            live_index[start : start + len(chain)] = place + np.arange(len(chain))
    filled = _open_places(places, chains, len(recorded))
    return FilledBeats(
        recorded_index=filled,
        at_ms=_times_ms(filled, recorded, live_index, at_ms),
        rr_ms=recorded[filled],
        live_recorded_index=live_index,
    )


def _places(chains: list[FloatArray], recorded: FloatArray) -> list[int | None]:
    """Where each chain begins in the recording; None where that is not certain."""
    places: list[int | None] = [
        _only_place(chain, recorded, 0, len(recorded))
        if len(chain) >= ANCHOR_BEATS
        else None
        for chain in chains
    ]
    anchors = [i for i, place in enumerate(places) if place is not None]
    if not anchors or not _is_in_order(places, chains):
        return [None] * len(chains)
    reached = 0
    for i, chain in enumerate(chains):
        if places[i] is None and len(chain) >= SHORTEST_BEATS:
            later = [places[j] for j in anchors if j > i]
            limit = later[0] if later and later[0] is not None else len(recorded)
            places[i] = _only_place(chain, recorded, reached, limit)
        found = places[i]
        if found is not None:
            reached = found + len(chain)
    return places


def _is_in_order(places: list[int | None], chains: list[FloatArray]) -> bool:
    """Whether the chains that have a place stand one after the other."""
    reached = 0
    for place, chain in zip(places, chains, strict=True):
        if place is None:
            continue
        if place < reached:
            return False
        reached = place + len(chain)
    return True


def _only_place(
    chain: FloatArray, recorded: FloatArray, low: int, high: int
) -> int | None:
    """The one place in ``recorded[low:high]`` that the chain agrees with."""
    size = len(chain)
    if size == 0 or high - low < size:
        return None
    probe = min(size, PROBE_BEATS)
    windows = sliding_window_view(recorded[low : high - size + probe], probe)
    agrees = (np.abs(windows - chain[:probe]) <= RR_TOLERANCE_MS).all(axis=1)
    whole = [
        place
        for place in (np.flatnonzero(agrees) + low).tolist()
        if (np.abs(recorded[place : place + size] - chain) <= RR_TOLERANCE_MS).all()
    ]
    return int(whole[0]) if len(whole) == 1 else None


def _open_places(
    places: list[int | None], chains: list[FloatArray], recorded_count: int
) -> IntArray:
    """Recorded beats between certain neighbours that no live beat takes."""
    pieces: list[IntArray] = []
    reached, is_certain = 0, True
    for place, chain in zip(places, chains, strict=True):
        if place is None:
            is_certain = False
            continue
        if is_certain:
            pieces.append(np.arange(reached, place, dtype=np.int64))
        reached, is_certain = place + len(chain), True
    if is_certain and any(place is not None for place in places):
        pieces.append(np.arange(reached, recorded_count, dtype=np.int64))
    return np.concatenate([np.zeros(0, dtype=np.int64), *pieces])


def _times_ms(
    filled: IntArray, recorded: FloatArray, live_index: IntArray, at_ms: IntArray
) -> IntArray:
    """Ends of the filled intervals, each counted from its nearest live beat."""
    known = np.flatnonzero(live_index >= 0)
    if len(filled) == 0 or len(known) == 0:
        return np.zeros(0, dtype=np.int64)
    through = np.cumsum(recorded)
    before = np.searchsorted(live_index[known], filled) - 1
    anchor = known[np.maximum(before, 0)]
    times = at_ms[anchor] + through[filled] - through[live_index[anchor]]
    return np.rint(times).astype(np.int64)

"""Whether a file and the live stream hold the same beats of the same strap.

A strap serves a watch and the station at once, and the watch's file is imported
later. The clocks differ by seconds, so the sequences of intervals say it: eight in a
row agree by chance in one place of 10^8 where intervals vary (see `rr_merge`), and
three such places must agree on the difference of the clocks as well, because in a
heart that hardly varies they do agree by chance.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rr_merge import ANCHOR_BEATS, RR_TOLERANCE_MS

CLOCKS_APART_MS: Final = 15 * 60_000
"""How far apart the clocks of two recorders may be (ours: phones and watches are set
by network or satellite; a wrong time zone is another matter, and not undone here)."""
ANCHORS_MIN: Final = 3
"""Places that must agree (ours, see above)."""
SPREAD_MS: Final = 5000
"""How far the difference of the clocks may wander between places: packets are late
by up to 2 s, and a FIT file's beats are placed to 5 s."""


@dataclass(frozen=True, slots=True, eq=False)
class BeatChain:
    """Beats of one recorder, in order.

    Attributes
    ----------
    at_ms : (n,) int64, ms UTC
        End of each interval.
    rr_ms : (n,) float64, ms
    is_break : (n,) bool
        True where an interval does not follow the one before it.
    """

    at_ms: IntArray
    rr_ms: FloatArray
    is_break: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class SameBeats:
    """What of a file the live stream has already.

    Attributes
    ----------
    clock_offset_ms : int or None
        Clock of the file less that of the station; None where the file is not
        recognised: it is another strap, another time, or too short to tell.
    is_double : (m,) bool
        Beats of the file that the live stream has. Inside an unbroken live chain
        every one is, readable or not; in its gaps none is.
    live_index : (m,) int64
        The live beat that each one is; -1 where no interval agrees.
    """

    clock_offset_ms: int | None
    is_double: BoolArray
    live_index: IntArray


def same_beats(live: BeatChain, file: BeatChain) -> SameBeats:
    """Recognise beats that a file and a live stream share.

    Notes
    -----
    A file that is not recognised is another source, and stays apart from the live
    one: the beats of two sources never stand in one chain.
    """
    count = len(file.rr_ms)
    pairs = _anchors(live, file)
    offsets = np.array([file.at_ms[j] - live.at_ms[i] for i, j in pairs])
    middle = np.median(offsets) if len(pairs) else 0.0
    agreeing = [
        pair
        for pair, offset in zip(pairs, offsets.tolist(), strict=True)
        if abs(offset - middle) <= SPREAD_MS
    ]
    if len(agreeing) < ANCHORS_MIN or 2 * len(agreeing) < len(pairs):
        nothing = np.zeros(count, dtype=np.bool_)
        return SameBeats(None, nothing, np.full(count, -1, dtype=np.int64))
    live_index = np.full(count, -1, dtype=np.int64)
    for pair in agreeing:
        # most lie on a stretch that the one before has walked already
        if live_index[pair[1]] != pair[0]:
            _extend(live_index, pair, live, file)
    return SameBeats(
        clock_offset_ms=round(float(middle)),
        is_double=(live_index >= 0) | _inside(live, file.at_ms, live_index),
        live_index=live_index,
    )


def _unbroken(is_break: BoolArray) -> IntArray:
    """Starts of all windows of `ANCHOR_BEATS` without a break inside."""
    if len(is_break) < ANCHOR_BEATS:
        return np.zeros(0, dtype=np.int64)
    inside = sliding_window_view(is_break, ANCHOR_BEATS)[:, 1:]
    return np.flatnonzero(~inside.any(axis=1))


def _anchors(live: BeatChain, file: BeatChain) -> list[tuple[int, int]]:
    """Windows of the live stream that agree with exactly one of the file."""
    found: list[tuple[int, int]] = []
    places = _unbroken(file.is_break)
    if len(places) == 0:
        return found
    places = places[np.argsort(file.at_ms[places], kind="stable")]
    starts_at = file.at_ms[places]
    windows = sliding_window_view(file.rr_ms, ANCHOR_BEATS)[places]
    reached = -1
    for i in _unbroken(live.is_break).tolist():
        if i < reached:
            continue
        reached = i + ANCHOR_BEATS
        low, high = np.searchsorted(
            starts_at, live.at_ms[i] + np.array([-CLOCKS_APART_MS, CLOCKS_APART_MS])
        )
        apart = np.abs(windows[low:high] - live.rr_ms[i : i + ANCHOR_BEATS])
        agrees = np.flatnonzero((apart <= RR_TOLERANCE_MS).all(axis=1))
        if len(agrees) == 1:
            found.append((i, int(places[low + agrees[0]])))
    return found


def _extend(
    live_index: IntArray, pair: tuple[int, int], live: BeatChain, file: BeatChain
) -> None:
    """Mark the beats around an anchor, both ways, for as long as they agree."""
    for step in (1, -1):
        i, j = pair
        while 0 <= i < len(live.rr_ms) and 0 <= j < len(file.rr_ms):
            if abs(live.rr_ms[i] - file.rr_ms[j]) > RR_TOLERANCE_MS:
                break
            live_index[j] = i
            # forward a break stands on the next beat, backward on this one
            at_i, at_j = (i + 1, j + 1) if step == 1 else (i, j)
            is_end = at_i >= len(live.is_break) or at_j >= len(file.is_break)
            if is_end or live.is_break[at_i] or file.is_break[at_j]:
                break
            i, j = i + step, j + step


def _inside(live: BeatChain, file_at_ms: IntArray, live_index: IntArray) -> BoolArray:
    """Beats of the file that end within an unbroken live chain.

    Each is placed by the recognised beat nearest to it. Within half an interval of
    the edge of a chain it is taken for the one at the edge.
    """
    known = np.flatnonzero(live_index >= 0)
    place = np.searchsorted(known, np.arange(len(file_at_ms)))
    right = known[np.minimum(place, len(known) - 1)]
    left = known[np.maximum(place - 1, 0)]
    here = np.arange(len(file_at_ms))
    nearest = np.where(np.abs(right - here) < np.abs(here - left), right, left)
    at_ms = file_at_ms - (file_at_ms[nearest] - live.at_ms[live_index[nearest]])

    is_first = live.is_break.copy()
    is_first[0] = True
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(live.at_ms)) - 1
    low = live.at_ms[first] - live.rr_ms[first] / 2
    high = live.at_ms[last] + live.rr_ms[last] / 2
    chain = np.searchsorted(low, at_ms, "right") - 1
    inside: BoolArray = (chain >= 0) & (at_ms <= high[np.maximum(chain, 0)])
    return inside

"""Beats that several recorders tell of, each counted for one of them.

A strap serves the station, a watch and a phone at once; the file of one app holds
what the file of another holds. A night in which every beat stands twice has twice the
beats and the wrong gaps.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.signals.rr_merge import ANCHOR_BEATS
from pacepipe.signals.same_beats import CLOCKS_APART_MS, BeatChain, same_beats

NOBODY: Final = -1
_PARTS_A_MS: Final = 8
_MOMENT: Final = 1 << 20


def first_teller(chains: Sequence[BeatChain]) -> list[IntArray]:
    """Who tells of each beat before its own recorder does.

    Parameters
    ----------
    chains : sequence of BeatChain
        One a recorder, the most believed first: live straps, then files.

    Returns
    -------
    list of (n,) int64
        For each chain: place in `chains` of the recorder that has the beat already;
        -1 where the beat counts for its own.

    Notes
    -----
    Beats are recognised by the sequence of their intervals, see `same_beats`. At
    least eight that ended in the same millisecond and were equally long are one file
    told twice, even in a heart that hardly varies.
    """
    found: list[IntArray] = []
    for place, chain in enumerate(chains):
        teller = np.full(len(chain.rr_ms), NOBODY, dtype=np.int64)
        for before in range(place):
            is_open = teller == NOBODY
            if not is_open.any():
                break
            known = _near(chains[before], chain)
            if len(known.rr_ms) == 0:
                continue
            is_told = np.isin(_moments(chain), _moments(known))
            if is_told.sum() < ANCHOR_BEATS:
                is_told[:] = False
            if not is_told[is_open].all():
                is_told |= same_beats(known, chain).is_double
            teller[is_open & is_told] = before
        found.append(teller)
    return found


def _near(chain: BeatChain, other: BeatChain) -> BeatChain:
    """The part of a chain that may be the other one's beats."""
    if len(other.at_ms) == 0:
        low, high = 0, -1
    else:
        low, high = int(other.at_ms.min()), int(other.at_ms.max())
    kept = (chain.at_ms >= low - CLOCKS_APART_MS) & (
        chain.at_ms <= high + CLOCKS_APART_MS
    )
    # what follows a beat that is not here begins a chain
    is_break = chain.is_break | ~np.concatenate((kept[:1], kept[:-1]))
    return BeatChain(chain.at_ms[kept], chain.rr_ms[kept], is_break[kept])


def _moments(chain: BeatChain) -> IntArray:
    """One number for the end and the length of each beat."""
    length = np.rint(chain.rr_ms * _PARTS_A_MS).astype(np.int64)
    moment: IntArray = chain.at_ms * _MOMENT + np.minimum(length, _MOMENT - 1)
    return moment

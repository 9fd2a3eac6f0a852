"""One heart rate out of two sources worn at once.

The better source is taken, and never a mean: of two that differ one is wrong, and a
mean of both is wrong for certain. A change of source waits, so that the rate does
not flap; where two that are trusted equally contradict each other for long, neither
is believed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.grid import SECOND_MS
from pacepipe.signals.hr_lag import carried_lag_s, lags_s
from pacepipe.signals.hr_trust import EPOCH_S

NO_SOURCE: Final = -1
DISAGREE_BPM: Final = 10.0
DISAGREE_S: Final = 30
"""More than 10 bpm apart for 30 s: research/signal.md 3(c)."""
AGREE_BPM: Final = 5.0
"""Sources further apart are never mixed: research/signal.md 3(c)."""
EQUAL_TRUST: Final = 0.05
"""Trust this close is equal (ours: half of the smallest step between two kinds)."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoSources:
    """Two sources on the same consecutive seconds.

    Attributes
    ----------
    first_ms : int, ms UTC
        Start of the first second, a multiple of 10 000. Blocks of the lag are counted
        from here: begin at the same moment of a day, whatever came in.
    hr_bpm : (2, n) float64
        Usable measured heart rate, NaN elsewhere. The first source is the one to
        prefer where both are trusted equally.
    trust : (2, ceil(n / 10)) float64
        Of each epoch of 10 s; see `trust_scores`.
    """

    first_ms: int
    hr_bpm: FloatArray
    trust: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ChosenHr:
    """What is believed, and how the sources stood to each other: a second a row.

    Attributes
    ----------
    second_ms : (n,) int64, ms UTC
    hr_bpm : (n,) float64
        The chosen source's own value at its own time; NaN where there is none, or
        where two equals contradict each other.
    chosen : (n,) int64
        0 or 1, or NO_SOURCE where `hr_bpm` is NaN.
    n_sources : (n,) int64
        How many have a value.
    difference_bpm : (n,) float64
        Second less first, the second moved by its lag; NaN without both.
    lag_s : (n,) float64
        Of the second source, as told by its block; NaN where not told.
    is_disagreement : (n,) bool
        Within 30 s or more of a difference above 10 bpm.
    """

    second_ms: IntArray
    hr_bpm: FloatArray
    chosen: IntArray
    n_sources: IntArray
    difference_bpm: FloatArray
    lag_s: FloatArray
    is_disagreement: BoolArray

    @property
    def disagree_s(self) -> int:
        """Seconds of disagreement."""
        return int(self.is_disagreement.sum())


def choose_hr(sources: TwoSources) -> ChosenHr:
    """One heart rate a second.

    Parameters
    ----------
    sources : TwoSources

    Returns
    -------
    ChosenHr

    Notes
    -----
    A source takes over once its trust has been the higher one for a whole epoch of
    10 s before, or at once where the other has no value in an epoch. Where the
    chosen one misses single seconds, the other speaks for it only if they were at
    most 5 bpm apart when both last had a value.

    Raises
    ------
    ValueError
        If `first_ms` is not a multiple of 10 000, or trust does not cover the seconds.
    """
    count = sources.hr_bpm.shape[1]
    epochs = -(-count // EPOCH_S)
    if sources.first_ms % (EPOCH_S * SECOND_MS) or sources.trust.shape[1] != epochs:
        raise ValueError(
            "trust and seconds do not begin and end together; pass whole epochs of 10 s"
        )
    is_known = ~np.isnan(sources.hr_bpm)
    lag_s = lags_s(sources.hr_bpm[0], sources.hr_bpm[1])
    difference = _difference(sources.hr_bpm, carried_lag_s(lag_s))
    is_disagreement = _long(np.abs(difference) > DISAGREE_BPM, ~np.isnan(difference))

    lead = np.repeat(_leaders(sources.trust), EPOCH_S)[:count]
    row = np.arange(count)
    is_missing = ~is_known[lead, row]
    may_stand_in = is_missing & is_known[1 - lead, row] & _agreed(difference)
    chosen = np.where(may_stand_in, 1 - lead, lead)
    apart = np.repeat(np.abs(sources.trust[0] - sources.trust[1]), EPOCH_S)[:count]
    is_equal = apart <= EQUAL_TRUST
    is_null = ~is_known[chosen, row] | (is_disagreement & is_equal)
    return ChosenHr(
        second_ms=sources.first_ms + row * SECOND_MS,
        hr_bpm=np.where(is_null, np.nan, sources.hr_bpm[chosen, row]),
        chosen=np.where(is_null, NO_SOURCE, chosen),
        n_sources=is_known.sum(axis=0),
        difference_bpm=difference,
        lag_s=lag_s,
        is_disagreement=is_disagreement,
    )


def _difference(hr_bpm: FloatArray, lag_s: IntArray) -> FloatArray:
    """Second source, as late as it is, less the first."""
    count = hr_bpm.shape[1]
    late = np.arange(count) + lag_s
    is_in = (late >= 0) & (late < count)
    moved = np.full(count, np.nan)
    moved[is_in] = hr_bpm[1, late[is_in]]
    difference: FloatArray = moved - hr_bpm[0]
    return difference


def _agreed(difference: FloatArray) -> BoolArray:
    """Whether the sources were close when both last had a value."""
    known = np.where(np.isnan(difference), -1, np.arange(len(difference)))
    last = np.maximum.accumulate(known)
    apart = np.abs(difference[np.maximum(last, 0)])
    return (last >= 0) & (apart <= AGREE_BPM)


def _leaders(trust: FloatArray) -> IntArray:
    """Source that leads in each epoch."""
    count = trust.shape[1]
    best = np.argmax(trust, axis=0)
    is_settled = np.ones(count, dtype=np.bool_)
    is_settled[1:] = best[1:] == best[:-1]
    settled = np.maximum.accumulate(np.where(is_settled, np.arange(count), 0))
    lead = best[settled]
    is_gone = trust[lead, np.arange(count)] == 0
    leaders: IntArray = np.where(is_gone, best, lead)
    return leaders


def _long(is_far: BoolArray, is_known: BoolArray) -> BoolArray:
    """Runs that hold for 30 known seconds; unknown seconds break none and are none."""
    known = np.flatnonzero(is_known)
    far = is_far[known]
    is_joined = np.zeros(len(known), dtype=np.bool_)
    is_joined[1:] = far[1:] & far[:-1] & (np.diff(known) <= EPOCH_S)
    start = np.flatnonzero(far & ~is_joined)
    end = np.flatnonzero(far & ~np.append(is_joined[1:], False)) + 1
    found = np.zeros(len(is_far), dtype=np.bool_)
    for first, last in zip(start.tolist(), end.tolist(), strict=True):
        if last - first >= DISAGREE_S:
            found[known[first] : known[last - 1] + 1] = True
    return found

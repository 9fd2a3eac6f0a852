"""A derived series of intervals for a heart rate that goes on; the clock stays.

Nothing here replaces what was sent, and variability is never computed from it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.rr_flag import RrFlag, code_of

_MISSED: Final = tuple(
    code_of(flag) for flag in (RrFlag.MISSED_1, RrFlag.MISSED_2, RrFlag.MISSED_3)
)


@dataclass(frozen=True, slots=True, eq=False)
class DerivedRr:
    """Intervals after merging and dividing.

    Attributes
    ----------
    rr_ms : (d,) float64, ms
        Per chain their sum is that of the intervals sent.
    code : (d,) int64
        In `RR_FLAGS`: parts are `inserted`, a merged interval stays `extra`, all
        others keep their flag and their value.
    is_break : (d,) bool
        True where an interval does not follow the one before it.
    sent_index : (d,) int64
        The interval sent that it ends with, or is a part of.
    """

    rr_ms: FloatArray
    code: IntArray
    is_break: BoolArray
    sent_index: IntArray


def derive_rr(rr_ms: FloatArray, code: IntArray, is_break: BoolArray) -> DerivedRr:
    """Merge `extra` with what follows, divide `missed_k` into k + 1 equal parts.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    code : (b,) int64
        See `judge_rr`.
    is_break : (b,) bool

    Notes
    -----
    Ectopic, long and short intervals keep their value: moving a beat to where it was
    expected would invent one. An `extra` at the end of a chain has nothing to merge
    with and stays.

    Examples
    --------
    >>> told = derive_rr(
    ...     np.array([800.0, 300.0, 500.0, 1600.0]),
    ...     np.array([0, 5, 4, 6]),
    ...     np.array([True, False, False, False]),
    ... )
    >>> told.rr_ms.tolist(), told.sent_index.tolist()
    ([800.0, 800.0, 800.0, 800.0], [0, 2, 3, 3])
    """
    is_merged = code == code_of(RrFlag.EXTRA)
    is_merged[:-1] &= ~is_break[1:]
    is_merged[-1:] = False
    ends = np.flatnonzero(~is_merged)
    size = np.diff(ends, prepend=-1)
    total_ms, kept = rr_ms[ends], code[ends]
    joined = np.flatnonzero(size > 1)
    if len(joined):
        is_member = is_merged.copy()
        is_member[ends[joined]] = True
        member = np.flatnonzero(is_member)
        group = np.searchsorted(ends[joined], member)
        total_ms[joined] = np.bincount(group, weights=rr_ms[member])
        kept[joined] = code_of(RrFlag.EXTRA)
    starts_chain = is_break[ends - size + 1]

    parts = np.ones(len(ends), dtype=np.int64)
    for missing, missed_code in enumerate(_MISSED):
        parts[kept == missed_code] = missing + 2
    source = np.repeat(np.arange(len(ends)), parts)
    is_first_part = np.ones(len(source), dtype=np.bool_)
    is_first_part[1:] = source[1:] != source[:-1]
    is_part = parts[source] > 1
    return DerivedRr(
        rr_ms=(total_ms / parts)[source],
        code=np.where(is_part, code_of(RrFlag.INSERTED), kept[source]),
        is_break=starts_chain[source] & is_first_part,
        sent_index=ends[source],
    )

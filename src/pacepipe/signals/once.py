"""Each moment of a source once.

Naive local times hold an hour twice in autumn, and after a journey; a file can hold
the same rows twice. What time they really were is found elsewhere; here nothing is
counted twice, and where two rows contradict each other it is said.
"""

from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Once:
    """Which rows count.

    Attributes
    ----------
    is_kept : (n,) bool
        The first row of its moment.
    is_repeat : (n,) bool
        Says again what the kept row says.
    is_ambiguous : (n,) bool
        Of a moment whose rows contradict each other, the kept row included.
    """

    is_kept: BoolArray
    is_repeat: BoolArray
    is_ambiguous: BoolArray


def once(source: IntArray, tick: IntArray, value: FloatArray) -> Once:
    """Keep one row of each moment.

    Parameters
    ----------
    source, tick : (n,) int64
        Moments of any clock, in the unit in which a source tells (a minute of steps,
        a second of heart rate); in the order of the file.
    value : (n,) float64
        NaN equals NaN.

    Returns
    -------
    Once
        Exactly one row of each source and moment is kept.

    Examples
    --------
    >>> told = once(
    ...     np.zeros(4, dtype=np.int64),
    ...     np.array([60, 61, 60, 61]),
    ...     np.array([70.0, 71.0, 70.0, 90.0]),
    ... )
    >>> told.is_kept.tolist(), told.is_ambiguous.tolist()
    ([True, True, False, False], [False, True, False, True])
    """
    count = len(tick)
    order = np.lexsort((tick, source))
    is_first = np.ones(count, dtype=np.bool_)
    is_first[1:] = np.diff(tick[order]) != 0
    is_first[1:] |= np.diff(source[order]) != 0
    group = np.cumsum(is_first) - 1
    first = order[is_first][group]
    own = order
    is_same = (value[own] == value[first]) | (
        np.isnan(value[own]) & np.isnan(value[first])
    )
    contradicted = np.bincount(group, weights=~is_same, minlength=len(first)) > 0

    is_kept = np.zeros(count, dtype=np.bool_)
    is_kept[own[is_first]] = True
    is_repeat = np.zeros(count, dtype=np.bool_)
    is_repeat[own[~is_first & is_same]] = True
    is_ambiguous = np.zeros(count, dtype=np.bool_)
    is_ambiguous[own[contradicted[group]]] = True
    return Once(is_kept, is_repeat, is_ambiguous)

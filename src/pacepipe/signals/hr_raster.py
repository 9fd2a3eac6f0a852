"""Seconds on one line, so that windows over many people are one pass.

A gap is as long on the line as in time, up to a limit; a longer gap, and the next
source, stand a limit away. A window shorter than the limit therefore never sees
two stretches that do not belong together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Where each row stands on the line.

    Attributes
    ----------
    place : (n,) int64
        Strictly rising; the first is `reach`.
    length : int
        Of the line; `reach` places follow the last row.
    reach : int
        Longest window to one side.
    """

    place: IntArray
    length: int
    reach: int

    def line(self, value: FloatArray) -> FloatArray:
        """Values on the line, NaN in between: (length,) float64."""
        filled = np.full(self.length, np.nan)
        filled[self.place] = value
        return filled


def raster(source: IntArray, tick: IntArray, reach: int) -> Raster:
    """Places of rows, each source by itself.

    Parameters
    ----------
    source : (n,) int64
        Rows of one source stand together.
    tick : (n,) int64
        Whole seconds (or any unit), strictly rising within a source.
    reach : int
        Gaps up to this are kept as they are.
    """
    step = np.ones(len(tick), dtype=np.int64)
    step[1:] = np.minimum(np.diff(tick), reach + 1)
    step[1:][source[1:] != source[:-1]] = reach + 1
    step[:1] = reach
    place = np.cumsum(step)
    length = int(place[-1]) + reach + 1 if len(place) else 0
    return Raster(place, length, reach)


def sliding(
    line: FloatArray, width: int, pick: Callable[[FloatArray, FloatArray], FloatArray]
) -> FloatArray:
    """Largest or smallest of each window of `width`: (n - width + 1,).

    By doubling: the cost grows with the logarithm of the width.
    """
    held, size = line, 1
    while 2 * size <= width:
        held = pick(held[:-size], held[size:])
        size *= 2
    rest = width - size
    return pick(held[: len(held) - rest], held[rest:]) if rest else held


def windows(line: FloatArray, at: IntArray, before: int, after: int) -> FloatArray:
    """The places from `before` to the left until `after` to the right of each.

    Returns
    -------
    (len(at), before + after + 1) float64
        A copy.
    """
    offsets = np.arange(-before, after + 1)
    picked: FloatArray = line[at[:, None] + offsets]
    return picked

"""One vocabulary for what an interval is, from the strap to the clinic."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray


class RrFlag(StrEnum):
    """Why an interval is not used; `ok` where it is.

    `missed_k` is an interval that k beats are missing from, `gap` one that cannot be
    explained by up to three, `extra` the first of two that make one, `inserted` a
    part of a divided interval (only in the derived series), `dup` one of a packet
    that was sent twice.
    """

    OK = "ok"
    OUT_OF_RANGE = "oor"
    ECTOPIC = "ectopic"
    LONG = "long"
    SHORT = "short"
    EXTRA = "extra"
    MISSED_1 = "missed_1"
    MISSED_2 = "missed_2"
    MISSED_3 = "missed_3"
    INSERTED = "inserted"
    GAP = "gap"
    DUPLICATE = "dup"


RR_FLAGS: Final = tuple(RrFlag)
"""Name of each code: position is code. Code 0 is ok."""


def code_of(flag: RrFlag) -> int:
    """Code of a flag in `RR_FLAGS`.

    Examples
    --------
    >>> code_of(RrFlag.OK), code_of(RrFlag.ECTOPIC)
    (0, 2)
    """
    return RR_FLAGS.index(flag)


@dataclass(frozen=True, slots=True, eq=False)
class JudgedRr:
    """Intervals with what was said about them; chains of any days and people.

    Attributes
    ----------
    rr_ms : (b,) float64, ms
    code : (b,) int64
        In `RR_FLAGS`.
    is_break : (b,) bool
        True where an interval does not follow the one before it.
    """

    rr_ms: FloatArray
    code: IntArray
    is_break: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class RrLimits:
    """The bounded thresholds that each interval was judged by.

    Attributes
    ----------
    step_ms : (b,) float64, ms
        Largest ordinary change from the interval before: Th1 of research/signal.md
        3(a) A3. NaN where the rule did not apply: in a chain of fewer than 20
        intervals, and in a packet that was sent twice.
    median_ms : (b,) float64, ms
        Largest ordinary distance from the local median: Th2, likewise.
    """

    step_ms: FloatArray
    median_ms: FloatArray

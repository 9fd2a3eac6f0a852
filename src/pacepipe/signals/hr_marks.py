"""Everything that is known against a heart-rate measurement, in one number.

A measurement can be doubted for several reasons at once; they are kept as bits.
Some forbid its use (`NOT_USED`), the rest are suspicions that go with it: what is
only suspected is never removed. `primary_flags` names the one reason that the
column `hr_flag` holds.
"""

from enum import IntFlag
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.signals.heart_rate import HR_FLAGS, HrFlag


class HrMark(IntFlag):
    """Bits of the column `hr_marks`; 0 is a measurement without any doubt."""

    SENTINEL = 1
    OUT_OF_RANGE = 2
    NO_CONTACT = 4
    STALE = 8
    HOLD = 16
    SPIKE = 32
    DISAGREE = 64
    HOLD_SUSPECT = 256
    SLEW = 512
    STEP_SUSPECT = 1024
    AFTER_DROPOUT = 2048
    MOTION_LOW_TRUST = 4096
    LOCK_TRACKING = 8192
    LOCK_PROXIMITY = 16384
    OFFBODY_SUSPECT = 32768


NOT_USED: Final = (
    HrMark.SENTINEL
    | HrMark.OUT_OF_RANGE
    | HrMark.NO_CONTACT
    | HrMark.STALE
    | HrMark.HOLD
    | HrMark.SPIKE
    | HrMark.DISAGREE
)
"""With any of these a measurement is no heart rate."""
NOT_FOR_EXERCISE: Final = (
    NOT_USED | HrMark.LOCK_TRACKING | HrMark.HOLD_SUSPECT | HrMark.SLEW
)
"""With any of these a second is left out of recovery, cost, drift, peak and alarms:
research/signal.md 3(b) item 10 and 3(i)."""

_BY_RANK: Final = (
    (HrMark.DISAGREE, HrFlag.DISAGREE),
    (HrMark.SPIKE, HrFlag.SPIKE),
    (HrMark.HOLD, HrFlag.HOLD),
    (HrMark.STALE, HrFlag.STALE),
    (HrMark.OUT_OF_RANGE, HrFlag.OUT_OF_RANGE),
    (HrMark.NO_CONTACT, HrFlag.NO_CONTACT),
    (HrMark.SENTINEL, HrFlag.SENTINEL),
)
"""The later wins: what the device itself says explains the most."""
_MARK_OF_CODE: Final = np.array(
    [next((int(mark) for mark, of in _BY_RANK if of is flag), 0) for flag in HR_FLAGS],
    dtype=np.int64,
)


def marks_of_flags(codes: IntArray) -> IntArray:
    """The bit of each code in `HR_FLAGS`, 0 for ok."""
    return _MARK_OF_CODE[codes]


def primary_flags(marks: IntArray) -> IntArray:
    """Why each measurement is not used, as code in `HR_FLAGS`; suspicions are ok.

    Examples
    --------
    >>> marks = np.array([0, HrMark.SLEW, HrMark.HOLD | HrMark.OUT_OF_RANGE])
    >>> [HR_FLAGS[code].value for code in primary_flags(marks)]
    ['ok', 'ok', 'oor']
    """
    codes = np.zeros(len(marks), dtype=np.int64)
    doubted = np.flatnonzero(marks & int(NOT_USED))
    of_doubted = marks[doubted]
    for mark, flag in _BY_RANK:
        codes[doubted[(of_doubted & int(mark)) != 0]] = HR_FLAGS.index(flag)
    return codes


def is_usable(marks: IntArray) -> BoolArray:
    """Whether each measurement may count as heart rate."""
    usable: BoolArray = (marks & int(NOT_USED)) == 0
    return usable


def marked(marks: IntArray, mark: HrMark) -> BoolArray:
    """Whether each measurement carries the mark."""
    carries: BoolArray = (marks & int(mark)) != 0
    return carries

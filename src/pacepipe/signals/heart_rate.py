"""Which heart-rate measurements may be used, and why the others may not.

Nothing is removed: each measurement gets a code, and `HR_FLAGS[code]` is the
name that the database holds.
"""

from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.reading import CONTACT_LOST

HR_MIN_BPM: Final = 30
HR_MAX_BPM: Final = 220
"""Believable heart rate, bpm: research/signal.md 3(b) item 1."""
HR_SENTINELS: Final = (0, 255, -1, 65535)
"""Numbers that mean "no measurement": 0 while a strap searches, 255 and 65535
are all ones in the 8-bit and the 16-bit form, -1 is how phones and wrist bands
say it (research/signal.md 3(b) item 1)."""


class HrFlag(StrEnum):
    """Why a heart-rate measurement is not used; `ok` where it is."""

    OK = "ok"
    SENTINEL = "sentinel"
    OUT_OF_RANGE = "oor"
    NO_CONTACT = "no_contact"
    STALE = "stale"
    HOLD = "hold"
    SPIKE = "spike"
    DISAGREE = "disagree"


HR_FLAGS: Final = tuple(HrFlag)
"""Name of each code: position is code. Code 0 is ok."""

_SENTINEL: Final = HR_FLAGS.index(HrFlag.SENTINEL)
_OUT_OF_RANGE: Final = HR_FLAGS.index(HrFlag.OUT_OF_RANGE)
_NO_CONTACT: Final = HR_FLAGS.index(HrFlag.NO_CONTACT)


def judge_hr(
    hr_bpm: IntArray, contact: IntArray, *, contact_is_trusted: bool | BoolArray
) -> IntArray:
    """Code of each measurement in `HR_FLAGS`.

    Parameters
    ----------
    hr_bpm : (n,) int64, bpm
        As sent.
    contact : (n,) int64
        CONTACT_UNSUPPORTED, CONTACT_LOST or CONTACT_OK, as sent. Unsupported is
        not bad contact: arm bands often leave the bit out.
    contact_is_trusted : bool or (n,) bool
        Whether the device's profile says that its contact bits are true. Where
        they are not, a lost contact is not held against the measurement.

    Returns
    -------
    (n,) int64
        A sentinel is called so whatever else is wrong; a lost contact explains
        a value out of range and is named before it.

    Examples
    --------
    >>> judged = judge_hr(
    ...     np.array([72, 0, 20, 72]), np.array([1, 1, 1, 0]), contact_is_trusted=True
    ... )
    >>> [HR_FLAGS[code].value for code in judged]
    ['ok', 'sentinel', 'oor', 'no_contact']
    """
    codes = np.zeros(len(hr_bpm), dtype=np.int64)
    codes[(hr_bpm < HR_MIN_BPM) | (hr_bpm > HR_MAX_BPM)] = _OUT_OF_RANGE
    codes[(contact == CONTACT_LOST) & contact_is_trusted] = _NO_CONTACT
    for sentinel in HR_SENTINELS:
        codes[hr_bpm == sentinel] = _SENTINEL
    return codes

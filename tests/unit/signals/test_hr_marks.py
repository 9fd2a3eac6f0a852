"""One vocabulary of doubt: bits, and one reason."""

import numpy as np
import pytest

from pacepipe.signals.heart_rate import HR_FLAGS, HrFlag
from pacepipe.signals.hr_marks import (
    NOT_USED,
    HrMark,
    is_usable,
    marks_of_flags,
    primary_flags,
)

REASONS = [flag for flag in HR_FLAGS if flag is not HrFlag.OK]


@pytest.mark.parametrize("flag", REASONS)
def test_every_reason_has_a_bit_that_forbids_use_and_leads_back_to_it(
    flag: HrFlag,
) -> None:
    marks = marks_of_flags(np.array([HR_FLAGS.index(flag)]))
    assert not is_usable(marks).any()
    assert HR_FLAGS[primary_flags(marks)[0]] is flag


@pytest.mark.parametrize("mark", [m for m in HrMark if not m & NOT_USED])
def test_a_suspicion_alone_leaves_the_measurement_in_use(mark: HrMark) -> None:
    marks = np.array([int(mark)])
    assert is_usable(marks).all()
    assert HR_FLAGS[primary_flags(marks)[0]] is HrFlag.OK


def test_what_the_device_says_of_itself_is_named_first() -> None:
    marks = np.array([HrMark.SENTINEL | HrMark.HOLD | HrMark.SPIKE | HrMark.SLEW])
    assert HR_FLAGS[primary_flags(marks)[0]] is HrFlag.SENTINEL

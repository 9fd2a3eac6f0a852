"""Judging heart-rate measurements."""

import numpy as np
import pytest

from pacepipe.domain.reading import CONTACT_LOST, CONTACT_OK, CONTACT_UNSUPPORTED
from pacepipe.signals import HR_FLAGS, HrFlag, judge_hr


def _flag(hr_bpm: int, contact: int, *, contact_is_trusted: bool = True) -> HrFlag:
    codes = judge_hr(
        np.array([hr_bpm]),
        np.array([contact]),
        contact_is_trusted=contact_is_trusted,
    )
    return HR_FLAGS[int(codes[0])]


@pytest.mark.parametrize("hr_bpm", [0, 255, 65535])
def test_a_sentinel_is_no_measurement_even_with_contact(hr_bpm: int) -> None:
    assert _flag(hr_bpm, CONTACT_OK) is HrFlag.SENTINEL
    assert _flag(hr_bpm, CONTACT_LOST) is HrFlag.SENTINEL


@pytest.mark.parametrize(
    ("hr_bpm", "flag"),
    [
        (29, HrFlag.OUT_OF_RANGE),
        (30, HrFlag.OK),
        (220, HrFlag.OK),
        (221, HrFlag.OUT_OF_RANGE),
    ],
)
def test_the_believable_range_includes_its_ends(hr_bpm: int, flag: HrFlag) -> None:
    assert _flag(hr_bpm, CONTACT_OK) is flag


def test_a_lost_contact_counts_only_where_the_profile_trusts_the_bit() -> None:
    assert _flag(70, CONTACT_LOST) is HrFlag.NO_CONTACT
    assert _flag(70, CONTACT_LOST, contact_is_trusted=False) is HrFlag.OK


def test_an_unsupported_contact_is_not_a_bad_one() -> None:
    assert _flag(70, CONTACT_UNSUPPORTED) is HrFlag.OK


def test_the_flag_names_are_those_of_the_database() -> None:
    assert [flag.value for flag in HR_FLAGS] == [
        "ok",
        "sentinel",
        "oor",
        "no_contact",
        "stale",
        "hold",
        "spike",
        "disagree",
    ]

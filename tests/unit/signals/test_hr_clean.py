"""All rules on one reading after the other, many sources in one call."""

import dataclasses

import numpy as np
import pytest

from pacepipe.domain.profile import SensorKind
from pacepipe.domain.reading import CONTACT_LOST, CONTACT_OK, CONTACT_UNSUPPORTED
from pacepipe.signals.hr_clean import SENSOR_KINDS, HrReadings, clean_hr
from pacepipe.signals.hr_marks import HrMark, is_usable, marked


def _readings(hr_bpm: list[int] | np.ndarray, **columns: object) -> HrReadings:
    count = len(hr_bpm)
    readings = HrReadings(
        source=np.zeros(count, dtype=np.int64),
        at_ms=np.arange(count, dtype=np.int64) * 1000,
        hr_bpm=np.array(hr_bpm, dtype=np.int64),
        contact=np.full(count, CONTACT_OK),
        contact_is_trusted=np.ones(count, dtype=bool),
        link=np.zeros(count, dtype=np.int64),
        has_rr=np.zeros(count, dtype=bool),
        sensor_code=np.full(count, SENSOR_KINDS.index(SensorKind.OPTICAL)),
        cadence_spm=np.full(count, np.nan),
        is_moving=np.zeros(count, dtype=bool),
        other_bpm=np.full(count, np.nan),
    )
    return dataclasses.replace(readings, **columns)  # type: ignore[arg-type]


@pytest.mark.parametrize("sentinel", [-1, 0, 255, 65535])
def test_a_sentinel_is_no_spike(sentinel: int) -> None:
    marks = clean_hr(_readings([80] * 20 + [sentinel] + [80] * 20)).marks
    assert marks[20] == HrMark.SENTINEL
    assert not np.delete(marks, 20).any()


def test_a_strap_that_searches_for_minutes_is_no_hold() -> None:
    judged = clean_hr(_readings([0] * 200 + [80]))
    assert (judged.marks[:-1] == HrMark.SENTINEL).all()
    assert not judged.hold_s.any()


def test_contact_that_a_sensor_does_not_tell_is_not_bad() -> None:
    told = _readings([80, 81, 82], contact=np.full(3, CONTACT_UNSUPPORTED))
    assert not clean_hr(told).marks.any()


def test_lost_contact_counts_where_the_bit_can_be_trusted() -> None:
    told = _readings(
        [80, 81],
        contact=np.full(2, CONTACT_LOST),
        contact_is_trusted=np.array([True, False]),
    )
    assert clean_hr(told).marks.tolist() == [HrMark.NO_CONTACT, 0]


def test_the_reading_after_a_silence_of_more_than_three_periods_is_marked() -> None:
    at_ms = np.array([0, 1, 2, 5, 6, 10, 11], dtype=np.int64) * 1000
    marks = clean_hr(_readings([80, 81, 80, 81, 80, 81, 80], at_ms=at_ms)).marks
    assert marked(marks, HrMark.AFTER_DROPOUT).tolist() == [False] * 5 + [True, False]


def test_a_value_left_over_from_before_the_link_is_stale() -> None:
    at_ms = np.array([0, 1, 600, 601, 602], dtype=np.int64) * 1000
    told = _readings([70, 72, 72, 72, 75], at_ms=at_ms, link=np.array([1, 1, 2, 2, 2]))
    assert marked(clean_hr(told).marks, HrMark.STALE).tolist() == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_the_first_link_of_a_person_is_not_stale_by_the_one_before() -> None:
    told = _readings(
        [72, 72], source=np.array([1, 2]), link=np.array([1, 2]), at_ms=np.zeros(2, int)
    )
    assert not clean_hr(told).marks.any()


@pytest.mark.parametrize(
    ("kind", "is_doubted"), [(SensorKind.ECG, False), (SensorKind.OPTICAL, True)]
)
def test_only_optical_sensors_are_trusted_less_in_motion(
    kind: SensorKind, *, is_doubted: bool
) -> None:
    pace = 100 + 12 * np.sin(np.arange(200) / 25)
    told = _readings(
        np.round(pace).astype(int),
        cadence_spm=pace,
        sensor_code=np.full(200, SENSOR_KINDS.index(kind)),
    )
    judged = clean_hr(told)
    assert marked(judged.marks, HrMark.MOTION_LOW_TRUST).all() == is_doubted
    assert marked(judged.marks, HrMark.LOCK_TRACKING).all() == is_doubted
    assert (judged.lock_score > 0).all() == is_doubted
    assert is_usable(judged.marks).all()


def test_two_readings_of_one_second_share_its_spike() -> None:
    at_ms = np.sort(np.concatenate((np.arange(41) * 1000, [20_500])))
    hr_bpm = [80] * 20 + [150, 150] + [80] * 20
    marks = clean_hr(_readings(hr_bpm, at_ms=at_ms)).marks
    assert np.flatnonzero(marked(marks, HrMark.SPIKE)).tolist() == [20, 21]


def test_nothing_in_nothing_out() -> None:
    assert clean_hr(_readings([])).marks.tolist() == []

"""Spikes are removed, slews and steps are marked, hearts are left alone."""

import numpy as np
import pytest

from pacepipe.signals.hr_spike import Jumps, jumps


def _jumps(hr_bpm: list[float], second: np.ndarray | None = None) -> Jumps:
    at = np.arange(len(hr_bpm)) if second is None else second
    return jumps(np.zeros(len(hr_bpm), dtype=np.int64), at, np.array(hr_bpm, float))


@pytest.mark.parametrize("length", [1, 3, 7, 10])
def test_what_jumps_away_and_is_back_within_ten_seconds_is_a_spike(length: int) -> None:
    found = _jumps([80] * 30 + [150] * length + [80] * 30)
    assert found.is_spike.tolist() == [False] * 30 + [True] * length + [False] * 30
    assert not found.is_step.any()


def test_what_stays_away_for_longer_is_no_spike() -> None:
    assert not _jumps([80] * 30 + [150] * 12 + [80] * 30).is_spike.any()


def test_ten_beats_are_within_what_a_heart_does() -> None:
    assert not _jumps([80] * 30 + [90] + [80] * 30).is_spike.any()


def test_a_rise_as_fast_as_a_heart_can_is_left_alone() -> None:
    found = _jumps([70] * 30 + list(range(70, 170, 4)) + [170] * 30)
    assert not found.is_spike.any()
    assert not found.is_slew.any()


def test_the_bend_of_a_fast_recovery_is_no_spike() -> None:
    fall = [113.0] * 12 + [109, 100, 91, 90] + [90] * 4
    assert not _jumps(fall, np.delete(np.arange(24), [15, 17, 19, 21])).is_spike.any()


def test_beside_a_gap_what_is_out_is_not_believed() -> None:
    seconds = np.concatenate((np.arange(30), np.arange(60, 90)))
    found = _jumps([80] * 28 + [140, 140] + [80] * 30, seconds)
    assert np.flatnonzero(found.is_spike).tolist() == [28, 29]


def test_a_change_above_thirteen_in_a_second_is_a_slew() -> None:
    assert not _jumps([80] * 20 + [93] * 20).is_slew.any()
    found = _jumps([80] * 20 + [94] * 20)
    assert np.flatnonzero(found.is_slew).tolist() == list(range(20, 40))


def test_a_wrong_rate_that_decays_is_doubted_until_it_is_back() -> None:
    decay = [216, 216, 180, 154, 143, 134, 121, 116, 112, 106, 102, 98, 95, 93, 91]
    found = _jumps([81] * 30 + decay + [85] * 30)
    assert np.flatnonzero(found.is_slew).tolist() == list(range(30, 44))
    assert not found.is_spike[44:].any()


def test_after_half_a_minute_a_new_level_is_doubted_no_more() -> None:
    found = _jumps([80] * 30 + [120] * 60)
    assert np.flatnonzero(found.is_slew).tolist() == list(range(30, 60))


def test_a_new_level_that_stays_is_a_step_and_not_removed() -> None:
    found = _jumps([80] * 30 + [120] * 40)
    assert np.flatnonzero(found.is_step).tolist() == [30]
    assert not found.is_spike.any()


def test_a_new_level_reached_within_three_seconds_is_one_step() -> None:
    found = _jumps([80] * 30 + [92, 104] + [116] * 40)
    assert found.is_step.sum() == 1


def test_a_level_that_is_left_within_half_a_minute_begins_no_step() -> None:
    found = _jumps([80] * 30 + [120] * 20 + [80] * 40)
    # the way back does: there the pulse may have been found again
    assert np.flatnonzero(found.is_step).tolist() == [50]


def test_with_too_little_around_it_nothing_is_a_spike() -> None:
    seconds = np.array([0, 5, 10, 15, 20])
    assert not _jumps([80, 80, 150, 80, 80], seconds).is_spike.any()


def test_a_gap_hides_what_is_behind_it() -> None:
    seconds = np.concatenate((np.arange(5), [300], np.arange(600, 605)))
    found = _jumps([80] * 5 + [150] + [80] * 5, seconds)
    assert not found.is_spike.any()
    assert not found.is_slew.any()
    assert not found.is_step.any()


def test_nothing_in_nothing_out() -> None:
    assert _jumps([]).is_spike.tolist() == []

"""A wall clock that was set begins a new epoch; one that was wrong is told for good."""

import numpy as np
import pytest

from pacepipe.signals.clock_epochs import (
    clock_epochs,
    is_ahead_of_storing,
    is_put_right_later,
)

SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US
DAY_US = 24 * HOUR_US


def every_second(count: int) -> np.ndarray:
    return SECOND_US * np.arange(count, dtype=np.int64)


def epochs_of(sets_us: dict[int, int], count: int = 100) -> np.ndarray:
    """Epochs where the wall clock was moved by so much at these frames."""
    boot_us = every_second(count)
    utc_us = boot_us + 1_700_000_000 * SECOND_US
    for at, by_us in sets_us.items():
        utc_us[at:] += by_us
    return clock_epochs(boot_us, utc_us)


def test_a_clock_that_runs_on_is_one_epoch() -> None:
    assert set(epochs_of({}).tolist()) == {0}


@pytest.mark.parametrize("by_us", [-DAY_US, -2_000_001, 2_000_001, 60 * SECOND_US])
def test_a_clock_that_is_set_begins_an_epoch(by_us: int) -> None:
    epochs = epochs_of({40: by_us})
    assert np.flatnonzero(np.diff(epochs)).tolist() == [39]


@pytest.mark.parametrize("by_us", [-2_000_000, 2_000_000])
def test_two_seconds_are_no_jump(by_us: int) -> None:
    assert set(epochs_of({40: by_us}).tolist()) == {0}


def test_a_gap_in_which_both_clocks_run_on_is_no_jump() -> None:
    boot_us = every_second(100)
    boot_us[50:] += 9 * HOUR_US
    assert set(clock_epochs(boot_us, boot_us + DAY_US).tolist()) == {0}


def test_a_clock_that_drifts_is_one_epoch() -> None:
    # 50 ppm, 4 s in a day of frames: set by nobody
    boot_us = 60 * every_second(1440)
    utc_us = boot_us + boot_us // 20_000
    assert set(clock_epochs(boot_us, utc_us).tolist()) == {0}


def test_no_frame_is_no_epoch() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(clock_epochs(nothing, nothing)) == 0


def test_a_frame_from_after_its_own_storing_is_ahead() -> None:
    utc_us = np.array([0, DAY_US, DAY_US + 1])
    ahead = is_ahead_of_storing(utc_us, np.zeros(3, dtype=np.int64))
    assert ahead.tolist() == [False, False, True]


def test_the_newest_epoch_that_may_be_believed_says_which_were_out() -> None:
    offset_us = np.array([-30 * DAY_US, 0, DAY_US, 400 * DAY_US])
    believable = np.array([True, True, True, False])
    out = is_put_right_later(offset_us, believable, counts_sleep=True)
    assert out.tolist() == [True, False, False, True]


def test_a_machine_that_slept_for_days_had_no_wrong_clock() -> None:
    offset_us = np.array([0, 9 * DAY_US, 3 * DAY_US])
    out = is_put_right_later(offset_us, np.ones(3, dtype=bool), counts_sleep=False)
    assert out.tolist() == [False, True, False]


def test_a_boot_that_was_never_right_says_nothing_of_itself() -> None:
    out = is_put_right_later(
        np.array([0, 9 * DAY_US]), np.zeros(2, dtype=np.bool_), counts_sleep=True
    )
    assert out.tolist() == [False, False]

"""Of one boot: where its clock was set, and whose frames are set aside."""

import numpy as np

from pacepipe.stages.epochs import AHEAD, PUT_RIGHT, Points, epochs_of_boot

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
START_US = 20_000 * DAY_US
NEVER_US = np.iinfo(np.int64).max


def boot(sets_us: dict[int, int], stored_us: int = NEVER_US) -> Points:
    """A frame a second, ten of them; the wall clock is moved before some."""
    boot_us = SECOND_US * np.arange(10, dtype=np.int64)
    utc_us = START_US + boot_us
    for at, by_us in sets_us.items():
        utc_us[at:] += by_us
    seq = np.arange(101, 111, dtype=np.int64)
    return Points(seq, boot_us, utc_us, np.full(10, stored_us))


def reasons(
    points: Points, boot_id: str = "b", earliest_us: int = 0
) -> list[str | None]:
    epochs = epochs_of_boot(boot_id, points, earliest_us)
    return [epoch.bad_clock_reason for epoch in epochs]


def test_epochs_are_told_by_their_frames() -> None:
    first, second = epochs_of_boot("b", boot({4: 60 * SECOND_US}), 0)
    assert (first.first_seq, first.last_seq) == (101, 104)
    assert (second.first_seq, second.last_seq) == (105, 110)
    assert second.offset_us - first.offset_us == 60 * SECOND_US


def test_a_minute_off_is_kept() -> None:
    assert reasons(boot({4: 60 * SECOND_US})) == [None, None]


def test_a_clock_that_was_ahead_and_put_right_is_set_aside() -> None:
    points = boot({2: 40 * DAY_US, 6: -40 * DAY_US})
    assert reasons(points) == [None, PUT_RIGHT, None]


def test_a_lone_epoch_from_after_its_own_storing_is_set_aside() -> None:
    assert reasons(boot({}, stored_us=START_US - 2 * DAY_US)) == [AHEAD]
    assert reasons(boot({}, stored_us=START_US)) == [None]


def test_frames_that_nobody_knows_the_storing_of_are_kept() -> None:
    assert reasons(boot({})) == [None]


def test_an_epoch_ahead_of_its_storing_does_not_make_the_right_ones_wrong() -> None:
    points = boot({6: 40 * DAY_US}, stored_us=START_US + DAY_US)
    assert reasons(points) == [None, AHEAD]


def test_a_clock_of_2015_does_not_make_the_right_ones_wrong() -> None:
    points = boot({6: -4_000 * DAY_US})
    assert reasons(points, earliest_us=START_US - DAY_US) == [None, PUT_RIGHT]


def test_a_machine_that_sleeps_outside_its_boot_clock_is_kept() -> None:
    points = boot({6: 3 * DAY_US})
    assert reasons(points) == [PUT_RIGHT, None]
    assert reasons(points, boot_id="process-1") == [None, None]

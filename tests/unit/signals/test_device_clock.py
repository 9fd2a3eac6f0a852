from datetime import UTC, date, datetime, timedelta

import pytest

from pacepipe.signals import (
    DeviceClock,
    Undatable,
    clock_of_offset,
    clock_of_today,
    undatable,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def refusal(began: datetime, clock: DeviceClock = DeviceClock.GOOD) -> Undatable | None:
    return undatable(began, asked_day=TODAY, clock=clock, now=NOW)


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(5, "good"), (-5, "good"), (6, "wrong")]
)
def test_a_clock_may_be_five_minutes_off(minutes, verdict):
    assert clock_of_offset(timedelta(minutes=minutes)) == verdict


def test_a_clock_that_cannot_be_read_shows_in_its_rows_of_today():
    assert clock_of_today([TODAY], NOW - timedelta(hours=1), NOW) == "good"
    assert clock_of_today([], None, NOW) == "unread"
    assert clock_of_today([date(2026, 3, 3)], None, NOW) == "wrong"
    assert clock_of_today([TODAY], NOW + timedelta(hours=1), NOW) == "wrong"


def test_a_row_is_refused_with_the_reason():
    assert refusal(NOW) is None
    assert refusal(NOW, DeviceClock.UNREAD) is None
    assert refusal(NOW, DeviceClock.WRONG) is Undatable.CLOCK_WRONG
    assert refusal(NOW + timedelta(minutes=2)) is Undatable.FROM_THE_FUTURE
    assert refusal(NOW - timedelta(days=2)) is Undatable.OTHER_DAY
    assert refusal(datetime(2000, 1, 1, tzinfo=UTC)) is Undatable.TOO_OLD


def test_a_row_of_the_day_before_is_of_its_own_day_where_the_clock_is_right():
    late = NOW - timedelta(hours=10)
    assert refusal(late) is None
    assert refusal(late, DeviceClock.UNREAD) is Undatable.OTHER_DAY
    assert clock_of_today([late.date(), TODAY], NOW, NOW) == "good"
    assert clock_of_today([late.date()], late, NOW) == "wrong"


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(-61, "wrong"), (-59, "good"), (0, "good")]
)
def test_around_midnight_a_clock_may_show_either_day(seconds, verdict):
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    now = midnight + timedelta(seconds=seconds)
    assert clock_of_today([date(2026, 3, 3)], midnight, now) == verdict

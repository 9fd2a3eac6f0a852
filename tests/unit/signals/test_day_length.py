"""A local day is as long as its calendar or a missed hour says, not as doubles say."""

import numpy as np
import pytest

from pacepipe.signals.day_length import (
    MINUTE_MS,
    DayLength,
    LengthSource,
    day_length,
)

DAY_MS = 1440 * MINUTE_MS


def midnight(text: str) -> int:
    return int(np.datetime64(text, "ms").astype(np.int64))


APRIL = midnight("2026-04-14")
WHOLE = APRIL + MINUTE_MS * np.arange(1440, dtype=np.int64)


def without(first: int, count: int) -> np.ndarray:
    return np.delete(WHOLE, np.arange(first, first + count))


@pytest.mark.parametrize("minutes", [1380, 1500, 1800])
def test_a_calendar_that_knows_of_a_change_says_how_long_its_days_are(
    minutes: int,
) -> None:
    tables = [without(120, 60)] * 2
    assert day_length(APRIL, tables, minutes) == DayLength(
        minutes, LengthSource.CALENDAR
    )


def test_an_hour_that_no_table_shows_was_gone_over() -> None:
    found = day_length(APRIL, [without(120, 60), without(100, 200)])
    assert found == DayLength(1380, LengthSource.MISSING_HOUR)


@pytest.mark.parametrize(
    "tables",
    [
        pytest.param([WHOLE, without(120, 60)], id="one_table_shows_it"),
        pytest.param([without(120, 60)], id="one_table_alone"),
        pytest.param([without(120, 61)] * 2, id="more_than_an_hour"),
        pytest.param([without(121, 60)] * 2, id="not_a_clock_hour"),
        pytest.param([without(120, 60), WHOLE + DAY_MS], id="other_day"),
    ],
)
def test_a_gap_that_may_be_something_else_shortens_no_day(
    tables: list[np.ndarray],
) -> None:
    assert day_length(APRIL, tables) == DayLength(1440, LengthSource.CALENDAR)


def test_an_hour_that_is_told_twice_lengthens_no_day() -> None:
    twice = np.concatenate([WHOLE[:180], WHOLE[120:]])
    assert day_length(APRIL, [twice, twice]).day_minutes == 1440

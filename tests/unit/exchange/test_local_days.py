"""A local day is as long as its zone or a missed hour says, never as doubles say."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pacepipe.exchange.local_days import DayLength, LengthSource, day_length
from pacepipe.exchange.local_time import MINUTE_MS

BERLIN = ZoneInfo("Europe/Berlin")
DAY_MS = 1440 * MINUTE_MS


def midnight(text: str) -> int:
    return int(np.datetime64(text, "ms").astype(np.int64))


APRIL = midnight("2026-04-14")
WHOLE = APRIL + MINUTE_MS * np.arange(1440, dtype=np.int64)


def without(first: int, count: int) -> np.ndarray:
    return np.delete(WHOLE, np.arange(first, first + count))


@pytest.mark.parametrize(
    ("day", "minutes"),
    [("2026-03-29", 1380), ("2026-10-25", 1500)],
)
def test_a_known_zone_says_how_long_its_days_are(day: str, minutes: int) -> None:
    assert day_length(midnight(day), [], BERLIN) == DayLength(
        minutes, LengthSource.ZONE
    )


@pytest.mark.parametrize("zone", [BERLIN, None], ids=["berlin", "none"])
def test_an_hour_that_no_table_shows_was_gone_over(zone: ZoneInfo | None) -> None:
    found = day_length(APRIL, [without(120, 60), without(100, 200)], zone)
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
    assert day_length(APRIL, tables, None) == DayLength(1440, LengthSource.USUAL)


def test_an_hour_that_is_told_twice_lengthens_no_day() -> None:
    twice = np.concatenate([WHOLE[:180], WHOLE[120:]])
    assert day_length(APRIL, [twice, twice], None).day_minutes == 1440

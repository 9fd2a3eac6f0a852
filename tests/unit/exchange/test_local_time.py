"""Wall clocks become instants, and what cannot be told apart is marked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pacepipe.exchange.local_time import midnights, to_utc
from support.imported import NOW_MS, flags

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def wall(text: str) -> int:
    """A wall clock as if it stood in UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def every_minute(start: str, count: int) -> np.ndarray:
    return wall(start) + MINUTE_MS * np.arange(count, dtype=np.int64)


def test_winter_is_an_hour_and_summer_are_two() -> None:
    shown = np.array([wall("2026-01-10 12:00"), wall("2026-07-10 12:00")])
    at_ms, codes = to_utc(shown, BERLIN, NOW_MS)
    assert (shown - at_ms).tolist() == [HOUR_MS, 2 * HOUR_MS]
    assert codes.tolist() == [0, 0]


def test_the_hour_that_autumn_repeats_is_told_by_the_order_of_rows() -> None:
    day = "2025-10-26 "
    shown = np.concatenate(
        [every_minute(day + "01:00", 120), every_minute(day + "02:00", 120)]
    )
    at_ms, codes = to_utc(shown, BERLIN, NOW_MS)
    assert set(flags(codes)) == {"ok"}
    assert set(np.diff(at_ms).tolist()) == {MINUTE_MS}


def test_one_pass_through_the_repeated_hour_is_ambiguous() -> None:
    shown = np.concatenate(
        [every_minute("2025-10-26 01:50", 15), every_minute("2025-10-26 03:00", 5)]
    )
    _, codes = to_utc(shown, BERLIN, NOW_MS)
    assert flags(codes) == ["ok"] * 10 + ["ambiguous"] * 5 + ["ok"] * 5


def test_an_hour_that_spring_leaves_out_is_no_time() -> None:
    _, codes = to_utc(every_minute("2026-03-29 01:59", 2), BERLIN, NOW_MS)
    assert flags(codes) == ["ok", "no_such_time"]


def test_a_clock_that_was_set_back_makes_its_minutes_ambiguous() -> None:
    shown = np.concatenate(
        [every_minute("2026-05-05 10:00", 10), every_minute("2026-05-05 10:05", 10)]
    )
    _, codes = to_utc(shown, BERLIN, NOW_MS)
    assert flags(codes) == ["ok"] * 5 + ["ambiguous"] * 10 + ["ok"] * 5


def test_a_block_out_of_order_that_nobody_else_tells_of_is_right() -> None:
    shown = np.concatenate(
        [every_minute("2026-05-05 10:00", 3), every_minute("2026-04-05 10:00", 3)]
    )
    assert set(flags(to_utc(shown, BERLIN, NOW_MS)[1])) == {"ok"}


def test_rows_of_one_packet_may_share_their_time() -> None:
    shown = np.full(3, wall("2026-05-05 10:00"))
    assert flags(to_utc(shown, BERLIN, NOW_MS)[1]) == ["ambiguous"] * 3
    _, codes = to_utc(shown, BERLIN, NOW_MS, has_packets=True)
    assert flags(codes) == ["ok"] * 3


@pytest.mark.parametrize("text", ["2000-01-01 00:00", "2085-05-05 10:00"])
def test_a_clock_that_cannot_be_right_is_said_so(text: str) -> None:
    shown = np.array([wall(text), wall("2026-05-05 10:00")])
    assert flags(to_utc(shown, BERLIN, NOW_MS)[1]) == ["bad_clock", "ok"]


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Pacific/Apia", "UTC"])
def test_every_zone_agrees_with_the_standard_library(zone: str) -> None:
    place = ZoneInfo(zone)
    shown = np.array([wall(f"20{year:02}-06-15 07:03") for year in range(10, 26)])
    at_ms, _ = to_utc(shown, place, NOW_MS)
    expected = [
        datetime.fromtimestamp(ms / 1000, UTC).replace(tzinfo=place).timestamp() * 1000
        for ms in shown.tolist()
    ]
    assert at_ms.tolist() == expected


def test_midnights_are_23_and_25_hours_apart_when_clocks_change() -> None:
    spring = wall("2026-03-28 12:00")
    hours = np.diff(midnights(BERLIN, spring, spring + 72 * HOUR_MS)) / HOUR_MS
    assert hours.tolist() == [24, 23, 24]

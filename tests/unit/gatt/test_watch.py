"""InfiniTime's step count and the Current Time characteristic."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe import gatt
from pacepipe.domain import characteristic as known
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import RejectReason
from pacepipe.gatt.current_time import current_time_value

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(number: int, *payloads: bytes):
    return gatt.decode(number, FrameBatch.from_payloads(payloads))


@given(st.integers(0, 0xFFFF_FFFF))
def test_a_step_count_is_four_bytes_low_first(count):
    payload = count.to_bytes(4, "little")
    assert read(known.INFINITIME_STEP_COUNT, payload).value.tolist() == [count]


def test_a_step_count_of_another_length_is_refused():
    readings = read(known.INFINITIME_STEP_COUNT, b"", b"\1\2\3", b"\1\2\3\4\5")
    assert [reason.value for reason in readings.rejects.reasons] == [
        "empty",
        "truncated",
        "trailing_bytes",
    ]


def test_motion_is_not_taken():
    reasons = read(known.INFINITIME_MOTION, bytes(6)).rejects.reasons
    assert reasons == (RejectReason.UNKNOWN_CHARACTERISTIC,)


def test_a_stopped_sensor_is_passed_on_as_sent():
    stopped = read(known.HEART_RATE_MEASUREMENT, b"\0\0", b"\0\x48")
    assert stopped.hr_bpm.tolist() == [0, 72]


@given(st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001
def test_a_clock_that_was_set_reads_back_to_within_a_256th(at):
    at = at.replace(tzinfo=UTC)
    (said_ms,) = read(known.CURRENT_TIME, current_time_value(at)).value.tolist()
    behind = at - (EPOCH + timedelta(milliseconds=said_ms))
    assert timedelta(0) <= behind < timedelta(milliseconds=5)


def test_a_clock_is_set_to_the_wall_time_of_the_zone():
    at = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    there = current_time_value(at.astimezone(ZoneInfo("Europe/Berlin")))
    assert there[:5] == bytes.fromhex("ea07030300")
    with pytest.raises(ValueError, match="zone"):
        current_time_value(at.replace(tzinfo=None))


@pytest.mark.parametrize(
    "payload",
    ["00000000000000000000", "ea070d02121e05010000", "ea070302121e05090000"],
)
def test_a_date_that_does_not_exist_is_out_of_range(payload):
    readings = read(known.CURRENT_TIME, bytes.fromhex(payload))
    assert readings.rejects.reasons == (RejectReason.OUT_OF_RANGE,)

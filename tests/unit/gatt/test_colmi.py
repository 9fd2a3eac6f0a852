"""The ring's protocol.

`PUBLISHED` are frames that a ring sent, as printed in the docstring of steps.py of
tahnok/colmi_r02_client (MIT). Every other frame here is constructed from the
documented layout.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import RejectReason
from pacepipe.gatt import colmi
from pacepipe.gatt.colmi import (
    Aborted,
    ClockSet,
    HeartRateDay,
    Refused,
    RingBattery,
    RingEvent,
    RingReader,
    RingSays,
    StepBin,
    StepDay,
    Unread,
)

PUBLISHED = tuple(
    bytes.fromhex(line)
    for line in (
        "43f00501000000000000000000000039",
        "43230813100005c80030001b000000a9",
        "43230813140105b618aa046903000083",
        "4323081318020538 04e100950000 0052",
        "432308131c0305 0502 6c00 4800 000060",
    )
)
LAST_ROW = colmi.frame(0x43, bytes.fromhex("2308134c0405ef0163004400"))
THE_DAY = date(2023, 8, 13)


def told(*payloads: bytes, reader: RingReader | None = None) -> list[RingEvent]:
    reader = reader or RingReader()
    for payload in payloads:
        reader.receive(payload)
    return list(iter(reader.next_event, None))


def heart_rate_frames(values: list[int], midnight_s: int = 1_772_409_600):
    """24 frames of a day at 5 minutes, as the documented layout has it."""
    padded = bytes(values).ljust(9 + 22 * 13, b"\0")
    frames = [colmi.frame(0x15, bytes([0, 24, 5]))]
    first = midnight_s.to_bytes(4, "little") + padded[:9]
    frames.append(colmi.frame(0x15, bytes([1]) + first))
    for number in range(2, 24):
        at = 9 + 13 * (number - 2)
        frames.append(colmi.frame(0x15, bytes([number]) + padded[at : at + 13]))
    return frames


def test_a_published_step_day_is_read_row_by_row():
    (day,) = told(*PUBLISHED, LAST_ROW)
    assert isinstance(day, StepDay)
    assert day.bins[1] == StepBin(THE_DAY, 20, 1194, 873)
    assert [each.step_count for each in day.bins] == [48, 1194, 225, 108, 99]


def test_a_day_without_steps_is_empty_and_not_zero():
    assert told(colmi.frame(0x43, b"\xff")) == [StepDay(())]


def test_an_aborted_step_day_leaves_nothing_in_the_next_one():
    cut = PUBLISHED[:3]
    events = told(*cut, *PUBLISHED, LAST_ROW)
    assert events == [Aborted(0x43, 2), *told(*PUBLISHED, LAST_ROW)]


def test_a_lost_row_aborts_the_day():
    events = told(*PUBLISHED[:2], *PUBLISHED[3:], LAST_ROW)
    assert all(isinstance(event, Aborted) for event in events)


def test_an_abandoned_transfer_says_so_once():
    reader = RingReader()
    told(*PUBLISHED[:3], reader=reader)
    reader.abandon()
    reader.abandon()
    assert told(reader=reader) == [Aborted(0x43, 2)]


@pytest.mark.parametrize(
    "body", ["2a08131000050000010000", "23132f100005", "230813600001"]
)
def test_a_row_with_an_impossible_date_or_slot_is_not_used(body):
    assert told(colmi.frame(0x43, bytes.fromhex(body))) == [Aborted(0x43, 0)]


def test_a_heart_rate_day_has_288_values_from_its_midnight():
    values = [60 + slot % 50 for slot in range(288)]
    (day,) = told(*heart_rate_frames(values))
    assert day == HeartRateDay(1_772_409_600, 5, tuple(values))


def test_a_heart_rate_day_survives_what_the_ring_says_in_between():
    values = [70] * 288
    frames = heart_rate_frames(values)
    said = colmi.frame(0x73, bytes([0x0C, 80]))
    events = told(*frames[:10], said, *frames[10:])
    assert events == [RingSays(0x0C), HeartRateDay(1_772_409_600, 5, tuple(values))]


def test_a_ring_without_heart_rates_says_so():
    assert told(colmi.frame(0x15, b"\xff")) == [HeartRateDay(None, 0, ())]


def test_the_error_bit_ends_a_transfer():
    frames = heart_rate_frames([70] * 288)
    events = told(*frames[:5], colmi.frame(0x95), *frames)
    assert events[0] == Refused(0x15)
    assert len(events) == 2


def test_single_answers():
    assert told(
        colmi.frame(0x01, b"\x00\x01"),
        colmi.frame(0x03, bytes([64, 1])),
        colmi.frame(0x03, bytes([101])),
        colmi.frame(0x2F, bytes([1])),
    ) == [
        ClockSet(),
        RingBattery(64, is_charging=True),
        Unread(RejectReason.OUT_OF_RANGE),
        Unread(RejectReason.UNKNOWN_CHARACTERISTIC),
    ]


def test_a_wrong_sum_is_named():
    broken = PUBLISHED[1][:-1] + b"\x00"
    assert told(broken, b"", b"\x43", PUBLISHED[1] + b"\0") == [
        Unread(RejectReason.BAD_CHECKSUM),
        Unread(RejectReason.EMPTY),
        Unread(RejectReason.TRUNCATED),
        Unread(RejectReason.TRAILING_BYTES),
    ]


def test_the_time_is_set_in_utc_whatever_the_zone_of_the_caller():
    utc = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    request = colmi.set_time_request(utc)
    zoned = utc.astimezone(ZoneInfo("Asia/Tokyo"))
    assert colmi.set_time_request(zoned) == request
    with pytest.raises(ValueError, match="zone"):
        colmi.set_time_request(utc.replace(tzinfo=None))


# 0x43 and 0x15 meet the transfers far more often than chance
likely = st.builds(
    colmi.frame,
    st.sampled_from([0x43, 0x15, 0x95, 0xC3, 0x03, 0x73]),
    st.binary(max_size=14)
    | st.builds(
        lambda kind, index, total: bytes([kind, 3, 2, 5, index, total]),
        st.sampled_from([0x26, 0xF0, 0xFF, 0, 1, 2]),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
)


@given(st.lists(st.binary(max_size=20) | likely, max_size=30))
def test_no_bytes_make_it_raise_and_the_next_day_is_read_whole(payloads):
    reader = RingReader()
    told(*payloads, reader=reader)
    events = told(*PUBLISHED, LAST_ROW, reader=reader)
    assert events[-1] == told(*PUBLISHED, LAST_ROW)[0]
    heart = heart_rate_frames([70] * 288)
    assert told(*heart, reader=reader)[-1] == told(*heart)[0]


@given(st.lists(st.binary(max_size=20) | likely, max_size=30))
def test_the_batch_agrees_with_one_frame_at_a_time(payloads):
    readings = colmi.colmi_frame(FrameBatch.from_payloads(payloads))
    sound = [
        index
        for index, payload in enumerate(payloads)
        if len(payload) == 16 and sum(payload[:15]) & 0xFF == payload[15]
    ]
    assert readings.frame_index.tolist() == sound
    assert readings.value.tolist() == [payloads[index][0] for index in sound]


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2068, 12, 31)),  # noqa: DTZ001
)
def test_the_time_comes_back_from_its_decimal_digits(at):
    at = at.replace(microsecond=0, tzinfo=UTC)
    digits = colmi.set_time_request(at)[1:7].hex()
    assert datetime.strptime(digits + "+0000", "%y%m%d%H%M%S%z") == at


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=96),
)
def test_a_step_day_comes_back_whole(day, steps):
    rows = [
        colmi.frame(
            0x43,
            bytes.fromhex(f"{day:%y%m%d}")
            + bytes([slot, slot, len(steps), 0, 0])
            + count.to_bytes(2, "little"),
        )
        for slot, count in enumerate(steps)
    ]
    (whole,) = told(*rows)
    assert isinstance(whole, StepDay)
    assert [(b.day_date, b.slot, b.step_count) for b in whole.bins] == [
        (day, slot, count) for slot, count in enumerate(steps)
    ]


@given(st.dates(date(1970, 1, 2), date(2099, 12, 31)))
def test_a_heart_rate_day_is_asked_for_by_its_midnight(day):
    request = colmi.heart_rate_day_request(day)
    asked_s = int.from_bytes(request[1:5], "little")
    midnight = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=asked_s)
    assert (midnight.date(), midnight.hour) == (day, 0)

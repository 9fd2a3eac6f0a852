"""An emulated InfiniTime watch, heard by the collector and judged afterwards."""

from datetime import timedelta

import numpy as np

from pacepipe import gatt
from pacepipe.collect import StrapTarget
from pacepipe.domain import characteristic as number
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.identity import StrapIdentity
from pacepipe.gatt.current_time import current_time_value
from pacepipe.signals import STEP_FLAGS, clock_of_offset, counter_steps
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.infinitime import InfiniTimeWatch, watch_peripheral
from support.straps import ADDRESS, START, Stored, listened, the_profile

# the watch's midnight is 60 s after START; it sends the old total once more
STEPS = ((10.0, 5000), (30.0, 5020), (70.0, 5020), (80.0, 3), (95.0, 20))
TARGET = StrapTarget(
    StrapIdentity("PINE64", "PineTime", None).strap_id(ADDRESS),
    the_profile("infinitime"),
    ADDRESS,
)


def heard(path, *, seconds: float = 110, outages=(), **changes) -> Stored:
    watch = InfiniTimeWatch(born=START, **{"steps": STEPS, **changes})
    air = VirtualAir([watch_peripheral(watch, ADDRESS, outages=outages)])
    return listened(path, air, seconds=seconds, target=TARGET)


def values(kept: Stored, characteristic: int) -> list[int]:
    batch = FrameBatch.from_payloads(kept.of(characteristic))
    return gatt.decode(characteristic, batch).value.tolist()


def test_yesterdays_total_is_held_back_and_no_step_is_lost(tmp_path):
    kept = heard(tmp_path / "f.sqlite")
    frames = [
        f for f in kept.frames if f.characteristic == number.INFINITIME_STEP_COUNT
    ]
    midnight_ms = int(START.timestamp() * 1000) + 60_000
    steps = counter_steps(
        np.array([f.utc_us // 1000 for f in frames]),
        np.array(values(kept, number.INFINITIME_STEP_COUNT)),
        np.array([midnight_ms]),
    )
    assert [STEP_FLAGS[code].value for code in steps.flag_code] == [
        "ok",
        "previous_day",
        "reset_midnight",
        "ok",
    ]
    assert np.nansum(steps.step_count) == 20 + 3 + 17


def test_a_watch_without_pulse_is_not_taken_for_dead(tmp_path):
    kept = heard(tmp_path / "f.sqlite")
    assert kept.kinds() == ["opened", "identified", "subscribed", "closed"]


def test_the_clock_is_read_at_each_link_and_its_offset_shows(tmp_path):
    kept = heard(
        tmp_path / "f.sqlite",
        clock_offset=timedelta(hours=1),
        outages=((50.0, 55.0),),
    )
    frames = [f for f in kept.frames if f.characteristic == number.CURRENT_TIME]
    assert len(frames) == 2
    for frame, said_ms in zip(frames, values(kept, number.CURRENT_TIME), strict=True):
        offset = timedelta(milliseconds=said_ms - frame.utc_us / 1000)
        assert abs(offset - timedelta(hours=1)) < timedelta(seconds=1)
        assert clock_of_offset(offset) == "wrong"


def test_setting_the_clock_reads_back():
    watch = InfiniTimeWatch(born=START, clock_offset=timedelta(hours=-5))
    watch.write(10.0, number.CURRENT_TIME, current_time_value(START))
    told = watch.read(70.0, number.CURRENT_TIME)
    assert told is not None
    readings = gatt.decode(number.CURRENT_TIME, FrameBatch.from_payloads([told]))
    assert readings.value.tolist() == [int(START.timestamp() * 1000) + 60_000]


def test_a_stopped_sensor_keeps_its_last_value_or_says_zero():
    kept = {
        keeps: InfiniTimeWatch(
            born=START, heart_rates=((5.0, 77),), keeps_last_heart_rate=keeps
        ).read(100.0, number.HEART_RATE_MEASUREMENT)
        for keeps in (True, False)
    }
    assert kept == {True: b"\x00\x4d", False: b"\x00\x00"}

"""Faults that only whole runs of frames give away: sent over the air, then judged.

The number of a test is that of research/ble.md, section 4. What is judged here is
journalled as it was sent; nothing is dropped.
"""

from pathlib import Path

import numpy as np
import pytest

from pacepipe import gatt
from pacepipe.domain import characteristic as number
from pacepipe.domain.epitaph import Epitaph
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.link_history import (
    PARAMETER_MAX_S,
    battery_outlook,
    regular_drop_s,
)
from pacepipe.domain.profile import CadenceUnit, SensorKind
from pacepipe.domain.reading import CONTACT_OK, HeartRateReadings, RscReadings
from pacepipe.signals import (
    HR_FLAGS,
    Heard,
    HrFlag,
    HrReadings,
    LinkEnd,
    LinkSpan,
    MinuteClass,
    clean_hr,
    minute_classes,
    primary_flags,
    rr_ms,
)
from pacepipe.signals.hr_clean import SENSOR_KINDS
from pacepipe.signals.rsc_steps import cadence_unit
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.encode import (
    battery_level,
    heart_rate_measurement,
    rsc_measurement,
)
from pacepipe.simulate.notification import Notification
from support.straps import Stored, a_strap, listened, one_hz

HEART = number.HEART_RATE_MEASUREMENT
SECOND_RAW = 1024


def sent(
    first_s: int, values: list[int], *, rr: bool = False
) -> tuple[Notification, ...]:
    """One frame a second, with contact, from `first_s` on."""
    beats = (SECOND_RAW,) if rr else ()
    return tuple(
        Notification(
            float(first_s + second),
            HEART,
            heart_rate_measurement(hr_bpm, rr_raw=beats, contact=True),
        )
        for second, hr_bpm in enumerate(values)
    )


def hearts(kept: Stored) -> tuple[HeartRateReadings, np.ndarray, np.ndarray]:
    """Readings of a run, their arrival in ms, and the link of each."""
    frames = [f for f in kept.frames if f.characteristic == HEART]
    readings = gatt.decode(HEART, FrameBatch.from_payloads([f.payload for f in frames]))
    assert isinstance(readings, HeartRateReadings)
    at_ms = np.array([f.utc_us // 1000 for f in frames])
    return readings, at_ms, np.array([f.connection_id for f in frames])


def flags(kept: Stored) -> list[HrFlag]:
    readings, at_ms, link = hearts(kept)
    count = len(at_ms)
    unknown = np.full(count, np.nan)
    judged = clean_hr(
        HrReadings(
            source=np.zeros(count, dtype=np.int64),
            at_ms=at_ms,
            hr_bpm=readings.hr_bpm,
            contact=readings.contact,
            contact_is_trusted=np.ones(count, dtype=np.bool_),
            link=link,
            has_rr=np.isin(np.arange(count), readings.beat_frame_index),
            sensor_code=np.full(count, SENSOR_KINDS.index(SensorKind.ECG)),
            cadence_spm=unknown,
            is_moving=np.zeros(count, dtype=np.bool_),
            other_bpm=unknown,
        )
    )
    return [HR_FLAGS[code] for code in primary_flags(judged.marks)]


def rising(first: int, count: int) -> list[int]:
    return [first + second // 3 for second in range(count)]


def test_22_a_last_value_that_is_repeated_on_reconnect_is_kept_and_not_used(
    tmp_path: Path,
):
    """The sensor has stopped; ten seconds later it measures again."""
    before, after = rising(70, 30), rising(84, 20)
    stream = (
        *sent(0, before),
        *sent(60, [before[-1]] * 10),
        *sent(70, after),
    )
    strap = a_strap(stream=stream, outages=((29.5, 58.0),))
    kept = listened(tmp_path / "f.sqlite", VirtualAir([strap]), seconds=95)

    _, _, link = hearts(kept)
    told = np.array([flag.value for flag in flags(kept)])[link == link.max()]
    # bytes first: every repeated frame is in the journal
    assert kept.of(HEART).count(stream[-25].payload) >= 9
    assert set(told[:8]) == {"stale"}
    assert set(told[-19:]) == {"ok"}


def test_22_the_same_value_with_intervals_was_measured(tmp_path: Path):
    before = rising(70, 30)
    stream = (*sent(0, before, rr=True), *sent(60, [before[-1]] * 10, rr=True))
    strap = a_strap(stream=stream, outages=((29.5, 58.0),))
    kept = listened(tmp_path / "f.sqlite", VirtualAir([strap]), seconds=75)
    assert HrFlag.STALE not in flags(kept)
    assert len(kept.connections) == 2


def test_20_a_heart_rate_that_stands_still_when_its_intervals_cease_is_a_hold(
    tmp_path: Path,
):
    """The contact bit stays true: only the run of equal values gives it away."""
    stream = (*sent(0, rising(70, 30), rr=True), *sent(30, [79] * 180))
    kept = listened(
        tmp_path / "f.sqlite", VirtualAir([a_strap(stream=stream)]), seconds=215
    )
    readings, _, _ = hearts(kept)
    assert set(readings.contact.tolist()) == {CONTACT_OK}
    told = flags(kept)
    assert HrFlag.HOLD not in told[:25]
    assert set(told[-170:]) == {HrFlag.HOLD}


@pytest.mark.parametrize(
    ("lost_every", "quality"),
    [(None, MinuteClass.WORN_GOOD), (3, MinuteClass.WORN_POOR)],
)
def test_18_the_share_of_time_that_beats_explain_falls_with_every_lost_frame(
    tmp_path: Path, lost_every: int | None, quality: MinuteClass
):
    whole = sent(0, [60] * 190, rr=True)
    stream = tuple(
        frame
        for count, frame in enumerate(whole)
        if lost_every is None or count % lost_every
    )
    kept = listened(
        tmp_path / "f.sqlite", VirtualAir([a_strap(stream=stream)]), seconds=185
    )
    readings, at_ms, _ = hearts(kept)
    start_ms = int(at_ms[0])
    classed = minute_classes(
        [LinkSpan(start_ms, int(at_ms[-1]), LinkEnd.STATION)],
        [],
        Heard(
            hr_at_ms=at_ms,
            is_ok=np.ones(len(at_ms), dtype=np.bool_),
            is_off=np.zeros(len(at_ms), dtype=np.bool_),
            beat_at_ms=at_ms[readings.beat_frame_index],
            rr_ms=rr_ms(readings.rr_raw),
        ),
    )
    inner = slice(1, -1)
    assert set(classed.minute_class[inner]) == {quality}
    share = 1.0 if lost_every is None else 1 - 1 / lost_every
    assert classed.rr_coverage_frac[inner] == pytest.approx(share, abs=0.03)


def test_14_drops_like_clockwork_are_told_from_chance_by_their_epitaphs(
    tmp_path: Path,
):
    """As of a strap whose wish for another connection interval is refused."""
    outages = tuple((33.0 * n - 1.5, 33.0 * n) for n in range(1, 6))
    strap = a_strap(170, outages=outages)
    kept = listened(tmp_path / "f.sqlite", VirtualAir([strap]), seconds=166)
    ends = [Epitaph.read(e.detail) for e in kept.events if e.kind.value == "lost"]
    every_s = regular_drop_s([e.uptime_s for e in ends if e.uptime_s is not None])
    assert len(ends) == 5
    assert every_s == pytest.approx(31, abs=2)
    assert every_s < PARAMETER_MAX_S


def test_31_a_battery_that_always_says_100_is_said_to_say_nothing(tmp_path: Path):
    outages = tuple((20.0 * n + 10.5, 20.0 * n + 15.0) for n in range(4))
    strap = a_strap(
        stream=one_hz(90),
        outages=outages,
        values={**a_strap().values, number.BATTERY_LEVEL: battery_level(100)},
    )
    kept = listened(tmp_path / "f.sqlite", VirtualAir([strap]), seconds=80)
    ends = [(e.utc_us / 1e6, Epitaph.read(e.detail)) for e in kept.events]
    levels = [(at_s, e.battery_pct) for at_s, e in ends if e.battery_pct is not None]
    outlook = battery_outlook(levels, levels[-1][0])
    assert len(levels) >= 4
    assert outlook is not None
    assert outlook.says_nothing
    assert outlook.days_left is None


@pytest.mark.parametrize(
    ("cadence_spm", "unit"), [(100, CadenceUnit.STEPS), (50, CadenceUnit.STRIDES)]
)
def test_28_a_pod_that_counts_strides_is_told_by_its_speed(
    cadence_spm: int, unit: CadenceUnit
):
    walk = rsc_measurement(speed_mps=1.2, cadence_spm=cadence_spm)
    readings = gatt.decode(
        number.RSC_MEASUREMENT, FrameBatch.from_payloads([walk] * 90)
    )
    assert isinstance(readings, RscReadings)
    told = cadence_unit(readings.speed_mps, readings.cadence_raw.astype(float))
    assert told is unit

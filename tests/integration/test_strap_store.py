"""What straps keep for themselves: the station tends to it, and so do the commands."""

import asyncio
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pacepipe.app import House
from pacepipe.collect import Asked, Radio, Station, StrapTarget
from pacepipe.domain import characteristic as number
from pacepipe.domain.events import StrapAssigned, StrapPaired
from pacepipe.domain.identity import StrapIdentity
from pacepipe.gatt.polar_transcript import recordings_of
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.colmi import ColmiRing, ring_peripheral
from pacepipe.simulate.infinitime import InfiniTimeWatch, watch_peripheral
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.polar_h10 import PolarH10, samples_file
from support.home import Terminal, a_home, with_a_patient
from support.straps import (
    ADDRESS,
    IDENTITY,
    START,
    Stored,
    a_strap,
    a_target,
    one_hz,
    stored,
    the_profile,
    with_journal,
)

POLAR = StrapIdentity("Polar Electro Oy", "H10", "7A00F1", "3.1.1")
H10 = StrapTarget(POLAR.strap_id(ADDRESS), the_profile("polar_h10"), ADDRESS)
RING_ID = StrapIdentity(None, None, None).strap_id(ADDRESS)
RING = StrapTarget(RING_ID, the_profile("colmi_r0x"), ADDRESS)
BEATS = tuple((s * 0.8, 800 + s % 7) for s in range(4000))


def a_h10(firmware: PolarH10, **changes: Any) -> VirtualPeripheral:
    return a_strap(
        900, identity=POLAR, name="Polar H10 7A00F1", firmware=firmware, **changes
    )


def served(
    path: Path, air: VirtualAir, target: StrapTarget, seconds: float, wishes: Asked
) -> Stored:
    """Run a station for some seconds of strap time; what the journal then holds."""

    async def work(journal: Any, clock: Any) -> None:
        stop = asyncio.Event()
        air.now_s()
        asyncio.get_running_loop().call_later(seconds, stop.set)
        station = Station(
            Radio(air.scanner, air.client),
            journal,
            clock,
            lambda: (target,),
            wishes=wishes,
        )
        await station.run(stop)

    with_journal(path, work)
    return stored(path)


def between(air: VirtualAir, from_s: float, until_s: float) -> Asked:
    """Somebody moves for a while."""

    def is_moving(_: str) -> bool:
        return from_s <= air.now_s() < until_s

    return Asked(recording=is_moving, acceleration=is_moving)


def test_a_session_is_recorded_by_the_strap_itself_across_a_lost_link(tmp_path):
    firmware = PolarH10(BEATS)
    air = VirtualAir([a_h10(firmware, outages=((200.0, 260.0),))])

    kept = served(tmp_path / "f.sqlite", air, H10, 600.0, between(air, 30.0, 400.0))

    (taken,) = recordings_of((f.characteristic, f.payload) for f in kept.frames)
    assert 360 <= sum(taken.recording.rr_ms) / 1000 <= 385
    assert firmware.files == {}
    assert air.ledger(ADDRESS).drop_count == 1


def test_without_a_session_nothing_is_recorded_and_nothing_accelerates(tmp_path):
    firmware = PolarH10(BEATS)
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 120.0, between(air, 900.0, 901.0))

    assert recordings_of((f.characteristic, f.payload) for f in kept.frames) == ()
    assert kept.of(number.POLAR_PMD_CONTROL) == []
    assert len(kept.of(number.HEART_RATE_MEASUREMENT)) > 100


def test_the_accelerometer_runs_during_the_session_alone(tmp_path):
    stream = tuple(
        sorted(
            (
                *one_hz(300),
                *(
                    Notification(
                        second + 0.5,
                        number.POLAR_PMD_DATA,
                        struct.pack("<BQB3h", 2, second * 10**9, 1, second, 0, 1000),
                    )
                    for second in range(300)
                ),
            ),
            key=lambda each: each.at_s,
        )
    )
    air = VirtualAir([a_h10(PolarH10(BEATS), stream=stream)])

    kept = served(tmp_path / "f.sqlite", air, H10, 250.0, between(air, 60.0, 160.0))

    assert 90 <= len(kept.of(number.POLAR_PMD_DATA)) <= 110
    on, off = kept.of(number.POLAR_PMD_CONTROL)
    assert (on[1], off[1]) == (2, 3)


def test_what_somebody_else_records_on_the_strap_is_left_alone(tmp_path):
    firmware = PolarH10(BEATS)
    firmware._recording = ("RUN", 0.0)
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 200.0, between(air, 30.0, 100.0))

    assert recordings_of((f.characteristic, f.payload) for f in kept.frames) == ()
    assert firmware._recording == ("RUN", 0.0)
    assert len(kept.of(number.HEART_RATE_MEASUREMENT)) > 180


def test_a_ring_in_reach_is_read_when_it_is_due_and_not_listened_to(tmp_path):
    today = START.date()
    ring = ColmiRing(born=START, steps={(today, 28): 120}, heart_rates={})
    air = VirtualAir([ring_peripheral(ring, ADDRESS)])
    hours = timedelta(hours=9).total_seconds()

    kept = served(tmp_path / "f.sqlite", air, RING, hours, between(air, 1e9, 1e9 + 1))

    syncs = [e for e in kept.events if "clock good" in e.detail]
    assert 2 <= len(syncs) <= 3
    assert air.ledger(ADDRESS).disconnect_count == len(syncs)


# -- the commands, in real time


def home_with(root: Path, target: StrapTarget) -> Terminal:
    """P-001 wears one known strap."""
    terminal = with_a_patient(a_home(root / "home"))
    with_event = StrapPaired(
        strap_id=target.strap_id,
        profile_id=target.profile.profile_id,
        manufacturer=None,
        model=None,
        serial=None,
        advertised_name=None,
        address=ADDRESS,
    )
    with House.open(terminal.root) as house:
        house.record(with_event, patient_id=None, by="test")
        house.record(StrapAssigned(target.strap_id), patient_id="P-001", by="test")
    return terminal


def test_a_recording_is_started_looked_at_and_fetched_by_hand(tmp_path):
    firmware = PolarH10(BEATS)
    terminal = home_with(tmp_path, H10)
    started, status, fetched = (
        terminal.near(VirtualAir([a_h10(firmware)])).manages(
            f"strap recording {what} {H10.strap_id}"
        )
        for what in ("start", "status", "fetch")
    )

    assert "records by itself" in started.out
    assert "It records now." in status.out
    assert "Fetched" in fetched.out
    assert firmware.files == {}
    path = terminal.root / "journal" / "frames.sqlite"
    frames = ((f.characteristic, f.payload) for f in stored(path).frames)
    assert len(recordings_of(frames)) == 1


def test_a_second_fetch_finds_nothing_and_says_so(tmp_path):
    firmware = PolarH10(BEATS)
    firmware.files["PP20260302T080000Z"] = samples_file([800, 810])
    terminal = home_with(tmp_path, H10)
    first, second = (
        terminal.near(VirtualAir([a_h10(firmware)])).manages(
            f"strap sync {H10.strap_id}"
        )
        for _ in range(2)
    )

    assert "Fetched 2 beats" in first.out
    assert "holds no recording" in second.out


def test_a_ring_is_read_by_hand(tmp_path):
    now = datetime.now(UTC)
    ring = ColmiRing(born=now, steps={(now.date(), 0): 50}, heart_rates={})
    air = VirtualAir([ring_peripheral(ring, ADDRESS)])
    terminal = home_with(tmp_path, RING)

    answer = terminal.near(air).manages(f"strap sync {RING.strap_id}")

    assert "quarter hour" in answer.out
    assert "Its clock was set." in answer.out


def test_the_clock_of_a_watch_is_set_and_read_back(tmp_path):
    watch = InfiniTimeWatch(born=datetime.now(UTC), clock_offset=timedelta(minutes=-7))
    own = StrapIdentity("PINE64", "PineTime", None).strap_id(ADDRESS)
    target = StrapTarget(own, the_profile("infinitime"), ADDRESS)
    terminal = home_with(tmp_path, target)

    first = terminal.near(VirtualAir([watch_peripheral(watch, ADDRESS)])).manages(
        f"strap sync {own}"
    )
    watch.born = datetime.now(UTC)
    second = terminal.near(VirtualAir([watch_peripheral(watch, ADDRESS)])).manages(
        f"strap sync {own}"
    )

    assert "it was set" in first.out
    assert "Its clock is right." in second.out
    path = terminal.root / "journal" / "frames.sqlite"
    assert len(stored(path).of(number.CURRENT_TIME)) >= 3


@pytest.mark.parametrize("line", ["sync", "recording start"])
def test_a_strap_that_keeps_nothing_is_refused_with_what_can(tmp_path, line):
    target = a_target()
    terminal = home_with(tmp_path, target).near(VirtualAir([a_strap(60)]))

    answer = terminal.types(f"strap {line} {IDENTITY.strap_id(ADDRESS)}")

    assert answer.exit_code != 0
    assert "Polar H10" in answer.err

"""Scanning, pairing, recording and the station, over virtual straps."""

import asyncio
import logging
import os
import signal
import sys
from dataclasses import replace

import pytest

from pacepipe.assets import folder
from pacepipe.collect import (
    LinkWord,
    LiveStatus,
    Radio,
    Station,
    StrapTarget,
    SystemClock,
    live_line,
    pair,
    record,
    scan,
)
from pacepipe.devices import load_profiles
from pacepipe.domain import characteristic as number
from pacepipe.domain.identity import StrapIdentity
from pacepipe.errors import BluetoothUnavailable, StrapNotFound, UsageProblem
from pacepipe.journal import FrameJournal
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import run_accelerated
from pacepipe.simulate.encode import battery_level, device_information
from pacepipe.simulate.notification import Notification
from support.straps import (
    ADDRESS,
    IDENTITY,
    NEIGHBOUR,
    NEIGHBOUR_IDENTITY,
    a_strap,
    a_target,
    one_hz,
    stored,
    with_journal,
)

HEART = number.HEART_RATE_MEASUREMENT
PROFILES = load_profiles(folder("devices"))


def radio(air: VirtualAir) -> Radio:
    return Radio(air.scanner, air.client)


def a_neighbour(seconds: int = 60, **changes):
    return a_strap(
        seconds,
        identity=NEIGHBOUR_IDENTITY,
        address=NEIGHBOUR,
        name="Strap 0002",
        **changes,
    )


def test_a_scan_names_what_it_recognises_the_strongest_first():
    other = replace(
        a_strap(), address="X", services=(number.BATTERY_SERVICE,), stream=()
    )
    air = VirtualAir([a_strap(rssi_dbm=-80), a_neighbour(rssi_dbm=-50), other])
    sightings = run_accelerated(scan(radio(air), PROFILES, 2.0))
    assert [s.address for s in sightings] == [NEIGHBOUR, ADDRESS]
    assert {s.profile.profile_id for s in sightings} == {"heart_rate_strap"}
    assert [s.rssi_dbm for s in sightings] == [-50, -80]


def test_pairing_gives_the_strap_its_name_and_journals_what_it_said(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap()])
    paired = with_journal(path, lambda j, c: pair(radio(air), PROFILES, j, c))
    assert paired.strap_id == IDENTITY.strap_id(ADDRESS)
    assert (paired.serial, paired.manufacturer) == ("0001", "Made Up")
    assert paired.profile_id == "heart_rate_strap"
    kept = stored(path)
    assert kept.of(number.SERIAL_NUMBER) == [b"0001"]
    assert kept.kinds() == ["opened", "identified", "closed"]
    assert kept.of(HEART) == []
    assert air.ledger(ADDRESS).disconnect_count == 1


def test_pairing_settles_the_profile_by_what_the_strap_says(tmp_path):
    h10 = StrapIdentity("Polar Electro Oy", "H10", "0042", "5.0.0")
    air = VirtualAir([a_strap(identity=h10, name="Polar H10 0042")])
    paired = with_journal(
        tmp_path / "frames.sqlite", lambda j, c: pair(radio(air), PROFILES, j, c)
    )
    assert paired.profile_id == "polar_h10"


def test_pairing_does_not_guess_between_two_straps(tmp_path):
    air = VirtualAir([a_strap(), a_neighbour()])
    with pytest.raises(UsageProblem, match="Strap 0001, Strap 0002"):
        with_journal(
            tmp_path / "frames.sqlite", lambda j, c: pair(radio(air), PROFILES, j, c)
        )


def test_pairing_with_nothing_in_reach_says_what_to_do(tmp_path):
    with pytest.raises(StrapNotFound) as caught:
        with_journal(
            tmp_path / "frames.sqlite",
            lambda j, c: pair(radio(VirtualAir([])), PROFILES, j, c),
        )
    assert caught.value.remedy
    assert stored(tmp_path / "frames.sqlite").connections == ()


def test_a_strap_without_a_serial_is_known_by_its_address(tmp_path):
    nameless = StrapIdentity(None, None, None)
    air = VirtualAir([a_strap(values=device_information(nameless))])
    paired = with_journal(
        tmp_path / "frames.sqlite", lambda j, c: pair(radio(air), PROFILES, j, c)
    )
    assert paired.serial is None
    assert paired.strap_id == nameless.strap_id(ADDRESS)


def test_a_recording_shows_a_live_line_and_ends_at_its_time(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(200)])
    seen: list[LiveStatus] = []
    recorded = with_journal(
        path,
        lambda j, c: record(
            a_target(), radio(air), j, c, duration_s=60, on_status=seen.append
        ),
    )
    kept = stored(path)
    assert recorded.frame_count == len(kept.frames)
    assert recorded.link_count == 1
    assert len(seen) == pytest.approx(60, abs=2)
    measuring = [s for s in seen if s.link is LinkWord.MEASURING]
    assert len(measuring) > 50
    assert live_line(measuring[30]).endswith("battery 90 % · link measuring")
    assert recorded.status.beat_count == len(kept.of(HEART))


def test_malformed_and_unknown_frames_do_not_disturb_the_live_line(tmp_path):
    torn = tuple(Notification(t + 0.5, HEART, b"\x19\x00\x46") for t in range(60))
    stream = tuple(sorted((*one_hz(60), *torn), key=lambda n: n.at_s))
    seen: list[LiveStatus] = []
    with_journal(
        tmp_path / "frames.sqlite",
        lambda j, c: record(
            a_target(),
            radio(VirtualAir([a_strap(stream=stream)])),
            j,
            c,
            duration_s=50,
            on_status=seen.append,
        ),
    )
    measuring = [s for s in seen if s.link is LinkWord.MEASURING][2:]
    assert measuring
    assert all(s.hr_bpm is not None for s in measuring)


def test_a_lost_strap_shows_a_dash_and_never_a_frozen_number(tmp_path):
    seen: list[tuple[float, LiveStatus]] = []
    air = VirtualAir([a_strap(200, outages=((30.5, 90.0),))])
    with_journal(
        tmp_path / "frames.sqlite",
        lambda j, c: record(
            a_target(),
            radio(air),
            j,
            c,
            duration_s=85,
            on_status=lambda status: seen.append((air.now_s(), status)),
        ),
    )
    away = [status for at_s, status in seen if at_s > 34]
    assert len(away) > 40
    assert all(s.hr_bpm is None and s.link is LinkWord.LOST for s in away)
    assert "♥ –" in live_line(away[0])


def test_a_strap_that_is_not_there_ends_a_recording_with_advice(tmp_path):
    with pytest.raises(StrapNotFound):
        with_journal(
            tmp_path / "frames.sqlite",
            lambda j, c: record(a_target(), radio(VirtualAir([])), j, c),
        )


def test_a_station_listens_to_every_strap_and_picks_up_a_new_one(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(300), a_neighbour(300)])
    second = StrapTarget(
        NEIGHBOUR_IDENTITY.strap_id(NEIGHBOUR), a_target().profile, NEIGHBOUR
    )

    async def serve(journal, clock):
        straps = [a_target()]
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        loop.call_later(60, straps.append, second)
        loop.call_later(200, straps.remove, straps[0])
        loop.call_later(250, stop.set)
        await Station(radio(air), journal, clock, lambda: tuple(straps)).run(stop)

    with_journal(path, serve)
    kept = stored(path)
    for address in (ADDRESS, NEIGHBOUR):
        ids = {c.connection_id for c in kept.connections if c.address == address}
        hearts = [
            f.payload
            for f in kept.frames
            if f.connection_id in ids and f.characteristic == HEART
        ]
        assert hearts == [n.payload for n in air.ledger(address).delivered]
        assert len(hearts) > 100
        ledger = air.ledger(address)
        assert ledger.disconnect_count == ledger.connect_count == 1
    assert kept.kinds().count("refused") == 0


def test_two_straps_at_unknown_addresses_are_told_apart(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(300), a_neighbour(300)])
    second = StrapTarget(NEIGHBOUR_IDENTITY.strap_id(NEIGHBOUR), a_target().profile)

    async def serve(journal, clock):
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(200, stop.set)
        straps = (a_target(address=None), second)
        await Station(radio(air), journal, clock, lambda: straps).run(stop)

    with_journal(path, serve)
    kept = stored(path)
    identified = {
        e.connection_id: e.detail for e in kept.events if e.kind.value == "identified"
    }
    assert set(identified.values()) == {a_target().strap_id, second.strap_id}
    expected = {ADDRESS: a_target().strap_id, NEIGHBOUR: second.strap_id}
    for connection in kept.connections:
        found = identified.get(connection.connection_id)
        assert found in {None, expected[connection.address]}
    hearts = [f for f in kept.frames if f.characteristic == HEART]
    assert {f.connection_id for f in hearts} == set(identified)


def test_a_station_ends_cleanly_on_a_signal(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(300)])

    async def serve(journal, clock):
        loop = asyncio.get_running_loop()
        loop.call_later(30, os.kill, os.getpid(), signal.SIGTERM)
        await Station(radio(air), journal, clock, lambda: (a_target(),)).run()

    with_journal(path, serve)
    kept = stored(path)
    assert kept.kinds()[-1] == "closed"
    assert kept.of(HEART) == [n.payload for n in air.ledger(ADDRESS).delivered]


def test_logs_carry_ids_and_counts_only(tmp_path, caplog):
    air = VirtualAir([a_strap(120, outages=((30.5, 60.0),)), a_neighbour(120)])

    async def serve(journal, clock):
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(110, stop.set)
        straps = (a_target(address=None),)
        await Station(radio(air), journal, clock, lambda: straps).run(stop)

    with caplog.at_level(logging.DEBUG, logger="pacepipe"):
        with_journal(tmp_path / "frames.sqlite", serve)
    said = [r.getMessage() for r in caplog.records if r.name.startswith("pacepipe")]
    assert any("listening to strap-" in line for line in said)
    for line in said:
        assert ADDRESS not in line
        assert NEIGHBOUR not in line
        assert "bpm" not in line
        assert "0001" not in line


def test_a_foot_pod_is_recorded_the_same_way(tmp_path):
    path = tmp_path / "frames.sqlite"
    pod_profile = next(p for p in PROFILES if p.profile_id == "running_pod")
    vector = bytes.fromhex("07 00 02 50 64 00 10 27 00 00")
    stream = tuple(
        Notification(float(s), number.RSC_MEASUREMENT, vector) for s in range(60)
    )
    pod = a_strap(
        services=(
            number.RUNNING_SPEED_AND_CADENCE_SERVICE,
            number.DEVICE_INFORMATION_SERVICE,
        ),
        values={
            **device_information(IDENTITY),
            number.RSC_FEATURE: b"\x07\x00",
            number.BATTERY_LEVEL: battery_level(50),
        },
        stream=stream,
    )
    air = VirtualAir([pod])
    with_journal(
        path,
        lambda j, c: record(
            a_target(profile=pod_profile), radio(air), j, c, duration_s=50
        ),
    )
    kept = stored(path)
    assert len(kept.of(number.RSC_MEASUREMENT)) > 40
    assert kept.of(number.RSC_FEATURE) == [b"\x07\x00"]


@pytest.fixture
def no_bluetooth_service(tmp_path, monkeypatch):
    """A machine whose Bluetooth service cannot be reached."""
    if sys.platform != "linux":
        pytest.skip("the Bluetooth service is reached over D-Bus on Linux alone")
    bus = f"unix:path={tmp_path / 'no-such-bus'}"
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)


@pytest.mark.usefixtures("no_bluetooth_service")
def test_without_an_adapter_a_scan_says_what_to_do():
    with pytest.raises(BluetoothUnavailable) as caught:
        asyncio.run(scan(Radio(), PROFILES, 1.0))
    assert caught.value.exit_code == 4
    assert "bluetooth" in caught.value.remedy


@pytest.mark.usefixtures("no_bluetooth_service")
def test_without_an_adapter_a_recording_stops_at_once(tmp_path):
    with (
        FrameJournal.open(tmp_path / "frames.sqlite", "station-1") as journal,
        pytest.raises(BluetoothUnavailable),
    ):
        asyncio.run(record(a_target(), Radio(), journal, SystemClock()))


@pytest.mark.usefixtures("no_bluetooth_service")
def test_without_an_adapter_a_station_waits_for_one(tmp_path):
    async def serve(journal):
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(1.0, stop.set)
        straps = lambda: (a_target(),)  # noqa: E731
        await Station(Radio(), journal, SystemClock(), straps).run(stop)

    with FrameJournal.open(tmp_path / "frames.sqlite", "station-1") as journal:
        asyncio.run(serve(journal))
    assert stored(tmp_path / "frames.sqlite").connections == ()


def test_a_live_line_that_breaks_does_not_cost_the_recording(tmp_path, caplog):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(60)])
    calls: list[LiveStatus] = []

    def broken_pipe(status: LiveStatus) -> None:
        calls.append(status)
        if len(calls) == 1:
            raise BrokenPipeError

    with_journal(
        path,
        lambda j, c: record(
            a_target(), radio(air), j, c, duration_s=30, on_status=broken_pipe
        ),
    )
    assert len(stored(path).of(HEART)) > 25
    assert "the live line broke" in caplog.text


def test_a_link_leaves_a_strap_alone_that_is_another_links(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_neighbour(300, outages=((0.0, 100.0),))])
    second = StrapTarget(
        NEIGHBOUR_IDENTITY.strap_id(NEIGHBOUR), a_target().profile, NEIGHBOUR
    )

    async def serve(journal, clock):
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(200, stop.set)
        straps = (a_target(), second)
        await Station(radio(air), journal, clock, lambda: straps).run(stop)

    with_journal(path, serve)
    kept = stored(path)
    assert kept.kinds() == ["opened", "identified", "subscribed", "closed"]
    assert len(kept.of(HEART)) > 80
    assert air.ledger(NEIGHBOUR).attempt_count == 1

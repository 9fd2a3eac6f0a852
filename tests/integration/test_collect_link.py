"""The real bleak front and the real journal over virtual straps, accelerated."""

import asyncio
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from bleak.exc import BleakDBusError

from pacepipe.collect import (
    LinkPolicy,
    Listening,
    Lookout,
    Radio,
    StrapTarget,
    run_link,
)
from pacepipe.domain import characteristic as number
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.frame import Frame
from pacepipe.domain.profile import Access, CharacteristicUse
from pacepipe.errors import DiskTrouble, StrapNotFound
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.encode import battery_level, heart_rate_measurement
from pacepipe.simulate.notification import Notification
from support.straps import (
    ADDRESS,
    IDENTITY,
    NEIGHBOUR,
    NEIGHBOUR_IDENTITY,
    START,
    a_strap,
    a_target,
    listened,
    one_hz,
    stored,
    the_profile,
    with_journal,
)

HEART = number.HEART_RATE_MEASUREMENT
PATIENT = LinkPolicy(patience_s=120.0)


def delivered(air: VirtualAir, characteristic: int = HEART) -> list[bytes]:
    sent = air.ledger(ADDRESS).delivered
    return [n.payload for n in sent if n.characteristic == characteristic]


def test_every_frame_lands_once_in_order_with_both_clocks(tmp_path):
    air = VirtualAir([a_strap(60)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=70)
    assert kept.of(HEART) == delivered(air)
    assert len(kept.of(HEART)) >= 58
    boot_ns = [frame.boot_ns for frame in kept.frames]
    utc_us = [frame.utc_us for frame in kept.frames]
    assert boot_ns == sorted(boot_ns)
    hearts = [frame for frame in kept.frames if frame.characteristic == HEART]
    for earlier, later in pairwise(hearts):
        assert later.boot_ns - earlier.boot_ns == pytest.approx(1e9, abs=5e7)
        assert later.utc_us - earlier.utc_us == pytest.approx(1e6, abs=5e4)
    assert utc_us[0] >= START.timestamp() * 1e6


def test_a_link_leaves_its_story_in_the_journal(tmp_path):
    air = VirtualAir([a_strap(60)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=30)
    (connection,) = kept.connections
    assert connection.profile_id == "heart_rate_strap"
    assert connection.advertised_name == "Strap 0001"
    assert connection.boot_id.startswith("simulated-")
    assert kept.kinds() == ["opened", "identified", "subscribed", "closed"]
    details = {event.kind.value: event.detail for event in kept.events}
    assert details["identified"] == IDENTITY.strap_id(ADDRESS)
    assert details["subscribed"] == "0x2a37"
    assert not any(ADDRESS in event.detail for event in kept.events)


def test_the_end_of_a_link_says_what_was_last_known(tmp_path):
    air = VirtualAir([a_strap(120, outages=((30.5, 60.0),))])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=121)
    ends = [e for e in kept.events if e.kind.value in {"lost", "closed"}]
    lost, closed = (Epitaph.read(event.detail) for event in ends)
    assert (lost.ending, closed.ending) == (Ending.DROP, Ending.STOPPED)
    assert (lost.contact, lost.battery_pct) == ("ok", 90)
    assert lost.rssi_dbm is not None
    assert lost.frame_count == sum(
        frame.connection_id == ends[0].connection_id for frame in kept.frames
    )
    assert 20 < lost.uptime_s < 31


def test_what_the_strap_says_of_itself_is_read_once_and_journalled_first(tmp_path):
    air = VirtualAir([a_strap(30)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=30)
    reads = air.ledger(ADDRESS).reads
    assert max(Counter(reads).values()) == 1
    assert [f.characteristic for f in kept.frames[: len(reads)]] == reads
    assert kept.of(number.SERIAL_NUMBER) == [b"0001"]
    assert kept.of(number.BODY_SENSOR_LOCATION) == [b"\x01"]
    assert kept.of(number.BATTERY_LEVEL) == [battery_level(90)]


def test_nothing_is_shown_before_the_journal_has_it(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(20)])
    missing: list[Frame] = []

    async def work(journal, clock):
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.call_later(15, stop.set)

        def on_frame(frame: Frame) -> None:
            journal.flush()
            if frame not in stored(path).frames:
                missing.append(frame)

        listening = Listening(
            Lookout(Radio(air.scanner, air.client)),
            journal,
            clock,
            LinkPolicy(),
            on_frame,
        )
        await run_link(a_target(), listening, stop)

    with_journal(path, work)
    assert missing == []
    assert len(stored(path).of(HEART)) > 10


def test_after_an_outage_it_is_the_same_journal_with_a_new_connection(tmp_path):
    air = VirtualAir([a_strap(120, outages=((30.5, 60.0),))])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=121)
    first, second = (c.connection_id for c in kept.connections)
    assert kept.kinds(first)[-1] == "lost"
    assert kept.kinds(second)[-1] == "closed"
    assert kept.of(HEART) == delivered(air)
    assert len(set(kept.of(HEART))) == len(kept.of(HEART))
    assert {f.connection_id for f in kept.frames} == {first, second}


def test_the_client_is_disconnected_even_after_the_strap_dropped_the_link(tmp_path):
    air = VirtualAir([a_strap(120, outages=((20.5, 30.0), (60.5, 70.0)))])
    listened(tmp_path / "frames.sqlite", air, seconds=121)
    ledger = air.ledger(ADDRESS)
    assert ledger.drop_count == 2
    assert ledger.connect_count == 3
    assert ledger.disconnect_count == ledger.connect_count


def test_a_strap_that_comes_back_is_linked_within_seconds(tmp_path):
    air = VirtualAir([a_strap(120, outages=((30.5, 33.0),))])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=121)
    # 33 s is when it is back; 2 s more for the advertisement, the link, the reads.
    assert len(kept.of(HEART)) >= 120 - (35 - 30) - 3


def test_a_neighbours_strap_is_refused_and_none_of_its_heart_is_stored(tmp_path):
    neighbour = a_strap(100, identity=NEIGHBOUR_IDENTITY, address=NEIGHBOUR)
    air = VirtualAir([neighbour])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=100)
    assert kept.of(HEART) == []
    assert kept.kinds() == ["opened", "refused", "closed"]
    assert air.ledger(NEIGHBOUR).delivered == []
    # asked once, and then left alone
    assert air.ledger(NEIGHBOUR).connect_count == 1
    assert air.ledger(NEIGHBOUR).disconnect_count == 1


def test_the_right_strap_is_found_at_a_new_address_beside_a_neighbours(tmp_path):
    neighbour = a_strap(
        100, identity=NEIGHBOUR_IDENTITY, address=NEIGHBOUR, rssi_dbm=-40
    )
    air = VirtualAir([neighbour, a_strap(100, rssi_dbm=-80)])
    target = a_target(address="C0:FF:EE:00:00:99")
    kept = listened(tmp_path / "frames.sqlite", air, seconds=100, target=target)
    assert kept.of(HEART) == delivered(air)
    assert len(kept.of(HEART)) > 60
    assert air.ledger(NEIGHBOUR).delivered == []


def test_a_strap_at_the_known_address_with_another_serial_is_refused(tmp_path):
    air = VirtualAir([a_strap(60, identity=NEIGHBOUR_IDENTITY)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=60)
    assert kept.of(HEART) == []
    assert air.ledger(ADDRESS).connect_count == 1


def test_frames_of_an_unknown_characteristic_are_journalled(tmp_path):
    unknown = 0x2AFE
    profile = the_profile()
    uses = (*profile.characteristics, CharacteristicUse(unknown, Access.NOTIFY, False))
    stream = sorted(
        (
            *one_hz(30),
            *(Notification(s + 0.5, unknown, bytes((s,))) for s in range(30)),
        ),
        key=lambda n: n.at_s,
    )
    air = VirtualAir([a_strap(stream=tuple(stream))])
    target = a_target(profile=replace(profile, characteristics=uses))
    kept = listened(tmp_path / "frames.sqlite", air, seconds=40, target=target)
    assert kept.of(unknown) == delivered(air, unknown)
    assert len(kept.of(unknown)) > 25


def test_malformed_frames_are_journalled_verbatim(tmp_path):
    torn = [b"", b"\x10", bytes.fromhex("19 00 46"), bytes.fromhex("10 46 40 03 FF")]
    stream = tuple(Notification(10.0 + i, HEART, p) for i, p in enumerate(torn))
    air = VirtualAir([a_strap(stream=stream)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=30)
    assert kept.of(HEART) == torn


def test_a_battery_that_notifies_is_read_before_and_never_while_subscribed(tmp_path):
    level = number.BATTERY_LEVEL
    stream = (*one_hz(20), Notification(20.0, level, battery_level(89)), *one_hz(9, 21))
    air = VirtualAir([a_strap(stream=stream)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=28)
    assert kept.of(level) == [battery_level(90), battery_level(89)]
    assert air.ledger(ADDRESS).reads.count(level) == 1


def test_the_watchdog_ends_a_link_that_has_gone_silent(tmp_path):
    stream = (*one_hz(20), *one_hz(20, 60))
    air = VirtualAir([a_strap(stream=stream)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=90)
    first = kept.connections[0].connection_id
    assert kept.kinds(first) == [
        "opened",
        "identified",
        "subscribed",
        "silent",
        "closed",
    ]
    silent = next(event for event in kept.events if event.kind.value == "silent")
    last = max(f.boot_ns for f in kept.frames if f.connection_id == first)
    assert silent.boot_ns - last == pytest.approx(10e9, abs=1e8)
    assert len(kept.connections) >= 2
    assert kept.of(HEART) == delivered(air)
    assert len(kept.of(HEART)) > 30


def a_pod_that_pauses() -> tuple[VirtualAir, StrapTarget]:
    step = bytes.fromhex("03000340")
    times = (*range(20), *range(80, 100))
    pod = a_strap(
        services=(
            number.RUNNING_SPEED_AND_CADENCE_SERVICE,
            number.BATTERY_SERVICE,
            number.DEVICE_INFORMATION_SERVICE,
        ),
        stream=tuple(
            Notification(at_s, number.RSC_MEASUREMENT, step + bytes([at_s]))
            for at_s in times
        ),
    )
    return VirtualAir([pod]), a_target(profile=the_profile("running_pod"))


def test_a_pod_that_pauses_and_answers_keeps_its_link(tmp_path):
    air, pod = a_pod_that_pauses()
    kept = listened(tmp_path / "frames.sqlite", air, seconds=105, target=pod)
    assert len(kept.connections) == 1
    assert "silent" not in kept.kinds()
    assert kept.of(number.RSC_MEASUREMENT) == delivered(air, number.RSC_MEASUREMENT)
    assert len(kept.of(number.MANUFACTURER_NAME)) == 1


def test_a_pod_that_pauses_and_does_not_answer_is_linked_anew(tmp_path):
    air, pod = a_pod_that_pauses()

    class Forgotten(air.client):
        """What a link is to a bluetoothd that was killed and started again."""

        is_subscribed = False

        async def start_notify(self, *args, **kwargs):
            await super().start_notify(*args, **kwargs)
            self.is_subscribed = True

        async def read_gatt_char(self, *args, **kwargs):
            if self.is_subscribed:
                raise BleakDBusError("org.freedesktop.DBus.Error.UnknownObject", [])
            return await super().read_gatt_char(*args, **kwargs)

    air.client = Forgotten
    kept = listened(tmp_path / "frames.sqlite", air, seconds=40, target=pod)
    silent = next(event for event in kept.events if event.kind.value == "silent")
    last = [f for f in kept.frames if f.characteristic == number.RSC_MEASUREMENT][-1]
    assert silent.boot_ns - last.boot_ns == pytest.approx(10e9, abs=1e8)
    assert len(kept.connections) >= 2


def test_a_strap_that_is_never_found_ends_a_patient_recording(tmp_path):
    air = VirtualAir([])
    with pytest.raises(StrapNotFound) as caught:
        listened(tmp_path / "frames.sqlite", air, seconds=1000, policy=PATIENT)
    assert caught.value.exit_code == 5
    assert "not found" in caught.value.what


def test_a_strap_that_does_not_come_back_ends_a_patient_recording(tmp_path):
    air = VirtualAir([a_strap(60, outages=((20.5, 5000.0),))])
    with pytest.raises(StrapNotFound, match="lost"):
        listened(tmp_path / "frames.sqlite", air, seconds=1000, policy=PATIENT)
    kept = stored(tmp_path / "frames.sqlite")
    assert kept.of(HEART) == delivered(air)


def test_a_strap_without_the_measurement_is_not_listened_to(tmp_path):
    bare = a_strap(
        services=(number.BATTERY_SERVICE, number.DEVICE_INFORMATION_SERVICE), stream=()
    )
    kept = listened(tmp_path / "frames.sqlite", VirtualAir([bare]), seconds=5)
    assert "subscribed" not in kept.kinds()
    closed = next(event for event in kept.events if event.kind.value == "closed")
    epitaph = Epitaph.read(closed.detail)
    assert epitaph.ending is Ending.FAILURE
    assert epitaph.why == "the strap does not offer 0x2a37"


def test_a_day_at_one_hertz_with_24_outages_loses_and_doubles_nothing(tmp_path):
    day_s = 86_400
    outages = tuple((h * 3600 + 1800.5, h * 3600 + 1860.0) for h in range(24))
    air = VirtualAir([a_strap(day_s, outages=outages)])
    kept = listened(tmp_path / "frames.sqlite", air, seconds=day_s + 5)
    sent = delivered(air)
    assert kept.of(HEART) == sent
    # 24 outages of 60 s, and at most 20 s each to find the strap again
    assert day_s - 24 * 80 <= len(sent) <= day_s - 24 * 59
    assert air.ledger(ADDRESS).drop_count == 24
    assert len(kept.connections) == air.ledger(ADDRESS).connect_count == 25
    boot_ns = [frame.boot_ns for frame in kept.frames]
    assert boot_ns == sorted(boot_ns)


def test_a_journal_that_refuses_the_connection_costs_no_strap_its_link(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(60)])

    async def work(journal, clock):
        moved = path.rename(tmp_path / "moved.sqlite")
        journal.append(Frame(1, HEART, 1, 1, heart_rate_measurement(60)))
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.call_later(20, lambda: moved.rename(path))
        loop.call_later(55, stop.set)
        listening = Listening(
            Lookout(Radio(air.scanner, air.client)), journal, clock, LinkPolicy()
        )
        await run_link(a_target(), listening, stop)

    with_journal(path, work)
    assert len(stored(path).of(HEART)) > 10
    assert air.ledger(ADDRESS).disconnect_count == air.ledger(ADDRESS).connect_count


def test_a_recording_on_a_disk_that_refuses_stops_at_once(tmp_path):
    path = tmp_path / "frames.sqlite"
    air = VirtualAir([a_strap(60)])

    async def work(journal, clock):
        moved = path.rename(tmp_path / "moved.sqlite")
        journal.append(Frame(1, HEART, 1, 1, heart_rate_measurement(60)))
        listening = Listening(
            Lookout(Radio(air.scanner, air.client)), journal, clock, PATIENT
        )
        try:
            with pytest.raises(DiskTrouble):
                await run_link(a_target(), listening, asyncio.Event())
        finally:
            moved.rename(path)

    with_journal(path, work)

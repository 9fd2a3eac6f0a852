"""A Polar H10's own recording, from the strap into the journal."""

import asyncio
import struct
from datetime import timedelta

import pytest
from bleak import BleakClient

from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.lookout import Sighting
from pacepipe.collect.polar import LeftOnStrap, PolarRecorder, Unusable, recording_name
from pacepipe.collect.polar_acceleration import acceleration
from pacepipe.collect.radio import LinkFailed
from pacepipe.domain import characteristic as number
from pacepipe.domain.frame import FrameBatch
from pacepipe.gatt import polar_pmd
from pacepipe.gatt.polar_transcript import recordings_of
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.polar_h10 import PolarH10, samples_file, taken_off
from support.straps import ADDRESS, START, stored, with_journal

BEATS = tuple((s * 0.8, 800 + s % 7) for s in range(2000))
OURS = recording_name(START)


def a_h10(firmware: PolarH10, **changes) -> VirtualAir:
    peripheral = VirtualPeripheral(
        ADDRESS, "Polar H10", (number.HEART_RATE_SERVICE,), firmware=firmware, **changes
    )
    return VirtualAir([peripheral])


def talk(path, air, *conversations):
    """Hold conversations, each on a link of its own; what each came to."""

    async def work(journal, clock):
        results = []
        for conversation in conversations:
            client = BleakClient(ADDRESS, backend=air.client, timeout=200)
            await client.connect()
            try:
                sighting = Sighting(ADDRESS, "Polar H10", None, frozenset(), None)
                log = await LinkLog.open("polar_h10", sighting, journal, clock)
                recorder = await PolarRecorder.open(client, log, journal)
                results.append(await conversation(recorder))
            except LinkFailed as failed:
                results.append(failed)
            finally:
                await client.disconnect()
        return results

    return with_journal(path, work)


def found_in_journal(path):
    return recordings_of((f.characteristic, f.payload) for f in stored(path).frames)


def test_a_recording_is_started_stopped_fetched_and_removed(tmp_path):
    strap = PolarH10(BEATS)

    async def walk(recorder):
        name = await recorder.start(START)
        was_on = await recorder.status()
        await asyncio.sleep(600)
        await recorder.stop()
        taken = await recorder.sync()
        return name, was_on, taken, await recorder.names()

    ((name, was_on, taken, left),) = talk(tmp_path / "f.sqlite", a_h10(strap), walk)
    assert was_on.is_on
    assert was_on.name == name == OURS
    assert left == ()
    assert len(taken[0].recording.rr_ms) == pytest.approx(750, abs=2)
    assert found_in_journal(tmp_path / "f.sqlite") == taken


def test_a_cut_in_mid_fetch_is_made_good_by_the_next_link(tmp_path):
    strap = PolarH10()
    rr_ms = tuple(700 + i % 300 for i in range(2000))
    strap.files[OURS] = samples_file(rr_ms)
    # 4 kB in packets of 19 bytes, 15 ms apart, take 3.2 s: this is half of them
    air = a_h10(strap, outages=((1.6, 30.0),))

    async def sync(recorder):
        return await recorder.sync()

    cut, taken = talk(tmp_path / "f.sqlite", air, sync, sync)
    assert isinstance(cut, LinkFailed)
    assert taken[0].recording.rr_ms == rr_ms
    assert strap.files == {}
    half = [f for f in stored(tmp_path / "f.sqlite").frames if f.connection_id == 1]
    assert len(half) > 50
    assert found_in_journal(tmp_path / "f.sqlite") == taken


def test_a_strap_taken_off_ends_the_link_45_s_later_and_gives_all_when_worn(tmp_path):
    strap = PolarH10()
    rr_ms = tuple(700 + i % 300 for i in range(6000))
    strap.files[OURS] = samples_file(rr_ms)
    air = a_h10(strap, outages=(taken_off(0.0, 120.0),))

    async def late(recorder):
        await asyncio.sleep(40)
        return await recorder.sync()

    async def sync(recorder):
        return await recorder.sync()

    cut, taken = talk(tmp_path / "f.sqlite", air, late, sync)
    assert isinstance(cut, LinkFailed)
    assert air.ledger(ADDRESS).drop_count == 1
    assert taken[0].recording.rr_ms == rr_ms


def test_acceleration_is_journalled_only_while_it_is_started(tmp_path):
    stream = tuple(
        Notification(
            float(second),
            number.POLAR_PMD_DATA,
            struct.pack("<BQB3h", 2, second * 10**9, 1, second, 0, 1000),
        )
        for second in range(60)
    )
    air = a_h10(PolarH10(), stream=stream)
    path = tmp_path / "f.sqlite"

    async def stream_some(recorder):
        await asyncio.sleep(9.5)
        async with acceleration(recorder._client, recorder._log):
            await asyncio.sleep(10)
        await asyncio.sleep(10)

    assert talk(path, air, stream_some) == [None]
    batch = FrameBatch.from_payloads(stored(path).of(number.POLAR_PMD_DATA))
    assert polar_pmd.acceleration(batch).x_mg.tolist() == list(range(10, 20))
    on, off = stored(path).of(number.POLAR_PMD_CONTROL)
    assert (on.hex(), off.hex()) == ("f002020000", "f003020000")


def test_a_cut_before_the_removal_gives_the_same_recording_again(tmp_path):
    strap = PolarH10()
    strap.files[OURS] = samples_file([800, 810, 820])

    async def sync(recorder):
        taken = await recorder.sync()
        strap.files[OURS] = samples_file([800, 810, 820])  # as if it never heard
        return taken

    first, second = talk(tmp_path / "f.sqlite", a_h10(strap), sync, sync)
    assert first == second == found_in_journal(tmp_path / "f.sqlite")


def test_what_somebody_else_recorded_is_undatable_and_stays(tmp_path):
    strap = PolarH10()
    strap.files["RUN"] = samples_file([800])

    async def sync(recorder):
        return await recorder.sync()

    (taken,) = talk(tmp_path / "f.sqlite", a_h10(strap), sync)
    assert taken == (LeftOnStrap("RUN", Unusable.UNDATABLE),)
    assert set(strap.files) == {"RUN"}


def test_a_file_that_cannot_be_read_stays_on_the_strap(tmp_path):
    strap = PolarH10()
    strap.files[OURS] = b"\xff\xff"

    async def sync(recorder):
        return await recorder.sync()

    (taken,) = talk(tmp_path / "f.sqlite", a_h10(strap), sync)
    assert taken == (LeftOnStrap(OURS, Unusable.UNREADABLE),)
    assert set(strap.files) == {OURS}


def test_a_second_recording_is_refused_in_words(tmp_path):
    strap = PolarH10()
    strap.files["RUN"] = samples_file([800])

    async def start(recorder):
        return await recorder.start(START)

    (refused,) = talk(tmp_path / "f.sqlite", a_h10(strap), start)
    assert "holds a recording" in refused.reason


def test_a_lost_clock_has_no_offset_and_a_set_one_is_read_back(tmp_path):
    async def clock(recorder):
        lost = await recorder.read_clock(START)
        await recorder.set_clock(START - timedelta(seconds=5))
        return lost, await recorder.read_clock(START)

    ((lost, kept),) = talk(tmp_path / "f.sqlite", a_h10(PolarH10()), clock)
    assert lost.said.year == 2019
    assert lost.offset is None
    assert kept.offset.total_seconds() == pytest.approx(-5, abs=0.2)

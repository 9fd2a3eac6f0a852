"""Faults of the link, the adapter and bluetoothd, over unmodified bleak.

The number of a test is that of research/ble.md, section 4. What none of these
tests can inject is in NOT_INJECTED.md.
"""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from bleak import BleakClient, BleakScanner

from pacepipe.collect import (
    Barren,
    LadderPolicy,
    Lookout,
    Radio,
    SystemClock,
    radio,
)
from pacepipe.collect.radio import LinkFailed, already_connected, hang_up
from pacepipe.collect.repair import reset_adapter
from pacepipe.domain import characteristic as number
from pacepipe.errors import BluetoothUnavailable, RestartNeeded
from pacepipe.simulate.bluez import BluezRig
from pacepipe.simulate.encode import battery_level
from pacepipe.simulate.notification import Notification
from support.bluez import (
    BRISK,
    a_quick_strap,
    bluez,
    listening,
    quick,
    run,
    until,
)
from support.straps import (
    ADDRESS,
    NEIGHBOUR,
    NEIGHBOUR_IDENTITY,
    stored,
)

HEART = number.HEART_RATE_MEASUREMENT
IN_PROGRESS = "org.bluez.Error.InProgress"
NEW_ADDRESS = "C0:FF:EE:00:00:77"


def delivered(rig: BluezRig, address: str = ADDRESS) -> list[bytes]:
    return [
        n.payload for n in rig.ledger(address).delivered if n.characteristic == HEART
    ]


def test_01_a_drop_gives_a_new_connection_and_a_gap_and_loses_nothing(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more(10)
            rig.drop_link(ADDRESS)
            await heard.more(10)

    with bluez(a_quick_strap()) as rig:
        run(main())
        sent = delivered(rig)
    kept = stored(tmp_path / "f.sqlite")
    first, second = (c.connection_id for c in kept.connections)
    assert kept.kinds(first) == ["opened", "identified", "subscribed", "lost"]
    assert kept.kinds(second)[-1] == "closed"
    # every value that the strap sent while it was heard, once, in order
    assert kept.of(HEART) == sent[: len(kept.of(HEART))]
    assert len(kept.of(HEART)) >= 20


def test_02_a_link_that_is_up_and_silent_is_ended_and_made_again(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.mute(ADDRESS)
            await until(lambda: rig.ledger(ADDRESS).connect_count >= 2)
            rig.mute(ADDRESS, False)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        run(main())
    kept = stored(tmp_path / "f.sqlite")
    first = kept.connections[0].connection_id
    assert kept.kinds(first)[-2:] == ["silent", "closed"]


def test_03_drops_leave_no_file_descriptor_behind(tmp_path):
    def open_count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    async def main():
        counts = []
        async with listening(tmp_path / "f.sqlite") as heard:
            for _ in range(12):
                # a frame may be on its way when its link is dropped
                await until(lambda: rig.is_linked(ADDRESS))
                await heard.more(1)
                counts.append(open_count())
                rig.drop_link(ADDRESS)
            await heard.more(1)
        # bleak alone keeps one more for each drop
        assert counts[-1] <= counts[1] + 2

    with bluez(a_quick_strap()) as rig:
        run(main())
        assert rig.ledger(ADDRESS).drop_count == 12


def test_04_a_bluetoothd_that_is_killed_is_noticed_and_its_return_too(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.kill_bluetoothd()
            await asyncio.sleep(0.6)
            rig.start_bluetoothd()
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        run(main())
    kept = stored(tmp_path / "f.sqlite")
    # nothing says that the link is gone: the watchdog on the data does
    assert "silent" in kept.kinds(kept.connections[0].connection_id)
    assert len(kept.connections) >= 2


def test_05_a_bus_that_is_started_anew_is_joined_again(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            await asyncio.to_thread(rig.restart_bus)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        run(main())
    assert len(stored(tmp_path / "f.sqlite").connections) >= 2


def test_06_an_adapter_switched_off_and_on_is_used_again(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.power(False)
            await asyncio.sleep(0.2)
            rig.power(True)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        run(main())
    kept = stored(tmp_path / "f.sqlite")
    assert kept.kinds(kept.connections[0].connection_id)[-1] == "lost"


def test_06_a_scan_that_died_with_the_adapter_is_started_anew(tmp_path):
    async def main():
        policy = replace(BRISK, scan_window_s=60.0)
        async with listening(
            tmp_path / "f.sqlite", policy=policy, scan_silence_s=0.2
        ) as heard:
            await until(lambda: rig.call_count("StartDiscovery") >= 1)
            rig.power(False)
            await asyncio.sleep(0.05)
            rig.power(True)
            rig.take_away(ADDRESS, False)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        rig.take_away(ADDRESS)
        run(main())
        assert rig.call_count("StartDiscovery") >= 2


def test_06_an_adapter_that_is_off_is_said_to_a_person_who_waits(tmp_path):
    async def main():
        policy = replace(BRISK, patience_s=1.0)
        async with listening(tmp_path / "f.sqlite", policy=policy):
            await asyncio.sleep(0.3)

    with bluez(a_quick_strap()) as rig:
        rig.power(False)
        with pytest.raises(BluetoothUnavailable, match="switched off"):
            run(main())


def test_06_an_adapter_pulled_out_and_put_in_is_used_again(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.plug(False)
            await asyncio.sleep(0.2)
            rig.plug(True)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        run(main())


@pytest.mark.parametrize("member", ["StartDiscovery", "Connect", "StartNotify"])
def test_07_in_progress_is_tried_again(tmp_path: Path, member: str):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        rig.refuse(member, 2, IN_PROGRESS)
        run(main())
        assert rig.call_count(member) >= 3


def test_07_a_connection_aborted_by_the_host_is_tried_again(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        rig.refuse("Connect", 2, "org.bluez.Error.Failed", "br-connection-canceled")
        run(main())


def test_08_a_stop_of_the_scan_that_is_refused_blocks_no_later_scan(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.drop_link(ADDRESS)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        rig.refuse("StopDiscovery", 1, IN_PROGRESS)
        run(main())
        # bleak 3.1 starts and stops once more; where that is missing it is wedged
        assert rig.call_count("StopDiscovery") >= 3


def test_09_a_scan_that_hears_nothing_is_started_anew(tmp_path):
    async def main():
        policy = replace(BRISK, scan_window_s=60.0)
        async with listening(
            tmp_path / "f.sqlite", policy=policy, scan_silence_s=0.1
        ) as heard:
            await until(lambda: rig.call_count("StartDiscovery") >= 3)
            rig.stall_discovery(False)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        rig.stall_discovery()
        run(main())


def test_10_a_device_that_bluez_forgot_is_found_again(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.forget(ADDRESS)
            await heard.more()
            rig.forget(ADDRESS)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        run(main())


def test_11_a_gatt_database_that_moved_is_read_anew(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.move_handles(ADDRESS, 0x40)
            rig.drop_link(ADDRESS)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        run(main())


def test_11_handles_that_moved_while_bluetoothd_was_dead_cost_no_more_than_a_cache(
    tmp_path,
):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.kill_bluetoothd()
            rig.move_handles(ADDRESS, 0x40)
            rig.start_bluetoothd()
            await heard.more(within_s=15.0)

    with bluez(a_quick_strap()) as rig:
        run(main())


def test_12_a_strap_left_connected_by_a_killed_collector_is_found(tmp_path):
    async def main():
        adopted = await already_connected(Radio(), frozenset({0x180D}))
        assert [device.address for device in adopted] == [ADDRESS]
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        rig.leave_connected(ADDRESS)
        run(main())
        # no scan would have heard it, and none was made
        assert rig.call_count("StartDiscovery") == 0


def test_13_a_strap_that_a_phone_holds_is_waited_for_and_then_taken(tmp_path):
    async def main():
        ladder = LadderPolicy(1, 2, 3, 4, 5)
        policy = replace(BRISK, scan_window_s=0.1, ladder=ladder)
        async with listening(tmp_path / "f.sqlite", policy=policy) as heard:
            await until(lambda: bool(heard.asked_for_help))
            assert heard.asked_for_help == [Barren.AWAY]
            rig.hold_elsewhere(ADDRESS, False)
            await heard.more()

    other = a_quick_strap(address=NEIGHBOUR, services=(number.BATTERY_SERVICE,))
    with bluez(a_quick_strap(), other) as rig:
        rig.hold_elsewhere(ADDRESS)
        run(main())


def test_14_a_link_that_is_cut_again_and_again_has_each_end_on_record(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            for _ in range(4):
                await heard.more(5)
                rig.drop_link(ADDRESS)
            await heard.more(5)

    with bluez(a_quick_strap()) as rig:
        run(main())
    kept = stored(tmp_path / "f.sqlite")
    assert kept.kinds().count("lost") == 4
    assert len(set(kept.of(HEART))) == len(kept.of(HEART))


def test_15_a_strap_at_a_new_address_is_known_by_its_serial_beside_a_neighbour(
    tmp_path,
):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.rotate_address(ADDRESS, NEW_ADDRESS)
            await heard.more()

    neighbour = a_quick_strap(
        address=NEIGHBOUR, identity=NEIGHBOUR_IDENTITY, rssi_dbm=-40
    )
    with bluez(a_quick_strap(), neighbour) as rig:
        run(main())
        assert delivered(rig, NEIGHBOUR) == []
    kept = stored(tmp_path / "f.sqlite")
    assert kept.kinds().count("refused") == 1
    assert kept.connections[-1].address == NEW_ADDRESS


def test_16_a_read_of_what_is_subscribed_comes_twice_so_it_is_never_done(tmp_path):
    level = number.BATTERY_LEVEL

    async def twice():
        device = await BleakScanner.find_device_by_address(ADDRESS, timeout=2)
        assert device is not None
        async with BleakClient(device) as client:
            told: list[bytes] = []
            await client.start_notify("2a19", lambda _, data: told.append(bytes(data)))
            await client.read_gatt_char("2a19")
            await asyncio.sleep(0.05)
            assert told == [battery_level(90)]

    async def main():
        await twice()
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more(20)

    # long after the test: the strap may say its level, and does not
    stream = (*quick(30), Notification(31.0, level, battery_level(89)))
    with bluez(a_quick_strap(stream=stream)):
        run(main())
    assert stored(tmp_path / "f.sqlite").of(level) == [battery_level(90)]


def test_17_no_value_comes_twice_after_a_drop_because_the_dead_client_was_closed(
    tmp_path,
):
    async def unclosed():
        """Without disconnect(), BlueZ arms the dead client again: all comes twice."""
        told: list[bytes] = []
        device = await BleakScanner.find_device_by_address(ADDRESS, timeout=2)
        assert device is not None
        old = BleakClient(device)
        await old.connect()
        await old.start_notify("2a37", lambda _, data: None)
        rig.drop_link(ADDRESS)
        await until(lambda: not old.is_connected)
        async with BleakClient(device) as new:
            await new.start_notify("2a37", lambda _, data: told.append(bytes(data)))
            await until(lambda: len(told) > 10)
        await old.disconnect()
        assert {told.count(value) for value in told[3:8]} == {2}

    async def main():
        await unclosed()
        async with listening(tmp_path / "f.sqlite") as heard:
            for _ in range(3):
                await heard.more(5)
                rig.drop_link(ADDRESS)
            await heard.more(5)

    with bluez(a_quick_strap()) as rig:
        run(main())
    hearts = stored(tmp_path / "f.sqlite").of(HEART)
    assert len(set(hearts)) == len(hearts)


def test_18_a_burst_is_journalled_to_the_last_frame(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await until(lambda: len(heard.hearts()) >= 1)
            await until(lambda: bytes(heard.hearts()[-1]) == burst[-1].payload)

    burst = tuple(
        Notification(1.6, HEART, bytes((0x10, 60)) + i.to_bytes(2, "little"))
        for i in range(1000)
    )
    with bluez(a_quick_strap(stream=(*quick(1.5), *burst))) as rig:
        run(main())
        sent = delivered(rig)
    kept = stored(tmp_path / "f.sqlite").of(HEART)
    assert kept[-1000:] == sent[-1000:] == [n.payload for n in burst]


def test_a_disconnect_that_takes_two_seconds_delays_no_later_link(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()
            rig.mute(ADDRESS)
            await until(lambda: rig.call_count("Disconnect") >= 1)
            rig.mute(ADDRESS, False)
            await heard.more()

    with bluez(a_quick_strap(), hang_up_s=1.0) as rig:
        run(main())


def test_a_link_made_while_another_strap_asks_for_parameters_is_never_hung_up(
    monkeypatch,
):
    async def main():
        found = [
            await BleakScanner.find_device_by_address(address, timeout=2)
            for address in (ADDRESS, NEIGHBOUR)
        ]
        first, second = (BleakClient(device) for device in found if device is not None)
        await first.connect()
        making = asyncio.create_task(second.connect())
        await until(lambda: rig.ledger(NEIGHBOUR).attempt_count == 1)
        rig.ask_for_parameters(ADDRESS)
        await making
        await hang_up(first)
        await hang_up(second)

    monkeypatch.setattr(radio, "HANG_UP_S", 0.2)
    with bluez(a_quick_strap(), a_quick_strap(address=NEIGHBOUR), link_s=0.5) as rig:
        run(main())
        assert not rig.is_linked(ADDRESS)
        assert rig.is_linked(NEIGHBOUR)
        rig.drop_link(NEIGHBOUR)
        assert not rig.is_linked(NEIGHBOUR)


def test_no_link_is_begun_while_that_of_another_strap_settles():
    async def begun(lookout, strap_id):
        async with asyncio.timeout(0.1), lookout.connecting(strap_id):
            pass

    async def main():
        lookout = Lookout(Radio(), calm_s=1000.0)
        with pytest.raises(LinkFailed):
            async with lookout.connecting("failed"):
                raise LinkFailed("out of range")
        await begun(lookout, "first")
        await begun(lookout, "first")
        with pytest.raises(TimeoutError):
            await begun(lookout, "second")
        await begun(lookout, "first")
        lookout = Lookout(Radio(), calm_s=0.01)
        await begun(lookout, "first")
        await begun(lookout, "second")

    asyncio.run(main())


def test_a_station_that_hears_nothing_of_a_linked_strap_asks_for_a_new_process(
    tmp_path,
):
    async def main():
        policy = replace(BRISK, ladder=LadderPolicy(1, 2, 3, 4, 5), restart_count=0)
        async with listening(tmp_path / "f.sqlite", policy=policy):
            await until(lambda: rig.ledger(ADDRESS).connect_count >= 3)
            await asyncio.sleep(0.6)

    with bluez(a_quick_strap()) as rig:
        rig.mute(ADDRESS)
        with pytest.raises(RestartNeeded):
            run(main())
    kept = stored(tmp_path / "f.sqlite")
    because = [e.detail for e in kept.events if e.kind.value == "opened"]
    assert because[0] == ""
    assert because[1].startswith("rescan, after 1 attempts: it is linked")
    assert because[2].startswith("clear the cache, after 2")


def test_a_new_process_that_hears_nothing_either_resets_the_adapter(tmp_path):
    async def main():
        ladder = LadderPolicy(1, 2, 3, 4, 5)
        policy = replace(BRISK, ladder=ladder, restart_count=1, off_s=0.1)
        async with listening(tmp_path / "f.sqlite", policy=policy) as heard:
            await until(lambda: rig.call_count("Set") >= 2)
            await until(lambda: bool(heard.asked_for_help))
            rig.mute(ADDRESS, False)
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        rig.mute(ADDRESS)
        run(main())
        assert rig.is_powered()


def test_an_adapter_that_somebody_switched_off_stays_off():
    async def main():
        assert not await reset_adapter(Radio(), off_s=0.0)

    with bluez(a_quick_strap()) as rig:
        rig.power(False)
        run(main())
        assert not rig.is_powered()


def test_26_the_boot_clock_orders_frames_whatever_the_wall_clock_does(tmp_path):
    class Jumping(SystemClock):
        """A wall clock that NTP sets back by an hour after some frames."""

        def __init__(self) -> None:
            super().__init__()
            self.offset_us = 0

        def utc_us(self) -> int:
            return super().utc_us() + self.offset_us

    clock = Jumping()

    async def main():
        async with listening(tmp_path / "f.sqlite", clock=clock) as heard:
            await heard.more(10)
            clock.offset_us = -3_600_000_000
            await heard.more(10)

    with bluez(a_quick_strap()) as rig:
        run(main())
        sent = delivered(rig)
    frames = stored(tmp_path / "f.sqlite").frames
    boot_ns = [frame.boot_ns for frame in frames]
    assert boot_ns == sorted(boot_ns)
    hearts = [frame for frame in frames if frame.characteristic == HEART]
    assert [f.payload for f in hearts] == sent[: len(hearts)]
    assert hearts[-1].utc_us < hearts[0].utc_us


def test_32_what_needs_encryption_and_is_not_told_is_no_identity(tmp_path):
    async def main():
        async with listening(tmp_path / "f.sqlite") as heard:
            await heard.more()

    with bluez(a_quick_strap()) as rig:
        # the first attempt to read the name of the maker, and two more
        rig.refuse("ReadValue", 3, "org.bluez.Error.NotPermitted", "Not paired")
        run(main())
    kept = stored(tmp_path / "f.sqlite")
    assert kept.kinds(kept.connections[0].connection_id) == ["opened", "closed"]

import asyncio

import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import (
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from pacepipe.domain import characteristic as number
from pacepipe.domain.characteristic import uuid_of
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import run_accelerated
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral

ADDRESS = "C0:FF:EE:00:00:01"
HEART_RATE = uuid_of(number.HEART_RATE_MEASUREMENT)
BATTERY = uuid_of(number.BATTERY_LEVEL)


def a_strap(seconds: int = 20, **changes) -> VirtualPeripheral:
    settings = {
        "address": ADDRESS,
        "name": "Strap 1",
        "services": (number.HEART_RATE_SERVICE, number.BATTERY_SERVICE),
        "values": {number.BATTERY_LEVEL: b"\x5a"},
        "stream": tuple(
            Notification(float(s), number.HEART_RATE_MEASUREMENT, bytes((0, 60 + s)))
            for s in range(seconds)
        ),
    }
    return VirtualPeripheral(**{**settings, **changes})


def client_of(air: VirtualAir, **settings) -> BleakClient:
    return BleakClient(ADDRESS, backend=air.client, **settings)


def test_a_scan_hears_name_services_and_strength():
    async def scan():
        air = VirtualAir([a_strap(rssi_dbm=-71, manufacturer_data={0x6B: b"\x01"})])
        return await BleakScanner.discover(
            timeout=1, return_adv=True, backend=air.scanner
        )

    device, advert = run_accelerated(scan())[ADDRESS]
    assert device.name == advert.local_name == "Strap 1"
    assert uuid_of(number.HEART_RATE_SERVICE) in advert.service_uuids
    assert advert.rssi == -71
    assert advert.manufacturer_data == {0x6B: b"\x01"}


def test_a_strap_that_is_away_or_taken_does_not_advertise():
    async def scans():
        air = VirtualAir([a_strap(outages=((0.0, 5.0),))])
        away = await BleakScanner.discover(timeout=4, backend=air.scanner)
        back = await BleakScanner.discover(timeout=4, backend=air.scanner)
        async with client_of(air):
            taken = await BleakScanner.discover(timeout=4, backend=air.scanner)
        return away, back, taken

    away, back, taken = run_accelerated(scans())
    assert (len(away), len(back), len(taken)) == (0, 1, 0)


def test_a_filtered_scan_hears_only_its_services():
    async def scan():
        air = VirtualAir([a_strap()])
        return await BleakScanner.discover(
            timeout=1,
            backend=air.scanner,
            service_uuids=[uuid_of(number.RUNNING_SPEED_AND_CADENCE_SERVICE)],
        )

    assert run_accelerated(scan()) == []


def test_services_show_what_can_be_read_and_what_notifies():
    async def properties():
        air = VirtualAir([a_strap()])
        async with client_of(air) as client:
            return {
                c.uuid: c.properties for c in client.services.characteristics.values()
            }

    assert run_accelerated(properties()) == {HEART_RATE: ["notify"], BATTERY: ["read"]}


def test_nothing_is_sent_while_nobody_listens_and_nothing_twice():
    async def listen():
        air = VirtualAir([a_strap(20)])
        heard: list[int] = []
        async with client_of(air) as client:
            await asyncio.sleep(4.5)
            await client.start_notify(HEART_RATE, lambda _, data: heard.append(data[1]))
            await asyncio.sleep(3)
            await client.stop_notify(HEART_RATE)
            await asyncio.sleep(3)
            await client.start_notify(HEART_RATE, lambda _, data: heard.append(data[1]))
            await asyncio.sleep(60)
        return heard, [n.payload[1] for n in air.ledger(ADDRESS).delivered]

    heard, delivered = run_accelerated(listen())
    assert heard == [65, 66, 67, *range(71, 80)]
    assert heard == delivered


def test_an_outage_drops_the_link_and_tells_it_once():
    async def dropped():
        air = VirtualAir([a_strap(20, outages=((3.5, 10.0),))])
        lost: list[float] = []
        client = client_of(
            air, disconnected_callback=lambda _: lost.append(air.now_s())
        )
        heard: list[int] = []
        await client.connect()
        await client.start_notify(HEART_RATE, lambda _, data: heard.append(data[1]))
        await asyncio.sleep(20)
        connected = client.is_connected
        await client.disconnect()
        return lost, heard, connected, air.ledger(ADDRESS)

    lost, heard, connected, ledger = run_accelerated(dropped())
    assert lost == [pytest.approx(3.5, abs=0.01)]
    assert heard == [60, 61, 62, 63]
    assert not connected
    assert (ledger.drop_count, ledger.disconnect_count) == (1, 1)


def test_connecting_to_a_strap_that_stays_away_times_out():
    async def connect():
        air = VirtualAir([a_strap(outages=((0.0, 1000.0),))])
        await client_of(air, timeout=30).connect()

    with pytest.raises(TimeoutError):
        run_accelerated(connect())


def test_connecting_waits_for_a_strap_that_comes_back():
    async def connect():
        air = VirtualAir([a_strap(outages=((0.0, 10.0),))])
        async with client_of(air, timeout=30):
            return air.now_s()

    assert run_accelerated(connect()) == pytest.approx(10.0, abs=0.2)


def test_a_second_central_is_kept_out():
    async def second():
        air = VirtualAir([a_strap()])
        async with client_of(air):
            await client_of(air, timeout=5).connect()

    with pytest.raises(TimeoutError):
        run_accelerated(second())


def test_a_strap_that_does_not_exist_is_not_found():
    async def connect():
        await BleakClient("nowhere", backend=VirtualAir([]).client).connect()

    with pytest.raises(BleakDeviceNotFoundError):
        run_accelerated(connect())


def test_reading_gives_the_value_and_refuses_what_only_notifies():
    async def read():
        air = VirtualAir([a_strap()])
        async with client_of(air) as client:
            battery = await client.read_gatt_char(BATTERY)
            with pytest.raises(BleakGATTProtocolError):
                await client.read_gatt_char(HEART_RATE)
        return battery, air.ledger(ADDRESS).reads

    assert run_accelerated(read()) == (b"\x5a", [number.BATTERY_LEVEL])


def test_a_read_is_heard_by_a_subscriber_as_on_bluez():
    async def read():
        stream = (Notification(9.0, number.BATTERY_LEVEL, b"\x59"),)
        air = VirtualAir([a_strap(stream=stream)])
        heard: list[int] = []
        async with client_of(air) as client:
            await client.start_notify(BATTERY, lambda _, data: heard.append(data[0]))
            await client.read_gatt_char(BATTERY)
        return heard

    assert run_accelerated(read()) == [0x5A]


def test_a_lost_link_reads_nothing():
    async def read():
        air = VirtualAir([a_strap(outages=((1.0, 2.0),))])
        client = client_of(air)
        await client.connect()
        await asyncio.sleep(1.5)
        await client.read_gatt_char(BATTERY)

    with pytest.raises(BleakError):
        run_accelerated(read())

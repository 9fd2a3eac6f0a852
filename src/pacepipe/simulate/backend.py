"""bleak's two backend classes for a virtual air.

They are handed to bleak by its public `backend=` argument, so everything above
(bleak's front, the retry connector, the collector) runs unmodified. Behaviour
follows BlueZ where backends differ: the disconnected callback also fires after
our own `disconnect()`, and a read is heard by a subscriber.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from bleak.args import SizedBuffer
from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from pacepipe.domain.characteristic import uuid_of
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.played import AirTime, VirtualStrap

ADVERT_INTERVAL_S: Final = 0.1
"""How often a strap advertises; straps use 0.1 to 1 s."""
CONNECT_POLL_S: Final = 0.1
MTU_BYTES: Final = 23
"""The smallest there is; Heart Rate Measurement always fits."""


def scanner_class(
    straps: Mapping[str, VirtualStrap],
    time: AirTime,
    unavailable: BleakBluetoothNotAvailableReason | None,
) -> type[BaseBleakScanner]:
    """Scanner backend that hears `straps`, keyed by address, or (a reason) nothing."""
    known = {"straps": straps, "time": time, "unavailable": unavailable}
    return type("VirtualScanner", (_VirtualScanner,), known)


def client_class(straps: Mapping[str, VirtualStrap]) -> type[BaseBleakClient]:
    """Client backend that connects to `straps`, keyed by address."""
    return type("VirtualClient", (_VirtualClient,), {"straps": straps})


class _VirtualScanner(BaseBleakScanner):
    straps: ClassVar[Mapping[str, VirtualStrap]]
    time: ClassVar[AirTime]
    unavailable: ClassVar[BleakBluetoothNotAvailableReason | None]

    def __init__(
        self,
        detection_callback: Any,
        service_uuids: list[str] | None,
        scanning_mode: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._timers: dict[str, asyncio.TimerHandle] = {}

    async def start(self) -> None:
        if self.unavailable is not None:
            raise BleakBluetoothNotAvailableError(
                "there is no Bluetooth", self.unavailable
            )
        self.seen_devices = {}
        for address, strap in self.straps.items():
            self._advertise_later(address, strap)

    async def stop(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _advertise_later(self, address: str, strap: VirtualStrap) -> None:
        soon_s = self.time.now_s() + ADVERT_INTERVAL_S
        at_s = strap.peripheral.reachable_at_s(soon_s)
        self._timers[address] = self.time.call_at(
            at_s, lambda: self._advertise(address, strap)
        )

    def _advertise(self, address: str, strap: VirtualStrap) -> None:
        self._advertise_later(address, strap)
        if not strap.is_free():
            return
        advert = _advertisement(strap.peripheral)
        if not self.is_allowed_uuid(advert.service_uuids):
            return
        device = self.create_or_update_device(
            address, address, strap.peripheral.name, strap.peripheral, advert
        )
        self.call_detection_callbacks(device, advert)


def _advertisement(peripheral: VirtualPeripheral) -> AdvertisementData:
    advertised = peripheral.advertises
    if advertised is None:
        advertised = peripheral.services
    return AdvertisementData(
        local_name=peripheral.name,
        manufacturer_data=dict(peripheral.manufacturer_data),
        service_data={},
        service_uuids=[uuid_of(number) for number in advertised],
        tx_power=None,
        rssi=peripheral.rssi_dbm,
        platform_data=(),
    )


class _VirtualClient(BaseBleakClient):
    straps: ClassVar[Mapping[str, VirtualStrap]]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            address_or_ble_device,
            disconnected_callback=disconnected_callback,
            timeout=timeout,
        )
        self._is_connected = False

    @property
    def name(self) -> str:
        strap = self.straps.get(self.address)
        named = strap.peripheral.name if strap is not None else None
        return named if named is not None else self.address.replace(":", "-")

    @property
    def mtu_size(self) -> int:
        return MTU_BYTES

    @property
    def is_connected(self) -> bool:
        return self._is_connected

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        strap = self.straps.get(self.address)
        if strap is None:
            raise BleakDeviceNotFoundError(self.address, "no such device on the air")
        strap.ledger.attempt_count += 1
        async with asyncio.timeout(float(kwargs.get("timeout", self._timeout))):
            while not strap.takes_links():  # noqa: ASYNC110 - range is not an event
                await asyncio.sleep(CONNECT_POLL_S)
        strap.link(self._ended)
        self._is_connected = True
        self.services = _services_of(strap.peripheral)

    async def disconnect(self) -> None:
        strap = self.straps.get(self.address)
        if strap is None:
            return
        strap.ledger.disconnect_count += 1
        if self._is_connected:
            strap.unlink()
            self._ended()

    def _ended(self) -> None:
        self._is_connected = False
        self.services = None
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        self._linked()

    async def unpair(self) -> None:
        await self.disconnect()

    async def read_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        *,
        use_cached: bool = False,
        **kwargs: Any,
    ) -> bytearray:
        value = self._linked().read(characteristic.obj)
        # A real read takes a round trip over the air.
        await asyncio.sleep(0)
        if value is None:
            raise BleakGATTProtocolError(BleakGATTProtocolErrorCode.READ_NOT_PERMITTED)
        return bytearray(value)

    async def read_gatt_descriptor(
        self,
        descriptor: BleakGATTDescriptor,
        *,
        use_cached: bool = False,
        **kwargs: Any,
    ) -> bytearray:
        raise BleakGATTProtocolError(BleakGATTProtocolErrorCode.ATTRIBUTE_NOT_FOUND)

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        is_taken = self._linked().write(characteristic.obj, bytes(data))
        await asyncio.sleep(0)
        if not is_taken:
            raise BleakGATTProtocolError(
                BleakGATTProtocolErrorCode.WRITE_REQUEST_REJECTED
            )

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        raise BleakGATTProtocolError(BleakGATTProtocolErrorCode.WRITE_REQUEST_REJECTED)

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **kwargs: Any,
    ) -> None:
        if "notify" not in characteristic.properties:
            raise BleakError("the characteristic does not notify")
        self._linked().subscribe(
            characteristic.obj, lambda payload: callback(bytearray(payload))
        )

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        self._linked().unsubscribe(characteristic.obj)

    def _linked(self) -> VirtualStrap:
        if not self._is_connected:
            raise BleakError("Not connected")
        return self.straps[self.address]


def _services_of(peripheral: VirtualPeripheral) -> BleakGATTServiceCollection:
    collection = BleakGATTServiceCollection()
    notifies = peripheral.notifies()
    reads, takes = peripheral.reads(), peripheral.takes()
    offered = sorted(reads | notifies | takes)
    handle = 1
    for service_number in peripheral.services:
        service = BleakGATTService(service_number, handle, uuid_of(service_number))
        collection.add_service(service)
        handle += 1
        for number in offered:
            if peripheral.service_of(number) != service_number:
                continue
            properties: list[CharacteristicPropertyName] = []
            if number in reads:
                properties.append("read")
            if number in takes:
                properties.append("write")
            if number in notifies:
                properties.append("notify")
            collection.add_characteristic(
                BleakGATTCharacteristic(
                    number,
                    handle,
                    uuid_of(number),
                    properties,
                    lambda: MTU_BYTES - 3,
                    service,
                )
            )
            # Two handles: the declaration and the value (Core 5.4, Vol 3 G 3.3).
            handle += 2
    return collection

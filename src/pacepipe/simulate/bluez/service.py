"""bluetoothd, as far as bleak sees it, over virtual straps.

Behaviour was compared with BlueZ 5.66 and 5.82: a read is signalled as if it were
a notification; a subscription outlives the link and is armed again at the next
one, so that a client which never closed its bus makes every value come twice; a
device that is connected does not advertise; a killed bluetoothd says nothing. With
Linux 6.1.176: a link that was made just when another strap asked for slower parameters
is never hung up, and its Disconnect is not answered.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from dbus_fast import Message, Variant

from pacepipe.simulate.bluez.objects import ADAPTER_PATH, FakeDevice
from pacepipe.simulate.bluez.wire import (
    ADAPTER,
    BLUEZ,
    CHARACTERISTIC,
    DEVICE,
    BluezError,
    Typed,
    Wire,
)
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.played import AirTime, VirtualStrap

ADVERT_INTERVAL_S: Final = 0.05
CONNECT_S: Final = 0.01
_POLL_S: Final = 0.02
IN_PROGRESS: Final = "org.bluez.Error.InProgress"
FAILED: Final = "org.bluez.Error.Failed"
NOT_READY: Final = "org.bluez.Error.NotReady"
UNKNOWN_OBJECT: Final = "org.freedesktop.DBus.Error.UnknownObject"
UNKNOWN_METHOD: Final = "org.freedesktop.DBus.Error.UnknownMethod"


class FakeBluez:
    """One adapter and the straps around it. Lives on one event loop.

    Parameters
    ----------
    address : str
        Of the bus.
    peripherals : iterable of VirtualPeripheral
    hang_up_s : float
        How long Disconnect takes; BlueZ takes about 2 s.
    link_s : float
        How long a link takes from the order to its being there: until the next
        advertisement.
    """

    def __init__(
        self,
        address: str,
        peripherals: Iterable[VirtualPeripheral],
        *,
        hang_up_s: float = 0.0,
        link_s: float = CONNECT_S,
    ) -> None:
        self._address = address
        self._link_s = link_s
        self._hang_up_s = hang_up_s
        self._time = AirTime()
        self.devices = [FakeDevice(self._strap(p)) for p in peripherals]
        self.calls: defaultdict[str, int] = defaultdict(int)
        self.faults: defaultdict[str, list[BluezError]] = defaultdict(list)
        self.is_powered = True
        self.is_plugged = True
        self.is_stalled = False
        self._scanners: set[str] = set()
        self._wire: Wire | None = None
        self._advertiser: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._methods: dict[str, Callable[[Message], Awaitable[tuple[Any, ...]]]] = {
            "GetManagedObjects": self._get_managed_objects,
            "SetDiscoveryFilter": self._nothing,
            "StartDiscovery": self._start_discovery,
            "StopDiscovery": self._stop_discovery,
            "RemoveDevice": self._remove_device,
            "Connect": self._connect,
            "Disconnect": self._disconnect,
            "ReadValue": self._read_value,
            "StartNotify": self._start_notify,
            "StopNotify": self._stop_notify,
            "Set": self._set,
            "Get": self._get,
        }

    # What a rig does with it.

    async def start(self) -> None:
        """Take the name on the bus, and let the straps advertise."""
        self._time.now_s()
        self._wire = Wire(self._address, self._on_call, self._client_gone)
        await self._wire.open()
        self._advertiser = asyncio.create_task(self._advertise())

    async def kill(self) -> None:
        """End as under SIGKILL: no signal says so, and all that it knew is gone."""
        for task in (self._advertiser, *self._tasks):
            if task is not None:
                task.cancel()
        if self._wire is not None:
            await self._wire.close()
        self._wire = self._advertiser = None
        self._scanners.clear()
        for device in self.devices:
            device.strap.unlink()
            device.is_connected = device.is_resolved = device.is_known = False
            device.subscribers.clear()
            device.notifying.clear()
            device.gatt.clear()

    def device(self, address: str) -> FakeDevice:
        """The strap that has this address now."""
        return next(d for d in self.devices if d.strap.peripheral.address == address)

    def drop(self, device: FakeDevice) -> None:
        """The link breaks."""
        if device.is_connected:
            device.strap.ledger.drop_count += 1
            self._unlinked(device)

    def ask(self, device: FakeDevice) -> None:
        """It asks for slower parameters: a link that is being made is held for ever."""
        for other in self.devices:
            if other.connecting is not None and device.is_connected:
                other.is_held_fast = True

    def forget(self, device: FakeDevice) -> None:
        """Take its Device1 away, as BlueZ does with one not heard for 30 s."""
        if device.is_connected:
            self._unlinked(device)
        if device.is_known:
            for path, (interface, _) in device.gatt.items():
                self._told().removed(path, [interface])
            self._told().removed(device.path, [DEVICE])
        device.is_known = False
        device.gatt.clear()

    def rotate(self, device: FakeDevice, address: str) -> None:
        """The strap takes another address; the old Device1 is forgotten."""
        self.forget(device)
        peripheral = replace(device.strap.peripheral, address=address)
        device.strap = VirtualStrap(peripheral, self._time)

    def power(self, is_on: bool) -> None:
        """Switch the adapter."""
        self.is_powered = is_on
        if not is_on:
            self._scanners.clear()
            for device in self.devices:
                if device.is_connected:
                    self._unlinked(device)
        self._told().changed(
            ADAPTER_PATH,
            ADAPTER,
            {"Powered": Variant("b", is_on), "Discovering": Variant("b", False)},
        )

    def plug(self, is_in: bool) -> None:
        """Pull the adapter out, or put it in again."""
        if not is_in:
            self.power(False)
            for device in self.devices:
                self.forget(device)
            self.is_plugged = False
            self._told().removed(ADAPTER_PATH, [ADAPTER])
        else:
            self.is_plugged = self.is_powered = True
            self._told().added(ADAPTER_PATH, {ADAPTER: self._adapter()})

    def hold(self, device: FakeDevice) -> None:
        """Be connected for a client that is no more: what a killed collector leaves."""
        self._known(device)
        self._linked(device, "")

    # Advertising.

    async def _advertise(self) -> None:
        turn = 0
        while True:
            await asyncio.sleep(ADVERT_INTERVAL_S)
            if not self._scanners or self.is_stalled:
                continue
            turn += 1
            for device in self.devices:
                if not device.is_on_air():
                    continue
                if not device.is_known:
                    self._known(device)
                    continue
                rssi_dbm = device.strap.peripheral.rssi_dbm - turn % 2
                self._tell(device, {"RSSI": Variant("n", rssi_dbm)})

    def _known(self, device: FakeDevice) -> None:
        if not device.is_known:
            device.is_known = True
            self._told().added(device.path, {DEVICE: device.properties()})

    # Links.

    def _linked(self, device: FakeDevice, holder: str) -> None:
        device.strap.link(lambda: self._unlinked(device))
        device.is_connected, device.holder = True, holder
        self._tell(device, {"Connected": Variant("b", True)})
        expected = f"{device.path}/service{device.first_handle:04x}"
        if next(iter(device.gatt), None) != expected:
            for path, (interface, _) in device.gatt.items():
                self._told().removed(path, [interface])
            device.build_gatt()
            for path, (interface, properties) in device.gatt.items():
                self._told().added(path, {interface: properties})
        device.is_resolved = True
        self._tell(device, {"ServicesResolved": Variant("b", True)})
        for path, clients in device.subscribers.items():
            if clients:
                self._arm(device, path)

    def _unlinked(self, device: FakeDevice) -> None:
        device.strap.unlink()
        device.is_connected = device.is_resolved = device.is_held_fast = False
        device.notifying.clear()
        self._tell(device, {"ServicesResolved": Variant("b", False)})
        self._tell(device, {"Connected": Variant("b", False)})

    def _arm(self, device: FakeDevice, path: str) -> None:
        def send(payload: bytes) -> None:
            if not device.is_mute:
                for _ in device.subscribers.get(path, ()):
                    self._value(path, payload)

        device.notifying.add(path)
        device.strap.subscribe(device.numbers[path], send)

    def _value(self, path: str, payload: bytes) -> None:
        self._told().changed(path, CHARACTERISTIC, {"Value": Variant("ay", payload)})

    def _tell(self, device: FakeDevice, values: Typed) -> None:
        if self._wire is not None and device.is_known:
            self._wire.changed(device.path, DEVICE, values)

    def _client_gone(self, client: str) -> None:
        self._scanners.discard(client)
        for device in self.devices:
            for path, clients in device.subscribers.items():
                while client in clients:
                    clients.remove(client)
                if not clients and path in device.notifying:
                    device.notifying.discard(path)
                    device.strap.unsubscribe(device.numbers[path])

    # Method calls.

    def _on_call(self, call: Message) -> None:
        task = asyncio.create_task(self._answer(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, call: Message) -> None:
        wire = self._told()
        member = call.member or ""
        self.calls[member] += 1
        try:
            if self.faults[member]:
                if member == "StopDiscovery":
                    # A stop that the kernel rejects has ended the session all the
                    # same (bluez/bluez issue 807).
                    self._scanners.discard(call.sender or "")
                raise self.faults[member].pop(0)
            method = self._methods.get(member, self._unknown)
            result = await method(call)
        except BluezError as error:
            wire.fail(call, error)
        else:
            wire.reply(call, *result)

    async def _nothing(self, call: Message) -> tuple[Any, ...]:
        self._ready()
        return ()

    async def _unknown(self, call: Message) -> tuple[Any, ...]:
        raise BluezError(UNKNOWN_METHOD, call.member or "")

    async def _get_managed_objects(self, call: Message) -> tuple[Any, ...]:
        objects: dict[str, Any] = {}
        if self.is_plugged:
            objects[ADAPTER_PATH] = {ADAPTER: self._adapter()}
        for device in self.devices:
            objects.update(device.objects())
        return "a{oa{sa{sv}}}", objects

    async def _start_discovery(self, call: Message) -> tuple[Any, ...]:
        self._ready()
        if call.sender in self._scanners:
            raise BluezError(IN_PROGRESS, "Operation already in progress")
        self._scanners.add(call.sender or "")
        return ()

    async def _stop_discovery(self, call: Message) -> tuple[Any, ...]:
        if call.sender not in self._scanners:
            raise BluezError(FAILED, "No discovery started")
        self._scanners.discard(call.sender or "")
        return ()

    async def _remove_device(self, call: Message) -> tuple[Any, ...]:
        for device in self.devices:
            if device.path == call.body[0]:
                self.forget(device)
        return ()

    async def _connect(self, call: Message) -> tuple[Any, ...]:
        self._ready()
        device = self._device_at(call)
        if device.connecting is not None:
            raise BluezError(IN_PROGRESS, "Operation already in progress")
        if device.is_connected:
            return ()
        device.strap.ledger.attempt_count += 1
        device.connecting = asyncio.create_task(self._reach(device))
        try:
            await device.connecting
        except asyncio.CancelledError:
            raise BluezError(FAILED, "br-connection-canceled") from None
        finally:
            device.connecting = None
        self._linked(device, call.sender or "")
        return ()

    async def _reach(self, device: FakeDevice) -> None:
        while not device.is_on_air():  # noqa: ASYNC110 - range is not an event
            await asyncio.sleep(_POLL_S)
        await asyncio.sleep(self._link_s)

    async def _disconnect(self, call: Message) -> tuple[Any, ...]:
        device = self._device_at(call)
        device.strap.ledger.disconnect_count += 1
        if device.connecting is not None:
            device.connecting.cancel()
        elif device.is_connected:
            await asyncio.sleep(self._hang_up_s)
            while device.is_held_fast:  # noqa: ASYNC110 - as above
                await asyncio.sleep(_POLL_S)
            if device.is_connected:
                device.subscribers.clear()
                self._unlinked(device)
        return ()

    async def _read_value(self, call: Message) -> tuple[Any, ...]:
        device, path = self._characteristic_at(call)
        number = device.numbers[path]
        value = device.strap.peripheral.values.get(number)
        if value is None:
            raise BluezError("org.bluez.Error.NotPermitted", "Read not permitted")
        device.strap.ledger.reads.append(number)
        # Whoever subscribed hears the read as a notification.
        self._value(path, value)
        return "ay", value

    async def _start_notify(self, call: Message) -> tuple[Any, ...]:
        device, path = self._characteristic_at(call)
        clients = device.subscribers.setdefault(path, [])
        if call.sender in clients:
            raise BluezError(IN_PROGRESS, "Already notifying")
        clients.append(call.sender or "")
        if path not in device.notifying:
            self._arm(device, path)
        return ()

    async def _stop_notify(self, call: Message) -> tuple[Any, ...]:
        device, path = self._characteristic_at(call)
        clients = device.subscribers.get(path, [])
        if call.sender not in clients:
            raise BluezError(FAILED, "No notify session started")
        clients.remove(call.sender or "")
        if not clients:
            device.notifying.discard(path)
            device.strap.unsubscribe(device.numbers[path])
        return ()

    async def _set(self, call: Message) -> tuple[Any, ...]:
        interface, name, value = call.body
        if (interface, name) == (ADAPTER, "Powered"):
            self.power(bool(value.value))
        return ()

    async def _get(self, call: Message) -> tuple[Any, ...]:
        interface, name = call.body
        if interface != ADAPTER or not self.is_plugged:
            raise BluezError(UNKNOWN_OBJECT, call.path or "")
        return "v", self._adapter()[name]

    # Small parts.

    def _strap(self, peripheral: VirtualPeripheral) -> VirtualStrap:
        return VirtualStrap(peripheral, self._time)

    def _told(self) -> Wire:
        if self._wire is None:
            raise RuntimeError(f"{BLUEZ} is not on the bus")
        return self._wire

    def _ready(self) -> None:
        if not self.is_plugged:
            raise BluezError(UNKNOWN_OBJECT, ADAPTER_PATH)
        if not self.is_powered:
            raise BluezError(NOT_READY, "Resource Not Ready")

    def _device_at(self, call: Message) -> FakeDevice:
        for device in self.devices:
            if device.is_known and device.path == call.path:
                return device
        raise BluezError(UNKNOWN_OBJECT, call.path or "")

    def _characteristic_at(self, call: Message) -> tuple[FakeDevice, str]:
        path = call.path or ""
        for device in self.devices:
            if path in device.numbers and path in device.gatt:
                if not device.is_connected:
                    raise BluezError(FAILED, "Not connected")
                return device, path
        raise BluezError(UNKNOWN_OBJECT, path)

    def _adapter(self) -> Typed:
        return {
            "Address": Variant("s", "00:00:5E:00:53:01"),
            "Name": Variant("s", "station"),
            "Alias": Variant("s", "station"),
            "Powered": Variant("b", self.is_powered),
            "Discovering": Variant("b", bool(self._scanners)),
            "Roles": Variant("as", ["central", "peripheral"]),
            "UUIDs": Variant("as", []),
        }

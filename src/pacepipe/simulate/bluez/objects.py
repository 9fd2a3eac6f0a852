"""One strap as BlueZ shows it: Device1, its services and its characteristics."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from dbus_fast import Variant

from pacepipe.domain.characteristic import uuid_of
from pacepipe.simulate.bluez.wire import CHARACTERISTIC, DEVICE, SERVICE, Typed
from pacepipe.simulate.played import VirtualStrap

ADAPTER_PATH: Final = "/org/bluez/hci0"
MTU_BYTES: Final = 23


def device_path(address: str) -> str:
    """Object path of a device.

    Examples
    --------
    >>> device_path("C0:FF:EE:00:00:01")
    '/org/bluez/hci0/dev_C0_FF_EE_00_00_01'
    """
    return f"{ADAPTER_PATH}/dev_{address.replace(':', '_')}"


@dataclass(slots=True)
class FakeDevice:
    """One strap and what bluetoothd knows of it.

    Attributes
    ----------
    strap : VirtualStrap
    first_handle : int
        Where its database begins; new firmware moves it.
    is_known : bool
        Whether there is a Device1.
    is_connected, is_resolved : bool
    is_mute : bool
        Linked, and nothing comes: a zombie.
    is_away : bool
        Out of range: no advertisement, no connection.
    is_held_fast : bool
        Linked, and no Disconnect ends it: only the strap can.
    holder : str
        Client that asked for the link; "" where nobody here did.
    gatt : mapping of path to (interface, properties)
        What is exported of its database, in order.
    numbers : mapping of path to characteristic
    subscribers : mapping of characteristic path to clients
        Outlives a link: BlueZ re-arms them at the next one, whether or not the
        client still has a use for it.
    notifying : set of str
    connecting : Task or None
    """

    strap: VirtualStrap
    first_handle: int = 1
    is_known: bool = False
    is_connected: bool = False
    is_resolved: bool = False
    is_mute: bool = False
    is_away: bool = False
    is_held_fast: bool = False
    holder: str = ""
    gatt: dict[str, tuple[str, Typed]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    subscribers: dict[str, list[str]] = field(default_factory=dict)
    notifying: set[str] = field(default_factory=set)
    connecting: asyncio.Task[None] | None = None

    @property
    def path(self) -> str:
        """Object path of its Device1."""
        return device_path(self.strap.peripheral.address)

    def is_on_air(self) -> bool:
        """Whether it advertises and takes a connection."""
        return not self.is_away and not self.is_connected and self.strap.is_free()

    def properties(self) -> Typed:
        """Its Device1."""
        peripheral = self.strap.peripheral
        named = (
            {} if peripheral.name is None else {"Name": Variant("s", peripheral.name)}
        )
        makers = {
            number: Variant("ay", data)
            for number, data in peripheral.manufacturer_data.items()
        }
        return {
            "Address": Variant("s", peripheral.address),
            "AddressType": Variant("s", "random"),
            "Adapter": Variant("o", ADAPTER_PATH),
            "Alias": Variant("s", peripheral.name or peripheral.address),
            "Paired": Variant("b", False),
            "Bonded": Variant("b", False),
            "Trusted": Variant("b", False),
            "Blocked": Variant("b", False),
            "Connected": Variant("b", self.is_connected),
            "ServicesResolved": Variant("b", self.is_resolved),
            "UUIDs": Variant("as", [uuid_of(n) for n in peripheral.services]),
            "RSSI": Variant("n", peripheral.rssi_dbm),
            **({"ManufacturerData": Variant("a{qv}", makers)} if makers else {}),
            **named,
        }

    def objects(self) -> Iterator[tuple[str, Mapping[str, Typed]]]:
        """Everything of it that GetManagedObjects tells."""
        if self.is_known:
            yield self.path, {DEVICE: self.properties()}
            for path, (interface, properties) in self.gatt.items():
                yield path, {interface: properties}

    def build_gatt(self) -> None:
        """Lay the database out from `first_handle` on; subscriptions are over."""
        self.gatt.clear()
        self.numbers.clear()
        self.subscribers.clear()
        peripheral = self.strap.peripheral
        notifies = peripheral.notifies()
        handle = self.first_handle
        for service in peripheral.services:
            service_path = f"{self.path}/service{handle:04x}"
            self.gatt[service_path] = (
                SERVICE,
                {
                    "UUID": Variant("s", uuid_of(service)),
                    "Device": Variant("o", self.path),
                    "Primary": Variant("b", True),
                    "Includes": Variant("ao", []),
                },
            )
            handle += 1
            for number in sorted({*peripheral.values, *notifies}):
                if peripheral.service_of(number) != service:
                    continue
                flags = ["read"] if number in peripheral.values else []
                flags += ["notify"] if number in notifies else []
                path = f"{service_path}/char{handle:04x}"
                self.numbers[path] = number
                self.gatt[path] = (
                    CHARACTERISTIC,
                    {
                        "UUID": Variant("s", uuid_of(number)),
                        "Service": Variant("o", service_path),
                        "Value": Variant("ay", b""),
                        "Notifying": Variant("b", False),
                        "NotifyAcquired": Variant("b", False),
                        "Flags": Variant("as", flags),
                        "MTU": Variant("q", MTU_BYTES),
                    },
                )
                # the declaration, the value, and the descriptor of one that notifies
                handle += 3

"""A virtual strap as a value: what it is called, what it says, when it is away.

It knows nothing of a radio. A transport (`pacepipe.simulate.air` for the
in-process one) plays it. Strap time is seconds since the transport began.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pacepipe.domain import characteristic as gatt_number
from pacepipe.simulate.firmware import Firmware
from pacepipe.simulate.notification import Notification

_SERVICE_OF: Final[Mapping[int, int]] = {
    gatt_number.HEART_RATE_MEASUREMENT: gatt_number.HEART_RATE_SERVICE,
    gatt_number.BODY_SENSOR_LOCATION: gatt_number.HEART_RATE_SERVICE,
    gatt_number.RSC_MEASUREMENT: gatt_number.RUNNING_SPEED_AND_CADENCE_SERVICE,
    gatt_number.RSC_FEATURE: gatt_number.RUNNING_SPEED_AND_CADENCE_SERVICE,
    gatt_number.BATTERY_LEVEL: gatt_number.BATTERY_SERVICE,
    gatt_number.CURRENT_TIME: gatt_number.CURRENT_TIME_SERVICE,
    gatt_number.INFINITIME_STEP_COUNT: gatt_number.INFINITIME_MOTION_SERVICE,
    gatt_number.SYSTEM_ID: gatt_number.DEVICE_INFORMATION_SERVICE,
    **dict.fromkeys(
        gatt_number.DEVICE_INFORMATION_TEXT, gatt_number.DEVICE_INFORMATION_SERVICE
    ),
}
_ALWAYS_NOTIFIES: Final[Mapping[int, int]] = {
    gatt_number.HEART_RATE_SERVICE: gatt_number.HEART_RATE_MEASUREMENT,
    gatt_number.RUNNING_SPEED_AND_CADENCE_SERVICE: gatt_number.RSC_MEASUREMENT,
}
"""The notifying characteristic that a service must have (HRS 1.0 and RSCS 1.0,
section 3), even when the strap never sends one."""


@dataclass(frozen=True, slots=True)
class VirtualPeripheral:
    """One virtual strap.

    Attributes
    ----------
    address : str
        Radio address, as scanned.
    name : str or None
        Advertised name; None means that it advertises none.
    services : tuple of int
        Assigned numbers of its services, in the order of its database.
    values : mapping of characteristic to bytes
        What can be read. A readable characteristic that also occurs in the
        stream offers both.
    stream : tuple of Notification, in order of time
        What it sends, at seconds of strap time, if somebody listens.
    outages : tuple of (from_s, until_s)
        Out of range in ``[from_s, until_s)``: the link drops, it does not
        advertise and it takes no connection.
    held : tuple of (from_s, until_s)
        Held by another central in ``[from_s, until_s)``: the link drops, it goes on
        advertising, as straps with room for two links do, and takes none. One that
        falls silent meanwhile is an outage, seen from here.
    manufacturer_data : mapping of company number to bytes
    rssi_dbm : int
        Signal strength of its advertisements.
    advertises : tuple of int or None
        Services in its advertisement; None means all of them.
    firmware : Firmware or None
        What answers a write and makes up a value when it is read; None where
        everything it says is known beforehand.
    """

    address: str
    name: str | None
    services: tuple[int, ...]
    values: Mapping[int, bytes] = field(default_factory=dict)
    stream: tuple[Notification, ...] = ()
    outages: tuple[tuple[float, float], ...] = ()
    held: tuple[tuple[float, float], ...] = ()
    manufacturer_data: Mapping[int, bytes] = field(default_factory=dict)
    rssi_dbm: int = -60
    advertises: tuple[int, ...] | None = None
    firmware: Firmware | None = None

    def __post_init__(self) -> None:
        times = [notification.at_s for notification in self.stream]
        if any(later < earlier for earlier, later in pairwise(times)):
            raise ValueError("the stream is not in order of time")
        away = (*self.outages, *self.held)
        if any(until_s <= from_s for from_s, until_s in away):
            raise ValueError("an outage ends before it begins")
        if not self.services:
            raise ValueError("a strap without a service cannot be recognised")

    def notifies(self) -> frozenset[int]:
        """Characteristics that one can subscribe to."""
        sent = {notification.characteristic for notification in self.stream}
        must = {_ALWAYS_NOTIFIES[s] for s in self.services if s in _ALWAYS_NOTIFIES}
        answers = frozenset() if self.firmware is None else self.firmware.notifying
        return frozenset(sent | must | answers)

    def reads(self) -> frozenset[int]:
        """Characteristics that one can read."""
        made = frozenset() if self.firmware is None else self.firmware.readable
        return frozenset(self.values) | made

    def takes(self) -> frozenset[int]:
        """Characteristics that one can write to."""
        return frozenset() if self.firmware is None else self.firmware.writable

    def service_of(self, characteristic: int) -> int:
        """Service that a characteristic lies in.

        One that belongs to no service of this strap lies in its first one, as
        vendors put their extras.
        """
        service = _SERVICE_OF.get(characteristic, self.services[0])
        return service if service in self.services else self.services[0]

    def reachable_at_s(self, at_s: float) -> float:
        """First moment from `at_s` on at which it is in range.

        Examples
        --------
        >>> pod = VirtualPeripheral("A", None, (0x1814,), outages=((5.0, 9.0),))
        >>> pod.reachable_at_s(4.0), pod.reachable_at_s(5.0), pod.reachable_at_s(9.0)
        (4.0, 9.0, 9.0)
        """
        for from_s, until_s in sorted(self.outages):
            if from_s <= at_s < until_s:
                at_s = until_s
        return at_s

    def is_held_at(self, at_s: float) -> bool:
        """Whether another central holds it."""
        return any(from_s <= at_s < until_s for from_s, until_s in self.held)

    def next_outage_s(self, at_s: float) -> float | None:
        """First moment after `at_s` at which a link ends; None where there is none."""
        ends = (*self.outages, *self.held)
        later = [from_s for from_s, _ in ends if from_s > at_s]
        return min(later, default=None)

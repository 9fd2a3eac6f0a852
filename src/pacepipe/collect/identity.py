"""Reading what a strap says of itself, once a link, before anything is subscribed.

Bytes first: `keep` is called with each value before it is decoded. A
characteristic is never read while it is subscribed, because BlueZ then reports
the read as a notification.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakGATTProtocolError

from pacepipe import gatt
from pacepipe.domain.characteristic import (
    BATTERY_LEVEL,
    BODY_SENSOR_LOCATION,
    DEVICE_INFORMATION_TEXT,
    FIRMWARE_REVISION,
    MANUFACTURER_NAME,
    MODEL_NUMBER,
    RSC_FEATURE,
    SERIAL_NUMBER,
    SYSTEM_ID,
    number_of,
)
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.profile import Access, DeviceProfile
from pacepipe.domain.reading import TextReadings

_ALWAYS_READ: Final = (
    *DEVICE_INFORMATION_TEXT,
    SYSTEM_ID,
    BODY_SENSOR_LOCATION,
    RSC_FEATURE,
    BATTERY_LEVEL,
)


def offered(client: BleakClient, way: str) -> Mapping[int, BleakGATTCharacteristic]:
    """Characteristics of a connected strap that can be used one way.

    `way` is a GATT property, "read" or "notify". Of two with one number the first
    counts; vendor UUIDs have no number yet and are left out.
    """
    found: dict[int, BleakGATTCharacteristic] = {}
    for characteristic in client.services.characteristics.values():
        number = number_of(characteristic.uuid)
        if number is not None and way in characteristic.properties:
            found.setdefault(number, characteristic)
    return found


def to_read(profile: DeviceProfile) -> tuple[int, ...]:
    """What is read from a strap of this profile, in order; identity first."""
    own = (u.characteristic for u in profile.characteristics if u.access is Access.READ)
    return tuple(dict.fromkeys((*_ALWAYS_READ, *own)))


async def read_values(
    client: BleakClient, numbers: Iterable[int], keep: Callable[[int, bytes], object]
) -> tuple[Mapping[int, bytes], frozenset[int]]:
    """Read each of `numbers` that the strap offers, and keep it before using it.

    Returns
    -------
    values : mapping of characteristic to bytes
    refused : frozenset of int
        Those that the strap offers and would not tell this time.
    """
    values: dict[int, bytes] = {}
    refused: set[int] = set()
    readable = offered(client, "read")
    for number in numbers:
        if number not in readable:
            continue
        try:
            payload = bytes(await client.read_gatt_char(readable[number]))
        except BleakGATTProtocolError:
            refused.add(number)
            continue
        keep(number, payload)
        values[number] = payload
    return values, frozenset(refused)


def identity_of(values: Mapping[int, bytes]) -> StrapIdentity:
    """Identity in the Device Information bytes; what is unreadable is unsaid.

    Examples
    --------
    >>> identity_of({0x2A29: b"Polar", 0x2A25: b"0042"})
    StrapIdentity(manufacturer='Polar', model=None, serial='0042', firmware=None)
    """
    return StrapIdentity(
        manufacturer=_text(values, MANUFACTURER_NAME),
        model=_text(values, MODEL_NUMBER),
        serial=_text(values, SERIAL_NUMBER),
        firmware=_text(values, FIRMWARE_REVISION),
    )


def is_certain(refused: frozenset[int]) -> bool:
    """Whether nothing that makes the identity was withheld."""
    return refused.isdisjoint({MANUFACTURER_NAME, MODEL_NUMBER, SERIAL_NUMBER})


def _text(values: Mapping[int, bytes], number: int) -> str | None:
    if number not in values:
        return None
    readings = gatt.decode(number, FrameBatch.from_payloads([values[number]]))
    if isinstance(readings, TextReadings) and readings.value:
        return readings.value[0]
    return None

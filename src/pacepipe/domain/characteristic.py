"""Assigned numbers of the GATT services and characteristics that pacepipe reads.

Source: Bluetooth SIG, Assigned Numbers, section 3 (service and characteristic
UUIDs). A characteristic is known by this 16-bit number everywhere in pacepipe;
vendor characteristics get numbers from 0x10000 upward when they come.
"""

from typing import Final

HEART_RATE_SERVICE: Final = 0x180D
RUNNING_SPEED_AND_CADENCE_SERVICE: Final = 0x1814
BATTERY_SERVICE: Final = 0x180F
DEVICE_INFORMATION_SERVICE: Final = 0x180A

HEART_RATE_MEASUREMENT: Final = 0x2A37
BODY_SENSOR_LOCATION: Final = 0x2A38
RSC_MEASUREMENT: Final = 0x2A53
RSC_FEATURE: Final = 0x2A54
BATTERY_LEVEL: Final = 0x2A19
MODEL_NUMBER: Final = 0x2A24
SERIAL_NUMBER: Final = 0x2A25
FIRMWARE_REVISION: Final = 0x2A26
HARDWARE_REVISION: Final = 0x2A27
SOFTWARE_REVISION: Final = 0x2A28
MANUFACTURER_NAME: Final = 0x2A29
SYSTEM_ID: Final = 0x2A23

DEVICE_INFORMATION_TEXT: Final = (
    MANUFACTURER_NAME,
    MODEL_NUMBER,
    SERIAL_NUMBER,
    FIRMWARE_REVISION,
    HARDWARE_REVISION,
    SOFTWARE_REVISION,
)

BASE_UUID_TAIL: Final = "-0000-1000-8000-00805f9b34fb"


def uuid_of(number: int) -> str:
    """128-bit UUID text of a 16-bit assigned number.

    Examples
    --------
    >>> uuid_of(0x2A37)
    '00002a37-0000-1000-8000-00805f9b34fb'
    """
    return f"{number:08x}{BASE_UUID_TAIL}"


def number_of(uuid: str) -> int | None:
    """16-bit assigned number of a UUID text, or None for a vendor UUID.

    Examples
    --------
    >>> number_of("00002A37-0000-1000-8000-00805F9B34FB") == 0x2A37
    True
    >>> number_of("6e400001-b5a3-f393-e0a9-e50e24dcca9e") is None
    True
    """
    text = uuid.lower()
    if text.startswith("0000") and text.endswith(BASE_UUID_TAIL):
        return int(text[4:8], 16)
    return None

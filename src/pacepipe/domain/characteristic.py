"""Assigned numbers of the GATT services and characteristics that pacepipe reads.

Source: Bluetooth SIG, Assigned Numbers, section 3 (service and characteristic
UUIDs). A characteristic is known by this 16-bit number everywhere in pacepipe;
characteristics of makers have numbers from 0x10000 upward.
"""

from collections.abc import Mapping
from typing import Final

HEART_RATE_SERVICE: Final = 0x180D
RUNNING_SPEED_AND_CADENCE_SERVICE: Final = 0x1814
BATTERY_SERVICE: Final = 0x180F
DEVICE_INFORMATION_SERVICE: Final = 0x180A
CURRENT_TIME_SERVICE: Final = 0x1805

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

CURRENT_TIME: Final = 0x2A2B

POLAR_PMD_CONTROL: Final = 0x10001
POLAR_PMD_DATA: Final = 0x10002
POLAR_PSFTP_MTU: Final = 0x10003
POLAR_PSFTP_D2H: Final = 0x10004
POLAR_PSFTP_H2D: Final = 0x10005
COLMI_WRITE: Final = 0x10010
COLMI_NOTIFY: Final = 0x10011
COLMI_SERVICE: Final = 0x10012
INFINITIME_STEP_COUNT: Final = 0x10020
INFINITIME_MOTION: Final = 0x10021
INFINITIME_MOTION_SERVICE: Final = 0x10022

VENDOR_UUIDS: Final[Mapping[int, str]] = {
    POLAR_PMD_CONTROL: "fb005c81-02e7-f387-1cad-8acd2d8df0c8",
    POLAR_PMD_DATA: "fb005c82-02e7-f387-1cad-8acd2d8df0c8",
    POLAR_PSFTP_MTU: "fb005c51-02e7-f387-1cad-8acd2d8df0c8",
    POLAR_PSFTP_D2H: "fb005c52-02e7-f387-1cad-8acd2d8df0c8",
    POLAR_PSFTP_H2D: "fb005c53-02e7-f387-1cad-8acd2d8df0c8",
    COLMI_WRITE: "6e400002-b5a3-f393-e0a9-e50e24dcca9e",
    COLMI_NOTIFY: "6e400003-b5a3-f393-e0a9-e50e24dcca9e",
    COLMI_SERVICE: "6e40fff0-b5a3-f393-e0a9-e50e24dcca9e",
    INFINITIME_STEP_COUNT: "00030001-78fc-48fe-8e23-433b3a1942d0",
    INFINITIME_MOTION: "00030002-78fc-48fe-8e23-433b3a1942d0",
    INFINITIME_MOTION_SERVICE: "00030000-78fc-48fe-8e23-433b3a1942d0",
}
"""Characteristics and services of makers, numbered by pacepipe from 0x10000 up.

Sources: Polar's published measurement document; colmi_r02_client and Gadgetbridge
for the ring; InfiniTime's MotionService documentation.
"""
_VENDOR_NUMBERS: Final = {uuid: number for number, uuid in VENDOR_UUIDS.items()}

BASE_UUID_TAIL: Final = "-0000-1000-8000-00805f9b34fb"


def uuid_of(number: int) -> str:
    """128-bit UUID text of a number.

    Examples
    --------
    >>> uuid_of(0x2A37)
    '00002a37-0000-1000-8000-00805f9b34fb'
    """
    vendor = VENDOR_UUIDS.get(number)
    return vendor if vendor is not None else f"{number:08x}{BASE_UUID_TAIL}"


def number_of(uuid: str) -> int | None:
    """Number of a UUID text, or None for one that pacepipe does not know.

    Examples
    --------
    >>> number_of("00002A37-0000-1000-8000-00805F9B34FB") == 0x2A37
    True
    >>> number_of("6e400003-b5a3-f393-e0a9-e50e24dcca9e") == COLMI_NOTIFY
    True
    >>> number_of("6e400001-b5a3-f393-e0a9-e50e24dcca9e") is None
    True
    """
    text = uuid.lower()
    if text.startswith("0000") and text.endswith(BASE_UUID_TAIL):
        return int(text[4:8], 16)
    return _VENDOR_NUMBERS.get(text)

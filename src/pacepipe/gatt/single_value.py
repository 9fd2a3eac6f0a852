"""Characteristics that hold one whole number: 0x2A38, 0x2A54 and 0x2A19.

References
----------
Bluetooth SIG, GATT Specification Supplement, "Body Sensor Location", "RSC
Feature" and "Battery Level".
"""

from typing import Final

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import NumberReadings, RejectReason
from pacepipe.gatt.frame_bytes import FrameBytes, judge

_LAST_LOCATION: Final = 6
"""0 other, 1 chest, 2 wrist, 3 finger, 4 hand, 5 ear lobe, 6 foot."""
_FULL_PCT: Final = 100
_U16_MAX: Final = 0xFFFF


def body_sensor_location(batch: FrameBatch) -> NumberReadings:
    """Where the sensor is worn: 0 other, 1 chest, 2 wrist … 6 foot.

    The frame ``01`` is 1, the chest. A number above 6 has no meaning yet and is
    OUT_OF_RANGE.

    Examples
    --------
    >>> batch = FrameBatch.from_payloads([bytes.fromhex("01")])
    >>> body_sensor_location(batch).value.tolist()
    [1]
    """
    frames = FrameBytes.of(batch)
    return _numbers(frames, frames.u8(0), size_bytes=1, largest=_LAST_LOCATION)


def battery_level(batch: FrameBatch) -> NumberReadings:
    """Charge in percent.

    The frame ``5A`` is 0x5A = 90 %. Above 100 it is OUT_OF_RANGE.

    Examples
    --------
    >>> batch = FrameBatch.from_payloads([bytes.fromhex("5A")])
    >>> battery_level(batch).value.tolist()
    [90]
    """
    frames = FrameBytes.of(batch)
    return _numbers(frames, frames.u8(0), size_bytes=1, largest=_FULL_PCT)


def rsc_feature(batch: FrameBatch) -> NumberReadings:
    """What a pod can do, as bits: 0 stride, 1 distance, 2 walk or run, and on.

    The frame ``07 00`` is 0x0007: stride length, total distance, and whether the
    wearer walks or runs. Bit 3 is calibration, bit 4 several locations.

    Examples
    --------
    >>> batch = FrameBatch.from_payloads([bytes.fromhex("07 00")])
    >>> rsc_feature(batch).value.tolist()
    [7]
    """
    frames = FrameBytes.of(batch)
    return _numbers(frames, frames.u16(0), size_bytes=2, largest=_U16_MAX)


def _numbers(
    frames: FrameBytes, value: IntArray, *, size_bytes: int, largest: int
) -> NumberReadings:
    verdict = judge(
        len(frames.length),
        (frames.length == 0, RejectReason.EMPTY),
        (frames.length < size_bytes, RejectReason.TRUNCATED),
        (frames.length > size_bytes, RejectReason.TRAILING_BYTES),
        (value > largest, RejectReason.OUT_OF_RANGE),
    )
    return NumberReadings(
        frame_index=verdict.accepted,
        value=value[verdict.accepted],
        rejects=verdict.rejects,
    )

"""The bytes that a strap would send for given values.

Written from the layouts of the GATT Specification Supplement and not from
`pacepipe.gatt`, so that the two check each other. A value that the layout cannot
hold is a ValueError: it is a mistake in the simulation.
"""

import struct
from collections.abc import Sequence
from typing import Final

from pacepipe.domain.characteristic import (
    FIRMWARE_REVISION,
    MANUFACTURER_NAME,
    MODEL_NUMBER,
    SERIAL_NUMBER,
)
from pacepipe.domain.identity import StrapIdentity

_U8_MAX: Final = 0xFF
_U16_MAX: Final = 0xFFFF
_U32_MAX: Final = 0xFFFFFFFF


def heart_rate_measurement(
    hr_bpm: int,
    *,
    rr_raw: Sequence[int] = (),
    contact: bool | None = None,
    energy_kj: int | None = None,
    wide: bool = False,
) -> bytes:
    """One Heart Rate Measurement (0x2A37).

    Parameters
    ----------
    hr_bpm : int, 0 to 65535
        Above 255 it takes two bytes whatever `wide` says.
    rr_raw : sequence of int, 0 to 65535
        Intervals in 1/1024 s, oldest first.
    contact : bool or None
        None means that the strap does not say it.
    energy_kj : int or None, 0 to 65535
    wide : bool
        Send the heart rate in two bytes.

    Examples
    --------
    >>> heart_rate_measurement(70, rr_raw=[832], contact=True).hex(" ")
    '16 46 40 03'
    """
    _check("hr_bpm", hr_bpm, _U16_MAX)
    is_wide = wide or hr_bpm > _U8_MAX
    flags = 0b1 if is_wide else 0
    body = struct.pack("<H" if is_wide else "<B", hr_bpm)
    if contact is not None:
        flags |= 0b110 if contact else 0b100
    if energy_kj is not None:
        _check("energy_kj", energy_kj, _U16_MAX)
        flags |= 0b1000
        body += struct.pack("<H", energy_kj)
    if rr_raw:
        flags |= 0b10000
    for interval in rr_raw:
        _check("rr_raw", interval, _U16_MAX)
        body += struct.pack("<H", interval)
    return bytes([flags]) + body


def rsc_measurement(
    *,
    speed_mps: float,
    cadence_spm: int,
    stride_length_m: float | None = None,
    total_distance_m: float | None = None,
    is_running: bool = False,
) -> bytes:
    """One RSC Measurement (0x2A53), each value rounded to what the layout holds.

    Examples
    --------
    >>> rsc_measurement(speed_mps=1.5, cadence_spm=96).hex(" ")
    '00 80 01 60'
    """
    flags = 0b100 if is_running else 0
    body = struct.pack("<H", _scaled("speed_mps", speed_mps, 256, _U16_MAX))
    _check("cadence_spm", cadence_spm, _U8_MAX)
    body += struct.pack("<B", cadence_spm)
    if stride_length_m is not None:
        flags |= 0b1
        stride_cm = _scaled("stride_length_m", stride_length_m, 100, _U16_MAX)
        body += struct.pack("<H", stride_cm)
    if total_distance_m is not None:
        flags |= 0b10
        distance_dm = _scaled("total_distance_m", total_distance_m, 10, _U32_MAX)
        body += struct.pack("<I", distance_dm)
    return bytes([flags]) + body


def battery_level(pct: int) -> bytes:
    """One Battery Level (0x2A19).

    Examples
    --------
    >>> battery_level(90).hex()
    '5a'
    """
    _check("pct", pct, 100)
    return bytes([pct])


def body_sensor_location(location: int) -> bytes:
    """One Body Sensor Location (0x2A38): 0 other, 1 chest … 6 foot.

    Examples
    --------
    >>> body_sensor_location(1).hex()
    '01'
    """
    _check("location", location, 6)
    return bytes([location])


def rsc_feature(features: int) -> bytes:
    """One RSC Feature (0x2A54), the bits as one number.

    Examples
    --------
    >>> rsc_feature(7).hex(" ")
    '07 00'
    """
    _check("features", features, _U16_MAX)
    return struct.pack("<H", features)


def device_information(identity: StrapIdentity) -> dict[int, bytes]:
    """The Device Information strings that a strap says of itself.

    Examples
    --------
    >>> device_information(StrapIdentity(None, "H10", None))
    {10788: b'H10'}
    """
    said = {
        MANUFACTURER_NAME: identity.manufacturer,
        MODEL_NUMBER: identity.model,
        SERIAL_NUMBER: identity.serial,
        FIRMWARE_REVISION: identity.firmware,
    }
    return {
        number: text.encode("utf-8")
        for number, text in said.items()
        if text is not None
    }


def _check(name: str, value: int, largest: int) -> None:
    if not 0 <= value <= largest:
        raise ValueError(f"{name} is {value}; the layout holds 0 to {largest}")


def _scaled(name: str, value: float, per_unit: int, largest: int) -> int:
    raw = round(value * per_unit)
    _check(f"{name} × {per_unit}", raw, largest)
    return raw

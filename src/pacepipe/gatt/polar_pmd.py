"""Polar's measurement streams (PMD): control messages, and acceleration frames.

Control point: ``01 type`` asks for settings, ``02 type [setting 01 value u16]…``
starts, ``03 type`` stops; the answer is ``F0 | operation | type | error | more | …``.
Data: ``type u8 (low 6 bits) | time u64, ns since 2000-01-01, of the last sample |
layout u8 (top bit: delta-compressed) | samples``, little-endian.

References
----------
Polar, "Polar Measurement Data specification for 3rd party" (online measurement),
as published with the Polar BLE SDK.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import AccelerationReadings, RejectReason
from pacepipe.gatt.frame_bytes import FrameBytes, judge

ACCELERATION: Final = 2
"""Measurement type of the accelerometer."""
HEADER_BYTES: Final = 10
SAMPLE_BYTES: Final = 6
_TYPE_BITS: Final = 0x3F
_LAYOUT_S16: Final = 1
_ANSWER: Final = 0xF0
_ANSWER_BYTES: Final = 4
_SETTING_BYTES: Final = {0: 2, 1: 2, 2: 2, 3: 4, 4: 1, 5: 4}
"""Size of a value of each setting."""
_SIGN_BIT: Final = 0x80000000


class PmdOperation(IntEnum):
    """What is asked at the control point."""

    SETTINGS = 1
    START = 2
    STOP = 3


class Setting(IntEnum):
    """Settings that an H10 takes for its accelerometer."""

    RATE_HZ = 0
    RESOLUTION_BITS = 1
    RANGE_G = 2


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """An answer of the control point; `error` 0 means that it was done."""

    operation: int
    measurement: int
    error: int
    parameters: bytes


def ask_settings(measurement: int = ACCELERATION) -> bytes:
    """The message that asks which settings a measurement offers."""
    return bytes([PmdOperation.SETTINGS, measurement])


def start_acceleration(rate_hz: int = 25, range_g: int = 2) -> bytes:
    """The message that starts the accelerometer with 16 bits.

    25 Hz is the least an H10 offers: a step takes 0.3 s or more, and a patient's
    strap should last.

    Examples
    --------
    >>> start_acceleration(200, 2).hex(" ")
    '02 02 00 01 c8 00 01 01 10 00 02 01 02 00'
    """
    settings = (
        (Setting.RATE_HZ, rate_hz),
        (Setting.RESOLUTION_BITS, 16),
        (Setting.RANGE_G, range_g),
    )
    body = b"".join(
        bytes([setting, 1]) + value.to_bytes(2, "little") for setting, value in settings
    )
    return bytes([PmdOperation.START, ACCELERATION]) + body


def stop(measurement: int = ACCELERATION) -> bytes:
    """The message that stops a measurement; an H10 left streaming runs empty."""
    return bytes([PmdOperation.STOP, measurement])


def read_answer(payload: bytes) -> ControlAnswer | None:
    """An indication of the control point; None where it is no answer.

    Examples
    --------
    >>> read_answer(bytes.fromhex("F0 02 02 06 00"))
    ControlAnswer(operation=2, measurement=2, error=6, parameters=b'')
    """
    if len(payload) < _ANSWER_BYTES or payload[0] != _ANSWER:
        return None
    return ControlAnswer(payload[1], payload[2], payload[3], payload[5:])


def read_settings(parameters: bytes) -> Mapping[int, tuple[int, ...]] | None:
    """Offered values by setting; None where the list is cut or unknown.

    Examples
    --------
    >>> read_settings(bytes.fromhex("00 02 19 00 32 00 01 01 10 00"))
    {0: (25, 50), 1: (16,)}
    """
    offered: dict[int, tuple[int, ...]] = {}
    at = 0
    while at < len(parameters):
        size = _SETTING_BYTES.get(parameters[at])
        if size is None or at + 1 >= len(parameters):
            return None
        first, count = at + 2, parameters[at + 1]
        end = first + count * size
        if end > len(parameters):
            return None
        offered[parameters[at]] = tuple(
            int.from_bytes(parameters[place : place + size], "little")
            for place in range(first, end, size)
        )
        at = end
    return offered


def acceleration(batch: FrameBatch) -> AccelerationReadings:
    """Samples of a batch of PMD data frames.

    Parameters
    ----------
    batch : FrameBatch
        Payloads of the PMD data characteristic, of any content.

    Returns
    -------
    AccelerationReadings
        Of frames of the accelerometer in layout 1, three signed 16-bit numbers.

    Notes
    -----
    Other measurements, other layouts and delta-compressed frames are
    UNSUPPORTED_LAYOUT. An H10 sends none of them for acceleration.

    Examples
    --------
    Type 2, time 1 s, layout 1, one sample of 1, -2 and 1000 mg:

    >>> frame = bytes.fromhex("02 00CA9A3B00000000 01 0100 FEFF E803")
    >>> readings = acceleration(FrameBatch.from_payloads([frame]))
    >>> readings.device_ns.tolist(), readings.z_mg.tolist()
    ([1000000000], [1000])
    """
    frames = FrameBytes.of(batch)
    body = frames.length - HEADER_BYTES
    is_ours = (frames.u8(0) & _TYPE_BITS == ACCELERATION) & (
        frames.u8(HEADER_BYTES - 1) == _LAYOUT_S16
    )
    verdict = judge(
        len(batch),
        (frames.length == 0, RejectReason.EMPTY),
        (body < 0, RejectReason.TRUNCATED),
        (~is_ours, RejectReason.UNSUPPORTED_LAYOUT),
        (body == 0, RejectReason.TRUNCATED),
        (body % SAMPLE_BYTES != 0, RejectReason.ODD_TAIL),
        (frames.u32(5) >= _SIGN_BIT, RejectReason.OUT_OF_RANGE),
    )
    kept = frames.take(verdict.accepted)
    count = body[verdict.accepted] // SAMPLE_BYTES
    first = np.repeat(np.cumsum(count) - count, count)
    place = np.arange(len(first), dtype=np.int64) - first
    at = np.repeat(kept.start + HEADER_BYTES, count) + SAMPLE_BYTES * place
    return AccelerationReadings(
        frame_index=verdict.accepted,
        device_ns=kept.u32(1) | kept.u32(5) << 32,
        sample_frame_index=np.repeat(verdict.accepted, count),
        x_mg=_s16(frames, at),
        y_mg=_s16(frames, at + 2),
        z_mg=_s16(frames, at + 4),
        rejects=verdict.rejects,
    )


def _s16(frames: FrameBytes, at: IntArray) -> IntArray:
    low = frames.padded[at].astype(np.int64)
    whole = low | frames.padded[at + 1].astype(np.int64) << 8
    signed: IntArray = (whole ^ 0x8000) - 0x8000
    return signed

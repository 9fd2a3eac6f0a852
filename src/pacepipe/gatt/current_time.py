"""Current Time, characteristic 0x2A2B: what a device's clock says, and setting it.

Layout, little-endian: ``year u16 | month u8 | day u8 | hour u8 | minute u8 |
second u8 | day of week u8, 1 Monday | 1/256 s u8 | adjust reason u8``. It names no
zone. By the specification it is local time; what a device was set to is known to
whoever set it.

References
----------
Bluetooth SIG, GATT Specification Supplement, "Current Time" and "Date Time";
Current Time Service 1.1, section 3.1.
"""

import struct
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import NumberReadings, RejectReason, Rejects

CURRENT_TIME_BYTES: Final = 10
MANUAL_UPDATE: Final = 0x01
"""Adjust reason: somebody set it."""
_LAYOUT: Final = struct.Struct("<HBBBBBBBB")
_FRACTIONS_A_SECOND: Final = 256
_LAST_WEEKDAY: Final = 7
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def current_time(batch: FrameBatch) -> NumberReadings:
    """What the clock says, ms since 1970-01-01 00:00 of the zone it was set in.

    The frame ``EA 07 03 02 12 1E 05 01 80 00`` is 0x07EA = 2026, 3, 2, 18:30:05, a
    Monday, 128/256 s: half a second past.

    Returns
    -------
    NumberReadings
        A date that does not exist, an unknown one (0) included, is OUT_OF_RANGE.

    Examples
    --------
    >>> frame = bytes.fromhex("EA 07 03 02 12 1E 05 01 80 00")
    >>> current_time(FrameBatch.from_payloads([frame])).value.tolist()
    [1772476205500]
    """
    data = batch.data.tobytes()
    edges = batch.offsets.tolist()
    accepted: list[int] = []
    said_ms: list[int] = []
    rejected: list[int] = []
    reasons: list[RejectReason] = []
    for index in range(len(batch)):
        said = _said_ms(data[edges[index] : edges[index + 1]])
        if isinstance(said, RejectReason):
            rejected.append(index)
            reasons.append(said)
        else:
            accepted.append(index)
            said_ms.append(said)
    return NumberReadings(
        frame_index=np.array(accepted, dtype=np.int64),
        value=np.array(said_ms, dtype=np.int64),
        rejects=Rejects(np.array(rejected, dtype=np.int64), tuple(reasons)),
    )


def current_time_value(at: datetime) -> bytes:
    """Bytes that set a clock to the wall time of `at`, in the zone of `at`.

    Examples
    --------
    >>> current_time_value(datetime(2026, 3, 2, 18, 30, 5, tzinfo=UTC)).hex(" ")
    'ea 07 03 02 12 1e 05 01 00 01'
    """
    if at.tzinfo is None:
        raise ValueError("the time has no zone")
    return _LAYOUT.pack(
        at.year,
        at.month,
        at.day,
        at.hour,
        at.minute,
        at.second,
        at.isoweekday(),
        at.microsecond * _FRACTIONS_A_SECOND // 1_000_000,
        MANUAL_UPDATE,
    )


def _said_ms(payload: bytes) -> int | RejectReason:
    if not payload:
        return RejectReason.EMPTY
    if len(payload) < CURRENT_TIME_BYTES:
        return RejectReason.TRUNCATED
    if len(payload) > CURRENT_TIME_BYTES:
        return RejectReason.TRAILING_BYTES
    year, month, day, hour, minute, second, weekday, fraction, _ = _LAYOUT.unpack(
        payload
    )
    try:
        whole = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return RejectReason.OUT_OF_RANGE
    if weekday > _LAST_WEEKDAY:
        return RejectReason.OUT_OF_RANGE
    thousandths: int = fraction * 1000 // _FRACTIONS_A_SECOND
    return (whole - _EPOCH) // timedelta(milliseconds=1) + thousandths

"""FIT files made byte by byte, to the public description of the protocol."""

import struct
from collections.abc import Sequence

Field = tuple[int, int, int]
"""Number of the field, its size in bytes, its base type."""

U8, U16, U32, ENUM, BYTE = 0x02, 0x84, 0x86, 0x00, 0x0D
FIT_EPOCH_S = 631_065_600


def _crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def definition(local: int, number: int, fields: Sequence[Field]) -> bytes:
    """A definition message, little-endian."""
    head = struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
    return head + b"".join(struct.pack("<BBB", *field) for field in fields)


def data(local: int, layout: str, *values: int) -> bytes:
    """A data message; `layout` is that of `struct`."""
    return struct.pack(f"<B{layout}", local, *values)


def fit_file(*messages: bytes) -> bytes:
    """A whole file with its header and both checksums."""
    body = b"".join(messages)
    head = struct.pack("<BBHI4s", 14, 0x10, 2132, len(body), b".FIT")
    head += struct.pack("<H", _crc(head))
    return head + body + struct.pack("<H", _crc(head + body))


RECORD = definition(0, 20, [(253, 4, U32), (3, 1, U8), (4, 1, U8)])
SESSION = definition(1, 18, [(253, 4, U32), (2, 4, U32), (7, 4, U32), (5, 1, ENUM)])
SPORT = definition(2, 12, [(0, 1, ENUM)])
HRV = definition(3, 78, [(0, 10, U16)])
TIMER = definition(4, 21, [(253, 4, U32), (0, 1, ENUM), (1, 1, ENUM)])
FILE_ID = definition(5, 0, [(0, 1, ENUM), (1, 2, U16), (2, 2, U16)])


def record(at_s: int, hr_bpm: int = 0xFF, cadence: int = 0xFF) -> bytes:
    """A record; 255 is FIT's own "no value"."""
    return data(0, "IBB", at_s, hr_bpm, cadence)


def hrv(*rr_ms: int) -> bytes:
    """Up to five intervals."""
    return data(3, "5H", *rr_ms, *[0xFFFF] * (5 - len(rr_ms)))

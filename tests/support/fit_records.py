"""Records of FIT files, for tests that need a recorded ride or run.

Only what the recordings beside the checkout use: the layout of definition and data
messages as the FIT protocol describes it. What cannot be read ends the file.
"""

import struct
from pathlib import Path
from typing import Final

import numpy as np

RECORD: Final = 20
TIMESTAMP, HEART_RATE, CADENCE = 253, 3, 4
_SIZES: Final = {1: "B", 2: "H", 4: "I"}


def _definition(data: bytes, at: int, *, has_developer: bool) -> tuple[tuple, int]:
    order = ">" if data[at + 1] else "<"
    number, count = struct.unpack_from(order + "HB", data, at + 2)
    at += 5
    fields = [tuple(data[at + 3 * n : at + 3 * n + 2]) for n in range(count)]
    at += 3 * count
    extra = 0
    if has_developer:
        extra = sum(data[at + 2 + 3 * n] for n in range(data[at]))
        at += 1 + 3 * data[at]
    return (order, number, fields, extra), at


def fit_records(path: Path) -> dict[str, np.ndarray]:
    """Columns `second` (device clock), `hr_bpm` and `cadence`, -1 where absent.

    The last row of a second is kept, and seconds rise.
    """
    data = path.read_bytes()
    at, end = data[0], min(data[0] + struct.unpack_from("<I", data, 4)[0], len(data))
    definitions: dict[int, tuple] = {}
    last = 0
    rows: dict[int, tuple[int, int]] = {}
    while at < end:
        header = data[at]
        at += 1
        if not header & 0x80 and header & 0x40:
            local = header & 0x0F
            definitions[local], at = _definition(
                data, at, has_developer=bool(header & 0x20)
            )
            continue
        local = (header >> 5) & 0x03 if header & 0x80 else header & 0x0F
        order, number, fields, extra = definitions[local]
        size = sum(length for _, length in fields) + extra
        if at + size > end:
            break
        values = {}
        for field, length in fields:
            if length in _SIZES:
                values[field] = struct.unpack_from(order + _SIZES[length], data, at)[0]
            at += length
        at += extra
        if header & 0x80:
            last += ((header & 0x1F) - last) & 0x1F
        else:
            last = values.get(TIMESTAMP, last)
        if number == RECORD:
            rows[last] = (values.get(HEART_RATE, 0xFF), values.get(CADENCE, 0xFF))
    second = np.array(sorted(rows), dtype=np.int64)
    table = np.array([rows[s] for s in second.tolist()], dtype=np.int64).reshape(-1, 2)
    table[table == 0xFF] = -1
    return {"second": second, "hr_bpm": table[:, 0], "cadence": table[:, 1]}

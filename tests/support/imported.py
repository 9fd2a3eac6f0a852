"""Files of other apps and watches, read whole."""

import io
from pathlib import Path
from zoneinfo import ZoneInfo

from pacepipe.domain.imported import ImportedRecords
from pacepipe.domain.imported_readings import TIME_FLAGS, ImportedReadings
from pacepipe.exchange import joined, read_file, readings_of, recognise
from pacepipe.exchange.fit import read_fit

NOW_MS = 1_795_000_000_000
"""2026-11-18."""


def read(path: Path) -> ImportedRecords:
    return joined(read_file(path, recognise(path)))


def read_bytes_of(path: Path, content: bytes) -> ImportedRecords:
    path.write_bytes(content)
    return read(path)


def fit(content: bytes) -> ImportedRecords:
    return joined(read_fit(io.BytesIO(content)))


def judged(records: ImportedRecords, zone: str = "UTC") -> ImportedReadings:
    return readings_of(records, ZoneInfo(zone), NOW_MS)


def flags(codes) -> list[str]:
    return [TIME_FLAGS[code].value for code in codes.tolist()]

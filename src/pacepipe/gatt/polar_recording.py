"""What the messages of a Polar H10's own recording say.

Written and read from the field numbers of Polar's published protocol buffer
definitions (types, pftp_request, pftp_response, exercise_samples,
exercise_rr_samples). A message that cannot be read is None.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pacepipe.gatt.protobuf_lite import (
    bytes_field,
    bytes_of,
    number_field,
    number_of,
    numbers_of,
    read_fields,
    text_of,
)

SAMPLE_TYPE_HEART_RATE: Final = 1
SAMPLE_TYPE_RR: Final = 16
SAMPLES_FILE: Final = "SAMPLES.BPB"
CLOCK_TRUSTED_FROM_YEAR: Final = 2020
"""An H10 that lost its clock says 2019-01-01 and counts on from there (Polar BLE
SDK, time systems): a time before this year is no time."""
_MILLIS_FIELD: Final = 4
_OFFSET_FIELD: Final = 3
_I64: Final = 1 << 63


@dataclass(frozen=True, slots=True)
class RecordingStatus:
    """Whether the strap records, and under which name."""

    is_on: bool
    name: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or folder (its name ends in a slash), on the strap."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Recording:
    """Samples of one recording; one of the two is empty.

    `rr_ms` is in whole ms as stored, oldest first; `interval_s` is the spacing of
    `hr_bpm`.
    """

    rr_ms: tuple[int, ...]
    hr_bpm: tuple[int, ...]
    interval_s: float


def start_parameters(sample_type: int, interval_s: int, name: str) -> bytes:
    """Parameters of "start recording"."""
    return (
        number_field(1, sample_type)
        + bytes_field(2, number_field(3, interval_s))
        + bytes_field(3, name.encode("utf-8"))
    )


def read_status(body: bytes) -> RecordingStatus | None:
    """Answer to "recording status".

    Examples
    --------
    >>> read_status(bytes.fromhex("08 01 12 02 57 31"))
    RecordingStatus(is_on=True, name='W1')
    """
    fields = read_fields(body)
    is_on = None if fields is None else number_of(fields, 1)
    if fields is None or is_on is None:
        return None
    return RecordingStatus(is_on=is_on != 0, name=text_of(fields, 2) or None)


def read_folder(body: bytes) -> tuple[Entry, ...] | None:
    """Answer to "get" of a folder."""
    fields = read_fields(body)
    if fields is None:
        return None
    entries: list[Entry] = []
    for field in fields:
        if field.number != 1 or not isinstance(field.value, bytes):
            continue
        inner = read_fields(field.value)
        name = None if inner is None else text_of(inner, 1)
        size = None if inner is None else number_of(inner, 2)
        if name is None or size is None:
            return None
        entries.append(Entry(name, size))
    return tuple(entries)


def read_recording(body: bytes) -> Recording | None:
    """Content of a samples file."""
    fields = read_fields(body)
    duration = None if fields is None else bytes_of(fields, 1)
    interval = None if duration is None else read_fields(duration)
    if fields is None or interval is None:
        return None
    hr_bpm = numbers_of(fields, 2)
    rr_ms: tuple[int, ...] | None = ()
    rr_message = bytes_of(fields, 28)
    if rr_message is not None:
        rr_fields = read_fields(rr_message)
        rr_ms = None if rr_fields is None else numbers_of(rr_fields, 1)
    if hr_bpm is None or rr_ms is None:
        return None
    parts = [number_of(interval, place) or 0 for place in (1, 2, 3, 4)]
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2] + parts[3] / 1000
    return Recording(rr_ms=rr_ms, hr_bpm=hr_bpm, interval_s=seconds)


def clock_parameters(moment: datetime) -> bytes:
    """Parameters of "set local time": the moment in the zone it carries.

    Raises
    ------
    ValueError
        Where the moment has no zone.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a moment without a zone sets no clock")
    date = (
        number_field(1, moment.year)
        + number_field(2, moment.month)
        + number_field(3, moment.day)
    )
    time = (
        number_field(1, moment.hour)
        + number_field(2, moment.minute)
        + number_field(3, moment.second)
        + number_field(_MILLIS_FIELD, moment.microsecond // 1000)
    )
    offset_min = int(offset.total_seconds() // 60)
    return (
        bytes_field(1, date)
        + bytes_field(2, time)
        + number_field(_OFFSET_FIELD, offset_min)
    )


def read_clock(body: bytes) -> datetime | None:
    """Answer to "get local time", as UTC; None where it says no possible time."""
    fields = read_fields(body)
    if fields is None:
        return None
    date = read_fields(bytes_of(fields, 1) or b"")
    time = read_fields(bytes_of(fields, 2) or b"")
    if date is None or time is None:
        return None
    parts = [number_of(date, n) for n in (1, 2, 3)]
    parts += [number_of(time, n) for n in (1, 2, 3)]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts):
        return None
    millis = number_of(time, _MILLIS_FIELD) or 0
    raw_offset = number_of(fields, _OFFSET_FIELD) or 0
    offset_min = raw_offset - 2 * _I64 if raw_offset >= _I64 else raw_offset
    try:
        said = datetime(*known[:6], tzinfo=UTC)  # type: ignore[arg-type,misc]
        return said + timedelta(milliseconds=millis) - timedelta(minutes=offset_min)
    except (ValueError, OverflowError):
        return None


def is_clock_believable(moment: datetime) -> bool:
    """Whether a strap's clock has been set since it last lost it."""
    return moment.year >= CLOCK_TRUSTED_FROM_YEAR

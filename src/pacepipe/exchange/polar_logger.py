"""Heart rate and RR intervals of the app Polar Sensor Logger.

Two files a recording, cells parted by ``;``: ``Phone timestamp;RR-interval [ms]``
and ``Phone timestamp;HR [bpm];HRV [ms];Breathing interval [rpm];``, the last two
worked out by the app and not read. The phone's clock is written without its offset
and is that of arrival. Described by the app's own questions and answers and, with
examples, in RRational's user guide, "Supported data formats".
"""

from collections.abc import Iterator
from typing import IO

from pacepipe.domain.imported import (
    ImportedRecords,
    ImportSource,
    PlaceUnit,
    TimeBasis,
)
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.gathering import Gathering
from pacepipe.exchange.hrv_logger import rr_in
from pacepipe.exchange.lines import cells, column_of, lines, number_in
from pacepipe.exchange.progress import Watch, unwatched
from pacepipe.exchange.refusal import at_line
from pacepipe.exchange.wall_clock import WallClock


def is_polar_logger(header: str) -> bool:
    """Whether a first line is that of any file of the app."""
    return cells(header, ";")[0].lower() == "phone timestamp"


def read_polar_logger(
    file: IO[bytes], watch: Watch = unwatched
) -> Iterator[ImportedRecords]:
    """What a file of the app holds, in batches.

    Raises
    ------
    FileRefused
        At the first line that is no row of it, and at the first of all where it is
        of another sensor (ECG, acceleration).
    """
    rows = lines(file, watch)
    heads = cells(next(rows)[1], ";")
    hr_at, rr_at = column_of(heads, "hr [bpm]"), column_of(heads, "rr-interval [ms]")
    value_at = hr_at if rr_at is None else rr_at
    if value_at is None:
        raise at_line("this holds neither heart rate nor RR intervals", 1)
    found = Gathering(FileFormat.POLAR_SENSOR_LOGGER, PlaceUnit.LINE, TimeBasis.LOCAL)
    source = found.source(ImportSource(manufacturer="Polar"))
    clock = WallClock()
    for line, text in rows:
        if not text.strip():
            continue
        row = cells(text, ";")
        if len(row) <= value_at:
            raise at_line("the row ends before its value", line)
        at_ms = clock.local(row[0], line)
        if rr_at is not None:
            found.rr(at_ms, rr_in(row[rr_at], line), 0, line, source)
        else:
            value = number_in(row[value_at], "the heart rate", line)
            found.hr(at_ms, max(round(value), 0), line, source)
        if found.is_full:
            yield found.take()
    yield found.take()

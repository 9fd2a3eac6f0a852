"""RR intervals of the app HRV Logger, in both of its layouts.

``timestamp, rr, since_start`` in ms since 1970 UTC, as in the open wearable-hrv data
(doi:10.21105/joss.06240), and ``date, rr, since start`` with a date and time of day,
as described in RRational's user guide, "Supported data formats". A time is that of
arrival at the phone; intervals are in ms.
"""

from collections.abc import Iterator
from typing import IO, Final

from pacepipe.domain.imported import (
    ImportedRecords,
    ImportSource,
    PlaceUnit,
    TimeBasis,
)
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.gathering import Gathering
from pacepipe.exchange.lines import cells, column_of, lines, number_in
from pacepipe.exchange.progress import Watch, unwatched
from pacepipe.exchange.refusal import at_line
from pacepipe.exchange.wall_clock import WallClock

RR_MS_MAX: Final = 60_000.0
"""No interval between beats is a minute long; a larger number is another column."""


def is_hrv_logger(header: str) -> bool:
    """Whether a first line is that of a table of RR intervals."""
    heads = cells(header, ",")
    time_at = column_of(heads, "timestamp", "date")
    return time_at == 0 and column_of(heads, "rr") is not None


def read_hrv_logger(
    file: IO[bytes], watch: Watch = unwatched
) -> Iterator[ImportedRecords]:
    """What a table of HRV Logger holds, in batches.

    Raises
    ------
    FileRefused
        At the first line that is no row of it.
    """
    rows = lines(file, watch)
    heads = cells(next(rows)[1], ",")
    time_at, rr_at = column_of(heads, "timestamp", "date"), column_of(heads, "rr")
    if time_at is None or rr_at is None:
        raise at_line("the columns timestamp or date, and rr, are missing", 1)
    found = Gathering(FileFormat.HRV_LOGGER, PlaceUnit.LINE)
    source = found.source(ImportSource(name="HRV Logger"))
    clock, basis = WallClock(), None
    for line, text in rows:
        if not text.strip():
            continue
        row = cells(text, ",")
        if len(row) <= max(time_at, rr_at):
            raise at_line("the row ends before its interval", line)
        at_ms, own = _time(clock, row[time_at], line)
        if basis is not None and own is not basis:
            raise at_line("some times have an offset and some have none", line)
        found.basis = basis = own
        found.rr(at_ms, rr_in(row[rr_at], line), 0, line, source)
        if found.is_full:
            yield found.take()
    yield found.take()


def rr_in(cell: str, line: int) -> float:
    """An RR interval in ms.

    Raises
    ------
    FileRefused
    """
    rr_ms = number_in(cell, "the interval", line)
    if not 0 < rr_ms <= RR_MS_MAX:
        raise at_line("the interval is none between two beats, in ms", line)
    return rr_ms


def _time(clock: WallClock, cell: str, line: int) -> tuple[int, TimeBasis]:
    if cell.isascii() and cell.isdigit():
        return round(number_in(cell, "the time", line)), TimeBasis.UTC
    at = clock.read(cell)
    if at is None:
        raise at_line("the time is not one that can be read", line)
    return at[0], TimeBasis.UTC if at[1] else TimeBasis.LOCAL

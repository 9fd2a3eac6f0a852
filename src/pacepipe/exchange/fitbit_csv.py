"""Heart rate and steps of a Fitbit, as in the open Stanford data.

A table with a column `datetime`, which is a wall clock without its offset, and one
of `heartrate` (every 5 to 60 s) or `steps` (in that minute). Format: the files
themselves (Mishra et al. 2020, doi:10.1038/s41551-020-00640-6; see docs/import.md).
"""

from collections.abc import Iterator
from typing import IO, Final

from pacepipe.domain.imported import (
    ImportedRecords,
    ImportSource,
    PlaceUnit,
    Skipped,
    TimeBasis,
)
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.gathering import Gathering
from pacepipe.exchange.lines import bare, cells, column_of, lines, number_in
from pacepipe.exchange.progress import Watch, unwatched
from pacepipe.exchange.refusal import at_line
from pacepipe.exchange.wall_clock import WallClock

STEP_PERIOD_MS: Final = 60_000
"""Steps are of the minute that begins at `datetime`."""


def is_fitbit(header: str) -> bool:
    """Whether a first line is that of such a table."""
    heads = cells(header, ",")
    value = column_of(heads, "heartrate", "steps")
    return column_of(heads, "datetime") is not None and value is not None


def read_fitbit(file: IO[bytes], watch: Watch = unwatched) -> Iterator[ImportedRecords]:
    """What a Fitbit table holds, in batches.

    Raises
    ------
    FileRefused
        At the first line that is no row of it.
    """
    rows = lines(file, watch)
    heads = cells(next(rows)[1], ",")
    time_at = column_of(heads, "datetime")
    hr_at, steps_at = column_of(heads, "heartrate"), column_of(heads, "steps")
    value_at = steps_at if hr_at is None else hr_at
    if time_at is None or value_at is None:
        raise at_line("the columns datetime and heartrate or steps are missing", 1)
    found = Gathering(FileFormat.FITBIT_CSV, PlaceUnit.LINE, TimeBasis.LOCAL)
    source = found.source(ImportSource(manufacturer="Fitbit"))
    clock = WallClock()
    for line, text in rows:
        row = text.split(",")
        if len(row) != len(heads):
            reason = f"there are {len(row)} cells where the first line has {len(heads)}"
            raise at_line(reason, line)
        at_ms = clock.local(bare(row[time_at]), line)
        value = number_in(bare(row[value_at]), heads[value_at], line)
        if value < 0:
            found.skipped[Skipped.NEGATIVE] += 1
        elif hr_at is None:
            found.steps(at_ms, at_ms + STEP_PERIOD_MS, value, line, source)
        else:
            found.hr(at_ms, round(value), line, source)
        if found.is_full:
            yield found.take()
    yield found.take()

"""Gadgetbridge's database: heart rate, steps and RR intervals of many wearables.

Each kind has its table; what they share are the columns TIMESTAMP (s, in time-like
tables ms, since 1970 UTC), DEVICE_ID and HEART_RATE or STEPS. Table and column names
are those that Gadgetbridge generates (GBDaoGenerator). A heart rate of 255, or of 0,
is "no measurement" and stays as written; -1 is nothing at all. RR intervals of chest
straps are in one table for all of them: TIMESTAMP is the arrival of a packet, SEQ the
place of an interval in it, RR_MILLIS its length.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from pacepipe.domain.imported import (
    ImportedRecords,
    ImportSource,
    PlaceUnit,
    Skipped,
)
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.gathering import Gathering
from pacepipe.exchange.hrv_logger import RR_MS_MAX
from pacepipe.exchange.progress import WATCH_EVERY, Watch, unwatched
from pacepipe.exchange.refusal import at_byte, at_row

MS_FROM: Final = 100_000_000_000
"""A larger time stamp is in ms: in s it would be the year 5138, in ms 1973."""
MINUTE_MS: Final = 60_000
STEP_PERIOD_MS: Final = {
    "MI_BAND_ACTIVITY_SAMPLE": MINUTE_MS,
    "HUAMI_EXTENDED_ACTIVITY_SAMPLE": MINUTE_MS,
    "XIAOMI_ACTIVITY_SAMPLE": MINUTE_MS,
    "PEBBLE_HEALTH_ACTIVITY_SAMPLE": MINUTE_MS,
    "COLMI_ACTIVITY_SAMPLE": 15 * MINUTE_MS,
}
"""Longest time that the steps of one row are of; of other tables it is not known,
and their steps are not read."""
NOT_A_SAMPLE: Final = ("RESTING", "_MAX_", "SUMMARY", "WORKOUT")
"""In the name of a table whose heart rate is worked out by the device."""
RR_TABLE: Final = "HEART_RR_INTERVAL_SAMPLE"
HR_MAX: Final = 65_535
STEPS_MAX: Final = 1_000_000

_INTERVALS: Final = f"""
select DEVICE_ID, TIMESTAMP, RR_MILLIS
from {RR_TABLE}
order by DEVICE_ID, TIMESTAMP, SEQ
"""  # noqa: S608
_COLUMNS: Final = "select name from pragma_table_info(?)"
_TABLES: Final = """
select name from sqlite_schema
where type = 'table' and name like '%\\_SAMPLE' escape '\\'
order by name
"""


def read_gadgetbridge(
    path: Path, watch: Watch = unwatched
) -> Iterator[ImportedRecords]:
    """What a database of Gadgetbridge holds, in batches, table by table.

    A row's `place` is its number in the table in the order of device and time.

    Raises
    ------
    FileRefused
        Where the file is no such database, or is damaged.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    reached = _Reached()
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            # nothing that the file itself defines is run
            database.execute("pragma trusted_schema = off")
            database.execute("pragma query_only = on")
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            yield from _read(database, reached, watch)
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
        if reached.table:
            reason = f"the database is damaged ({error})"
            raise at_row(reason, reached.row + 1, reached.table) from error
        raise at_byte(f"the database cannot be read ({error})", 0) from error


class _Reached:
    """The last row that was read."""

    def __init__(self) -> None:
        self.table = ""
        self.row = 0


def _read(
    database: sqlite3.Connection, reached: _Reached, watch: Watch
) -> Iterator[ImportedRecords]:
    found = Gathering(FileFormat.GADGETBRIDGE, PlaceUnit.ROW)
    tables = [name for (name,) in database.execute(_TABLES)]
    devices = _devices(database)
    is_known = False
    for table in tables:
        columns = {name.upper() for (name,) in database.execute(_COLUMNS, (table,))}
        if not {"TIMESTAMP", "DEVICE_ID"} <= columns:
            continue
        is_known = True
        reached.table, reached.row = table, 0
        if table == RR_TABLE and {"SEQ", "RR_MILLIS"} <= columns:
            yield from _read_intervals(database, found, devices, reached, watch)
            continue
        has_hr = "HEART_RATE" in columns and not any(n in table for n in NOT_A_SAMPLE)
        has_steps = "STEPS" in columns
        if has_hr or has_steps:
            rows = database.execute(_select(table, has_hr=has_hr, has_steps=has_steps))
            yield from _read_samples(
                rows, _Table(found, table, devices), reached, watch
            )
    if not is_known:
        raise at_byte("this database is not one of Gadgetbridge", 0)
    yield found.take()


def _read_samples(
    rows: sqlite3.Cursor, reading: "_Table", reached: _Reached, watch: Watch
) -> Iterator[ImportedRecords]:
    """A table of heart rates, of steps, or of both."""
    for row in rows:
        reached.row += 1
        reading.add(reached.row, row)
        if reached.row % WATCH_EVERY == 0:
            watch(0)
        if reading.found.is_full:
            yield reading.found.take()
    reading.close()


def _read_intervals(
    database: sqlite3.Connection,
    found: Gathering,
    devices: dict[object, ImportSource],
    reached: _Reached,
    watch: Watch,
) -> Iterator[ImportedRecords]:
    """The table of RR intervals; those of one packet share its arrival."""
    sources = _Sources(found, RR_TABLE, devices)
    for device, at, rr_ms in database.execute(_INTERVALS):
        reached.row += 1
        at_ms = _instant_ms(at, reached.row, RR_TABLE)
        if not isinstance(rr_ms, int) or not 0 < rr_ms <= RR_MS_MAX:
            reason = "the interval is none between two beats, in ms"
            raise at_row(reason, reached.row, RR_TABLE)
        found.rr(at_ms, rr_ms, 0, reached.row, sources.number(device))
        if reached.row % WATCH_EVERY == 0:
            watch(0)
        if found.is_full:
            yield found.take()


def _instant_ms(at: object, row: int, table: str) -> int:
    if not isinstance(at, int) or not 0 <= at < MS_FROM * 1000:
        raise at_row("the time stamp is none", row, table)
    return at if at > MS_FROM else at * 1000


def _devices(database: sqlite3.Connection) -> dict[object, ImportSource]:
    """What each device is called; its radio address is not looked at."""
    columns = {name.upper() for (name,) in database.execute(_COLUMNS, ("DEVICE",))}
    if not {"_ID", "NAME"} <= columns:
        return {}
    maker = "MANUFACTURER" if "MANUFACTURER" in columns else "null"
    model = "MODEL" if "MODEL" in columns else "null"
    # the names are from the constants above
    query = f"select _ID, NAME, {maker}, {model} from DEVICE"  # noqa: S608
    return {
        key: ImportSource(*(str(word or "") for word in words))
        for key, *words in database.execute(query)
    }


def _select(table: str, *, has_hr: bool, has_steps: bool) -> str:
    quoted = '"' + table.replace('"', '""') + '"'
    hr = "HEART_RATE" if has_hr else "null"
    steps = "STEPS" if has_steps else "null"
    # the name is one of the file's own tables, and quoted
    return (
        f"select DEVICE_ID, TIMESTAMP, {hr}, {steps} "  # noqa: S608
        f"from {quoted} order by DEVICE_ID, TIMESTAMP"
    )


class _Sources:
    """Numbers of the devices that a table has rows of."""

    def __init__(
        self, found: Gathering, table: str, devices: dict[object, ImportSource]
    ) -> None:
        self._found = found
        self._table = table
        self._devices = devices
        self._numbers: dict[object, int] = {}

    def number(self, device: object) -> int:
        """Number of a device among the sources of the file."""
        number = self._numbers.get(device)
        if number is None:
            known = self._devices.get(device, ImportSource(name=f"device {device}"))
            number = self._found.source(replace(known, part=self._table))
            self._numbers[device] = number
        return number


class _Table:
    """One table; the steps of a row wait for the time of the next one."""

    def __init__(
        self, found: Gathering, table: str, devices: dict[object, ImportSource]
    ) -> None:
        self.found = found
        self._table = table
        self._sources = _Sources(found, table, devices)
        self._period_ms = STEP_PERIOD_MS.get(table)
        self._waiting: tuple[int, int, int, int] | None = None

    def add(self, row: int, values: tuple[object, ...]) -> None:
        """Take in a row of device, time, heart rate and steps."""
        device, at, hr_bpm, steps = values
        at_ms = _instant_ms(at, row, self._table)
        source = self._sources.number(device)
        self.close(source, at_ms)
        if hr_bpm is not None and (hr := self._whole(hr_bpm, row, HR_MAX)) is not None:
            self.found.hr(at_ms, hr, row, source)
        if steps is None:
            return
        count = self._whole(steps, row, STEPS_MAX)
        if self._period_ms is None:
            self.found.skipped[Skipped.UNKNOWN_PERIOD] += 1
        elif count is not None:
            self._waiting = (at_ms, count, row, source)

    def _whole(self, value: object, row: int, highest: int) -> int | None:
        if not isinstance(value, int) or value > highest:
            raise at_row("a value is no number that a band writes", row, self._table)
        if value < 0:
            self.found.skipped[Skipped.NEGATIVE] += 1
            return None
        return value

    def close(self, source: int | None = None, next_ms: int | None = None) -> None:
        """Add the steps that wait; they end where the next row of the band begins."""
        if self._waiting is None or self._period_ms is None:
            return
        start_ms, count, row, own = self._waiting
        self._waiting = None
        end_ms = start_ms + self._period_ms
        if own == source and next_ms is not None and next_ms > start_ms:
            end_ms = min(end_ms, next_ms)
        self.found.steps(start_ms, end_ms, count, row, own)

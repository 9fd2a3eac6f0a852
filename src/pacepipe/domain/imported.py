"""What a file from another app or watch holds, before anybody interprets it.

Every row names its place in the file, so that a number can be walked back to it,
and the source in the file that measured it. Values stand as they were written; a
sentinel stays one and is judged later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.domain.vocabulary import FileFormat


class TimeBasis(StrEnum):
    """What the times of a file count from.

    `utc`: instants. `local`: a wall clock without its offset, written as if it were
    UTC. `relative`: milliseconds since the first row; nobody knows the day.
    """

    UTC = "utc"
    LOCAL = "local"
    RELATIVE = "relative"


class PlaceUnit(StrEnum):
    """What `place` counts: bytes from 0, lines from 1, rows of a table from 1."""

    BYTE = "byte"
    LINE = "line"
    ROW = "row"


class Skipped(StrEnum):
    """Why something that a file holds is not read."""

    NO_CLOCK_YET = "no_clock_yet"
    NOT_ON_FOOT = "not_on_foot"
    NEGATIVE = "negative"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_PERIOD = "unknown_period"


@dataclass(frozen=True, slots=True, order=True)
class ImportSource:
    """What measured, as the file says it; never a radio address.

    Attributes
    ----------
    name : str
        What the file calls it; "" where it does not.
    manufacturer, model, serial : str
        "" where the file does not say.
    part : str
        Table or member of an archive it stands in; "" where there is only one.
    """

    name: str = ""
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    part: str = ""

    @property
    def label(self) -> str:
        """One line for a person."""
        said = (self.manufacturer, self.model or self.name)
        return " ".join(word for word in said if word) or "unnamed device"


@dataclass(frozen=True, slots=True, eq=False)
class HrSamples:
    """Heart-rate samples.

    Attributes
    ----------
    at_ms : (n,) int64, ms
        In the basis of the file.
    hr_bpm : (n,) int64
        As written; 0 and 255 are "no measurement" and judged later.
    place, source : (n,) int64
    """

    at_ms: IntArray
    hr_bpm: IntArray
    place: IntArray
    source: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class RrIntervals:
    """RR intervals in the order in which they are written.

    Attributes
    ----------
    at_ms : (b,) int64, ms
        What the file says of when it arrived; intervals of one arrival share it.
    rr_ms : (b,) float64
    segment : (b,) int64
        Rises where the file says that the recording was interrupted.
    place, source : (b,) int64
    """

    at_ms: IntArray
    rr_ms: FloatArray
    segment: IntArray
    place: IntArray
    source: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class CadenceSamples:
    """Cadence on foot.

    Attributes
    ----------
    at_ms : (c,) int64, ms
    cadence_spm : (c,) float64
        Steps a minute: both legs, whatever the file counts.
    speed_mps : (c,) float64
        NaN where the file has none.
    place, source : (c,) int64
    """

    at_ms: IntArray
    cadence_spm: FloatArray
    speed_mps: FloatArray
    place: IntArray
    source: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class StepIntervals:
    """Steps between two moments.

    Attributes
    ----------
    start_ms, end_ms : (s,) int64, ms
        The interval is [start, end).
    step_count : (s,) float64
    place, source : (s,) int64
    """

    start_ms: IntArray
    end_ms: IntArray
    step_count: FloatArray
    place: IntArray
    source: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class StepTotals:
    """Readings of counters that start again at the device's midnight.

    Attributes
    ----------
    at_ms : (t,) int64, ms
    total : (t,) int64
    counter : (t,) int64
        Which counter, a position in `ImportedRecords.counters`. Counters of one
        source count different steps, and add up.
    place, source : (t,) int64
    """

    at_ms: IntArray
    total: IntArray
    counter: IntArray
    place: IntArray
    source: IntArray


@dataclass(frozen=True, slots=True)
class ImportedSpan:
    """A session, or a lap of one, as the file says it.

    Attributes
    ----------
    start_ms, end_ms : int, ms
        In the basis of the file.
    sport : str
        In the file's own word.
    is_lap : bool
    place, source : int
    """

    start_ms: int
    end_ms: int
    sport: str
    is_lap: bool
    place: int
    source: int


@dataclass(frozen=True, slots=True, eq=False)
class ImportedRecords:
    """A file, or one batch of a large one.

    Attributes
    ----------
    sources : tuple of ImportSource
        `source` of every row is a position in it; a later batch only adds to it.
    counters : tuple of str
        Names of the counters in `totals`.
    utc_offset_min : int or None
        Local time less UTC, minutes, where the file says it; None where it does not.
    skipped : mapping of Skipped to int
        Rows that were not read, with the reason.
    """

    file_format: FileFormat
    basis: TimeBasis
    place_unit: PlaceUnit
    sources: tuple[ImportSource, ...]
    hr: HrSamples
    rr: RrIntervals
    cadence: CadenceSamples
    steps: StepIntervals
    totals: StepTotals
    counters: tuple[str, ...]
    spans: tuple[ImportedSpan, ...]
    utc_offset_min: int | None
    skipped: Mapping[Skipped, int]

    @property
    def row_count(self) -> int:
        """Samples, intervals and readings; sessions are not counted."""
        columns = (
            self.hr.at_ms,
            self.rr.at_ms,
            self.cadence.at_ms,
            self.steps.start_ms,
            self.totals.at_ms,
        )
        return sum(len(column) for column in columns)

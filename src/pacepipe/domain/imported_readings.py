"""What an imported file means: its values in UTC, judged, each with its place."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.imported import (
    CadenceSamples,
    HrSamples,
    ImportedRecords,
    RrIntervals,
    StepIntervals,
)


class TimeFlag(StrEnum):
    """What became of the time of a row.

    `ambiguous`: the wall clock showed it twice and nothing says which one it was.
    `no_such_time`: the clocks went forward over it. `bad_clock`: before 2005, or more
    than a day ahead. `undated`: the file does not know the day.
    """

    OK = "ok"
    AMBIGUOUS = "ambiguous"
    NO_SUCH_TIME = "no_such_time"
    BAD_CLOCK = "bad_clock"
    UNDATED = "undated"


TIME_FLAGS: Final = tuple(TimeFlag)
"""Name of each code: position is code. Code 0 is ok; only such rows have a day."""


@dataclass(frozen=True, slots=True, eq=False)
class ImportedReadings:
    """A file, ready to stand beside what straps sent.

    Attributes
    ----------
    records : ImportedRecords
        As read: sources, format and what was left out.
    hr : HrSamples, n rows
        `at_ms` UTC, in every column group here; milliseconds since the first row
        where the file is undated.
    hr_code : (n,) int64, in `signals.HR_FLAGS`
    hr_time, beat_time, cadence_time, step_time : int64, in `TIME_FLAGS`
    beats : RrIntervals, b rows
        `at_ms` is the end of the interval.
    is_break : (b,) bool
        True where an interval does not follow the one before it.
    rr_code : (b,) int64, in `signals.RR_FLAGS`
    cadence : CadenceSamples
    steps : StepIntervals, s rows
        Intervals as written, then the differences of counters; NaN where a
        difference cannot be believed, see `step_code`.
    step_code : (s,) int64, in `signals.STEP_FLAGS`
    is_lower_bound, is_unplaced : (s,) bool
        At least so many; counts for the day and for no minute of it.
    """

    records: ImportedRecords
    hr: HrSamples
    hr_code: IntArray
    hr_time: IntArray
    beats: RrIntervals
    beat_time: IntArray
    is_break: BoolArray
    rr_code: IntArray
    cadence: CadenceSamples
    cadence_time: IntArray
    steps: StepIntervals
    step_time: IntArray
    step_code: IntArray
    is_lower_bound: BoolArray
    is_unplaced: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class KeptFile:
    """What the kept bytes of a file came to.

    Attributes
    ----------
    readings : ImportedReadings
    step_ranks : (sources,) int64
        Which source is asked first for steps, 0 the best.
    is_chest : bool
        Whether the app that wrote it listens to chest straps only.
    """

    readings: ImportedReadings
    step_ranks: IntArray
    is_chest: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a kept file is set aside; `place` None where there is no file."""

    place: str | None
    reason: str

"""From judged readings to seconds, minutes, sessions and rests of one person.

Every function is pure, linear in its input and takes arrays of one person's
stretch of time (a local day with margins), times as int64 milliseconds UTC.
`METHOD_VERSION` goes into the method digest of everything derived here and
changes whenever any result could.
"""

from typing import Final

from pacepipe.signals.activity import activity_epochs
from pacepipe.signals.beats import (
    RR_FLAGS,
    RrFlag,
    beat_times_ms,
    breaks,
    judge_rr,
    rr_ms,
)
from pacepipe.signals.device_clock import (
    DeviceClock,
    Undatable,
    clock_of_offset,
    clock_of_today,
    undatable,
)
from pacepipe.signals.grid import SecondGrid, second_grid
from pacepipe.signals.heart_rate import HR_FLAGS, HrFlag, judge_hr
from pacepipe.signals.marks import pair_marks
from pacepipe.signals.minute_class import (
    ClassedMinutes,
    Heard,
    LinkEnd,
    LinkSpan,
    MinuteClass,
    Stretch,
    minute_classes,
    worn_spans,
)
from pacepipe.signals.minutes import MinuteTable, minute_table
from pacepipe.signals.session_measures import SessionMeasures, measure
from pacepipe.signals.sessions import detect
from pacepipe.signals.sources import combine
from pacepipe.signals.spot_rest import SpotRest, pair_rests, spot_rest
from pacepipe.signals.stale import stale_after_connect
from pacepipe.signals.step_counter import (
    STEP_FLAGS,
    CounterSteps,
    StepFlag,
    counter_steps,
)
from pacepipe.signals.steps import CadenceGrid, cadence_grid

METHOD_VERSION: Final = "signals-1"
MARGIN_MS: Final = 24 * 60 * 60_000
"""Time on each side of a local day that its stretch should hold, ms: an effort may
be told a day after its session, and the same walk around midnight must look the
same from both days."""

__all__ = [
    "HR_FLAGS",
    "MARGIN_MS",
    "METHOD_VERSION",
    "RR_FLAGS",
    "STEP_FLAGS",
    "CadenceGrid",
    "ClassedMinutes",
    "CounterSteps",
    "DeviceClock",
    "Heard",
    "HrFlag",
    "LinkEnd",
    "LinkSpan",
    "MinuteClass",
    "MinuteTable",
    "RrFlag",
    "SecondGrid",
    "SessionMeasures",
    "SpotRest",
    "StepFlag",
    "Stretch",
    "Undatable",
    "activity_epochs",
    "beat_times_ms",
    "breaks",
    "cadence_grid",
    "clock_of_offset",
    "clock_of_today",
    "combine",
    "counter_steps",
    "detect",
    "judge_hr",
    "judge_rr",
    "measure",
    "minute_classes",
    "minute_table",
    "pair_marks",
    "pair_rests",
    "rr_ms",
    "second_grid",
    "spot_rest",
    "stale_after_connect",
    "undatable",
    "worn_spans",
]

"""From judged readings to seconds, minutes, sessions and rests of one person.

Every function is pure, linear in its input and takes arrays of one person's
stretch of time (a local day with margins), times as int64 milliseconds UTC.
`METHOD_VERSION` goes into the method digest of everything derived here and
changes whenever any result could.
"""

from typing import Final

from pacepipe.signals.activity import activity_epochs
from pacepipe.signals.beats import beat_times_ms, breaks, rr_ms
from pacepipe.signals.cadence_lock import (
    Lock,
    cadence_lock,
)
from pacepipe.signals.chronotropic import HrTrend, NoTrend, hr_trend
from pacepipe.signals.day_length import DayLength, LengthSource, day_length
from pacepipe.signals.device_clock import (
    DeviceClock,
    Undatable,
    clock_of_offset,
    clock_of_today,
    undatable,
)
from pacepipe.signals.grid import SecondGrid, filled_grid, second_grid
from pacepipe.signals.heart_rate import HR_FLAGS, HrFlag, judge_hr
from pacepipe.signals.hr_clean import (
    MOTION_SPM,
    SENSOR_KINDS,
    HrReadings,
    JudgedHr,
    clean_hr,
)
from pacepipe.signals.hr_hold import (
    Holds,
    holds,
)
from pacepipe.signals.hr_marks import (
    NOT_FOR_EXERCISE,
    NOT_USED,
    HrMark,
    is_usable,
    marked,
    marks_of_flags,
    primary_flags,
)
from pacepipe.signals.hr_minutes import (
    SampleMinutes,
    Shares,
    flagged_seconds,
    sample_minutes,
    shares,
)
from pacepipe.signals.hr_rhythm import (
    after_dropout,
    period_ms,
)
from pacepipe.signals.hr_sources import (
    NO_SOURCE,
    ChosenHr,
    TwoSources,
    choose_hr,
)
from pacepipe.signals.hr_spike import (
    Jumps,
    jumps,
)
from pacepipe.signals.hr_trust import (
    Placement,
    trust_scores,
)
from pacepipe.signals.hrv import (
    HRV_STATES,
    HrvState,
    HrvValue,
    HrvWindows,
    hrv_windows,
    night_hrv,
    rmssd,
    spot_hrv,
)
from pacepipe.signals.karlsson import is_karlsson_outlier
from pacepipe.signals.lipponen_tarvainen import LtClasses, strict_lt2019
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
from pacepipe.signals.minutes import MinuteTable, minute_table, with_steps
from pacepipe.signals.once import (
    Once,
    once,
)
from pacepipe.signals.recovery import (
    Recovery,
    RecoveryNullReason,
    hr_before_bpm,
    recovery,
)
from pacepipe.signals.response import Response, ResponseNullReason, response
from pacepipe.signals.resting_hr import (
    RestingDay,
    RestingNight,
    RestNullReason,
    RestQuality,
    longest_quiet,
    quiet_minutes,
    resting_day,
    resting_night,
)
from pacepipe.signals.rhythm import RHYTHMS, Evenness, Rhythm, evenness
from pacepipe.signals.rr_correct import DerivedRr, derive_rr
from pacepipe.signals.rr_flag import RR_FLAGS, JudgedRr, RrFlag, RrLimits
from pacepipe.signals.rr_grid import (
    merged_grid,
    rr_second_grid,
)
from pacepipe.signals.rr_judge import judge_rr
from pacepipe.signals.rr_ledger import Ledger, Packets, breaks_of_ledger, ledger
from pacepipe.signals.rr_links import Links, links, repeated_packets
from pacepipe.signals.rr_live import (
    LiveHeart,
    agreed_hr_bpm,
    judge_rr_live,
    live_heart,
)
from pacepipe.signals.rr_quality import (
    RrWindows,
    judge_packets,
    judge_packets_with_limits,
    rr_windows,
)
from pacepipe.signals.rsc_steps import (
    cadence_mismatch,
    cadence_unit,
)
from pacepipe.signals.session_measures import SessionMeasures, measure
from pacepipe.signals.sessions import detect
from pacepipe.signals.sources import combine
from pacepipe.signals.speed import SpeedGrid, speed_grid
from pacepipe.signals.spot_rest import SpotRest, pair_rests, spot_rest
from pacepipe.signals.stale import stale_after_connect
from pacepipe.signals.step_counter import (
    PLACED_MAX_MS,
    STEP_FLAGS,
    CounterSteps,
    StepFlag,
    counter_from_ms,
    counter_steps,
)
from pacepipe.signals.step_day import (
    AWAKE_HOURS,
    DayPulse,
    StepDay,
    WearSource,
    step_day,
)
from pacepipe.signals.step_minutes import (
    ChosenMinutes,
    MinuteSteps,
    chosen_minutes,
    minute_steps,
)
from pacepipe.signals.step_sources import (
    STEP_SOURCES,
    RecordSteps,
    StepSource,
    record_steps,
    repeat_suspects,
)
from pacepipe.signals.steps import CadenceGrid, cadence_grid
from pacepipe.signals.wear import (
    STEP_DAY_VALIDITIES,
    WEAR_STATES,
    StepDays,
    StepDayValidity,
    Wear,
    WearState,
    step_days,
    wear,
)

METHOD_VERSION: Final = "signals-4"
MARGIN_MS: Final = 24 * 60 * 60_000
"""Time on each side of a local day that its stretch should hold, ms: an effort may
be told a day after its session, and the same walk around midnight must look the
same from both days."""

__all__ = [
    "AWAKE_HOURS",
    "HRV_STATES",
    "HR_FLAGS",
    "MARGIN_MS",
    "METHOD_VERSION",
    "MOTION_SPM",
    "NOT_FOR_EXERCISE",
    "NOT_USED",
    "NO_SOURCE",
    "PLACED_MAX_MS",
    "RHYTHMS",
    "RR_FLAGS",
    "SENSOR_KINDS",
    "STEP_DAY_VALIDITIES",
    "STEP_FLAGS",
    "STEP_SOURCES",
    "WEAR_STATES",
    "CadenceGrid",
    "ChosenHr",
    "ChosenMinutes",
    "ClassedMinutes",
    "CounterSteps",
    "DayLength",
    "DayPulse",
    "DerivedRr",
    "DeviceClock",
    "Evenness",
    "Heard",
    "Holds",
    "HrFlag",
    "HrMark",
    "HrReadings",
    "HrTrend",
    "HrvState",
    "HrvValue",
    "HrvWindows",
    "JudgedHr",
    "JudgedRr",
    "Jumps",
    "Ledger",
    "LengthSource",
    "LinkEnd",
    "LinkSpan",
    "Links",
    "LiveHeart",
    "Lock",
    "LtClasses",
    "MinuteClass",
    "MinuteSteps",
    "MinuteTable",
    "NoTrend",
    "Once",
    "Packets",
    "Placement",
    "RecordSteps",
    "Recovery",
    "RecoveryNullReason",
    "Response",
    "ResponseNullReason",
    "RestNullReason",
    "RestQuality",
    "RestingDay",
    "RestingNight",
    "Rhythm",
    "RrFlag",
    "RrLimits",
    "RrWindows",
    "SampleMinutes",
    "SecondGrid",
    "SessionMeasures",
    "Shares",
    "SpeedGrid",
    "SpotRest",
    "StepDay",
    "StepDayValidity",
    "StepDays",
    "StepFlag",
    "StepSource",
    "Stretch",
    "TwoSources",
    "Undatable",
    "Wear",
    "WearSource",
    "WearState",
    "activity_epochs",
    "after_dropout",
    "agreed_hr_bpm",
    "beat_times_ms",
    "breaks",
    "breaks_of_ledger",
    "cadence_grid",
    "cadence_lock",
    "cadence_mismatch",
    "cadence_unit",
    "choose_hr",
    "chosen_minutes",
    "clean_hr",
    "clock_of_offset",
    "clock_of_today",
    "combine",
    "counter_from_ms",
    "counter_steps",
    "day_length",
    "derive_rr",
    "detect",
    "evenness",
    "filled_grid",
    "flagged_seconds",
    "holds",
    "hr_before_bpm",
    "hr_trend",
    "hrv_windows",
    "is_karlsson_outlier",
    "is_usable",
    "judge_hr",
    "judge_packets",
    "judge_packets_with_limits",
    "judge_rr",
    "judge_rr_live",
    "jumps",
    "ledger",
    "links",
    "live_heart",
    "longest_quiet",
    "marked",
    "marks_of_flags",
    "measure",
    "merged_grid",
    "minute_classes",
    "minute_steps",
    "minute_table",
    "night_hrv",
    "once",
    "pair_marks",
    "pair_rests",
    "period_ms",
    "primary_flags",
    "quiet_minutes",
    "record_steps",
    "recovery",
    "repeat_suspects",
    "repeated_packets",
    "response",
    "resting_day",
    "resting_night",
    "rmssd",
    "rr_ms",
    "rr_second_grid",
    "rr_windows",
    "sample_minutes",
    "second_grid",
    "shares",
    "speed_grid",
    "spot_hrv",
    "spot_rest",
    "stale_after_connect",
    "step_day",
    "step_days",
    "strict_lt2019",
    "trust_scores",
    "undatable",
    "wear",
    "with_steps",
    "worn_spans",
]

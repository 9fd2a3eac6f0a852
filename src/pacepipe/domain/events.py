"""What a person said. Append-only: a correction is a new event that supersedes.

A payload checks itself when it is made, so that an impossible value is refused
at the door and never reaches the journal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    Condition,
    DiaryItem,
    FileFormat,
    FlagAnswer,
    RedFlag,
    TreatmentKind,
    ValuePreset,
)
from pacepipe.errors import InputRejected

SCALE_MAX: Final = 10
TEMPERATURE_C_RANGE: Final = (30.0, 45.0)
"""Outside it a thermometer was misread; survivable body temperature."""
HEAT_INDEX_C_RANGE: Final = (-40.0, 70.0)
"""The hottest heat index ever measured is about 71; below it no one walks."""
HR_CEILING_BPM_RANGE: Final = (50, 220)
HR_REST_BPM_RANGE: Final = (30, 130)
HR_MAX_BPM_RANGE: Final = (80, 220)
HR_RESERVE_MIN_BPM: Final = 20
"""Outside them a number was mistyped (house values)."""
SESSION_MIN_RANGE: Final = (1, 240)
SESSIONS_PER_WEEK_RANGE: Final = (1, 14)
WEEK_MIN_RANGE: Final = (1, 1680)
DAYS_A_WEEK: Final = 7
CLINIC_VALUE_RANGE: Final[Mapping[ClinicValueKind, tuple[float, float]]] = {
    ClinicValueKind.PLATELETS: (0, 3000),
    ClinicValueKind.HAEMOGLOBIN_G_L: (20, 250),
    ClinicValueKind.NEUTROPHILS: (0, 200),
    ClinicValueKind.HR_REST_BPM: (20, 250),
    ClinicValueKind.SPO2_PCT: (50, 100),
    ClinicValueKind.SYSTOLIC_MMHG: (40, 300),
    ClinicValueKind.DIASTOLIC_MMHG: (20, 200),
    ClinicValueKind.TEMPERATURE_C: TEMPERATURE_C_RANGE,
}
"""Outside them a number was mistyped or is in another unit (house values)."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def _within(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise InputRejected(
            f"{name} was {value:g}.",
            means=f"It goes from {low:g} to {high:g}, so nothing was stored.",
            remedy="Enter it again within that range.",
        )


class EventKind(StrEnum):
    """Every kind of thing that a person can say."""

    PERSON_ADDED = "person_added"
    GOAL_SAID = "goal_said"
    ZONE_SET = "zone_set"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DIARY = "diary"
    HEAT_SAID = "heat_said"
    REST_STARTED = "rest_started"
    REST_STOPPED = "rest_stopped"
    SESSION_STARTED = "session_started"
    SESSION_STOPPED = "session_stopped"
    SESSION_REPORTED = "session_reported"
    TREATMENT = "treatment"
    LIMITS_SET = "limits_set"
    CLINIC_VALUE = "clinic_value"
    CONDITION_SET = "condition_set"
    HEART_CONTEXT = "heart_context"
    MEDICATION_CHANGED = "medication_changed"
    BASELINE_LOCKED = "baseline_locked"
    STRAP_PAIRED = "strap_paired"
    STRAP_ASSIGNED = "strap_assigned"
    STRAP_RELEASED = "strap_released"
    PLAN_SIGNED = "plan_signed"
    PLAN_CHANGED = "plan_changed"
    PLAN_HELD = "plan_held"
    STOP_CLEARED = "stop_cleared"
    FLAG_ANSWERED = "flag_answered"
    FLAG_SNOOZED = "flag_snoozed"
    FILE_IMPORTED = "file_imported"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """A person exists. The name stays in the journal and in `raw`."""

    display_name: str | None = None
    birth_year: int | None = None
    is_frail: bool = False


@dataclass(frozen=True, slots=True)
class GoalSaid:
    """What the person wants, in their own words; it stays in the journal and `raw`."""

    in_own_words: str


@dataclass(frozen=True, slots=True)
class ZoneSet:
    """From `about_at` on, this person's days are days of this IANA zone."""

    zone: str


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The person agrees to be recorded, from `about_at` on."""

    given_by: str
    text_version: str = "1"


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The person no longer agrees, from `about_at` on."""

    said_by: str


@dataclass(frozen=True, slots=True)
class Diary:
    """How a day was. An item that was not asked is absent, never 0.

    Attributes
    ----------
    day_date : date
        The person's local day.
    items : mapping of DiaryItem to int, 0 to 10
    own_items : mapping of the person's own words to int, 0 to 10
    red_flags : tuple of RedFlag
    temperature_c : float or None
        None means not measured.
    soreness_48h : bool or None
        Soreness that lasts beyond 48 h; None means not asked.
    """

    day_date: date
    items: Mapping[DiaryItem, int] = field(default_factory=dict)
    own_items: Mapping[str, int] = field(default_factory=dict)
    red_flags: tuple[RedFlag, ...] = ()
    temperature_c: float | None = None
    soreness_48h: bool | None = None

    def __post_init__(self) -> None:
        for item, value in self.items.items():
            _within(item.value, value, 0, SCALE_MAX)
        for own, value in self.own_items.items():
            _within(own, value, 0, SCALE_MAX)
        _within("temperature_c", self.temperature_c, *TEMPERATURE_C_RANGE)


@dataclass(frozen=True, slots=True)
class HeatSaid:
    """How hot a local day is where the person moves: heat index, degrees Celsius."""

    day_date: date
    heat_index_c: float

    def __post_init__(self) -> None:
        _within("heat_index_c", self.heat_index_c, *HEAT_INDEX_C_RANGE)


@dataclass(frozen=True, slots=True)
class RestStarted:
    """The person sits down to rest, at `about_at`, before a session."""


@dataclass(frozen=True, slots=True)
class RestStopped:
    """The seated rest ends, at `about_at`; a short one is data, never a failure."""


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The person starts, at `about_at`."""

    activity_kind: ActivityKind = ActivityKind.AEROBIC


@dataclass(frozen=True, slots=True)
class SessionStopped:
    """The person stops, at `about_at`; stopping early is data, never a failure."""

    is_early_stop: bool = False


@dataclass(frozen=True, slots=True)
class SessionReported:
    """A session in the person's words, with or without a strap.

    Where it overlaps a recorded session it is the same one, and gives it its
    felt effort; `duration_min` is None when only the effort was said.

    Attributes
    ----------
    started_at : datetime, aware
    duration_min : float or None
    effort_cr10 : float or None
        Felt effort of the whole session, Borg CR10 as used by Foster 2001.
    """

    started_at: datetime
    duration_min: float | None = None
    activity_kind: ActivityKind = ActivityKind.AEROBIC
    effort_cr10: float | None = None
    is_early_stop: bool = False

    def __post_init__(self) -> None:
        _within("effort_cr10", self.effort_cr10, 0, SCALE_MAX)
        _within("duration_min", self.duration_min, *SESSION_MIN_RANGE)
        if self.duration_min is None and self.effort_cr10 is None:
            raise InputRejected(
                "The session has neither a length nor an effort.",
                means="There would be nothing to remember of it.",
                remedy="Say how long it was, or how hard it felt, or both.",
            )


@dataclass(frozen=True, slots=True)
class TreatmentAdded:
    """A treatment on one local day.

    `is_deload` says whether the clinic wants rest on the day and lighter days
    after it; None means the default of the kind (an infusion does, the others
    do not).
    """

    day_date: date
    treatment_kind: TreatmentKind
    is_deload: bool | None = None


@dataclass(frozen=True, slots=True)
class LimitsSet:
    """The clinic's limits for one person, all of them at once, from `about_at` on.

    A limit that is None is not set; the plan then uses the policy's most
    cautious value. `source` says where they come from ("letter of 3 May,
    Dr Sand"); who entered them is the event's `entered_by`.
    """

    source: str
    decided_by: str
    hr_ceiling_bpm: int | None = None
    session_max_min: int | None = None
    week_max_min: int | None = None
    sessions_per_week_max: int | None = None
    activity_kinds: tuple[ActivityKind, ...] = (ActivityKind.AEROBIC,)
    cleared_until: date | None = None
    standing_approval_until: date | None = None
    is_held: bool = False
    value_preset: ValuePreset = ValuePreset.STRICT

    def __post_init__(self) -> None:
        _within("hr_ceiling_bpm", self.hr_ceiling_bpm, *HR_CEILING_BPM_RANGE)
        _within("session_max_min", self.session_max_min, *SESSION_MIN_RANGE)
        _within("week_max_min", self.week_max_min, *WEEK_MIN_RANGE)
        _within(
            "sessions_per_week_max",
            self.sessions_per_week_max,
            *SESSIONS_PER_WEEK_RANGE,
        )


@dataclass(frozen=True, slots=True)
class ClinicValue:
    """One value that the clinic measured on a local day; the latest entry counts."""

    day_date: date
    kind: ClinicValueKind
    value: float
    source: str
    decided_by: str

    def __post_init__(self) -> None:
        _within(self.kind.value, self.value, *CLINIC_VALUE_RANGE[self.kind])


@dataclass(frozen=True, slots=True)
class ConditionSet:
    """Whether a condition is there, and the kinds of movement that go with it.

    From `about_at` on. With the condition, only `activity_kinds` of those that the
    limits allow are offered.
    """

    condition: Condition
    is_present: bool
    source: str
    decided_by: str
    activity_kinds: tuple[ActivityKind, ...] = ()

    def __post_init__(self) -> None:
        if self.is_present and not self.activity_kinds:
            raise InputRejected(
                f"No kind of movement was named for {self.condition.value}.",
                means="Nothing could be offered, so nothing was stored.",
                remedy="Name at least one that the clinic allows with it.",
            )


class TrimpWeighting(StrEnum):
    """Which pair of weights a training impulse has: Banister's, by sex."""

    MEN = "men"
    WOMEN = "women"


@dataclass(frozen=True, slots=True)
class HeartContext:
    """What the clinic says of a heart, all of it at once, from `about_at` on.

    None is not known, and what is not known is never taken to be absent. Heart rates
    are measured ones: the highest of an exercise test, never one out of a formula.
    """

    source: str
    decided_by: str
    hr_rest_bpm: int | None = None
    hr_max_bpm: int | None = None
    weighting: TrimpWeighting | None = None
    on_beta_blocker: bool | None = None
    has_pacemaker: bool | None = None
    has_atrial_fibrillation: bool | None = None

    def __post_init__(self) -> None:
        _within("hr_rest_bpm", self.hr_rest_bpm, *HR_REST_BPM_RANGE)
        _within("hr_max_bpm", self.hr_max_bpm, *HR_MAX_BPM_RANGE)
        if (
            self.hr_rest_bpm is not None
            and self.hr_max_bpm is not None
            and self.hr_max_bpm - self.hr_rest_bpm < HR_RESERVE_MIN_BPM
        ):
            raise InputRejected(
                f"A highest heart rate of {self.hr_max_bpm} and a resting one of "
                f"{self.hr_rest_bpm} leave no reserve.",
                means="No share of it could be said, so nothing was stored.",
                remedy="Enter both as they were measured.",
            )


class MedicationEffect(StrEnum):
    """What a medicine does to the numbers that are read here."""

    RATE_LIMITING = "rate_limiting"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MedicationChanged:
    """A medicine was begun, stopped or dosed anew on a local day.

    What is usual of a heart rate is learned anew after it. No dose and no advice.
    """

    day_date: date
    effect: MedicationEffect
    note: str = ""


@dataclass(frozen=True, slots=True)
class BaselineLocked:
    """What is usual for this person, signed.

    Medians of each item over the diary days of the window, the reference of the
    week's burden (mean of its worst three days in the same window), and the median
    burden of its days; None where it was signed before that was kept.
    """

    window_start: date
    window_end: date
    diary_day_count: int
    medians: Mapping[DiaryItem, float]
    burden_reference: float
    valid_until: date
    signed_by: str
    burden_median: float | None = None


@dataclass(frozen=True, slots=True)
class StrapPaired:
    """A strap is known to this station. `address` is a hint, never an identity."""

    strap_id: str
    profile_id: str
    manufacturer: str | None
    model: str | None
    serial: str | None
    advertised_name: str | None
    address: str


@dataclass(frozen=True, slots=True)
class StrapAssigned:
    """From `about_at` on, what this strap sends is this person's."""

    strap_id: str


@dataclass(frozen=True, slots=True)
class StrapReleased:
    """From `about_at` on, this strap is not this person's any more."""

    strap_id: str


@dataclass(frozen=True, slots=True)
class PlanSigned:
    """A clinician signs one issued plan."""

    plan_id: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """A clinician's own numbers in the place of an issued plan's; 0 of both is rest."""

    plan_id: str
    session_min: int
    sessions_per_week: int
    reason: str
    changed_by: str

    def __post_init__(self) -> None:
        _within("session_min", self.session_min, 0, SESSION_MIN_RANGE[1])
        _within("sessions_per_week", self.sessions_per_week, 0, DAYS_A_WEEK)
        if (self.session_min == 0) != (self.sessions_per_week == 0):
            raise InputRejected(
                f"{self.sessions_per_week} sessions of {self.session_min} min cannot "
                "be.",
                means="Nothing was stored.",
                remedy="Give minutes and sessions, or 0 of both for a week of rest.",
            )


@dataclass(frozen=True, slots=True)
class PlanHeld:
    """No plan of the week of an issued plan stands until one is signed anew."""

    plan_id: str
    reason: str
    held_by: str


@dataclass(frozen=True, slots=True)
class StopCleared:
    """A clinician clears every stop that was reported up to `about_at`."""

    cleared_by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FlagAnswered:
    """Somebody has looked at an issued flag, and what it was."""

    flag_id: str
    answer: FlagAnswer
    answered_by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FlagSnoozed:
    """No flag of the kind of this one through a local day."""

    flag_id: str
    until: date
    asked_by: str


@dataclass(frozen=True, slots=True)
class FileImported:
    """A file of another app or watch is this person's; its bytes are kept.

    Attributes
    ----------
    sha256 : str
        Of the bytes, in hex: the name that they are kept under.
    file_format : FileFormat
    size_bytes : int
    suffix : str
        Of the file as it came, such as ``.fit``; its name is not kept.
    device_label : str or None
        What measured, as the file or the person says it.
    local_zone : str
        IANA zone in which its times are read where it writes a wall clock only.
    """

    sha256: str
    file_format: FileFormat
    size_bytes: int
    suffix: str
    device_label: str | None
    local_zone: str

    def __post_init__(self) -> None:
        if _SHA256.fullmatch(self.sha256) is None:
            raise InputRejected(
                "A file is named by something that is no SHA-256.",
                means="Its bytes could not be found again, so nothing was stored.",
                remedy="Import the file again.",
            )


@dataclass(frozen=True, slots=True)
class Retracted:
    """The superseded event was wrong, and nothing takes its place."""

    reason: str


Payload = (
    PersonAdded
    | GoalSaid
    | ZoneSet
    | ConsentGiven
    | ConsentWithdrawn
    | Diary
    | HeatSaid
    | RestStarted
    | RestStopped
    | SessionStarted
    | SessionStopped
    | SessionReported
    | TreatmentAdded
    | LimitsSet
    | ClinicValue
    | ConditionSet
    | HeartContext
    | MedicationChanged
    | BaselineLocked
    | StrapPaired
    | StrapAssigned
    | StrapReleased
    | PlanSigned
    | PlanChanged
    | PlanHeld
    | StopCleared
    | FlagAnswered
    | FlagSnoozed
    | FileImported
    | Retracted
)

PAYLOAD_OF: Final[Mapping[EventKind, type[Payload]]] = {
    EventKind.PERSON_ADDED: PersonAdded,
    EventKind.GOAL_SAID: GoalSaid,
    EventKind.ZONE_SET: ZoneSet,
    EventKind.CONSENT_GIVEN: ConsentGiven,
    EventKind.CONSENT_WITHDRAWN: ConsentWithdrawn,
    EventKind.DIARY: Diary,
    EventKind.HEAT_SAID: HeatSaid,
    EventKind.REST_STARTED: RestStarted,
    EventKind.REST_STOPPED: RestStopped,
    EventKind.SESSION_STARTED: SessionStarted,
    EventKind.SESSION_STOPPED: SessionStopped,
    EventKind.SESSION_REPORTED: SessionReported,
    EventKind.TREATMENT: TreatmentAdded,
    EventKind.LIMITS_SET: LimitsSet,
    EventKind.CLINIC_VALUE: ClinicValue,
    EventKind.CONDITION_SET: ConditionSet,
    EventKind.HEART_CONTEXT: HeartContext,
    EventKind.MEDICATION_CHANGED: MedicationChanged,
    EventKind.BASELINE_LOCKED: BaselineLocked,
    EventKind.STRAP_PAIRED: StrapPaired,
    EventKind.STRAP_ASSIGNED: StrapAssigned,
    EventKind.STRAP_RELEASED: StrapReleased,
    EventKind.PLAN_SIGNED: PlanSigned,
    EventKind.PLAN_CHANGED: PlanChanged,
    EventKind.PLAN_HELD: PlanHeld,
    EventKind.STOP_CLEARED: StopCleared,
    EventKind.FLAG_ANSWERED: FlagAnswered,
    EventKind.FLAG_SNOOZED: FlagSnoozed,
    EventKind.FILE_IMPORTED: FileImported,
    EventKind.RETRACTED: Retracted,
}
KIND_OF: Final[Mapping[type[Payload], EventKind]] = {
    payload: kind for kind, payload in PAYLOAD_OF.items()
}
SCHEMA_VERSION: Final = 2
"""2 knows `burden_median` and `value_preset`; an absent key takes its default."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What is handed to the journal; the journal adds seq, id and station.

    Attributes
    ----------
    patient_id : str or None
        None where the event is about the station (a paired strap).
    about_at : datetime, aware
        The moment that it speaks of.
    zone : str
        IANA zone it was said in.
    entered_at : datetime, aware
        The moment it was entered; nothing entered after `as_of` counts.
    entered_by : str
        Role or initials of who entered it.
    supersedes : str or None
        The event_id that this one takes the place of.
    """

    patient_id: str | None
    about_at: datetime
    zone: str
    entered_at: datetime
    entered_by: str
    payload: Payload
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A stored event."""

    station_id: str
    seq: int
    event_id: str
    kind: EventKind
    patient_id: str | None
    about_at: datetime
    zone: str
    entered_at: datetime
    entered_by: str
    supersedes: str | None
    payload: Payload

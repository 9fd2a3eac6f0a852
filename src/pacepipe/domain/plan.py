"""What a plan is decided from, and what a decision says.

All of it is plain data: a stored copy of `PacingInputs` replays the decision.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    Condition,
    RedFlag,
    TreatmentKind,
    ValuePreset,
)


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """One local day of diary, all entries of the day taken together.

    Each item is 0 to 10 or None (not asked). Where a day has several entries
    the worst answer counts.
    """

    day_date: date
    tiredness: int | None = None
    pain: int | None = None
    bone_pain: int | None = None
    breathlessness: int | None = None
    nausea: int | None = None
    sleep: int | None = None
    temperature_c: float | None = None
    soreness_48h: bool | None = None


@dataclass(frozen=True, slots=True)
class SessionFact:
    """One session as pacing sees it.

    `duration_min` is the moved time; `effort_cr10` None means not said;
    `above_limit_min` None means that heart rate could not be judged or that no
    limit is set.
    """

    session_id: str
    started_at: datetime
    day_date: date
    activity_kind: ActivityKind
    duration_min: float
    effort_cr10: float | None
    is_early_stop: bool
    above_limit_min: float | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual for this person, locked and signed."""

    window_start: date
    window_end: date
    valid_until: date
    diary_day_count: int
    tiredness: float | None
    pain: float | None
    bone_pain: float | None
    breathlessness: float | None
    nausea: float | None
    sleep: float | None
    burden_reference: float
    burden_median: float | None = None
    """Median burden of a day of the window; None where it was locked without one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The clinic's limits in force; None means not set."""

    hr_ceiling_bpm: int | None
    session_max_min: int | None
    week_max_min: int | None
    sessions_per_week_max: int | None
    activity_kinds: tuple[ActivityKind, ...]
    cleared_until: date | None
    standing_approval_until: date | None
    is_held: bool
    value_preset: ValuePreset = ValuePreset.STRICT


@dataclass(frozen=True, slots=True)
class ValueKnown:
    """A value that the clinic measured, the newest of its kind."""

    kind: ClinicValueKind
    value: float
    day_date: date


@dataclass(frozen=True, slots=True)
class ConditionKnown:
    """A condition that the person has, and the kinds of movement that go with it."""

    condition: Condition
    activity_kinds: tuple[ActivityKind, ...]


class StopKind(StrEnum):
    """What stops every session until a clinician has cleared it."""

    RED_FLAG = "red_flag"
    FEVER = "fever"


@dataclass(frozen=True, slots=True)
class Stop:
    """A reported stop; `cleared_at` None means that nobody has cleared it."""

    kind: StopKind
    red_flag: RedFlag | None
    about_at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True)
class TreatmentDay:
    """A treatment event; `is_deload` already resolved."""

    day_date: date
    treatment_kind: TreatmentKind
    is_deload: bool


class Action(StrEnum):
    """What the decision does, design section 7.1."""

    REFUSE = "refuse"
    STOP = "stop"
    START = "start"
    REDUCE = "reduce"
    RESTART = "restart"
    HOLD = "hold"
    RETURN = "return"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """A plan that stood in an earlier week."""

    week_start: date
    action: Action
    session_min: int
    sessions_per_week: int


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A flag of tier 2 that nobody has answered, or of tier 3 that nobody has cleared.

    Reported signs and fevers are stops and are not here; `kind` is a `FlagKind`.
    """

    flag_id: str
    kind: str
    tier: int
    about_date: date


@dataclass(frozen=True, slots=True)
class PacingInputs:
    """The whole world of one decision; time is a field.

    Attributes
    ----------
    patient_id : str
    as_of : datetime, aware
        Nothing entered after it is in here.
    week_start : date
        Monday of the week that is planned.
    window_end : date
        Last local day of the decision window, inclusive; the window is the
        seven days that end there.
    diary, sessions : tuples, oldest first
        Of the 42 days that end at `window_end`, or of the 84 that the tolerance model
        looks at where the policy has one; a rule looks at the last 42 of them.
    baseline : Baseline or None
        The one in force at `as_of`; None means none was signed.
    limits : Limits or None
        None means that the clinic has set none.
    treatments : tuple of TreatmentDay
        From a week before the first day of the diary to the end of the week. What
        treatment does to the week follows from the 21 days before it.
    stops : tuple of Stop
        Every stop of the last 42 days, and every older one not yet cleared.
    plan_weeks : tuple of PlanWeek, oldest first
        What stood in each of the last weeks before `week_start`; the last one
        is "last plan". Empty for a first plan.
    is_frail, is_paused : bool
    clinic_values : tuple of ValueKnown
        The newest of each kind, as long ago as it may be.
    conditions : tuple of ConditionKnown
        Those that the clinic said are there.
    flags : tuple of OpenFlag
    usual_step_count : float or None, steps a day
        Of a usual day: the lowest median of the windows of the signed baselines, so
        that what a plan itself asks for never counts as usual. None where too few
        days of them were whole days of steps.
    """

    patient_id: str
    as_of: datetime
    week_start: date
    window_end: date
    diary: tuple[DiaryDay, ...]
    sessions: tuple[SessionFact, ...]
    baseline: Baseline | None
    limits: Limits | None
    treatments: tuple[TreatmentDay, ...]
    stops: tuple[Stop, ...]
    plan_weeks: tuple[PlanWeek, ...]
    is_frail: bool = False
    is_paused: bool = False
    clinic_values: tuple[ValueKnown, ...] = ()
    conditions: tuple[ConditionKnown, ...] = ()
    flags: tuple[OpenFlag, ...] = ()
    usual_step_count: float | None = None


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session of the week."""

    day_date: date
    activity_kind: ActivityKind
    duration_min: int


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A week: sessions on their days, rest on the others."""

    week_start: date
    session_min: int
    sessions_per_week: int
    week_min: int
    effort_max_cr10: int
    activity_kinds: tuple[ActivityKind, ...]
    sessions: tuple[PlannedSession, ...]
    rest_dates: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """One upper bound that was looked at; None means it does not bound that part.

    `is_binding` is true where the plan would have been larger without it.
    """

    name: str
    session_min: int | None
    sessions_per_week: int | None
    week_min: int | None
    is_binding: bool


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What the tolerance model makes of the evidence, for the reader of a plan.

    Attributes
    ----------
    ceiling_min : float, minutes
        The longest session that it allows.
    low_min, median_min : float, minutes
        Tolerated lengths that the person's own is under with a chance of 10 % and of
        50 %. Far apart means that little is known yet.
    day_count, session_count : int
        Days with a diary and days with a session that it rests on.
    usual_step_count : float or None, steps a day
        What it began from; None where unknown, which counts as few.
    overrun_ratio : float, at least 1
        How much longer than asked the last walks came out; the plan asks for so much
        less than the ceiling.
    """

    ceiling_min: float
    low_min: float
    median_min: float
    day_count: int
    session_count: int
    usual_step_count: float | None = None
    overrun_ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a code with the numbers it rests on; words come from `explain`.

    `facts` are (name, value) pairs, sorted by name; every number in a text that
    is shown comes from here, from the caps or from the plan.
    """

    code: str
    facts: tuple[tuple[str, float | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the decision could look at, over its seven days."""

    diary_days: int
    full_diary_days: int
    days_since_diary: int | None
    sessions_done: int
    sessions_planned: int | None
    sessions_with_effort: int


@dataclass(frozen=True, slots=True)
class PacingOutcome:
    """Either a plan or a named refusal, and always the evidence.

    Attributes
    ----------
    action : Action
    plan : WeekPlan or None
        None where the action is `refuse`; a stop is a plan of 0 minutes.
    reasons : tuple of Reason
        First the one that decided, then what else a reader should know.
    caps : tuple of Cap
        Every cap that was looked at, binding or not, sorted by name.
    coverage : Coverage
    is_increase : bool
        True where any part is larger than the last plan: it then waits for a
        signature or a standing approval.
    policy_version : str
    tolerance : Tolerance or None
        None under a policy without the model, and where nothing was decided.
    """

    action: Action
    plan: WeekPlan | None
    reasons: tuple[Reason, ...]
    caps: tuple[Cap, ...]
    coverage: Coverage
    is_increase: bool
    policy_version: str
    tolerance: Tolerance | None = None

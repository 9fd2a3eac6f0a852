"""One thing that somebody should look at, and what it is raised from.

No flag is not "all clear": it says that nothing was seen in what was looked at.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pacepipe.domain.plan import DiaryDay, SessionFact, Stop
from pacepipe.domain.vocabulary import FlagAnswer


class FlagKind(StrEnum):
    """What a flag is about; a flag never names an illness."""

    RED_FLAG = "red_flag"
    FEVER = "fever"
    LIMIT_CROSSED = "limit_crossed"
    NO_DATA = "no_data"
    REST_HIGH = "rest_high"
    REST_LOW = "rest_low"
    WALK_HIGH = "walk_high"
    SLOW_RECOVERY = "slow_recovery"
    FLAT_ANSWER = "flat_answer"
    FEW_STEPS = "few_steps"
    IRREGULAR = "irregular"


class RestKind(StrEnum):
    """Where a resting heart rate is from; the two are never mixed."""

    NIGHT = "night"
    SPOT = "spot"


@dataclass(frozen=True, slots=True)
class RestFact:
    """A resting heart rate of one day: of the night that ends on it, or seated."""

    day_date: date
    kind: RestKind
    hr_bpm: float


@dataclass(frozen=True, slots=True)
class WalkFact:
    """How the heart answered one walk.

    Attributes
    ----------
    hr_bpm, cadence_spm : float or None
        Steady; None where it was not, or may not be read (unjudgeable minutes, a heart
        rate that is the cadence's).
    duration_min : float
    hr_pre_bpm : float or None
        Before it.
    hr_end_bpm, hrr60_bpm : float or None
        At its end, and the fall in the 60 s after it.
    heat_c : float or None
        Heat index; None where it is not known.
    """

    session_id: str
    started_at: datetime
    day_date: date
    hr_bpm: float | None
    cadence_spm: float | None
    duration_min: float
    hr_pre_bpm: float | None = None
    hr_end_bpm: float | None = None
    hrr60_bpm: float | None = None
    heat_c: float | None = None


@dataclass(frozen=True, slots=True)
class StepDay:
    """Steps of one day in the minutes that were counted."""

    day_date: date
    step_count: float
    counted_min: float


@dataclass(frozen=True, slots=True)
class RhythmDay:
    """Five minutes of intervals of one day that were judged, and those irregular.

    Of a source whose intervals are beats: no other is here.
    """

    day_date: date
    window_count: int
    irregular_count: int


@dataclass(frozen=True, slots=True)
class HeartKnown:
    """What the clinic says of the heart; None is not known, and not absent."""

    on_rate_limiting: bool | None = None
    has_pacemaker: bool | None = None
    has_atrial_fibrillation: bool | None = None


@dataclass(frozen=True, slots=True)
class AnsweredFlag:
    """A flag that somebody has looked at, and what they made of it."""

    kind: FlagKind
    about_date: date
    answer: FlagAnswer


@dataclass(frozen=True, slots=True)
class Snooze:
    """No flag of this kind until the end of this local day."""

    kind: FlagKind
    until: date


@dataclass(frozen=True, slots=True)
class IssuedFlag:
    """A flag that was raised before: one cause keeps its name."""

    kind: FlagKind
    tier: int
    about_date: date


@dataclass(frozen=True, slots=True)
class SitePast:
    """What everybody of a site had before the month began: nothing of one person.

    Attributes
    ----------
    months : float
        Patient-months that were judged.
    false_counts : tuple of float
        Episodes that nothing explains, had each of the policy's thresholds been in
        force for everybody.
    """

    months: float
    false_counts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FlagInputs:
    """All that flags are raised from; time is a field.

    Attributes
    ----------
    patient_id : str
    as_of : datetime, aware
        Nothing entered after it is in here.
    today : date
        The person's local day at `as_of`.
    stops : tuple of Stop
        `about_at` in the person's own zone: its date is the day of the flag.
    sessions : tuple of SessionFact
        Of the last 14 days, in any order.
    hr_ceiling_bpm : int or None
        The clinic's heart-rate limit in force; None means not set.
    last_known_date : date or None
        Newest local day with a diary, a session or worn time; None means none.
    first_known_date : date or None
        Local day from which silence counts where nothing was ever known, for
        instance the day of consent; None means not to count.
    is_paused : bool
    rests, walks, steps, rhythm, diary : tuples
        Of the 140 days that end today, in any order.
    infusions : tuple of date
        Days of treatment after which the heart is usually faster.
    relearn_from : tuple of date
        Days of a new medicine or device: what is usual starts anew.
    heart : HeartKnown
    answered : tuple of AnsweredFlag
    snoozes : tuple of Snooze
    issued : tuple of IssuedFlag
    budget_per_month : float or None
        False episodes a patient-month that the site can look at; None is the policy's.
    site : SitePast or None
        None where nothing is known of the site.
    """

    patient_id: str
    as_of: datetime
    today: date
    stops: tuple[Stop, ...]
    sessions: tuple[SessionFact, ...]
    hr_ceiling_bpm: int | None
    last_known_date: date | None
    first_known_date: date | None = None
    is_paused: bool = False
    rests: tuple[RestFact, ...] = ()
    walks: tuple[WalkFact, ...] = ()
    steps: tuple[StepDay, ...] = ()
    rhythm: tuple[RhythmDay, ...] = ()
    diary: tuple[DiaryDay, ...] = ()
    infusions: tuple[date, ...] = ()
    relearn_from: tuple[date, ...] = ()
    heart: HeartKnown = HeartKnown()
    answered: tuple[AnsweredFlag, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    issued: tuple[IssuedFlag, ...] = ()
    budget_per_month: float | None = None
    site: SitePast | None = None


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """One flag.

    Attributes
    ----------
    flag_id : str
        From the person, the kind, the day and the cause, so that the same cause
        has the same name every night.
    kind : FlagKind
    tier : int
        1 note, 2 look this week, 3 today.
    about_date : date
        Local day.
    observed_value : float or None
        What was seen, in `observed_unit`; both None where it is no number.
    facts : tuple of (name, value)
        Against what, and how much was looked at, sorted by name.
    """

    flag_id: str
    kind: FlagKind
    tier: int
    about_date: date
    observed_value: float | None
    observed_unit: str | None
    facts: tuple[tuple[str, float | str], ...]

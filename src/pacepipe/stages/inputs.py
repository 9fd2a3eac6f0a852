"""The whole world of one decision, put together from `mart` and what was said."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from pacepipe.domain.diary import red_flags
from pacepipe.domain.events import (
    BaselineLocked,
    ClinicValue,
    ConditionSet,
    Diary,
    PersonAdded,
    TreatmentAdded,
)
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import (
    Action,
    Baseline,
    ConditionKnown,
    DiaryDay,
    Limits,
    PacingInputs,
    PlanWeek,
    SessionFact,
    Stop,
    StopKind,
    TreatmentDay,
    ValueKnown,
)
from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    Condition,
    DiaryItem,
    RedFlag,
    TreatmentKind,
    ValuePreset,
)
from pacepipe.pacing import RULE_DAYS, TOLERANCE_DAYS, PacingPolicy, forbids
from pacepipe.stages.flag_answers import open_flags
from pacepipe.stages.together import rows_of
from pacepipe.stages.usual_steps import usual_step_count
from pacepipe.store import Source

_Entry = TypeVar("_Entry")

PEOPLE_A_TRANSACTION: Final = 20
"""People whose decisions are stored together, as days are in `app.night`."""
RULES_LOOK_BACK: Final = timedelta(days=RULE_DAYS)
MODEL_LOOK_BACK: Final = timedelta(days=TOLERANCE_DAYS)
"""Diary and sessions that a policy without and with the tolerance model looks at."""
STOP_LOOK_BACK: Final = timedelta(days=42)
"""Stops that were cleared longer ago are not handed in (design 7.1)."""
WINDOW: Final = timedelta(days=7)
PLAN_LOOK_BACK: Final = timedelta(weeks=8)
TREATMENT_LOOK_BACK: Final = timedelta(days=21)
DECISION_LEAD: Final = timedelta(days=1)
"""The week is decided on the Sunday before it, with data through Saturday."""

INPUTS: Final = TypeAdapter(PacingInputs)


def monday(day: date) -> date:
    """Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


def weeks_due(today: date) -> tuple[date, ...]:
    """Weeks that a night run decides: this one, and from Sunday on the next.

    Examples
    --------
    >>> weeks_due(date(2026, 11, 24))
    (datetime.date(2026, 11, 23),)
    >>> weeks_due(date(2026, 11, 29))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 30))
    """
    this_week = monday(today)
    next_week = this_week + timedelta(weeks=1)
    return (
        (this_week, next_week) if next_week - today <= DECISION_LEAD else (this_week,)
    )


def local_today(history: PersonHistory) -> date | None:
    """The person's date at `as_of`; None where no zone is known."""
    zone = history.zone_at(history.as_of)
    return history.as_of.astimezone(ZoneInfo(zone)).date() if zone is not None else None


def with_dates(
    histories: Sequence[PersonHistory],
) -> list[tuple[PersonHistory, date]]:
    """Everybody of whom a zone is known, with their date."""
    return [
        (history, today)
        for history in histories
        if (today := local_today(history)) is not None
    ]


def some_at_a_time(entries: Sequence[_Entry]) -> Iterator[Sequence[_Entry]]:
    """Entries of people in groups of a transaction.

    A commit has a price of its own; one for everybody would lose all to one fault.
    """
    for first in range(0, len(entries), PEOPLE_A_TRANSACTION):
        yield entries[first : first + PEOPLE_A_TRANSACTION]


def build_inputs(
    source: Source,
    history: PersonHistory,
    week_start: date,
    today: date,
    policy: PacingPolicy,
) -> PacingInputs:
    """Inputs of the decision for one week, as of the history's moment.

    The window ends on the Saturday before the week, or yesterday where the
    decision is asked for earlier, so every day lies in one window only. Days that
    the policy does not look at are not in it: a word about them touches no plan.
    """
    has_model = policy.tolerance_quantile > 0
    look_back = MODEL_LOOK_BACK if has_model else RULES_LOOK_BACK
    treated_since = week_start - (
        MODEL_LOOK_BACK + WINDOW if has_model else TREATMENT_LOOK_BACK
    )
    window_end = min(
        week_start - DECISION_LEAD - timedelta(days=1), today - DECISION_LEAD
    )
    span: dict[str, Any] = {
        "patient_id": history.patient_id,
        "first_date": window_end - look_back + timedelta(days=1),
        "last_date": window_end,
    }
    window_start = window_end - WINDOW + timedelta(days=1)
    return PacingInputs(
        patient_id=history.patient_id,
        as_of=history.as_of,
        week_start=week_start,
        window_end=window_end,
        diary=tuple(
            DiaryDay(**row) for row in rows_of(source, "plan_diary_days", **span)
        ),
        sessions=session_facts(source, **span),
        baseline=baseline_on(history, week_start, before=window_start),
        limits=limits_now(history),
        treatments=_treatments(history, treated_since, week_start),
        stops=stops_of(history, window_end),
        plan_weeks=plan_weeks_before(source, history.patient_id, week_start),
        is_frail=any(person.is_frail for _, person in history.of(PersonAdded)),
        is_paused=not history.has_consent(history.as_of),
        clinic_values=clinic_values(history),
        conditions=conditions(history),
        flags=open_flags(source, history),
        usual_step_count=usual_step_count(
            source,
            history,
            before=window_start,
            days_needed=policy.usual_steps_days,
        )
        if has_model
        else None,
    )


def session_facts(
    source: Source, *, patient_id: str, first_date: date, last_date: date
) -> tuple[SessionFact, ...]:
    """Sessions of one person from one day to another, oldest first."""
    rows = rows_of(
        source,
        "plan_sessions",
        patient_id,
        first_date=first_date,
        last_date=last_date,
    )
    return tuple(
        SessionFact(**{**row, "activity_kind": ActivityKind(row["activity_kind"])})
        for row in rows
    )


def baseline_on(history: PersonHistory, day: date, *, before: date) -> Baseline | None:
    """The baseline in date on a day, of days before another; None without one."""
    locked = history.baseline_at(day, before=before)
    return None if locked is None else _baseline(locked)


def _baseline(locked: BaselineLocked) -> Baseline:
    medians = {item.value: locked.medians.get(item) for item in DiaryItem}
    return Baseline(
        window_start=locked.window_start,
        window_end=locked.window_end,
        valid_until=locked.valid_until,
        diary_day_count=locked.diary_day_count,
        burden_reference=locked.burden_reference,
        burden_median=locked.burden_median,
        **medians,
    )


def limits_now(history: PersonHistory) -> Limits | None:
    """The clinic's limits in force at the history's moment; None without any."""
    found = history.limits_at(history.as_of)
    if found is None:
        return None
    _, said = found
    return Limits(
        hr_ceiling_bpm=said.hr_ceiling_bpm,
        session_max_min=said.session_max_min,
        week_max_min=said.week_max_min,
        sessions_per_week_max=said.sessions_per_week_max,
        activity_kinds=said.activity_kinds,
        cleared_until=said.cleared_until,
        standing_approval_until=said.standing_approval_until,
        is_held=said.is_held,
        value_preset=said.value_preset,
    )


def _treatments(
    history: PersonHistory, first: date, week_start: date
) -> tuple[TreatmentDay, ...]:
    last = week_start + timedelta(days=6)
    return tuple(
        TreatmentDay(
            day_date=said.day_date,
            treatment_kind=said.treatment_kind,
            is_deload=said.is_deload
            if said.is_deload is not None
            else said.treatment_kind is TreatmentKind.INFUSION,
        )
        for _, said in sorted(
            history.of(TreatmentAdded), key=lambda pair: pair[1].day_date
        )
        if first <= said.day_date <= last
    )


def stops_of(history: PersonHistory, window_end: date) -> tuple[Stop, ...]:
    """Every stop not yet cleared, and those of the look-back that were.

    A clearance counts only for what had been entered by then: a red flag of last
    Tuesday that is entered on Thursday is not cleared by Wednesday's word.
    """
    found: list[Stop] = []
    for event, said in history.of(Diary):
        cleared = history.cleared_at(max(event.about_at, event.entered_at))
        if cleared is not None and said.day_date <= window_end - STOP_LOOK_BACK:
            continue
        flags = sorted(red_flags((said,)))
        found += [
            Stop(
                kind=StopKind.FEVER if flag is RedFlag.FEVER else StopKind.RED_FLAG,
                red_flag=flag,
                about_at=_in_zone(history, event.about_at),
                cleared_at=cleared,
            )
            for flag in flags
        ]
    return tuple(found)


def _in_zone(history: PersonHistory, at: datetime) -> datetime:
    """The moment on the person's own clock, so that its date is their date."""
    zone = history.zone_at(at)
    return at if zone is None else at.astimezone(ZoneInfo(zone))


def is_stopped(history: PersonHistory) -> bool:
    """Whether a stop that nobody has cleared is known at the history's moment."""
    stops = stops_of(history, history.as_of.date())
    return any(stop.cleared_at is None for stop in stops)


def clinic_values(history: PersonHistory) -> tuple[ValueKnown, ...]:
    """The newest value of each kind; of one day the one that was entered last."""
    newest: dict[ClinicValueKind, tuple[tuple[date, datetime], ValueKnown]] = {}
    for event, said in history.of(ClinicValue):
        rank = (said.day_date, event.entered_at)
        if said.kind not in newest or newest[said.kind][0] <= rank:
            newest[said.kind] = (rank, ValueKnown(said.kind, said.value, said.day_date))
    return tuple(newest[kind][1] for kind in ClinicValueKind if kind in newest)


def conditions(history: PersonHistory) -> tuple[ConditionKnown, ...]:
    """Conditions that the clinic last said are there."""
    last = {
        said.condition: said
        for event, said in history.of(ConditionSet)
        if event.about_at <= history.as_of
    }
    return tuple(
        ConditionKnown(condition, last[condition].activity_kinds)
        for condition in Condition
        if condition in last and last[condition].is_present
    )


def is_forbidden(history: PersonHistory) -> bool:
    """Whether a value of the clinic forbids every minute at the history's moment."""
    limits = limits_now(history)
    preset = ValuePreset.STRICT if limits is None else limits.value_preset
    return any(forbids(known, preset) for known in clinic_values(history))


def is_held(history: PersonHistory) -> bool:
    """Whether the clinic's limits of the history's moment hold every session."""
    limits = limits_now(history)
    return limits is not None and limits.is_held


def plan_weeks_before(
    source: Source, patient_id: str, week_start: date
) -> tuple[PlanWeek, ...]:
    """What stood in the weeks before one, oldest first."""
    rows = rows_of(
        source,
        "plan_weeks",
        patient_id,
        before=week_start,
        since=week_start - PLAN_LOOK_BACK,
    )
    return tuple(PlanWeek(**{**row, "action": Action(row["action"])}) for row in rows)

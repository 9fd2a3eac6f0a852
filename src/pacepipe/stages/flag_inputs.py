"""What the flags of one person are decided from, out of `mart` and what was said."""

from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from pacepipe.domain.events import (
    HeartContext,
    MedicationChanged,
    MedicationEffect,
    TreatmentAdded,
)
from pacepipe.domain.flag import (
    FlagInputs,
    HeartKnown,
    RestFact,
    RestKind,
    RhythmDay,
    StepDay,
    WalkFact,
)
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import DiaryDay
from pacepipe.domain.vocabulary import TreatmentKind
from pacepipe.pacing import FLAG_DAYS
from pacepipe.stages.flag_answers import (
    answered_flags,
    issued_facts,
    issued_flags,
    snoozes,
)
from pacepipe.stages.inputs import session_facts, stops_of
from pacepipe.stages.together import rows_of
from pacepipe.store import Source

NIGHT_OVER_H: Final = 10
"""A night ends by then: `mart.resting_day.hr_night_bpm`."""
LIMIT_LOOK_BACK: Final = timedelta(days=14)


def flag_inputs(
    source: Source,
    history: PersonHistory,
    today: date,
    budget_per_month: float | None = None,
) -> FlagInputs:
    """Everything that is known at the history's moment."""
    who = history.patient_id
    limits = history.limits_at(history.as_of)
    known = rows_of(source, "flag_last_known", who) or [{}]
    span: dict[str, Any] = {
        "patient_id": who,
        "first_date": today - timedelta(days=FLAG_DAYS - 1),
        "last_date": today,
    }
    issued = issued_flags(source, history)
    last_night = _last_whole_night(history, today)
    return FlagInputs(
        patient_id=who,
        as_of=history.as_of,
        today=today,
        stops=stops_of(history, today),
        sessions=session_facts(
            source,
            patient_id=who,
            first_date=today - LIMIT_LOOK_BACK,
            last_date=today,
        ),
        hr_ceiling_bpm=limits[1].hr_ceiling_bpm if limits is not None else None,
        last_known_date=known[0].get("last_known_date"),
        first_known_date=known[0].get("first_known_date"),
        is_paused=not history.has_consent(history.as_of),
        rests=tuple(
            RestFact(**{**row, "kind": RestKind(row["kind"])})
            for row in rows_of(source, "flag_rests", **span)
            if row["kind"] != RestKind.NIGHT or row["day_date"] <= last_night
        ),
        walks=tuple(WalkFact(**row) for row in rows_of(source, "flag_walks", **span)),
        # a day that goes on has fewer steps than it will have
        steps=tuple(
            StepDay(**row)
            for row in rows_of(source, "flag_steps", **span)
            if row["day_date"] < today
        ),
        rhythm=tuple(
            RhythmDay(**row) for row in rows_of(source, "flag_rhythm", **span)
        ),
        diary=tuple(
            DiaryDay(**row) for row in rows_of(source, "plan_diary_days", **span)
        ),
        infusions=_infusions(history, today),
        relearn_from=_relearn_from(history, today),
        heart=heart_known(history),
        answered=answered_flags(issued, history),
        snoozes=snoozes(issued, history),
        issued=issued_facts(issued),
        budget_per_month=budget_per_month,
    )


def _last_whole_night(history: PersonHistory, today: date) -> date:
    """Day on which the last night ended that is over.

    Half a night is no night: the heart is faster in its first hours than in all of it.
    """
    zone = history.zone_at(history.as_of) or "UTC"
    is_over = history.as_of.astimezone(ZoneInfo(zone)).hour >= NIGHT_OVER_H
    return today if is_over else today - timedelta(days=1)


def heart_known(history: PersonHistory) -> HeartKnown:
    """What the clinic says; a rate-limiting medicine counts from when it was told."""
    said: HeartContext | None = history.heart_at(history.as_of)
    is_told = any(
        change.effect is MedicationEffect.RATE_LIMITING
        for _, change in history.of(MedicationChanged)
    )
    if said is None:
        return HeartKnown(on_rate_limiting=True if is_told else None)
    return HeartKnown(
        on_rate_limiting=True if is_told else said.on_beta_blocker,
        has_pacemaker=said.has_pacemaker,
        has_atrial_fibrillation=said.has_atrial_fibrillation,
    )


def _infusions(history: PersonHistory, today: date) -> tuple[date, ...]:
    first = today - timedelta(days=FLAG_DAYS)
    days = {
        said.day_date
        for _, said in history.of(TreatmentAdded)
        if said.treatment_kind is TreatmentKind.INFUSION
        and first <= said.day_date <= today
    }
    return tuple(sorted(days))


def _relearn_from(history: PersonHistory, today: date) -> tuple[date, ...]:
    """Days of a new medicine, and of a strap that was never worn before the first."""
    changed = {said.day_date for _, said in history.of(MedicationChanged)}
    begun: dict[str, date] = {}
    for each in history.assignments:
        zone = history.zone_at(each.since) or "UTC"
        day = each.since.astimezone(ZoneInfo(zone)).date()
        begun[each.value] = min(day, begun.get(each.value, day))
    first = min(begun.values(), default=today)
    straps = {day for day in begun.values() if day > first}
    return tuple(sorted(day for day in changed | straps if day <= today))

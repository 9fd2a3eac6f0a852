"""How the heart answered each session, and how it rested: rows of `mart`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.events import HeartContext
from pacepipe.domain.instant import from_utc_us
from pacepipe.load import HeartFacts, Trimp, trimp
from pacepipe.signals import (
    ChosenMinutes,
    Recovery,
    Response,
    RestingDay,
    RestingNight,
    SpotRest,
    hr_before_bpm,
    longest_quiet,
    minute_table,
    quiet_minutes,
    recovery,
    response,
    resting_day,
    resting_night,
    with_steps,
)
from pacepipe.stages.clean import CleanDay
from pacepipe.stages.facts import DayFacts
from pacepipe.stages.hours import local_hours
from pacepipe.stages.summarise import DayResult, SessionRow
from pacepipe.store import Warehouse

NIGHT_HOURS: Final = (0, 7)
"""Hours of the person's clock that count as night in `night_frac`: signal.md 3(h)."""
SLEEP_UNTIL_HOUR: Final = 10
"""The night's quiet block ends by then, ibid.; it begins with the day's margin."""
SPOT_BEFORE: Final = timedelta(minutes=10)
"""A seated rest this long before a session is the rest before it (ours)."""


def responses_of_day(
    facts: DayFacts,
    clean: CleanDay,
    sessions: Sequence[SessionRow],
    rests: Sequence[SpotRest],
) -> tuple[tuple[Recovery, Response, Trimp], ...]:
    """Of each session of the day, in order; the next one ends a recovery."""
    starts = sorted(row.span.start_ms for row in sessions)
    return tuple(
        session_response(
            facts,
            clean,
            row,
            rests,
            next((at for at in starts if at > row.span.start_ms), None),
        )
        for row in sessions
    )


def session_response(
    facts: DayFacts,
    clean: CleanDay,
    row: SessionRow,
    rests: Sequence[SpotRest],
    next_start_ms: int | None,
) -> tuple[Recovery, Response, Trimp]:
    """Recovery, response and training impulse of one session."""
    span, seconds = row.span, clean.exercise_seconds
    heart = facts.heart(span.start_ms * 1000)
    seated = [
        rest.hr_rest_spot_bpm
        for rest in rests
        if rest.hr_rest_spot_bpm is not None
        and 0
        <= span.start_ms - rest.start_ms
        <= SPOT_BEFORE / timedelta(milliseconds=1)
    ]
    before = (
        seated[-1] if seated else hr_before_bpm(span.start_ms, seconds, clean.cadence)
    )
    is_readable = heart is None or not (
        heart.has_pacemaker or heart.has_atrial_fibrillation
    )
    low, high = np.searchsorted(seconds.second_ms, (span.start_ms, span.end_ms))
    measured = ~seconds.is_interpolated[low:high]
    length_s = (span.end_ms - span.start_ms) / 1000
    hr_bpm = seconds.hr_bpm[low:high][measured]
    return (
        recovery(
            span.start_ms,
            span.end_ms,
            seconds,
            clean.cadence,
            hr_pre_bpm=before,
            next_start_ms=next_start_ms,
            is_interpretable=is_readable,
        ),
        response(
            span.start_ms,
            span.end_ms,
            seconds,
            clean.cadence,
            hr_rest_bpm=before,
            speed=clean.speed,
            is_interpretable=is_readable,
        ),
        trimp(
            hr_bpm,
            len(hr_bpm) / length_s if length_s > 0 else 0.0,
            _heart_facts(heart),
        ),
    )


def _heart_facts(said: HeartContext | None) -> HeartFacts:
    if said is None:
        return HeartFacts()
    return HeartFacts(
        hr_rest_bpm=said.hr_rest_bpm,
        hr_max_bpm=said.hr_max_bpm,
        weighting=None if said.weighting is None else said.weighting.value,
        on_beta_blocker=said.on_beta_blocker,
        has_pacemaker=said.has_pacemaker,
        has_atrial_fibrillation=said.has_atrial_fibrillation,
    )


def resting_of_day(
    facts: DayFacts, clean: CleanDay, chosen: ChosenMinutes
) -> tuple[RestingDay, RestingNight]:
    """Resting heart rate of the day, and of the night that ends on it."""
    table = with_steps(
        minute_table(clean.seconds, clean.cadence, clean.flagged_at_ms), chosen
    )
    is_quiet = quiet_minutes(table.minute_ms, table.hr_bpm, table.step_count)
    knows_steps = bool((table.step_measured_s > 0).any())
    start_ms, end_ms = facts.day.start_us // 1000, facts.day.end_us // 1000
    own = (table.minute_ms >= start_ms) & (table.minute_ms < end_ms)
    hours = local_hours(table.minute_ms, facts.day.zone)
    is_night = (hours >= NIGHT_HOURS[0]) & (hours < NIGHT_HOURS[1])
    day = resting_day(
        table.hr_bpm[own], is_quiet[own], is_night[own], knows_steps=knows_steps
    )
    is_sleep = _until_morning(table.minute_ms, facts)
    asleep = np.flatnonzero(is_sleep)
    block = longest_quiet(table.minute_ms[asleep], is_quiet[asleep])
    rows = asleep[block]
    night = resting_night(table.hr_bpm[rows], is_quiet[rows], knows_steps=knows_steps)
    return day, night


def _until_morning(minute_ms: IntArray, facts: DayFacts) -> BoolArray:
    """Minutes from the evening before (as far as the margin reaches) to 10:00."""
    morning = facts.day.start_us // 1000 + SLEEP_UNTIL_HOUR * 3_600_000
    until: BoolArray = minute_ms < morning
    return until


def write_responses(
    warehouse: Warehouse, days: Sequence[DayResult], method_digest: str
) -> None:
    """Append the responses of the batch to `mart.session_response`."""
    rows = [
        _response_row(day, row, told, method_digest)
        for day in days
        for row, told in zip(day.sessions, day.responses, strict=True)
    ]
    if rows:
        warehouse.insert(
            "mart.session_response", {n: [r[n] for r in rows] for n in rows[0]}
        )


def _response_row(
    day: DayResult,
    row: SessionRow,
    told: tuple[Recovery, Response, Trimp],
    method_digest: str,
) -> dict[str, Any]:
    after, answer, load = told
    return {
        "session_id": row.session_id,
        "patient_id": day.stale.patient_id,
        "day_date": day.stale.day_date,
        "started_at": from_utc_us(row.span.start_ms * 1000),
        "hr_pre_bpm": after.hr_pre_bpm,
        "hr_end_bpm": after.hr_end_bpm,
        "hrr30_bpm": after.hrr30_bpm,
        "hrr60_bpm": after.hrr60_bpm,
        "hrr120_bpm": after.hrr120_bpm,
        "hrr30_null_reason": after.hrr30_null_reason,
        "recovery_null_reason": after.null_reason,
        "hrr120_null_reason": after.hrr120_null_reason,
        "t_return_s": after.t_return_s,
        "is_return_censored": after.is_return_censored,
        "tau_off_s": after.tau_off_s,
        "hr_steady_bpm": answer.hr_steady_bpm,
        "cadence_steady_spm": answer.cadence_steady_spm,
        "cadence_cv": answer.cadence_cv,
        "cost_per_step_bpm": answer.cost_per_step_bpm,
        "speed_steady_mps": answer.speed_steady_mps,
        "pci_beats_per_m": answer.pci_beats_per_m,
        "pci_null_reason": answer.pci_null_reason,
        "tau_on_s": answer.tau_on_s,
        "tau_on_null_reason": answer.tau_on_null_reason,
        "beats_per_step": answer.beats_per_step,
        "hr_cadence_slope": answer.hr_cadence_slope,
        "hr_cadence_lag_s": answer.hr_cadence_lag_s,
        "drift_bpm_per_min": answer.drift_bpm_per_min,
        "decoupling_frac": answer.decoupling_frac,
        "t_plateau_s": answer.t_plateau_s,
        "trimp_au": load.trimp_au,
        "trimp_null_reason": load.null_reason,
        "input_digest": day.stale.input_digest,
        "method_digest": method_digest,
    }


def write_resting(
    warehouse: Warehouse, days: Sequence[DayResult], method_digest: str
) -> None:
    """Append the resting heart rates of the batch to `mart.resting_day`."""
    rows = [
        {
            "patient_id": each.stale.patient_id,
            "day_date": each.stale.day_date,
            "hr_rest_bpm": each.resting[0].hr_rest_bpm,
            "hr_rest_quality": each.resting[0].quality,
            "hr_rest_null_reason": each.resting[0].null_reason,
            "quiet_min": each.resting[0].quiet_min,
            "night_frac": each.resting[0].night_frac,
            "hr_night_bpm": each.resting[1].hr_night_bpm,
            "hr_night_null_reason": each.resting[1].null_reason,
            "night_quiet_min": each.resting[1].quiet_min,
            "input_digest": each.stale.input_digest,
            "method_digest": method_digest,
        }
        for each in days
    ]
    if rows:
        warehouse.insert("mart.resting_day", {n: [r[n] for r in rows] for n in rows[0]})

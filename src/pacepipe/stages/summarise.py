"""From grids and words to sessions and the day, each number with its coverage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.diary import diary_day, red_flags
from pacepipe.domain.digest import digest_of
from pacepipe.domain.instant import from_utc_us
from pacepipe.domain.session import MarkedSession, ReportedSession, SessionSpan
from pacepipe.load import SessionFacts, Trimp, day_totals, srpe_au
from pacepipe.signals import (
    MinuteTable,
    Recovery,
    Response,
    RestingDay,
    RestingNight,
    SessionMeasures,
    SpotRest,
    StepDay,
    StepDayValidity,
    combine,
    day_length,
    detect,
    measure,
    pair_marks,
)
from pacepipe.stages.clean import CleanDay
from pacepipe.stages.facts import DayFacts
from pacepipe.stages.intervals import UNSPLIT, DayIntervals
from pacepipe.stages.sensors import main_kind
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Warehouse

_ID_DIGITS = 12
IS_A_DAY: Final = frozenset({StepDayValidity.VALID, StepDayValidity.PARTIAL})


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of a day, measured."""

    session_id: str
    span: SessionSpan
    measures: SessionMeasures
    hr_ceiling_bpm: int | None
    srpe_au: float | None
    hr_sensor_kind: str | None


@dataclass(frozen=True, slots=True, eq=False)
class DayResult:
    """All that was computed of one stale day of which something is known.

    `responses` are those of `sessions`, in the same order; steps of `minutes` are those
    of the cadence, and add up with the chosen ones of `intervals`. `imported_ms` are
    the moments of which files tell, by kind.
    """

    stale: StaleDay
    facts: DayFacts
    sessions: tuple[SessionRow, ...]
    rests: tuple[SpotRest, ...]
    responses: tuple[tuple[Recovery, Response, Trimp], ...]
    resting: tuple[RestingDay, RestingNight]
    minutes: MinuteTable
    intervals: DayIntervals
    wear: StepDay
    imported_ms: tuple[IntArray, ...]
    reject_count: int


def sessions_of_day(
    facts: DayFacts,
    clean: CleanDay,
    of_files: Sequence[MarkedSession],
    *,
    sensor_code: IntArray,
) -> tuple[SessionRow, ...]:
    """Sessions that start on the day, by what was seen, marked and told.

    Parameters
    ----------
    facts : DayFacts
    clean : CleanDay
    of_files : sequence of MarkedSession
    sensor_code : (s,) int64
        How each source measures, see `sensor_codes`.
    """
    spans = combine(
        detect(clean.seconds, clean.cadence),
        pair_marks(
            [(at // 1000, said.activity_kind) for at, said in facts.starts],
            [(at // 1000, said.is_early_stop) for at, said in facts.stops],
        ),
        [
            ReportedSession(
                start_ms=int(said.started_at.timestamp() * 1000),
                duration_min=said.duration_min,
                activity_kind=said.activity_kind,
                effort_cr10=said.effort_cr10,
                is_early_stop=said.is_early_stop,
            )
            for said in facts.reports
        ],
        measured_ms=clean.measured_ms,
        of_files=of_files,
    )
    first_ms, end_ms = facts.day.start_us // 1000, facts.day.end_us // 1000
    return tuple(
        _measured(facts, clean, span, sensor_code)
        for span in spans
        if first_ms <= span.start_ms < end_ms
    )


def _measured(
    facts: DayFacts, clean: CleanDay, span: SessionSpan, sensor_code: IntArray
) -> SessionRow:
    edges_ms = (span.start_ms, span.end_ms)
    first, end = np.searchsorted(clean.seconds.second_ms, edges_ms).tolist()
    ceiling = facts.hr_ceiling_bpm(span.start_ms * 1000)
    measures = measure(span, clean.seconds, clean.cadence, hr_ceiling_bpm=ceiling)
    name = digest_of((facts.patient_id, span.start_ms, span.label))[:_ID_DIGITS]
    return SessionRow(
        session_id=f"session-{name}",
        span=span,
        measures=measures,
        hr_ceiling_bpm=ceiling,
        srpe_au=srpe_au(span.effort_cr10, measures.duration_min),
        hr_sensor_kind=main_kind(clean.heart.strap_code[first:end], sensor_code),
    )


def write_sessions(
    warehouse: Warehouse, days: Sequence[DayResult], method_digest: str
) -> None:
    """Append the sessions of the batch to `mart.session`."""
    rows = [
        _session_columns(day, row, method_digest)
        for day in days
        for row in day.sessions
    ]
    if rows:
        warehouse.insert("mart.session", {n: [r[n] for r in rows] for n in rows[0]})


def _session_columns(
    day: DayResult, row: SessionRow, method_digest: str
) -> dict[str, Any]:
    stale, span, measures, seen = day.stale, row.span, row.measures, row.span.detected
    return {
        "session_id": row.session_id,
        "patient_id": stale.patient_id,
        "day_date": stale.day_date,
        "started_at": from_utc_us(span.start_ms * 1000),
        "ended_at": from_utc_us(span.end_ms * 1000),
        "detected_started_at": _instant(min((s.start_ms for s in seen), default=None)),
        "detected_ended_at": _instant(max((s.end_ms for s in seen), default=None)),
        "label": span.label.value,
        "mark_source": span.mark_source,
        "activity_kind": span.activity_kind.value,
        "duration_min": measures.duration_min,
        "active_min": measures.active_min,
        "pause_count": measures.pause_count,
        "hr_mean_bpm": measures.hr_mean_bpm,
        "hr_median_bpm": measures.hr_median_bpm,
        "hr_p95_bpm": measures.hr_p95_bpm,
        "hr_coverage_frac": measures.hr_coverage_frac,
        "hr_sensor_kind": row.hr_sensor_kind,
        "above_limit_min": measures.above_limit_min,
        "hr_ceiling_bpm": row.hr_ceiling_bpm,
        "step_count": measures.step_count,
        "step_coverage_frac": measures.step_coverage_frac,
        "cadence_median_spm": measures.cadence_median_spm,
        "effort_cr10": span.effort_cr10,
        "srpe_au": row.srpe_au,
        "is_early_stop": span.is_early_stop,
        "input_digest": stale.input_digest,
        "method_digest": method_digest,
    }


def _instant(at_ms: int | None) -> datetime | None:
    return None if at_ms is None else from_utc_us(at_ms * 1000)


def write_days(
    warehouse: Warehouse, days: Sequence[DayResult], method_digest: str
) -> None:
    """Append the days of the batch to `mart.day`, and what they came from."""
    rows = [_day_columns(day, method_digest) for day in days]
    if not rows:
        return
    warehouse.insert("mart.day", {n: [r[n] for r in rows] for n in rows[0]})
    keep = ("patient_id", "day_date", "input_digest", "method_digest")
    warehouse.insert("ops.day_input", {n: [r[n] for r in rows] for n in keep})


def _day_columns(day: DayResult, method_digest: str) -> dict[str, Any]:
    stale, facts, minutes = day.stale, day.facts, day.minutes
    intervals = day.intervals
    totals = day_totals(
        [
            SessionFacts(
                active_min=row.measures.active_min,
                srpe_au=row.srpe_au,
                above_limit_min=row.measures.above_limit_min,
            )
            for row in day.sessions
        ]
    )
    wear_min = int(minutes.is_worn.sum())
    start_ms = facts.day.start_us // 1000
    length = day_length(start_ms, day.imported_ms, facts.day.day_minutes)
    worn_hr = minutes.hr_bpm[~np.isnan(minutes.hr_bpm)]
    step_count, step_null_reason = _steps_told(day)
    step_measured_s = float(minutes.step_measured_s.sum())
    step_measured_s += float(intervals.own_ms.sum()) / 1000
    said = diary_day(stale.day_date, facts.diary)
    return {
        "patient_id": stale.patient_id,
        "day_date": stale.day_date,
        "zone": facts.day.zone,
        "zone_assumed": facts.day.zone_assumed,
        "day_minutes": length.day_minutes,
        "wear_min": wear_min,
        "wear_frac": min(wear_min / length.day_minutes, 1.0),
        "hr_median_bpm": float(np.median(worn_hr)) if len(worn_hr) else None,
        "step_count": step_count,
        "step_measured_min": step_measured_s / 60,
        "step_null_reason": step_null_reason,
        "whole_day_step_count": day.wear.step_count,
        "step_day_validity": day.wear.validity.value,
        "session_count": totals.session_count,
        "active_min": totals.active_min,
        "srpe_au": totals.srpe_au,
        "srpe_null_reason": totals.srpe_null_reason,
        "above_limit_min": totals.above_limit_min,
        "tiredness": said.tiredness,
        "pain": said.pain,
        "bone_pain": said.bone_pain,
        "breathlessness": said.breathlessness,
        "nausea": said.nausea,
        "sleep": said.sleep,
        "temperature_c": said.temperature_c,
        "soreness_48h": said.soreness_48h,
        "red_flag_count": len(red_flags(facts.diary)),
        "is_diary_day": said.tiredness is not None,
        "treatment_kind": facts.treatments[0].treatment_kind.value
        if facts.treatments
        else None,
        "reject_count": day.reject_count,
        "input_digest": stale.input_digest,
        "method_digest": method_digest,
    }


def _steps_told(day: DayResult) -> tuple[float | None, str | None]:
    """Steps in the measured time of a day, or why there are none.

    A total of 0 that nobody's wear stands for is no step count: a band that lies on a
    table counts 0 all day.
    """
    minutes, intervals, validity = day.minutes, day.intervals, day.wear.validity
    has_cadence = bool((minutes.step_measured_s > 0).any())
    if not has_cadence and not intervals.has_steps:
        return None, UNSPLIT if intervals.is_unsplit else "no_cadence"
    step_count = float(np.nansum(minutes.step_count))
    step_count += float(intervals.chosen_step_count.sum())
    is_worn = has_cadence or validity in IS_A_DAY
    if step_count == 0 and not is_worn:
        return None, validity.value
    return step_count, None

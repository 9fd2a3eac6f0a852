"""What is drawn of a session, a day and a week, read from the working database."""

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.errors import NotEnoughData
from pacepipe.pictures import (
    BeatPoints,
    CadencePoints,
    DayRow,
    Heart,
    MinutePoints,
    Scene,
    Stretches,
    WeekScene,
)
from pacepipe.store import Working

BEFORE_MS: Final = 2 * 60_000
AFTER_MS: Final = 5 * 60_000
"""What is shown around a session (ours): the heart rate that it began at, and its
fall in the minutes after it."""
HOUR_MS: Final = 60 * 60_000
_OK: Final = "ok"


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of time of one person, ms UTC, and the zone of its axis."""

    patient_id: str
    zone: str
    start_ms: int
    end_ms: int

    def asked(self) -> dict[str, object]:
        return {
            "patient_id": self.patient_id,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
        }


def day_scene(working: Working, patient_id: str, day_date: date) -> Scene:
    """One local day: the full hours from the first of what was recorded to the last.

    Raises
    ------
    NotEnoughData
        Nothing was recorded on it.
    """
    span = _day_span(working, patient_id, day_date)
    if span is None:
        raise _nothing(f"{patient_id} on {day_date.isoformat()}")
    scene = _scene(working, span, f"{patient_id}, {day_date:%A} {day_date}")
    known_ms = _instants(scene)
    if len(known_ms) == 0:
        raise _nothing(f"{patient_id} on {day_date.isoformat()}")
    return dataclasses.replace(
        scene,
        start_ms=_down_to_hour(span, int(known_ms.min())),
        end_ms=min(_down_to_hour(span, int(known_ms.max())) + HOUR_MS, span.end_ms),
    )


def session_scene(working: Working, which: str) -> tuple[str, Scene]:
    """A session by its id, or the last one of a person, and the minutes around it.

    Returns
    -------
    str
        Id of the session.
    Scene

    Raises
    ------
    NotEnoughData
        There is none, or nothing was recorded in it.
    """
    found = working.rows("picture_session", which=which)
    if not found:
        raise NotEnoughData(
            f"There is no session {which}, and none of a person of that id.",
            means="Nothing was drawn.",
            remedy="See the ids: "
            '`pacepipe query "select session_id, started_at from mart.session"`.',
        )
    (row,) = found
    span = _Span(
        row["patient_id"],
        row["zone"],
        row["start_ms"] - BEFORE_MS,
        row["end_ms"] + AFTER_MS,
    )
    day_date: date = row["day_date"]
    title = f"{row['patient_id']}, {day_date:%A} {day_date}, {row['session_id']}"
    scene = _scene(working, span, title)
    if len(_instants(scene)) == 0:
        raise _nothing(f"{row['session_id']} by any strap")
    return row["session_id"], scene


def week_scene(working: Working, patient_id: str, week_start: date) -> WeekScene:
    """The days of a week of which anything can be known, Monday first.

    Raises
    ------
    NotEnoughData
        Nothing was recorded in it.
    """
    days = []
    for ahead in range(7):
        day_date = week_start + timedelta(days=ahead)
        span = _day_span(working, patient_id, day_date)
        if span is not None:
            days.append(_day_row(working, span, f"{day_date:%a} {day_date}"))
    if all(len(day.minute_ms) == len(day.minutes.at_ms) == 0 for day in days):
        raise _nothing(f"{patient_id} in the week of {week_start.isoformat()}")
    year, week, _ = week_start.isocalendar()
    title = f"{patient_id}, week {year}-W{week:02d}, from Monday {week_start}"
    return WeekScene(title, tuple(days))


def _nothing(of_whom: str) -> NotEnoughData:
    return NotEnoughData(
        f"Nothing was recorded of {of_whom}.",
        means="There is nothing to draw. That nothing is known does not say "
        "that it was a rest.",
        remedy="If a strap was worn, run `pacepipe nightly run`, then draw it again.",
    )


def _day_span(working: Working, patient_id: str, day_date: date) -> _Span | None:
    found = working.rows("picture_day", patient_id=patient_id, day_date=day_date)
    return _Span(patient_id, **found[0]) if found else None


def _instants(scene: Scene) -> IntArray:
    """Every instant at which something was received, or silence has its reason."""
    return np.concatenate(
        [
            scene.heart.second_ms,
            scene.heart.aside_ms,
            scene.cadence.at_ms,
            scene.minutes.at_ms,
        ]
    ).astype(np.int64)


def _down_to_hour(span: _Span, at_ms: int) -> int:
    """The full hour since local midnight at or before an instant, within the span."""
    hours = (at_ms - span.start_ms) // HOUR_MS
    return span.start_ms + max(hours, 0) * HOUR_MS


def _scene(working: Working, span: _Span, title: str) -> Scene:
    return Scene(
        title=title,
        zone=span.zone,
        start_ms=span.start_ms,
        end_ms=span.end_ms,
        heart=_heart(working, span),
        cadence=_cadence(working, span),
        beats=_beats(working, span),
        minutes=_minutes(working, span),
        sessions=_sessions(working, span),
    )


def _heart(working: Working, span: _Span) -> Heart:
    second = working.columns("picture_seconds", **span.asked())
    doubted = working.columns("picture_heart_rate", **span.asked())
    is_suspect = doubted["hr_flag"] == _OK
    at_ms, hr_bpm = doubted["at_ms"], doubted["hr_bpm"].astype(np.float64)
    return Heart(
        second_ms=second["at_ms"],
        hr_bpm=second["hr_bpm"].astype(np.float64),
        is_filled=second["is_interpolated"].astype(np.bool_),
        aside_ms=at_ms[~is_suspect],
        aside_bpm=hr_bpm[~is_suspect],
        suspect_ms=at_ms[is_suspect],
        suspect_bpm=hr_bpm[is_suspect],
    )


def _cadence(working: Working, span: _Span) -> CadencePoints:
    found = working.columns("picture_cadence", **span.asked())
    return CadencePoints(found["at_ms"], found["cadence_spm"])


def _beats(working: Working, span: _Span) -> BeatPoints:
    found = working.columns("picture_beats", **span.asked())
    strap = found["strap_id"]
    is_break = found["is_break"].astype(np.bool_)
    # the first of another strap follows nothing
    is_break[1:] |= strap[1:] != strap[:-1]
    return BeatPoints(
        at_ms=found["at_ms"],
        rr_ms=found["rr_ms"],
        is_ok=found["rr_flag"] == _OK,
        is_break=is_break,
    )


def _minutes(working: Working, span: _Span) -> MinutePoints:
    found = working.columns("picture_minute_classes", **span.asked())
    return MinutePoints(found["at_ms"], found["minute_class"].tolist())


def _sessions(working: Working, span: _Span) -> Stretches:
    found = working.columns("picture_sessions", **span.asked())
    return Stretches(found["start_ms"], found["end_ms"])


def _day_row(working: Working, span: _Span, label: str) -> DayRow:
    found = working.columns("picture_minutes", **span.asked())
    return DayRow(
        label=label,
        zone=span.zone,
        start_ms=span.start_ms,
        end_ms=span.end_ms,
        minute_ms=found["at_ms"],
        hr_bpm=found["hr_bpm"].astype(np.float64),
        minutes=_minutes(working, span),
        sessions=_sessions(working, span),
    )

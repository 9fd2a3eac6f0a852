"""Nights, walks and what was said of a person, as flags are raised from them."""

from datetime import date, datetime, timedelta
from typing import Any

from pacepipe.domain.events import (
    KIND_OF,
    ConsentGiven,
    Event,
    Payload,
    PersonAdded,
    ZoneSet,
)
from pacepipe.domain.history import PersonHistory, person_history
from support.clinic_rows import at

PERSON = "p-1"


def night(day: date, hr_night_bpm: float | None) -> dict[str, Any]:
    return {
        "patient_id": PERSON,
        "day_date": day,
        "hr_rest_bpm": None,
        "hr_rest_quality": None,
        "hr_rest_null_reason": "too_few_quiet",
        "quiet_min": 300,
        "night_frac": 1.0,
        "hr_night_bpm": hr_night_bpm,
        "hr_night_null_reason": None if hr_night_bpm is not None else "too_few_quiet",
        "night_quiet_min": 300,
        "input_digest": "d",
        "method_digest": "m",
    }


def said(number: int, payload: Payload, moment: datetime) -> Event:
    return Event(
        station_id="home",
        seq=number,
        event_id=f"e-{number}",
        kind=KIND_OF[type(payload)],
        patient_id=PERSON,
        about_at=moment,
        zone="Europe/Berlin",
        entered_at=moment,
        entered_by="test",
        supersedes=None,
        payload=payload,
    )


def history(today: date, *more: Payload) -> PersonHistory:
    """A consenting person at noon of a day, and what was said an hour before."""
    begun = at(today - timedelta(days=120))
    first = (PersonAdded(), ZoneSet("Europe/Berlin"), ConsentGiven("p-1"))
    events = [said(number, each, begun) for number, each in enumerate(first)]
    now = at(today, 12)
    events += [
        said(10 + number, each, now - timedelta(hours=1))
        for number, each in enumerate(more)
    ]
    return person_history(PERSON, events, now)

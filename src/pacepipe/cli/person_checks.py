"""What each person's plan still waits for."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from pacepipe.app import House
from pacepipe.cli.findings import Finding, Level, fine
from pacepipe.domain.events import LimitsSet
from pacepipe.domain.history import PersonHistory

SOON_DAYS: Final = 14
"""Two weekly plans: long enough to ask the clinic by letter."""


def _consent(history: PersonHistory, now: datetime) -> Finding:
    person = history.patient_id
    if history.has_consent(now):
        return fine("consent", "agrees to be recorded.", person)
    if history.consents:
        return Finding(
            "consent",
            Level.NOTE,
            "no longer agrees.",
            "Nothing is recorded.",
            "",
            person,
        )
    return Finding(
        "consent",
        Level.PROBLEM,
        "has not agreed yet.",
        "Nothing is recorded for them.",
        f"When they agree: `pacepipe consent give {person} --by NAME`.",
        person,
    )


def _clearance(person: str, limits: LimitsSet, today: date) -> Finding:
    until = limits.cleared_until
    remedy = (
        f"Ask the clinic, then `pacepipe limits set {person} --cleared-until DAY "
        "--by NAME --source WHERE`."
    )
    if until is None or until < today:
        what = "has no clearance." if until is None else f"was cleared until {until}."
        means = "The plan has no minutes without one."
        return Finding("clearance", Level.PROBLEM, what, means, remedy, person)
    if (until - today).days <= SOON_DAYS:
        what, means = f"is cleared until {until}.", "After it the plan has no minutes."
        return Finding("clearance", Level.NOTE, what, means, remedy, person)
    return fine("clearance", f"is cleared until {until}.", person)


def _standing(person: str, limits: LimitsSet, today: date) -> list[Finding]:
    until = limits.standing_approval_until
    if until is None:
        return []
    days = (until - today).days
    if days > SOON_DAYS:
        return [fine("standing_approval", f"has approval until {until}.", person)]
    return [
        Finding(
            "standing_approval",
            Level.NOTE,
            f"{'had' if days < 0 else 'has'} standing approval until {until}.",
            "After it each increase waits for a signature.",
            f"Ask the clinic, then `pacepipe limits set {person} "
            "--standing-approval-until DAY --by NAME --source WHERE`.",
            person,
        )
    ]


def _baseline(history: PersonHistory, today: date) -> Finding:
    person = history.patient_id
    locked = history.baseline_at(today)
    if locked is not None and (locked.valid_until - today).days > SOON_DAYS:
        return fine("baseline", f"has one until {locked.valid_until}.", person)
    what = "has none." if locked is None else f"has one until {locked.valid_until}."
    return Finding(
        "baseline",
        Level.NOTE,
        what,
        "Without one the plan does not grow.",
        f"After a week of diaries: `pacepipe baseline lock {person} --by NAME`.",
        person,
    )


def _straps(history: PersonHistory, now: datetime) -> Finding:
    person = history.patient_id
    held = [span.value for span in history.assignments if span.holds(now)]
    if held:
        return fine("straps", f"wears {', '.join(held)}.", person)
    return Finding(
        "straps",
        Level.NOTE,
        "has no strap.",
        "Sessions can be told with `pacepipe log session`.",
        f"`pacepipe strap pair {person}`",
        person,
    )


def person_findings(house: House, history: PersonHistory) -> list[Finding]:
    """What one person's plan waits for, and what runs out soon."""
    patient_id, now = history.patient_id, history.as_of
    today = now.astimezone(ZoneInfo(house.zone_of(history, now))).date()
    found = [_consent(history, now), _straps(history, now)]
    current = history.limits_at(now)
    if current is None:
        found.append(
            Finding(
                "limits",
                Level.PROBLEM,
                "has no limits from the clinic.",
                "The plan has no minutes without them.",
                f"`pacepipe limits set {patient_id} … --by NAME --source WHERE`",
                patient_id,
            )
        )
        return found
    _, limits = current
    found.append(_clearance(patient_id, limits, today))
    found.append(_baseline(history, today))
    found += _standing(patient_id, limits, today)
    if limits.is_held:
        found.append(
            Finding(
                "hold",
                Level.NOTE,
                "is on hold by the clinic.",
                "The plan is rest until it is lifted.",
                f"`pacepipe limits set {patient_id} --no-hold …`, by the clinic",
                patient_id,
            )
        )
    return found

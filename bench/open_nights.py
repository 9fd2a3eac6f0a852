"""Resting heart rates of open recordings, measured as the product measures them."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.domain.flag import (
    FlagInputs,
    FlagRaised,
    IssuedFlag,
    RestFact,
    RestKind,
    StepDay,
)
from pacepipe.pacing import FlagPolicy, flag
from pacepipe.signals.resting_hr import longest_quiet, quiet_minutes, resting_night

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "stanford_fitbit"
EVENING_H, MORNING_H = 20, 10
"""Between them a night is looked for: research/signal.md 3(h)."""
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Recording:
    """One person: heart rate of each night that has one, and counted steps."""

    name: str
    nights: tuple[RestFact, ...]
    steps: tuple[StepDay, ...]


def recordings() -> Iterator[Recording]:
    """Everybody of the set, sorted; none where it is not here."""
    for path in sorted(FOLDER.glob("*_hr.csv.zip")):
        name = path.name.removesuffix("_hr.csv.zip")
        hr_bpm = _minutes(path, "heartrate", np.mean)
        steps = _minutes(FOLDER / f"{name}_steps.csv.zip", "steps", np.max)
        yield Recording(name, _nights(hr_bpm, steps), _steps(hr_bpm, steps))


def _minutes(path: Path, column: str, of: object) -> dict[datetime, float]:
    """One value a minute of the wall clock that the recording was made by."""
    found: dict[str, list[float]] = {}
    with zipfile.ZipFile(path) as folder:
        name = next(
            n for n in folder.namelist() if n.endswith(".csv") and "__" not in n
        )
        with folder.open(name) as file:
            for row in csv.DictReader(io.TextIOWrapper(file)):
                found.setdefault(row["datetime"][:16], []).append(float(row[column]))
    return {
        datetime.fromisoformat(at): float(of(values))  # type: ignore[operator]
        for at, values in found.items()
    }


def _nights(
    hr_bpm: dict[datetime, float], steps: dict[datetime, float]
) -> tuple[RestFact, ...]:
    first, last = min(hr_bpm).date(), max(hr_bpm).date()
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        rest = _night(day, hr_bpm, steps)
        if rest is not None:
            found.append(RestFact(day, RestKind.NIGHT, rest))
    return tuple(found)


def _night(
    day: date, hr_bpm: dict[datetime, float], steps: dict[datetime, float]
) -> float | None:
    midnight = datetime.combine(day, time())
    evening = midnight - timedelta(hours=24 - EVENING_H)
    count = (24 - EVENING_H + MORNING_H) * 60
    minutes = [evening + timedelta(minutes=minute) for minute in range(count)]
    heart = np.array([hr_bpm.get(at, np.nan) for at in minutes])
    counted = np.array([steps.get(at, np.nan) for at in minutes])
    at_ms = np.arange(count) * MINUTE_MS
    is_quiet = quiet_minutes(at_ms, heart, counted)
    night = longest_quiet(at_ms, is_quiet)
    return resting_night(heart[night], is_quiet[night], knows_steps=True).hr_night_bpm


def _steps(
    hr_bpm: dict[datetime, float], steps: dict[datetime, float]
) -> tuple[StepDay, ...]:
    """Steps of the minutes of each day, and those in which it was worn as well."""
    total: dict[date, float] = {}
    worn: dict[date, int] = {}
    for at, value in steps.items():
        total[at.date()] = total.get(at.date(), 0.0) + value
        worn[at.date()] = worn.get(at.date(), 0) + (at in hr_bpm)
    return tuple(StepDay(day, total[day], float(worn[day])) for day in sorted(total))


def replayed(recording: Recording, policy: FlagPolicy) -> list[FlagRaised]:
    """What each night run would have raised that no earlier one had, in order."""
    raised: dict[str, FlagRaised] = {}
    first, last = recording.nights[0].day_date, recording.nights[-1].day_date
    for number in range((last - first).days + 2):
        today = first + timedelta(days=number)
        known = [each for each in recording.nights if each.day_date <= today]
        inputs = FlagInputs(
            patient_id=recording.name,
            as_of=datetime.fromisoformat(f"{today.isoformat()}T12:00:00+00:00"),
            today=today,
            stops=(),
            sessions=(),
            hr_ceiling_bpm=None,
            last_known_date=known[-1].day_date,
            rests=tuple(known),
            steps=tuple(each for each in recording.steps if each.day_date < today),
            issued=tuple(
                IssuedFlag(each.kind, each.tier, each.about_date)
                for each in raised.values()
            ),
        )
        for each in flag(inputs, policy):
            raised.setdefault(each.flag_id, each)
    return list(raised.values())


def laid_out(recording: Recording) -> FloatArray:
    """Nights as a row with a column a day, for rules that want that."""
    first = recording.nights[0].day_date
    days = (recording.nights[-1].day_date - first).days + 1
    row = np.full((1, days), np.nan)
    for each in recording.nights:
        row[0, (each.day_date - first).days] = each.hr_bpm
    return row

"""One person as flags see them, calm until a test makes something happen."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from pacepipe.domain.flag import (
    FlagInputs,
    FlagKind,
    FlagRaised,
    HeartKnown,
    RestFact,
    RestKind,
    StepDay,
    WalkFact,
)
from pacepipe.pacing.flags import flag

TODAY = date(2026, 11, 20)
AS_OF = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
USUAL_BPM = 70.0
Change = Callable[[int], float | None]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def wobble(days_ago: int, spread: float = 1.2) -> float:
    """Differs from day to day, always alike, and never far."""
    return spread * float(np.sin(7.3 * days_ago) + 0.5 * np.cos(3.1 * days_ago))


def rests(
    change: Change = lambda _: 0.0,
    *,
    days: int = 80,
    kind: RestKind = RestKind.NIGHT,
    usual_bpm: float = USUAL_BPM,
) -> tuple[RestFact, ...]:
    """One a day until yesterday; `change` is what is on top, None not measured."""
    return tuple(
        RestFact(ago(back), kind, usual_bpm + wobble(back) + over)
        for back in range(1, days + 1)
        if (over := change(back)) is not None
    )


def walk(days_ago: int, over: float = 0.0, **more: float | None) -> WalkFact:
    cadence = 95.0 + wobble(days_ago, 3.0)
    day = ago(days_ago)
    pre = USUAL_BPM + 4.0
    hr_bpm = 108.0 + 0.6 * (cadence - 95.0) + wobble(days_ago + 5, 2.0) + over
    base = WalkFact(
        session_id=f"s-{days_ago}",
        started_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        day_date=day,
        hr_bpm=hr_bpm,
        cadence_spm=cadence,
        duration_min=10.0,
        hr_pre_bpm=pre,
        hr_end_bpm=hr_bpm + 3.0,
        hrr60_bpm=22.0 + wobble(days_ago, 1.0),
    )
    return replace(base, **more)


def walks(change: Change = lambda _: 0.0, *, days: int = 80) -> tuple[WalkFact, ...]:
    """Every other day."""
    return tuple(
        walk(back, over)
        for back in range(1, days + 1, 2)
        if (over := change(back)) is not None
    )


def steps(change: Callable[[int], float] = lambda _: 1.0) -> tuple[StepDay, ...]:
    return tuple(
        StepDay(ago(back), (4000 + 300 * wobble(back)) * change(back), 720.0)
        for back in range(1, 60)
    )


CALM = FlagInputs(
    patient_id="P-1",
    as_of=AS_OF,
    today=TODAY,
    stops=(),
    sessions=(),
    hr_ceiling_bpm=None,
    last_known_date=ago(1),
    rests=rests(),
    walks=walks(),
    steps=steps(),
    heart=HeartKnown(
        on_rate_limiting=False, has_pacemaker=False, has_atrial_fibrillation=False
    ),
)


def last_days(over: float, count: int) -> Change:
    """So much on top on the last `count` days."""
    return lambda back: over if back <= count else 0.0


def without(days: Iterable[int], change: Change) -> Change:
    missing = set(days)
    return lambda back: None if back in missing else change(back)


def of(inputs: FlagInputs, kind: FlagKind) -> list[FlagRaised]:
    return [found for found in flag(inputs) if found.kind is kind]

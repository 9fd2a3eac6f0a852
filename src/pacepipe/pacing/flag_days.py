"""What flags are raised from, laid out a day a column; the last column is today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.domain.flag import FlagInputs, FlagKind, RestKind, WalkFact
from pacepipe.domain.history import FEVER_C
from pacepipe.domain.vocabulary import FlagAnswer
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.usual import Usual, usual_rest
from pacepipe.pacing.walk_heart import Walks

DAYS: Final = 140
"""Days that are looked at: what is usual takes 60, and a rate of alarms some months."""
EXCUSED_DAYS: Final = 7
"""Days after a fever, a sign, or a flag that was right, that explain a rise."""
RIGHT: Final = (FlagAnswer.ACTED, FlagAnswer.USEFUL)
HEART: Final = (FlagKind.REST_HIGH, FlagKind.WALK_HIGH)


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """One person; every array is (1, days).

    Seated rests are there only where a person has any; nights always.
    """

    rests: dict[RestKind, FloatArray]
    usual: dict[RestKind, Usual]
    walks: Walks
    tiredness: FloatArray
    step_count: FloatArray
    is_phase: BoolArray
    known_from: FloatArray
    is_excused: BoolArray
    has_sign: BoolArray


def laid_out(inputs: FlagInputs, policy: FlagPolicy) -> Days:
    """Days of the inputs; what lies outside of them, or ahead, is not looked at."""
    signs = _sign_dates(inputs)
    infused = _marked(inputs, inputs.infusions)
    right = [
        each.about_date
        for each in inputs.answered
        if each.kind in HEART and each.answer in RIGHT
    ]
    rests = {kind: _rests(inputs, kind) for kind in RestKind}
    rests = {
        kind: values
        for kind, values in rests.items()
        if kind is RestKind.NIGHT or not np.isnan(values).all()
    }
    is_phase = held(infused, policy.phase_days) & ~infused
    known_from = _known_from(inputs, policy)
    return Days(
        rests=rests,
        usual={
            kind: usual_rest(
                values,
                is_phase,
                known_from,
                policy,
                spread_bpm=policy.spread_usual_bpm
                if kind is RestKind.NIGHT
                else policy.spread_usual_spot_bpm,
            )
            for kind, values in rests.items()
        },
        walks=_walks(_last_walks(inputs), inputs),
        tiredness=_tiredness(inputs),
        step_count=counted_steps(inputs, policy),
        is_phase=is_phase,
        known_from=known_from,
        is_excused=held(_marked(inputs, (*signs, *right)), EXCUSED_DAYS),
        has_sign=_marked(inputs, signs),
    )


def column_of(inputs: FlagInputs, day: date) -> int | None:
    """Column of a day, None where it is not looked at."""
    column = DAYS - 1 - (inputs.today - day).days
    return column if 0 <= column < DAYS else None


def date_of(inputs: FlagInputs, column: int) -> date:
    """Day of a column."""
    return inputs.today - timedelta(days=DAYS - 1 - column)


def held(marks: BoolArray, days: int) -> BoolArray:
    """Marked days and the `days` after each."""
    found = marks.copy()
    for lag in range(1, days + 1):
        found[:, lag:] |= marks[:, :-lag]
    return found


def _marked(inputs: FlagInputs, days: Iterable[date]) -> BoolArray:
    found = np.zeros((1, DAYS), dtype=np.bool_)
    for day in days:
        column = column_of(inputs, day)
        if column is not None:
            found[0, column] = True
    return found


def _sign_dates(inputs: FlagInputs) -> tuple[date, ...]:
    """Days of a reported sign or a fever by thermometer."""
    fevers = (
        each.day_date
        for each in inputs.diary
        if each.temperature_c is not None and each.temperature_c >= FEVER_C
    )
    return (*(stop.about_at.date() for stop in inputs.stops), *fevers)


def _rests(inputs: FlagInputs, kind: RestKind) -> FloatArray:
    """Median of the day's resting heart rates of one kind."""
    by_day: dict[date, list[float]] = {}
    for each in set(inputs.rests):
        if each.kind is kind and np.isfinite(each.hr_bpm):
            by_day.setdefault(each.day_date, []).append(each.hr_bpm)
    found = np.full((1, DAYS), np.nan)
    for day, values in by_day.items():
        column = column_of(inputs, day)
        if column is not None:
            found[0, column] = float(np.median(values))
    return found


def read_walks(inputs: FlagInputs) -> tuple[WalkFact, ...]:
    """Walks that are known by now and were steady, oldest first."""
    return tuple(
        sorted(
            {
                walk
                for walk in inputs.walks
                if walk.started_at <= inputs.as_of and walk.day_date <= inputs.today
            },
            key=lambda walk: (walk.started_at, walk.session_id),
        )
    )


def _last_walks(inputs: FlagInputs) -> tuple[WalkFact, ...]:
    """The last walk of each day that has a heart rate and a cadence."""
    by_day = {
        walk.day_date: walk
        for walk in read_walks(inputs)
        if walk.hr_bpm is not None and walk.cadence_spm is not None
    }
    return tuple(by_day.values())


def _walks(walks: Iterable[WalkFact], inputs: FlagInputs) -> Walks:
    found = np.full((4, 1, DAYS), np.nan)
    for walk in walks:
        column = column_of(inputs, walk.day_date)
        if column is not None:
            found[:, 0, column] = [
                np.nan if value is None else value
                for value in (
                    walk.hr_bpm,
                    walk.cadence_spm,
                    walk.duration_min,
                    walk.heat_c,
                )
            ]
    return Walks(*found)


def counted_steps(inputs: FlagInputs, policy: FlagPolicy) -> FloatArray:
    """Steps of each day that was counted for long enough, (1, days)."""
    found = np.full((1, DAYS), np.nan)
    for each in set(inputs.steps):
        column = column_of(inputs, each.day_date)
        if column is not None and each.counted_min >= policy.steps_worn_min:
            found[0, column] = np.fmax(found[0, column], each.step_count)
    return found


def _tiredness(inputs: FlagInputs) -> FloatArray:
    """The worst answer of each day."""
    found = np.full((1, DAYS), np.nan)
    for each in inputs.diary:
        column = column_of(inputs, each.day_date)
        if column is not None and each.tiredness is not None:
            found[0, column] = np.fmax(found[0, column], float(each.tiredness))
    return found


def _known_from(inputs: FlagInputs, policy: FlagPolicy) -> FloatArray:
    """First column that may be usual on each day, the newest of what began by then."""
    found = np.full((1, DAYS), -np.inf)
    for day in inputs.relearn_from:
        begin = DAYS - 1 - (inputs.today - day).days
        if begin < DAYS:
            since = max(begin, 0)
            first = float(begin + policy.relearn_skip_days)
            found[0, since:] = np.maximum(found[0, since:], first)
    return found

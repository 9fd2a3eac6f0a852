"""Numbers that cannot be compared are refused before anything is decided.

A NaN is neither above nor below a threshold, so it would pass every gate.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import repeat
from operator import attrgetter
from typing import Final, TypeAlias

from pacepipe.domain.events import SCALE_MAX
from pacepipe.domain.plan import PacingInputs
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.errors import InputRejected

_DAY_MIN: Final = 24 * 60
_SESSIONS_MAX: Final = 14
_VALUE_MAX: Final = 3000.0
_STEPS_MAX: Final = 100_000.0
_ITEMS: Final = tuple(DiaryItem)
_USUAL: Final = tuple(f"usual {item}" for item in DiaryItem)
_answers: Final = attrgetter(*_ITEMS)

_Row: TypeAlias = tuple[
    Iterable[str], date | str | None, Iterable[float | None], Iterable[float]
]
"""Names, whose they are, the numbers, and the most that each can be."""


def reject_impossible(inputs: PacingInputs) -> None:
    """Raise where an input is not a number, or is outside of its scale.

    Raises
    ------
    InputRejected
        Naming the first such number; the value itself is not repeated.
    """
    for names, whose, values, bounds in _rows(inputs):
        for what, value, most in zip(names, values, bounds, strict=False):
            # a NaN compares with nothing, and so is refused too
            if value is not None and not 0 <= value <= most:
                name = what if whose is None else f"{what} of {whose}"
                raise InputRejected(
                    f"The {name} cannot be right.",
                    means=f"It goes from 0 to {most:g}; no plan was made.",
                    remedy="Correct the entry, then plan the week again.",
                )


def _rows(inputs: PacingInputs) -> Iterator[_Row]:
    scale = repeat(SCALE_MAX)
    for day in inputs.diary:
        yield _ITEMS, day.day_date, _answers(day), scale
    for session in inputs.sessions:
        yield (
            ("effort", "length"),
            f"session {session.session_id}",
            (session.effort_cr10, session.duration_min),
            (SCALE_MAX, _DAY_MIN),
        )
    if inputs.baseline is not None:
        yield _USUAL, None, _answers(inputs.baseline), scale
        reference = inputs.baseline.burden_reference
        yield ("burden reference",), None, (reference,), scale
    yield ("usual steps",), None, (inputs.usual_step_count,), (_STEPS_MAX,)
    for known in inputs.clinic_values:
        yield (known.kind.value,), known.day_date, (known.value,), (_VALUE_MAX,)
    for week in inputs.plan_weeks:
        yield (
            ("session", "sessions"),
            f"the plan of {week.week_start}",
            (week.session_min, week.sessions_per_week),
            (_DAY_MIN, _SESSIONS_MAX),
        )

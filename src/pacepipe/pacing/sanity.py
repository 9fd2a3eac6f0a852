"""Numbers that cannot be compared are refused before anything is decided.

A NaN is neither above nor below a threshold, so it would pass every gate.
"""

from collections.abc import Iterator
from math import isfinite
from typing import Final

from pacepipe.domain.events import SCALE_MAX
from pacepipe.domain.plan import PacingInputs
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.errors import InputRejected
from pacepipe.pacing.burden import answer

_DAY_MIN: Final = 24 * 60
_VALUE_MAX: Final = 3000.0


def reject_impossible(inputs: PacingInputs) -> None:
    """Raise where an input is not a number, or is outside of its scale.

    Raises
    ------
    InputRejected
        Naming the first such number; the value itself is not repeated.
    """
    for name, value, most in _numbers(inputs):
        if value is not None and not (isfinite(value) and 0 <= value <= most):
            raise InputRejected(
                f"The {name} cannot be right.",
                means=f"It goes from 0 to {most:g}; no plan was made.",
                remedy="Correct the entry, then plan the week again.",
            )


def _numbers(inputs: PacingInputs) -> Iterator[tuple[str, float | None, float]]:
    for day in inputs.diary:
        for item in DiaryItem:
            yield f"{item.value} of {day.day_date}", answer(day, item), SCALE_MAX
    for session in inputs.sessions:
        name = f"session {session.session_id}"
        yield f"effort of {name}", session.effort_cr10, SCALE_MAX
        yield f"length of {name}", session.duration_min, _DAY_MIN
    if inputs.baseline is not None:
        for item in DiaryItem:
            usual: float | None = getattr(inputs.baseline, item.value)
            yield f"usual {item.value}", usual, SCALE_MAX
        yield "burden reference", inputs.baseline.burden_reference, SCALE_MAX
    for known in inputs.clinic_values:
        yield f"{known.kind.value} of {known.day_date}", known.value, _VALUE_MAX
    for week in inputs.plan_weeks:
        yield f"session of the plan of {week.week_start}", week.session_min, _DAY_MIN
        yield f"sessions of the plan of {week.week_start}", week.sessions_per_week, 14

"""Every number that a plan rests on is let through up to its most, and not beyond."""

from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import pytest

from pacepipe.domain.plan import Action, PacingInputs, PlanWeek, ValueKnown
from pacepipe.domain.vocabulary import ClinicValueKind
from pacepipe.errors import InputRejected
from pacepipe.pacing.sanity import reject_impossible
from support.pacing import (
    BASELINE,
    GOOD,
    WEEK_START,
    WINDOW_END,
    WINDOW_START,
    calm_day,
    session_on,
)

With = Callable[[float], PacingInputs]

NUMBERS: list[tuple[str, float, With]] = [
    (
        "tiredness of 2026-03-01",
        10,
        lambda v: replace(GOOD, diary=(replace(calm_day(WINDOW_END), tiredness=v),)),
    ),
    (
        "effort of session s-2026-02-23",
        10,
        lambda v: replace(GOOD, sessions=(session_on(WINDOW_START, effort=v),)),
    ),
    (
        "length of session s-2026-02-23",
        24 * 60,
        lambda v: replace(GOOD, sessions=(session_on(WINDOW_START, minutes=v),)),
    ),
    ("usual pain", 10, lambda v: replace(GOOD, baseline=replace(BASELINE, pain=v))),
    (
        "burden reference",
        10,
        lambda v: replace(GOOD, baseline=replace(BASELINE, burden_reference=v)),
    ),
    ("usual steps", 100_000, lambda v: replace(GOOD, usual_step_count=v)),
    (
        "platelets of 2026-03-01",
        3000,
        lambda v: replace(
            GOOD, clinic_values=(ValueKnown(ClinicValueKind.PLATELETS, v, WINDOW_END),)
        ),
    ),
    (
        "session of the plan of 2026-03-02",
        24 * 60,
        lambda v: replace(GOOD, plan_weeks=(PlanWeek(WEEK_START, Action.HOLD, v, 3),)),
    ),
    (
        "sessions of the plan of 2026-03-02",
        14,
        lambda v: replace(GOOD, plan_weeks=(PlanWeek(WEEK_START, Action.HOLD, 8, v),)),
    ),
]


@pytest.mark.parametrize(
    ("name", "most", "with_it"), NUMBERS, ids=[name for name, _, _ in NUMBERS]
)
def test_a_number_beyond_its_scale_is_refused_by_its_name(
    name: str, most: float, with_it: With
) -> None:
    for possible in (0, most):
        reject_impossible(with_it(possible))
    for impossible in (-1, most + 1, inf, nan):
        with pytest.raises(InputRejected) as refused:
            reject_impossible(with_it(impossible))
        assert refused.value.what == f"The {name} cannot be right."


def test_what_nobody_knows_is_let_through() -> None:
    reject_impossible(replace(GOOD, baseline=None, usual_step_count=None))
    reject_impossible(replace(GOOD, sessions=(session_on(WINDOW_START, effort=None),)))

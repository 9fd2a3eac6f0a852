"""84 days are handed in, and the rules look at 42 of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pacepipe.domain.digest import canonical_json
from pacepipe.domain.plan import PacingInputs
from pacepipe.pacing import DEFAULT_POLICY, plan_week
from support.pacing import (
    GOOD,
    WEEK_START,
    WINDOW_END,
    calm_day,
    infusion,
    plans,
    red_flag,
    session_on,
)

RULES_ALONE = replace(DEFAULT_POLICY, version="rules-alone", tolerance_quantile=0.0)


def with_a_past(
    inputs: PacingInputs, *, minutes: float, tiredness: int
) -> PacingInputs:
    """The same, with a diary, sessions and treatments of 43 to 84 days ago."""
    days = [WINDOW_END - timedelta(days=back) for back in range(42, 84)]
    return replace(
        inputs,
        diary=(
            *(replace(calm_day(day), tiredness=tiredness) for day in days),
            *inputs.diary,
        ),
        sessions=(
            *(session_on(day, minutes=minutes, effort=2.0) for day in days),
            *inputs.sessions,
        ),
        treatments=(
            *(infusion(day) for day in days if day < WEEK_START - timedelta(days=21)),
            *inputs.treatments,
        ),
    )


SHORT = {
    "good": GOOD,
    "no_diary": replace(GOOD, diary=()),
    "nothing": replace(GOOD, diary=(), sessions=(), plan_weeks=()),
    "restart": replace(
        GOOD,
        stops=(red_flag(WINDOW_END - timedelta(days=3), cleared=WINDOW_END),),
        plan_weeks=plans((16, 3)),
    ),
    "treated": replace(GOOD, treatments=(infusion(WEEK_START),)),
    "treated_before": replace(
        GOOD, treatments=(infusion(WEEK_START - timedelta(days=18)),)
    ),
}


@pytest.mark.parametrize("name", sorted(SHORT))
def test_the_rules_decide_as_if_only_42_days_were_known(name):
    short = SHORT[name]
    long = with_a_past(short, minutes=40.0, tiredness=10)
    assert canonical_json(plan_week(long, RULES_ALONE)) == canonical_json(
        plan_week(short, RULES_ALONE)
    )


def test_the_tolerance_model_looks_at_all_84():
    ceilings = []
    for minutes, tiredness in ((5.0, 8), (25.0, 2)):
        outcome = plan_week(
            with_a_past(GOOD, minutes=minutes, tiredness=tiredness), DEFAULT_POLICY
        )
        assert outcome.tolerance is not None
        assert outcome.tolerance.session_count == 45
        ceilings.append(outcome.tolerance.ceiling_min)
    assert ceilings[0] < ceilings[1]

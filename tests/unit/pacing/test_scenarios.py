"""Golden scenarios: a folder each, an input and the outcomes that it must have.

`expected_with_model.json` is the outcome under the policy in force, and
`PACEPIPE_REWRITE_GOLDEN=1` writes it anew, and fails, so that a changed decision is
read before it is kept. `expected.json` is that of the rules alone, as first issued
(2026.11-1): plans of that policy must replay for good, so nothing writes it anew, and
a scenario that is newer has none. The oldest that a folder holds gives it its name.
"""

import functools
import json
import os
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from pacepipe.domain.digest import canonical_json
from pacepipe.domain.plan import Action, PacingInputs, PacingOutcome
from pacepipe.pacing import PacingPolicy, plan_week
from pacepipe.pacing.decide import plan_weeks
from pacepipe.pacing.policy import DEFAULT_POLICY, FIRST_POLICY

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "pacing"
SCENARIOS = sorted(path.parent.name for path in FOLDER.glob("*/input.json"))
OF_THE_FIRST = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))
INPUTS = TypeAdapter(PacingInputs)

# what no scenario of one week can show, and what shows it instead
NOT_IN_A_WEEK = {
    "baseline_window_days": "propose_baseline, see test_baseline",
    "baseline_diary_days": "propose_baseline, see test_baseline",
    "baseline_valid_days": "propose_baseline, see test_baseline",
    "usual_steps_days": "stages, see test_usual_steps",
    "today_rest_burden": "gate_today, see test_today",
    "today_less_burden": "gate_today, see test_today",
    "today_less_factor": "gate_today, see test_today",
    "today_severe_item": "gate_today, see test_today",
    "heat_shorter_c": "gate_today, see test_today",
    "heat_indoors_c": "gate_today, see test_today",
    "heat_factor": "gate_today, see test_today",
}
# numbers of the policy with the model; the rules alone do not look at them
WITH_MODEL = {
    field.name
    for field in fields(PacingPolicy)
    if field.name.startswith(
        ("tolerance_", "phase_", "return_", "rise_open_", "overrun_")
    )
}
# a quarter of such a number is a fraction of a minute of the ceiling: they show there
OF_THE_MODEL = {
    "tolerance_effort_slope",
    "tolerance_effort_weight",
    "tolerance_half_life_days",
    "tolerance_steps_typical",
    "tolerance_steps_power",
    "tolerance_steps_lowest",
    "tolerance_steps_highest",
    "overrun_from",
    "overrun_days",
    "phase_burden",
    "phase_days",
}
# a quarter off, in whole minutes, of a session that stays one is two minutes at least,
# so that "at least one less" binds only from three up
UNNOTICED = {
    ("reduce_least_min", "lower"),
    ("reduce_least_min", "higher"),
    # rules look at 42 days, whatever a policy says
    ("return_days", "higher"),
}


@functools.cache
def inputs_of(scenario: str) -> PacingInputs:
    return INPUTS.validate_json((FOLDER / scenario / "input.json").read_bytes())


def text_of(outcome: PacingOutcome) -> str:
    document = json.loads(canonical_json(outcome))
    if document["tolerance"] is None:
        del document["tolerance"]  # the rules alone were written without it
    return json.dumps(document, indent=1) + "\n"


@pytest.mark.parametrize("scenario", OF_THE_FIRST)
def test_under_the_first_policy_it_replays_to_the_letter(scenario: str) -> None:
    outcome = text_of(plan_week(inputs_of(scenario), FIRST_POLICY))
    expected = FOLDER / scenario / "expected.json"
    assert outcome == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenario_has_the_outcome_on_file(scenario: str) -> None:
    outcome = text_of(plan_week(inputs_of(scenario), DEFAULT_POLICY))
    expected = FOLDER / scenario / "expected_with_model.json"
    if os.environ.get("PACEPIPE_REWRITE_GOLDEN") == "1":
        expected.write_text(outcome, encoding="utf-8")
        pytest.fail("written anew: read the difference, then run without rewriting")
    assert outcome == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenario_is_named_for_its_action(scenario: str) -> None:
    policy = FIRST_POLICY if scenario in OF_THE_FIRST else DEFAULT_POLICY
    outcome = plan_week(inputs_of(scenario), policy)
    assert scenario.startswith(f"{outcome.action.value}_")


def test_every_action_has_a_scenario_and_the_way_back_only_with_the_model() -> None:
    for policy, never in ((FIRST_POLICY, {Action.RETURN}), (DEFAULT_POLICY, set())):
        shown = {plan_week(inputs_of(name), policy).action for name in SCENARIOS}
        assert shown == set(Action) - never


def nudged(policy: PacingPolicy, name: str) -> Iterator[PacingPolicy]:
    now = getattr(policy, name)
    by = 1 if isinstance(now, int) else now / 4
    yield replace(policy, **{name: now - by})
    yield replace(policy, **{name: now + by})


@functools.cache
def decisions(policy: PacingPolicy) -> list[str]:
    """What is decided, without the thresholds that the reasons quote."""
    outcomes = plan_weeks([inputs_of(name) for name in SCENARIOS], policy)
    return [
        canonical_json((o.action, o.plan, [reason.code for reason in o.reasons]))
        for o in outcomes
    ]


@functools.cache
def ceilings(policy: PacingPolicy) -> list[str]:
    """What is said about tolerance; "no model" without one."""
    outcomes = plan_weeks([inputs_of(name) for name in SCENARIOS], policy)
    return [canonical_json(outcome.tolerance) for outcome in outcomes]


NUMBERS = sorted(
    field.name
    for field in fields(PacingPolicy)
    if field.name not in {"version", *NOT_IN_A_WEEK}
)


@pytest.mark.parametrize(
    ("policy", "name"),
    [
        *((FIRST_POLICY, name) for name in NUMBERS if name not in WITH_MODEL),
        *((DEFAULT_POLICY, name) for name in NUMBERS if name not in OF_THE_MODEL),
    ],
    ids=lambda value: getattr(value, "version", value),
)
def test_a_nudge_of_a_number_either_way_shows_in_a_scenario(
    policy: PacingPolicy, name: str
) -> None:
    usual = decisions(policy)
    less, more = (decisions(other) for other in nudged(policy, name))
    assert (less == usual) == ((name, "lower") in UNNOTICED)
    assert (more == usual) == ((name, "higher") in UNNOTICED)


@pytest.mark.parametrize("name", sorted(OF_THE_MODEL))
def test_a_nudge_of_a_number_of_the_model_either_way_shows_in_a_ceiling(
    name: str,
) -> None:
    less, more = (ceilings(other) for other in nudged(DEFAULT_POLICY, name))
    assert ceilings(DEFAULT_POLICY) not in (less, more)

"""Golden scenarios: a folder each, an input and the whole outcome that it must have.

`PACEPIPE_REWRITE_GOLDEN=1` writes the outcomes anew, and fails, so that a changed
decision is read before it is kept.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from pacepipe.domain.digest import canonical_json
from pacepipe.domain.plan import Action, PacingInputs, PacingOutcome
from pacepipe.pacing import DEFAULT_POLICY, PacingPolicy, plan_week

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "pacing"
SCENARIOS = sorted(path.parent.name for path in FOLDER.glob("*/input.json"))
INPUTS = TypeAdapter(PacingInputs)

# what no scenario of one week can show, and what shows it instead
NOT_IN_A_WEEK = {
    "baseline_window_days": "propose_baseline, see test_baseline",
    "baseline_diary_days": "propose_baseline, see test_baseline",
    "baseline_valid_days": "propose_baseline, see test_baseline",
}
# a quarter off, in whole minutes, of a session that stays one is two minutes at least,
# so that "at least one less" binds only from three up
UNNOTICED = {("reduce_least_min", "lower"), ("reduce_least_min", "higher")}


def inputs_of(scenario: str) -> PacingInputs:
    return INPUTS.validate_json((FOLDER / scenario / "input.json").read_bytes())


def text_of(outcome: PacingOutcome) -> str:
    return json.dumps(json.loads(canonical_json(outcome)), indent=1) + "\n"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenario_has_the_outcome_on_file(scenario: str) -> None:
    outcome = text_of(plan_week(inputs_of(scenario), DEFAULT_POLICY))
    expected = FOLDER / scenario / "expected.json"
    if os.environ.get("PACEPIPE_REWRITE_GOLDEN") == "1":
        expected.write_text(outcome, encoding="utf-8")
        pytest.fail("written anew: read the difference, then run without rewriting")
    assert outcome == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenario_is_named_for_its_action(scenario: str) -> None:
    outcome = plan_week(inputs_of(scenario), DEFAULT_POLICY)
    assert scenario.startswith(f"{outcome.action.value}_")


def test_every_action_but_the_one_to_come_has_a_scenario() -> None:
    shown = {plan_week(inputs_of(name), DEFAULT_POLICY).action for name in SCENARIOS}
    assert shown == set(Action) - {Action.RETURN}


def nudged(policy: PacingPolicy, name: str) -> Iterator[PacingPolicy]:
    now = getattr(policy, name)
    by = 1 if isinstance(now, int) else now / 4
    yield replace(policy, **{name: now - by})
    yield replace(policy, **{name: now + by})


def decisions(policy: PacingPolicy) -> list[str]:
    """What is decided, without the thresholds that the reasons quote."""
    outcomes = [plan_week(inputs_of(name), policy) for name in SCENARIOS]
    return [
        canonical_json((o.action, o.plan, [reason.code for reason in o.reasons]))
        for o in outcomes
    ]


@pytest.mark.parametrize(
    "name",
    [f.name for f in fields(PacingPolicy) if f.name not in {"version", *NOT_IN_A_WEEK}],
)
def test_a_nudge_of_a_number_either_way_shows_in_a_scenario(name: str) -> None:
    usual = decisions(DEFAULT_POLICY)
    less, more = (decisions(policy) for policy in nudged(DEFAULT_POLICY, name))
    assert (less == usual) == ((name, "lower") in UNNOTICED)
    assert (more == usual) == ((name, "higher") in UNNOTICED)

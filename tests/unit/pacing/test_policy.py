"""The policy, and that it can only be made more careful."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from pacepipe.errors import InputRejected
from pacepipe.pacing import (
    CAREFUL,
    DEFAULT_POLICY,
    POLICIES,
    POLICY_VERSION,
    Careful,
    PacingPolicy,
    more_cautious,
)
from pacepipe.pacing.policy import FIRST_POLICY

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def test_every_number_of_the_policy_has_a_careful_side_or_says_that_it_has_none() -> (
    None
):
    assert set(CAREFUL) == {f.name for f in fields(PacingPolicy)} - {"version"}


def test_a_plan_finds_the_policy_that_it_names() -> None:
    assert POLICIES[POLICY_VERSION] is DEFAULT_POLICY
    assert POLICIES[FIRST_POLICY.version] is FIRST_POLICY
    assert all(version == policy.version for version, policy in POLICIES.items())


def test_a_policy_that_is_no_longer_issued_keeps_its_numbers() -> None:
    """Nothing writes this file anew: plans were issued under these numbers."""
    kept = json.loads((GOLDEN / "policy-2026.11-1.json").read_bytes())
    now = asdict(POLICIES[kept["version"]])
    assert {name: now[name] for name in kept} == kept


def test_a_number_can_be_made_more_careful_under_a_new_version() -> None:
    policy = more_cautious(
        DEFAULT_POLICY, version="ward-7", week_rise_factor=1.1, diary_days=5
    )
    assert (policy.week_rise_factor, policy.diary_days) == (1.1, 5)
    assert (policy.version, policy.severe_item) == ("ward-7", 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("week_rise_factor", 1.3),
        ("diary_days", 3),
        ("severe_item", -1),
        ("tiredness_weight", 0.5),
        ("sessions_full", 4),
        ("no_such_number", 1),
        ("version", 1),
    ],
)
def test_a_change_that_is_not_more_careful_is_refused(name: str, value: float) -> None:
    changes = {name: value} if name != "version" else {}
    version = "ward-7" if name != "version" else POLICY_VERSION
    with pytest.raises(InputRejected):
        more_cautious(DEFAULT_POLICY, version=version, **changes)


def test_half_a_minute_is_refused_where_minutes_are_whole() -> None:
    with pytest.raises(InputRejected, match="whole"):
        more_cautious(DEFAULT_POLICY, version="ward-7", session_step_min=2.5)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["burden_hold", "light_days"])
def test_a_number_that_cannot_be_compared_is_refused(name: str, value: float) -> None:
    with pytest.raises(InputRejected):
        more_cautious(DEFAULT_POLICY, version="w", **{name: value})


@pytest.mark.parametrize("side", [Careful.LOWER, Careful.HIGHER])
def test_a_number_may_stay_as_it_is(side: Careful) -> None:
    same = {
        name: getattr(DEFAULT_POLICY, name) for name, s in CAREFUL.items() if s is side
    }
    policy = more_cautious(DEFAULT_POLICY, version="same", **same)
    assert all(getattr(policy, name) == value for name, value in same.items())

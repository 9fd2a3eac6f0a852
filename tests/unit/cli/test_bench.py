"""`pacepipe bench pacing`, on a handful of virtual people."""

import json

import pytest
from typer.testing import CliRunner

from pacepipe.cli import app
from pacepipe.cli.bench import WORDS
from pacepipe.pacing.policy import DEFAULT_POLICY
from pacepipe.simulate.cohort.compare import OURS
from pacepipe.simulate.cohort.usual import USUAL

SMALL = ["bench", "pacing", "--people", "4", "--weeks", "2", "--generator", "reserve"]


def told(*more: str) -> str:
    result = CliRunner().invoke(app, [*SMALL, *more])
    assert result.exit_code == 0
    return result.stdout


def test_every_policy_has_words() -> None:
    assert set(WORDS) == {*OURS, *USUAL, "oracle"}


def test_the_table_has_a_row_for_every_policy_and_says_what_is_met() -> None:
    answer = told()
    assert all(words in answer for words in WORDS.values())
    assert "World default, reserve bodies" in answer
    meant = round(100 * DEFAULT_POLICY.tolerance_quantile)
    assert f"of weeks; {meant} % are meant to be" in answer
    assert "met: pacepipe, in force" in answer.lower()


def test_the_document_holds_figures_and_targets_of_each_world() -> None:
    document = json.loads(told("--world", "robust", "--json"))
    assert document["schema"] == "pacepipe.bench_pacing/1"
    (world,) = document["worlds"]
    assert (world["generator"], world["world"]) == ("reserve", "robust")
    names = [policy["policy"] for policy in world["policies"]]
    assert set(names) == set(WORDS)
    assert {target["policy"] for target in world["targets"]} == {"in_force"}


@pytest.mark.parametrize("name", ["moon", "overload"])
def test_a_world_that_does_not_exist_is_a_mistake_of_the_call(name: str) -> None:
    assert CliRunner().invoke(app, [*SMALL, "--world", name]).exit_code == 2

"""Every plan and flag replays from its own inputs and policy."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pacepipe.app import Outside, propose_now, rebuild
from pacepipe.cli.demo_story import StoryTime
from pacepipe.domain.events import Diary
from pacepipe.domain.vocabulary import DiaryItem, RedFlag
from pacepipe.pacing import DEFAULT_POLICY, POLICIES
from pacepipe.pacing.policy import FIRST_POLICY
from pacepipe.stages.flag import replays
from pacepipe.stages.plan import propose, read_plan
from pacepipe.store import Published
from support.ask import ask_copy
from support.home import Terminal
from support.played import AFTER, PATIENT, house_at, night

NEXT_WEEK = date(2026, 11, 2)


def test_every_issued_plan_comes_out_the_same_to_the_letter(played: Path) -> None:
    with Published.open(played / "published" / "clinic.duckdb") as copy:
        ids = [row["plan_id"] for row in copy.rows("all_plan_ids")]
        assert len(ids) >= 8
        assert all(read_plan(copy, plan_id, POLICIES).agrees for plan_id in ids)


def test_plans_of_an_older_policy_replay_after_a_newer_one_came_into_force(
    played: Path,
) -> None:
    with house_at(played) as house, house.warehouse() as warehouse:
        (history,) = house.histories()
        with warehouse.transaction():
            older = propose(
                warehouse, history, NEXT_WEEK, AFTER.date(), FIRST_POLICY
            ).plan_id
    later = AFTER + timedelta(hours=2)
    night(played, later)
    with house_at(played, later) as house:
        history = house.histories()[0]
        newer = propose_now(house, history, NEXT_WEEK).plan_id
        report = rebuild(house)
    issued = ask_copy(
        played,
        "select plan_id, policy_version from plan.proposal order by issue_number",
    )
    assert issued[-2:] == [
        (older, FIRST_POLICY.version),
        (newer, DEFAULT_POLICY.version),
    ]
    assert report.is_identical
    assert report.plans_replayed >= len(issued)
    at = Terminal(played, Outside(now=StoryTime(later).now))
    for plan_id in (older, newer):
        assert "the same, bit for bit" in at.manages(f"plan explain {plan_id}").out


def test_a_plan_whose_policy_is_gone_does_not_agree(played: Path) -> None:
    with Published.open(played / "published" / "clinic.duckdb") as copy:
        plan_id = copy.rows("all_plan_ids")[0]["plan_id"]
        assert not read_plan(copy, plan_id, {}).agrees


def test_a_plan_whose_outcome_was_changed_does_not_agree(played: Path) -> None:
    with Published.open(played / "published" / "clinic.duckdb") as copy:
        plan_id = copy.rows("all_plan_ids")[-1]["plan_id"]
        stored = read_plan(copy, plan_id, POLICIES)
    other = replace(stored.outcome, is_increase=not stored.outcome.is_increase)
    assert not replace(stored, outcome=other).agrees


def test_every_flag_comes_out_of_its_own_inputs_again(played: Path) -> None:
    later = AFTER + timedelta(hours=2)
    with house_at(played, later) as house:
        said = Diary(
            later.date(),
            items={DiaryItem.TIREDNESS: 6},
            red_flags=(RedFlag.CHEST_PRESSURE,),
        )
        house.record(said, patient_id=PATIENT, by="test", about_at=later)
    assert night(played, later).flags_issued >= 1
    with house_at(played, later) as house, house.warehouse() as warehouse:
        assert replays(warehouse) == []
    kinds = ask_copy(played, "select kind, tier from plan.flag order by issue_number")
    assert ("red_flag", 3) in kinds


def test_explain_says_that_it_agrees_and_gives_the_reasons(played: Path) -> None:
    at = Terminal(played, Outside(now=StoryTime(AFTER).now))
    (plan_id,) = ask_copy(
        played, "select plan_id from plan.proposal order by issue_number desc limit 1"
    )[0]
    answer = at.manages(f"plan explain {plan_id}")
    assert "the same, bit for bit" in answer.out
    assert at.manages(f"plan explain {plan_id} --json").document["agrees"] is True


@pytest.mark.parametrize("text", ["plan-000000000000", "nonsense"])
def test_a_plan_that_was_never_issued_is_an_answer_and_not_a_crash(
    played: Path, text: str
) -> None:
    at = Terminal(played, Outside(now=StoryTime(AFTER).now))
    assert at.types(f"plan explain {text}").exit_code == 6

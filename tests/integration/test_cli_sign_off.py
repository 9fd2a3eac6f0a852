"""What a clinician says of a proposed week, and what a day allows of it."""

from datetime import date, timedelta
from pathlib import Path

from pacepipe.app import House, Night, Outside, writer_lock
from pacepipe.cli.demo_story import StoryTime
from support.ask import ask_copy
from support.home import Terminal
from support.played import AFTER, PATIENT

WHY = ("--by", "Dr Sand", "--reason", "first week at home")
THIS_WEEK = "2026-10-26"


def test_the_weekly_decision_is_of_the_coming_week_on_any_day_and_once(
    played: Path,
) -> None:
    """A Tuesday, on which the night decides only the week that runs."""
    clock = StoryTime(AFTER)
    with House.open(played, Outside(now=clock.now)) as house, writer_lock(house.home):
        issued = []
        for _ in range(2):
            night = Night(house, AFTER)
            for batch in night.look():
                night.rewrite(batch)
            night.plan_next_week()
            issued.append(night.plans_issued)
        with house.warehouse() as warehouse:
            newest = warehouse.rows(
                "plan_latest", patient_ids=[PATIENT], week_start=date(2026, 11, 2)
            )
    assert issued == [1, 0]
    assert len(newest) == 1


def test_a_week_is_held_and_changed_and_each_day_only_lowers_it(played: Path) -> None:
    clock = StoryTime(AFTER + timedelta(hours=6))
    at = Terminal(played, Outside(now=clock.now))
    issued = ask_copy(at.root, "select * from plan.proposal order by issue_number")
    newest = (
        f"select latest_plan_id from plan.standing where week_start = '{THIS_WEEK}'"  # noqa: S608
    )
    ((plan_id,),) = ask_copy(at.root, newest)

    def shown() -> tuple[object, object]:
        week = at.manages(f"plan show {PATIENT} --week this --json").document
        return week["standing"]["status"], week["standing"]["session_min"]

    with House.open(at.root) as house, writer_lock(house.home):  # a night is at work
        at.manages(f"plan hold {plan_id}", *WHY)
    assert shown() == ("held", 0)
    clock.moment += timedelta(minutes=5)
    too_much = at.types(f"plan change {plan_id} --session-min 99 --sessions 3", *WHY)
    assert too_much.exit_code == 8
    assert "do not fit into the limits" in too_much.err
    at.manages(f"plan change {plan_id} --session-min 6 --sessions 3", *WHY)
    assert shown() == ("changed", 6)
    explained = at.manages(f"plan explain {plan_id}").out
    assert "3 sessions of 6 min" in explained
    assert "bit for bit" in explained
    assert ask_copy(
        at.root,
        f"select status, signed_by from plan.standing where week_start = '{THIS_WEEK}'",  # noqa: S608
    ) == [("changed", "Dr Sand")]

    clock.moment += timedelta(days=1)  # to a Wednesday, on which a walk is planned
    day = at.manages(f"plan today {PATIENT} --json").document["today"]
    assert day["inputs"]["planned_min"] == day["outcome"]["allowed_min"] == 6
    at.manages(f"plan today {PATIENT} --heat-c 30")
    warm = at.manages(f"plan show {PATIENT} --week this --json").document["today"]
    assert [r["code"] for r in warm["outcome"]["reasons"]] == ["heat_shorter"]
    assert warm["outcome"]["allowed_min"] == 4
    at.manages(f"log {PATIENT} --tiredness 10 --pain 9")
    assert "day of rest" in at.manages(f"plan today {PATIENT}").out
    at.manages(f"log {PATIENT} --tiredness 4 --red-flag fainting")
    assert "Day clinic" in at.manages(f"plan today {PATIENT}").out

    at.manages(f"plan hold {PATIENT}", *WHY)
    assert shown() == ("frozen", 0)
    refused = at.types(f"plan change {plan_id} --session-min 4 --sessions 3", *WHY)
    assert refused.exit_code == 8
    assert ask_copy(
        at.root, "select allowed_min, reason_codes from clinic.v_gate_today"
    ) == [(0, "stop_open")]
    ((gate_id,),) = ask_copy(at.root, "select gate_id from clinic.v_gate_today")
    assert "bit for bit" in at.manages(f"plan explain {gate_id}").out
    assert issued == ask_copy(
        at.root, "select * from plan.proposal order by issue_number"
    )

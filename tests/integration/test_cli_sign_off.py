"""What a clinician says of a proposed week: changed, held, signed again."""

from datetime import timedelta
from pathlib import Path

from pacepipe.app import Outside
from pacepipe.cli.demo_story import StoryTime
from support.ask import ask_copy
from support.home import Terminal
from support.played import AFTER, PATIENT

WHY = ("--by", "Dr Sand", "--reason", "first week at home")


def test_a_week_is_changed_held_and_signed_again(played: Path) -> None:
    at = Terminal(played, Outside(now=StoryTime(AFTER + timedelta(hours=6)).now))
    plan_id = str(at.manages(f"plan propose {PATIENT} --json").document["plan_id"])

    def shown() -> dict[str, object]:
        week = at.manages(f"plan show {PATIENT} --week next --json").document
        found: dict[str, object] = week["standing"]
        return found

    proposed = ask_copy(at.root, "select * from plan.proposal order by plan_id")
    too_much = at.types(f"plan change {plan_id} --session-min 99 --sessions 3", *WHY)
    assert too_much.exit_code == 8
    assert "do not fit into the limits" in too_much.err

    at.manages(f"plan change {plan_id} --session-min 5 --sessions 2", *WHY)
    assert (shown()["status"], shown()["session_min"]) == ("changed", 5)
    explained = at.manages(f"plan explain {plan_id}").out
    assert "Changed by Dr Sand" in explained
    assert "2 sessions of 5 min" in explained
    assert "bit for bit" in explained

    at.manages(f"plan hold {plan_id}", *WHY)
    assert (shown()["status"], shown()["week_min"]) == ("held", 0)
    assert ask_copy(
        at.root,
        "select status from plan.standing where week_start = '2026-11-02'",
    ) == [("held",)]
    at.manages(f"plan sign {plan_id} --by", "Dr Sand")
    assert shown()["status"] == "signed"

    assert proposed == ask_copy(at.root, "select * from plan.proposal order by plan_id")
    assert at.kinds()[-3:] == ["plan_changed", "plan_held", "plan_signed"]

    at.manages(f"plan hold {PATIENT}", *WHY)
    assert shown()["status"] == "frozen"
    refused = at.types(f"plan sign {plan_id} --by", "Dr Sand")
    assert refused.exit_code == 8
    assert "--no-hold" in refused.err

"""`pacepipe flag`: what is there, what came of it, silence, and the plan after it."""

from datetime import timedelta
from pathlib import Path

from pacepipe.app import Outside, writer_lock
from pacepipe.cli.demo_story import StoryTime
from pacepipe.domain.events import Diary
from pacepipe.domain.vocabulary import DiaryItem, RedFlag
from support.ask import ask_copy
from support.clinic_rows import add
from support.clinic_rows import flag as flag_row
from support.home import Terminal
from support.played import AFTER, PATIENT, house_at, night

LATER = AFTER + timedelta(hours=2)
LOOK = flag_row(
    AFTER.date() - timedelta(days=3),
    "walk_high",
    2,
    PATIENT,
    flag_id="flag-0123456789ab",
    issue_number=1_000,
    facts='{"walks_raised":2,"walks_looked_at":3}',
)


def with_two_flags(played: Path) -> Terminal:
    """A look that nobody has answered, and a sign."""
    with house_at(played, LATER) as house:
        said = Diary(
            LATER.date(), items={DiaryItem.TIREDNESS: 6}, red_flags=(RedFlag.FALL,)
        )
        house.record(said, patient_id=PATIENT, by="test", about_at=LATER)
        with writer_lock(house.home), house.warehouse() as warehouse:
            add(warehouse, "plan.flag", LOOK)
    night(played, LATER)
    return Terminal(played, Outside(now=StoryTime(LATER + timedelta(hours=1)).now))


def test_a_flag_is_listed_answered_and_silenced_and_a_sign_is_not(played: Path) -> None:
    terminal = with_two_flags(played)
    look, by = str(LOOK["flag_id"]), ("--by", "Dr Sand")

    listed = terminal.manages(f"flag list {PATIENT} --json").document["flags"]
    kinds = {each["flag_id"]: (each["kind"], each["answer"]) for each in listed}
    assert kinds[look] == ("walk_high", None)
    (sign,) = [each for each in kinds if kinds[each][0] == "red_flag"]
    assert "nobody is watching live" in terminal.manages(f"flag list {PATIENT}").out

    refused = terminal.types(f"flag answer {sign} --as useful", *by)
    assert refused.exit_code != 0
    assert f"pacepipe clear {PATIENT}" in refused.err
    assert terminal.types("flag answer flag-none --as useful", *by).exit_code != 0

    terminal.manages(f"flag answer {look} --as artefact", *by)
    terminal.manages(f"flag snooze {look} --until 2026-11-30", *by)
    assert terminal.kinds()[-2:] == ["flag_answered", "flag_snoozed"]
    listed = terminal.manages(f"flag list {PATIENT} --json").document["flags"]
    assert {e["answer"] for e in listed if e["flag_id"] == look} == {"artefact"}

    night(played, LATER + timedelta(hours=2))
    sql = "select answer, answered_by from plan.flag_answer"
    assert ask_copy(played, sql) == [("artefact", "Dr Sand")]


def test_the_plan_of_the_next_night_waits_for_a_flag(played: Path) -> None:
    with (
        house_at(played, LATER) as house,
        writer_lock(house.home),
        house.warehouse() as warehouse,
    ):
        add(warehouse, "plan.flag", LOOK)
    night(played, LATER)
    codes = ask_copy(
        played,
        "select reason_code from plan.reason where plan_id = ("
        "select arg_max(plan_id, issue_number) from plan.proposal)",
    )
    assert ("flag_open",) in codes

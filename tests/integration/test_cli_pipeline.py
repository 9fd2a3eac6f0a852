"""The pipeline's doors: nightly, plan, query, rebuild, at a home that has lived."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from pacepipe.app import Outside
from pacepipe.cli.demo_story import StoryTime
from support.ask import ask_copy
from support.home import Terminal
from support.played import AFTER, PATIENT

NEXT_WEEK = "2026-11-02"


@pytest.fixture
def at(played: Path) -> Terminal:
    return Terminal(played, Outside(now=StoryTime(AFTER + timedelta(hours=6)).now))


def _proposed(at: Terminal) -> str:
    return str(at.manages(f"plan propose {PATIENT} --json").document["plan_id"])


def test_a_proposal_says_its_reasons_its_caps_and_what_it_rests_on(
    at: Terminal,
) -> None:
    answer = at.manages(f"plan propose {PATIENT}")
    assert "Decision:" in answer.out
    assert "Rests on:" in answer.out
    assert "clinic_session" in answer.out


def test_the_same_proposal_twice_is_one_plan(at: Terminal) -> None:
    first = _proposed(at)
    count = ask_copy(at.root, "select count(*) from plan.proposal")
    assert _proposed(at) == first
    assert ask_copy(at.root, "select count(*) from plan.proposal") == count


def test_signing_shows_at_once_in_the_week_and_in_every_query(at: Terminal) -> None:
    plan_id = _proposed(at)
    (increase,) = ask_copy(
        at.root,
        f"select is_increase from plan.proposal where plan_id = '{plan_id}'",  # noqa: S608
    )[0]
    before = at.manages(f"plan show {PATIENT} --week {NEXT_WEEK} --json").document
    assert before["standing"]["status"] == ("waiting" if increase else "in_force")
    at.manages(f"plan sign {plan_id} --by", "Dr Sand")
    after = at.manages(f"plan show {PATIENT} --week {NEXT_WEEK} --json").document
    assert after["standing"]["status"] == "signed"
    assert ask_copy(
        at.root,
        "select status, signed_by from plan.standing where week_start = '2026-11-02'",
    ) == [("signed", "Dr Sand")]
    assert "Signed by Dr Sand" in at.manages(f"plan show {PATIENT}").out


def test_an_older_plan_of_the_week_cannot_be_signed(at: Terminal) -> None:
    older = _proposed(at)
    at.manages(f"log {PATIENT} --tiredness 9 --pain 9 --on 2026-10-25")
    assert _proposed(at) != older
    answer = at.types(f"plan sign {older} --by", "Dr Sand")
    assert answer.exit_code == 8
    assert "not the newest" in answer.err
    assert "plan_signed" not in at.kinds()[-1:]


def test_nothing_can_be_signed_while_a_stop_is_open(at: Terminal) -> None:
    plan_id = _proposed(at)
    at.manages(f"log {PATIENT} --tiredness 4 --red-flag fainting")
    answer = at.types(f"plan sign {plan_id} --by", "Dr Sand")
    assert answer.exit_code == 8
    assert "clear" in answer.err


def test_a_week_that_was_never_decided_is_an_answer(at: Terminal) -> None:
    answer = at.types(f"plan show {PATIENT} --week 2027-06-07")
    assert answer.exit_code == 6
    assert "rest" in answer.err


def test_the_page_says_all_that_a_printed_plan_must(at: Terminal) -> None:
    page = at.manages(f"plan show {PATIENT} --week this").out
    for part in ("How often", "How long", "How hard", "rest", "WHY", "112"):
        assert part in page
    assert "Day clinic" in page
    assert "Nobody is watching live" in page
    assert max(map(len, page.splitlines())) <= 80


def test_a_question_is_answered_as_a_table_as_json_and_as_csv(at: Terminal) -> None:
    sql = "select patient_id, plan_status from clinic.v_worklist_today"
    assert PATIENT in at.manages("query", sql).out
    document = at.manages("query --json", sql).document
    assert document["columns"] == ["patient_id", "plan_status"]
    rows = list(csv.DictReader(io.StringIO(at.manages("query --csv", sql).out)))
    assert rows == document["rows"]


def test_a_wide_answer_is_a_line_a_value(at: Terminal) -> None:
    told = at.manages("query", "from clinic.v_worklist_today").out
    assert max(map(len, told.splitlines())) <= 200
    assert "plan_status " in told


@pytest.mark.parametrize(
    "sql",
    [
        "delete from mart.day",
        "copy mart.day to 'x.csv'",
        "attach 'x.duckdb' as x",
        "select * from read_csv('/etc/passwd')",
        "select 1; select 2",
        "selec nonsense",
    ],
)
def test_what_is_not_one_reading_question_is_refused(at: Terminal, sql: str) -> None:
    assert at.types("query", sql).exit_code == 2


def test_the_status_of_the_nights_is_told_newest_first(at: Terminal) -> None:
    runs = at.manages("nightly status --json").document["runs"]
    assert [run["status"] for run in runs] == ["done"] * len(runs)
    starts = [run["started_at"] for run in runs]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize("moment", ["yesterday", "2026-10-27T03:30:00", "2019"])
def test_a_moment_without_an_offset_is_refused(at: Terminal, moment: str) -> None:
    assert at.types(f"nightly run --without-prefect --as-of {moment}").exit_code == 8


def test_a_rebuild_says_that_everything_came_out_the_same(at: Terminal) -> None:
    assert "bit for bit" in at.manages("rebuild").out
    report = json.loads(at.manages("rebuild --json").out)["report"]
    assert report["tables_that_differ"] == []


def test_before_the_first_night_there_is_nothing_to_ask(tmp_path: Path) -> None:
    from support.home import a_home  # noqa: PLC0415

    home = a_home(tmp_path / "home")
    answer = home.types("query", "from clinic.v_worklist_today")
    assert answer.exit_code == 3
    assert "nightly run" in answer.err

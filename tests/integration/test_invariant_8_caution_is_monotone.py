"""More symptom, less data, a tighter limit: never a longer plan, all the way down."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pacepipe.app import Outside, propose_now, writer_lock
from pacepipe.cli.demo_story import StoryTime
from pacepipe.domain.events import Diary, LimitsSet, Payload, StopCleared
from pacepipe.domain.plan import PacingOutcome
from pacepipe.domain.vocabulary import DiaryItem, RedFlag
from support.ask import ask_copy
from support.home import Terminal
from support.played import AFTER, PATIENT, house_at, night

LATER = AFTER + timedelta(hours=6)
NEXT_WEEK = date(2026, 11, 2)
CEILING = 9


def _size(outcome: PacingOutcome) -> tuple[int, int, int]:
    plan = outcome.plan
    return (
        (0, 0, 0)
        if plan is None
        else (plan.session_min, plan.sessions_per_week, plan.week_min)
    )


def _decide(root: Path, *said: tuple[Payload, datetime]) -> PacingOutcome:
    with house_at(root, LATER) as house:
        for payload, about_at in said:
            house.record(payload, patient_id=PATIENT, by="test", about_at=about_at)
        with writer_lock(house.home):
            return propose_now(house, house.history(PATIENT, LATER), NEXT_WEEK).outcome


WORSE = {
    "a severe week": [
        (
            Diary(date(2026, 10, day), items=dict.fromkeys(DiaryItem, 9)),
            datetime(2026, 10, day, 18, tzinfo=UTC),
        )
        for day in (22, 23, 24, 25, 26)
    ],
    "a red flag": [
        (
            Diary(date(2026, 10, 26), red_flags=(RedFlag.CHEST_PRESSURE,)),
            datetime(2026, 10, 26, 18, tzinfo=UTC),
        )
    ],
    "a tighter limit": [
        (
            LimitsSet(
                source="letter",
                decided_by="Dr Sand",
                session_max_min=CEILING,
                week_max_min=20,
                sessions_per_week_max=2,
                cleared_until=date(2026, 12, 31),
            ),
            LATER,
        )
    ],
    "a hold of the clinic": [
        (
            LimitsSet(
                source="letter",
                decided_by="Dr Sand",
                cleared_until=date(2026, 12, 31),
                is_held=True,
            ),
            LATER,
        )
    ],
}


@pytest.mark.parametrize("what", sorted(WORSE))
def test_worse_news_never_gives_a_larger_week(
    played: Path, kept: Path, tmp_path: Path, what: str
) -> None:
    from support.played import a_played_home  # noqa: PLC0415

    usual = _size(_decide(played))
    worse = _size(_decide(a_played_home(kept, tmp_path / "other"), *WORSE[what]))
    assert all(w <= u for w, u in zip(worse, usual, strict=True)), (usual, worse)
    if what in {"a red flag", "a hold of the clinic"}:
        assert worse == (0, 0, 0)
    if what == "a tighter limit":
        assert worse[0] <= CEILING
        assert worse[1] <= 2
        assert worse[2] <= 20


def test_a_red_flag_counts_at_once_and_until_a_clinician_clears_it(
    played: Path,
) -> None:
    at = Terminal(played, Outside(now=StoryTime(LATER).now))
    before = at.manages(f"plan show {PATIENT} --week this --json").document["standing"]
    assert before["session_min"] > 0

    stop_said = at.manages(f"log {PATIENT} --tiredness 5 --red-flag chest_pressure")
    assert "112" in stop_said.out
    frozen = at.manages(f"plan show {PATIENT} --week this --json").document["standing"]
    assert (frozen["status"], frozen["session_min"]) == ("frozen", 0)

    night(played, LATER + timedelta(hours=1))
    week_later = LATER + timedelta(days=9)
    report = night(played, week_later)
    assert report.status == "done"
    stands = ask_copy(
        played, "select status, week_min from plan.standing order by week_start"
    )
    assert stands[-1] == ("frozen", 0)

    with house_at(played, week_later) as house:
        for day in (28, 29, 30, 31):
            calm = Diary(date(2026, 10, day), items=dict.fromkeys(DiaryItem, 2))
            when = datetime(2026, 10, day, 18, tzinfo=UTC)
            house.record(calm, patient_id=PATIENT, by="test", about_at=when)
        house.record(StopCleared("Dr Sand"), patient_id=PATIENT, by="test")
    night(played, week_later + timedelta(hours=1))
    action, session_min = ask_copy(
        played,
        "select action, session_min from plan.proposal "
        "order by issue_number desc limit 1",
    )[0]
    assert action == "restart"
    assert 0 < session_min <= before["session_min"]


def test_an_increase_is_not_shown_before_it_is_signed(played: Path) -> None:
    rows = ask_copy(
        played,
        """
        select
            standing.status,
            standing.week_min,
            proposal.week_min,
            proposal.is_increase,
            standing.signed_by
        from plan.standing
        inner join plan.proposal on standing.latest_plan_id = proposal.plan_id
        """,
    )
    signed = [row for row in rows if row[0] == "signed"]
    waiting = [row for row in rows if row[0] == "waiting"]
    assert signed
    assert all(row[4] is not None for row in signed)
    assert all(shown <= proposed for _, shown, proposed, _, _ in waiting)
    assert not [row for row in rows if row[3] and row[0] == "in_force"]

"""A seated rest, from the marks and the strap's bytes to what a clinician reads."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import median

import pytest

from pacepipe.app import House, Outside, rebuild, writer_lock
from pacepipe.cli.demo_story import Player, StoryTime
from pacepipe.domain.events import RestStarted, RestStopped, SessionStarted
from pacepipe.simulate.patient import eight_weeks
from support.ask import ask_copy, ask_work
from support.home import Terminal
from support.played import (
    AFTER,
    FIRST_DAY,
    PATIENT,
    ZONE,
    begin,
    house_at,
    night,
)

LATER = AFTER + timedelta(hours=1)
AFTERWARDS = AFTER + timedelta(hours=2)
REST = timedelta(minutes=3)
STANDING_UP = timedelta(seconds=5)
READ = (
    "select hr_rest_spot_bpm, hr_rest_spot_coverage_frac, hr_rest_spot_null_reason "
    "from clinic.v_rest_spot"
)


def last_walk(root: Path) -> datetime:
    """Start of the last walk; the strap was on for three seated minutes before it."""
    with house_at(root, LATER) as house:
        return house.history(PATIENT).of(SessionStarted)[-1][0].about_at


def mark(root: Path, payload: RestStarted | RestStopped, at: datetime) -> str:
    with house_at(root, LATER) as house:
        return house.record(
            payload, patient_id=PATIENT, by="test", about_at=at
        ).event_id


def days(root: Path) -> dict[object, str]:
    rows = ask_work(root, "select day_date, input_digest from mart.day")
    return dict(rows)


def test_a_rest_that_is_told_afterwards_touches_its_day_alone(played: Path) -> None:
    walk, before = last_walk(played), days(played)
    mark(played, RestStarted(), walk - REST)
    mark(played, RestStopped(), walk)

    night(played, LATER)

    changed = {day for day, digest in days(played).items() if before[day] != digest}
    rows = ask_work(played, "select day_date, started_at from mart.rest_spot")
    assert rows == [(changed.pop(), walk - REST)]
    assert changed == set()


def test_a_clinician_reads_the_number_with_its_coverage(played: Path) -> None:
    walk = last_walk(played)
    mark(played, RestStarted(), walk - REST)
    mark(played, RestStopped(), walk - STANDING_UP)
    night(played, LATER)

    ((hr_bpm, coverage_frac, reason),) = ask_copy(played, READ)

    seconds = ask_work(
        played,
        "select epoch_ms(measured_at), hr_bpm from clean.heart_rate "
        "where hr_flag = 'ok'",
    )
    stop_ms = (walk - STANDING_UP).timestamp() * 1000
    last_minute = [hr for ms, hr in seconds if stop_ms - 60_000 <= ms < stop_ms]
    assert hr_bpm == median(last_minute)
    assert 1.0 >= coverage_frac >= len(last_minute) / 60 >= 0.8
    assert reason is None


@pytest.mark.parametrize(
    ("begins_s", "ends_s", "reason"),
    [
        (-100, 0, "too_short"),
        (-180, None, "no_stop"),
        (-4000, -3800, "not_measured"),
        (5, 185, "moved"),
    ],
)
def test_below_the_rule_the_number_is_null_with_its_reason(
    played: Path, begins_s: int, ends_s: int | None, reason: str
) -> None:
    walk = last_walk(played)
    mark(played, RestStarted(), walk + timedelta(seconds=begins_s))
    if ends_s is not None:
        mark(played, RestStopped(), walk + timedelta(seconds=ends_s))
    night(played, LATER)

    ((hr_bpm, _, why),) = ask_copy(played, READ)

    assert (hr_bpm, why) == (None, reason)


def test_a_rest_and_its_session_stay_two_things(played: Path) -> None:
    before = ask_work(played, "select count(*), sum(active_min) from mart.session")
    walk = last_walk(played)
    mark(played, RestStarted(), walk - REST)
    mark(played, RestStopped(), walk)

    night(played, LATER)

    now = ask_work(played, "select count(*), sum(active_min) from mart.session")
    assert now == before


def test_a_rest_that_is_taken_back_is_gone(played: Path) -> None:
    walk = last_walk(played)
    mark(played, RestStarted(), walk - REST)
    night(played, LATER)
    with house_at(played, AFTERWARDS) as house:
        (event, _) = house.history(PATIENT).of(RestStarted)[0]
        house.record(
            RestStarted(),
            patient_id=PATIENT,
            by="test",
            about_at=walk - timedelta(minutes=2, seconds=30),
            supersedes=event.event_id,
        )

    night(played, AFTERWARDS)

    rows = ask_work(played, "select started_at from mart.rest_spot")
    assert rows == [(walk - timedelta(minutes=2, seconds=30),)]


def test_every_rest_of_a_day_is_walked_back_over_its_own_time(played: Path) -> None:
    walk = last_walk(played)
    quiet_end, up = walk - STANDING_UP, walk + 2 * REST
    for starts, stops in ((walk - REST, quiet_end), (up, up + REST)):
        mark(played, RestStarted(), starts)
        mark(played, RestStopped(), stops)
    night(played, LATER)

    ((day,),) = ask_work(played, "select distinct day_date from mart.rest_spot")
    at = Terminal(played, Outside(now=StoryTime(LATER).now))
    answer = at.manages(f"why --json {PATIENT} {day} hr_rest_spot_bpm")
    first, second = answer.document["walks"]

    assert (first["value"] is None, second["value"] is None) == (False, True)
    assert second["beside"]["null_reason"] == "moved"
    for found, since in ((first, walk - REST), (second, up)):
        times = [(row["first_ms"], row["last_ms"]) for row in found["readings"]]
        assert min(times)[0] >= since.timestamp() * 1000
        assert max(last for _, last in times) <= (since + REST).timestamp() * 1000
    told = at.manages(f"why {PATIENT} {day} hr_rest_spot_bpm").out
    assert told.count("mart.rest_spot.hr_rest_spot_bpm of") == 2
    assert told.count("Made by") == 1


def test_rests_are_derived_again_bit_for_bit(played: Path) -> None:
    walk = last_walk(played)
    mark(played, RestStarted(), walk - REST)
    mark(played, RestStopped(), walk)
    night(played, LATER)

    with house_at(played, LATER) as house, writer_lock(house.home):
        report = rebuild(house)

    assert report.is_identical
    assert report.row_counts["mart.rest_spot"] == 1


def test_the_virtual_person_of_the_demo_sits_and_says_so(tmp_path: Path) -> None:
    root = begin(tmp_path / "home")
    first = next(iter(eight_weeks(FIRST_DAY, seed=7).sessions))
    clock = StoryTime(datetime.combine(FIRST_DAY, time(6), UTC))
    with House.open(root, Outside(now=clock.now)) as house:
        player = Player(house, clock, ZONE, marks_rest=True)
        player.arrive(clock.moment)
        player.pair(clock.moment)
        player.session(first)
        walks = house.history(PATIENT).of(SessionStarted)
    night(root, clock.moment + timedelta(days=1))

    ((hr_bpm, coverage_frac, reason),) = ask_copy(root, READ)
    assert len(walks) == 1
    assert hr_bpm is not None
    assert coverage_frac >= 0.8
    assert reason is None

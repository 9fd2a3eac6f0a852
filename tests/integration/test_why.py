"""`pacepipe why` at a home that has lived: from a number to the bytes, and back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pacepipe import gatt
from pacepipe.app import Outside
from pacepipe.cli.demo_story import StoryTime
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import HeartRateReadings
from support.ask import ask_work
from support.home import Terminal
from support.played import AFTER, PATIENT, a_played_home


@pytest.fixture(scope="module")
def at(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    root = a_played_home(kept, tmp_path_factory.mktemp("why"))
    return Terminal(root, Outside(now=StoryTime(AFTER + timedelta(hours=6)).now))


@pytest.fixture(scope="module")
def session(at: Terminal) -> str:
    ((found,),) = ask_work(
        at.root,
        "select session_id from mart.session where hr_mean_bpm is not null "
        "order by started_at limit 1",
    )
    return str(found)


def _walk(at: Terminal, *words: str) -> dict[str, Any]:
    (walk,) = at.manages("why --json", *words).document["walks"]
    assert isinstance(walk, dict)
    return walk


def test_a_number_of_a_session_comes_back_from_its_bytes(
    at: Terminal, session: str
) -> None:
    walk = _walk(at, session, "hr_mean_bpm")
    (link,) = walk["frames"]
    assert link["table_name"] == "clean.heart_rate"
    sent = ask_work(
        at.root,
        "select hex(payload) from raw.frame where connection_id = "  # noqa: S608
        f"{link['connection_id']} and characteristic = {0x2A37} and seq between "
        f"{link['first_seq']} and {link['last_seq']}",
    )
    assert len(sent) == link["frame_count"]
    readings = gatt.decode(
        0x2A37, FrameBatch.from_payloads([bytes.fromhex(each) for (each,) in sent])
    )
    assert isinstance(readings, HeartRateReadings)
    # the mean of the seconds against the mean of what was sent in them
    assert walk["value"] == pytest.approx(float(np.mean(readings.hr_bpm)), abs=1.0)


def test_the_example_is_a_frame_that_was_sent_and_says_what_clean_holds(
    at: Terminal, session: str
) -> None:
    example = _walk(at, session, "hr_mean_bpm")["example"]
    ((payload, hr_bpm),) = ask_work(
        at.root,
        "select lower(hex(frame.payload)), heart.hr_bpm from raw.frame inner join "  # noqa: S608
        "clean.heart_rate as heart using (station_id, seq) "
        f"where seq = {example['seq']} and station_id = '{example['station_id']}'",
    )
    assert example["payload_hex"] == payload
    assert example["decoded"]["hr_bpm"] == hr_bpm


def test_a_day_says_how_much_its_number_rests_on(at: Terminal) -> None:
    walk = _walk(at, PATIENT, "2026-09-02", "step_count")
    ((steps, minutes),) = ask_work(
        at.root,
        "select step_count, step_measured_min from mart.day "
        "where day_date = '2026-09-02'",
    )
    assert walk["value"] == steps
    assert walk["beside"]["step_measured_min"] == minutes
    assert {row["table_name"] for row in walk["readings"]} == {
        "clean.cadence",
        "clean.minute",
    }
    ((rows,),) = ask_work(
        at.root, "select count(*) from clean.cadence where day_date = '2026-09-02'"
    )
    assert sum(row["frame_count"] for row in walk["frames"]) == rows


def test_what_was_set_aside_is_counted_beside_what_counts(at: Terminal) -> None:
    ((day,),) = ask_work(
        at.root,
        "select day_date from clean.heart_rate where hr_flag <> 'ok' "
        "group by day_date order by count(*) desc, day_date limit 1",
    )
    walk = _walk(at, PATIENT, str(day), "hr_median_bpm")
    counted = {
        row["flag"]: row["row_count"]
        for row in walk["readings"]
        if row["table_name"] == "clean.heart_rate"
    }
    assert counted == dict(
        ask_work(
            at.root,
            "select hr_flag, count(*) from clean.heart_rate "  # noqa: S608
            f"where day_date = '{day}' group by hr_flag",
        )
    )
    assert len(counted) > 1


def test_a_number_that_is_not_known_says_so_and_why(at: Terminal) -> None:
    told = at.manages(f"why {PATIENT} 2026-09-01 step_count").out
    assert "not known" in told.splitlines()[0]
    assert "step_null_reason: no_cadence" in told
    assert "No strap sent anything for it." in told


def test_a_number_of_the_diary_names_the_entry(at: Terminal) -> None:
    walk = _walk(at, PATIENT, "2026-09-02", "tiredness")
    assert [event["kind"] for event in walk["events"]] == ["diary"]
    assert walk["example"] is None


def test_the_trend_of_the_weeks_is_walked_through_their_readings(at: Terminal) -> None:
    ((until, slope),) = ask_work(
        at.root, "select until_date, slope_bpm_per_week from mart.hr_trend"
    )
    walk = _walk(at, PATIENT, str(until), "slope_bpm_per_week")
    assert walk["value"] == slope
    days = ask_work(at.root, "select count(distinct day_date) from clean.hr_second")
    (seconds,) = [
        row
        for row in walk["readings"]
        if (row["table_name"], row["flag"]) == ("clean.hr_second", "measured")
    ]
    (held,) = ask_work(
        at.root, "select count(*) from clean.hr_second where not is_interpolated"
    )
    assert days[0][0] > 10
    assert (seconds["row_count"],) == held


def test_a_week_is_walked_through_its_days(at: Terminal) -> None:
    walk = _walk(at, PATIENT, "2026-W36", "active_min")
    assert walk["about"]["chain"][:2] == [
        "mart.day.active_min",
        "mart.session.active_min",
    ]
    assert {"raw.frame.payload", "raw.import_row.value"} <= {*walk["about"]["chain"]}


@pytest.mark.parametrize(
    "column",
    ["mart.day.wear_min", "day.tiredness", "worn_poor_min", "clean.beat.rr_ms"],
)
def test_a_column_says_what_it_means_and_what_it_comes_from(
    at: Terminal, column: str
) -> None:
    told = at.manages("why", column).out
    assert told.splitlines()[0].endswith(column)
    assert "Unit: " in told
    assert "Made by: " in told
    assert "Comes from" in told


@pytest.mark.parametrize(
    ("line", "exit_code", "word"),
    [
        ("why plan-0123456789ab", 2, "plan explain plan-0123456789ab"),
        ("why step_count", 8, "mart.day.step_count"),
        ("why steps_made_up", 8, "data-dictionary"),
        ("why session-000000000000 hr_mean_bpm", 6, "zero"),
        ("why session-000000000000", 2, "Which number"),
        ("why P-001 hr_mean_bpm", 2, "needs a day"),
        ("why P-001 2026-09-02 hr_mean_bpm", 8, "no column of a day"),
        ("why P-001 2031-09-02 wear_min", 6, "zero"),
    ],
)
def test_what_cannot_be_walked_is_said_with_a_way_on(
    at: Terminal, line: str, exit_code: int, word: str
) -> None:
    answer = at.types(line)
    assert answer.exit_code == exit_code
    assert word in answer.err


def test_an_answer_fits_on_a_screen(at: Terminal, session: str) -> None:
    told = at.manages("why", session, "above_limit_min").out
    assert len(told.splitlines()) <= 45

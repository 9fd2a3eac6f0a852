"""Eight weeks: what judged each beat, how it was measured, why seconds are missing."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pacepipe.app import Outside
from pacepipe.cli.demo_story import StoryTime
from support.ask import ask_copy, ask_work
from support.home import Terminal
from support.played import AFTER, PATIENT, a_played_home

REPO = Path(__file__).parents[2]
REASONS = ("sentinel", "oor", "no_contact", "stale", "hold", "spike", "disagree")
FLAGS = {
    "rr": ("clean.beat.rr_flag", "clean.imported_beat.rr_flag"),
    "hr": (
        "clean.heart_rate.hr_flag",
        "clean.minute.hr_flag",
        "clean.minute_flag.hr_flag",
        "clean.interval_hr.hr_flag",
    ),
    "step": ("clean.interval_steps.step_flag",),
    "hrv": ("clean.rr_quality.hrv_state", "mart.hrv.hrv_state"),
    "fall": ("mart.session_response.recovery_null_reason",),
    "response": (
        "mart.session_response.pci_null_reason",
        "mart.session_response.tau_on_null_reason",
    ),
    "resting": ("mart.resting_day.hr_rest_null_reason",),
    "trend": ("mart.hr_trend.null_reason",),
}


@pytest.fixture(scope="module")
def root(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_played_home(kept, tmp_path_factory.mktemp("quality"))


def test_a_beat_keeps_the_bounded_threshold_that_judged_it(root: Path) -> None:
    ((count, judged, lowest, highest),) = ask_work(
        root,
        "select count(*), count(rr_change_limit_ms), min(rr_change_limit_ms), "
        "max(rr_change_limit_ms) from clean.beat",
    )
    assert judged > 0.9 * count
    # 7 % of the shortest and 20 % of the longest believable interval
    assert lowest >= 0.07 * 300
    assert highest <= 0.20 * 2000
    ((over,),) = ask_work(
        root,
        "with beat as (select *, rr_ms - lag(rr_ms) over (partition by strap_id, "
        "day_date order by measured_at, seq, beat_index) as change_ms "
        "from clean.beat where rr_flag <> 'dup') "
        "select count(*) from beat where rr_flag = 'ectopic' and not is_break "
        "and abs(change_ms) < rr_change_limit_ms - 0.01",
    )
    assert over == 0


def test_every_row_can_be_told_how_it_was_measured(root: Path) -> None:
    for table in ("heart_rate", "beat", "cadence", "hr_second"):
        ((rows, known),) = ask_work(
            root,
            "select count(*), count(sensor_kind) from "  # noqa: S608
            f"clean.{table} as held left join clean.sensor using (strap_id) "
            "where held.strap_id is not null",
        )
        assert rows == known > 0
    kinds = ask_work(
        root,
        "select distinct session.hr_sensor_kind = (select mode(sensor_kind) from "
        "clean.hr_second as second inner join clean.sensor using (strap_id) where "
        "second_at >= session.started_at::timestamp and "
        "second_at < session.ended_at::timestamp) from mart.session "
        "where hr_coverage_frac > 0",
    )
    assert kinds == [(True,)]


def test_seconds_set_aside_add_up_from_minutes_to_the_day(root: Path) -> None:
    days = ", ".join(
        f"coalesce(sum(flagged_s) filter (hr_flag = '{each}'), 0)" for each in REASONS
    )
    columns = ", ".join(f"flagged_{each}_s" for each in REASONS)
    by_minute = ask_work(
        root,
        f"select day_date, {days} from clean.minute_flag "  # noqa: S608
        "group by 1 order by 1",
    )
    by_day = ask_copy(
        root,
        f"select day_date, {columns} from clinic.v_data_quality_day "  # noqa: S608
        f"where greatest({columns}) > 0 order by day_date",
    )
    assert by_minute == by_day
    assert by_day
    ((beyond,),) = ask_work(
        root,
        "select count(*) from clean.minute_flag as flagged inner join clean.minute "
        "using (patient_id, minute_at) where flagged_s + hr_measured_s > 60",
    )
    assert beyond == 0


def test_a_reason_is_walked_back_to_the_frames_that_were_set_aside(root: Path) -> None:
    outside = Outside(now=StoryTime(AFTER + timedelta(hours=6)).now)
    terminal = Terminal(root, outside)
    ((day, flag, flagged_s),) = ask_work(
        root,
        "select day_date, hr_flag, sum(flagged_s) from clean.minute_flag "
        "group by all order by 3 desc, 1, 2 limit 1",
    )
    (walk,) = terminal.manages(
        "why --json", PATIENT, str(day), f"flagged_{flag}_s"
    ).document["walks"]
    assert walk["value"] == flagged_s
    told = {row["table_name"] for row in walk["readings"]}
    assert {"clean.minute_flag", "clean.heart_rate"} <= told
    assert sum(row["frame_count"] for row in walk["frames"]) > 0
    said = terminal.manages("why clean.beat.rr_change_limit_ms").out
    assert "raw.frame.payload" in said


def _words(signal: str) -> set[str]:
    page = (REPO / "docs" / "glossary.md").read_text()
    rows: list[Any] = re.findall(r"^\| `(\w+)` \| ([a-z ]+) \|", page, re.MULTILINE)
    return {word for word, signals in rows if signal in signals.split()}


@pytest.mark.parametrize("signal", FLAGS)
def test_a_stored_flag_is_a_word_of_the_one_vocabulary(root: Path, signal: str) -> None:
    for name in FLAGS[signal]:
        table, _, column = name.rpartition(".")
        held = ask_work(
            root,
            f"select distinct {column} from {table} "  # noqa: S608
            f"where {column} is not null",
        )
        assert {word for (word,) in held} <= _words(signal), name

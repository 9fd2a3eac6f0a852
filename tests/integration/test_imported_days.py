"""What the night makes of imported files.

One home, three nights, several people: files of the first night stay, those of the
second are taken back before the third.
"""

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pacepipe.app import House, rebuild
from pacepipe.app.rebuild import fingerprint
from pacepipe.domain.events import BaselineLocked
from pacepipe.stages.usual_steps import usual_step_count
from support.ask import ask_work
from support.fit_file import RECORD, SESSION, data, fit_file, record
from support.fit_records import fit_records
from support.home import Terminal, a_home, with_a_patient
from support.shared import shared

NIGHT = "nightly run --without-prefect"
DAY = "2026-03-10"
HR_AT_A_TIME = b",user,datetime,heartrate\n" + b"".join(
    f"{i},A,{DAY} 08:{i // 60:02d}:{i % 60:02d},{70 + i // 60 % 5}\n".encode()
    for i in range(0, 900, 15)
)
STEPS = b",user,datetime,steps\n" + b"".join(
    f"{i},A,{DAY} 08:{i:02d}:00,{10 + i}\n".encode() for i in range(5)
)
NIGHT_MIN = 40
NIGHT_BEATS = NIGHT_MIN * 60_000 // 900 - 20
STEPPER, TRAVELLER, RUNNER = "P-001", "P-002", "P-003"
RUN_S = 480
RUNNING = 1

OUTCOME = """
select
    (select count(*) from mart.session where patient_id = 'P-003'),
    (select sum(step_count) from mart.session where patient_id = 'P-003'),
    (select sum(step_count) from mart.day where patient_id = 'P-003'),
    (select sum(hr_bpm) from clean.hr_second where patient_id = 'P-003'),
    (select count(*) from clean.hr_second where patient_id = 'P-003')
"""


@dataclass(frozen=True)
class Story:
    """A home after its nights, and what was seen in between."""

    home: Terminal
    journey_rows: int
    prints: tuple[dict[str, tuple[int, str]], ...]
    outcomes: tuple[list[tuple[Any, ...]], ...]
    trouble: list[tuple[Any, ...]]
    stepper: dict[str, list[tuple[Any, ...]]]
    is_rebuilt: bool


def prints(at: Terminal) -> dict[str, tuple[int, str]]:
    with House.open(at.root) as house, house.warehouse() as warehouse:
        return dict(fingerprint(warehouse))


def ask(at: Terminal, sql: str) -> list[tuple[Any, ...]]:
    return ask_work(at.root, sql)


def of_stepper(at: Terminal, table: str, what: str) -> list[tuple[Any, ...]]:
    sql = f"select {what} from {table} where patient_id = 'P-001' order by all"  # noqa: S608
    return ask(at, sql)


def written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def a_run() -> bytes:
    """The first minutes of an open recording, as a session of a watch."""
    told = fit_records(shared("data/fit_fitparse/activity-small-fenix2-run.fit"))
    rows = zip(*(told[name].tolist() for name in told), strict=True)
    kept = [row for row in rows if row[0] - told["second"][0] < RUN_S]
    first, last = kept[0][0], kept[-1][0]
    records = (
        record(second, *(255 if value < 0 else value for value in values))
        for second, *values in kept
    )
    session = data(1, "IIIB", last, first, (last - first) * 1000, RUNNING)
    return fit_file(RECORD, SESSION, *records, session)


def a_journey() -> list[bytes]:
    """Lines of three days on which an hour came twice; the first one names them."""
    with zipfile.ZipFile(shared("data/stanford_fitbit/AURCTAK_steps.csv.zip")) as held:
        table = held.read(held.namelist()[0])
    head = table[: table.index(b"\n") + 1]
    return [head, *re.findall(rb"[^\n]*,2020-04-0[678] [^\n]*\n", table)]


def a_night() -> bytes:
    """Beats of a table of HRV Logger, from an hour after midnight to 40 min later."""
    chance = np.random.default_rng(5)
    rr_ms = np.rint(900 + chance.normal(0, 25, NIGHT_BEATS)).astype(int)
    ends_ms = round(datetime(2026, 3, 10, tzinfo=UTC).timestamp() * 1000)
    ends = (ends_ms + np.cumsum(rr_ms)).tolist()
    rows = (f"{at},{rr}\n" for at, rr in zip(ends, rr_ms.tolist(), strict=True))
    return ("timestamp,rr\n" + "".join(rows)).encode()


def spoil_two(at: Terminal, folder: Path) -> None:
    """Three files, of which two are not as they were when the night looks."""
    files = {"a.csv": STEPS, "b.csv": HR_AT_A_TIME, "c.csv": STEPS[:-1] + b"1\n"}
    # the same bytes are one person's only
    paths = (
        written(folder / name, content.replace(b"A,", b"B,"))
        for name, content in files.items()
    )
    at.manages(f"import {RUNNER}", *paths)
    first, second, _ = (
        at.root / "state" / "imports" / e.payload.sha256
        for e in at.said()
        if e.kind.value == "file_imported"
    )
    first.chmod(0o600)
    first.write_bytes(b",user,datetime,steps\n0,A,2026-03-10 00:00:00,many\n")
    second.unlink()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("imported")
    home = with_a_patient(a_home(folder / "home"))
    for person in (TRAVELLER, RUNNER):
        home.manages(f"person add {person} --since 2026-01-01")
        home.manages(f"consent give {person} --by herself")
    spoil_two(home, folder)
    told = a_journey()
    journey = written(folder / "journey.csv", b"".join(told))
    home.manages(f"import {TRAVELLER}", journey, "--zone", "America/Los_Angeles")
    run = written(folder / "run.fit", a_run())
    home.manages(f"import {RUNNER}", run)
    home.manages(NIGHT)
    trouble = ask(home, "select place, reason from ops.import_trouble order by place")
    kept, seen, outcomes = len(home.said()), [prints(home)], [ask(home, OUTCOME)]

    steps = written(folder / "steps.csv", STEPS)
    slow = written(folder / "hr.csv", HR_AT_A_TIME)
    # a longer file tells of the same minutes again
    more = written(folder / "more.csv", STEPS + b"5,A,2026-03-10 08:05:00,40\n")
    beats = written(folder / "night.csv", a_night())
    home.manages(f"import {STEPPER}", steps, slow, more, beats)
    again = folder / "again.zip"
    with zipfile.ZipFile(again, "w") as archive:
        archive.write(run, "run.fit")
    home.manages(f"import {RUNNER}", str(again))
    home.manages(NIGHT)
    outcomes.append(ask(home, OUTCOME))
    stepper = {
        table: of_stepper(home, table, what)
        for table, what in {
            "mart.day": "day_date::varchar, step_count, step_measured_min, wear_min",
            "clean.interval_hr": "count(*), min(hr_bpm), max(hr_bpm)",
            "clean.hr_second": "count(*), max(second_at) < '2026-03-10 01:00:00'",
            "mart.day_quality": "worn_good_min, worn_poor_min, imported_min",
            "clean.rr_quality": "count(*), min(strap_id) like 'import-%'",
            "mart.rr_day": "beat_count, imported_beat_count, gap_count",
            "mart.hrv": "hrv_kind, hrv_state, rmssd_ms, is_imported",
        }.items()
    }
    with House.open(home.root) as house:
        is_rebuilt = rebuild(house).is_identical
    for event in home.said()[kept:]:
        home.manages(f"events retract {event.event_id} --reason wrong")
    home.manages(NIGHT)
    seen.append(prints(home))
    return Story(
        home, len(told) - 1, tuple(seen), tuple(outcomes), trouble, stepper, is_rebuilt
    )


def test_steps_and_slow_heart_rates_come_to_their_day(story: Story) -> None:
    assert story.stepper["mart.day"][-1:] == [(DAY, 100.0, 6.0, 15 + NIGHT_MIN)]
    assert story.stepper["clean.interval_hr"] == [(60, 70, 74)]


def test_a_minute_with_a_slow_heart_rate_was_worn_and_heard_poorly(
    story: Story,
) -> None:
    # the day before is there with its margin, and nobody wore anything on it
    assert story.stepper["mart.day_quality"] == [
        (0, 0, 0),
        (NIGHT_MIN, 15, NIGHT_MIN + 15),
    ]


def test_beats_of_a_file_make_a_night_like_those_of_a_strap(story: Story) -> None:
    ((seconds, is_of_the_night),) = story.stepper["clean.hr_second"]
    assert (seconds, is_of_the_night) == (pytest.approx(NIGHT_MIN * 60, abs=60), True)
    assert story.stepper["clean.rr_quality"] == [(NIGHT_MIN // 5, True)]
    assert story.stepper["mart.rr_day"] == [(NIGHT_BEATS, NIGHT_BEATS, 0)]
    # steps between independent intervals spread by the square root of two more
    rmssd_ms = pytest.approx(25 * 2**0.5, rel=0.1)
    assert story.stepper["mart.hrv"] == [("night", "ok", rmssd_ms, True)]


def test_what_is_taken_back_is_gone_and_the_ledger_keeps_it(story: Story) -> None:
    before, after = story.prints
    derived = [name for name in before if name.startswith(("clean", "mart"))]
    assert {name: after[name] for name in derived} == {
        name: before[name] for name in derived
    }
    assert ask(story.home, "select count(*) from raw.import_file") == [(8,)]


def test_a_broken_kept_file_is_set_aside_and_the_others_go_on(story: Story) -> None:
    assert [place is None for place, _ in story.trouble] == [False, True]
    assert "missing" in story.trouble[1][1]
    whole = (
        "select count(*) from raw.import_file "
        "where patient_id = 'P-003' and file_format = 'fitbit_csv'"
    )
    assert ask(story.home, whole) == [(1,)]


def test_no_minute_of_a_journey_is_counted_twice(story: Story) -> None:
    (at_once,) = ask(
        story.home,
        "select count(*), count(distinct started_at), sum(chosen_step_count), "
        "sum(own_s) / 60 from clean.interval_steps where patient_id = 'P-002'",
    )
    rows = (
        "from raw.import_row join raw.import_file using (import_no) "
        "where patient_id = 'P-002'"
    )
    ((sure, steps),) = ask(
        story.home, f"select count(*), sum(value) {rows} and time_flag = 'ok'"
    )
    assert at_once == (sure, sure, steps, sure)
    in_days = "select sum(step_count) from mart.day where patient_id = 'P-002'"
    assert ask(story.home, in_days) == [(steps,)]
    flagged = f"select count(*) {rows} and time_flag = 'ambiguous'"
    assert ask(story.home, flagged) == [(story.journey_rows - sure,)]


def test_a_file_of_years_ago_makes_its_own_days_and_none_between(story: Story) -> None:
    ((old, first, last),) = ask(
        story.home,
        "select count(*), min(day_date)::varchar, max(day_date)::varchar "
        "from clean.calendar where patient_id = 'P-002' "
        "and day_date < '2025-12-01'",
    )
    assert (first, last) == ("2020-04-05", "2020-04-10")
    assert old == 6


def usual_steps(at: Terminal, *, days_needed: int) -> float | None:
    """Of a baseline signed over the days of the drawer, a week later."""
    locked = BaselineLocked(
        window_start=date(2020, 5, 25),
        window_end=date(2020, 6, 7),
        diary_day_count=7,
        medians={},
        burden_reference=0.0,
        valid_until=date(2020, 7, 19),
        signed_by="Dr Sand",
    )
    with House.open(at.root) as house, house.warehouse() as warehouse:
        if not house.history("P-001").of(BaselineLocked):
            house.record(locked, patient_id="P-001", by="clinic", zone="UTC")
        return usual_step_count(
            warehouse,
            house.history("P-001"),
            before=date(2020, 6, 8),
            days_needed=days_needed,
        )


def told_on(person: str, what: str, *days: str) -> bytes:
    """Rows of some days of one of the open tables."""
    table = shared(f"data/stanford_fitbit/{person}_{what}.csv.zip")
    with zipfile.ZipFile(table) as held:
        head, *lines = held.read(held.namelist()[0]).splitlines(keepends=True)
    wanted = tuple(day.encode() for day in days)
    return head + b"".join(line for line in lines if line.split(b",")[2][:10] in wanted)


def test_a_band_in_a_drawer_has_no_zero_steps_and_a_worn_one_has_its_day(
    tmp_path: Path,
) -> None:
    patient = with_a_patient(a_home(tmp_path / "home"))
    days = ("2020-05-29", "2020-05-31", "2020-06-01")
    files = [
        written(tmp_path / f"{what}.csv", told_on("A3OU183", what, *days))
        for what in ("hr", "steps")
    ]
    patient.manages("import P-001", *files)
    patient.manages(NIGHT)
    asked = (
        "select day_date::varchar, step_count, step_null_reason, step_day_validity, "
        "whole_day_step_count is not null from mart.day "
        "where step_measured_min > 0 order by day_date"
    )
    assert ask(patient, asked) == [
        (days[0], 5626.0, None, "valid", True),
        (days[1], None, "not_worn", "not_worn", False),
        # two minutes of heart rate
        (days[2], None, "too_little_wear", "too_little_wear", False),
    ]
    ((told, worn_min, imported_min, share),) = ask(
        patient,
        "select whole_day_step_count, day_wear_min, imported_wear_min, "
        "whole_day_step_count / 5626 from clinic.v_data_quality_day "
        "where step_day_validity = 'valid'",
    )
    assert worn_min == imported_min > 1389
    assert share == pytest.approx(1, abs=0.03)
    assert told <= 5626
    # of the three days one counts as usual, and the one in the drawer does not
    assert usual_steps(patient, days_needed=1) == told
    assert usual_steps(patient, days_needed=2) is None


def test_a_run_of_a_watch_is_a_session_once_however_often_it_is_told(
    story: Story,
) -> None:
    once, twice = story.outcomes
    assert twice == once
    assert once[0][0] == 1
    assert ask(
        story.home,
        "select label, date_diff('second', started_at, ended_at), mark_source "
        "from mart.session where patient_id = 'P-003'",
    ) == [("both", RUN_S - 1, "import-3-0")]
    ((heard, right),) = ask(
        story.home,
        "select count(*), count(*) filter (where s.hr_bpm = r.value) "
        "from raw.import_row r join clean.hr_second s "
        "on s.second_at = make_timestamp(r.at_us) and not s.is_interpolated "
        "where r.kind = 'hr' and r.import_no = 3",
    )
    assert heard > RUN_S / 2
    assert right == heard


def test_a_rebuild_of_all_of_it_gives_the_same_bytes(story: Story) -> None:
    assert story.is_rebuilt

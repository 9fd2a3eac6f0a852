"""What the night makes of imported files."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from pacepipe.app import House, rebuild
from pacepipe.app.rebuild import fingerprint
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

OUTCOME = """
select
    (select count(*) from mart.session),
    (select sum(step_count) from mart.session),
    (select sum(step_count) from mart.day),
    (select sum(hr_bpm) from clean.hr_second),
    (select count(*) from clean.hr_second)
"""


@pytest.fixture
def patient(tmp_path: Path) -> Terminal:
    return with_a_patient(a_home(tmp_path / "home"))


def prints(at: Terminal) -> dict[str, tuple[int, str]]:
    with House.open(at.root) as house, house.warehouse() as warehouse:
        return dict(fingerprint(warehouse))


def ask(at: Terminal, sql: str) -> list[tuple[Any, ...]]:
    with House.open(at.root) as house, house.warehouse() as warehouse:
        return warehouse.cursor().execute(sql).fetchall()


def written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_steps_and_slow_heart_rates_come_to_their_day_and_go_again(
    patient: Terminal, tmp_path: Path
) -> None:
    patient.manages(NIGHT)
    before = prints(patient)
    steps = written(tmp_path / "steps.csv", STEPS)
    patient.manages("import P-001", steps, written(tmp_path / "hr.csv", HR_AT_A_TIME))
    # a longer file tells of the same minutes again
    more = written(tmp_path / "more.csv", STEPS + b"5,A,2026-03-10 08:05:00,40\n")
    patient.manages("import P-001", steps, more)
    patient.manages(NIGHT)
    assert ask(patient, "select count(*) from raw.import_file") == [(3,)]
    assert ask(
        patient,
        "select day_date::varchar, step_count, step_measured_min from mart.day "
        "where step_count is not null",
    ) == [(DAY, 100.0, 6.0)]
    assert ask(
        patient, "select count(*), min(hr_bpm), max(hr_bpm) from clean.interval_hr"
    ) == [(60, 70, 74)]
    assert ask(patient, "select count(*) from clean.hr_second") == [(0,)]

    with House.open(patient.root) as house:
        assert rebuild(house).is_identical
    for event in patient.said():
        if event.kind.value == "file_imported":
            patient.manages(f"events retract {event.event_id} --reason wrong")
    patient.manages(NIGHT)
    after = prints(patient)
    assert {k: after[k] for k in before if k.startswith(("clean", "mart"))} == {
        k: before[k] for k in before if k.startswith(("clean", "mart"))
    }
    # the ledger keeps what it was told
    assert ask(patient, "select count(*) from raw.import_file") == [(3,)]


def test_a_broken_kept_file_is_set_aside_and_the_others_go_on(
    patient: Terminal, tmp_path: Path
) -> None:
    files = {"a.csv": STEPS, "b.csv": HR_AT_A_TIME, "c.csv": STEPS[:-1] + b"1\n"}
    for name, content in files.items():
        patient.manages("import P-001", written(tmp_path / name, content))
    first, second, _ = (
        patient.root / "state" / "imports" / e.payload.sha256
        for e in patient.said()
        if e.kind.value == "file_imported"
    )
    first.chmod(0o600)
    first.write_bytes(b",user,datetime,steps\n0,A,2026-03-10 00:00:00,many\n")
    second.unlink()
    patient.manages(NIGHT)
    told = ask(patient, "select place, reason from ops.import_trouble order by place")
    assert [place is None for place, _ in told] == [False, True]
    assert "missing" in told[1][1]
    assert ask(patient, "select count(*) from raw.import_file") == [(1,)]


def test_no_minute_of_a_journey_is_counted_twice(
    patient: Terminal, tmp_path: Path
) -> None:
    with zipfile.ZipFile(shared("data/stanford_fitbit/AURCTAK_steps.csv.zip")) as held:
        head, *lines = held.read(held.namelist()[0]).splitlines(keepends=True)
    days = (b"2020-04-06", b"2020-04-07", b"2020-04-08")
    told = [line for line in lines if any(day in line for day in days)]
    journey = written(tmp_path / "journey.csv", head + b"".join(told))
    patient.manages("import P-001", journey, "--zone", "America/Los_Angeles")
    patient.manages(NIGHT)
    (at_once,) = ask(
        patient,
        "select count(*), count(distinct started_at), sum(chosen_step_count), "
        "sum(own_s) / 60 from clean.interval_steps",
    )
    ((sure, steps),) = ask(
        patient,
        "select count(*), sum(value) from raw.import_row where time_flag = 'ok'",
    )
    assert at_once == (sure, sure, steps, sure)
    assert ask(patient, "select sum(step_count) from mart.day") == [(steps,)]
    flagged = "select count(*) from raw.import_row where time_flag = 'ambiguous'"
    assert ask(patient, flagged) == [(len(told) - sure,)]


def told_on(person: str, what: str, *days: str) -> bytes:
    """Rows of some days of one of the open tables."""
    table = shared(f"data/stanford_fitbit/{person}_{what}.csv.zip")
    with zipfile.ZipFile(table) as held:
        head, *lines = held.read(held.namelist()[0]).splitlines(keepends=True)
    wanted = tuple(day.encode() for day in days)
    return head + b"".join(line for line in lines if line.split(b",")[2][:10] in wanted)


def test_a_band_in_a_drawer_has_no_zero_steps_and_a_worn_one_has_its_day(
    patient: Terminal, tmp_path: Path
) -> None:
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


def test_a_run_of_a_watch_is_a_session_once_however_often_it_is_told(
    patient: Terminal, tmp_path: Path
) -> None:
    run = shared("data/fit_fitparse/activity-small-fenix2-run.fit")
    patient.manages("import P-001", str(run))
    patient.manages(NIGHT)
    ((heard, right),) = ask(
        patient,
        "select count(*), count(*) filter (where s.hr_bpm = r.value) "
        "from raw.import_row r join clean.hr_second s "
        "on s.second_at = make_timestamp(r.at_us) and not s.is_interpolated "
        "where r.kind = 'hr'",
    )
    assert heard > 0
    assert right == heard
    once = ask(patient, OUTCOME)
    assert once[0][0] > 0

    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w") as archive:
        archive.write(run, "run.fit")
    patient.manages("import P-001", str(again))
    patient.manages(NIGHT)
    assert ask(patient, "select count(*) from raw.import_file") == [(2,)]
    assert ask(patient, OUTCOME) == once
    with House.open(patient.root) as house:
        assert rebuild(house).is_identical

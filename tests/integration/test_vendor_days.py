"""What makers' devices say reaches the days it is about, each moment once."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pacepipe.app import rebuild, writer_lock
from pacepipe.collect import (
    LinkPolicy,
    Listening,
    Lookout,
    Radio,
    StrapTarget,
    scan,
    sync_ring,
)
from pacepipe.domain import characteristic as ch
from pacepipe.domain.events import ZoneSet
from pacepipe.domain.frame import Frame
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.colmi import ColmiRing, ring_peripheral
from pacepipe.simulate.encode import rsc_measurement
from support.ask import ask_work
from support.played import PATIENT, house_at, night
from support.straps import ADDRESS, START, stored, the_profile, with_journal
from support.vendors import a_home_with, poured

TODAY = START.date()
YESTERDAY = TODAY - timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=5)
RING = StrapIdentity(None, None, None).strap_id(ADDRESS)
POD_ADDRESS = "C0:FF:EE:00:00:09"
POD = StrapIdentity(None, None, None).strap_id(POD_ADDRESS)
STEPS = {(YESTERDAY, 40): 310, (YESTERDAY, 41): 25, (TODAY, 28): 120, (TODAY, 31): 8}
HEART_RATES = {YESTERDAY: (0, *[62] * 287), TODAY: (60,) * 96}
AS_OF = START + timedelta(hours=4)


def ring_frames(path: Path, since: date = YESTERDAY, **changes: Any) -> list[Frame]:
    settings: dict[str, Any] = {
        "born": START,
        "steps": STEPS,
        "heart_rates": HEART_RATES,
    }
    ring = ColmiRing(**{**settings, **changes})
    profile = the_profile("colmi_r0x")
    air = VirtualAir([ring_peripheral(ring, ADDRESS)])

    async def work(journal, clock):
        radio = Radio(air.scanner, air.client)
        air.now_s()
        (sighting,) = await scan(radio, [profile], 1.0)
        target = StrapTarget(RING, profile, ADDRESS)
        listening = Listening(Lookout(radio), journal, clock, LinkPolicy())
        return await sync_ring(target, sighting, listening, since=since)

    with_journal(path, work)
    return list(stored(path).frames)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return a_home_with(tmp_path / "home", RING, POD)


def day_steps(root: Path) -> dict[date, float | None]:
    return dict(
        ask_work(root, "select day_date, step_count from mart.day order by day_date")
    )


def days(root: Path) -> dict[date, tuple[str, str]]:
    rows = ask_work(
        root, "select day_date, input_digest, md5(d::varchar) from mart.day as d"
    )
    return {day: (given, content) for day, given, content in rows}


def test_what_a_ring_stored_counts_for_its_own_days(home, tmp_path):
    poured(home, "colmi_r0x", ring_frames(tmp_path / "ring.sqlite"))
    night(home, AS_OF).raise_if_failed()
    assert day_steps(home) == {YESTERDAY: 335, TODAY: 128}
    assert ask_work(
        home,
        "select day_date, count(*), min(hr_bpm) from clean.interval_hr "
        "where hr_flag = 'ok' group by day_date order by day_date",
    ) == [(YESTERDAY, 287, 62), (TODAY, 96, 60)]
    assert ask_work(home, "select count(*) from clean.hr_second") == [(0,)]
    assert ask_work(home, "select count(*) from clean.reject") == [(0,)]
    assert ask_work(
        home,
        "select started_at::varchar, step_count, source, strap_id "
        "from clean.interval_steps order by started_at limit 1",
    ) == [("2026-03-01 10:00:00", 310.0, "stored", RING)]


def test_a_day_of_a_ring_that_reaches_past_midnight_loses_no_row(home, tmp_path):
    steps = {**STEPS, (YESTERDAY, 92): 41, (YESTERDAY, 95): 7, (TODAY, 0): 9}
    frames = ring_frames(
        tmp_path / "ring.sqlite", steps=steps, day_begins=timedelta(hours=-1)
    )
    poured(home, "colmi_r0x", frames)
    night(home, AS_OF).raise_if_failed()
    assert ask_work(home, "select count(*) from clean.stored_reject") == [(0,)]
    assert day_steps(home) == {YESTERDAY: 335 + 48, TODAY: 128 + 9}
    with house_at(home, AS_OF) as house:
        wrong_zone = house.history(PATIENT).of(ZoneSet)[0][0]
        house.record(
            ZoneSet("Europe/Berlin"),
            patient_id=PATIENT,
            by="test",
            about_at=wrong_zone.about_at,
            supersedes=wrong_zone.event_id,
        )
    night(home, AS_OF).raise_if_failed()
    # from 23 o'clock UTC on it is tomorrow in Berlin
    assert day_steps(home) == {YESTERDAY: 335, TODAY: 128 + 9 + 48}


def test_a_stored_value_names_the_frame_that_it_came_in(home, tmp_path):
    poured(home, "colmi_r0x", ring_frames(tmp_path / "ring.sqlite"))
    night(home, AS_OF).raise_if_failed()
    # 9 values in the first frame of a day, 13 in each that follows; slot 0 is empty
    assert ask_work(
        home,
        "select count(*) from clean.interval_hr "
        "where day_date = '2026-03-01' group by seq order by seq",
    ) == [(8,), *[(13,)] * 21, (6,)]
    assert ask_work(
        home,
        "select distinct substr(hex(frame.payload), 1, 2) from clean.interval_steps "
        "inner join raw.frame using (station_id, seq) where step_count = "
        "('0x' || substr(hex(frame.payload), 21, 2) || "
        "substr(hex(frame.payload), 19, 2))::integer",
    ) == [("43",)]


def test_late_rows_touch_their_own_day_and_the_day_they_came(home, tmp_path):
    poured(home, "colmi_r0x", ring_frames(tmp_path / "ring.sqlite"))
    night(home, AS_OF).raise_if_failed()
    before = days(home)
    late = ring_frames(
        tmp_path / "late.sqlite",
        since=LONG_AGO,
        steps={**STEPS, (LONG_AGO, 50): 700},
    )
    poured(home, "colmi_r0x", late, later=timedelta(hours=2))
    night(home, AS_OF).raise_if_failed()
    after = days(home)
    changed = {day for day in after if before.get(day) != after[day]}
    # yesterday was told again, word for word
    assert changed == {LONG_AGO, TODAY}
    assert day_steps(home) == {LONG_AGO: 700, YESTERDAY: 335, TODAY: 128}


def test_a_bin_that_was_still_going_on_is_replaced_by_the_whole_one(home, tmp_path):
    steps = {(TODAY, 31): 8, (TODAY, 32): 3}
    first = ring_frames(tmp_path / "a.sqlite", steps=steps, heart_rates={})
    poured(home, "colmi_r0x", first)
    night(home, AS_OF).raise_if_failed()
    question = (
        "select step_count, is_lower_bound from clean.interval_steps "
        "where day_date = '2026-03-02' order by started_at"
    )
    assert ask_work(home, question) == [(8.0, False), (3.0, True)]
    steps = {(TODAY, 31): 8, (TODAY, 32): 400}
    again = ring_frames(tmp_path / "b.sqlite", steps=steps, heart_rates={})
    poured(home, "colmi_r0x", again, later=timedelta(hours=2))
    night(home, AS_OF).raise_if_failed()
    assert ask_work(home, question) == [(8.0, False), (400.0, False)]


def test_a_ring_that_is_read_twice_counts_once(home, tmp_path):
    question = (
        "select (select count(*) from clean.interval_hr where hr_flag = 'ok'), "
        "(select count(*) from clean.interval_steps), "
        "(select sum(step_count) from mart.day)"
    )
    poured(home, "colmi_r0x", ring_frames(tmp_path / "a.sqlite"))
    night(home, AS_OF).raise_if_failed()
    once = ask_work(home, question)
    again = ring_frames(tmp_path / "b.sqlite")
    poured(home, "colmi_r0x", again, later=timedelta(hours=2))
    night(home, AS_OF).raise_if_failed()
    assert once == [(287 + 96, 4, 335 + 128)]
    assert ask_work(home, question) == once


def test_rows_of_a_wrong_clock_count_for_no_day_and_say_why(home, tmp_path):
    wrong = {"clock_offset": timedelta(hours=13), "steps": {(TODAY, 80): 300}}
    poured(home, "colmi_r0x", ring_frames(tmp_path / "ring.sqlite", **wrong))
    night(home, AS_OF).raise_if_failed()
    assert ask_work(home, "select count(*) from clean.interval_steps") == [(0,)]
    assert ask_work(home, "select count(*) from clean.interval_hr") == [(0,)]
    assert set(ask_work(home, "select kind, reason from clean.stored_reject")) == {
        ("steps", "clock_wrong"),
        ("heart_rate", "clock_wrong"),
    }
    assert ask_work(
        home, "select verdict, is_trusted, offset_s, reason from clean.device_clock"
    ) == [("wrong", False, 0.0, "date_of_stored_rows")]


def test_what_a_station_with_a_wrong_clock_was_told_dates_nothing(home, tmp_path):
    frames = ring_frames(tmp_path / "ring.sqlite")
    poured(home, "colmi_r0x", frames, later=timedelta(days=3))
    night(home, AS_OF).raise_if_failed()
    assert ask_work(
        home, "select distinct bad_clock_reason from clean.clock_epoch"
    ) == [("ahead_of_storing",)]
    assert ask_work(
        home,
        "select (select count(*) from clean.stored_row), "
        "(select count(*) from clean.stored_reject), "
        "(select count(*) from clean.device_clock)",
    ) == [(0, 0, 0)]


def pod_frames(began: datetime, seconds: int) -> list[Frame]:
    payload = rsc_measurement(speed_mps=1.0, cadence_spm=100)
    us = [
        round((began + timedelta(seconds=s)).timestamp() * 1e6) for s in range(seconds)
    ]
    return [Frame(1, ch.RSC_MEASUREMENT, each * 1000, each, payload) for each in us]


def test_a_walk_that_pod_and_ring_both_counted_is_counted_once(home, tmp_path):
    began = datetime.combine(YESTERDAY, datetime.min.time(), START.tzinfo)
    began += timedelta(hours=10)
    poured(home, "colmi_r0x", ring_frames(tmp_path / "ring.sqlite", heart_rates={}))
    pod = pod_frames(began - timedelta(minutes=1), 17 * 60)
    poured(home, "running_pod", pod, address=POD_ADDRESS)
    night(home, AS_OF).raise_if_failed()
    assert ask_work(
        home,
        "select step_count, own_s, chosen_step_count from clean.interval_steps "
        "where day_date = '2026-03-01' order by started_at",
    ) == [
        (310.0, 0.0, 0.0),
        (25.0, pytest.approx(840, abs=2), pytest.approx(23.3, abs=0.1)),
    ]
    (by_minute,) = ask_work(
        home,
        "select sum(step_count) from clean.minute where day_date = '2026-03-01'",
    )[0]
    assert day_steps(home)[YESTERDAY] == pytest.approx(by_minute + 23.3, abs=0.1)


def test_deriving_all_of_it_again_gives_the_same(home, tmp_path):
    poured(home, "colmi_r0x", ring_frames(tmp_path / "ring.sqlite"))
    night(home, AS_OF).raise_if_failed()
    with house_at(home, AS_OF) as house, writer_lock(house.home):
        report = rebuild(house)
    assert report.is_identical, report
    assert report.row_counts["clean.interval_hr"] == 287 + 96

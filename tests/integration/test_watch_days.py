"""A watch's running total, by the local days and minutes of the person."""

from datetime import UTC, datetime, time, timedelta

from pacepipe.app import rebuild
from pacepipe.collect import StrapTarget
from pacepipe.domain import characteristic as ch
from pacepipe.domain.frame import Frame
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.infinitime import InfiniTimeWatch, watch_peripheral
from support.ask import ask_work
from support.played import house_at, night
from support.straps import ADDRESS, START, listened, the_profile
from support.vendors import a_home_with, poured

# a minute after START is made midnight; the old total is sent once more after it
STEPS = ((10.0, 5000), (30.0, 5020), (70.0, 5020), (80.0, 3), (95.0, 20))
TO_MIDNIGHT = timedelta(hours=15, minutes=59)


def counted(at: datetime, total: int) -> Frame:
    """One reading of the watch's counter."""
    us = round(at.timestamp() * 1e6)
    payload = total.to_bytes(4, "little")
    return Frame(1, ch.INFINITIME_STEP_COUNT, us * 1000, us, payload)


WATCH = StrapIdentity("PINE64", "PineTime", None).strap_id(ADDRESS)


def test_a_total_is_divided_at_midnight_and_yesterdays_is_held_back(tmp_path):
    watch = InfiniTimeWatch(born=START, steps=STEPS)
    air = VirtualAir([watch_peripheral(watch, ADDRESS)])
    target = StrapTarget(WATCH, the_profile("infinitime"), ADDRESS)
    kept = listened(tmp_path / "f.sqlite", air, seconds=110, target=target)
    home = a_home_with(tmp_path / "home", WATCH)
    poured(home, "infinitime", kept.frames, later=TO_MIDNIGHT)
    night(home, START + timedelta(days=1)).raise_if_failed()
    today = START.date()
    assert ask_work(
        home,
        "select day_date, step_flag, step_count, is_lower_bound "
        "from clean.interval_steps where step_flag <> 'previous_day' "
        "order by started_at",
    ) == [
        (today, "ok", 20.0, False),
        (today + timedelta(days=1), "reset_midnight", 3.0, False),
        (today + timedelta(days=1), "ok", 17.0, False),
    ]
    held_back = "select distinct step_count from clean.interval_steps "
    held_back += "where step_flag = 'previous_day'"
    assert ask_work(home, held_back) == [(None,)]
    assert ask_work(
        home, "select day_date, step_count from mart.day order by day_date"
    ) == [(today, 20.0), (today + timedelta(days=1), 20.0)]
    assert ask_work(
        home,
        "select day_date, round(sum(step_count)), list(distinct step_source) "
        "from clean.minute group by all order by all",
    ) == [(today, 20.0, ["counter"]), (today + timedelta(days=1), 20.0, ["counter"])]


def test_a_silence_over_a_midnight_tells_the_new_day_what_began_with_it(tmp_path):
    nameless = StrapIdentity(None, None, None).strap_id(ADDRESS)
    home = a_home_with(tmp_path / "home", nameless)
    midnight = datetime.combine(START.date() + timedelta(days=1), time(), UTC)
    totals = {-10.0: 5000, -9.9: 5040, -5.0: 5400, 7.0: 900, 7.1: 910}
    frames = [counted(midnight + timedelta(hours=h), t) for h, t in totals.items()]
    poured(home, "infinitime", frames[:3])
    night(home, midnight).raise_if_failed()
    poured(home, "infinitime", frames[3:])
    night(home, midnight + timedelta(hours=9)).raise_if_failed()
    told = ask_work(
        home,
        "select day_date::varchar, date_diff('minute', started_at, ended_at), "
        "step_flag, step_count, is_lower_bound "
        "from clean.interval_steps order by started_at",
    )
    today, tomorrow = "2026-03-02", "2026-03-03"
    assert told == [
        (today, 6, "ok", 40.0, False),
        # both ends on one day: its steps, at least, and of no minute
        (today, 294, "ok", 360.0, True),
        (today, 300, "unsplit", None, False),
        (tomorrow, 420, "reset_midnight", 900.0, True),
        (tomorrow, 6, "ok", 10.0, False),
    ]
    assert ask_work(
        home,
        "select round(sum(step_count)) as steps from clean.minute "
        "group by day_date order by steps",
    ) == [(10.0,), (40.0,)]
    assert ask_work(home, "select step_count from mart.day order by day_date") == [
        (400.0,),
        (910.0,),
    ]
    with house_at(home, midnight + timedelta(hours=9)) as house:
        assert rebuild(house).is_identical

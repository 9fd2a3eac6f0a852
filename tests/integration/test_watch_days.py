"""A watch's running total, by the local days and minutes of the person."""

from datetime import timedelta

from pacepipe.collect import StrapTarget
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.infinitime import InfiniTimeWatch, watch_peripheral
from support.ask import ask_work
from support.played import night
from support.straps import ADDRESS, START, listened, the_profile
from support.vendors import a_home_with, poured

# a minute after START is made midnight; the old total is sent once more after it
STEPS = ((10.0, 5000), (30.0, 5020), (70.0, 5020), (80.0, 3), (95.0, 20))
TO_MIDNIGHT = timedelta(hours=15, minutes=59)
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
        "select day_date, sum(step_count), list(distinct step_source) "
        "from clean.minute group by all order by all",
    ) == [(today, 20.0, ["counter"]), (today + timedelta(days=1), 20.0, ["counter"])]

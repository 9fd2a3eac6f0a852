"""What many links of one strap say together."""

import pytest

from pacepipe.cli.strap_why import battery_brief, battery_words, habit
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.frame import LinkEventKind
from pacepipe.domain.link_history import (
    LinkLife,
    battery_outlook,
    drops_oftener,
    regular_drop_s,
)

DAY = 86_400.0


def ends(*uptimes_s: float, ending: Ending = Ending.DROP) -> list:
    return [
        (float(at), LinkEventKind.LOST, Epitaph(ending, uptime_s=uptime))
        for at, uptime in enumerate(uptimes_s)
    ]


@pytest.mark.parametrize("uptimes_s", [[], [30.0] * 3, [30, 31, 300, 30], [5, 50, 500]])
def test_few_or_different_links_are_no_habit(uptimes_s):
    assert regular_drop_s(uptimes_s) is None


def test_drops_after_half_a_minute_name_the_adapter_and_one_thing_to_do():
    seen, remedy = habit(ends(30, 31, 30, 32))
    assert "30 s" in seen
    assert "adapter" in remedy


def test_drops_by_the_hour_are_no_matter_of_connection_intervals():
    seen, _ = habit(ends(3600, 3605, 3590, 3601))
    assert "by the clock" in seen


def test_links_that_were_ended_on_purpose_are_no_habit():
    assert habit(ends(30, 30, 30, 30, ending=Ending.STOPPED)) is None


def test_a_battery_that_always_says_100_is_not_forecast():
    outlook = battery_outlook([(day * DAY, 100) for day in range(40)], 40 * DAY)
    assert outlook.days_left is None
    assert "spare" in battery_words(outlook)


def test_a_falling_battery_is_forecast_and_a_new_one_starts_anew():
    falling = [(day * DAY, 60 - day) for day in range(11)]
    told = battery_outlook(falling, 10 * DAY)
    assert told.days_left == pytest.approx(40)
    assert "about 40 days" in battery_words(told)
    renewed = battery_outlook([*falling, (11 * DAY, 100)], 11 * DAY)
    assert (renewed.level_pct, renewed.days_left) == (100, None)


def test_an_empty_one_is_to_be_changed_before_the_next_walk():
    outlook = battery_outlook(
        [(day * DAY, 30 - 2 * day) for day in range(11)], 11 * DAY
    )
    assert "Change the battery" in battery_words(outlook)


def test_two_levels_in_a_day_say_too_little():
    outlook = battery_outlook([(0.0, 90), (DAY / 2, 80)], DAY)
    assert outlook.days_left is None
    assert "too little" in battery_words(outlook)
    assert battery_outlook([], DAY) is None


def lives(*spans: tuple[float, float, bool]) -> list[LinkLife]:
    """Links by day of their end, hours, and whether they dropped."""
    return [LinkLife(day * DAY, hours * 3600, drop) for day, hours, drop in spans]


CALM = lives(*((float(day), 1.0, day % 10 == 0) for day in range(0, 200, 5)))
WORSE = lives(*((200.0 + day, 0.5, True) for day in range(5)))


def test_age_alone_asks_for_a_spare_one_and_drops_alone_for_nothing():
    full = [(day * DAY, 100) for day in range(0, 200, 5)]
    old = battery_outlook(full, 200 * DAY, CALM)
    assert (old.is_old, old.drops_oftener, old.is_due) == (True, False, False)
    assert "spare" in battery_words(old)
    young = battery_outlook(full[:10], 50 * DAY, [*CALM, *WORSE])
    assert (young.is_old, young.drops_oftener, young.is_due) == (False, True, False)


def test_an_old_battery_with_more_drops_than_before_is_due_though_it_says_100():
    full = [(day * DAY, 100) for day in range(0, 200, 5)]
    due = battery_outlook(full, 205 * DAY, [*CALM, *WORSE])
    assert due.is_due
    assert "Change the battery" in battery_words(due)
    assert battery_brief(due) == "100 %, change it"


def test_drops_of_the_battery_before_are_not_held_against_the_new_one():
    renewed = [(0.0, 30), *((day * DAY, 100) for day in range(198, 205))]
    assert not battery_outlook(renewed, 205 * DAY, [*CALM, *WORSE]).drops_oftener
    assert drops_oftener([*CALM, *WORSE])


@pytest.mark.parametrize(
    "last",
    [WORSE[:3], lives(*((200.0 + day, 40.0, True) for day in range(5)))],
    ids=["few", "as rare an hour"],
)
def test_few_or_equally_rare_drops_are_no_more_than_before(last):
    assert not drops_oftener([*CALM, *last])


def test_a_battery_at_ten_percent_is_due_without_a_line():
    outlook = battery_outlook([(0.0, 10)], DAY)
    assert outlook.is_due
    assert battery_brief(outlook) == "10 %, change it"
    assert battery_brief(None) == "unknown"

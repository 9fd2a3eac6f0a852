"""One cohort under one policy, day by day. The same seed is the same people and luck.

Every policy meets the same people, the same treatment and the same infections; what
differs is what it asks of them.
"""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.simulate.cohort.body import Body
from pacepipe.simulate.cohort.course import Course, draw_course
from pacepipe.simulate.cohort.overload import OverloadBody
from pacepipe.simulate.cohort.people import People, draw_people
from pacepipe.simulate.cohort.said import Diarist, said_effort
from pacepipe.simulate.cohort.seen import Seen, nothing_seen
from pacepipe.simulate.cohort.world import World

RUN_IN_DAYS: Final = 14
"""Diary without a plan, as before a first plan: a baseline takes 14 days."""
WEEK: Final = 7
STOP_EFFORT: Final = 7.0
"""Felt effort from which a person stops early or not at random; CR10 "very hard"."""
STOPPED_AT: Final = 0.7
LENGTH_NOISE: Final = 0.08
OVERDONE: Final = 1.5
UNPLANNED_MIN: Final = 10.0
"""Length of a walk that nobody planned: judgement, all of these."""


GOOD_DAY_POINTS: Final = 0.5
STOPS_EARLY: Final = 0.6
"""Share of too hard walks that are stopped early: judgement."""


class MakeBody(Protocol):
    """Builds bodies for people and what happens to them."""

    def __call__(self, world: World, people: People, course: Course) -> Body:
        """The bodies, before the first day."""


class WeekPolicy(Protocol):
    """Asks people for a week of minutes, and may lower a day."""

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """Minutes of each day of the week, (n, 7).

        Days from `first_day` - 1 on are not known yet: a plan is made on the Sunday,
        with data through Saturday.
        """

    def today(self, seen: Seen, day: int, planned: FloatArray) -> FloatArray:
        """Minutes of this day, (n,), knowing everything through yesterday."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What was seen, and the truth beside it.

    Attributes
    ----------
    cost : (n, days) float64, points
        What walks cost on each day.
    first_day : int
        First day of the first week with a plan.
    """

    world: World
    people: People
    course: Course
    seen: Seen
    cost: FloatArray
    first_day: int


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A cohort before anything was asked of it."""

    world: World
    people: People
    course: Course
    body: Body
    seed: int
    day_count: int


def set_up(
    world: World,
    *,
    count: int,
    weeks: int,
    seed: int,
    make_body: MakeBody = OverloadBody,
) -> Setting:
    """Draw people and what happens to them."""
    of_people, of_course = np.random.default_rng(seed).spawn(2)
    day_count = RUN_IN_DAYS + weeks * WEEK
    people = draw_people(world, count, of_people)
    course = draw_course(world, people, day_count + WEEK * 2, of_course)
    return Setting(
        world=world,
        people=people,
        course=course,
        body=make_body(world, people, course),
        seed=seed,
        day_count=day_count,
    )


def run(setting: Setting, policy: WeekPolicy) -> Trial:
    """Live through all days under one policy; the setting's bodies are used up."""
    world, people, course = setting.world, setting.people, setting.course
    _, _, of_diary, of_effort, of_deeds = np.random.default_rng(setting.seed).spawn(5)
    diarist = Diarist(world, people, of_diary)
    shape = (len(people), setting.day_count)
    seen = nothing_seen(course.is_infusion)
    cost = np.zeros(shape)
    for day in range(setting.day_count):
        if day >= RUN_IN_DAYS and (day - RUN_IN_DAYS) % WEEK == 0:
            seen.planned_min[:, day : day + WEEK] = policy.week(seen, day)
        asked = policy.today(seen, day, seen.planned_min[:, day])
        done, is_early = _do(setting, asked, cost, day, of_deeds)
        felt = setting.body.felt_effort(done, day)
        effort = said_effort(world, people, felt, of_effort)
        seen.done_min[:, day] = done
        seen.is_early_stop[:, day] = is_early
        seen.effort_cr10[:, day] = np.where(done > 0, effort, np.nan)
        cost[:, day] = setting.body.live(done, day)
        told = diarist.day(cost[:, day], course.points[:, day])
        for item, answers in told.items.items():
            seen.items[item][:, day] = answers
        is_told = ~np.isnan(told.items["tiredness"]) & told.tells_temperature
        measured = 36.8 + course.fever_c[:, day]
        seen.temperature_c[:, day] = np.where(is_told, measured, np.nan)
    return Trial(world, people, course, seen, cost, RUN_IN_DAYS)


def _do(
    setting: Setting,
    asked: FloatArray,
    cost: FloatArray,
    day: int,
    chance: np.random.Generator,
) -> tuple[FloatArray, BoolArray]:
    """What is done of what was asked for, and whether it was stopped early."""
    world, people, course = setting.world, setting.people, setting.course
    count = len(people)
    # all chance is drawn whatever is asked, so that policies meet the same luck
    attend, boom, wander, stop = chance.random((4, count))
    length = np.exp(LENGTH_NOISE * chance.normal(size=count))
    before = cost[:, day - 1] if day else np.zeros(count)
    worse = before + course.points[:, day]
    willing = people.attendance * np.exp(-0.12 * worse)
    is_in_bed = course.fever_c[:, day] > 0
    does = (asked > 0) & (attend < willing) & ~is_in_bed
    is_good_day = worse < GOOD_DAY_POINTS
    factor = np.where((boom < world.boom_share) & is_good_day, OVERDONE, 1.0)
    walked = np.where(does, asked * factor * length, 0.0)
    wanders = (asked <= 0) & (wander < world.unplanned_share) & is_good_day & ~is_in_bed
    is_planned_time = day >= RUN_IN_DAYS
    walked = np.where(wanders & is_planned_time, UNPLANNED_MIN * length, walked)
    felt = setting.body.felt_effort(walked, day)
    is_early = (walked > 0) & (felt > STOP_EFFORT) & (stop < STOPS_EARLY)
    return np.where(is_early, STOPPED_AT * walked, walked), is_early

"""Every invariant of design section 7.3, over years of virtual patients' weeks.

100,000 patient-weeks; a tenth with SOAK=quick, ten times as many with FULL=1. Both
kinds of bodies, every world, the policy in force and the first, and a clinic that
holds, pauses, tightens, forgets and lifts at random.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from pydantic import TypeAdapter

from pacepipe.domain.arrays import FloatArray
from pacepipe.domain.digest import canonical_json
from pacepipe.domain.plan import PacingInputs, PacingOutcome
from pacepipe.pacing import DEFAULT_POLICY, PacingPolicy, plan_week
from pacepipe.pacing.policy import FIRST_POLICY
from pacepipe.simulate.cohort.compare import GENERATORS, Case
from pacepipe.simulate.cohort.ours import Paced
from pacepipe.simulate.cohort.seen import Seen
from pacepipe.simulate.cohort.trial import Setting, run
from pacepipe.simulate.cohort.world import WORLDS
from support.broken_laws import broken
from support.rough_clinic import RoughClinic

IS_FULL = os.environ.get("FULL", "") == "1"
PEOPLE, WEEKS = 100, 20
RUNS = 500 if IS_FULL else 50
QUICK_RUNS = 5
REPLAYED = 0.01
"""Share of the decisions that are made again from a stored copy, shuffled."""
POLICIES = (FIRST_POLICY, DEFAULT_POLICY)
INPUTS = TypeAdapter(PacingInputs)

pytestmark = pytest.mark.timeout(7_200)


@dataclass
class Account:
    """What one run, or several, came to."""

    weeks: int = 0
    replays: int = 0
    actions: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Account") -> None:
        self.weeks += other.weeks
        self.replays += other.replays
        self.actions += other.actions
        self.broken += other.broken


class Watched:
    """Our rules under a rough clinic, every decision and every day looked at."""

    def __init__(self, setting: Setting, policy: PacingPolicy, seed: int) -> None:
        self._paced = Paced(setting.people, policy, RoughClinic(seed))
        self._policy = policy
        self._chance = random.Random(seed)  # noqa: S311
        self.account = Account()

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        week = self._paced.week(seen, first_day)
        decided = zip(self._paced.inputs, self._paced.outcomes, strict=True)
        for inputs, outcome in decided:
            self.account.weeks += 1
            self.account.actions[outcome.action.value] += 1
            self.account.broken.update(broken(inputs, outcome, self._policy))
            if self._chance.random() < REPLAYED:
                self._replay(inputs, outcome)
        return week

    def today(self, seen: Seen, day: int, planned: FloatArray) -> FloatArray:
        allowed = self._paced.today(seen, day, planned)
        if (allowed > planned).any() or (allowed != np.floor(allowed)).any():
            self.account.broken["the daily gate only lowers, to whole minutes"] += 1
        return allowed

    def _replay(self, inputs: PacingInputs, outcome: PacingOutcome) -> None:
        self.account.replays += 1
        stored = INPUTS.validate_json(canonical_json(inputs))
        shuffled = replace(
            stored,
            diary=self._mixed(stored.diary),
            sessions=self._mixed(stored.sessions),
            stops=self._mixed(stored.stops),
            plan_weeks=self._mixed(stored.plan_weeks),
        )
        again = plan_week(shuffled, self._policy)
        if canonical_json(again) != canonical_json(outcome):
            self.account.broken["a stored copy replays, in any order"] += 1
        worse = plan_week(self._worse(stored), self._policy)
        if _exceeds(worse, outcome):
            self.account.broken["a worse day never gives more"] += 1

    def _worse(self, inputs: PacingInputs) -> PacingInputs:
        """One answered day of the last week as bad as can be."""
        first = inputs.window_end - timedelta(days=6)
        days = [day for day in inputs.diary if day.day_date >= first]
        if not days:
            return inputs
        bad = self._chance.choice(days)
        rest = tuple(day for day in inputs.diary if day is not bad)
        return replace(inputs, diary=(*rest, replace(bad, tiredness=10, pain=10)))

    def _mixed(self, rows: tuple) -> tuple:
        twice = [*rows, *rows[:2]]
        self._chance.shuffle(twice)
        return tuple(twice)


def _exceeds(one: PacingOutcome, other: PacingOutcome) -> bool:
    """Whether any part of the one is more: its length, number or week."""
    if one.plan is None or other.plan is None:
        return one.plan is not None
    return (
        one.plan.session_min > other.plan.session_min
        or one.plan.sessions_per_week > other.plan.sessions_per_week
        or one.plan.week_min > other.plan.week_min
    )


def one_run(number: int) -> Account:
    """The worlds, bodies and policies in turn, each time with other luck."""
    turns = list(product(POLICIES, sorted(GENERATORS), sorted(WORLDS)))
    # 7 and the number of turns share no factor: few runs are as mixed as many
    policy, generator, world = turns[number * 7 % len(turns)]
    case = Case(generator, world, seed=900_000 + number, people=PEOPLE, weeks=WEEKS)
    setting = case.setting()
    watched = Watched(setting, policy, seed=number)
    run(setting, watched)
    return watched.account


def test_no_decision_breaks_a_law(is_quick: bool, tell: Callable[[str], None]) -> None:
    total = Account()
    runs = range(QUICK_RUNS if is_quick else RUNS)
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as workers:
        for account in workers.map(one_run, runs):
            total.add(account)
    actions = ", ".join(f"{name} {n:,}" for name, n in total.actions.most_common())
    tell(f"pacing: {total.weeks:,} patient-weeks ({actions})")
    tell(f"pacing: {total.replays:,} decisions replayed from a stored copy")
    tell(f"pacing: {sum(total.broken.values())} broken laws {dict(total.broken)}")
    assert total.weeks == len(runs) * PEOPLE * WEEKS
    assert min(total.replays, *total.actions.values()) > 0
    assert len(total.actions) >= 7
    assert total.broken == Counter()

"""Policies side by side: the same people, the same luck, whoever decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.pacing import DEFAULT_POLICY, PacingPolicy
from pacepipe.pacing.policy import FIRST_POLICY
from pacepipe.simulate.cohort.ours import Paced
from pacepipe.simulate.cohort.outcome import PersonOutcomes, person_outcomes
from pacepipe.simulate.cohort.overload import OverloadBody
from pacepipe.simulate.cohort.reserve import ReserveBody
from pacepipe.simulate.cohort.seen import Seen
from pacepipe.simulate.cohort.trial import MakeBody, Setting, run, set_up
from pacepipe.simulate.cohort.usual import USUAL, Oracle
from pacepipe.simulate.cohort.world import WORLDS

GENERATORS: Final[Mapping[str, MakeBody]] = MappingProxyType(
    {"overload": OverloadBody, "reserve": ReserveBody}
)
IN_FORCE: Final = "in_force"
FIRST: Final = "first"
OURS: Final[Mapping[str, PacingPolicy]] = MappingProxyType(
    {
        IN_FORCE: DEFAULT_POLICY,
        "without_model": replace(
            DEFAULT_POLICY, version="without-model", tolerance_quantile=0.0
        ),
        FIRST: FIRST_POLICY,
    }
)
ORACLE: Final = "oracle"
ORACLE_MARGINS: Final = (0.1, 0.3, Oracle.MARGIN, 1.0, 1.6, 2.4, 3.5, 5.0)
"""How bold the oracle is, from careful to reckless: what it gains at each risk."""


@dataclass(frozen=True, slots=True)
class Case:
    """One cohort: which bodies, which world, which luck, how many."""

    generator: str
    world: str
    seed: int
    people: int = 300
    weeks: int = 16

    def setting(self) -> Setting:
        """The cohort before anything was asked of it, new each time."""
        return set_up(
            WORLDS[self.world],
            count=self.people,
            weeks=self.weeks,
            seed=self.seed,
            make_body=GENERATORS[self.generator],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What each policy did to the same people.

    Attributes
    ----------
    by_policy : mapping of name to PersonOutcomes
    oracles : tuple of PersonOutcomes
        One for each of `ORACLE_MARGINS`.
    under_ceiling : mapping of name to (n,) float64
        Of our policies with a ceiling: share of the weeks in which a person could
        not have walked as long as the ceiling without harm. A calibrated ceiling at
        the quantile q has q of them.
    """

    by_policy: Mapping[str, PersonOutcomes]
    oracles: tuple[PersonOutcomes, ...]
    under_ceiling: Mapping[str, FloatArray]


class CheckedPaced:
    """Our rules, and beside each ceiling the truth that it stands for.

    The truth is what the body itself says, whatever its equations: the longest
    session, five days a week, that would cost less than a point on any day.
    """

    def __init__(self, setting: Setting, policy: PacingPolicy) -> None:
        self._paced = Paced(setting.people, policy)
        self._truth = Oracle(setting, margin=1.0)
        self.is_under: list[FloatArray] = []

    def week(self, seen: Seen, first_day: int) -> FloatArray:
        """See `Paced.week`."""
        week = self._paced.week(seen, first_day)
        ceilings = np.array(
            [
                np.nan if outcome.tolerance is None else outcome.tolerance.ceiling_min
                for outcome in self._paced.outcomes
            ]
        )
        truth = self._truth.longest_min(first_day)
        is_under = np.where(np.isnan(ceilings), np.nan, truth < np.floor(ceilings))
        self.is_under.append(is_under)
        return week

    def today(self, seen: Seen, day: int, planned: FloatArray) -> FloatArray:
        """See `Paced.today`."""
        return self._paced.today(seen, day, planned)


def compare(case: Case, ours: Mapping[str, PacingPolicy] = OURS) -> Compared:
    """Run every policy on one cohort."""
    by_policy, under_ceiling = {}, {}
    for name, policy in ours.items():
        setting = case.setting()
        checked = CheckedPaced(setting, policy)
        by_policy[name] = person_outcomes(run(setting, checked))
        known = np.array(checked.is_under)
        if not np.isnan(known).all():
            under_ceiling[name] = _mean_of_known(known)
    for name, usual in USUAL.items():
        by_policy[name] = person_outcomes(run(case.setting(), usual()))
    oracles = tuple(_of_oracle(case.setting(), margin) for margin in ORACLE_MARGINS)
    by_policy[ORACLE] = oracles[ORACLE_MARGINS.index(Oracle.MARGIN)]
    return Compared(by_policy, oracles, under_ceiling)


def pooled(compared: Iterable[Compared]) -> Compared:
    """The people of several seeds of one world as one cohort."""
    some = tuple(compared)
    return Compared(
        by_policy={
            name: _joined([one.by_policy[name] for one in some])
            for name in some[0].by_policy
        },
        oracles=tuple(
            _joined(each) for each in zip(*(one.oracles for one in some), strict=True)
        ),
        under_ceiling={
            name: np.concatenate([one.under_ceiling[name] for one in some])
            for name in some[0].under_ceiling
        },
    )


def _of_oracle(setting: Setting, margin: float) -> PersonOutcomes:
    return person_outcomes(run(setting, Oracle(setting, margin)))


def _mean_of_known(values: FloatArray) -> FloatArray:
    """Mean over the first axis; NaN for a person of whom nothing is known."""
    is_known = ~np.isnan(values)
    total = np.where(is_known, values, 0.0).sum(axis=0)
    count = is_known.sum(axis=0)
    mean: FloatArray = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def _joined(some: Iterable[PersonOutcomes]) -> PersonOutcomes:
    every = tuple(some)
    return PersonOutcomes(
        **{
            field.name: np.concatenate([getattr(one, field.name) for one in every])
            for field in fields(PersonOutcomes)
        }
    )

"""Pacing's flags: what they find, how late, and how often for nothing.

Beside NightSignal's rule and a fixed rise, on the same virtual people, at equal false
rates; and on the nights of open recordings. Seeds are none that a threshold was chosen
on. `flag_rows` gives everything.
"""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO / "src")]

from bench import open_nights  # noqa: E402
from bench.harness import Claim, Row  # noqa: E402
from pacepipe.domain.arrays import BoolArray  # noqa: E402
from pacepipe.pacing.flag_policy import DEFAULT as POLICY  # noqa: E402
from pacepipe.pacing.flags_rhythm import is_irregular  # noqa: E402
from pacepipe.simulate.cohort.detectors import (  # noqa: E402
    MONTH_DAYS,
    Score,
    episode_starts,
    false_rate,
    fixed_rise,
    near_made_up,
    night_signal,
    only_of,
    together,
)
from pacepipe.simulate.cohort.heart import (  # noqa: E402
    Hearts,
    draw_hearts,
    lasting,
    onsets,
)
from pacepipe.simulate.cohort.heart_other import draw_other_hearts  # noqa: E402
from pacepipe.simulate.cohort.heart_rhythm import with_spells  # noqa: E402
from pacepipe.simulate.cohort.heart_world import HEART_WORLDS  # noqa: E402
from pacepipe.simulate.cohort.seen import Seen  # noqa: E402
from pacepipe.simulate.cohort.trial import run, set_up  # noqa: E402
from pacepipe.simulate.cohort.usual import Constant  # noqa: E402
from pacepipe.simulate.cohort.watched import (  # noqa: E402
    OurFlags,
    Site,
    at_budget,
    of_sites,
    our_flags,
    without_diary,
    without_made_up,
)
from pacepipe.simulate.cohort.world import DEFAULT  # noqa: E402

OTHER = "other equations"
WORLDS = (*HEART_WORLDS, OTHER)
PEOPLE = int(os.environ.get("PEOPLE") or 300)
SEEDS = (777, 20261, 60613)
"""Thresholds were chosen on seeds 1 to 7, 11 and 12."""
WEEKS = 16
SITE_WEEKS = 26
SITE = Site()
LATE_DAYS = (60, 180)
"""Months 3 to 6: a site's own past speaks by then."""
BUDGETS = (0.05, 0.07, 0.1, 0.14, 0.19, 0.25, 0.33, 0.45, 0.6, 0.8, 1.0)
NIGHT_SIGNAL_BPM = (4.0, 5.0, 6.0)
FIXED_BPM = 10.0
BUDGET = POLICY.budget_per_month
RHYTHM_WITHIN = 7
INFECTION_GOAL, ANAEMIA_GOAL = 0.9, 0.8
BUDGET_GOAL, TODAY_GOAL, ARTEFACT_GOAL = 0.2, 0.02, 0.05


@dataclass(frozen=True)
class _Cohort:
    hearts: Hearts
    seen: Seen


@functools.cache
def _cohorts(world: str, weeks: int = WEEKS) -> tuple[_Cohort, ...]:
    """The same people as in the trials of plans, under constant short walks."""
    found = []
    for seed in SEEDS:
        setting = set_up(DEFAULT, count=PEOPLE, weeks=weeks, seed=seed)
        of_people = (setting.people, setting.course, seed)
        hearts = (
            draw_other_hearts(*of_people)
            if world == OTHER
            else draw_hearts(HEART_WORLDS[world], *of_people)
        )
        found.append(_Cohort(hearts, run(setting, Constant(8, 5)).seen))
    return tuple(found)


def _scored(world: str, rule: Callable[[_Cohort], BoolArray]) -> Score:
    return together(tuple((rule(each), each.hearts) for each in _cohorts(world)))


@functools.cache
def _watched(world: str, *, has_diary: bool) -> tuple[OurFlags, ...]:
    return tuple(
        our_flags(
            each.hearts,
            each.seen if has_diary else without_diary(each.seen),
            POLICY,
            BUDGET,
        )
        for each in _cohorts(world)
    )


@functools.cache
def _ours(world: str, budget: float, *, has_diary: bool = True) -> tuple[OurFlags, ...]:
    return tuple(
        at_budget(each, POLICY, budget) for each in _watched(world, has_diary=has_diary)
    )


def _our_score(
    world: str,
    budget: float,
    of: Callable[[OurFlags], BoolArray] = lambda each: each.any_look,
    *,
    has_diary: bool = True,
) -> Score:
    flags = _ours(world, budget, has_diary=has_diary)
    hearts = (each.hearts for each in _cohorts(world))
    return together(
        tuple((of(each), heart) for each, heart in zip(flags, hearts, strict=True))
    )


def within_budget() -> Iterator[Row]:
    """Found inside the default budget, how late, and what it really cost."""
    for world in WORLDS:
        ours = _our_score(world, BUDGET)
        yield _row(
            f"infections found within 5 days, {world}",
            ours.infection_frac,
            "of all",
            (f">= {INFECTION_GOAL:g}", ours.infection_frac >= INFECTION_GOAL),
        )
        yield _row(
            f"anaemia found within 28 days, {world}",
            ours.anaemia_frac,
            "of all",
            (f">= {ANAEMIA_GOAL:g}", ours.anaemia_frac >= ANAEMIA_GOAL),
        )
        yield _row(f"median delay, infection, {world}", ours.infection_delay, "days")
        yield _row(f"median delay, anaemia, {world}", ours.anaemia_delay, "days")
        share = ours.false_per_month / BUDGET
        yield _row(
            f"false episodes of tiers 2 and 3, {world}",
            ours.false_per_month,
            "a patient-month",
            (f"{BUDGET:g} within {BUDGET_GOAL:.0%}", abs(share - 1) <= BUDGET_GOAL),
        )
        yield _row(
            f"false episodes with a made-up value near, {world}",
            ours.artefact_frac,
            "of all",
            peers={"by chance alone": f"{_by_chance(world):.3f} of well days"},
        )
        caused = _caused(world)
        yield _row(
            f"false episodes made by an artefact, {world}",
            caused,
            "of all",
            (f"<= {ARTEFACT_GOAL:g}", caused <= ARTEFACT_GOAL),
        )
        today = _our_score(world, BUDGET, lambda each: each.today)
        yield _row(
            f"false episodes of tier 3, {world}",
            today.false_per_month,
            "a patient-month",
            (f"<= {TODAY_GOAL:g}", today.false_per_month <= TODAY_GOAL),
        )


def _caused(world: str) -> float:
    """Share of the false episodes that are gone where no value was made up."""
    gone, count = 0, 0
    for cohort, flags in zip(_cohorts(world), _ours(world, BUDGET), strict=True):
        honest = our_flags(without_made_up(cohort.hearts), cohort.seen, POLICY, BUDGET)
        more = only_of(flags.any_look, honest.any_look, cohort.hearts)
        gone, count = gone + more[0], count + more[1]
    return gone / count


def _by_chance(world: str) -> float:
    """Share of the days of people who are well that a made-up value is near to."""
    near = [near_made_up(each.hearts)[~each.hearts.is_ill] for each in _cohorts(world)]
    return float(np.mean(np.concatenate(near)))


def at_sites() -> Iterator[Row]:
    """What really comes of the budget where sites learn from their own months."""
    for world in WORLDS:
        flags, hearts = [], []
        for each in _cohorts(world, SITE_WEEKS):
            raised = our_flags(each.hearts, each.seen, POLICY, BUDGET)
            flags.append(of_sites(raised, each.hearts, POLICY, BUDGET, SITE).any_look)
            hearts.append(each.hearts)
        late = false_rate(zip(flags, hearts, strict=True), *LATE_DAYS)
        found = together(tuple(zip(flags, hearts, strict=True)))
        yield _row(
            f"false episodes in months 3 to 6, sites of {SITE.people}, {world}",
            late,
            "a patient-month",
            (
                f"{BUDGET:g} within {BUDGET_GOAL:.0%}",
                abs(late / BUDGET - 1) <= BUDGET_GOAL,
            ),
            peers={
                "found": f"{found.infection_frac:.3f} infections, "
                f"{found.anaemia_frac:.3f} anaemias in six months"
            },
        )


def irregular_rhythm() -> Iterator[Row]:
    """Notes about spells of an irregular rhythm; a blind day raises no rate."""
    found: list[bool] = []
    notes = about = blind = 0
    months = 0.0
    for seed, each in zip(SEEDS, _cohorts(WORLDS[0]), strict=True):
        hearts, rhythm = with_spells(each.hearts, seed)
        met = is_irregular(rhythm.window_count, rhythm.irregular_count, POLICY)
        starts = episode_starts(met)
        spells = lasting(rhythm.is_spell, 6)
        notes += int((starts & ~spells).sum())
        about += int(starts.sum())
        months += met.size / MONTH_DAYS
        lasts = onsets(rhythm.is_spell)[:, :-1] & rhythm.is_spell[:, 1:]
        found += [
            bool(met[row, day : day + RHYTHM_WITHIN].any())
            for row, day in np.argwhere(lasts).tolist()
        ]
        flags = our_flags(hearts, each.seen, POLICY, BUDGET)
        unread = np.isnan(hearts.night_bpm) & np.isnan(hearts.walk_bpm)
        blind += int((flags.rise & unread).sum())
    yield _row(
        "spells of two days and more with a note in a week",
        float(np.mean(found)),
        "of all",
    )
    yield _row("irregular notes", about / months, "a patient-month")
    yield _row("irregular notes beside no spell", notes / months, "a patient-month")
    yield _row(
        "rate flags on days on which nothing could be read",
        float(blind),
        "days",
        ("0", blind == 0),
    )


def by_budget() -> Iterator[Row]:
    """What really comes of other budgets."""
    for world in WORLDS:
        for budget in (0.1, 0.15, 0.4):
            ours = _our_score(world, budget)
            yield _row(
                f"false episodes at a budget of {budget:g}, {world}",
                ours.false_per_month,
                "a patient-month",
                (
                    f"{budget:g} within {BUDGET_GOAL:.0%}",
                    abs(ours.false_per_month / budget - 1) <= BUDGET_GOAL,
                ),
                peers={
                    "found": f"{ours.infection_frac:.3f} infections, "
                    f"{ours.anaemia_frac:.3f} anaemias"
                },
            )


def at_equal_rates() -> Iterator[Row]:
    """Ours at the false rate that each rule of others has, on the same people."""
    for world in WORLDS:
        rules: dict[str, Callable[[_Cohort], BoolArray]] = {
            f"NightSignal at {bpm:g} bpm": functools.partial(_night_signal, bpm=bpm)
            for bpm in NIGHT_SIGNAL_BPM
        }
        rules[f"one night {FIXED_BPM:g} bpm over 28 nights"] = _fixed
        for has_diary in (True, False):
            curve = [_our_score(world, each, has_diary=has_diary) for each in BUDGETS]
            for name, rule in rules.items():
                theirs = _scored(world, rule)
                yield from _compared(world, name, theirs, curve, has_diary=has_diary)


def _night_signal(cohort: _Cohort, bpm: float) -> BoolArray:
    return night_signal(cohort.hearts.night_bpm, bpm)


def _fixed(cohort: _Cohort) -> BoolArray:
    return fixed_rise(cohort.hearts.night_bpm, FIXED_BPM)


def _compared(
    world: str, name: str, theirs: Score, curve: list[Score], *, has_diary: bool
) -> Iterator[Row]:
    rates = [each.false_per_month for each in curve]
    by = "" if has_diary else ", heart and steps alone"
    for what in ("infection", "anaemia"):
        found = [getattr(each, f"{what}_frac") for each in curve]
        delays = [getattr(each, f"{what}_delay") for each in curve]
        ours = float(np.interp(theirs.false_per_month, rates, found))
        late = float(np.interp(theirs.false_per_month, rates, delays))
        them = getattr(theirs, f"{what}_frac")
        yield _row(
            f"{what}s found at {theirs.false_per_month:.3f} false a month, {world}{by}",
            ours,
            "of all",
            (f"> {name}", ours > them),
            peers={
                name: f"{them:.3f}, {getattr(theirs, f'{what}_delay'):g} days "
                f"late; ours {late:.2g}"
            },
        )


def open_recordings() -> Iterator[Row]:
    """Flags on nights of people of whom no illness is known, and by NightSignal."""
    people = list(open_nights.recordings())
    if not people:
        yield _row("flags on open nights: the recordings are not here", 0.0, "nights")
        return
    nights = sum(len(each.nights) for each in people)
    raised = [flag for each in people for flag in open_nights.replayed(each, POLICY)]
    months = nights / MONTH_DAYS
    peers = {}
    for bpm in NIGHT_SIGNAL_BPM:
        alarms = sum(
            int(episode_starts(night_signal(open_nights.laid_out(each), bpm)).sum())
            for each in people
        )
        peers[f"NightSignal at {bpm:g} bpm"] = f"{alarms / months:.3g} a month"
    for kind in ("rest_high", "few_steps"):
        count = sum(flag.kind == kind and flag.tier > 1 for flag in raised)
        yield _row(
            f"{kind} of tiers 2 and 3 on {nights} open nights of {len(people)} people",
            count / months,
            "a month",
            peers=peers if kind == "rest_high" else None,
        )
    today = sum(flag.tier == 3 for flag in raised)
    yield _row("tier 3 on the same nights", today / months, "a month")


def _row(
    claim: str,
    value: float,
    unit: str,
    goal: tuple[str, bool | None] = ("", None),
    *,
    peers: dict[str, str] | None = None,
) -> Row:
    return Row("pacing", claim, value, unit, goal[0], goal[1], peers or {})


def flag_rows() -> Iterator[Row]:
    """Every row of this room, for the room of pacing."""
    for claim in CLAIMS:
        yield from claim()


CLAIMS: tuple[Claim, ...] = (
    within_budget,
    at_sites,
    irregular_rhythm,
    by_budget,
    at_equal_rates,
    open_recordings,
)

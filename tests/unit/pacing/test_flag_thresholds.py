"""Every threshold of the flags from both sides: met at it, not met just beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pacepipe.domain.flag import (
    FlagInputs,
    FlagKind,
    RestFact,
    RestKind,
    RhythmDay,
    StepDay,
    WalkFact,
)
from pacepipe.domain.plan import DiaryDay
from pacepipe.pacing.flag_policy import DEFAULT, FLAG_POLICIES, FlagPolicy
from pacepipe.pacing.flags import flag
from support.flags import CALM, ago, walk

BARE = replace(CALM, rests=(), walks=(), steps=())
FEVER = DiaryDay(ago(1), tiredness=5, temperature_c=38.0)
LITTLE = 0.01


def steady(
    last_bpm: float, *, usual_bpm: float = 70.0, days: int = 60, last: int = 2
) -> tuple[RestFact, ...]:
    """Every night alike but for the last ones."""
    return tuple(
        RestFact(ago(back), RestKind.NIGHT, last_bpm if back <= last else usual_bpm)
        for back in range(1, days + 1)
    )


def far(bpm: float) -> FlagInputs:
    return replace(BARE, rests=steady(70.0 + bpm), diary=(FEVER,))


def noisy_far(spreads: float) -> FlagInputs:
    return far(spreads * DEFAULT.spread_floor_bpm)


def fevered(temperature_c: float) -> FlagInputs:
    warm = replace(FEVER, temperature_c=temperature_c)
    return replace(BARE, rests=steady(85.0), diary=(warm,))


def fever_ago(days: float) -> FlagInputs:
    old = replace(FEVER, day_date=ago(int(days)))
    return replace(BARE, rests=steady(85.0), diary=(old,))


def absolute(bpm: float) -> FlagInputs:
    return replace(BARE, rests=steady(bpm, usual_bpm=80.0))


def absolute_usual(bpm: float) -> FlagInputs:
    return replace(BARE, rests=steady(112.0, usual_bpm=bpm))


def highest(bpm: float) -> FlagInputs:
    return replace(BARE, rests=steady(bpm, days=2))


def for_days(count: float) -> FlagInputs:
    return replace(BARE, rests=steady(85.0, last=int(count)), diary=(FEVER,))


def low(bpm: float) -> FlagInputs:
    return replace(BARE, rests=steady(bpm))


def low_below(bpm: float) -> FlagInputs:
    return replace(BARE, rests=steady(44.0, usual_bpm=44.0 + bpm))


def fewer(share: float) -> FlagInputs:
    days = tuple(
        StepDay(ago(back), 4000.0 * (share if back <= 3 else 1.0), 600.0)
        for back in range(1, 40)
    )
    return replace(BARE, steps=days)


def counted(minutes: float) -> FlagInputs:
    some = fewer(0.3)
    return replace(
        some, steps=tuple(replace(each, counted_min=minutes) for each in some.steps)
    )


def known_days(count: float) -> FlagInputs:
    some = fewer(0.3)
    first = ago(3 + int(count))
    return replace(some, steps=tuple(e for e in some.steps if e.day_date >= first))


def after_infusion(days: float) -> FlagInputs:
    return replace(fewer(0.3), infusions=(ago(1) - timedelta(days=int(days)),))


def irregular(share: float) -> FlagInputs:
    days = tuple(RhythmDay(ago(back), 100, round(100 * share)) for back in (1, 2))
    return replace(BARE, rhythm=days)


def judged(windows: float) -> FlagInputs:
    count = int(windows)
    return replace(
        BARE, rhythm=tuple(RhythmDay(ago(back), count, count) for back in (1, 2))
    )


def recovering(fall_bpm: float, **more: float) -> FlagInputs:
    return replace(
        BARE,
        walks=_walks(
            lambda is_last: (
                {"hrr60_bpm": fall_bpm if is_last else 20.0} | (more if is_last else {})
            )
        ),
    )


def ended_apart(bpm: float) -> FlagInputs:
    return recovering(10.0, hr_end_bpm=110.0 + bpm)


def rising(bpm: float) -> FlagInputs:
    return replace(
        BARE, walks=_walks(lambda is_last: {"hr_bpm": 74.0 + bpm if is_last else 110.0})
    )


def _walks(change: Callable[[bool], dict[str, float]]) -> tuple[WalkFact, ...]:
    base = {"hr_bpm": 110.0, "hr_end_bpm": 110.0, "cadence_spm": 90.0}
    return tuple(
        walk(back, **(base | {"hrr60_bpm": 20.0} | change(back <= 8)))
        for back in range(2, 42, 2)
    )


@pytest.mark.parametrize(
    ("person", "met", "unmet", "kind", "tier"),
    [
        (far, 10.0, 10.0 - LITTLE, FlagKind.REST_HIGH, 3),
        (fevered, 38.0, 37.9, FlagKind.REST_HIGH, 3),
        (fever_ago, 2, 4, FlagKind.REST_HIGH, 3),
        (absolute, 100.0, 100.0 - LITTLE, FlagKind.REST_HIGH, 3),
        (absolute_usual, 90.0 - LITTLE, 90.0, FlagKind.REST_HIGH, 3),
        (highest, 120.0, 120.0 - LITTLE, FlagKind.REST_HIGH, 3),
        (for_days, 2, 1, FlagKind.REST_HIGH, 3),
        (low, 45.0 - LITTLE, 45.0, FlagKind.REST_LOW, 1),
        (low_below, 15.0, 15.0 - LITTLE, FlagKind.REST_LOW, 1),
        (fewer, 0.5, 0.5 + LITTLE, FlagKind.FEW_STEPS, 2),
        (counted, 600.0, 599.0, FlagKind.FEW_STEPS, 2),
        (known_days, 14, 13, FlagKind.FEW_STEPS, 2),
        (after_infusion, 5, 4, FlagKind.FEW_STEPS, 2),
        (after_infusion, 4, 5, FlagKind.FEW_STEPS, 1),
        (irregular, 0.5, 0.49, FlagKind.IRREGULAR, 1),
        (judged, 12, 11, FlagKind.IRREGULAR, 1),
        (recovering, 13.0, 13.0 + LITTLE, FlagKind.SLOW_RECOVERY, 1),
        (ended_apart, 8.0, 8.0 + LITTLE, FlagKind.SLOW_RECOVERY, 1),
        (rising, 10.0 - LITTLE, 10.0, FlagKind.FLAT_ANSWER, 1),
    ],
)
def test_a_threshold_is_met_at_it_and_not_beside_it(
    person: Callable[[float], FlagInputs],
    met: float,
    unmet: float,
    kind: FlagKind,
    tier: int,
) -> None:
    assert (kind, tier) in _found(person(met))
    assert (kind, tier) not in _found(person(unmet))


def test_far_over_is_as_many_spreads_too() -> None:
    lower = replace(DEFAULT, today_bpm=1.0)
    assert (FlagKind.REST_HIGH, 3) in _found(noisy_far(3.5 + LITTLE), lower)
    assert (FlagKind.REST_HIGH, 3) not in _found(noisy_far(3.5 - 0.2), lower)


def test_every_policy_has_the_version_that_it_is_kept_under() -> None:
    assert all(policy.version == name for name, policy in FLAG_POLICIES.items())
    assert DEFAULT.version in FLAG_POLICIES


def _found(
    inputs: FlagInputs, policy: FlagPolicy = DEFAULT
) -> set[tuple[FlagKind, int]]:
    return {(each.kind, each.tier) for each in flag(inputs, policy)}

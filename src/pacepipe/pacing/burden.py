"""How much heavier than usual a day was, and a week.

What is missing, and what is promised about it
----------------------------------------------
A day whose tiredness is unknown has no burden. An unknown pain, breathlessness or
sleep is taken to be *as usual*, never better: taking an answer away that was no
worse than usual never makes the day look lighter. A day that was better than usual
counts 0 in the week and so never makes up for a bad one: taking away a whole day
whose burden is 0 or less never makes the week look lighter.

Taking away an answer that *was* worse than usual does take away evidence of harm,
and can turn a reduction into a hold. It can never turn a plan into a rise, because
a rise needs a number of full diaries; no formula without guesses can promise more.
"""

from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Final

from pacepipe.domain.plan import Baseline, DiaryDay
from pacepipe.domain.vocabulary import FULL_DIARY, DiaryItem
from pacepipe.pacing.policy import PacingPolicy

Medians = Mapping[DiaryItem, float]
"""What is usual, by item; an item that is absent is unknown."""

_SYMPTOMS: Final = tuple(item for item in FULL_DIARY if item != DiaryItem.TIREDNESS)
# a burden on a threshold must not fall below it by the last bit of a float
_DECIMALS: Final = 6


def answer(day: DiaryDay, item: DiaryItem) -> int | None:
    """The answer to one item, 0 to 10; None means not asked."""
    value: int | None = getattr(day, item)
    return value


def medians_of(baseline: Baseline | None) -> Medians:
    """The known medians of a baseline; empty without one."""
    if baseline is None:
        return {}
    known = {item: getattr(baseline, item) for item in DiaryItem}
    return {item: value for item, value in known.items() if value is not None}


def change(day: DiaryDay, item: DiaryItem, medians: Medians) -> float | None:
    """Points above what is usual; None where either is unknown."""
    now, usual = answer(day, item), medians.get(item)
    return None if now is None or usual is None else now - usual


def day_burden(day: DiaryDay, medians: Medians, policy: PacingPolicy) -> float | None:
    """Burden D of one day, in points of a diary item.

    ``D = 0.6 x change in tiredness + 0.4 x largest change of pain,
    breathlessness, sleep`` (design section 7), an unknown change of the latter
    counting 0. None where the change in tiredness is unknown.
    """
    tiredness = change(day, DiaryItem.TIREDNESS, medians)
    if tiredness is None:
        return None
    symptom = max([change(day, item, medians) or 0.0 for item in _SYMPTOMS])
    value = policy.tiredness_weight * tiredness + policy.symptom_weight * symptom
    return round(value, _DECIMALS)


def worst_days_mean(burdens: Iterable[float], policy: PacingPolicy) -> float | None:
    """Mean of the worst three days, each at least 0; of fewer where fewer are known.

    None where no day is known.
    """
    worst = sorted((max(0.0, value) for value in burdens), reverse=True)
    kept = worst[: max(1, policy.worst_days)]
    return round(fmean(kept), _DECIMALS) if kept else None


def week_burden(
    burdens: Iterable[float], burden_reference: float, policy: PacingPolicy
) -> float | None:
    """The week's burden against the same measure in the baseline, at least 0.

    None where no day is known.
    """
    mean = worst_days_mean(burdens, policy)
    if mean is None:
        return None
    return round(max(0.0, mean - burden_reference), _DECIMALS)

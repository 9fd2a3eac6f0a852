"""The daily gate: what today allows of what the week planned. It only ever lowers.

Design section 7.1; research 4.5 G2. A day that nobody has spoken about is left as it
was planned: the week's own rules already hold back where the diary is thin.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pacepipe.domain.plan import Baseline, DiaryDay, Reason, Stop
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.pacing.burden import answer, day_burden, medians_of
from pacepipe.pacing.caps import minutes_down
from pacepipe.pacing.evidence import worst_of_each_day
from pacepipe.pacing.gates import found_among, reason
from pacepipe.pacing.policy import PacingPolicy

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TodayInputs:
    """What a gate is decided from.

    Attributes
    ----------
    day_date : date
        Today, local.
    planned_min : int, minutes
        What the standing plan says for today; 0 is rest.
    diary : tuple of DiaryDay
        Today's and yesterday's count, others are not looked at.
    baseline : Baseline or None
    stops : tuple of Stop
    heat_index_c : float or None, degrees Celsius
        Where the walk would be; None means not known.
    """

    day_date: date
    planned_min: int
    diary: tuple[DiaryDay, ...]
    baseline: Baseline | None
    stops: tuple[Stop, ...] = ()
    heat_index_c: float | None = None


@dataclass(frozen=True, slots=True)
class TodayOutcome:
    """What today allows, never over `planned_min`.

    Reasons are empty where it is not lowered and nothing needs saying.
    """

    allowed_min: int
    reasons: tuple[Reason, ...]


def gate_today(inputs: TodayInputs, policy: PacingPolicy) -> TodayOutcome:
    """What today allows.

    Returns
    -------
    TodayOutcome
        0 minutes with an open stop, after a heavy day or with a severe item; 60 % of
        the plan (rest where that is under 4 minutes) after a raised day; in heat
        three quarters of it, or none outdoors.
    """
    if any(stop.cleared_at is None for stop in inputs.stops):
        return TodayOutcome(0, (reason(ReasonCode.STOP_OPEN),))
    days = [
        day
        for day in worst_of_each_day(inputs.diary)
        if inputs.day_date - _ONE_DAY <= day.day_date <= inputs.day_date
    ]
    rest = found_among((_heavy(days, inputs, policy), _severe(days, inputs, policy)))
    if rest:
        return TodayOutcome(0, rest)
    factor, found = 1.0, []
    for part, because in (
        (policy.today_less_factor, _raised(days, inputs, policy)),
        (policy.heat_factor, _heat(inputs, policy)),
    ):
        if because is not None:
            factor *= part
            found.append(because)
    allowed = minutes_down(factor * inputs.planned_min)
    is_rest = allowed < policy.shortest_session_min and allowed < inputs.planned_min
    return TodayOutcome(0 if is_rest else allowed, tuple(found))


def _burden(
    days: Iterable[DiaryDay], inputs: TodayInputs, policy: PacingPolicy
) -> float | None:
    medians = medians_of(inputs.baseline)
    known = [day_burden(day, medians, policy) for day in days]
    return max((burden for burden in known if burden is not None), default=None)


def _heavy(
    days: list[DiaryDay], inputs: TodayInputs, policy: PacingPolicy
) -> Reason | None:
    burden = _burden(days, inputs, policy)
    if burden is None or burden < policy.today_rest_burden:
        return None
    return reason(
        ReasonCode.HEAVY_DAY, burden=burden, threshold=policy.today_rest_burden
    )


def _severe(
    days: list[DiaryDay], inputs: TodayInputs, policy: PacingPolicy
) -> Reason | None:
    medians = medians_of(inputs.baseline)
    for day in days:
        for item in DiaryItem:
            value, usual = answer(day, item), medians.get(item)
            if value is None or value < policy.today_severe_item:
                continue
            if usual is None or value - usual >= policy.severe_rise:
                return reason(ReasonCode.SEVERE_TODAY, item=item.value, value=value)
    return None


def _raised(
    days: list[DiaryDay], inputs: TodayInputs, policy: PacingPolicy
) -> Reason | None:
    burden = _burden(days, inputs, policy)
    if burden is None or burden < policy.today_less_burden:
        return None
    return reason(
        ReasonCode.RAISED_DAY, burden=burden, threshold=policy.today_less_burden
    )


def _heat(inputs: TodayInputs, policy: PacingPolicy) -> Reason | None:
    heat = inputs.heat_index_c
    if heat is None or heat < policy.heat_shorter_c:
        return None
    is_indoors = heat >= policy.heat_indoors_c
    code = ReasonCode.HEAT_INDOORS if is_indoors else ReasonCode.HEAT_SHORTER
    return reason(code, heat_index_c=heat)

"""Steps that fall to half of the person's own.

The best published sign of a hospital stay to come (Ohri 2019,
doi:10.1016/j.ijrobp.2019.07.055; Gresham 2018, doi:10.1038/s41746-018-0032-6). Only
of days that were counted for ten hours or more: a day on which nothing was worn is not
a day without steps.
"""

from datetime import date, timedelta
from statistics import fmean, median

from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised
from pacepipe.pacing.flag_cause import NOTE, THIS_WEEK, episode_date, raised
from pacepipe.pacing.flag_policy import FlagPolicy


def step_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """At most one: the last three days at half of the usual, and lower than any three.

    The second keeps it quiet for people whose steps differ much from day to day.
    """
    counted = {
        each.day_date: each.step_count
        for each in sorted(set(inputs.steps), key=lambda each: each.step_count)
        if each.counted_min >= policy.steps_worn_min and each.day_date <= inputs.today
    }
    found = [
        few
        for back in range(policy.episode_gap_days)
        if (few := _few(counted, inputs.today - timedelta(days=back), policy))
    ]
    if not found:
        return []
    end, last, usual, usual_days = found[0]
    is_after_infusion = any(
        0 <= (end - day).days <= policy.steps_infusion_days for day in inputs.infusions
    )
    tier = NOTE if is_after_infusion else THIS_WEEK
    days = tuple(sorted(each[0] for each in found))
    about = episode_date(inputs, FlagKind.FEW_STEPS, tier, days, policy)
    return [
        raised(
            inputs,
            FlagKind.FEW_STEPS,
            tier,
            about_date=about,
            cause="steps",
            facts={
                "usual_steps": round(usual),
                "usual_days": usual_days,
                "days_counted": policy.steps_days,
                "share_of_usual": round(last / usual, 2),
            },
            observed=(float(round(last)), "steps"),
        )
    ]


def _few(
    counted: dict[date, float], end: date, policy: FlagPolicy
) -> tuple[date, float, float, int] | None:
    """Day, mean, the usual and its days where these are few; else None."""
    mean, usual = _mean(counted, end, policy), _usual(counted, end, policy)
    if mean is None or usual is None or usual[0] <= 0:
        return None
    earlier = (
        _mean(counted, end - timedelta(days=back), policy)
        for back in range(policy.steps_days, policy.steps_usual_days + 1)
    )
    lowest = min((each for each in earlier if each is not None), default=mean)
    is_few = mean <= policy.steps_frac * usual[0] and mean <= lowest
    return (end, mean, *usual) if is_few else None


def _mean(counted: dict[date, float], end: date, policy: FlagPolicy) -> float | None:
    """Mean of the days that end at `end`, None where one was not counted."""
    days = [
        counted.get(end - timedelta(days=back)) for back in range(policy.steps_days)
    ]
    known = [each for each in days if each is not None]
    return fmean(known) if len(known) == policy.steps_days else None


def _usual(
    counted: dict[date, float], end: date, policy: FlagPolicy
) -> tuple[float, int] | None:
    """Median of the days before those, and how many there were."""
    before = (
        counted.get(end - timedelta(days=back))
        for back in range(
            policy.steps_days, policy.steps_days + policy.steps_usual_days
        )
    )
    known = [each for each in before if each is not None]
    if len(known) < policy.steps_usual_count:
        return None
    return median(known), len(known)

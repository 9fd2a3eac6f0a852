"""How a flag gets its name, and how one cause stays one flag."""

from datetime import date, timedelta
from typing import Final

from pacepipe.domain.digest import digest_of
from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised
from pacepipe.pacing.flag_policy import FlagPolicy

ID_LENGTH: Final = 12
NOTE, THIS_WEEK, TODAY = 1, 2, 3

Facts = dict[str, float | str]


def raised(
    inputs: FlagInputs,
    kind: FlagKind,
    tier: int,
    *,
    about_date: date,
    cause: str,
    facts: Facts,
    observed: tuple[float, str] | None = None,
) -> FlagRaised:
    """A flag; person, kind, day and cause name it."""
    digest = digest_of((inputs.patient_id, kind, about_date, cause))
    return FlagRaised(
        flag_id=f"flag-{digest[:ID_LENGTH]}",
        kind=kind,
        tier=tier,
        about_date=about_date,
        observed_value=observed[0] if observed is not None else None,
        observed_unit=observed[1] if observed is not None else None,
        facts=tuple(sorted(facts.items())),
    )


def episode_date(
    inputs: FlagInputs,
    kind: FlagKind,
    tier: int,
    days: tuple[date, ...],
    policy: FlagPolicy,
) -> date:
    """The day that an episode is named after.

    Parameters
    ----------
    days : tuple of date, oldest first, at least one
        On which the rule was met.

    Returns
    -------
    date
        Of the flag that was already issued for the same episode; else the first day
        of the last run of days with at most `episode_gap_days` between them. Late
        data that move the beginning of an episode do not raise it twice.
    """
    gap = timedelta(days=policy.episode_gap_days)
    first = last = days[-1]
    for day in reversed(days):
        if first - day > gap:
            break
        first = day
    issued = [
        each.about_date
        for each in inputs.issued
        if each.kind is kind
        and each.tier == tier
        and first - gap <= each.about_date <= last
    ]
    return min(issued, default=first)


def is_snoozed(inputs: FlagInputs, found: FlagRaised) -> bool:
    """Whether somebody has asked for silence about it; never about today's."""
    return found.tier < TODAY and any(
        each.kind is found.kind and inputs.today <= each.until
        for each in inputs.snoozes
    )

"""Raise what somebody should look at, out of what is known. Never a diagnosis.

Design section 7.2, one module a family of flags. Nothing is raised from what could not
be judged nor from one night or session alone, and one cause is one flag.
"""

from pacepipe.domain.flag import FlagInputs, FlagRaised
from pacepipe.pacing.flag_cause import is_snoozed
from pacepipe.pacing.flag_days import laid_out
from pacepipe.pacing.flag_policy import DEFAULT, FlagPolicy
from pacepipe.pacing.flags_answer import flat_flags, recovery_flags
from pacepipe.pacing.flags_reported import limit_flags, silence_flags, stop_flags
from pacepipe.pacing.flags_rhythm import rhythm_flags
from pacepipe.pacing.flags_rise import low_flags, rise_flags
from pacepipe.pacing.flags_steps import step_flags


def flag(inputs: FlagInputs, policy: FlagPolicy = DEFAULT) -> tuple[FlagRaised, ...]:
    """Everything that somebody should look at, the most pressing first.

    Parameters
    ----------
    inputs : FlagInputs
    policy : FlagPolicy

    Returns
    -------
    tuple of FlagRaised
        Sorted by tier (3 first), kind, day and id. Tier 3 for each uncleared sign or
        fever and day, and for a resting heart rate far over the usual together with
        one of them or a sustained absolute level; tier 2 for a rise at rest or in
        walks, for few steps and for repeated crossing of the clinic's limit; tier 1
        for all others. No flag is not "all clear".
    """
    found = [
        *stop_flags(inputs),
        *limit_flags(inputs, policy),
        *silence_flags(inputs, policy),
    ]
    if policy.reads_heart:
        days = laid_out(inputs, policy)
        found += [
            *rise_flags(inputs, days, policy),
            *low_flags(inputs, days, policy),
            *recovery_flags(inputs, policy),
            *flat_flags(inputs, policy),
            *step_flags(inputs, policy),
            *rhythm_flags(inputs, policy),
        ]
    return tuple(
        sorted(
            (each for each in found if not is_snoozed(inputs, each)),
            key=lambda f: (-f.tier, f.kind, f.about_date, f.flag_id),
        )
    )

"""Steps that fall to half of the person's own.

The best published sign of a hospital stay to come (Ohri 2019,
doi:10.1016/j.ijrobp.2019.07.055; Gresham 2018, doi:10.1038/s41746-018-0032-6). Only
of days that were counted for ten hours or more: a day on which nothing was worn is not
a day without steps.
"""

import numpy as np

from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised
from pacepipe.pacing.few_steps import few_steps
from pacepipe.pacing.flag_cause import NOTE, THIS_WEEK, episode_date, raised
from pacepipe.pacing.flag_days import DAYS, counted_steps, date_of
from pacepipe.pacing.flag_policy import FlagPolicy


def step_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """At most one; in the first days after an infusion it is a note."""
    seen = few_steps(counted_steps(inputs, policy), policy)
    met = np.flatnonzero(seen.is_few[0]).tolist()
    if not met or met[-1] < DAYS - policy.episode_gap_days:
        return []
    column = met[-1]
    mean, usual = float(seen.mean[0, column]), float(seen.usual[0, column])
    is_after_infusion = any(
        0 <= (date_of(inputs, column) - day).days <= policy.steps_infusion_days
        for day in inputs.infusions
    )
    tier = NOTE if is_after_infusion else THIS_WEEK
    days = tuple(date_of(inputs, each) for each in met)
    return [
        raised(
            inputs,
            FlagKind.FEW_STEPS,
            tier,
            about_date=episode_date(inputs, FlagKind.FEW_STEPS, tier, days, policy),
            cause="steps",
            facts={
                "usual_steps": round(usual),
                "usual_days": int(seen.count[0, column]),
                "days_counted": policy.steps_days,
                "share_of_usual": round(mean / usual, 2),
            },
            observed=(float(round(mean)), "steps"),
        )
    ]

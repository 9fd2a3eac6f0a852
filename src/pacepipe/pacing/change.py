"""A clinician's own numbers for a proposed week, inside the person's limits.

Only what limits and placement say is applied: the rules that made the proposal
bound what a program may ask for, and a clinician may know better. What the clinic
itself has set as a limit holds for everybody, and so do the days around treatment.
"""

from pacepipe.domain.plan import Limits, PacingInputs, WeekPlan
from pacepipe.errors import InputRejected
from pacepipe.pacing.caps import REST, Dose, clinic_caps, constrain
from pacepipe.pacing.contraindications import kinds_offered
from pacepipe.pacing.policy import PacingPolicy
from pacepipe.pacing.standing import WeekDose
from pacepipe.pacing.week import place, treatment_days


def changed_week(inputs: PacingInputs, wish: Dose, policy: PacingPolicy) -> WeekPlan:
    """The wish on the days of the week that a plan was decided for, within limits.

    Parameters
    ----------
    inputs : PacingInputs
        Those of the proposal; without limits it is a week of rest.
    wish : Dose
        Minutes and sessions, or rest.
    policy : PacingPolicy
        The one that the proposal names.
    """
    kinds = kinds_offered(inputs)
    dose = within_limits(wish, inputs.limits, policy)
    treatment = treatment_days(inputs.treatments, inputs.week_start, policy)
    return place(dose, inputs.week_start, kinds, treatment, policy)


def within_limits(wish: Dose, limits: Limits | None, policy: PacingPolicy) -> Dose:
    """The wish under the clinic's limits, or its presets; rest where none are set."""
    if limits is None:
        return REST
    caps = clinic_caps(limits, policy)
    return constrain(wish, caps, wish.sessions_per_week, policy)


def limits_as_dose(limits: Limits, policy: PacingPolicy) -> WeekDose:
    """The most that the limits allow of each part of a week."""
    caps = clinic_caps(limits, policy)
    return WeekDose(
        min(cap.session_min for cap in caps if cap.session_min is not None),
        min(cap.sessions_per_week for cap in caps if cap.sessions_per_week is not None),
        min(cap.week_min for cap in caps if cap.week_min is not None),
    )


def require_within_limits(
    wish: Dose, limits: Limits | None, policy: PacingPolicy
) -> None:
    """Refuse numbers that would be lowered.

    Raises
    ------
    InputRejected
        Where the wish is over a limit, or a session is under the shortest one.
    """
    if within_limits(wish, limits, policy) == wish:
        return
    caps = () if limits is None else clinic_caps(limits, policy)
    bounds = ", ".join(
        f"{value} {unit}"
        for cap in caps
        for value, unit in (
            (cap.session_min, "min a session"),
            (cap.sessions_per_week, "sessions a week"),
            (cap.week_min, "min a week"),
        )
        if value is not None
    )
    raise InputRejected(
        f"{wish.sessions_per_week} sessions of {wish.session_min} min do not fit into "
        "the limits.",
        means="The plan was not changed. The limits that it was made with: "
        f"{bounds or 'none'}; a session has at least {policy.shortest_session_min} "
        "min.",
        remedy="Choose less, or set the limits, ask for a new plan and change that.",
    )

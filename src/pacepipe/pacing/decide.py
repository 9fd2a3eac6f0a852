"""The weekly decision: rules decide, caps only lower, and all of it is kept.

Rows are tried in the order of design section 7.1 and the first that matches names
the action. Where a later row that asks for less matches too (a severe symptom in
the week after a cleared stop), each part of the dose is the smaller of the two, so
that one more bad sign can never lengthen a plan.

What "caution is monotone" covers, exactly: a worse answer, a harder effort, an
early stop, one more stop, a tighter session or week limit, or less data of the
harmless kind (see `burden`; a whole session counts as harmless where its effort was
said and at most 4, and it was not stopped early) never gives a longer session, more
sessions or a larger week. A tighter limit on the *number* of sessions never gives
more sessions or a larger week; it can give a longer session, because a person at
that limit goes on in minutes where another would in sessions.

The tolerance ceiling, the unreviewed flag and the row `return` are not here yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from pacepipe.domain.plan import (
    Action,
    Cap,
    Limits,
    PacingInputs,
    PacingOutcome,
    PlanWeek,
    Reason,
    WeekPlan,
)
from pacepipe.domain.reason import ReasonCode
from pacepipe.pacing.caps import (
    REST,
    Dose,
    clinic_caps,
    constrain,
    dose_cap,
    mark_binding,
    rise_caps,
)
from pacepipe.pacing.evidence import Evidence, best_week_min, coverage, gather
from pacepipe.pacing.gates import (
    hold_reasons,
    reason,
    refuse_reasons,
    stop_reasons,
    treatment_reasons,
)
from pacepipe.pacing.harm import reduce_reasons, reduced
from pacepipe.pacing.policy import PacingPolicy
from pacepipe.pacing.progress import progress
from pacepipe.pacing.restart import Restart, recent_stops, restart
from pacepipe.pacing.sanity import reject_impossible
from pacepipe.pacing.week import TreatmentDays, place, treatment_days


@dataclass(frozen=True, slots=True)
class _Verdict:
    """An action, why, and the dose as a function of the caps it is put under."""

    action: Action
    reasons: tuple[Reason, ...]
    caps: tuple[Cap, ...]
    choose: Callable[[Sequence[Cap]], Dose]


def plan_week(inputs: PacingInputs, policy: PacingPolicy) -> PacingOutcome:
    """Decide one week from everything that is known, first match wins.

    Pure: the same inputs and policy give the same outcome, whatever their order,
    and with whatever repeated rows.

    Raises
    ------
    InputRejected
        If a number is not one that can be compared (NaN, negative minutes).
    """
    reject_impossible(inputs)
    evidence = gather(inputs, policy)
    refused, stopped = refuse_reasons(inputs), stop_reasons(inputs)
    if inputs.limits is None or refused:
        return _outcome(
            evidence, policy, Action.REFUSE, plan=None, reasons=refused + stopped
        )
    treatment = treatment_days(inputs.treatments, inputs.week_start, policy)
    kinds = inputs.limits.activity_kinds
    if stopped:
        rest = place(REST, inputs.week_start, kinds, treatment, policy)
        return _outcome(evidence, policy, Action.STOP, plan=rest, reasons=stopped)
    verdict = _verdict(evidence, inputs.limits, treatment, policy)
    dose = verdict.choose(verdict.caps)
    plan = place(dose, inputs.week_start, kinds, treatment, policy)
    caps = mark_binding(verdict.caps, verdict.choose)
    reasons = verdict.reasons + _beside(verdict, caps, treatment)
    if dose == REST and not _is_rest_kept(verdict.action, evidence.last_plan):
        reasons += (reason(ReasonCode.BELOW_SHORTEST),)
    return _outcome(
        evidence, policy, verdict.action, plan=plan, reasons=reasons, caps=caps
    )


def _verdict(
    evidence: Evidence, limits: Limits, treatment: TreatmentDays, policy: PacingPolicy
) -> _Verdict:
    clinic = clinic_caps(limits, policy)
    harm = reduce_reasons(evidence, policy)
    last = evidence.last_plan
    if last is None:
        return _start(evidence, harm, clinic, policy)
    holding = hold_reasons(evidence, treatment, policy)
    again = restart(evidence, holding, policy)
    if harm or again is not None:
        return _less(last, harm, again, clinic, policy)
    dose = _dose(last)
    caps = clinic + rise_caps(dose, best_week_min(evidence, policy), policy)

    def hold(under: Sequence[Cap]) -> Dose:
        return constrain(dose, under, dose.sessions_per_week, policy)

    if holding:
        return _Verdict(Action.HOLD, holding, caps, hold)

    def rise(under: Sequence[Cap]) -> Dose:
        return progress(dose, under, policy)

    risen, held = rise(caps), hold(caps)
    if not risen.exceeds(held):
        at_ceiling = (reason(ReasonCode.AT_CEILING),)
        return _Verdict(Action.HOLD, at_ceiling, caps, rise)
    code = (
        ReasonCode.MORE_SESSIONS
        if risen.sessions_per_week > held.sessions_per_week
        else ReasonCode.LONGER_SESSIONS
    )
    return _Verdict(Action.PROGRESS, (_change(code, dose, risen),), caps, rise)


def _start(
    evidence: Evidence,
    harm: tuple[Reason, ...],
    clinic: tuple[Cap, ...],
    policy: PacingPolicy,
) -> _Verdict:
    """The first plan; the shortest one for the frail and after a bad week."""
    is_careful = evidence.inputs.is_frail or harm or recent_stops(evidence)
    minutes = policy.start_lowest_min if is_careful else policy.start_session_min
    wish = Dose(minutes, policy.start_sessions)
    first = reason(
        ReasonCode.FIRST_PLAN,
        session_min=wish.session_min,
        sessions=wish.sessions_per_week,
    )

    def start(under: Sequence[Cap]) -> Dose:
        return constrain(wish, under, wish.sessions_per_week, policy)

    return _Verdict(Action.START, (first, *harm), clinic, start)


def _less(
    last: PlanWeek,
    harm: tuple[Reason, ...],
    again: Restart | None,
    clinic: tuple[Cap, ...],
    policy: PacingPolicy,
) -> _Verdict:
    """A reduction, a restart, or the smaller of both."""
    dose = _dose(last)
    wishes = [reduced(dose, policy)] if harm else []
    spread_over, caps, reasons = dose.sessions_per_week, clinic, harm
    if again is not None:
        wishes.append(again.wish)
        spread_over = max(spread_over, again.wish.sessions_per_week)
        caps = (*clinic, dose_cap("restart", again.reference))
        reasons = (*harm, again.because)

    def less(under: Sequence[Cap]) -> Dose:
        doses = [constrain(wish, under, spread_over, policy) for wish in wishes]
        return reduce(Dose.lesser, doses)

    return _Verdict(Action.REDUCE if harm else Action.RESTART, reasons, caps, less)


def _dose(week: PlanWeek) -> Dose:
    """A week that stood; both parts 0 where either is."""
    dose = Dose(week.session_min, week.sessions_per_week)
    return dose if dose.week_min > 0 else REST


def _change(code: ReasonCode, before: Dose, after: Dose) -> Reason:
    return reason(
        code,
        session_min=after.session_min,
        session_min_before=before.session_min,
        sessions=after.sessions_per_week,
        sessions_before=before.sessions_per_week,
    )


def _beside(
    verdict: _Verdict, caps: tuple[Cap, ...], treatment: TreatmentDays
) -> tuple[Reason, ...]:
    """What else a reader should know: the caps that bind, and treatment."""
    found = [
        reason(ReasonCode.CAP_BINDS, cap=cap.name) for cap in caps if cap.is_binding
    ]
    told = {told.code for told in verdict.reasons}
    if ReasonCode.TREATMENT_WEEK not in told:
        found.extend(treatment_reasons(treatment))
    return tuple(found)


def _is_rest_kept(action: Action, last: PlanWeek | None) -> bool:
    """Whether rest follows rest, and not from a session that came out too short."""
    was_rest = last is not None and _dose(last) == REST
    return was_rest and action is not Action.RESTART


def _outcome(
    evidence: Evidence,
    policy: PacingPolicy,
    action: Action,
    *,
    plan: WeekPlan | None,
    reasons: tuple[Reason, ...],
    caps: tuple[Cap, ...] = (),
) -> PacingOutcome:
    return PacingOutcome(
        action=action,
        plan=plan,
        reasons=reasons,
        caps=caps,
        coverage=coverage(evidence, policy),
        is_increase=_is_increase(plan, evidence.last_plan),
        policy_version=policy.version,
    )


def _is_increase(plan: WeekPlan | None, last: PlanWeek | None) -> bool:
    if plan is None:
        return False
    before = REST if last is None else _dose(last)
    dose = Dose(plan.session_min, plan.sessions_per_week)
    return dose.exceeds(before) or plan.week_min > before.week_min

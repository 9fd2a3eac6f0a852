"""The weekly decision: rules decide, caps only lower, and all of it is kept.

Rows are tried in the order of design section 7.1 and the first that matches names
the action. Where a later row that asks for less matches too (a severe symptom in
the week after a cleared stop), each part of the dose is the smaller of the two, so
that one more bad sign can never lengthen a plan.

What "caution is monotone" covers, exactly: a worse answer, a harder effort, an
early stop, one more stop, a tighter session or week limit, or less data of the
harmless kind (see `burden`; a whole session counts as harmless where its effort was
said and at most 4, and it was neither stopped early nor longer than asked) never gives
a longer session, more sessions or a larger week. A tighter limit on the *number* of
sessions never gives more sessions or a larger week; it can give a longer session,
because a person at that limit goes on in minutes where another would in sessions.

The tolerance model gives one more cap and nothing else (`pacing.ceiling`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from pacepipe.domain.plan import (
    Action,
    Cap,
    PacingInputs,
    PacingOutcome,
    PlanWeek,
    Reason,
    Tolerance,
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
    minutes_down,
    return_caps,
    rise_caps,
)
from pacepipe.pacing.ceiling import ceiling_cap, tolerances
from pacepipe.pacing.contraindications import kinds_offered
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
from pacepipe.pacing.restart import (
    Restart,
    recent_stops,
    restart,
    tolerated_lately_min,
)
from pacepipe.pacing.sanity import reject_impossible
from pacepipe.pacing.week import (
    TreatmentDays,
    open_session_count,
    place,
    treatment_days,
)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """An action, why, and the dose as a function of the caps it is put under.

    `held` is the dose without the rise, where there is one: treatment's days get it.
    """

    action: Action
    reasons: tuple[Reason, ...]
    caps: tuple[Cap, ...]
    choose: Callable[[Sequence[Cap]], Dose]
    held: Dose | None = None


def plan_week(inputs: PacingInputs, policy: PacingPolicy) -> PacingOutcome:
    """Decide one week from everything that is known, first match wins.

    Pure: the same inputs and policy give the same outcome, whatever their order,
    and with whatever repeated rows.

    Raises
    ------
    InputRejected
        If a number is not one that can be compared (NaN, negative minutes).
    """
    return plan_weeks((inputs,), policy)[0]


def plan_weeks(
    inputs: Sequence[PacingInputs], policy: PacingPolicy
) -> tuple[PacingOutcome, ...]:
    """The same for many people or weeks at once: each as `plan_week` decides it.

    Raises
    ------
    InputRejected
        As `plan_week`, for the first that cannot be compared.
    """
    for each in inputs:
        reject_impossible(each)
    evidences = [gather(each, policy) for each in inputs]
    return tuple(
        _decide(evidence, tolerance, policy)
        for evidence, tolerance in zip(
            evidences, tolerances(evidences, policy), strict=True
        )
    )


def _decide(
    evidence: Evidence, tolerance: Tolerance | None, policy: PacingPolicy
) -> PacingOutcome:
    inputs = evidence.inputs
    refused, stopped = refuse_reasons(inputs), stop_reasons(inputs)
    if inputs.limits is None or refused:
        return _outcome(
            evidence, policy, Action.REFUSE, plan=None, reasons=refused + stopped
        )
    treatment = treatment_days(inputs.treatments, inputs.week_start, policy)
    kinds = kinds_offered(inputs)
    if stopped:
        rest = place(REST, inputs.week_start, kinds, treatment, policy)
        return _outcome(evidence, policy, Action.STOP, plan=rest, reasons=stopped)
    always = clinic_caps(inputs.limits, policy) + ceiling_cap(tolerance, policy)
    verdict = _verdict(evidence, always, treatment, policy)
    dose = verdict.choose(verdict.caps)
    plan = place(
        dose, inputs.week_start, kinds, treatment, policy, in_treatment=verdict.held
    )
    caps = mark_binding(verdict.caps, verdict.choose)
    reasons = verdict.reasons + _beside(verdict, caps, treatment)
    if dose == REST and not _is_rest_kept(verdict.action, evidence.last_plan):
        reasons += (reason(ReasonCode.BELOW_SHORTEST),)
    return _outcome(
        evidence,
        policy,
        verdict.action,
        plan=plan,
        reasons=reasons,
        caps=caps,
        tolerance=tolerance,
    )


def _verdict(
    evidence: Evidence,
    always: tuple[Cap, ...],
    treatment: TreatmentDays,
    policy: PacingPolicy,
) -> _Verdict:
    harm = reduce_reasons(evidence, policy)
    last = evidence.last_plan
    if last is None:
        return _start(evidence, harm, always, policy)
    dose = _dose(last)
    holding = hold_reasons(evidence, policy)
    again = restart(evidence, holding, policy)
    if harm or again is not None:
        return _less(last, harm, again, always, policy)
    best_min = best_week_min(evidence, policy)
    caps = always + rise_caps(dose, best_min, policy)
    held = constrain(dose, caps, dose.sessions_per_week, policy)
    if treatment.is_any and not (
        _has_open_days(held, evidence, treatment, policy)
        and _holds_one_more(dose, evidence, treatment, policy)
    ):
        holding += treatment_reasons(treatment)
    if holding:
        return _hold(dose, holding, caps, policy)
    verdict = _back(evidence, dose, always, best_min, policy) or _rise(
        dose, caps, policy
    )
    return replace(verdict, held=held)


def _hold(
    dose: Dose, because: tuple[Reason, ...], caps: tuple[Cap, ...], policy: PacingPolicy
) -> _Verdict:
    def hold(under: Sequence[Cap]) -> Dose:
        return constrain(dose, under, dose.sessions_per_week, policy)

    return _Verdict(Action.HOLD, because, caps, hold)


def _rise(dose: Dose, caps: tuple[Cap, ...], policy: PacingPolicy) -> _Verdict:
    """One step up, or the last dose where a cap is reached."""

    def rise(under: Sequence[Cap]) -> Dose:
        return progress(dose, under, policy)

    risen = rise(caps)
    held = constrain(dose, caps, dose.sessions_per_week, policy)
    if not risen.exceeds(held):
        at_ceiling = (reason(ReasonCode.AT_CEILING),)
        return _Verdict(Action.HOLD, at_ceiling, caps, rise)
    code = (
        ReasonCode.MORE_SESSIONS
        if risen.sessions_per_week > held.sessions_per_week
        else ReasonCode.LONGER_SESSIONS
    )
    return _Verdict(Action.PROGRESS, (_change(code, dose, risen),), caps, rise)


def _back(
    evidence: Evidence,
    dose: Dose,
    always: tuple[Cap, ...],
    best_min: float,
    policy: PacingPolicy,
) -> _Verdict | None:
    """Back to a length that went well; None where a step up is as long.

    Sessions go as a step up would take them, so that knowing of a tolerated session
    never gives fewer of them. A week is shared among those that a step up would come
    to, also where a limit leaves fewer: a tighter one must not make each longer.
    """
    if policy.return_days <= 0:
        return None
    tolerated = tolerated_lately_min(evidence, policy)
    caps = always + rise_caps(dose, best_min, policy)
    wider = always + return_caps(dose, best_min, tolerated, policy)

    spread_over = dose.sessions_per_week
    if spread_over < policy.sessions_full:
        spread_over += policy.sessions_step

    def back(under: Sequence[Cap]) -> Dose:
        step = progress(dose, under, policy)
        minutes = minutes_down(min(tolerated, policy.return_factor * dose.session_min))
        wish = Dose(max(dose.session_min, minutes), step.sessions_per_week)
        return constrain(wish, under, spread_over, policy)

    returned = back(wider)
    if not returned.session_min > progress(dose, caps, policy).session_min:
        return None
    because = reason(
        ReasonCode.TOLERATED_BEFORE,
        session_min=returned.session_min,
        session_min_before=dose.session_min,
        sessions=returned.sessions_per_week,
        sessions_before=dose.sessions_per_week,
        tolerated_min=tolerated,
    )
    return _Verdict(Action.RETURN, (because,), wider, back)


def _has_open_days(
    held: Dose, evidence: Evidence, treatment: TreatmentDays, policy: PacingPolicy
) -> bool:
    """Whether enough sessions lie outside of treatment's days for a rise."""
    week = place(held, evidence.inputs.week_start, (), treatment, policy)
    touched = treatment.rest | treatment.light
    open_count = sum(session.day_date not in touched for session in week.sessions)
    return open_count >= policy.rise_open_sessions


def _holds_one_more(
    last: Dose, evidence: Evidence, treatment: TreatmentDays, policy: PacingPolicy
) -> bool:
    """Whether the session that a rise would add lies outside of treatment's days.

    Else it would fall away, and the next week would start from what nobody tried. By
    days alone, whatever the limits: with a tighter one a person goes on in minutes,
    and the week would become larger.
    """
    count = last.sessions_per_week
    if count >= policy.sessions_full:
        return True
    week_start = evidence.inputs.week_start
    before = range(1, count + 1)
    most = max(
        (open_session_count(n, week_start, treatment) for n in before), default=0
    )
    more = count + policy.sessions_step
    return open_session_count(more, week_start, treatment) > most


def _start(
    evidence: Evidence,
    harm: tuple[Reason, ...],
    always: tuple[Cap, ...],
    policy: PacingPolicy,
) -> _Verdict:
    """The first plan; the shortest one for the frail and after a bad week."""
    is_careful = evidence.inputs.is_frail or harm or recent_stops(evidence)
    wish = (
        Dose(policy.start_lowest_min, policy.start_lowest_sessions)
        if is_careful
        else Dose(policy.start_session_min, policy.start_sessions)
    )
    first = reason(
        ReasonCode.FIRST_PLAN,
        session_min=wish.session_min,
        sessions=wish.sessions_per_week,
    )

    def start(under: Sequence[Cap]) -> Dose:
        return constrain(wish, under, wish.sessions_per_week, policy)

    return _Verdict(Action.START, (first, *harm), always, start)


def _less(
    last: PlanWeek,
    harm: tuple[Reason, ...],
    again: Restart | None,
    always: tuple[Cap, ...],
    policy: PacingPolicy,
) -> _Verdict:
    """A reduction, a restart, or the smaller of both."""
    dose = _dose(last)
    wishes = [reduced(dose, policy)] if harm else []
    spread_over, caps, reasons = dose.sessions_per_week, always, harm
    if again is not None:
        wishes.append(again.wish)
        spread_over = max(spread_over, again.wish.sessions_per_week)
        caps = (*always, dose_cap("restart", again.reference))
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
    tolerance: Tolerance | None = None,
) -> PacingOutcome:
    return PacingOutcome(
        action=action,
        plan=plan,
        reasons=reasons,
        caps=caps,
        coverage=coverage(evidence, policy),
        is_increase=_is_increase(plan, evidence.last_plan),
        policy_version=policy.version,
        tolerance=tolerance,
    )


def _is_increase(plan: WeekPlan | None, last: PlanWeek | None) -> bool:
    if plan is None:
        return False
    before = REST if last is None else _dose(last)
    dose = Dose(plan.session_min, plan.sessions_per_week)
    return dose.exceeds(before) or plan.week_min > before.week_min

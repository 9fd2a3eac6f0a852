"""Sentences out of codes. Nothing is said that is not in the record.

Every number comes from a reason's facts, the caps, the coverage or the plan.
Where a slot has no value the next plainer variant is used, so that a text never
fails and never invents. To the person, an increase is described without its
minutes and sessions: they are shown once somebody has signed (see `sheet`).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from pacepipe.domain.flag import FlagRaised
from pacepipe.domain.plan import (
    Action,
    Cap,
    Coverage,
    PacingOutcome,
    Reason,
    Tolerance,
    WeekPlan,
)
from pacepipe.domain.reason import ReasonCode
from pacepipe.pacing import words_en as words
from pacepipe.pacing.today import TodayOutcome
from pacepipe.pacing.wording import (
    Fact,
    Quantity,
    Slots,
    facts_text,
    render,
    require_language,
    slots_of,
)

PATIENT_REASONS: Final = 2
"""Why in at most two sentences: research/product.md 4.2, screen S5."""


CEILING: Final = "tolerance"
"""Name of the cap of the tolerance model."""
UNSURE_RATIO: Final = 1.5
"""Where the middle of what may be tolerated is so many times its low end, little is
known: with no evidence at all it is 1.9 (house value)."""


class Audience(StrEnum):
    """Who reads it."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


def _coverage_facts(coverage: Coverage) -> list[Fact]:
    return [
        ("diary_days", coverage.diary_days),
        ("full_diary_days", coverage.full_diary_days),
        ("days_since_diary", coverage.days_since_diary),
        ("sessions_done", coverage.sessions_done),
        ("sessions_planned", coverage.sessions_planned),
        ("sessions_with_effort", coverage.sessions_with_effort),
    ]


def _plan_slots(plan: WeekPlan) -> Slots:
    return {
        "plan_sessions": Quantity(plan.sessions_per_week),
        "plan_minutes": Quantity(plan.session_min),
        "plan_week": Quantity(plan.week_min),
        "plan_effort": Quantity(plan.effort_max_cr10),
    }


def _reason_words(reason: Reason, coverage: Coverage, *, has_numbers: bool) -> str:
    """One sentence to the person; `has_numbers` False leaves a reason's out."""
    if reason.code not in set(ReasonCode):
        return words.REASON_UNKNOWN_PATIENT
    own = [
        (name, value)
        for name, value in reason.facts
        if has_numbers or isinstance(value, str)
    ]
    slots = slots_of(_coverage_facts(coverage)) | slots_of(own)
    return render(words.REASON_PATIENT[ReasonCode(reason.code)], slots)


def _bound_words(caps: Iterable[Cap], *, has_numbers: bool) -> list[str]:
    """What bound, to the person: the first binding cap that has its own words."""
    binding = [cap for cap in caps if cap.is_binding]
    if not binding:
        return []
    known = [cap for cap in binding if cap.name in words.BOUND_PATIENT]
    if not known:
        return [words.REASON_PATIENT[ReasonCode.CAP_BINDS][-1]]
    cap = known[0]
    facts: list[Fact] = [
        ("session_min", cap.session_min),
        ("sessions_per_week", cap.sessions_per_week),
        ("week_min", cap.week_min),
    ]
    slots = slots_of(facts) if has_numbers else {}
    return [render(words.BOUND_PATIENT[cap.name], slots)]


def why(outcome: PacingOutcome, *, has_numbers: bool) -> tuple[str, ...]:
    """At most two sentences of reasons to the person."""
    reasons = [
        reason for reason in outcome.reasons if reason.code != ReasonCode.CAP_BINDS
    ]
    sentences = (
        _reason_words(reason, outcome.coverage, has_numbers=has_numbers)
        for reason in reasons
    )
    return tuple(dict.fromkeys(sentences))[:PATIENT_REASONS]


def what_bound(outcome: PacingOutcome, *, has_numbers: bool) -> tuple[str, ...]:
    """At most one sentence on the limit that bound, to the person."""
    bound = _bound_words(outcome.caps, has_numbers=has_numbers)
    codes = {reason.code for reason in outcome.reasons}
    if not bound and ReasonCode.CAP_BINDS in codes:
        bound = [words.REASON_PATIENT[ReasonCode.CAP_BINDS][-1]]
    return tuple(bound)


def about_ceiling(outcome: PacingOutcome) -> tuple[str, ...]:
    """What the ceiling rests on, to the person, where it bound.

    That walks came out longer than asked, and that little is known yet.
    """
    tolerance = outcome.tolerance
    is_bound = any(cap.is_binding and cap.name == CEILING for cap in outcome.caps)
    if tolerance is None or not is_bound:
        return ()
    said = (
        (tolerance.overrun_ratio > 1, words.WALKS_RAN_OVER),
        (is_unsure(tolerance), words.TOLERANCE_UNSURE),
    )
    return tuple(sentence for holds, sentence in said if holds)


def is_unsure(tolerance: Tolerance) -> bool:
    """Whether the lengths that it may be are still far apart."""
    return tolerance.median_min >= UNSURE_RATIO * tolerance.low_min


def _tolerance_lines(tolerance: Tolerance | None) -> list[str]:
    """The ceiling with its interval, to the clinician; none without the model."""
    if tolerance is None:
        return []
    steps = tolerance.usual_step_count
    facts: list[Fact] = [
        ("ceiling_min", tolerance.ceiling_min),
        ("low_min", tolerance.low_min),
        ("median_min", tolerance.median_min),
        ("diary_days", tolerance.day_count),
        ("days_with_a_session", tolerance.session_count),
        ("usual_steps", "unknown" if steps is None else steps),
        ("walked_over_asked", tolerance.overrun_ratio),
    ]
    sure = f": {words.TOLERANCE_UNSURE_CLINICIAN}" if is_unsure(tolerance) else ""
    return [f"{words.TOLERANCE_CLINICIAN}{facts_text(facts)}{sure}."]


def what(outcome: PacingOutcome) -> str:
    """What the decision does, to the person, without its numbers."""
    is_rest = outcome.plan is not None and outcome.plan.week_min == 0
    if is_rest and not outcome.is_increase and outcome.action is not Action.STOP:
        return words.REST_WEEK
    return render(words.ACTION_PATIENT[outcome.action], {})


def what_would_change(outcome: PacingOutcome) -> str:
    """What would change it, to the person: by what decided, else by the action."""
    by_action = words.CHANGE_PATIENT[outcome.action]
    if not outcome.reasons or outcome.reasons[0].code not in set(ReasonCode):
        return by_action
    code = ReasonCode(outcome.reasons[0].code)
    return words.CHANGE_OF_REASON_PATIENT.get(code, by_action)


def _to_patient(outcome: PacingOutcome) -> tuple[str, ...]:
    plan, has_numbers = outcome.plan, not outcome.is_increase
    dose: list[str] = []
    if plan is not None and plan.week_min > 0 and has_numbers:
        dose = [render((words.DOSE_PATIENT,), _plan_slots(plan))]
    return (
        what(outcome),
        *dose,
        *why(outcome, has_numbers=has_numbers),
        *what_bound(outcome, has_numbers=has_numbers),
        *about_ceiling(outcome),
        what_would_change(outcome),
    )


def _reason_line(reason: Reason) -> str:
    known = reason.code in set(ReasonCode)
    text = (
        words.REASON_CLINICIAN[ReasonCode(reason.code)]
        if known
        else f"{words.REASON_UNKNOWN_CLINICIAN} {reason.code.replace('_', ' ')}"
    )
    return f"{text}{facts_text(reason.facts)}."


def _cap_line(cap: Cap) -> str:
    facts: list[Fact] = [
        ("session_min", cap.session_min),
        ("sessions_per_week", cap.sessions_per_week),
        ("week_min", cap.week_min),
    ]
    return f"Bound by {cap.name.replace('_', ' ')}{facts_text(facts)}."


def _to_clinician(outcome: PacingOutcome) -> tuple[str, ...]:
    dose: list[str] = []
    bound = [_cap_line(cap) for cap in outcome.caps if cap.is_binding]
    reasons = [
        _reason_line(reason)
        for reason in outcome.reasons
        if reason.code != ReasonCode.CAP_BINDS or not bound  # the caps say it better
    ]
    if outcome.plan is not None:
        dose = [render((words.DOSE_CLINICIAN,), _plan_slots(outcome.plan))]
    return (
        render(words.ACTION_CLINICIAN[outcome.action], {}),
        *dose,
        *reasons,
        *bound,
        *_tolerance_lines(outcome.tolerance),
        f"Looked at{facts_text(_coverage_facts(outcome.coverage))}.",
        words.CHANGE_CLINICIAN[outcome.action],
    )


def explain(
    outcome: PacingOutcome, audience: Audience, language: str = "en"
) -> tuple[str, ...]:
    """What was decided, why, what bound it and what would change it.

    Parameters
    ----------
    outcome : PacingOutcome
    audience : Audience
        The person reads at most two reasons and one limit; the clinician reads
        all reasons with all their facts, every binding cap and the coverage.
    language : str
        One of `LANGUAGES`.

    Returns
    -------
    tuple of str
        Sentences, in reading order.

    Raises
    ------
    InputRejected
        There are no words for the language.
    """
    require_language(language)
    if audience is Audience.PATIENT:
        return _to_patient(outcome)
    return _to_clinician(outcome)


def explain_today(
    planned_min: int, outcome: TodayOutcome, audience: Audience, language: str = "en"
) -> tuple[str, ...]:
    """What today allows of what was planned, and why.

    Raises
    ------
    InputRejected
        There are no words for the language.
    """
    require_language(language)
    slots = {
        "planned": Quantity(planned_min),
        "allowed": Quantity(outcome.allowed_min),
    }
    if audience is Audience.CLINICIAN:
        lines = (_reason_line(reason) for reason in outcome.reasons)
        return (render((words.TODAY_CLINICIAN,), slots), *lines)
    if outcome.allowed_min == 0:
        head = words.TODAY_REST
    elif outcome.allowed_min < planned_min:
        head = render((words.TODAY_LESS,), slots)
    else:
        head = render((words.TODAY_AS_PLANNED,), slots)
    said = (
        render(words.REASON_PATIENT[ReasonCode(reason.code)], slots_of(reason.facts))
        for reason in outcome.reasons
    )
    return (head, *dict.fromkeys(said))


def explain_flag(
    flag: FlagRaised, audience: Audience, language: str = "en"
) -> tuple[str, ...]:
    """What was seen, against what and in how much data; never a diagnosis.

    Raises
    ------
    InputRejected
        There are no words for the language.
    """
    require_language(language)
    if audience is Audience.PATIENT:
        slots = slots_of([*flag.facts, ("observed", flag.observed_value)])
        said = words.FLAG_PATIENT[flag.kind]
        if flag.tier == words.TODAY:
            said = words.FLAG_TODAY_PATIENT.get(flag.kind, said)
        return tuple(render(variants, slots) for variants in said)
    observed: list[Fact] = []
    if flag.observed_value is not None:
        observed = [(f"observed {flag.observed_unit}", flag.observed_value)]
    facts: list[Fact] = [("day", flag.about_date.isoformat()), *observed, *flag.facts]
    return (f"{words.FLAG_CLINICIAN[flag.kind]}{facts_text(facts)}.",)

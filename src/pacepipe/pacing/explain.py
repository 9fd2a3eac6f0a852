"""Sentences out of codes. Nothing is said that is not in the record.

Every number comes from a reason's facts, the caps, the coverage or the plan.
Where a slot has no value the next plainer variant is used, so that a text never
fails and never invents. To the person, an increase is described without its
minutes and sessions: they are shown once somebody has signed (see `sheet`).
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from string import Formatter
from typing import Final

from pacepipe.domain.flag import FlagRaised
from pacepipe.domain.plan import Cap, Coverage, PacingOutcome, Reason, WeekPlan
from pacepipe.domain.reason import ReasonCode
from pacepipe.errors import InputRejected
from pacepipe.pacing import words_en as words

LANGUAGES: Final = ("en",)
PATIENT_REASONS: Final = 2
"""Why in at most two sentences: research/product.md 4.2, screen S5."""
DATE_LENGTH: Final = len("2026-11-02")


class Audience(StrEnum):
    """Who reads it."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class Quantity(float):
    """A number in a slot; a format is a noun that follows it in number.

    Examples
    --------
    >>> f"{Quantity(1):session}, {Quantity(2.25):minute}, {Quantity(7.0)}"
    '1 session, 2.2 minutes, 7'
    """

    def __format__(self, noun: str, /) -> str:
        """Whole, or to one decimal."""
        text = f"{round(float(self), 1):.10g}"
        return f"{text} {noun}{'' if self == 1 else 's'}" if noun else text


Slots = Mapping[str, Quantity | str]


def require_language(language: str) -> None:
    """Refuse a language that has no words.

    Raises
    ------
    InputRejected
    """
    if language not in LANGUAGES:
        raise InputRejected(
            f"There are no words for the language '{language}'.",
            means="No text was made.",
            remedy=f"Choose one of: {', '.join(LANGUAGES)}.",
        )


def day_words(day: date) -> str:
    """For example "Mon 2 Nov"."""
    return f"{words.WEEKDAY[day.weekday()]} {day.day} {words.MONTH[day.month - 1]}"


def render(variants: Iterable[str], slots: Slots) -> str:
    """The first variant whose every slot has a value; "" if there is none."""
    for variant in variants:
        needed = {name for _, name, _, _ in Formatter().parse(variant) if name}
        if needed <= slots.keys():
            return variant.format_map(slots)
    return ""


def _slot(value: float | str) -> Quantity | str | None:
    """A value as the person reads it; None where it has no words."""
    if not isinstance(value, str):
        return Quantity(value) if math.isfinite(value) else None
    if value in words.TERM:
        return words.TERM[value]
    if len(value) == DATE_LENGTH:
        try:
            return day_words(date.fromisoformat(value))
        except ValueError:
            return None
    return None


def _slots(facts: Iterable[tuple[str, float | str | None]]) -> dict[str, Quantity | str]:
    return {
        name: slot
        for name, value in facts
        if value is not None and (slot := _slot(value)) is not None
    }


def _coverage_facts(coverage: Coverage) -> list[tuple[str, float | str | None]]:
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
    slots = _slots(_coverage_facts(coverage)) | _slots(own)
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
    facts = [
        ("session_min", cap.session_min),
        ("sessions_per_week", cap.sessions_per_week),
        ("week_min", cap.week_min),
    ]
    slots = _slots(facts) if has_numbers else {}
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


def what(outcome: PacingOutcome) -> str:
    """What the decision does, to the person, without its numbers."""
    is_rest = outcome.plan is not None and outcome.plan.week_min == 0
    if is_rest and not outcome.is_increase and outcome.action != "stop":
        return words.REST_WEEK
    return render(words.ACTION_PATIENT[outcome.action], {})


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
        words.CHANGE_PATIENT[outcome.action],
    )


def _facts_text(facts: Iterable[tuple[str, float | str | None]]) -> str:
    """" (burden 2.4, days 3)"; the names carry the units."""
    parts = [
        f"{name.replace('_', ' ')} {_plain(value)}"
        for name, value in facts
        if value is not None
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _plain(value: float | str) -> str:
    if isinstance(value, str):
        return value.replace("_", " ")
    return f"{Quantity(value)}" if math.isfinite(value) else "unknown"


def _reason_line(reason: Reason) -> str:
    known = reason.code in set(ReasonCode)
    text = (
        words.REASON_CLINICIAN[ReasonCode(reason.code)]
        if known
        else f"{words.REASON_UNKNOWN_CLINICIAN} {reason.code.replace('_', ' ')}"
    )
    return f"{text}{_facts_text(reason.facts)}."


def _cap_line(cap: Cap) -> str:
    facts = [
        ("session_min", cap.session_min),
        ("sessions_per_week", cap.sessions_per_week),
        ("week_min", cap.week_min),
    ]
    return f"Bound by {cap.name.replace('_', ' ')}{_facts_text(facts)}."


def _to_clinician(outcome: PacingOutcome) -> tuple[str, ...]:
    dose: list[str] = []
    if outcome.plan is not None:
        dose = [render((words.DOSE_CLINICIAN,), _plan_slots(outcome.plan))]
    return (
        render(words.ACTION_CLINICIAN[outcome.action], {}),
        *dose,
        *(_reason_line(reason) for reason in outcome.reasons),
        *(_cap_line(cap) for cap in outcome.caps if cap.is_binding),
        f"Looked at{_facts_text(_coverage_facts(outcome.coverage))}.",
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
        slots = _slots([*flag.facts, ("observed", flag.observed_value)])
        return tuple(render(variants, slots) for variants in words.FLAG_PATIENT[flag.kind])
    observed: list[tuple[str, float | str | None]] = []
    if flag.observed_value is not None:
        observed = [(f"observed {flag.observed_unit}", flag.observed_value)]
    facts = [("day", flag.about_date.isoformat()), *observed, *flag.facts]
    return (f"{words.FLAG_CLINICIAN[flag.kind]}{_facts_text(facts)}.",)

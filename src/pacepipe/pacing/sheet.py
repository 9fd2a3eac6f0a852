"""The week on one printed page, for people without a screen.

What is printed is what stands, never what is proposed: the minutes and sessions
of an increase that nobody has signed are nowhere on the page.
"""

import textwrap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pacepipe.domain.plan import Action, PacingOutcome, PlannedSession, WeekPlan
from pacepipe.domain.vocabulary import RedFlag
from pacepipe.pacing import sheet_en as page
from pacepipe.pacing import words_en as words
from pacepipe.pacing.explain import (
    about_ceiling,
    what,
    what_bound,
    what_would_change,
    why,
)
from pacepipe.pacing.shown import shown_sessions
from pacepipe.pacing.standing import StandingPlan, Status
from pacepipe.pacing.wording import Quantity, day_words, render, require_language

WIDTH: Final = 78
"""Columns; fits the 80 of any printer."""
WEEK_DAYS: Final = 7
RULE: Final = "-" * WIDTH


@dataclass(frozen=True, slots=True)
class _Call:
    """Whom to call, each on one line."""

    contact: str
    emergency: str


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent
    ) or [""]


def _section(head: str, *lines: str) -> list[str]:
    return ["", head, *(part for line in lines for part in _wrapped(line, "  "))]


def _days(week_start: date, shown: tuple[PlannedSession, ...]) -> list[str]:
    """Seven lines; a day of rest has the same weight as any other."""
    by_day: dict[date, list[PlannedSession]] = {}
    for session in shown:
        by_day.setdefault(session.day_date, []).append(session)
    lines = ["", page.HEAD_DAYS]
    for offset in range(WEEK_DAYS):
        day = week_start + timedelta(days=offset)
        parts = [
            f"{_filled(page.MINUTES, minutes=Quantity(session.duration_min))}, "
            f"{words.KIND[session.activity_kind]}"
            for session in by_day.get(day, [])
        ]
        lines.append(f"  [ ] {day_words(day):<12}{'; '.join(parts) or page.REST_DAY}")
    return lines


def _filled(template: str, **slots: Quantity | str) -> str:
    return render((template,), slots)


def _dose(plan: WeekPlan, shown: tuple[PlannedSession, ...]) -> list[str]:
    """How often, how long, how hard, what kind, and what the week asks."""
    if not shown:
        return _section(page.HEAD_WHAT, page.ASKS_REST)
    rest = WEEK_DAYS - len({session.day_date for session in shown})
    kinds = dict.fromkeys(words.KIND[session.activity_kind] for session in shown)
    return _section(
        page.HEAD_WHAT,
        _filled(page.OFTEN, sessions=Quantity(len(shown))),
        _filled(
            page.LONG, minutes=Quantity(max(session.duration_min for session in shown))
        ),
        _filled(page.HARD, effort=Quantity(plan.effort_max_cr10)),
        _filled(page.KINDS, kinds=", ".join(kinds)),
        _filled(
            page.ASKS if rest else page.ASKS_NO_REST,
            week=Quantity(sum(session.duration_min for session in shown)),
            rest=Quantity(rest),
        ),
    )


def _warning_signs(call: _Call) -> list[str]:
    other = [
        words.TERM[sign]
        for sign in RedFlag
        if sign not in page.EMERGENCY_SIGNS and sign is not RedFlag.SITE_OWN
    ]
    now = [words.TERM[sign] for sign in page.EMERGENCY_SIGNS]
    return [
        "",
        page.HEAD_STOP,
        *_wrapped(_filled(page.EMERGENCY, emergency=call.emergency), "  "),
        *_wrapped(", ".join(now) + ".", "    "),
        *_wrapped(_filled(page.TODAY, contact=call.contact), "  "),
        *_wrapped(", ".join(other) + ".", "    "),
    ]


def _who_to_call(call: _Call) -> list[str]:
    return _section(
        page.HEAD_CALL,
        _filled(page.CONTACT, contact=call.contact),
        _filled(page.NOW, emergency=call.emergency),
    )


def _signature(stands: StandingPlan) -> list[str]:
    slots: dict[str, Quantity | str] = {}
    if stands.signed_by is not None and stands.signed_at is not None:
        slots = {
            "name": _one_line(stands.signed_by),
            "day": f"{day_words(stands.signed_at)} {stands.signed_at.year}",
        }
    lines = [render((page.SIGNATURE[stands.status],), slots)]
    if stands.status is Status.WAITING and slots:
        lines.append(render((page.SIGNED_BEFORE,), slots))
    return [RULE, *(part for line in lines for part in _wrapped(line))]


def _frozen(outcome: PacingOutcome, call: _Call) -> list[str]:
    """The contact first, then rest, and no minutes anywhere."""
    reasons = (
        why(outcome, has_numbers=True) if outcome.action is Action.STOP else ()
    ) or (page.FROZEN_WHY,)
    return [
        *_who_to_call(call),
        *_section(page.HEAD_WHAT, *page.FROZEN),
        *_section(page.HEAD_WHY, *reasons),
        *_section(page.HEAD_CHANGE, page.FROZEN_CHANGE),
        *_warning_signs(call),
    ]


def _refused(outcome: PacingOutcome, call: _Call) -> list[str]:
    """What is missing, and whom to ask; no minutes."""
    ask = _filled(page.REFUSED_ASK, contact=call.contact)
    return [
        *_section(page.HEAD_WHAT, *page.REFUSED),
        *_section(page.HEAD_WHY, *why(outcome, has_numbers=False)),
        *_section(page.HEAD_CHANGE, f"{what_would_change(outcome)} {ask}"),
        *_warning_signs(call),
        *_who_to_call(call),
    ]


def _held(call: _Call) -> list[str]:
    """Rest that a clinician asked for; no minutes."""
    return [
        *_section(page.HEAD_WHAT, page.ASKS_REST),
        *_section(page.HEAD_WHY, page.HELD_WHY),
        *_section(page.HEAD_CHANGE, page.HELD_CHANGE),
        *_warning_signs(call),
        *_who_to_call(call),
    ]


def _with_plan(
    outcome: PacingOutcome, plan: WeekPlan, stands: StandingPlan, call: _Call
) -> list[str]:
    shown = shown_sessions(plan, stands)
    is_waiting = stands.status is Status.WAITING
    has_any = stands.plan_id is not None or stands.week_min > 0
    if is_waiting and not has_any:
        dose = _section(page.HEAD_WHAT, *page.WAITING_NOTHING)
    else:
        dose = [*_dose(plan, shown), *_days(plan.week_start, shown)]
    reasons: tuple[str, ...]
    if is_waiting:
        reasons = (
            (page.WAITING_WHY, page.WAITING_STANDS) if has_any else (page.WAITING_WHY,)
        )
        change = page.WAITING_CHANGE
    elif stands.status is Status.CHANGED:
        reasons, change = (page.CHANGED_WHY,), page.CHANGED_CHANGE
    else:
        reasons = why(outcome, has_numbers=True)
        if len(reasons) == 1:
            reasons += what_bound(outcome, has_numbers=True)
        reasons += about_ceiling(outcome)
        if shown:
            dose[2:2] = _wrapped(what(outcome), "  ")
        change = what_would_change(outcome)
    return [
        *dose,
        *_section(page.HEAD_WHY, *reasons),
        *_section(page.HEAD_CHANGE, change),
        "",
        page.LESS,
        *_warning_signs(call),
        *_who_to_call(call),
    ]


def _body(outcome: PacingOutcome, stands: StandingPlan, call: _Call) -> list[str]:
    if stands.status is Status.FROZEN:
        return _frozen(outcome, call)
    if stands.status is Status.REFUSED or outcome.plan is None:
        return _refused(outcome, call)
    if stands.status is Status.HELD:
        return _held(call)
    return _with_plan(outcome, outcome.plan, stands, call)


def printed_plan(
    outcome: PacingOutcome,
    standing: StandingPlan,
    *,
    patient_label: str,
    contact_name: str,
    contact_phone: str,
    emergency_number: str,
    language: str = "en",
    week_start: date | None = None,
    goal: str | None = None,
) -> str:
    """One page of plain text: what stands for the week, and whom to call.

    Parameters
    ----------
    outcome : PacingOutcome
        The newest proposal of the week (`standing.latest_plan_id`).
    standing : StandingPlan
        What stands; nothing on the page is larger than it.
    patient_label : str
        The name or code that the person wants on the page.
    contact_name, contact_phone, emergency_number : str
        As the site has set them; an empty name reads "your team".
    language : str
        One of `wording.LANGUAGES`.
    goal : str or None
        What the person wants, in their own words.
    week_start : date or None
        Monday of the week; None takes it from the plan, and a refusal, which
        has no plan, then has no dates.

    Returns
    -------
    str
        At most 80 columns, at most 66 lines, ends with a line break.

    Raises
    ------
    InputRejected
        There are no words for the language.
    """
    require_language(language)
    name = _one_line(contact_name) or page.YOUR_TEAM
    call = _Call(f"{name} {_one_line(contact_phone)}".strip(), emergency_number.strip())
    monday = outcome.plan.week_start if outcome.plan is not None else week_start
    head = _wrapped(_filled(page.FOR, person=_one_line(patient_label)))
    if monday is not None:
        last = monday + timedelta(days=WEEK_DAYS - 1)
        week = _filled(
            page.WEEK,
            first=day_words(monday),
            last=day_words(last),
            year=str(last.year),
        )
        head = [week, *head]
    if goal is not None:
        head += _wrapped(_filled(page.GOAL, goal=_one_line(goal)))
    lines = [
        page.TITLE,
        *head,
        RULE,
        *_body(outcome, standing, call),
        "",
        page.NOBODY,
        *_signature(standing),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pacepipe.domain.flag import FlagKind, FlagRaised
from pacepipe.domain.plan import (
    Action,
    Cap,
    Coverage,
    PacingOutcome,
    PlannedSession,
    Reason,
    WeekPlan,
)
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import ActivityKind, DiaryItem, RedFlag
from pacepipe.errors import InputRejected
from pacepipe.pacing import words_en as words
from pacepipe.pacing.explain import Audience, explain, explain_flag
from support.words import (
    LONGEST_SENTENCE_WORDS,
    forbidden_words,
    numbers_in,
    reading_grade,
)

MONDAY = date(2026, 11, 2)
COVERAGE = Coverage(
    diary_days=5,
    full_diary_days=2,
    days_since_diary=1,
    sessions_done=3,
    sessions_planned=4,
    sessions_with_effort=2,
)
FACTS = {
    ReasonCode.RED_FLAG: (("flag", "chest_pressure"),),
    ReasonCode.CLEARANCE_EXPIRED: (("cleared_until", "2026-10-19"),),
    ReasonCode.SEVERE_SYMPTOM: (("days", 3.0), ("item", "pain"), ("last_days", 1.0)),
    ReasonCode.BURDEN_HIGH: (("burden", 2.4375), ("threshold", 2.0)),
    ReasonCode.HEAVY_AFTER_SESSIONS: (("sessions", 2.0),),
}
CAPS = (
    Cap("clinic_session", 20, None, None, True),
    Cap("clinic_week", None, None, 61, True),
    Cap("step", 13, 4, None, True),
    Cap("week_rise", None, None, 96, False),
)
INCREASES = {Action.START, Action.PROGRESS, Action.RETURN, Action.RESTART}


def outcome(action: Action, *reasons: Reason, caps=(), up=False) -> PacingOutcome:
    minutes = 0 if action is Action.STOP else 19
    sessions = 0 if action is Action.STOP else 4
    days = tuple(MONDAY + timedelta(days=n) for n in range(7))
    plan = WeekPlan(
        week_start=MONDAY,
        session_min=minutes,
        sessions_per_week=sessions,
        week_min=minutes * sessions,
        effort_max_cr10=4,
        activity_kinds=(ActivityKind.AEROBIC,),
        sessions=tuple(
            PlannedSession(day, ActivityKind.AEROBIC, minutes)
            for day in days[:sessions]
        ),
        rest_dates=days[sessions:],
    )
    return PacingOutcome(
        action=action,
        plan=None if action is Action.REFUSE else plan,
        reasons=reasons,
        caps=caps,
        coverage=COVERAGE,
        is_increase=up,
        policy_version="2026.11-1",
    )


def every_outcome() -> list[PacingOutcome]:
    """Every action with every reason, with and without its facts and caps."""
    return [
        outcome(action, Reason(code, facts), caps=caps, up=action in INCREASES and up)
        for action in Action
        for code in ReasonCode
        for facts, caps in {((), ()), (FACTS.get(code, ()), CAPS), ((), CAPS[2:])}
        for up in (False, True)
    ]


def every_flag() -> list[FlagRaised]:
    base = FlagRaised("flag-1", FlagKind.NO_DATA, 1, MONDAY, None, None, ())
    full = {
        FlagKind.RED_FLAG: (None, None, (("reports", 1), ("sign", "fall"))),
        FlagKind.FEVER: (None, None, (("reports", 2), ("sign", "fever"))),
        FlagKind.LIMIT_CROSSED: (
            3.0,
            "min",
            (("hr_ceiling_bpm", 118), ("sessions_judged", 2), ("sessions_known", 6)),
        ),
        FlagKind.NO_DATA: (5.0, "d", (("last_known_date", "2026-10-28"),)),
        FlagKind.REST_HIGH: (
            8.2,
            "bpm",
            (("over_bpm", 8.2), ("usual_bpm", 71.5), ("usual_count", 31)),
        ),
        FlagKind.REST_LOW: (43.0, "bpm", (("rest_bpm", 43.0), ("usual_bpm", 62.0))),
        FlagKind.WALK_HIGH: (
            9.0,
            "bpm",
            (("walk_over_bpm", 9.0), ("walks_looked_at", 3), ("walks_raised", 2)),
        ),
        FlagKind.SLOW_RECOVERY: (
            9.0,
            "bpm",
            (("usual_walk_bpm", 21.0), ("walks_looked_at", 4), ("walks_so", 3)),
        ),
        FlagKind.FLAT_ANSWER: (
            6.0,
            "bpm",
            (("usual_walk_bpm", 25.0), ("walks_looked_at", 4), ("walks_so", 4)),
        ),
        FlagKind.FEW_STEPS: (
            1310.0,
            "steps",
            (("days_counted", 3), ("usual_days", 24), ("usual_steps", 3720)),
        ),
        FlagKind.IRREGULAR: (
            31.0,
            "windows",
            (("days_irregular", 2), ("days_judged", 5)),
        ),
    }
    return [
        replace(base, kind=kind, tier=tier) for kind in FlagKind for tier in (1, 2, 3)
    ] + [
        replace(base, kind=kind, observed_value=v, observed_unit=u, facts=facts)
        for kind, (v, u, facts) in full.items()
    ]


def texts(audience: Audience) -> list[tuple[str, ...]]:
    return [explain(found, audience) for found in every_outcome()] + [
        explain_flag(found, audience) for found in every_flag()
    ]


def record_of(found: PacingOutcome) -> set[float]:
    """Every number that a text about it may hold, rounded as shown."""
    plan, coverage, numbers = found.plan, found.coverage, []
    if plan is not None:
        numbers += [plan.session_min, plan.sessions_per_week, plan.week_min]
        numbers += [plan.effort_max_cr10]
    for cap in found.caps:
        numbers += [cap.session_min, cap.sessions_per_week, cap.week_min]
    numbers += [getattr(coverage, name) for name in coverage.__slots__]
    texts = [found.policy_version]
    for reason in found.reasons:
        for _, value in reason.facts:
            (texts if isinstance(value, str) else numbers).append(value)
    shown = {
        round(float(number), decimals)
        for number in numbers
        if number is not None
        for decimals in (1, 2)
    }
    return shown.union(*(numbers_in(text.replace("-", " ")) for text in texts))


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_words_for_both_and_one_without_a_number(code):
    assert "{" not in words.REASON_PATIENT[code][-1]
    assert words.REASON_CLINICIAN[code]
    assert explain(outcome(Action.HOLD, Reason(code)), Audience.PATIENT)[2]


def test_every_diary_item_and_sign_has_words():
    assert {*DiaryItem, *RedFlag} <= words.TERM.keys()
    assert set(ActivityKind) == words.KIND.keys()


@pytest.mark.parametrize("audience", Audience)
def test_no_text_holds_a_forbidden_word_or_an_empty_sentence(audience):
    for sentences in texts(audience):
        for sentence in sentences:
            assert sentence
            assert "{" not in sentence
            assert forbidden_words(sentence) == []


def test_words_to_the_person_are_short_and_plain():
    for sentences in texts(Audience.PATIENT):
        for sentence in sentences:
            assert len(sentence.split()) <= LONGEST_SENTENCE_WORDS
            assert sentence.endswith(".")
        assert reading_grade(sentences) <= 6


@pytest.mark.parametrize("audience", Audience)
def test_every_number_in_a_text_is_in_the_record(audience):
    seen = set()
    for found in every_outcome():
        numbers = numbers_in(" ".join(explain(found, audience)))
        assert numbers <= record_of(found)
        seen |= numbers
    assert 19 in seen


def test_every_number_in_the_words_of_a_flag_is_in_the_flag():
    for found in every_flag():
        facts = " ".join(f"{value}" for _, value in found.facts)
        record = numbers_in(f"{facts} {found.about_date}".replace("-", " "))
        if found.observed_value is not None:
            record.add(found.observed_value)
        for audience in Audience:
            text = " ".join(explain_flag(found, audience)).replace("-", " ")
            assert numbers_in(text) <= record


@pytest.mark.parametrize("action", [Action.REDUCE, Action.STOP, Action.HOLD])
def test_a_lighter_week_never_speaks_of_more(action):
    codes = set(ReasonCode) - {
        ReasonCode.MORE_SESSIONS,
        ReasonCode.LONGER_SESSIONS,
        ReasonCode.TOLERATED_BEFORE,
    }
    for code in codes:
        text = " ".join(explain(outcome(action, Reason(code)), Audience.PATIENT))
        assert not {"more", "longer", "add", "added"} & set(text.lower().split())


def test_the_first_sentence_says_what_the_action_is():
    first = {action: explain(outcome(action), Audience.PATIENT)[0] for action in Action}
    assert len(set(first.values())) == len(Action)
    assert first[Action.REDUCE] == "This week is a lighter one."
    assert first[Action.STOP] == "Please rest for now."


def test_the_person_reads_two_reasons_and_one_limit():
    found = outcome(
        Action.HOLD,
        Reason(ReasonCode.FEW_DIARY_DAYS, (("days", 5.0),)),
        Reason(ReasonCode.NO_BASELINE),
        Reason(ReasonCode.TREATMENT_WEEK),
        Reason(ReasonCode.CAP_BINDS),
        caps=CAPS,
    )
    assert explain(found, Audience.PATIENT) == (
        "This week takes no step up.",
        "The plan is 4 sessions of up to 19 minutes.",
        "We have your diary for 5 days of the week.",
        "We are still learning what is usual for you.",
        "Your team's limit is 20 minutes a session.",
        "Steady days in your diary can change it.",
    )


def test_the_clinician_reads_every_reason_fact_and_binding_cap():
    found = outcome(
        Action.REDUCE,
        Reason(ReasonCode.BURDEN_HIGH, FACTS[ReasonCode.BURDEN_HIGH]),
        Reason(ReasonCode.EARLY_STOPS, (("sessions", 2.0),)),
        caps=CAPS,
    )
    text = " ".join(explain(found, Audience.CLINICIAN))
    for part in ("burden 2.44, threshold 2", "sessions 2", "clinic week", "step"):
        assert part in text
    assert "week rise" not in text


@pytest.mark.parametrize("action", sorted(INCREASES))
def test_the_person_reads_no_minutes_of_an_increase(action):
    facts = (("session_min", 19.0), ("sessions_per_week", 4.0))
    for code in ReasonCode:
        found = outcome(action, Reason(code, facts), caps=CAPS, up=True)
        numbers = numbers_in(" ".join(explain(found, Audience.PATIENT)))
        assert not numbers & {19, 20, 4, 76, 61}


def test_a_reason_of_a_newer_policy_still_has_a_sentence():
    found = outcome(Action.HOLD, Reason("heat_wave", (("heat_c", 31.0),)))
    assert "Your team can tell you why." in explain(found, Audience.PATIENT)
    assert "Reason without words heat wave (heat c 31)." in explain(
        found, Audience.CLINICIAN
    )


def test_a_fact_without_words_leaves_the_plainer_sentence():
    unknown = Reason(ReasonCode.RED_FLAG, (("flag", "something_new"),))
    assert "You told us about a sign that your team wants to see." in explain(
        outcome(Action.STOP, unknown), Audience.PATIENT
    )
    broken = Reason(
        ReasonCode.SEVERE_SYMPTOM, (("days", float("nan")), ("item", "pain"))
    )
    assert "Some days were hard on you." in explain(
        outcome(Action.REDUCE, broken), Audience.PATIENT
    )


def test_a_day_is_read_as_a_day_and_one_is_singular():
    expired = Reason(ReasonCode.CLEARANCE_EXPIRED, (("cleared_until", "2026-10-19"),))
    assert "Your team's clearance ended on Mon 19 Oct." in explain(
        outcome(Action.REFUSE, expired), Audience.PATIENT
    )
    once = Reason(ReasonCode.HEAVY_AFTER_SESSIONS, (("sessions", 1.0),))
    assert "The days after 1 session were heavier." in explain(
        outcome(Action.REDUCE, once), Audience.PATIENT
    )


@pytest.mark.parametrize("audience", Audience)
def test_a_language_without_words_is_refused(audience):
    with pytest.raises(InputRejected, match="'xx'"):
        explain(outcome(Action.HOLD), audience, "xx")
    with pytest.raises(InputRejected, match="'xx'"):
        explain_flag(every_flag()[0], audience, "xx")

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
    assert explain(found, Audience.CLINICIAN) == (
        "Reduce below the last plan.",
        (
            "Plan: 4 sessions of up to 19 minutes, 76 minutes in the week, "
            "felt effort up to 4."
        ),
        "The week's burden is well above the baseline (burden 2.44, threshold 2).",
        "Several sessions were stopped early (sessions 2).",
        "Bound by clinic session (session min 20).",
        "Bound by clinic week (week min 61).",
        "Bound by step (session min 13, sessions per week 4).",
        (
            "Looked at (diary days 5, full diary days 2, days since diary 1, "
            "sessions done 3, sessions planned 4, sessions with effort 2)."
        ),
        "Would change it: a week without the signs above.",
    )


def test_that_a_cap_binds_is_said_once():
    binds = Reason(ReasonCode.CAP_BINDS)
    alone = "A limit that keeps you safe holds the plan here."
    for caps, to_patient, to_clinician in (
        ((), alone, "A cap binds."),
        (CAPS[2:], alone, "Bound by step (session min 13, sessions per week 4)."),
        (
            (CAPS[2], CAPS[1]),
            "Your team's limit is 61 minutes a week.",
            "Bound by clinic week (week min 61).",
        ),
    ):
        found = outcome(Action.HOLD, binds, caps=caps)
        assert explain(found, Audience.PATIENT)[2:-1] == (to_patient,)
        assert to_clinician in explain(found, Audience.CLINICIAN)
        assert ("A cap binds." in explain(found, Audience.CLINICIAN)) == (not caps)


def test_a_limit_on_sessions_is_read_as_a_number_of_sessions():
    found = outcome(Action.HOLD, caps=(Cap("clinic_sessions", None, 3, None, True),))
    said = explain(found, Audience.PATIENT)
    assert "Your team's limit is 3 sessions a week." in said


def test_the_same_sentence_is_read_once():
    hard = Reason(ReasonCode.SEVERE_SYMPTOM)
    found = outcome(Action.REDUCE, hard, hard, Reason(ReasonCode.EFFORT_HIGH))
    assert explain(found, Audience.PATIENT)[2:-1] == (
        "Some days were hard on you.",
        "The sessions felt hard.",
    )


def test_an_increase_is_read_with_its_reason_and_limit_and_no_number_of_either():
    found = outcome(
        Action.PROGRESS,
        Reason(ReasonCode.SEVERE_SYMPTOM, FACTS[ReasonCode.SEVERE_SYMPTOM]),
        Reason(ReasonCode.RED_FLAG, FACTS[ReasonCode.RED_FLAG]),
        caps=CAPS,
        up=True,
    )
    assert explain(found, Audience.PATIENT) == (
        "The next step is a small one.",
        "Some days were hard on you.",
        "You told us about chest pressure or pain.",
        "Your team's limit holds the plan here.",
        "After a hard week the next one is lighter.",
    )


def test_a_week_of_no_minutes_is_called_rest_and_a_stop_is_called_a_stop():
    none = replace(outcome(Action.STOP), action=Action.HOLD)
    rest = "This is a week of rest, and resting counts."
    assert explain(none, Audience.PATIENT) == (
        rest,
        "Steady days in your diary can change it.",
    )
    assert explain(outcome(Action.STOP), Audience.PATIENT)[0] == "Please rest for now."
    waits = replace(none, is_increase=True)
    assert explain(waits, Audience.PATIENT)[0] == "This week takes no step up."


def test_what_would_change_it_follows_the_reason_that_decided():
    cooling, few = Reason(ReasonCode.COOL_OFF), Reason(ReasonCode.FEW_SESSIONS)
    for reasons, last in (
        ((cooling, few), "Time and steady days can change it."),
        ((few, cooling), "Steady days in your diary can change it."),
        ((Reason("heat_wave"), cooling), "Steady days in your diary can change it."),
        ((), "Steady days in your diary can change it."),
    ):
        found = outcome(Action.HOLD, *reasons)
        assert explain(found, Audience.PATIENT)[-1] == last


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


def flag_of(kind: FlagKind) -> FlagRaised:
    return [found for found in every_flag() if found.kind is kind][-1]


def test_a_flag_says_what_was_seen_against_what_and_in_how_much():
    walk = flag_of(FlagKind.WALK_HIGH)
    assert explain_flag(walk, Audience.CLINICIAN) == (
        (
            "Heart rate of the same walk is over the own usual (day 2026-11-02, "
            "observed bpm 9, walk over bpm 9, walks looked at 3, walks raised 2)."
        ),
    )
    assert explain_flag(walk, Audience.PATIENT)[:2] == (
        "In your walks your heart was about 9 beats faster.",
        "That was so in 2 of your last 3 walks.",
    )
    silent = flag_of(FlagKind.NO_DATA)
    assert explain_flag(silent, Audience.PATIENT)[0] == (
        "We have no news from you for 5 days."
    )
    reported = flag_of(FlagKind.FEVER)
    assert explain_flag(reported, Audience.CLINICIAN) == (
        (
            "A fever was reported and is not cleared (day 2026-11-02, reports 2, "
            "sign fever)."
        ),
    )


def test_only_a_flag_of_today_asks_for_rest_and_a_call_today():
    raised = flag_of(FlagKind.REST_HIGH)
    call = "Please rest, and call your team today."
    for tier, is_said in ((1, False), (2, False), (3, True)):
        said = explain_flag(replace(raised, tier=tier), Audience.PATIENT)
        assert (call in said) == is_said
    low = replace(flag_of(FlagKind.REST_LOW), tier=3)
    assert "If you feel dizzy, please call your team." in explain_flag(
        low, Audience.PATIENT
    )

"""The daily gate: every threshold from both sides, and that it only lowers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.plan import Baseline, DiaryDay, Reason
from pacepipe.pacing import DEFAULT_POLICY
from pacepipe.pacing.today import TodayInputs, TodayOutcome, gate_today
from support.pacing import red_flag

TODAY = date(2026, 3, 4)
BASELINE = Baseline(
    window_start=date(2026, 1, 26),
    window_end=date(2026, 2, 8),
    valid_until=date(2026, 3, 22),
    diary_day_count=14,
    tiredness=3.0,
    pain=1.0,
    bone_pain=0.0,
    breathlessness=1.0,
    nausea=0.0,
    sleep=2.0,
    burden_reference=0.4,
)


def told(*, tiredness: int, pain: int = 1, back: int = 0) -> DiaryDay:
    return DiaryDay(
        TODAY - timedelta(days=back),
        tiredness=tiredness,
        pain=pain,
        bone_pain=0,
        breathlessness=1,
        nausea=0,
        sleep=2,
    )


def asked(
    *diary: DiaryDay, planned_min: int = 20, heat_index_c: float | None = None
) -> TodayInputs:
    return TodayInputs(TODAY, planned_min, diary, BASELINE, heat_index_c=heat_index_c)


def allowed(inputs: TodayInputs) -> int:
    return gate_today(inputs, DEFAULT_POLICY).allowed_min


def test_a_day_that_nobody_spoke_about_stays_as_planned() -> None:
    assert gate_today(asked(), DEFAULT_POLICY).reasons == ()
    assert allowed(asked()) == 20


@pytest.mark.parametrize(
    ("tiredness", "minutes"),
    # burden is 0.6 of the points of tiredness above the usual 3
    [(5, 20), (6, 12), (7, 12), (8, 0)],
)
def test_a_worse_day_allows_less(tiredness: int, minutes: int) -> None:
    assert allowed(asked(told(tiredness=tiredness, back=1))) == minutes


def test_a_severe_item_rests_from_eight_on() -> None:
    assert allowed(asked(told(tiredness=3, pain=7))) > 0
    assert allowed(asked(told(tiredness=3, pain=8))) == 0


def test_the_day_before_yesterday_does_not_count() -> None:
    assert allowed(asked(told(tiredness=10, back=2))) == 20


@pytest.mark.parametrize(
    ("heat_index_c", "minutes", "code"),
    [
        (26.9, 20, None),
        (27.0, 15, "heat_shorter"),
        (31.9, 15, "heat_shorter"),
        (32.0, 15, "heat_indoors"),
    ],
)
def test_heat_shortens_a_walk(
    heat_index_c: float, minutes: int, code: str | None
) -> None:
    reasons = (Reason(code, (("heat_index_c", heat_index_c),)),) if code else ()
    outcome = gate_today(asked(heat_index_c=heat_index_c), DEFAULT_POLICY)
    assert outcome == TodayOutcome(minutes, reasons)


def test_what_comes_out_under_the_shortest_session_is_rest() -> None:
    raised = told(tiredness=6)
    assert allowed(asked(raised, planned_min=6)) == 0
    assert allowed(asked(raised, planned_min=7)) == 4


def test_a_plan_shorter_than_the_shortest_session_is_not_taken_away() -> None:
    assert allowed(asked(planned_min=3)) == 3


def test_an_open_stop_is_rest_and_a_cleared_one_is_not() -> None:
    for cleared, outcome in (
        (None, TodayOutcome(0, (Reason("stop_open", ()),))),
        (TODAY, TodayOutcome(20, ())),
    ):
        stops = (red_flag(TODAY, cleared=cleared),)
        assert gate_today(replace(asked(), stops=stops), DEFAULT_POLICY) == outcome


def usually(**medians: float | None) -> Baseline:
    return replace(BASELINE, **medians)


@pytest.mark.parametrize(
    ("usual_tiredness", "minutes", "reason"),
    # burden is 0.6 of the points of 7 above it: at a threshold and below it
    [
        (2.0, 0, Reason("heavy_day", (("burden", 3.0), ("threshold", 3.0)))),
        (2.1, 12, Reason("raised_day", (("burden", 2.94), ("threshold", 1.5)))),
        (4.5, 12, Reason("raised_day", (("burden", 1.5), ("threshold", 1.5)))),
        (4.6, 20, None),
    ],
)
def test_a_burden_at_its_threshold_counts_and_is_told(
    usual_tiredness: float, minutes: int, reason: Reason | None
) -> None:
    inputs = replace(
        asked(told(tiredness=7)), baseline=usually(tiredness=usual_tiredness)
    )
    reasons = () if reason is None else (reason,)
    assert gate_today(inputs, DEFAULT_POLICY) == TodayOutcome(minutes, reasons)


SEVERE = Reason("severe_today", (("item", "pain"), ("value", 8.0)))


@pytest.mark.parametrize(
    ("usual_pain", "outcome"),
    [
        (6.0, TodayOutcome(0, (SEVERE,))),
        (6.1, TodayOutcome(20, ())),
        (None, TodayOutcome(0, (SEVERE,))),
    ],
)
def test_a_severe_item_is_two_points_above_the_usual_or_has_no_usual(
    usual_pain: float | None, outcome: TodayOutcome
) -> None:
    inputs = replace(
        asked(told(tiredness=3, pain=8)), baseline=usually(pain=usual_pain)
    )
    assert gate_today(inputs, DEFAULT_POLICY) == outcome


def test_a_raised_day_in_heat_is_shortened_for_both() -> None:
    outcome = gate_today(asked(told(tiredness=6), heat_index_c=28.0), DEFAULT_POLICY)
    assert outcome.allowed_min == 9
    assert [why.code for why in outcome.reasons] == ["raised_day", "heat_shorter"]


@given(
    st.integers(0, 60),
    st.integers(0, 10),
    st.integers(0, 10),
    st.none() | st.floats(-10, 50),
)
def test_a_gate_is_never_over_the_plan_and_a_worse_answer_never_raises_it(
    planned_min: int, tiredness: int, worse: int, heat_index_c: float | None
) -> None:
    inputs = asked(
        told(tiredness=tiredness), planned_min=planned_min, heat_index_c=heat_index_c
    )
    poorer = replace(inputs, diary=(told(tiredness=max(tiredness, worse)),))
    assert allowed(poorer) <= allowed(inputs) <= planned_min

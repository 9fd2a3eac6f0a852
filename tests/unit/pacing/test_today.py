"""The daily gate: every threshold from both sides, and that it only lowers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.plan import Baseline, DiaryDay
from pacepipe.pacing import DEFAULT_POLICY
from pacepipe.pacing.today import TodayInputs, gate_today

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
    outcome = gate_today(asked(heat_index_c=heat_index_c), DEFAULT_POLICY)
    assert outcome.allowed_min == minutes
    assert [reason.code for reason in outcome.reasons] == ([code] if code else [])


def test_what_comes_out_under_the_shortest_session_is_rest() -> None:
    raised = told(tiredness=6)
    assert allowed(asked(raised, planned_min=6)) == 0
    assert allowed(asked(raised, planned_min=7)) == 4


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

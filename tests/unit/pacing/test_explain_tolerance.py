"""What is said of the tolerance ceiling: calibrated, and never "your limit"."""

from dataclasses import replace

import pytest

from pacepipe.domain.plan import Action, Cap, Reason, Tolerance
from pacepipe.domain.reason import ReasonCode
from pacepipe.pacing import Audience, explain, plan_week
from pacepipe.pacing.explain import UNSURE_RATIO
from pacepipe.pacing.policy import DEFAULT_POLICY
from support.pacing import GOOD, LIMITS
from support.words import forbidden_words, numbers_in

WIDE = Tolerance(9.1, 5.2, 14.3, 6, 3)
NARROW = replace(WIDE, low_min=9.8)
UNSURE = "We are not sure yet what suits you best."


def held(tolerance: Tolerance | None, *, is_binding: bool = True):
    usual = plan_week(GOOD, DEFAULT_POLICY)
    return replace(
        usual,
        action=Action.HOLD,
        is_increase=False,
        reasons=(Reason(ReasonCode.AT_CEILING),),
        caps=(Cap("tolerance", 9, None, 50, is_binding),),
        tolerance=tolerance,
    )


def test_a_wide_interval_that_bound_is_said_to_the_person():
    said = explain(held(WIDE), Audience.PATIENT)
    assert said[-3:-1] == (
        "Your days say that up to 9 minutes is fine for now.",
        UNSURE,
    )
    assert all(forbidden_words(sentence) == [] for sentence in said)


def test_walks_that_came_out_longer_are_said_kindly_and_only_where_they_bound():
    over = replace(NARROW, overrun_ratio=1.2)
    sentence = "Some walks came out longer than planned, and this leaves room for that."
    assert sentence in explain(held(over), Audience.PATIENT)
    assert forbidden_words(sentence) == []
    assert sentence not in explain(held(over, is_binding=False), Audience.PATIENT)
    assert sentence not in explain(held(NARROW), Audience.PATIENT)


@pytest.mark.parametrize(
    "outcome",
    [held(NARROW), held(WIDE, is_binding=False), held(None)],
    ids=["narrow", "not_binding", "no_model"],
)
def test_nothing_is_said_of_it_where_it_is_narrow_or_bound_nothing(outcome):
    assert UNSURE not in explain(outcome, Audience.PATIENT)


def test_a_middle_of_half_again_the_low_end_is_unsure():
    edge = replace(WIDE, low_min=6.0, median_min=9.0)
    assert UNSURE in explain(held(edge), Audience.PATIENT)
    closer = replace(edge, median_min=8.9)
    assert UNSURE not in explain(held(closer), Audience.PATIENT)


def test_another_limit_that_bound_says_nothing_of_the_ceiling():
    found = held(WIDE)
    other = replace(found, caps=(replace(found.caps[0], name="step"),))
    assert UNSURE not in explain(other, Audience.PATIENT)


def test_the_clinician_reads_the_usual_steps_where_they_are_known():
    walked = replace(WIDE, usual_step_count=3720.0)
    assert "usual steps 3720" in " ".join(explain(held(walked), Audience.CLINICIAN))


def test_the_clinician_reads_the_ceiling_with_its_interval():
    line = (
        "Tolerated session by the model (ceiling min 9.1, low min 5.2, "
        "median min 14.3, diary days 6, days with a session 3, usual steps unknown, "
        "walked over asked 1): not sure yet."
    )
    assert line in explain(held(WIDE), Audience.CLINICIAN)
    assert "not sure" not in " ".join(explain(held(NARROW), Audience.CLINICIAN))
    assert "the model" not in " ".join(explain(held(None), Audience.CLINICIAN))


def test_every_number_of_it_is_in_the_record():
    record = {9.1, 5.2, 14.3, 6, 3, 1}
    lines = [s for s in explain(held(WIDE), Audience.CLINICIAN) if "model" in s]
    assert numbers_in(" ".join(lines)) <= record


def test_with_no_evidence_at_all_it_is_unsure_and_says_so():
    nothing = replace(GOOD, diary=(), sessions=(), limits=LIMITS)
    tolerance = plan_week(nothing, DEFAULT_POLICY).tolerance
    assert tolerance is not None
    assert tolerance.median_min / tolerance.low_min > UNSURE_RATIO

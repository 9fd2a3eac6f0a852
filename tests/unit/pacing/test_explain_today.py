import pytest

from pacepipe.domain.plan import Reason
from pacepipe.domain.reason import ReasonCode
from pacepipe.errors import InputRejected
from pacepipe.pacing import Audience, TodayOutcome, explain_today

RAISED = Reason(ReasonCode.RAISED_DAY, (("burden", 1.9), ("threshold", 1.5)))
SEVERE = Reason(ReasonCode.SEVERE_TODAY, (("item", "pain"), ("value", 8.0)))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (TodayOutcome(10, ()), ("Today: up to 10 minutes, as planned.",)),
        (
            TodayOutcome(6, (RAISED,)),
            (
                "Today: up to 6 minutes. The plan had 10 minutes.",
                "The last day was heavier, so today is shorter.",
            ),
        ),
        (
            TodayOutcome(0, (SEVERE,)),
            (
                "Today is a day of rest, and resting counts.",
                "You have a hard time with pain, so today is for rest.",
            ),
        ),
    ],
)
def test_today_says_what_it_allows_and_why(outcome, said):
    assert explain_today(10, outcome, Audience.PATIENT) == said


def test_two_days_that_say_the_same_are_said_once():
    said = explain_today(10, TodayOutcome(6, (RAISED, RAISED)), Audience.PATIENT)
    assert said == (
        "Today: up to 6 minutes. The plan had 10 minutes.",
        "The last day was heavier, so today is shorter.",
    )


@pytest.mark.parametrize("audience", Audience)
def test_a_language_without_words_is_refused(audience):
    with pytest.raises(InputRejected, match="'xx'"):
        explain_today(10, TodayOutcome(10, ()), audience, "xx")


def test_a_clinician_reads_the_numbers():
    assert explain_today(10, TodayOutcome(6, (RAISED,)), Audience.CLINICIAN) == (
        "Today: 6 minutes of 10 minutes planned.",
        "The burden of yesterday or today is raised (burden 1.9, threshold 1.5).",
    )

"""Sessions by hand, as they are typed; the radio has no part in it."""

from datetime import timedelta

import pytest

from pacepipe.app import House, Outside
from pacepipe.cli.demo_story import StoryTime
from pacepipe.domain.events import RestStarted, SessionStarted
from support.home import Terminal


def status(patient: Terminal) -> dict:
    return patient.manages("session status P-001 --json").document


def later(patient: Terminal, wait: timedelta) -> Terminal:
    moment = patient.said()[-1].entered_at + wait
    return Terminal(patient.root, Outside(now=StoryTime(moment).now))


def say(patient: Terminal, payload: RestStarted | SessionStarted) -> None:
    with House.open(patient.root) as house:
        house.record(payload, patient_id="P-001", by="test")


def test_start_and_stop_are_one_event_each(patient):
    patient.manages("session start P-001 --kind chair")
    answer = patient.manages("session stop P-001 --early-stop")

    started, stopped = patient.said()[-2:]
    assert started.payload.activity_kind.value == "chair"
    assert stopped.payload.is_early_stop
    assert started.about_at < stopped.about_at
    assert "Stopping early is fine." in answer.out


def test_the_heat_that_is_said_at_a_start_is_kept_also_without_a_plan(patient):
    before = patient.said()
    assert patient.types("session start P-001 --heat-c 99").exit_code == 8
    assert patient.said() == before
    patient.manages("session start P-001 --heat-c 29.5")
    assert patient.kinds()[-2:] == ["heat_said", "session_started"]
    assert patient.said()[-2].payload.heat_index_c == 29.5


def test_a_second_start_says_that_one_is_running_and_stores_nothing(patient):
    patient.manages("session start P-001")
    before = patient.said()

    answer = patient.manages("session start P-001")

    assert "has been running since" in answer.out
    assert patient.said() == before


@pytest.mark.parametrize("line", ["", "session start P-001;session stop P-001"])
def test_a_stop_without_a_start_says_so_and_stores_nothing(patient, line):
    for each in filter(None, line.split(";")):
        patient.manages(each)
    before = patient.said()

    answer = patient.types("session stop P-001")

    assert answer.exit_code == 6
    assert "No session of P-001 is running." in answer.err
    assert patient.said() == before


def test_status_says_since_when_from_the_events_alone(patient):
    patient.manages("session start P-001")

    (started,) = [e for e in patient.said() if e.kind.value == "session_started"]
    document = status(later(patient, timedelta(minutes=12)))
    assert document["schema"] == "pacepipe.session_status/1"
    assert document["is_running"]
    assert document["event_id"] == started.event_id
    assert document["activity_kind"] == "aerobic"
    assert document["straps"] == []
    told = later(patient, timedelta(minutes=12)).manages("session status P-001")
    assert "12 minutes" in told.out
    assert "Nobody is watching this live." in told.out


def test_a_forgotten_session_is_over_after_four_hours(patient):
    patient.manages("session start P-001")
    within = later(patient, timedelta(hours=3, minutes=59))
    after = later(patient, timedelta(hours=4, minutes=1))

    assert status(within)["is_running"]
    assert not status(after)["is_running"]
    answer = after.types("session stop P-001")
    assert answer.exit_code == 6
    assert "is over by now" in answer.err
    assert patient.kinds()[-1] == "session_started"
    after.manages("session start P-001")
    assert patient.kinds()[-2:] == ["session_started", "session_started"]


def test_a_retracted_start_runs_no_more(patient):
    patient.manages("session start P-001")
    event = patient.said()[-1].event_id

    patient.manages(f"events retract {event} --reason mistyped")

    assert not status(patient)["is_running"]


def test_without_consent_no_session_starts(patient):
    patient.manages("consent withdraw P-001 --by herself")

    assert patient.types("session start P-001").exit_code == 10
    assert patient.types("session rest P-001").exit_code == 10
    assert patient.kinds()[-1] == "consent_withdrawn"


def test_a_rest_is_marked_from_its_begin_to_its_end(patient):
    answer = patient.manages("session rest P-001 --minutes 0.01")

    begun, ended = patient.said()[-2:]
    assert (begun.kind.value, ended.kind.value) == ("rest_started", "rest_stopped")
    assert ended.about_at - begun.about_at >= timedelta(seconds=0.6)
    assert "No strap is heard just now" in answer.err


def test_a_start_ends_the_rest_that_still_lasts(patient):
    say(patient, RestStarted())
    assert status(patient)["is_resting"]

    patient.manages("session start P-001")

    assert patient.kinds()[-3:] == ["rest_started", "rest_stopped", "session_started"]
    assert not status(patient)["is_resting"]


def test_a_rest_that_nobody_ended_is_over_after_a_quarter_of_an_hour(patient):
    say(patient, RestStarted())
    after = later(patient, timedelta(minutes=16))

    assert not status(after)["is_resting"]
    after.manages("session start P-001")
    assert patient.kinds()[-2:] == ["rest_started", "session_started"]


def test_a_rest_comes_before_the_session(patient):
    patient.manages("session start P-001")

    assert patient.types("session rest P-001").exit_code == 8
    assert patient.kinds()[-1] == "session_started"


@pytest.mark.parametrize("minutes", ["-1", "11", "nan"])
def test_a_rest_of_a_length_that_cannot_be_is_refused(patient, minutes):
    assert patient.types(f"session rest P-001 --minutes {minutes}").exit_code == 8
    assert "rest_started" not in patient.kinds()

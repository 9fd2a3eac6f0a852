"""Eight weeks of walks: how the heart answered them, as a clinician reads it."""

from datetime import timedelta
from pathlib import Path

from pacepipe.domain.events import HeartContext, TrimpWeighting
from support.ask import ask_work
from support.played import AFTER, PATIENT, house_at, night


def test_every_session_has_a_response_or_the_reason_why_not(played: Path) -> None:
    ((sessions, responses),) = ask_work(
        played,
        "select (select count(*) from mart.session), "
        "(select count(*) from mart.session_response)",
    )
    assert sessions == responses > 10
    steady = ask_work(
        played,
        "select hr_steady_bpm, cadence_steady_spm from mart.session_response "
        "where hr_steady_bpm is not null",
    )
    assert len(steady) > 5
    assert all(60 < hr < 150 and 60 < spm < 130 for hr, spm in steady)
    reasons = ask_work(
        played, "select distinct trimp_null_reason from mart.session_response"
    )
    assert {reason for (reason,) in reasons} <= {"no_limits", "not_measured"}


def test_a_load_is_read_only_once_the_clinic_has_said_what_it_rests_on(
    played: Path,
) -> None:
    with house_at(played, AFTER + timedelta(minutes=1)) as house:
        said = HeartContext(
            source="exercise test",
            decided_by="Dr Sand",
            hr_rest_bpm=70,
            hr_max_bpm=150,
            weighting=TrimpWeighting.WOMEN,
            on_beta_blocker=False,
            has_pacemaker=False,
            has_atrial_fibrillation=False,
        )
        first = house.history(PATIENT).events[0].about_at
        house.record(said, patient_id=PATIENT, by="clinic", about_at=first)
    night(played, AFTER + timedelta(hours=1))
    loads = ask_work(
        played,
        "select trimp_au from mart.session_response where trimp_au is not null",
    )
    assert len(loads) > 5
    assert all(0 < load < 60 for (load,) in loads)


def test_no_day_of_walks_alone_has_a_resting_heart_rate_of_a_day(played: Path) -> None:
    rows = ask_work(
        played, "select hr_rest_bpm, hr_rest_null_reason from mart.resting_day"
    )
    assert rows
    assert all(value is None and reason for value, reason in rows)

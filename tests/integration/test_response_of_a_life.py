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


def test_metres_have_a_cost_and_starts_a_time_constant(played: Path) -> None:
    rows = ask_work(
        played,
        "select pci_beats_per_m, hr_steady_bpm, hr_pre_bpm, speed_steady_mps "
        "from mart.session_response where pci_beats_per_m is not null",
    )
    assert len(rows) > 5
    assert all(
        abs(pci - (steady - rest) / (60 * mps)) < 1e-9 and 0.1 < pci < 1.5
        for pci, steady, rest, mps in rows
    )
    onsets = ask_work(
        played,
        "select tau_on_s from mart.session_response where tau_on_s is not null",
    )
    assert len(onsets) > 5
    assert all(15 < tau_s < 120 for (tau_s,) in onsets)


def test_the_walks_of_eight_weeks_have_a_trend(played: Path) -> None:
    ((slope, walks, sessions, share, days, reason),) = ask_work(
        played,
        "select slope_bpm_per_week, walk_count, session_count, coverage_frac, "
        "span_days, null_reason from mart.hr_trend",
    )
    # the virtual heart answers a cadence alike in every week
    assert abs(slope) < 0.5
    assert 5 < walks <= sessions
    assert share == walks / sessions
    assert (days > 21, reason) == (True, None)


def test_no_trend_is_read_from_a_heart_that_is_paced(played: Path) -> None:
    with house_at(played, AFTER + timedelta(minutes=1)) as house:
        paced = HeartContext(source="letter", decided_by="Dr Sand", has_pacemaker=True)
        house.record(paced, patient_id=PATIENT, by="clinic")
    night(played, AFTER + timedelta(hours=1))
    told = ask_work(played, "select slope_bpm_per_week, null_reason from mart.hr_trend")
    assert told == [(None, "not_interpreted")]


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

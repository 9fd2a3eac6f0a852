from datetime import UTC, datetime

import pytest

from pacepipe.domain.events import LimitsSet
from pacepipe.domain.history import person_history

SAND = ("--by", "Dr Sand", "--source", "letter of 3 May")
OAK = ("--by", "Dr Oak", "--source", "telephone")


def shown(terminal):
    document = terminal.manages("limits show P-001 --json").document
    assert document["schema"] == "pacepipe.limits/1"
    return {row["limit"]: row for row in document["limits"]}


def in_force(terminal):
    now = datetime.now(UTC)
    found = person_history("P-001", terminal.said(), now).limits_at(now)
    assert found is not None
    return found[1]


def test_each_limit_is_shown_with_who_when_and_source(patient):
    patient.manages("limits set P-001 --hr-ceiling-bpm 120 --session-max-min 20", *SAND)
    patient.manages("limits set P-001 --week-max-min 60 --session-max-min 15", *OAK)

    rows = shown(patient)

    told = {
        name: (row["value"], row["decided_by"], row["source"])
        for name, row in rows.items()
        if row["since"] is not None
    }
    assert told == {
        "hr_ceiling_bpm": (120, "Dr Sand", "letter of 3 May"),
        "session_max_min": (15, "Dr Oak", "telephone"),
        "week_max_min": (60, "Dr Oak", "telephone"),
    }
    out = patient.manages("limits show P-001").out
    assert "Dr Sand" in out
    assert "letter of 3 May" in out


def test_a_limit_that_was_never_set_is_not_set_and_not_zero(patient):
    patient.manages("limits set P-001 --session-max-min 20", *SAND)

    row = shown(patient)["hr_ceiling_bpm"]
    assert row["value"] is None
    assert row["source"] is None
    assert "not set" in patient.manages("limits show P-001").out


def test_what_is_not_named_stays_as_it_was(patient):
    patient.manages(
        "limits set P-001 --hr-ceiling-bpm 120 --session-max-min 20 "
        "--week-max-min 80 --sessions-per-week-max 4 "
        "--kind aerobic --kind chair --cleared-until 2027-03-01 "
        "--standing-approval-until 2027-01-31 --hold",
        *SAND,
    )
    before = in_force(patient)

    patient.manages("limits set P-001 --no-hold", *OAK)

    after = in_force(patient)
    assert after == LimitsSet(
        source="telephone",
        decided_by="Dr Oak",
        hr_ceiling_bpm=before.hr_ceiling_bpm,
        session_max_min=20,
        week_max_min=80,
        sessions_per_week_max=4,
        activity_kinds=before.activity_kinds,
        cleared_until=before.cleared_until,
        standing_approval_until=before.standing_approval_until,
        is_held=False,
    )
    assert before.is_held
    assert [kind.value for kind in after.activity_kinds] == ["aerobic", "chair"]


def test_a_limit_can_be_unset_by_name(patient):
    patient.manages("limits set P-001 --hr-ceiling-bpm 120 --session-max-min 20", *SAND)
    patient.manages("limits set P-001 --unset hr-ceiling-bpm", *OAK)

    row = shown(patient)["hr_ceiling_bpm"]
    assert (row["value"], row["decided_by"]) == (None, "Dr Oak")
    assert in_force(patient).session_max_min == 20


@pytest.mark.parametrize(
    "line",
    [
        "--hr-ceiling-bpm 300",
        "--hr-ceiling-bpm 0",
        "--session-max-min 0",
        "--sessions-per-week-max 0",
        "--kind marathon",
        "--cleared-until soon",
        "--unset everything",
        "--unset is-held",
        "--hr-ceiling-bpm 120 --unset hr-ceiling-bpm",
        "",
    ],
)
def test_a_limit_that_cannot_be_is_refused_and_nothing_is_stored(patient, line):
    before = patient.said()

    assert patient.types(f"limits set P-001 {line}", *SAND).exit_code == 8
    assert patient.said() == before


@pytest.mark.parametrize("given", ["--by Dr-Sand", "--source letter"])
def test_limits_need_who_decided_them_and_where_it_is_written(patient, given):
    answer = patient.types(f"limits set P-001 --session-max-min 9 {given}")

    assert answer.exit_code == 2


@pytest.mark.parametrize("empty", [("--by", " "), ("--source", "")])
def test_an_empty_source_is_no_source(patient, empty):
    line = "limits set P-001 --session-max-min 9 --by Dr-Sand --source letter"

    assert patient.types(line, *empty).exit_code == 8


def test_every_set_of_limits_stays_in_the_history(patient):
    patient.manages("limits set P-001 --session-max-min 20", *SAND)
    patient.manages("limits set P-001 --session-max-min 10", *OAK)

    document = patient.manages("limits history P-001 --json").document
    told = [
        (s["limits"]["session_max_min"], s["limits"]["source"])
        for s in document["sets"]
    ]
    assert told == [(20, "letter of 3 May"), (10, "telephone")]

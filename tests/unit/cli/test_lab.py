from datetime import UTC, datetime

from pacepipe.domain.history import person_history
from pacepipe.domain.vocabulary import ActivityKind, Condition
from pacepipe.stages.inputs import clinic_values, conditions, is_forbidden

SAND = ("--by", "Dr Sand", "--source", "blood count")


def history_of(terminal):
    return person_history("P-001", terminal.said(), datetime.now(UTC))


def listed(terminal):
    document = terminal.manages("lab list P-001 --json").document
    return {row["kind"]: (row["value"], row["verdict"]) for row in document["values"]}


def test_a_value_is_listed_with_what_the_preset_says_of_it(patient):
    patient.manages("lab add P-001 platelets 85 --on yesterday", *SAND)
    patient.manages("lab add P-001 haemoglobin-g-l 85", *SAND)
    patient.manages("lab add P-001 neutrophils 3 --on 2026-02-01", *SAND)

    assert listed(patient) == {
        "platelets": (85.0, "allows"),
        "haemoglobin_g_l": (85.0, "forbids"),
        "neutrophils": (3.0, "too old"),
    }
    assert is_forbidden(history_of(patient))
    patient.manages("limits set P-001 --preset cet", *SAND)
    assert listed(patient)["haemoglobin_g_l"] == (85.0, "allows")
    assert not is_forbidden(history_of(patient))
    assert "cet" in patient.manages("lab list P-001").out


def test_the_newest_day_counts_and_of_one_day_the_last_entry(patient):
    patient.manages("lab add P-001 platelets 30", *SAND)
    patient.manages("lab add P-001 platelets 300 --on yesterday", *SAND)
    assert listed(patient) == {"platelets": (30.0, "forbids")}
    patient.manages("lab add P-001 platelets 130", *SAND)
    (known,) = clinic_values(history_of(patient))
    assert known.value == 130


def test_a_value_in_another_unit_is_refused(patient):
    answer = patient.types("lab add P-001 haemoglobin_g_l 9.5", *SAND)
    assert answer.exit_code == 8
    assert "20 to 250" in answer.err


def test_a_condition_comes_with_its_kinds_and_goes(patient):
    line = "limits condition P-001 bone_metastases"
    assert patient.types(line, *SAND).exit_code == 8
    patient.manages(f"{line} --kind chair --kind breathing", *SAND)
    (known,) = conditions(history_of(patient))
    assert known.condition is Condition.BONE_METASTASES
    assert known.activity_kinds == (ActivityKind.CHAIR, ActivityKind.BREATHING)
    patient.manages(f"{line} --absent", *SAND)
    assert conditions(history_of(patient)) == ()

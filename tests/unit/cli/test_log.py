import json
from datetime import UTC, date, datetime, timedelta

import pytest

from pacepipe.app import House
from pacepipe.domain.events import Diary, SessionReported
from pacepipe.domain.history import person_history
from pacepipe.domain.vocabulary import DiaryItem, RedFlag


def diaries(terminal):
    history = person_history("P-001", terminal.said(), datetime.now(UTC))
    return [diary for _, diary in history.of(Diary)]


def test_log_alone_means_the_diary(patient):
    patient.manages("log P-001 --tiredness 4")
    patient.manages("log diary P-001 --tiredness 5")
    patient.manages("log --tiredness 6 P-001")

    assert [d.items[DiaryItem.TIREDNESS] for d in diaries(patient)] == [4, 5, 6]


def test_items_that_were_not_given_stay_unknown(patient):
    patient.manages("log P-001 --pain 0")

    (diary,) = diaries(patient)
    assert diary.items == {DiaryItem.PAIN: 0}
    assert diary.temperature_c is None
    assert diary.soreness_48h is None


def test_everything_that_is_given_is_kept(patient):
    patient.manages(
        "log P-001 --tiredness 4 --pain 2 --bone-pain 1 --breathlessness 3 --nausea 0 "
        "--sleep 5 --temperature 37.9 --soreness --red-flag fall --red-flag bleeding "
        "--on 2026-11-17 --own",
        "restless legs=3",
    )

    (diary,) = diaries(patient)
    assert diary == Diary(
        day_date=date(2026, 11, 17),
        items={
            DiaryItem.TIREDNESS: 4,
            DiaryItem.PAIN: 2,
            DiaryItem.BONE_PAIN: 1,
            DiaryItem.BREATHLESSNESS: 3,
            DiaryItem.NAUSEA: 0,
            DiaryItem.SLEEP: 5,
        },
        own_items={"restless legs": 3},
        red_flags=(RedFlag.FALL, RedFlag.BLEEDING),
        temperature_c=37.9,
        soreness_48h=True,
    )


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("log P-001 --tiredness 11", ()),
        ("log P-001 --pain 2 --nausea -1", ()),
        ("log P-001 --own", ("restless legs=11",)),
        ("log P-001 --own", ("restless legs",)),
        ("log P-001 --temperature 379", ()),
        ("log P-001 --temperature nan", ()),
        ("log P-001 --red-flag gloom", ()),
        ("log P-001 --pain 2 --on 2026-02-30", ()),
        ("log P-001 --pain 2 --on 2999-01-01", ()),
        ("log P-001", ()),
        ("log session P-001 --minutes 8 --effort 11", ()),
        ("log session P-001 --minutes 0", ()),
        ("log session P-001", ()),
        ("log session P-001 --minutes 8 --kind marathon", ()),
        ("log session P-001 --minutes 8 --start 2999-01-01T10:00", ()),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_stored(patient, line, more):
    before = patient.said()

    answer = patient.types(line, *more)

    assert answer.exit_code == 8
    assert answer.out == ""
    assert patient.said() == before


def test_a_refused_11_names_the_item_and_its_range(patient):
    answer = patient.types("log P-001 --tiredness 11")

    assert "tiredness was 11." in answer.err
    assert "from 0 to 10" in answer.err


@pytest.mark.parametrize(
    "said", ["--red-flag chest-pressure", "--temperature 38.0", "--red-flag fever"]
)
def test_a_red_flag_or_a_fever_is_answered_at_once(patient, said):
    answer = patient.manages(f"log P-001 {said}")

    for needed in ("Day-clinic", "+49-30-1234", "112", "Nobody is watching"):
        assert needed in answer.out


def test_below_fever_there_is_no_stop_text(patient):
    answer = patient.manages("log P-001 --temperature 37.9 --tiredness 10")

    assert "Nobody is watching" not in answer.out


def test_log_json_is_one_document_with_times_and_their_offset(patient):
    document = patient.manages("log P-001 --red-flag fainting --json").document

    assert document["schema"] == "pacepipe.log/1"
    assert document["is_stop"] is True
    assert document["diary"]["red_flags"] == ["fainting"]
    entered_at = datetime.fromisoformat(document["entered_at"])
    assert entered_at.utcoffset() is not None
    assert any("Day-clinic" in line for line in document["stop_text"])


def test_a_correction_supersedes_and_keeps_what_it_does_not_name(patient):
    patient.manages("log P-001 --tiredness 4 --pain 2 --on 2026-11-17")
    first = patient.said()[-1]

    patient.manages("log P-001 --pain 6 --on 2026-11-17 --correct")

    assert patient.said()[-1].supersedes == first.event_id
    (diary,) = diaries(patient)
    assert diary.items == {DiaryItem.TIREDNESS: 4, DiaryItem.PAIN: 6}
    assert diary.day_date == date(2026, 11, 17)


def test_a_correction_of_a_day_replaces_every_entry_of_that_day_and_no_other(patient):
    patient.manages("log P-001 --pain 1 --on 2026-11-16")
    patient.manages("log P-001 --pain 2 --sleep 3 --on 2026-11-17")
    patient.manages("log P-001 --pain 8 --on 2026-11-17")
    patient.manages("log P-001 --tiredness 3 --on 2026-11-17")

    patient.manages("log P-001 --tiredness 5 --on 2026-11-17 --correct")

    before, corrected = diaries(patient)
    assert before.items == {DiaryItem.PAIN: 1}
    assert corrected.items == {
        DiaryItem.TIREDNESS: 5,
        DiaryItem.PAIN: 8,
        DiaryItem.SLEEP: 3,
    }


def test_an_entry_is_corrected_by_its_id_and_stays_on_its_day(patient):
    patient.manages("log P-001 --pain 2 --on 2026-11-17")
    wrong = patient.said()[-1].event_id

    patient.manages(f"log P-001 --pain 3 --supersedes {wrong}")

    (diary,) = diaries(patient)
    assert (diary.day_date, diary.items) == (date(2026, 11, 17), {DiaryItem.PAIN: 3})
    assert patient.types(f"log P-001 --pain 4 --supersedes {wrong}").exit_code == 8


def test_an_answer_can_become_unknown_again(patient):
    patient.manages("log P-001 --pain 2 --temperature 36.5 --tiredness 3")
    patient.manages("log P-001 --correct --take-back pain --take-back temperature")

    (diary,) = diaries(patient)
    assert diary.items == {DiaryItem.TIREDNESS: 3}
    assert diary.temperature_c is None
    assert patient.types("log P-001 --correct --take-back pain").exit_code == 8
    assert patient.types("log P-001 --pain 1 --take-back tiredness").exit_code == 8


def test_a_correction_of_a_day_without_an_entry_is_refused(patient):
    assert patient.types("log P-001 --pain 1 --correct").exit_code == 8


@pytest.mark.parametrize(
    ("told", "undone"),
    [
        ("--red-flag chest_pressure", "log P-001 --correct --take-back chest_pressure"),
        ("--temperature 38.4", "log P-001 --correct --temperature 36.4"),
        ("--temperature 38.4", "log P-001 --correct --take-back temperature"),
    ],
)
def test_a_stop_is_not_taken_back_before_a_clinician_has_looked(patient, told, undone):
    patient.manages(f"log P-001 --tiredness 3 {told}")
    before = patient.said()

    refused = patient.types(undone)
    assert refused.exit_code == 10
    assert patient.said() == before

    patient.manages("clear P-001 --by Dr-Sand")
    patient.manages(undone)


def test_a_sign_told_late_is_not_covered_by_an_earlier_clearing(patient):
    patient.manages("clear P-001 --by Dr-Sand")
    patient.manages("log P-001 --on yesterday --red-flag fainting")

    history = person_history("P-001", patient.said(), datetime.now(UTC))
    ((event, _),) = history.of(Diary)
    assert history.cleared_at(event.about_at) is None


def test_correcting_another_answer_keeps_a_cleared_stop_cleared(patient):
    patient.manages("log P-001 --red-flag fainting --pain 2")
    patient.manages("clear P-001 --by Dr-Sand")
    patient.manages("log P-001 --correct --pain 3")

    history = person_history("P-001", patient.said(), datetime.now(UTC))
    ((event, diary),) = history.of(Diary)
    assert diary.red_flags == (RedFlag.FAINTING,)
    assert history.cleared_at(event.about_at) is not None


def test_a_day_is_a_day_of_the_person_and_not_of_the_station(patient):
    # Kiritimati is 14 h ahead of UTC and Pago Pago 11 h behind: never one day.
    patient.manages("person add P-002 --zone Pacific/Kiritimati --since 2026-01-01")
    patient.manages("person add P-003 --zone Pacific/Pago_Pago --since 2026-01-01")
    days = []
    for person in ("P-002", "P-003"):
        patient.manages(f"consent give {person} --by self")
        document = patient.manages(f"log {person} --pain 1 --json").document
        days.append(date.fromisoformat(document["diary"]["day_date"]))

    assert days[0] - days[1] >= timedelta(days=1)


def test_a_session_is_told_in_a_persons_words(patient):
    document = patient.manages(
        "log session P-001 --start 2026-11-17T10:00 --minutes 6.5 --kind chair "
        "--effort 2.5 --early-stop --json"
    ).document

    event = patient.said()[-1]
    assert event.payload == SessionReported(
        started_at=datetime(2026, 11, 17, 9, 0, tzinfo=UTC),
        duration_min=6.5,
        activity_kind=event.payload.activity_kind,
        effort_cr10=2.5,
        is_early_stop=True,
    )
    assert event.payload.activity_kind.value == "chair"
    assert document["session"]["started_at"] == "2026-11-17T10:00:00+01:00"


def test_a_session_without_a_start_ended_just_now(patient):
    patient.manages("log session P-001 --minutes 8")

    event = patient.said()[-1]
    assert event.payload.started_at == event.about_at
    ago = event.entered_at - event.payload.started_at
    assert timedelta(minutes=8) <= ago < timedelta(minutes=8, seconds=10)


def test_a_session_is_corrected_by_its_id(patient):
    wrong = patient.manages("log session P-001 --minutes 80 --json").document
    patient.manages(f"log session P-001 --minutes 8 --supersedes {wrong['event_id']}")

    history = person_history("P-001", patient.said(), datetime.now(UTC))
    assert [s.duration_min for _, s in history.of(SessionReported)] == [8]


def test_stopping_early_is_answered_kindly(patient):
    answer = patient.manages("log session P-001 --minutes 3 --early-stop")

    assert "Stopping early is fine." in answer.out


def test_a_change_to_an_entry_of_last_tuesday_touches_no_other_entry(patient):
    patient.manages("log P-001 --pain 1 --on 2026-11-16")
    patient.manages("log P-001 --pain 2 --on 2026-11-17")
    before = patient.said()

    patient.manages("log P-001 --pain 3 --on 2026-11-17 --correct")

    assert patient.said()[: len(before)] == before
    assert len(patient.said()) == len(before) + 1


def test_the_log_carries_no_name_no_symptom_and_no_heart_rate(home):
    home.manages("person add P-001 --name", "Annegret Berg")
    home.manages("consent give P-001 --by", "Annegret Berg")
    said = (
        "--debug log P-001 --tiredness 9 --red-flag chest_pressure --own tingling=7 "
        "--temperature 39.3"
    )
    answer = home.types(said)
    told = home.types(
        "--debug limits set P-001 --hr-ceiling-bpm 123 --by Sand --source letter"
    )

    log_lines = [
        line
        for line in (answer.err + told.err).splitlines()
        if line.startswith(("DEBUG", "INFO", "WARNING", "ERROR"))
    ]
    assert log_lines
    for secret in ("Annegret", "tired", "chest", "tingling", "39.3", "123", "Sand"):
        assert secret not in "\n".join(log_lines)


def test_entries_are_listed_with_the_ids_that_a_correction_names(patient):
    patient.manages("log P-001 --pain 2 --on 2026-11-17")
    patient.manages("log P-001 --pain 3 --on 2026-11-17 --correct")

    current = patient.manages("events P-001 --kind diary --json").document
    whole = patient.manages("events P-001 --kind diary --all --json").document

    assert current["schema"] == "pacepipe.events/1"
    (entry,) = current["events"]
    old, new = whole["events"]
    assert new["event_id"] == entry["event_id"]
    assert new["supersedes"] == old["event_id"]
    assert (old["is_in_effect"], new["is_in_effect"]) == (False, True)
    assert entry["event_id"] in patient.manages("events P-001").out


def test_an_entry_that_was_wrong_can_be_taken_back_but_stays_in_the_journal(patient):
    patient.manages("log P-001 --pain 2")
    wrong = patient.said()[-1].event_id

    patient.manages(f"events retract {wrong} --reason", "wrong person")

    assert diaries(patient) == []
    assert wrong in {event.event_id for event in patient.said()}
    assert patient.types(f"events retract {wrong} --reason again").exit_code == 8


def test_limits_and_consent_are_not_taken_back_but_given_anew(patient):
    patient.manages("limits set P-001 --session-max-min 9 --by Dr-Sand --source letter")
    for event in patient.said():
        answer = patient.types(f"events retract {event.event_id} --reason no")
        assert answer.exit_code == 8


def test_a_stop_is_not_retracted_before_a_clinician_has_looked(patient):
    patient.manages("log P-001 --red-flag fall")
    event_id = patient.said()[-1].event_id

    assert patient.types(f"events retract {event_id} --reason slip").exit_code == 10

    patient.manages("clear P-001 --by Dr-Sand")
    patient.manages(f"events retract {event_id} --reason slip")


def test_a_treatment_day_may_lie_ahead_and_says_whether_it_is_lighter(patient):
    patient.manages("treatment add P-001 --kind infusion --on 2027-01-04")
    patient.manages("treatment add P-001 --kind tablets --on 2026-11-17 --lighter")

    document = patient.manages("treatment list P-001 --json").document
    rows = [
        (t["day_date"], t["treatment_kind"], t["is_deload"])
        for t in document["treatments"]
    ]
    assert rows == [("2026-11-17", "tablets", True), ("2027-01-04", "infusion", None)]


def test_a_treatment_day_is_moved_by_its_id(patient):
    patient.manages("treatment add P-001 --kind infusion --on 2027-01-04")
    wrong = patient.said()[-1].event_id
    patient.manages(
        f"treatment add P-001 --kind infusion --on 2027-01-05 --supersedes {wrong}"
    )

    document = patient.manages("treatment list P-001 --json").document
    assert [t["day_date"] for t in document["treatments"]] == ["2027-01-05"]


def test_a_journal_lost_beside_a_warehouse_is_not_begun_anew(patient):
    with House.open(patient.root) as house:
        house.home.warehouse.write_bytes(b"")
        house.home.events.unlink()

    answer = patient.types("log P-001 --pain 1")

    assert answer.exit_code == 3
    assert not house.home.events.exists()


def test_every_json_answer_is_one_document_with_its_schema(patient):
    lines = [
        "person list",
        "consent show P-001",
        "limits show P-001",
        "limits history P-001",
        "treatment list P-001",
        "events P-001",
    ]
    for line in lines:
        document = json.loads(patient.manages(f"{line} --json").out)
        name, version = document["schema"].split("/")
        assert name.startswith("pacepipe.")
        assert version == "1"

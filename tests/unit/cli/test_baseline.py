from datetime import UTC, date, datetime, timedelta

from pacepipe.domain.diary import diary_of
from pacepipe.domain.history import person_history


def with_diaries(terminal, tiredness, until="2026-11-16"):
    last = date.fromisoformat(until)
    for ago, value in enumerate(reversed(tiredness)):
        day = last - timedelta(days=ago)
        terminal.manages(f"log P-001 --tiredness {value} --on {day}")


def test_too_few_diary_days_are_an_answer_and_nothing_is_signed(patient):
    with_diaries(patient, [3] * 6)
    before = patient.said()

    answer = patient.types("baseline lock P-001 --until 2026-11-16 --by Dr-Sand")

    assert answer.exit_code == 6
    assert "6 of 7" in answer.err
    assert patient.said() == before


def test_what_is_usual_is_signed_with_the_days_it_rests_on(patient):
    with_diaries(patient, [2, 3, 3, 4, 4, 4, 9])

    patient.manages("baseline lock P-001 --until 2026-11-16 --by", "Dr Sand")

    locked = patient.said()[-1].payload
    assert locked.signed_by == "Dr Sand"
    assert (locked.window_start, locked.window_end) == (
        date(2026, 11, 3),
        date(2026, 11, 16),
    )
    assert locked.diary_day_count == 7
    assert {item.value: usual for item, usual in locked.medians.items()} == {
        "tiredness": 4.0  # the middle of 2 3 3 4 4 4 9
    }


def test_a_person_without_a_baseline_has_none_and_not_zero(patient):
    document = patient.manages("baseline show P-001 --json").document

    assert document["schema"] == "pacepipe.baseline/1"
    assert document["baseline"] is None


def test_the_worst_answer_of_a_day_counts(patient):
    patient.manages("log P-001 --tiredness 3 --pain 6 --on 2026-11-16")
    patient.manages("log P-001 --tiredness 5 --pain 2 --on 2026-11-16")

    (day,) = diary_of(person_history("P-001", patient.said(), datetime.now(UTC)))

    assert (day.tiredness, day.pain, day.sleep) == (5, 6, None)


def test_what_is_usual_goes_down_by_itself_and_up_only_when_confirmed(patient):
    with_diaries(patient, [3] * 7, until="2026-10-10")
    patient.manages("baseline lock P-001 --until 2026-10-10 --by Dr-Sand")
    with_diaries(patient, [5] * 7)

    answer = patient.manages("baseline lock P-001 --until 2026-11-16 --by Dr-Sand")

    usual = {i.value: v for i, v in patient.said()[-1].payload.medians.items()}
    assert usual == {"tiredness": 3.0}
    assert "stays 3" in answer.err
    assert "--confirm-higher" in answer.err

    patient.manages(
        "baseline lock P-001 --until 2026-11-16 --confirm-higher --by Dr-Sand"
    )

    usual = {i.value: v for i, v in patient.said()[-1].payload.medians.items()}
    assert usual == {"tiredness": 5.0}

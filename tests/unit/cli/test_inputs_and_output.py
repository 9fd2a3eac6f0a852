import json
from datetime import UTC, date, datetime

import pytest

from pacepipe.cli import inputs, output
from pacepipe.cli.words import CONSENT_TEXT, stop_text
from pacepipe.domain.vocabulary import RedFlag
from pacepipe.errors import InputRejected
from pacepipe.settings import Settings

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 17, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
LATER = datetime(2027, 12, 1, tzinfo=UTC)


def test_a_day_is_read_in_the_zone_of_the_person():
    assert inputs.day("today", now=NOW, zone=BERLIN) == date(2026, 11, 17)
    assert inputs.day("today", now=NOW, zone="Asia/Tokyo") == date(2026, 11, 18)
    assert inputs.day("yesterday", now=NOW, zone=BERLIN) == date(2026, 11, 16)


def test_a_time_without_a_date_is_of_today_and_with_an_offset_is_taken_as_it_is():
    at = inputs.instant("14:30", now=NOW, zone=BERLIN)
    assert at == datetime(2026, 11, 17, 13, 30, tzinfo=UTC)
    told = inputs.instant("2026-11-17T14:30+03:00", now=NOW, zone=BERLIN)
    assert told == datetime(2026, 11, 17, 11, 30, tzinfo=UTC)


def test_a_time_that_the_clock_skipped_is_refused():
    with pytest.raises(InputRejected, match="does not exist"):
        inputs.instant("2027-03-28T02:30", now=LATER, zone=BERLIN)


def test_a_time_that_came_twice_is_the_first_of_the_two():
    at = inputs.instant("2027-10-31T02:30", now=LATER, zone=BERLIN)
    assert at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 6, 1), 24)],
)
def test_a_local_day_has_23_24_or_25_hours(day, hours):
    begin = inputs.start_of(day, zone=BERLIN)
    end = inputs.end_of(day, now=LATER, zone=BERLIN)
    assert (end - begin).total_seconds() == hours * 3600 - 1


def test_the_end_of_a_day_that_is_not_over_is_now():
    assert inputs.end_of(date(2026, 11, 17), now=NOW, zone=BERLIN) == NOW


def test_a_choice_is_read_kindly():
    for text in ("chest_pressure", "Chest-Pressure", " chest pressure "):
        assert inputs.chosen(RedFlag, text, "a sign") is RedFlag.CHEST_PRESSURE


def test_own_words_may_hold_an_equals_sign():
    assert inputs.own_items(["a = b=3", "hot  flush=0"]) == {"a = b": 3, "hot flush": 0}


def test_instants_in_json_carry_the_offset_of_the_zone(capsys):
    output.emit("thing/1", BERLIN, at=NOW, day=date(2026, 11, 17), flag=RedFlag.FALL)

    assert json.loads(capsys.readouterr().out) == {
        "schema": "pacepipe.thing/1",
        "at": "2026-11-17T23:30:00+01:00",
        "day": "2026-11-17",
        "flag": "fall",
    }


FORBIDDEN = (
    "missed", "failed", "behind", "only", "should", "streak", "goal", "fight",
    "battle", "warrior", "journey", "survivor", "!", "score",
)  # fmt: skip


def test_words_to_patients_are_kind_plain_and_short():
    settings = Settings(
        station_id="a", zone=BERLIN, contact_name="Dr Sand", contact_phone="1234"
    )
    for text in (*CONSENT_TEXT, *stop_text(settings)):
        assert not [word for word in FORBIDDEN if word in text.lower()]
        for sentence in text.replace(";", ".").split("."):
            assert len(sentence.split()) <= 12

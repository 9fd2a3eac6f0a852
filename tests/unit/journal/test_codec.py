"""The door between a payload and its text."""

from datetime import date, datetime

import pytest

from pacepipe.domain.events import (
    SCHEMA_VERSION,
    BaselineLocked,
    Diary,
    EventKind,
    PersonAdded,
    SessionReported,
    TreatmentAdded,
)
from pacepipe.domain.vocabulary import DiaryItem, TreatmentKind
from pacepipe.errors import InputRejected, SchemaMismatch
from pacepipe.journal import decode_payload, encode_payload

TUESDAY = date(2024, 5, 7)
NO_ZONE = datetime(2024, 5, 7, 10, 0)  # noqa: DTZ001


def test_a_diary_is_written_with_sorted_keys():
    diary = Diary(day_date=TUESDAY, items={DiaryItem.TIREDNESS: 4, DiaryItem.PAIN: 0})
    assert encode_payload(diary) == (
        '{"day_date":"2024-05-07","items":{"pain":0,"tiredness":4},"own_items":{},'
        '"red_flags":[],"soreness_48h":null,"temperature_c":null}'
    )


def test_a_key_that_is_not_there_takes_its_default():
    text = '{"day_date":"2024-05-07"}'
    assert decode_payload(EventKind.DIARY, 1, text) == Diary(day_date=TUESDAY)


@pytest.mark.parametrize(
    "text",
    [
        '{"day_date":"2024-05-07","mood":3}',
        '{"day_date":"2024-05-07","items":{"mood":3}}',
        '{"day_date":"2024-05-07","items":{"pain":"3"}}',
        '{"day_date":"2024-05-07","items":{"pain":3.5}}',
        '{"day_date":"2024-05-07","items":{"pain":true}}',
        '{"day_date":"2024-05-07","items":{"pain":11}}',
        '{"day_date":"2024-05-07","own_items":{"itching":-1}}',
        '{"day_date":"2024-05-07","temperature_c":NaN}',
        '{"day_date":"2024-05-07T00:00:00Z"}',
        '{"day_date":1715040000}',
        '{"items":{"pain":3}}',
        '["2024-05-07"]',
        "{",
        "",
    ],
)
def test_a_text_that_is_not_a_diary_is_refused(text):
    with pytest.raises(InputRejected, match=r"(N|n)othing was stored"):
        decode_payload(EventKind.DIARY, 1, text)


def test_a_refusal_does_not_repeat_what_was_said():
    text = '{"day_date":"2024-05-07","own_items":{"my secret itch":"awful"}}'
    with pytest.raises(InputRejected) as refused:
        decode_payload(EventKind.DIARY, 1, text)
    assert "secret" not in str(refused.value)
    assert "awful" not in str(refused.value)


def test_a_payload_from_the_future_is_refused_with_advice():
    with pytest.raises(SchemaMismatch, match="Install that newer pacepipe"):
        decode_payload(EventKind.DIARY, SCHEMA_VERSION + 1, '{"day_date":"2024-05-07"}')


def test_a_diary_that_was_changed_after_it_was_checked_is_checked_again():
    items = {DiaryItem.PAIN: 3}
    diary = Diary(day_date=TUESDAY, items=items)
    items[DiaryItem.PAIN] = 11
    with pytest.raises(InputRejected, match="pain was 11"):
        encode_payload(diary)


@pytest.mark.parametrize(
    "payload",
    [
        SessionReported(started_at=NO_ZONE, duration_min=12.0),
        TreatmentAdded(NO_ZONE, TreatmentKind.INFUSION),
        PersonAdded(display_name="a\udc80b"),
        BaselineLocked(
            window_start=TUESDAY,
            window_end=TUESDAY,
            diary_day_count=7,
            medians={DiaryItem.PAIN: float("nan")},
            burden_reference=0.0,
            valid_until=TUESDAY,
            signed_by="dr",
        ),
        object(),
    ],
    ids=["moment without zone", "moment for a day", "no unicode", "nan", "no payload"],
)
def test_what_could_not_be_read_again_is_not_written(payload):
    with pytest.raises(InputRejected):
        encode_payload(payload)

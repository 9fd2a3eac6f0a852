"""Digests, identities, diary days: values that must be the same everywhere."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.diary import diary_day, red_flags
from pacepipe.domain.digest import canonical_json, digest_of
from pacepipe.domain.events import Diary, LimitsSet, SessionReported
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.instant import from_utc_us, utc_us
from pacepipe.domain.vocabulary import DiaryItem, RedFlag
from pacepipe.errors import InputRejected

DAY = date(2026, 3, 1)


def test_one_instant_in_two_zones_has_one_digest() -> None:
    here = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=1)))
    assert digest_of(here) == digest_of(here.astimezone(UTC))


def test_the_order_of_keys_changes_nothing_and_of_a_list_everything() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert digest_of([1, 2]) != digest_of([2, 1])


def test_nan_is_null_and_not_a_number_that_differs_from_itself() -> None:
    assert canonical_json({"x": float("nan")}) == '{"x":null}'


def test_none_and_zero_are_different() -> None:
    assert digest_of(Diary(DAY)) != digest_of(Diary(DAY, items={DiaryItem.PAIN: 0}))


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_survives_its_microseconds(at: datetime) -> None:
    assert from_utc_us(utc_us(at)) == at


def test_a_serial_number_follows_the_strap_and_an_address_does_not() -> None:
    serial = StrapIdentity("Maker", "Strap", "0001")
    assert serial.strap_id("A") == serial.strap_id("B")
    nameless = StrapIdentity("Maker", "Strap", None)
    assert nameless.strap_id("A") != nameless.strap_id("B")
    assert serial.strap_id("A") != StrapIdentity("Maker", "Strap", "0002").strap_id("A")


def test_the_firmware_of_a_strap_is_not_who_it_is() -> None:
    old = StrapIdentity("Maker", "Strap", "0001", firmware="1")
    new = StrapIdentity("Maker", "Strap", "0001", firmware="2")
    assert old.strap_id("A") == new.strap_id("A")


@given(st.lists(st.binary(max_size=6), max_size=12), st.data())
def test_frames_taken_from_a_batch_are_the_frames_that_were_put_in(
    payloads: list[bytes], data: st.DataObject
) -> None:
    count = len(payloads)
    chosen = data.draw(st.lists(st.integers(0, max(count - 1, 0)), max_size=count))
    taken = FrameBatch.from_payloads(payloads).take(np.array(chosen, dtype=np.int64))
    ends = taken.offsets.tolist()
    found = [taken.data[a:b].tobytes() for a, b in pairwise(ends)]
    assert found == [payloads[i] for i in chosen]


ENTRIES = (
    Diary(DAY, items={DiaryItem.TIREDNESS: 3, DiaryItem.PAIN: 0}),
    Diary(DAY, items={DiaryItem.TIREDNESS: 7}, temperature_c=37.2),
    Diary(DAY, temperature_c=38.0, soreness_48h=False, red_flags=(RedFlag.FALL,)),
)


def test_the_worst_answer_of_a_day_counts_in_any_order() -> None:
    for order in permutations(ENTRIES):
        day = diary_day(DAY, order)
        assert (day.tiredness, day.pain, day.nausea) == (7, 0, None)
        assert (day.temperature_c, day.soreness_48h) == (38.0, False)


def test_a_measured_fever_is_a_red_flag_and_37_9_is_none() -> None:
    assert red_flags(ENTRIES) == {RedFlag.FALL, RedFlag.FEVER}
    assert red_flags((Diary(DAY, temperature_c=37.9),)) == frozenset()


@pytest.mark.parametrize("value", [-1, 11, 255])
def test_an_answer_outside_0_to_10_cannot_be_made(value: int) -> None:
    with pytest.raises(InputRejected, match="nothing was stored"):
        Diary(DAY, items={DiaryItem.PAIN: value})
    with pytest.raises(InputRejected):
        Diary(DAY, own_items={"restless legs": value})
    with pytest.raises(InputRejected):
        SessionReported(datetime(2026, 3, 1, tzinfo=UTC), 10, effort_cr10=value)


def test_a_limit_that_cannot_be_meant_cannot_be_made() -> None:
    with pytest.raises(InputRejected):
        LimitsSet("letter", "Dr Sand", hr_ceiling_bpm=12)
    with pytest.raises(InputRejected):
        LimitsSet("letter", "Dr Sand", session_max_min=0)


def test_a_session_without_length_and_effort_says_nothing() -> None:
    with pytest.raises(InputRejected, match="neither"):
        SessionReported(datetime(2026, 3, 1, tzinfo=UTC))

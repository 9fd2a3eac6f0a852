"""Local days end to end, and whose strap was whose."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pacepipe.domain.events import (
    KIND_OF,
    ConsentGiven,
    ConsentWithdrawn,
    Diary,
    Event,
    Payload,
    SessionStarted,
    StrapAssigned,
    StrapReleased,
    ZoneSet,
)
from pacepipe.domain.history import PersonHistory, person_history
from pacepipe.domain.instant import utc_us
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.stages.facts import FOREVER_US, calendar, day_facts, ownership


def heard(as_of: datetime, *said: tuple[datetime, Payload]) -> PersonHistory:
    events = [
        Event(
            station_id="kitchen",
            seq=number,
            event_id=f"e{number}",
            kind=KIND_OF[type(payload)],
            patient_id="P-001",
            about_at=at,
            zone="UTC",
            entered_at=at,
            entered_by="test",
            supersedes=None,
            payload=payload,
        )
        for number, (at, payload) in enumerate(said, 1)
    ]
    return person_history("P-001", events, as_of)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def lengths(history: PersonHistory) -> dict[date, int]:
    return {day.day_date: day.day_minutes for day in calendar(history)}


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (date(2026, 3, 29), 1380),
        (date(2026, 10, 25), 1500),
        (date(2026, 7, 1), 1440),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, minutes: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    history = heard(
        start + timedelta(days=5),
        (start, ZoneSet("Europe/Berlin")),
        (start, StrapAssigned("a")),
    )
    assert lengths(history)[day] == minutes


def test_days_lie_end_to_end_across_a_journey() -> None:
    history = heard(
        utc(2026, 5, 10, 12),
        (utc(2026, 5, 1), ZoneSet("Europe/Berlin")),
        (utc(2026, 5, 1), StrapAssigned("a")),
        (utc(2026, 5, 5, 12), ZoneSet("America/New_York")),
    )
    days = calendar(history)
    ends = [day.end_us for day in days]
    assert ends[:-1] == [day.start_us for day in days[1:]]
    assert {day.day_date: day.day_minutes for day in days}[date(2026, 5, 5)] == 1800
    assert days[-1].zone == "America/New_York"


def test_an_old_file_makes_only_the_days_that_it_may_tell_of() -> None:
    said = ((utc(2026, 5, 1), ZoneSet("Europe/Berlin")),)
    said += ((utc(2026, 5, 1), StrapAssigned("a")),)
    history = heard(utc(2026, 5, 10, 12), *said)
    old = {date(2016, 3, 26), date(2016, 3, 27), date(2026, 5, 2), date(2026, 6, 1)}
    early, late = calendar(history, old)[:2], calendar(history, old)[2:]
    assert late == calendar(history)
    assert [day.day_date for day in early] == [date(2016, 3, 26), date(2016, 3, 27)]
    # the clocks went forward on the second
    assert [day.day_minutes for day in early] == [1440, 1380]
    assert early[0].end_us == early[1].start_us


def test_the_zone_of_a_day_that_was_over_before_it_was_said_is_assumed() -> None:
    history = heard(
        utc(2026, 5, 3, 12),
        (utc(2026, 5, 1, 9), ZoneSet("Europe/Berlin")),
        (utc(2026, 5, 2, 9), ZoneSet("Asia/Tokyo")),
        (utc(2026, 5, 2, 9), Diary(date(2026, 4, 29), items={DiaryItem.PAIN: 1})),
    )
    days = calendar(history, {date(2016, 3, 26)})
    assumed = {day.day_date for day in days if day.zone_assumed}
    assert assumed == {date(2016, 3, 26), date(2026, 4, 29), date(2026, 4, 30)}


def test_a_person_without_a_zone_has_no_days() -> None:
    assert calendar(heard(utc(2026, 5, 1), (utc(2026, 4, 1), StrapAssigned("a")))) == ()


def test_a_diary_of_a_day_long_ago_has_its_day() -> None:
    history = heard(
        utc(2026, 5, 10),
        (utc(2026, 5, 1), ZoneSet("Europe/Berlin")),
        (utc(2026, 5, 2), Diary(date(2026, 4, 20), items={DiaryItem.PAIN: 1})),
    )
    assert date(2026, 4, 20) in lengths(history)


def test_a_strap_is_hers_while_it_is_assigned_and_she_agrees() -> None:
    history = heard(
        utc(2026, 5, 30),
        (utc(2026, 5, 1), StrapAssigned("a")),
        (utc(2026, 5, 3), ConsentGiven("Anna")),
        (utc(2026, 5, 10), ConsentWithdrawn("Anna")),
        (utc(2026, 5, 12), ConsentGiven("Anna")),
        (utc(2026, 5, 20), StrapReleased("a")),
    )
    spans = [(o.since_us, o.until_us) for o in ownership(history, 0)]
    assert spans == [
        (utc_us(utc(2026, 5, 3)), utc_us(utc(2026, 5, 10))),
        (utc_us(utc(2026, 5, 12)), utc_us(utc(2026, 5, 20))),
    ]


def test_what_is_still_hers_has_no_end_and_does_not_move_with_the_night() -> None:
    said = (
        (utc(2026, 5, 1), ConsentGiven("Anna")),
        (utc(2026, 5, 1), StrapAssigned("a")),
    )
    tonight = ownership(heard(utc(2026, 5, 10), *said), 0)
    tomorrow = ownership(heard(utc(2026, 5, 11), *said), 0)
    assert tonight == tomorrow
    assert tonight[0].until_us == FOREVER_US


def test_a_start_near_midnight_is_known_to_both_days() -> None:
    history = heard(
        utc(2026, 5, 10),
        (utc(2026, 5, 1), ZoneSet("UTC")),
        (utc(2026, 5, 1), StrapAssigned("a")),
        (utc(2026, 5, 4, 23, 30), SessionStarted()),
    )
    facts = day_facts(history, calendar(history), ownership(history, 0))
    touched = [day for day, known in facts.items() if known.starts]
    assert touched == [date(2026, 5, 4), date(2026, 5, 5)]


def test_a_day_of_travel_to_another_clock_is_told_and_a_change_of_clocks_is_none() -> (
    None
):
    history = heard(
        utc(2026, 5, 20, 12),
        (utc(2026, 3, 1), ZoneSet("Europe/Berlin")),
        (utc(2026, 3, 1), StrapAssigned("a")),
        # the same clock by another name
        (utc(2026, 4, 10, 12), ZoneSet("Europe/Paris")),
        (utc(2026, 5, 5, 12), ZoneSet("America/New_York")),
        (utc(2026, 5, 9, 12), ZoneSet("Europe/Paris")),
        (utc(2026, 5, 12, 12), ZoneSet("Asia/Tokyo")),
        (utc(2026, 5, 12, 13), ZoneSet("Europe/Paris")),
    )
    days = calendar(history)
    assert date(2026, 3, 29) in {day.day_date for day in days}
    assert [day.day_date for day in days if day.tz_change] == [
        date(2026, 5, 5),
        date(2026, 5, 9),
        date(2026, 5, 12),
    ]

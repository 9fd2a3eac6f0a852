"""When a ring is due, out of what the journal says of it."""

from datetime import date, timedelta

from pacepipe.collect.ring_past import RingPast, past_of
from pacepipe.domain.frame import LinkEvent, LinkEventKind
from support.straps import START


def a_link(number: int, hours: float, detail: str, *, who: str = "ring-a") -> list:
    """The events of one link that was opened so many hours after 8:00."""
    opened_us = int((START + timedelta(hours=hours)).timestamp() * 1e6)
    said = (
        (LinkEventKind.OPENED, ""),
        (LinkEventKind.IDENTIFIED, who),
        (LinkEventKind.CLOSED, detail),
    )
    return [
        LinkEvent(number, kind, place, opened_us + place * 1_000_000, text)
        for place, (kind, text) in enumerate(said)
    ]


WHOLE = "clock good offset_days=0 set=True unanswered=0"
PART = "clock good offset_days=0 set=True unanswered=3 clock_wrong=2"


def test_without_a_sync_everything_is_due():
    past = past_of(a_link(1, 0, "the ring was not read"), "ring-a")
    assert past == RingPast(None, None)
    assert past.is_due(START)


def test_the_last_sync_says_when_and_the_last_whole_one_since_when():
    events = [*a_link(1, 0, WHOLE), *a_link(2, 30, PART)]
    past = past_of(events, "ring-a")
    assert past == RingPast(START + timedelta(hours=30), START.date())
    assert past.since(date(2026, 3, 3)) == START.date()
    assert not past.is_due(START + timedelta(hours=33))
    assert past.is_due(START + timedelta(hours=34))


def test_a_sync_over_midnight_is_of_the_day_on_which_it_began():
    began = START + timedelta(hours=15, minutes=59, seconds=59)
    past = past_of(a_link(1, 15 + 3599 / 3600, WHOLE), "ring-a")
    assert past == RingPast(began, START.date())


def test_what_was_cut_off_or_was_another_ring_or_a_strap_is_no_sync_of_it():
    cut = a_link(1, 0, WHOLE)[:2]
    other = a_link(2, 1, WHOLE, who="ring-b")
    strap = a_link(3, 2, '{"ending":"drop","why":""}')
    assert past_of([*cut, *other, *strap], "ring-a") == RingPast()

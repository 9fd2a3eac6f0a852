"""What counts at a moment, out of everything ever said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

from pacepipe.domain.events import (
    KIND_OF,
    BaselineLocked,
    ConsentGiven,
    ConsentWithdrawn,
    Diary,
    Event,
    LimitsSet,
    Payload,
    Retracted,
    StopCleared,
    StrapAssigned,
    StrapReleased,
    ZoneSet,
)
from pacepipe.domain.history import in_effect, person_history
from pacepipe.domain.vocabulary import DiaryItem

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATE = START + timedelta(days=400)


def said(
    number: int,
    payload: Payload,
    *,
    day: int = 0,
    entered_day: int | None = None,
    patient_id: str | None = "P-001",
    supersedes: int | None = None,
) -> Event:
    about_at = START + timedelta(days=day)
    return Event(
        station_id="kitchen",
        seq=number,
        event_id=f"e{number}",
        kind=KIND_OF[type(payload)],
        patient_id=patient_id,
        about_at=about_at,
        zone="UTC",
        entered_at=START + timedelta(days=day if entered_day is None else entered_day),
        entered_by="test",
        supersedes=None if supersedes is None else f"e{supersedes}",
        payload=payload,
    )


def tired(value: int) -> Diary:
    return Diary(date(2026, 3, 1), items={DiaryItem.TIREDNESS: value})


def ids(events: tuple[Event, ...]) -> list[str]:
    return [event.event_id for event in events]


def test_what_was_entered_after_the_moment_does_not_count() -> None:
    events = [said(1, tired(3)), said(2, tired(8), entered_day=5)]
    assert ids(in_effect(events, START + timedelta(days=4))) == ["e1"]
    assert ids(in_effect(events, START + timedelta(days=5))) == ["e1", "e2"]


def test_a_correction_takes_the_place_of_what_it_names_and_of_nothing_else() -> None:
    events = [said(1, tired(3)), said(2, tired(4)), said(3, tired(8), supersedes=1)]
    assert set(ids(in_effect(events, LATE))) == {"e2", "e3"}


def test_a_correction_of_a_correction_brings_nothing_back() -> None:
    events = [
        said(1, tired(3)),
        said(2, tired(8), supersedes=1),
        said(3, tired(5), supersedes=2),
    ]
    assert ids(in_effect(events, LATE)) == ["e3"]


def test_a_correction_counts_from_when_it_was_entered() -> None:
    events = [said(1, tired(3)), said(2, tired(8), entered_day=9, supersedes=1)]
    assert ids(in_effect(events, START + timedelta(days=8))) == ["e1"]
    assert ids(in_effect(events, START + timedelta(days=9))) == ["e2"]


def test_a_retraction_leaves_nothing_of_the_entry() -> None:
    events = [said(1, tired(3)), said(2, Retracted("wrong person"), supersedes=1)]
    assert person_history("P-001", events, LATE).diary_days() == {}


def test_copies_and_order_change_nothing() -> None:
    events = [said(1, tired(3)), said(2, tired(4)), said(3, tired(8), supersedes=1)]
    wanted = in_effect(events, LATE)
    assert all(
        in_effect([*order, order[0]], LATE) == wanted for order in permutations(events)
    )


def test_consent_holds_from_giving_to_withdrawing() -> None:
    events = [
        said(1, ConsentGiven("Anna"), day=1),
        said(2, ConsentWithdrawn("Anna"), day=5),
        said(3, ConsentGiven("Anna"), day=9),
    ]
    history = person_history("P-001", events, LATE)
    asked = [history.has_consent(START + timedelta(days=day)) for day in range(11)]
    assert asked == [False, *[True] * 4, *[False] * 4, True, True]


def test_a_strap_given_to_somebody_else_is_not_hers_any_more() -> None:
    events = [
        said(1, StrapAssigned("strap-a"), day=1),
        said(2, StrapAssigned("strap-a"), day=5, patient_id="P-002"),
    ]
    (hers,) = person_history("P-001", events, LATE).assignments
    (other,) = person_history("P-002", events, LATE).assignments
    assert hers.until == other.since == START + timedelta(days=5)
    assert other.until is None


def test_somebody_else_cannot_release_her_strap() -> None:
    events = [
        said(1, StrapAssigned("strap-a"), day=1),
        said(2, StrapReleased("strap-a"), day=5, patient_id="P-002"),
    ]
    (hers,) = person_history("P-001", events, LATE).assignments
    assert hers.until is None


def test_two_straps_are_hers_at_once() -> None:
    events = [said(1, StrapAssigned("a"), day=1), said(2, StrapAssigned("b"), day=2)]
    spans = person_history("P-001", events, LATE).assignments
    assert [span.value for span in spans] == ["a", "b"]


def test_the_zone_is_the_one_last_said_before_the_moment() -> None:
    events = [said(1, ZoneSet("Europe/Berlin")), said(2, ZoneSet("Asia/Tokyo"), day=9)]
    history = person_history("P-001", events, LATE)
    assert history.zone_at(START - timedelta(days=1)) is None
    assert history.zone_at(START + timedelta(days=8)) == "Europe/Berlin"
    assert history.zone_at(START + timedelta(days=9)) == "Asia/Tokyo"


def test_limits_hold_from_their_day_on() -> None:
    events = [
        said(1, LimitsSet("letter", "Dr Sand", session_max_min=10), day=1),
        said(2, LimitsSet("letter", "Dr Sand", session_max_min=20), day=5),
    ]
    history = person_history("P-001", events, LATE)
    at = [history.limits_at(START + timedelta(days=day)) for day in (0, 4, 5)]
    assert at[0] is None
    assert [pair[1].session_max_min for pair in at[1:] if pair] == [10, 20]


def test_a_stop_is_cleared_by_the_first_word_after_it_and_by_none_before() -> None:
    events = [
        said(1, StopCleared("Dr Sand"), day=2),
        said(2, StopCleared("Dr Sand"), day=6),
    ]
    history = person_history("P-001", events, LATE)
    assert history.cleared_at(START + timedelta(days=3)) == START + timedelta(days=6)
    assert history.cleared_at(START + timedelta(days=7)) is None


def test_a_baseline_is_never_taken_from_the_days_it_judges() -> None:
    old = BaselineLocked(
        window_start=date(2026, 3, 1),
        window_end=date(2026, 3, 14),
        diary_day_count=9,
        medians={DiaryItem.TIREDNESS: 3.0},
        burden_reference=0.5,
        valid_until=date(2026, 4, 25),
        signed_by="Dr Sand",
    )
    new = replace(
        old,
        window_start=date(2026, 4, 1),
        window_end=date(2026, 4, 14),
        valid_until=date(2026, 5, 26),
    )
    history = person_history("P-001", [said(1, old), said(2, new, day=1)], LATE)
    assert history.baseline_at(date(2026, 4, 20)) == new
    assert history.baseline_at(date(2026, 4, 20), before=date(2026, 4, 12)) == old
    assert history.baseline_at(date(2026, 6, 1)) is None

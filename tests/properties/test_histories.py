"""Reading everybody at once says what reading each one says."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.events import (
    KIND_OF,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    PersonAdded,
    Retracted,
    StrapAssigned,
    StrapReleased,
    ZoneSet,
)
from pacepipe.domain.history import histories, people, person_history

START = datetime(2026, 11, 17, tzinfo=UTC)
PAYLOADS = st.sampled_from(
    [
        PersonAdded(),
        ZoneSet("UTC"),
        ConsentGiven("self"),
        ConsentWithdrawn("self"),
        StrapAssigned("strap-a"),
        StrapAssigned("strap-b"),
        StrapReleased("strap-a"),
        Retracted("wrong"),
    ]
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Event]:
    count = draw(st.integers(0, 12))
    events = []
    for seq in range(1, count + 1):
        payload = draw(PAYLOADS)
        about_h, entered_h = draw(st.integers(0, 9)), draw(st.integers(0, 9))
        events.append(
            Event(
                station_id="s",
                seq=seq,
                event_id=f"e{seq}",
                kind=KIND_OF[type(payload)],
                patient_id=draw(st.sampled_from(["P-1", "P-2", "P-3"])),
                about_at=START + timedelta(hours=about_h),
                zone="UTC",
                entered_at=START + timedelta(hours=entered_h),
                entered_by="home",
                supersedes=draw(
                    st.none() | st.integers(1, seq).map(lambda n: f"e{n - 1}")
                ),
                payload=payload,
            )
        )
    return events


@given(ledgers(), st.integers(0, 9))
def test_everybody_at_once_is_the_same_as_each_alone(events, hour):
    as_of = START + timedelta(hours=hour)

    assert histories(events, as_of) == tuple(
        person_history(patient_id, events, as_of)
        for patient_id in people(events, as_of)
    )

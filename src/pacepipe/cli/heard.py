"""Whether a strap is heard: read from the journal alone, whoever writes it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pacepipe.app import House
from pacepipe.cli.strap_book import known_straps
from pacepipe.domain.frame import LinkEventKind
from pacepipe.journal import FrameReader

HEARD_S: Final = 10.0
"""A strap counts as heard for so long after its last frame, seconds: the longest
that a heart-rate stream may be silent before the station takes the link for dead
(design section 4, a watchdog of 5 to 10 s)."""
FRAMES_LOOKED_AT: Final = 5_000
"""Newest frames that are looked at: over half a minute of the fastest streams."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One strap that a person wears, and when it was last heard.

    Attributes
    ----------
    heard_at : datetime or None
        Arrival of its newest frame; None where none is among the newest.
    """

    strap_id: str
    is_heard: bool
    heard_at: datetime | None


def straps_heard(house: House, patient_id: str) -> tuple[Heard, ...]:
    """Every strap that a person wears now, by id."""
    worn = [
        strap.paired.strap_id
        for strap in known_straps(house.said(), house.now())
        if strap.wearer == patient_id
    ]
    if not worn or not house.home.frames.exists():
        return tuple(Heard(strap_id, False, None) for strap_id in worn)
    with house.frame_reader() as reader:
        newest = _newest_us(reader)
    now = house.now()
    return tuple(_heard(strap_id, newest.get(strap_id), now) for strap_id in worn)


def _newest_us(reader: FrameReader) -> dict[str, int]:
    """Arrival of the newest frame of each strap, µs since 1970-01-01 UTC."""
    strap_of = {
        event.connection_id: event.detail
        for _, event in reader.link_events_after(0)
        if event.kind is LinkEventKind.IDENTIFIED
    }
    first = max(reader.last_seq() - FRAMES_LOOKED_AT, 0)
    rows = reader.frames_after(first, FRAMES_LOOKED_AT)
    arrivals = zip(rows.connection_id.tolist(), rows.utc_us.tolist(), strict=True)
    return {strap_of[link]: at_us for link, at_us in arrivals if link in strap_of}


def _heard(strap_id: str, newest_us: int | None, now: datetime) -> Heard:
    if newest_us is None:
        return Heard(strap_id, False, None)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=newest_us)
    age_s = (now - at).total_seconds()
    return Heard(strap_id, abs(age_s) <= HEARD_S, at)

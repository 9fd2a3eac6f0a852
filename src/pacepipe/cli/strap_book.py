"""What the events say of straps: which are known, who wears them, which to hear."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.collect import StrapTarget
from pacepipe.domain.characteristic import HEART_RATE_SERVICE
from pacepipe.domain.events import Event, StrapAssigned, StrapPaired
from pacepipe.domain.history import histories, in_effect
from pacepipe.errors import InputRejected, StrapNotFound

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownStrap:
    """A paired strap; `wearer` None means that it is nobody's now."""

    paired: StrapPaired
    paired_at: datetime
    wearer: str | None


def known_straps(events: Sequence[Event], as_of: datetime) -> tuple[KnownStrap, ...]:
    """Every strap that was paired here, as last paired, sorted by its id."""
    latest = {
        event.payload.strap_id: (event.payload, event.about_at)
        for event in in_effect(events, as_of)
        if isinstance(event.payload, StrapPaired)
    }
    wearers = {
        span.value: history.patient_id
        for history in histories(events, as_of)
        for span in history.assignments
        if span.holds(as_of)
    }
    return tuple(
        KnownStrap(paired, paired_at, wearers.get(strap_id))
        for strap_id, (paired, paired_at) in sorted(latest.items())
    )


def known_strap(house: House, strap_id: str) -> KnownStrap:
    """One paired strap.

    Raises
    ------
    InputRejected
        Where it was never paired here.
    """
    for strap in known_straps(house.said(), house.now()):
        if strap.paired.strap_id == strap_id:
            return strap
    raise InputRejected(
        f"There is no strap {strap_id} here.",
        means="Nothing was changed.",
        remedy="See `pacepipe strap list`.",
    )


def target(house: House, paired: StrapPaired) -> StrapTarget | None:
    """What the collector listens for; None where its profile is gone."""
    profile = next(
        (p for p in house.profiles() if p.profile_id == paired.profile_id), None
    )
    if profile is None:
        return None
    return StrapTarget(paired.strap_id, profile, paired.address)


def name_of(house: House, strap_id: str) -> tuple[str, ...]:
    """What a strap calls itself, for the words about it; none where it says none."""
    return tuple(
        strap.paired.advertised_name
        for strap in known_straps(house.said(), house.now())
        if strap.paired.strap_id == strap_id and strap.paired.advertised_name
    )


def straps_of(
    house: House, patient_id: str, strap_id: str | None
) -> tuple[StrapTarget, ...]:
    """Straps that a person wears, one that hears the heart first.

    With `strap_id` that one alone.

    Raises
    ------
    StrapNotFound
        Where they wear none that this program knows how to hear.
    """
    worn = (
        target(house, strap.paired)
        for strap in known_straps(house.said(), house.now())
        if strap.wearer == patient_id and strap_id in {None, strap.paired.strap_id}
    )
    found = sorted(
        (strap for strap in worn if strap is not None),
        key=lambda s: (HEART_RATE_SERVICE not in s.profile.services, s.strap_id),
    )
    if not found:
        raise StrapNotFound(
            f"{patient_id} wears no {strap_id or 'strap'} that can be heard here.",
            means="Nothing was recorded.",
            remedy=f"See `pacepipe strap list`, or `pacepipe strap pair {patient_id}`; "
            f"without a strap: `pacepipe log session {patient_id} --minutes N`.",
        )
    return tuple(found)


def refuse_a_worn_one(strap: KnownStrap, patient_id: str) -> None:
    """Nothing, where a strap is free or the person's own.

    Raises
    ------
    InputRejected
        Where somebody else wears it.
    """
    if strap.wearer not in {None, patient_id}:
        raise InputRejected(
            f"{strap.paired.strap_id} is worn by {strap.wearer}.",
            means="What it sends would become somebody else's; nothing was changed.",
            remedy="To lend it, or where it changed hands: `pacepipe strap release "
            f"{strap.paired.strap_id}`, then `pacepipe strap assign "
            f"{strap.paired.strap_id} {patient_id}`; each may be dated with --at.",
        )


def assign_now(
    house: House, strap_id: str, person: str, at: str | None, entered_by: str
) -> None:
    """Write down that a person wears a strap, from `at` (None: now) on."""
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    since = None if at is None else inputs.instant(at, now=history.as_of, zone=zone)
    event = house.record(
        StrapAssigned(strap_id),
        patient_id=person,
        by=entered_by,
        zone=zone,
        about_at=since,
    )
    output.tell(f"{person} wears it from {output.moment(event.about_at, zone)} on.")
    output.tell(f"Event {event.event_id}")


class Roster:
    """The straps that the station hears now: assigned, to somebody who agrees.

    Only what was said since the last look is read, and only where something was
    is it thought about, so that a look is cheap.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._events: tuple[Event, ...] = ()
        self._targets: tuple[StrapTarget, ...] = ()

    def __call__(self) -> tuple[StrapTarget, ...]:
        """The straps at this moment."""
        seen = self._events[-1].seq if self._events else 0
        newer = self._house.events().after(seen)
        if newer:
            self._events += newer
            self._targets = tuple(self._wanted())
        return self._targets

    def _wanted(self) -> Iterator[StrapTarget]:
        now = self._house.now()
        agreeing = {
            history.patient_id
            for history in histories(self._events, now)
            if history.has_consent(now)
        }
        for strap in known_straps(self._events, now):
            if strap.wearer not in agreeing:
                continue
            found = target(self._house, strap.paired)
            if found is None:
                _log.warning("no profile for strap=%s", strap.paired.strap_id)
            else:
                yield found

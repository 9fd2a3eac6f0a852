"""A home with one person and one maker's device, and frames poured into its journal."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pacepipe.app import House, Outside
from pacepipe.cli.demo_story import StoryTime
from pacepipe.domain.events import ConsentGiven, PersonAdded, StrapAssigned, ZoneSet
from pacepipe.domain.frame import Frame
from support.played import PATIENT, begin, house_at
from support.straps import ADDRESS

SAID_AT = datetime(2026, 2, 20, 8, tzinfo=UTC)
BOOTED_US = round(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1e6)


def a_home_with(root: Path, *strap_ids: str) -> Path:
    """One person in UTC who agreed, and to whom these straps were given."""
    begin(root)
    said = (
        PersonAdded(display_name="A virtual person", birth_year=1961),
        ZoneSet("UTC"),
        ConsentGiven(given_by="the virtual person"),
        *(StrapAssigned(strap_id) for strap_id in strap_ids),
    )
    with House.open(root, Outside(now=StoryTime(SAID_AT).now)) as house:
        for each in said:
            house.record(each, patient_id=PATIENT, by="test", zone="UTC")
    return root


def since_boot_ns(utc_us: int) -> int:
    """The boot clock of a station that runs since the year began."""
    return (utc_us - BOOTED_US) * 1000


def poured(
    root: Path,
    profile_id: str,
    frames: Iterable[Frame],
    *,
    later: timedelta = timedelta(0),
    clock_off: timedelta = timedelta(0),
    address: str = ADDRESS,
) -> None:
    """Frames of one link into the journal of a home, some time later.

    `clock_off` is how far the station's wall clock was from the truth.
    """
    kept = list(frames)
    late_us = later // timedelta(microseconds=1)
    off_us = clock_off // timedelta(microseconds=1)
    with house_at(root) as house, house.frames() as journal:
        link = journal.open_connection(
            profile_id=profile_id,
            address=address,
            advertised_name=None,
            boot_id="boot-1",
            boot_ns=since_boot_ns(kept[0].utc_us + late_us),
            utc_us=kept[0].utc_us + late_us + off_us,
        )
        for frame in kept:
            utc_us = frame.utc_us + late_us
            journal.append(
                replace(
                    frame,
                    connection_id=link,
                    utc_us=utc_us + off_us,
                    boot_ns=since_boot_ns(utc_us),
                )
            )

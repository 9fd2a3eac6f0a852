"""A file of another app or watch becomes a person's: bytes first, then the event."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pacepipe.app.house import House
from pacepipe.domain.events import Event, FileImported
from pacepipe.domain.history import PersonHistory, in_effect
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.errors import InputRejected
from pacepipe.exchange import (
    FileRefused,
    Recognised,
    Summary,
    Watch,
    drop,
    keep,
    nothing_to_read,
    read_file,
    recognise,
    summarise,
    unwatched,
)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """A file that is this person's now, or was before.

    Attributes
    ----------
    event : Event
        The one that says so.
    file_format : FileFormat
    summary : Summary or None
        None where the same bytes had been imported before: they are not read again.
    """

    event: Event
    file_format: FileFormat
    summary: Summary | None


@dataclass(frozen=True, slots=True)
class ImportWish:
    """Whose a file is said to be, and what is said with it."""

    history: PersonHistory
    local_zone: str
    device_label: str | None
    entered_by: str


def import_file(
    house: House,
    path: Path,
    wish: ImportWish,
    watched: Callable[[Recognised], Watch] = lambda _: unwatched,
) -> ImportOutcome:
    """Take in one file.

    Its bytes are on the disk before anything is read from them, and the event is
    written last: what breaks in between leaves bytes that nobody speaks of, and the
    next attempt finds them.

    Parameters
    ----------
    house : House
    path : Path
    wish : ImportWish
    watched : callable
        Given what the file is, whoever wants to hear how far it has been read.

    Raises
    ------
    FileRefused
        Where it cannot be read, with the place; its bytes are not kept.
    InputRejected
        Where the same bytes are somebody else's.
    DiskTrouble
    """
    kept = keep(path, house.home.imports)
    earlier = _said_of(house, wish.history, kept.sha256)
    if earlier is not None:
        return earlier
    try:
        recognised = recognise(kept.path)
        summary = summarise(read_file(kept.path, recognised, watched(recognised)))
        if summary.row_count == 0:
            raise nothing_to_read(summary.skipped)
    except FileRefused:
        drop(kept)
        raise
    event = house.record(
        FileImported(
            sha256=kept.sha256,
            file_format=recognised.file_format,
            size_bytes=kept.size_bytes,
            suffix=path.suffix.lower(),
            device_label=wish.device_label or _label(summary.devices),
            local_zone=wish.local_zone,
        ),
        patient_id=wish.history.patient_id,
        by=wish.entered_by,
        zone=wish.local_zone,
    )
    return ImportOutcome(event, recognised.file_format, summary)


def _said_of(house: House, history: PersonHistory, sha256: str) -> ImportOutcome | None:
    """What was said of the same bytes before, where it still counts."""
    for event in in_effect(house.said(), history.as_of):
        said = event.payload
        if not isinstance(said, FileImported) or said.sha256 != sha256:
            continue
        if event.patient_id != history.patient_id:
            raise InputRejected(
                f"The same file was imported for {event.patient_id}.",
                means="It cannot be two people's, so nothing was stored.",
                remedy="If that was wrong: `pacepipe events retract "
                f'{event.event_id} --reason "wrong person"`, then import it again.',
            )
        return ImportOutcome(event, said.file_format, None)
    return None


def _label(devices: tuple[str, ...]) -> str | None:
    """Up to three devices in one line."""
    return ", ".join(devices[:3]) + (", …" if devices[3:] else "") or None

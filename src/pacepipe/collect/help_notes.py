"""Straps for which the station needs a person: a small file beside the journal.

The station writes it whole and at once, so that whoever reads it sees one state.
It holds ids and reasons, no address and no reading. A file that is missing or
damaged says that nobody is needed.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pacepipe.collect.ladder import Barren
from pacepipe.domain.digest import canonical_json

_OWNER: Final = 0o600


@dataclass(frozen=True, slots=True)
class HelpNote:
    """One strap that stays silent whatever the station tries.

    Attributes
    ----------
    strap_id : str
    reason : Barren
        Of the last attempt before a person was asked for.
    since_utc_us : int
        Wall clock, µs since 1970-01-01 UTC.
    """

    strap_id: str
    reason: Barren
    since_utc_us: int


def read_help(path: Path) -> tuple[HelpNote, ...]:
    """What the station last wrote, by strap id; nothing where it cannot be read."""
    try:
        rows = json.loads(path.read_text("utf-8"))["help"]
        return tuple(
            HelpNote(row["strap_id"], Barren(row["reason"]), int(row["since_utc_us"]))
            for row in rows
        )
    except (OSError, ValueError, TypeError, KeyError):
        return ()


class HelpNotes:
    """The notes of one running station, and their file.

    A process that was started anew goes on with what the one before had written.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._notes = {note.strap_id: note for note in read_help(path)}

    def needed(self, strap_id: str, reason: Barren, utc_us: int) -> None:
        """A person is needed for this strap, since now where it is new."""
        before = self._notes.get(strap_id)
        since_us = utc_us if before is None else before.since_utc_us
        self._notes[strap_id] = HelpNote(strap_id, reason, since_us)
        self._write()

    def over(self, strap_id: str) -> None:
        """The strap is heard again."""
        if self._notes.pop(strap_id, None) is not None:
            self._write()

    def keep(self, strap_ids: Iterable[str]) -> None:
        """Drop what is said of any other strap than these."""
        gone = self._notes.keys() - set(strap_ids)
        for strap_id in gone:
            del self._notes[strap_id]
        if gone:
            self._write()

    def _write(self) -> None:
        """Replace the file.

        Raises
        ------
        OSError
            Where the disk does not take it.
        """
        notes = [self._notes[strap_id] for strap_id in sorted(self._notes)]
        draft = self._path.with_suffix(".part")
        end = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER)
        with os.fdopen(end, "w", encoding="utf-8") as file:
            file.write(canonical_json({"help": notes}))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

"""Everything that was ever said, read back from the ledger."""

from dataclasses import dataclass
from datetime import datetime

from pacepipe.domain.events import Event
from pacepipe.domain.history import PersonHistory, histories
from pacepipe.journal import event_from_row
from pacepipe.store import Warehouse


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who is known at `as_of`, and what counts for each.

    `first_said_at` is when the first statement of all was entered; a frame far
    before it has a clock that cannot be believed. None where nothing was said.
    """

    as_of: datetime
    histories: tuple[PersonHistory, ...]
    first_said_at: datetime | None


def read_events(warehouse: Warehouse) -> tuple[Event, ...]:
    """All ingested events, in the order they were entered."""
    return tuple(event_from_row(**row) for row in warehouse.rows("all_events"))


def read_everybody(warehouse: Warehouse, as_of: datetime) -> Everybody:
    """Histories of all people as of a moment, sorted by patient_id."""
    events = read_events(warehouse)
    return Everybody(
        as_of=as_of,
        histories=histories(events, as_of),
        first_said_at=min((e.entered_at for e in events), default=None),
    )

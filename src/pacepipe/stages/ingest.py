"""From the journals into `raw`, verbatim, each row once.

What is new is known by the row numbers of each station, so a run that was cut
short goes on where it stopped and a second run finds nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pacepipe.domain.instant import utc_us
from pacepipe.journal import EventReader, FrameReader
from pacepipe.store import Warehouse

FRAMES_A_BATCH: Final = 100_000
"""Rows a transaction: 260 k rows a second at this size (platform.md, section 1)."""
EVENT_COLUMNS: Final = (
    "station_id",
    "seq",
    "event_id",
    "kind",
    "schema_version",
    "patient_id",
    "about_at",
    "zone",
    "entered_at",
    "entered_by",
    "supersedes",
    "payload",
)
"""A row of the journal of what people said, in its order."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """How much was new."""

    frame_count: int
    event_count: int


def ingest(
    warehouse: Warehouse, *, frames: Path, events: Path, mark: Path, at: datetime
) -> Ingested:
    """Bring `raw` up to date with both journals.

    Parameters
    ----------
    warehouse : Warehouse
    frames, events : Path
        The journals; one that does not exist yet holds nothing.
    mark : Path
        Where to leave the number of the last frame that is safely stored, so
        that the collector knows what it may prune.
    at : datetime, aware
        The latest moment that can be now: a frame from long after it, stored now,
        has a wrong clock.
    """
    frame_count = 0
    if frames.exists():
        frame_count = _ingest_frames(warehouse, frames, mark, utc_us(at))
    event_count = _ingest_events(warehouse, events) if events.exists() else 0
    return Ingested(frame_count, event_count)


def _stored_up_to(warehouse: Warehouse, query: str, station_id: str) -> int:
    (row,) = warehouse.rows(query, station_id=station_id)
    (value,) = row.values()
    return int(value)


def _ingest_frames(warehouse: Warehouse, path: Path, mark: Path, stored_us: int) -> int:
    with FrameReader.open(path) as reader:
        station_id = reader.station_id
        _ingest_links(warehouse, reader)
        stored = _stored_up_to(warehouse, "ingest_frame_mark", station_id)
        count = 0
        while True:
            rows = reader.frames_after(stored, FRAMES_A_BATCH)
            if len(rows.seq) == 0:
                break
            with warehouse.transaction():
                count += warehouse.insert_frames(
                    station_id,
                    seq=rows.seq,
                    connection_id=rows.connection_id,
                    characteristic=rows.characteristic,
                    boot_ns=rows.boot_ns,
                    utc_us=rows.utc_us,
                    payload_hex=rows.payload_hex,
                )
                warehouse.insert(
                    "raw.storing",
                    {
                        "station_id": [station_id],
                        "first_seq": rows.seq[:1],
                        "last_seq": rows.seq[-1:],
                        "stored_us": [stored_us],
                    },
                )
            stored = int(rows.seq[-1])
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"station_id": station_id, "seq": stored}))
    return count


def _ingest_links(warehouse: Warehouse, reader: FrameReader) -> None:
    """Links before frames: a frame never stands in `raw` without its link."""
    station_id = reader.station_id
    known = _stored_up_to(warehouse, "ingest_connection_mark", station_id)
    links = reader.connections_after(known)
    known_event = _stored_up_to(warehouse, "ingest_link_event_mark", station_id)
    happened = reader.link_events_after(known_event)
    with warehouse.transaction():
        if links:
            warehouse.insert(
                "raw.connection",
                {
                    "station_id": [station_id] * len(links),
                    "connection_id": [c.connection_id for c in links],
                    "profile_id": [c.profile_id for c in links],
                    "address": [c.address for c in links],
                    "advertised_name": [c.advertised_name for c in links],
                    "boot_id": [c.boot_id for c in links],
                    "opened_boot_us": [c.opened_boot_ns // 1000 for c in links],
                    "opened_utc_us": [c.opened_utc_us for c in links],
                },
            )
        if happened:
            warehouse.insert(
                "raw.link_event",
                {
                    "station_id": [station_id] * len(happened),
                    "seq": [seq for seq, _ in happened],
                    "connection_id": [e.connection_id for _, e in happened],
                    "kind": [e.kind.value for _, e in happened],
                    "boot_us": [e.boot_ns // 1000 for _, e in happened],
                    "utc_us": [e.utc_us for _, e in happened],
                    "detail": [e.detail for _, e in happened],
                },
            )


def _ingest_events(warehouse: Warehouse, path: Path) -> int:
    with EventReader.open(path) as reader:
        rows = reader.raw_rows_after(
            _stored_up_to(warehouse, "ingest_event_mark", reader.station_id)
        )
    if not rows:
        return 0
    columns = dict(zip(EVENT_COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    for name in ("about_at", "entered_at"):
        columns[name] = [datetime.fromisoformat(str(text)) for text in columns[name]]
    with warehouse.transaction():
        return warehouse.insert("raw.event", columns)

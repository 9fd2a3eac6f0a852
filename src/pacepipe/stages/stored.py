"""What devices had stored, dated by their own clocks as far as these may be believed.

A device that stores tells of a day up to a week after it. Its rows are read out of
the journalled conversations, each dated by itself and kept by strap and time, so
that a row fetched twice is there once. All of it follows from frames and is
written anew each night; a day's digest holds the rows of that day, so late rows
touch exactly their own days.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from pacepipe.domain import characteristic as ch
from pacepipe.domain.instant import from_utc_us, utc_us
from pacepipe.gatt.polar_psftp import Answered, Query, Transfer, read_message
from pacepipe.gatt.polar_recording import is_clock_believable, read_clock
from pacepipe.gatt.ring_transcript import Packet, RingRow, RowKind, ring_transcript
from pacepipe.signals import (
    DeviceClock,
    Undatable,
    clock_of_offset,
    clock_of_today,
    undatable,
)
from pacepipe.store import Warehouse

CONVERSATIONS: Final = (
    ch.COLMI_WRITE,
    ch.COLMI_NOTIFY,
    ch.POLAR_PSFTP_H2D,
    ch.POLAR_PSFTP_MTU,
)
"""Characteristics whose frames say what was stored, or what a clock believed."""
DAY_S: Final = 86_400.0
_SAID: Final = ("ended_us", "value", "is_partial")


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What one device's clock was seen to believe at one moment.

    Attributes
    ----------
    read_at : datetime
        By the station.
    device_at : datetime or None
        By the device, as UTC; None where it does not tell its time.
    offset_s : float or None
        Device less station; whole days where only the date showed; None where
        nothing did.
    verdict : DeviceClock
    reason : str
        What the verdict is from.
    """

    read_at: datetime
    device_at: datetime | None
    offset_s: float | None
    verdict: DeviceClock
    reason: str


@dataclass(slots=True)
class _Found:
    """What all conversations so far told."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    refused: Counter[tuple[str, int, str, str, str]] = field(default_factory=Counter)
    clocks: dict[tuple[str, int, int], dict[str, Any]] = field(default_factory=dict)


def write_stored(warehouse: Warehouse) -> None:
    """Write `clean.stored_row`, `stored_reject` and `device_clock` anew.

    To be called inside the transaction that writes `clean.connection`.
    """
    for table in ("stored_row", "stored_reject", "device_clock"):
        warehouse.execute(f"clear_clean_{table}")
    found = _Found()
    frames = warehouse.rows("conversation_frames", characteristics=list(CONVERSATIONS))
    for _, link in groupby(
        frames, key=lambda row: (row["station_id"], row["connection_id"])
    ):
        _read_link(list(link), found)
    _insert(warehouse, "clean.stored_row", _once(found.rows))
    _insert(
        warehouse,
        "clean.stored_reject",
        [
            {
                "station_id": station_id,
                "seq": seq,
                "strap_id": strap_id,
                "kind": kind,
                "reason": reason,
                "row_count": count,
            }
            for (station_id, seq, strap_id, kind, reason), count in sorted(
                found.refused.items()
            )
        ],
    )
    _insert(warehouse, "clean.device_clock", list(found.clocks.values()))


def _insert(warehouse: Warehouse, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        warehouse.insert(table, {name: [r[name] for r in rows] for name in rows[0]})


def _read_link(link: list[dict[str, Any]], found: _Found) -> None:
    packets = [
        Packet(
            from_utc_us(row["utc_us"]),
            int(row["characteristic"]),
            bytes.fromhex(row["payload_hex"]),
        )
        for row in link
    ]
    clocks = list(_polar_clocks(packets))
    told = ring_transcript(packets)
    ring_clock = DeviceClock.UNREAD
    if told.today is not None:
        today = told.today
        ring_clock = clock_of_today(today.said_days, today.latest, today.read_at)
        days = [(d - today.read_at.date()).days for d in today.said_days]
        clocks.append(
            ClockReading(
                read_at=today.read_at,
                device_at=None,
                offset_s=max(days) * DAY_S if days else None,
                verdict=ring_clock,
                reason="date_of_stored_rows" if days else "no_stored_rows",
            )
        )
    for clock in clocks:
        read_us = utc_us(clock.read_at)
        key = (link[0]["station_id"], link[0]["connection_id"], read_us)
        found.clocks[key] = {
            "station_id": link[0]["station_id"],
            "connection_id": link[0]["connection_id"],
            "strap_id": link[0]["strap_id"],
            "read_us": read_us,
            "device_us": None if clock.device_at is None else utc_us(clock.device_at),
            "offset_s": clock.offset_s,
            "is_trusted": clock.verdict is DeviceClock.GOOD,
            "verdict": clock.verdict.value,
            "reason": clock.reason,
        }
    for row in told.rows:
        _keep(row, link[row.packet_index], ring_clock, found)


def _keep(
    row: RingRow, frame: dict[str, Any], clock: DeviceClock, found: _Found
) -> None:
    reason = undatable(
        row.began, asked_day=row.asked_day, clock=clock, now=row.answered_at
    )
    if reason is not None:
        found.refused[_refusal(row, frame, reason)] += 1
        return
    one = {
        "strap_id": frame["strap_id"],
        "kind": row.kind.value,
        "started_us": utc_us(row.began),
        "ended_us": utc_us(row.ended),
        "value": row.value,
        "is_partial": row.kind is RowKind.STEPS and row.ended > row.answered_at,
        "fetched_us": frame["utc_us"],
        "station_id": frame["station_id"],
        "seq": frame["seq"],
    }
    found.rows.append(one)


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row once: as last fetched, in the frame that first said so."""
    kept: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: (r["fetched_us"], r["station_id"], r["seq"])):
        key = (row["strap_id"], row["kind"], row["started_us"])
        before = kept.get(key)
        if before is None or any(before[name] != row[name] for name in _SAID):
            kept[key] = row
    return list(kept.values())


def _refusal(
    row: RingRow, frame: dict[str, Any], reason: Undatable
) -> tuple[str, int, str, str, str]:
    where = (frame["station_id"], frame["seq"], frame["strap_id"])
    return (*where, row.kind.value, reason.value)


def _polar_clocks(packets: list[Packet]) -> Iterator[ClockReading]:
    """Answers to "get local time" over the strap's file transfer."""
    is_asked, transfer = False, Transfer()
    for packet in packets:
        if packet.characteristic == ch.POLAR_PSFTP_H2D:
            asked = read_message(packet.payload)
            is_asked = asked is not None and asked.query_id == Query.GET_LOCAL_TIME
            transfer = Transfer()
        elif packet.characteristic == ch.POLAR_PSFTP_MTU and is_asked:
            transfer.receive(packet.payload)
            event = transfer.next_event()
            if not isinstance(event, Answered):
                continue
            is_asked = False
            device_at = read_clock(event.body)
            if device_at is not None:
                is_set = is_clock_believable(device_at)
                yield _clock(packet.at, device_at, is_set=is_set)


def _clock(read_at: datetime, device_at: datetime, *, is_set: bool) -> ClockReading:
    offset = device_at - read_at
    verdict = clock_of_offset(offset) if is_set else DeviceClock.WRONG
    if verdict is DeviceClock.GOOD:
        reason = "within_limit"
    else:
        reason = "over_limit" if is_set else "never_set"
    return ClockReading(
        read_at=read_at.astimezone(UTC),
        device_at=device_at,
        offset_s=offset / timedelta(seconds=1),
        verdict=verdict,
        reason=reason,
    )

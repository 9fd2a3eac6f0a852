"""Databases with the tables that Gadgetbridge makes."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

ACTIVITY = """
create table {table} (
    TIMESTAMP integer not null, DEVICE_ID integer not null, USER_ID integer not null,
    RAW_INTENSITY integer, STEPS integer, RAW_KIND integer, HEART_RATE integer,
    primary key (TIMESTAMP, DEVICE_ID)
) without rowid
"""
DEVICE = """
create table DEVICE (
    _id integer primary key, NAME text, MANUFACTURER text, IDENTIFIER text,
    TYPE integer, MODEL text
)
"""
INTERVALS = """
create table HEART_RR_INTERVAL_SAMPLE (
    TIMESTAMP integer not null, DEVICE_ID integer not null, USER_ID integer not null,
    SEQ integer not null, RR_MILLIS integer not null,
    primary key (TIMESTAMP, DEVICE_ID, SEQ)
) without rowid
"""
Sample = tuple[int, int, int, int]
"""Time stamp, device, steps, heart rate."""


def database(path: Path, tables: dict[str, Iterable[Sample]]) -> Path:
    """A database with one band and these tables."""
    with closing(sqlite3.connect(path)) as made:
        made.execute(DEVICE)
        band = (1, "Band of P", "Huami", "AA:BB:CC:DD:EE:FF", 10, "Mi Band 5")
        made.execute("insert into DEVICE values (?, ?, ?, ?, ?, ?)", band)
        for table, samples in tables.items():
            made.execute(ACTIVITY.format(table=table))
            made.executemany(
                f"insert into {table} values (?, ?, 1, 20, ?, 1, ?)",  # noqa: S608
                list(samples),
            )
        made.commit()
    return path


def with_intervals(path: Path, packets: Iterable[tuple[int, int, list[int]]]) -> Path:
    """The same database with RR intervals: arrival in ms, device, ms of each."""
    with closing(sqlite3.connect(path)) as made:
        made.execute(INTERVALS)
        made.executemany(
            "insert into HEART_RR_INTERVAL_SAMPLE values (?, ?, 1, ?, ?)",
            [
                (at_ms, device, seq, rr_ms)
                for at_ms, device, intervals in packets
                for seq, rr_ms in enumerate(intervals)
            ],
        )
        made.commit()
    return path

"""One night over made days of some people; its costs as one JSON object on stdout.

Usage: night_of.py PEOPLE HOURS. A process of its own, so that its peak memory is
its own. Time is processor time. What is spent in the store is `write` (rows inserted
and committed), `sql` (every other query) or `open` (the database opened, migrated,
checked and published), wherever it was called from; `decode` and `clean` are the pure
steps, arrays in and arrays out: the numerics of the night.
"""

import functools
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO / "src"), str(REPO / "tests")]

from pacepipe.app import House, Night, Outside  # noqa: E402
from pacepipe.app import night as night_steps  # noqa: E402
from pacepipe.domain.events import (  # noqa: E402
    ConsentGiven,
    PersonAdded,
    StrapAssigned,
    ZoneSet,
)
from pacepipe.domain.identity import StrapIdentity  # noqa: E402
from pacepipe.simulate.encode import heart_rate_measurement  # noqa: E402
from pacepipe.stages import rewrite as stage  # noqa: E402
from pacepipe.store import Warehouse  # noqa: E402
from support.played import ZONE, begin  # noqa: E402

STATION = "kitchen"
DAY = datetime(2026, 9, 1, 4, tzinfo=UTC)
"""Six in the morning in the zone of the home."""
NUMERICS = (
    "sensor_codes",
    "live_rr",
    "counted",
    "batch_rr",
    "rr_of_day",
    "clean_day",
    "told_later",
    "flagged_of_day",
    "classed_day",
    "heard_of_day",
    "intervals_of_day",
    "wear_of_day",
    "sessions_of_day",
    "rests_of_day",
    "responses_of_day",
    "resting_of_day",
)
"""Pure steps of `rewrite` after `decode`: arrays in, arrays out."""
STORE = {
    "rows": "sql",
    "columns": "sql",
    "execute": "sql",
    "insert": "write",
    "insert_frames": "write",
    "_commit": "write",
    "check": "open",
    "close": "open",
}


class Spent:
    """Processor seconds by name; a call within a call counts for itself only."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._within = [0.0]

    def of(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, measured."""

        @functools.wraps(call)
        def measured(*args: Any, **kwargs: Any) -> Any:
            self._within.append(0.0)
            began_s = time.process_time()
            try:
                return call(*args, **kwargs)
            finally:
                taken_s = time.process_time() - began_s
                self.seconds[name] += taken_s - self._within.pop()
                self._within[-1] += taken_s

        return measured


def fill(house: House, people: int, hours: float) -> int:
    """People with a strap each, and their frames, straight into `raw`."""
    chance = np.random.default_rng(37)
    count = int(hours * 3600)
    hr_bpm = np.clip(75 + np.cumsum(chance.normal(0, 0.6, count)), 55, 140).astype(int)
    payload_hex = np.array(
        [
            heart_rate_measurement(int(hr), rr_raw=[int(61440 / hr)]).hex()
            for hr in hr_bpm
        ]
    )
    start_us = int(DAY.timestamp()) * 1_000_000
    at_us = start_us + np.arange(count, dtype=np.int64) * 1_000_000
    ids = np.arange(1, people + 1)
    addresses = [f"00:00:00:00:{i // 256:02X}:{i % 256:02X}" for i in ids.tolist()]
    for number, address in zip(ids.tolist(), addresses, strict=True):
        strap_id = StrapIdentity(None, None, None).strap_id(address)
        said = (
            PersonAdded(),
            ZoneSet(ZONE),
            ConsentGiven(given_by="a made person"),
            StrapAssigned(strap_id),
        )
        for payload in said:
            house.record(
                payload,
                patient_id=f"P-{number:04d}",
                by="bench",
                zone=ZONE,
                about_at=DAY - timedelta(hours=1),
            )
    with house.warehouse() as warehouse:
        warehouse.insert(
            "raw.connection",
            {
                "station_id": [STATION] * people,
                "connection_id": ids,
                "profile_id": ["heart_rate_strap"] * people,
                "address": addresses,
                "advertised_name": [None] * people,
                "boot_id": ["boot"] * people,
                "opened_boot_us": np.zeros(people, dtype=np.int64),
                "opened_utc_us": np.full(people, start_us - 1_000_000),
            },
        )
        for place in range(people):
            warehouse.insert_frames(
                STATION,
                seq=place * count + np.arange(1, count + 1),
                connection_id=np.full(count, place + 1),
                characteristic=np.full(count, 0x2A37),
                boot_ns=(at_us - start_us) * 1000,
                utc_us=at_us,
                payload_hex=np.roll(payload_hex, place * 601),
            )
    return people * count


def scan_s(house: House) -> float:
    """Processor seconds of reading every frame once, and nothing else."""
    with house.warehouse() as warehouse:
        cursor = warehouse.cursor()
        began_s = time.process_time()
        cursor.execute(
            "select sum(utc_us), sum(characteristic), sum(octet_length(payload)) "
            "from raw.frame"
        ).fetchall()
        return time.process_time() - began_s


def main() -> None:
    """Make the people, run the night's steps, say what each cost."""
    people, hours = int(sys.argv[1]), float(sys.argv[2])
    spent = Spent()
    with tempfile.TemporaryDirectory() as folder:
        root = begin(Path(folder) / "home")
        as_of = DAY + timedelta(hours=hours + 6)
        with House.open(root, Outside(now=lambda: as_of)) as house:
            frames = fill(house, people, hours)
            scanned_s = scan_s(house)
            stage.decode = spent.of("decode", stage.decode)
            for name in NUMERICS:
                setattr(stage, name, spent.of("clean", getattr(stage, name)))
            for name, kind in STORE.items():
                setattr(Warehouse, name, spent.of(kind, getattr(Warehouse, name)))
            opened = spent.of("open", House.warehouse)
            setattr(House, "warehouse", opened)  # noqa: B010 - as those above
            night_steps.publish = spent.of("open", night_steps.publish)
            night = Night(house, as_of)
            began_s, began_wall_s = time.process_time(), time.perf_counter()
            with night.recorded():
                night.ingest()
                for batch in night.look():
                    night.rewrite(batch)
                night.trends()
                night.flag()
                night.plan()
                night.gate()
                night.summarise()
                night.publish()
            whole_s = time.process_time() - began_s
            wall_s = time.perf_counter() - began_wall_s
    print(
        json.dumps(
            {
                "frames": frames,
                "days": night.days_rewritten,
                "whole_s": whole_s,
                "wall_s": wall_s,
                "scan_s": scanned_s,
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                **{f"{name}_s": s for name, s in spent.seconds.items()},
            }
        )
    )


if __name__ == "__main__":
    main()

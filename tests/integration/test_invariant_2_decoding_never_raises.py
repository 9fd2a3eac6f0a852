"""Whatever bytes arrive, the night ends well, and says which it could not read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from pacepipe.domain.frame import Frame
from support.ask import ask_work
from support.played import AFTER, house_at, night

KNOWN = (0x2A37, 0x2A38, 0x2A53, 0x2A54, 0x2A19, 0x2A25, 0x2A29)
UNKNOWN = 0x2AFF
MONDAY = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


def _journal(played: Path, payloads: list[tuple[int, bytes]]) -> None:
    """Frames of the person's own strap, on the Monday after the eight weeks."""
    with house_at(played) as house:
        with house.frame_reader() as reader:
            link = reader.connections_after(0)[0].connection_id
        with house.frames() as journal:
            for number, (characteristic, payload) in enumerate(payloads):
                at = MONDAY + timedelta(seconds=number)
                us = round(at.timestamp() * 1e6)
                journal.append(Frame(link, characteristic, us * 1000, us, payload))


def test_noise_in_every_characteristic_never_stops_the_night(played: Path) -> None:
    chance = np.random.default_rng(1)
    noise = [
        (
            int(chance.choice((*KNOWN, UNKNOWN))),
            chance.bytes(int(chance.integers(0, 25))),
        )
        for _ in range(2_000)
    ]
    _journal(played, noise)
    report = night(played, AFTER)
    assert report.status == "done"
    assert report.frames_ingested == len(noise)


def test_a_cut_frame_and_an_unknown_characteristic_are_kept_with_a_reason(
    played: Path,
) -> None:
    _journal(
        played,
        [
            (0x2A37, bytes.fromhex("190046")),
            (0x2A37, bytes.fromhex("10464003FF")),
            (UNKNOWN, b"\x01"),
            (0x2A37, bytes.fromhex("16464003")),
        ],
    )
    night(played, AFTER)
    rejects = ask_work(
        played,
        "select reason from clean.reject where day_date = '2026-10-26' order by seq",
    )
    assert rejects == [("truncated",), ("odd_tail",), ("unknown_characteristic",)]
    (day,) = ask_work(
        played, "select reject_count from mart.day where day_date = '2026-10-26'"
    )
    assert day == (3,)

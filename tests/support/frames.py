"""Frames for the tests of the journal: the payload says which one it is."""

from pacepipe.domain.frame import Frame
from pacepipe.journal import FrameJournal, FrameReader


def frame(number: int, connection_id: int = 1) -> Frame:
    return Frame(
        connection_id=connection_id,
        characteristic=0x2A37,
        boot_ns=number * 1_000_000,
        utc_us=1_700_000_000_000_000 + number,
        payload=number.to_bytes(4, "big"),
    )


def open_link(journal: FrameJournal, *, utc_us: int = 1_700_000_000_000_000) -> int:
    return journal.open_connection(
        profile_id="hrs",
        address="AA:BB:CC:DD:EE:FF",
        advertised_name="Strap",
        boot_id="boot-1",
        boot_ns=5,
        utc_us=utc_us,
    )


def numbers_in(reader: FrameReader) -> list[int]:
    rows = reader.frames_after(0, 10_000_000)
    return [int(payload, 16) for payload in rows.payload_hex]

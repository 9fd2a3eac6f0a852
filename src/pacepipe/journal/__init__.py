"""The durable log of what arrived: frames from straps, and what people said."""

from pacepipe.journal.codec import decode_payload, encode_payload
from pacepipe.journal.event_rows import EventReader, RawEventRow, event_from_row
from pacepipe.journal.events import EventJournal
from pacepipe.journal.frames import FrameJournal
from pacepipe.journal.reader import FrameReader, FrameRows

__all__ = [
    "EventJournal",
    "EventReader",
    "FrameJournal",
    "FrameReader",
    "FrameRows",
    "RawEventRow",
    "decode_payload",
    "encode_payload",
    "event_from_row",
]

"""Recordings out of a journalled conversation: what was asked, what came back.

The station's own messages are kept under POLAR_PSFTP_H2D (host to device), the
strap's packets under POLAR_PSFTP_MTU, both in the order they went over the air.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pacepipe.domain.characteristic import POLAR_PSFTP_H2D, POLAR_PSFTP_MTU
from pacepipe.gatt.polar_psftp import Answered, Operation, Transfer, read_message
from pacepipe.gatt.polar_recording import SAMPLES_FILE, Recording, read_recording


@dataclass(frozen=True, slots=True)
class StoredRecording:
    """One file of a strap; name and digest together say whether it is known."""

    name: str
    digest: str
    recording: Recording


def digest_of(body: bytes) -> str:
    """Digest of a file's bytes."""
    return hashlib.sha256(body).hexdigest()


def recordings_of(frames: Iterable[tuple[int, bytes]]) -> tuple[StoredRecording, ...]:
    """Whole, readable recordings in the frames of one connection, each once.

    Parameters
    ----------
    frames : iterable of (characteristic, payload)
        In order, of any content; other characteristics are passed over. An answer
        that breaks off, or that nobody asked for, yields nothing.
    """
    found: dict[tuple[str, str], StoredRecording] = {}
    name: str | None = None
    transfer = Transfer()
    for characteristic, payload in frames:
        if characteristic == POLAR_PSFTP_H2D:
            name, transfer = _samples_asked(payload), Transfer()
        elif characteristic == POLAR_PSFTP_MTU and name is not None:
            transfer.receive(payload)
            event = transfer.next_event()
            if not isinstance(event, Answered):
                continue
            recording = read_recording(event.body)
            if recording is not None:
                digest = digest_of(event.body)
                found[name, digest] = StoredRecording(name, digest, recording)
            name = None
    return tuple(found.values())


def _samples_asked(message: bytes) -> str | None:
    """Name of the recording whose samples a message asks for."""
    asked = read_message(message)
    if asked is None or asked.operation != Operation.GET or asked.path is None:
        return None
    name, _, file = asked.path.strip("/").rpartition("/")
    return name if file == SAMPLES_FILE and name else None

"""What a strap sent, before anybody interprets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pacepipe.domain.arrays import ByteArray, IntArray


@dataclass(frozen=True, slots=True)
class Frame:
    """One notification or one read value.

    Attributes
    ----------
    connection_id : int
        The link it came over; unique within one station's journal.
    characteristic : int
        Assigned number, see `pacepipe.domain.characteristic`.
    boot_ns : int
        Monotonic clock of the station at arrival, ns since its boot.
    utc_us : int
        Wall clock of the station at arrival, µs since 1970-01-01 UTC.
    payload : bytes
        The bytes, verbatim.
    """

    connection_id: int
    characteristic: int
    boot_ns: int
    utc_us: int
    payload: bytes


@dataclass(frozen=True, slots=True, eq=False)
class FrameBatch:
    """Many payloads laid end to end.

    Attributes
    ----------
    data : (total,) uint8
        All payload bytes.
    offsets : (n + 1,) int64
        Payload i is ``data[offsets[i]:offsets[i + 1]]``.
    """

    data: ByteArray
    offsets: IntArray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def from_payloads(cls, payloads: Sequence[bytes]) -> "FrameBatch":
        """Lay payloads end to end, in order."""
        offsets = np.zeros(len(payloads) + 1, dtype=np.int64)
        np.cumsum([len(payload) for payload in payloads], out=offsets[1:])
        data = np.frombuffer(b"".join(payloads), dtype=np.uint8)
        return cls(data=data, offsets=offsets)

    def take(self, index: IntArray) -> "FrameBatch":
        """Some of the payloads, in the order asked for."""
        sizes = np.diff(self.offsets)[index]
        offsets = np.zeros(len(index) + 1, dtype=np.int64)
        np.cumsum(sizes, out=offsets[1:])
        shift = np.repeat(self.offsets[:-1][index] - offsets[:-1], sizes)
        return FrameBatch(self.data[np.arange(offsets[-1]) + shift], offsets)


class LinkEventKind(StrEnum):
    """What happened to a link, as the collector saw it."""

    OPENED = "opened"
    IDENTIFIED = "identified"
    SUBSCRIBED = "subscribed"
    SILENT = "silent"
    LOST = "lost"
    REFUSED = "refused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Connection:
    """One link between the station and a strap, as opened.

    `address` is a hint only and never leaves the journal and `raw`.
    `boot_id` names the boot that `boot_ns` of its frames counts from.
    """

    connection_id: int
    profile_id: str
    address: str
    advertised_name: str | None
    boot_id: str
    opened_boot_ns: int
    opened_utc_us: int


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """Something that happened to a link; `detail` holds no radio address."""

    connection_id: int
    kind: LinkEventKind
    boot_ns: int
    utc_us: int
    detail: str

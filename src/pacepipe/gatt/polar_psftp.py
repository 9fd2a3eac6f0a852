"""Polar's file transfer (PSFTP): messages to packets, packets to an answer.

A message is a *request*, ``length u16 | PbPFtpOperation``, or a *query*,
``id u16 with the top bit set | parameters``, both little-endian. It travels in
packets of ``header u8 | bytes``: bit 0 of the header is 0 in the first packet of a
message and 1 in the rest; bits 1-2 say last (01), more to come (11), or that a
u16 result code follows (00, where code 0 is "done"); bits 4-7 count packets,
modulo 16. One message is answered by one message of such packets.

Nothing here does input or output, and nothing raises on bytes from outside.

References
----------
Polar BLE SDK, documentation of H10 recordings and its published protocol buffer
definitions (pftp_request, pftp_response, pftp_error).
"""

from collections import deque
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from pacepipe.gatt.protobuf_lite import (
    bytes_field,
    number_field,
    number_of,
    read_fields,
    text_of,
)

HEADER_BYTES: Final = 1
_U16_BYTES: Final = 2
_NEXT: Final = 0b1
_STATUS_SHIFT: Final = 1
_STATUS_BITS: Final = 0b11
_RESULT: Final = 0b00
_LAST: Final = 0b01
_MORE: Final = 0b11
_COUNT_SHIFT: Final = 4
_COUNT_BITS: Final = 0b1111
_REQUEST_MAX_BYTES: Final = 0x7FFF
_QUERY_BIT: Final = 0x8000
ANSWER_MAX_BYTES: Final = 8 << 20
"""An answer that goes on for longer is no answer: the store of the largest strap
holds 2 MB (ours: four times that)."""


class Operation(IntEnum):
    """What a request does to a file or folder."""

    GET = 0
    PUT = 1
    MERGE = 2
    REMOVE = 3


class Query(IntEnum):
    """What a query asks."""

    SET_SYSTEM_TIME = 1
    SET_LOCAL_TIME = 3
    GET_LOCAL_TIME = 4
    GET_DISK_SPACE = 5
    START_RECORDING = 14
    STOP_RECORDING = 15
    RECORDING_STATUS = 16


class ResultCode(IntEnum):
    """Result codes that pacepipe acts on."""

    DONE = 0
    NO_SUCH_FILE = 103
    NOT_PERMITTED = 106
    NOT_IMPLEMENTED = 201
    BUSY = 202
    DISK_FULL = 205
    NOT_READY = 206


class TransferTrouble(StrEnum):
    """Why an answer cannot be used."""

    REFUSED = "refused"
    OUT_OF_SEQUENCE = "out_of_sequence"
    NOT_BEGUN = "not_begun"
    BAD_PACKET = "bad_packet"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer to a message."""

    body: bytes


@dataclass(frozen=True, slots=True)
class TransferFailed:
    """The answer cannot be used; `code` is the strap's result code, if it gave one."""

    trouble: TransferTrouble
    code: int | None = None


TransferEvent = Answered | TransferFailed


def request(operation: Operation, path: str) -> bytes:
    """The message for one file or folder.

    Raises
    ------
    ValueError
        Where the path is longer than a message can be.

    Examples
    --------
    ``0A 00`` is the length, ``08 00`` the operation GET, the rest the path:

    >>> request(Operation.GET, "/WALK1").hex(" ")
    '0a 00 08 00 12 06 2f 57 41 4c 4b 31'
    """
    body = number_field(1, operation) + bytes_field(2, path.encode("utf-8"))
    if len(body) > _REQUEST_MAX_BYTES:
        raise ValueError("the path is longer than a request can say")
    return len(body).to_bytes(2, "little") + body


def query(kind: Query, parameters: bytes = b"") -> bytes:
    """The message that asks one thing.

    Examples
    --------
    >>> query(Query.RECORDING_STATUS).hex(" ")
    '10 80'
    """
    return (kind | _QUERY_BIT).to_bytes(2, "little") + parameters


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks, read back: one of `operation` and `query_id` is set."""

    operation: int | None
    path: str | None
    query_id: int | None
    parameters: bytes


def read_message(message: bytes) -> Asked | None:
    """What a whole message asks; None where it cannot be read."""
    if len(message) < _U16_BYTES:
        return None
    head = int.from_bytes(message[:_U16_BYTES], "little")
    body = message[_U16_BYTES:]
    if head & _QUERY_BIT:
        return Asked(None, None, head & ~_QUERY_BIT, body)
    if len(body) < head:
        return None
    fields = read_fields(body[:head])
    if fields is None:
        return None
    operation, path = number_of(fields, 1), text_of(fields, 2)
    if operation is None or path is None:
        return None
    return Asked(operation, path, None, body[head:])


def packets(message: bytes, payload_max_bytes: int) -> tuple[bytes, ...]:
    """A message cut into packets.

    Parameters
    ----------
    message : bytes
    payload_max_bytes : int, at least 2
        What one write or notification carries, ATT MTU less 3.

    Examples
    --------
    >>> [packet.hex(" ") for packet in packets(b"ABC", 3)]
    ['06 41 42', '13 43']
    """
    size = payload_max_bytes - HEADER_BYTES
    if size < 1:
        raise ValueError("a packet has to hold at least one byte of the message")
    pieces = [message[at : at + size] for at in range(0, len(message), size)] or [b""]
    return tuple(
        bytes([_header(place, is_last=place == len(pieces) - 1)]) + piece
        for place, piece in enumerate(pieces)
    )


def result_packet(code: int) -> bytes:
    """The packet that ends an exchange with a result code instead of an answer."""
    return bytes([0]) + code.to_bytes(2, "little")


def _header(place: int, *, is_last: bool) -> int:
    status = _LAST if is_last else _MORE
    later = _NEXT if place else 0
    return later | status << _STATUS_SHIFT | (place & _COUNT_BITS) << _COUNT_SHIFT


class Transfer:
    """Puts the packets of one answer together. Hand it every packet, in order.

    After its one event it takes nothing more: an answer is used whole or not at all.
    """

    def __init__(self) -> None:
        self._body = bytearray()
        self._count = 0
        self._events: deque[TransferEvent] = deque()
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether its event has come about."""
        return self._is_over

    def receive(self, packet: bytes) -> None:
        """Take one packet, of any content."""
        if self._is_over:
            return
        if len(packet) < HEADER_BYTES:
            self._fail(TransferTrouble.BAD_PACKET)
            return
        head, piece = packet[0], packet[HEADER_BYTES:]
        status = head >> _STATUS_SHIFT & _STATUS_BITS
        if status == _RESULT:
            self._result(piece)
            return
        trouble = self._judge(head, len(piece))
        if trouble is not None:
            self._fail(trouble)
            return
        self._body += piece
        self._count += 1
        if status == _LAST:
            self._end(Answered(bytes(self._body)))

    def next_event(self) -> TransferEvent | None:
        """What came about, once; None while there is nothing."""
        return self._events.popleft() if self._events else None

    def _judge(self, head: int, size: int) -> TransferTrouble | None:
        """Why a packet cannot be the next one; None where it can."""
        is_next = head & _NEXT != 0
        if head >> _STATUS_SHIFT & _STATUS_BITS not in {_LAST, _MORE}:
            return TransferTrouble.BAD_PACKET
        if is_next and self._count == 0:
            return TransferTrouble.NOT_BEGUN
        is_in_turn = head >> _COUNT_SHIFT == self._count & _COUNT_BITS
        if is_next != (self._count > 0) or not is_in_turn:
            return TransferTrouble.OUT_OF_SEQUENCE
        if len(self._body) + size > ANSWER_MAX_BYTES:
            return TransferTrouble.TOO_LONG
        return None

    def _result(self, piece: bytes) -> None:
        if len(piece) < _U16_BYTES:
            self._fail(TransferTrouble.BAD_PACKET)
            return
        code = int.from_bytes(piece[:_U16_BYTES], "little")
        if code == ResultCode.DONE:
            self._end(Answered(bytes(self._body)))
        else:
            self._fail(TransferTrouble.REFUSED, code)

    def _fail(self, trouble: TransferTrouble, code: int | None = None) -> None:
        self._end(TransferFailed(trouble, code))

    def _end(self, event: TransferEvent) -> None:
        self._is_over = True
        self._events.append(event)

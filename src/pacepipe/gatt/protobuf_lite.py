"""The few parts of protocol buffers that a strap's messages use.

Two wire types are understood, numbers (varint) and byte strings; fixed 32- and
64-bit fields are stepped over. Nothing here raises on bytes from outside: a message
that cannot be read is None.

References
----------
Protocol Buffers documentation, "Encoding".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

VARINT_MAX_BYTES: Final = 10
"""A 64-bit number in groups of seven bits."""
_VARINT: Final = 0
_FIXED_64: Final = 1
_BYTES: Final = 2
_FIXED_32: Final = 5
_FIXED_SIZES: Final = {_FIXED_64: 8, _FIXED_32: 4}
_U64: Final = (1 << 64) - 1
_GROUP: Final = 0x7F
_MORE_FOLLOW: Final = 0x80


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message, in the order it stands there.

    `value` is a number or bytes; a fixed-size field is its bytes.
    """

    number: int
    value: int | bytes


def varint(value: int) -> bytes:
    """A number in groups of seven bits, the lowest first.

    Examples
    --------
    >>> varint(300).hex(" ")
    'ac 02'
    """
    rest = value & _U64
    groups = bytearray()
    while rest > _GROUP:
        groups.append(rest & _GROUP | _MORE_FOLLOW)
        rest >>= 7
    groups.append(rest)
    return bytes(groups)


def number_field(number: int, value: int) -> bytes:
    """A field that holds a number; a negative one as 64-bit two's complement."""
    return varint(number << 3 | _VARINT) + varint(value)


def bytes_field(number: int, value: bytes) -> bytes:
    """A field that holds bytes: a text, or a message within the message.

    Examples
    --------
    >>> bytes_field(2, b"/U/").hex(" ")
    '12 03 2f 55 2f'
    """
    return varint(number << 3 | _BYTES) + varint(len(value)) + value


def packed_field(number: int, values: Iterable[int]) -> bytes:
    """A field that holds many numbers end to end."""
    return bytes_field(number, b"".join(map(varint, values)))


def read_fields(message: bytes) -> tuple[Field, ...] | None:
    """Fields of a message, in order; None where it is no whole message.

    Examples
    --------
    >>> read_fields(bytes.fromhex("08 01 12 02 41 42"))
    (Field(number=1, value=1), Field(number=2, value=b'AB'))
    >>> read_fields(bytes.fromhex("12 05 41")) is None
    True
    """
    fields: list[Field] = []
    at = 0
    while at < len(message):
        key = _read_varint(message, at)
        if key is None or key[0] >> 3 == 0:
            return None
        read = _read_value(message, key[1], key[0] & 0b111)
        if read is None:
            return None
        value, at = read
        fields.append(Field(key[0] >> 3, value))
    return tuple(fields)


def read_packed(value: bytes) -> tuple[int, ...] | None:
    """Numbers laid end to end; None where the last one is cut.

    Examples
    --------
    >>> read_packed(bytes.fromhex("AC 02 01"))
    (300, 1)
    """
    numbers: list[int] = []
    at = 0
    while at < len(value):
        read = _read_varint(value, at)
        if read is None:
            return None
        number, at = read
        numbers.append(number)
    return tuple(numbers)


def numbers_of(fields: Sequence[Field], number: int) -> tuple[int, ...] | None:
    """All numbers of a repeated field, packed or not; None where it is cut."""
    found: list[int] = []
    for field in fields:
        if field.number != number:
            continue
        if isinstance(field.value, int):
            found.append(field.value)
            continue
        packed = read_packed(field.value)
        if packed is None:
            return None
        found.extend(packed)
    return tuple(found)


def number_of(fields: Sequence[Field], number: int) -> int | None:
    """The number in a field, the last one where it stands twice; None without it."""
    found = [f.value for f in fields if f.number == number and isinstance(f.value, int)]
    return found[-1] if found else None


def bytes_of(fields: Sequence[Field], number: int) -> bytes | None:
    """The bytes in a field, likewise."""
    found = [
        f.value for f in fields if f.number == number and isinstance(f.value, bytes)
    ]
    return found[-1] if found else None


def text_of(fields: Sequence[Field], number: int) -> str | None:
    """The text in a field; None without it, or where it is not UTF-8."""
    value = bytes_of(fields, number)
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _read_value(message: bytes, at: int, wire: int) -> tuple[int | bytes, int] | None:
    if wire == _VARINT:
        return _read_varint(message, at)
    size = _FIXED_SIZES.get(wire)
    if wire == _BYTES:
        length = _read_varint(message, at)
        if length is None:
            return None
        size, at = length
    if size is None or at + size > len(message):
        return None
    return message[at : at + size], at + size


def _read_varint(message: bytes, at: int) -> tuple[int, int] | None:
    value = 0
    for place in range(VARINT_MAX_BYTES):
        if at + place >= len(message):
            return None
        group = message[at + place]
        value |= (group & _GROUP) << 7 * place
        if group < _MORE_FOLLOW:
            return value & _U64, at + place + 1
    return None

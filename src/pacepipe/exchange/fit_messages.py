"""FIT files as messages: the only place that knows the library.

`fitdecode` (MIT) reads frame by frame and knows where each begins; the vendor's own
kit is not under an open licence, and says of an error neither where nor, in a file
that ends early, which message it hit.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final

import fitdecode
from fitdecode.profile import FIELD_NUM_TIMESTAMP, FIELD_TYPE_TIMESTAMP

from pacepipe.exchange.progress import WATCH_EVERY, Watch
from pacepipe.exchange.refusal import FileRefused, at_byte

FitValue = int | float | str | tuple[int | float | None, ...]

# What bytes that are no FIT make of the library's own arithmetic.
_GARBLED: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)
_BEYOND: Final = 1 << 40
_OFFSET: Final = re.compile(r"(?:@ |offset: )(\d+)")


@dataclass(frozen=True, slots=True)
class FitMessage:
    """One data message.

    Attributes
    ----------
    number : int
        Global message number of the FIT profile.
    place : int
        Byte where it begins.
    values : mapping of field number to raw value
        A value that the file marks as invalid is absent, as are developer fields. An
        array of one is that one.
    words : mapping of field number to str
        Names that the profile has for an enumerated value or a text.
    """

    number: int
    place: int
    values: Mapping[int, FitValue]
    words: Mapping[int, str]

    def whole(self, field: int) -> int | None:
        """A whole number, or None where there is none of an ordinary size."""
        value = self.values.get(field)
        is_ordinary = isinstance(value, int) and abs(value) < _BEYOND
        return value if is_ordinary and isinstance(value, int) else None


def messages(file: IO[bytes], watch: Watch) -> Iterator[FitMessage]:
    """Every data message, in order.

    Raises
    ------
    FileRefused
        Where the file is broken, with the byte: a wrong checksum, an end that comes
        too early, something after the end that is no FIT.
    """
    reached = 0
    reader = fitdecode.FitReader(
        file,
        processor=None,
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.IGNORE,
        keep_raw_chunks=True,
    )
    try:
        for count, frame in enumerate(reader):
            place = frame.chunk.offset
            reached = place + len(frame.chunk.bytes)
            if count % WATCH_EVERY == 0:
                watch(reached)
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield _message(frame, place)
    except fitdecode.FitError as error:
        raise _refusal(error, reached) from error
    except _GARBLED as error:
        reason = "these bytes make no sense as FIT"
        raise at_byte(reason, reached) from error
    if reached == 0:
        raise at_byte("the file is empty", 0)


def _message(frame: fitdecode.FitDataMessage, place: int) -> FitMessage:
    values: dict[int, FitValue] = {}
    words: dict[int, str] = {}
    for data in frame.fields:
        if data.raw_value is None or data.raw_value == (None,):
            continue
        if data.field_def is None:
            # the time in the header of a message; other ones are made up of others
            if data.field is FIELD_TYPE_TIMESTAMP:
                values[FIELD_NUM_TIMESTAMP] = data.raw_value
        elif not data.field_def.is_dev:
            raw = data.raw_value
            is_alone = isinstance(raw, tuple) and len(raw) == 1
            values[data.field_def.def_num] = raw[0] if is_alone else raw
            if isinstance(data.value, str):
                words[data.field_def.def_num] = data.value
    return FitMessage(frame.global_mesg_num, place, values, words)


def _refusal(error: Exception, reached: int) -> FileRefused:
    if isinstance(error, fitdecode.FitEOFError):
        end = error.offset + error.got
        return at_byte("the file ends here, in the middle of a message", end)
    found = _OFFSET.search(str(error))
    place = int(found.group(1)) if found else reached
    if isinstance(error, fitdecode.FitCRCError):
        return at_byte("the checksum does not fit the bytes before it", place)
    if isinstance(error, fitdecode.FitHeaderError):
        is_first = place == 0
        what = "no FIT file begins here" if is_first else "what follows is no FIT file"
        return at_byte(what, place)
    return at_byte("a message here is not described before it", place)

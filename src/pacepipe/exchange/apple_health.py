"""Apple Health's `export.xml`: heart rate, steps and workouts, in one pass.

The file of a few years has gigabytes, so no tree is made of it: expat hands over one
start tag after the other with the byte where it begins. Names and attributes are
those of the document type at the head of every export. Times carry the offset of the
phone that exported, so they are instants and say nothing about where somebody was.
"""

import re
from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat

from pacepipe.domain.imported import (
    ImportedRecords,
    ImportedSpan,
    ImportSource,
    PlaceUnit,
    Skipped,
)
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.gathering import Gathering
from pacepipe.exchange.progress import Watch, unwatched
from pacepipe.exchange.refusal import at_byte
from pacepipe.exchange.wall_clock import WallClock

HEART_RATE: Final = "HKQuantityTypeIdentifierHeartRate"
STEP_COUNT: Final = "HKQuantityTypeIdentifierStepCount"
PER_MINUTE: Final = {"count/min": 1.0, "count/s": 60.0}
TAG_BYTES_MAX: Final = 4 << 20
"""Of one tag; expat keeps it until it ends, and a real one has under 10 kB."""
_BLOCK_BYTES: Final = 1 << 16
_ACTIVITY: Final = "HKWorkoutActivityType"
_DEVICE_PART: Final = re.compile(r"(manufacturer|model|hardware):(.*?)(?=, \w+:|>|$)")
_SOURCES_MAX: Final = 10_000
"""Devices of a lifetime are fewer; more are a file that was made to fill memory."""

_Attributes = dict[str, str]


class _Export:
    """What the tags so far said."""

    def __init__(self) -> None:
        self.found = Gathering(FileFormat.APPLE_HEALTH, PlaceUnit.BYTE)
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EntityDeclHandler = self._refuse_entity
        self.parser.ExternalEntityRefHandler = self._refuse_external
        self._clock = WallClock()
        self._numbers: dict[tuple[str, str], int] = {}
        self._is_first = True

    @property
    def place(self) -> int:
        """Byte where the tag begins."""
        return max(self.parser.CurrentByteIndex, 0)

    def _start(self, tag: str, attributes: _Attributes) -> None:
        if self._is_first and tag != "HealthData":
            raise at_byte("this XML is no export of Apple Health", self.place)
        self._is_first = False
        if tag == "Record":
            kind = attributes.get("type")
            if kind == HEART_RATE:
                self._heart_rate(attributes)
            elif kind == STEP_COUNT:
                self._steps(attributes)
        elif tag == "Workout":
            self._workout(attributes)

    def _refuse_entity(self, *_: object) -> None:
        raise at_byte(
            "the file declares an entity, which no export does and which can be "
            "made to fill the memory",
            self.place,
        )

    def _refuse_external(self, *_: object) -> int:
        raise at_byte("the file points to another one", self.place)

    def _heart_rate(self, attributes: _Attributes) -> None:
        scale = PER_MINUTE.get(attributes.get("unit", "count/min"))
        value = self._value(attributes)
        at_ms = self._time(attributes, "startDate")
        if scale is None:
            raise at_byte("the unit of a heart rate is not known", self.place)
        if value is not None:
            source = self._source(attributes)
            self.found.hr(at_ms, round(value * scale), self.place, source)

    def _steps(self, attributes: _Attributes) -> None:
        value = self._value(attributes)
        start_ms = self._time(attributes, "startDate")
        end_ms = self._time(attributes, "endDate")
        if end_ms < start_ms:
            raise at_byte("steps end before they begin", self.place)
        if value is not None:
            source = self._source(attributes)
            self.found.steps(start_ms, end_ms, value, self.place, source)

    def _workout(self, attributes: _Attributes) -> None:
        sport = attributes.get("workoutActivityType", "").removeprefix(_ACTIVITY)
        self.found.span(
            ImportedSpan(
                self._time(attributes, "startDate"),
                self._time(attributes, "endDate"),
                sport.lower() or "unknown",
                is_lap=False,
                place=self.place,
                source=self._source(attributes),
            )
        )

    def _value(self, attributes: _Attributes) -> float | None:
        """Value of a record; None, counted, where it is none."""
        try:
            value = float(attributes.get("value", ""))
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e9:  # noqa: PLR2004 - NaN and infinity as well
            self.found.skipped[Skipped.NOT_A_NUMBER] += 1
            return None
        if value < 0:
            self.found.skipped[Skipped.NEGATIVE] += 1
            return None
        return value

    def _time(self, attributes: _Attributes, name: str) -> int:
        at = self._clock.read(attributes.get(name, ""))
        if at is None or not at[1]:
            raise at_byte(f"{name} is not a time with its offset", self.place)
        return at[0]

    def _source(self, attributes: _Attributes) -> int:
        key = (attributes.get("sourceName", ""), attributes.get("device", ""))
        number = self._numbers.get(key)
        if number is None:
            if len(self._numbers) >= _SOURCES_MAX:
                raise at_byte("the file names too many devices", self.place)
            said = {k: v.strip() for k, v in _DEVICE_PART.findall(key[1])}
            source = ImportSource(
                name=key[0],
                manufacturer=said.get("manufacturer", ""),
                model=said.get("hardware") or said.get("model", ""),
            )
            number = self._numbers[key] = self.found.source(source)
        return number


def read_apple_health(
    file: IO[bytes], watch: Watch = unwatched
) -> Iterator[ImportedRecords]:
    """What an export holds, in batches; memory does not grow with the file.

    Phone and watch both count steps: their records overlap, and are told apart by
    `source`, never added here.

    Raises
    ------
    FileRefused
        Where the XML is broken, declares an entity, or is no such export.
    """
    export = _Export()
    read = 0
    while block := file.read(_BLOCK_BYTES):
        read += len(block)
        _parse(export, block, is_last=False)
        watch(read)
        if read - export.place > TAG_BYTES_MAX:
            raise at_byte("a tag that begins here has no end", export.place)
        if export.found.is_full:
            yield export.found.take()
    _parse(export, b"", is_last=True)
    yield export.found.take()


def _parse(export: _Export, block: bytes, *, is_last: bool) -> None:
    try:
        export.parser.Parse(block, is_last)
    except expat.ExpatError as error:
        reason = f"the XML is broken ({expat.ErrorString(error.code)})"
        raise at_byte(reason, max(export.parser.ErrorByteIndex, 0)) from error
    except (LookupError, ValueError) as error:
        raise at_byte("these bytes are in no encoding of XML", export.place) from error

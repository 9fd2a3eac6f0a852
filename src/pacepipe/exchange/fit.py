"""FIT: activities (heart rate, cadence, RR) and monitoring (step counters).

Message and field numbers are of the public FIT profile; what devices really write
was measured on open files (research/signal.md 3(e), 3(j) and the data's SOURCE.md).
"""

from collections.abc import Iterator
from typing import IO, Final

from pacepipe.domain.imported import (
    ImportedRecords,
    ImportedSpan,
    ImportSource,
    PlaceUnit,
    Skipped,
    TimeBasis,
)
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange.fit_beats import BeatClock
from pacepipe.exchange.fit_messages import FitMessage, messages
from pacepipe.exchange.gathering import Gathering
from pacepipe.exchange.progress import Watch, unwatched

FIT_EPOCH_S: Final = 631_065_600
"""1989-12-31 00:00 UTC in seconds since 1970."""
SYSTEM_TIME_BELOW: Final = 0x1000_0000
"""A smaller time stamp counts seconds since the device was switched on: FIT profile,
type date_time, `min`."""

FILE_ID: Final = 0
SPORT: Final = 12
SESSION: Final = 18
LAP: Final = 19
RECORD: Final = 20
EVENT: Final = 21
ACTIVITY: Final = 34
MONITORING: Final = 55
HRV: Final = 78
MONITORING_INFO: Final = 103
TIMESTAMP: Final = 253

ON_FOOT: Final = frozenset({1, 11, 17})
"""Running, walking, hiking: cadence is of one leg there, and wheel or stroke else."""
COUNTERS: Final = {1: "running", 6: "walking"}
"""Activity types of monitoring whose raw cycles are steps: measured on the open
monitoring file, whose last readings equal its own day totals (3,142 and 31)."""
STEPS_PER_CYCLE: Final = 2
_NO_SPEED: Final = float("nan")
_TIMER: Final = 0
_STOPS: Final = frozenset({1, 4, 8, 9})
"""Event types of the timer that stop it: stop, stop_all, and both with disable."""


class _Cadence:
    """A cadence of one leg or of a wheel; which is known at the end of the file."""

    __slots__ = ("activity", "at_s", "per_min", "place", "speed_mps")

    def __init__(self, message: FitMessage, at_s: int, per_min: float) -> None:
        self.at_s = at_s
        self.per_min = per_min
        self.place = message.place
        self.activity = message.whole(42)
        speed = message.whole(73)
        speed = message.whole(6) if speed is None else speed
        self.speed_mps = _NO_SPEED if speed is None else speed / 1000


class _FitFile:
    """What is known of the file so far; times are FIT seconds until the end."""

    def __init__(self) -> None:
        self.found = Gathering(FileFormat.FIT, PlaceUnit.BYTE)
        self.device = ImportSource()
        self.hr: list[tuple[int, int, int]] = []
        self.cadences: list[_Cadence] = []
        self.totals: list[tuple[int, int, int, int]] = []
        self.spans: list[tuple[int, float, int | None, str, bool, int]] = []
        self.beats = BeatClock()
        self.sport: int | None = None
        self.last_s: int | None = None

    def read(self, message: FitMessage) -> None:
        """Take in one message."""
        at_s = self._time(message)
        number = message.number
        if number == FILE_ID:
            self._file_id(message)
        elif number == SPORT:
            self.sport = message.whole(0)
        elif number == HRV:
            self.beats.add(message)
        elif number == EVENT:
            if message.whole(0) == _TIMER and message.whole(1) in _STOPS:
                self.beats.stop()
        elif at_s is not None:
            self._timed(message, at_s)

    def _timed(self, message: FitMessage, at_s: int) -> None:
        number = message.number
        if number == RECORD:
            self._record(message, at_s)
        elif number in {SESSION, LAP}:
            self._span(message, at_s)
        elif number == MONITORING:
            self._monitoring(message, at_s)
        elif number in {ACTIVITY, MONITORING_INFO}:
            self._local_time(message, at_s)

    def _time(self, message: FitMessage) -> int | None:
        """Time of a message; one with 16 bits of it goes on from the last full one."""
        at_s = message.whole(TIMESTAMP)
        if at_s is None and message.number == MONITORING:
            low = message.whole(26)
            if low is not None and self.last_s is not None:
                at_s = self.last_s + ((low - self.last_s) & 0xFFFF)
        if at_s is not None:
            self.last_s = at_s
        return at_s

    def _file_id(self, message: FitMessage) -> None:
        # the word of the product is that of its maker; else the number
        serial = message.whole(3)
        model = message.words.get(8) or message.words.get(2) or message.whole(2)
        self.device = ImportSource(
            manufacturer=message.words.get(1, str(message.whole(1) or "")),
            model=str(model or ""),
            serial="" if serial is None else str(serial),
        )

    def _span(self, message: FitMessage, at_s: int) -> None:
        start_s = message.whole(2)
        if start_s is None:
            return
        is_lap = message.number == LAP
        field = 25 if is_lap else 5
        elapsed_ms = message.whole(7)
        end_s = float(at_s) if elapsed_ms is None else start_s + elapsed_ms / 1000
        word = message.words.get(field, str(message.whole(field) or "unknown"))
        number = message.whole(field)
        self.spans.append((start_s, end_s, number, word, is_lap, message.place))

    def _record(self, message: FitMessage, at_s: int) -> None:
        self.beats.at(at_s)
        hr_bpm = message.whole(3)
        if hr_bpm is not None:
            self.hr.append((at_s, hr_bpm, message.place))
        per_min = message.whole(4)
        if per_min is not None:
            part = message.whole(53) or 0
            self.cadences.append(_Cadence(message, at_s, per_min + part / 128))

    def _local_time(self, message: FitMessage, at_s: int) -> None:
        local_s = message.whole(5 if message.number == ACTIVITY else 0)
        if local_s is None:
            return
        # zones are whole quarters of an hour; the two stamps may be a second apart
        offset_min = round((local_s - at_s) / 900) * 15
        if abs(offset_min) <= 14 * 60:
            self.found.utc_offset_min = offset_min

    def _monitoring(self, message: FitMessage, at_s: int) -> None:
        hr_bpm = message.whole(27)
        if hr_bpm is not None:
            self.hr.append((at_s, hr_bpm, message.place))
        cycles, activity = message.whole(3), message.whole(5)
        if activity is None and (packed := message.whole(24)) is not None:
            activity = packed & 0x1F
        if cycles is None or activity is None:
            return
        if activity in COUNTERS:
            self.totals.append((at_s, cycles, activity, message.place))
        else:
            self.found.skipped[Skipped.NOT_ON_FOOT] += 1

    def close(self) -> ImportedRecords:
        """Everything, in the time basis that the whole file has."""
        found = self.found
        clock = _Clock(self._stamps())
        found.basis = clock.basis
        source = found.source(self.device)
        for at_s, hr_bpm, place in self.hr:
            if (at_ms := self._ms(clock, at_s)) is not None:
                found.hr(at_ms, hr_bpm, place, source)
        for at_s, total, activity, place in self.totals:
            if (at_ms := self._ms(clock, at_s)) is not None:
                counter = found.counter(COUNTERS[activity])
                found.total(at_ms, total, counter, place, source)
        for cadence in self.cadences:
            self._foot(cadence, clock, source)
        for end_s, rr_ms, segment, place in self.beats.rows:
            at = None if end_s is None else self._ms(clock, end_s)
            if at is not None:
                found.rr(at, rr_ms, segment, place, source)
        self._spans(clock, source)
        return found.take()

    def _stamps(self) -> list[float]:
        """Every time that a sample has."""
        stamps: list[float] = [row[0] for row in self.hr]
        stamps += [row[0] for row in self.totals]
        stamps += [cadence.at_s for cadence in self.cadences]
        stamps += [row[0] for row in self.beats.rows if row[0] is not None]
        return stamps

    def _spans(self, clock: "_Clock", source: int) -> None:
        for start_s, end_s, _, word, is_lap, place in self.spans:
            start_ms, end_ms = clock.ms(start_s), clock.ms(end_s)
            if start_ms is not None and end_ms is not None:
                self.found.span(
                    ImportedSpan(start_ms, end_ms, word, is_lap, place, source)
                )

    def _ms(self, clock: "_Clock", at_s: float) -> int | None:
        at_ms = clock.ms(at_s)
        if at_ms is None:
            self.found.skipped[Skipped.NO_CLOCK_YET] += 1
        return at_ms

    def _foot(self, cadence: _Cadence, clock: "_Clock", source: int) -> None:
        sport = next(
            (
                number
                for start_s, end_s, number, _, is_lap, _ in self.spans
                if not is_lap and start_s <= cadence.at_s <= end_s + 1
            ),
            cadence.activity if self.sport is None else self.sport,
        )
        if sport not in ON_FOOT:
            self.found.skipped[Skipped.NOT_ON_FOOT] += 1
        elif (at_ms := self._ms(clock, cadence.at_s)) is not None:
            self.found.cadence(
                at_ms,
                STEPS_PER_CYCLE * cadence.per_min,
                cadence.speed_mps,
                cadence.place,
                source,
            )


class _Clock:
    """From FIT seconds to milliseconds; a file without a date counts from its start.

    In a file that got the date on the way, what came before it has no time.
    """

    def __init__(self, stamps: list[float]) -> None:
        dated = [at_s for at_s in stamps if at_s >= SYSTEM_TIME_BELOW]
        is_undated = bool(stamps) and not dated
        self.basis = TimeBasis.RELATIVE if is_undated else TimeBasis.UTC
        self._zero_s = min(stamps) if is_undated else -FIT_EPOCH_S

    def ms(self, at_s: float) -> int | None:
        if self.basis is TimeBasis.UTC and at_s < SYSTEM_TIME_BELOW:
            return None
        return round((at_s - self._zero_s) * 1000)


def read_fit(file: IO[bytes], watch: Watch = unwatched) -> Iterator[ImportedRecords]:
    """What a FIT file holds, as one batch: a watch's files are small.

    Cadence on foot is doubled (the profile counts one leg); of other sports it is
    left out. Beats are placed by `BeatClock`.

    Raises
    ------
    FileRefused
        Where the file is broken anywhere: half a session would look like a short one.
    """
    fit = _FitFile()
    for message in messages(file, watch):
        fit.read(message)
    yield fit.close()

"""The conversation with a ring that stores: set its clock, fetch its days, hang up.

Every packet of either side is handed to the journal before it is used, and is
durable before `sync_ring` returns. A ring's clock cannot be read back, so it is
judged by the dates of what it has for its today, asked before the clock is set
anew: rows were dated by the clock as it was. What cannot be dated is refused with
a reason; its bytes stay in the journal. Nothing is deleted on the ring.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from pacepipe.collect.identity import offered
from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.lookout import Sighting
from pacepipe.collect.radio import LinkFailed, connect, hang_up, radio_errors
from pacepipe.collect.ring_past import (
    STORED_DAYS,
    RingPast,
    outcome_words,
    read_past,
)
from pacepipe.collect.session import Listening, StrapTarget
from pacepipe.collect.visit import SEARCH_S, be_sure, find
from pacepipe.domain.characteristic import COLMI_NOTIFY, COLMI_WRITE
from pacepipe.domain.frame import LinkEventKind
from pacepipe.domain.profile import DeviceProfile
from pacepipe.errors import BluetoothUnavailable, DatabaseBusy, DiskTrouble
from pacepipe.gatt import colmi
from pacepipe.signals import DeviceClock, Undatable, clock_of_today, undatable

_LOG: Final = logging.getLogger("pacepipe.collect")

ANSWER_S: Final = 5.0
"""Longest wait for a whole answer; 24 frames take about 1 s."""
ATTEMPTS: Final = 2
"""A request whose answer was cut short or refused is made once more."""
LOOK_S: Final = 60.0
"""Pause between two searches for a ring that is due (ours): each takes the radio for
`SEARCH_S`."""
_SLOT: Final = timedelta(minutes=colmi.SLOT_MIN)

_Answer = TypeVar("_Answer", bound=colmi.RingEvent)


@dataclass(frozen=True, slots=True)
class RingSteps:
    """Steps of 15 minutes, UTC."""

    began: datetime
    ended: datetime
    step_count: int


@dataclass(frozen=True, slots=True)
class RingHeartRate:
    """One periodic heart rate, at its own time, UTC."""

    measured_at: datetime
    hr_bpm: int


@dataclass(frozen=True, slots=True)
class RingSync:
    """What came of one sync.

    Attributes
    ----------
    connection_id : int
    clock : DeviceClock
        As it was before it was set.
    clock_offset_days : int or None
        The ring's today less the station's (UTC); None where nothing showed it.
        A ring does not tell more of its clock than the date.
    is_clock_set : bool
        The ring took the time, and what it has for its today does not speak
        against it.
    battery_pct : int or None
    steps, heart_rates : tuples, by time
        What could be dated, each once.
    refused : mapping of Undatable to count
        Rows that could not, by reason.
    unanswered : tuple of str
        Requests without a whole answer: ``steps 2026-03-01``, and so on. Ask for
        those days again.
    """

    connection_id: int
    clock: DeviceClock
    clock_offset_days: int | None
    is_clock_set: bool
    battery_pct: int | None
    steps: tuple[RingSteps, ...]
    heart_rates: tuple[RingHeartRate, ...]
    refused: Mapping[Undatable, int]
    unanswered: tuple[str, ...]


def is_ring(profile: DeviceProfile) -> bool:
    """Whether a device stores and does not stream: it is read, and not listened to."""
    return any(use.characteristic == COLMI_NOTIFY for use in profile.characteristics)


async def sync_ring(
    ring: StrapTarget, sighting: Sighting, listening: Listening, *, since: date
) -> RingSync:
    """Fetch what a ring stored since a day, and set its clock.

    Parameters
    ----------
    ring : StrapTarget
        Whose identity is compared before anything is asked.
    sighting : Sighting
    listening : Listening
    since : date
        Day (UTC) of the last complete sync; that day is fetched again, because
        it went on after the sync. At most a week back.

    Raises
    ------
    BluetoothUnavailable, LinkFailed
        Where no link came about, or another ring answered.
    DiskTrouble
    """
    lost = asyncio.Event()
    async with listening.lookout.connecting(ring.strap_id):
        client = await connect(listening.lookout.radio, sighting.device, lost.set)
    log: LinkLog | None = None
    detail = "the ring was not read"
    was_dropped = False
    try:
        log = await LinkLog.open(
            ring.profile.profile_id, sighting, listening.journal, listening.clock
        )
        with radio_errors():
            await be_sure(client, ring, sighting, log)
            synced = await _Sync(client, log, listening, lost).run(since)
        detail = _in_words(synced)
    finally:
        was_dropped = lost.is_set()
        await hang_up(client)
        if log is not None:
            log.note(
                LinkEventKind.LOST if was_dropped else LinkEventKind.CLOSED, detail
            )
    await asyncio.to_thread(listening.journal.flush)
    _LOG.info("ring synced link=%d %s", synced.connection_id, detail)
    return synced


async def keep_ring(
    ring: StrapTarget, listening: Listening, stop: asyncio.Event
) -> None:
    """Read a ring whenever it is due and in reach, until `stop` is set.

    The first time everything that it still has is fetched; later from the day of the
    last whole sync on, which the journal tells. What fails is tried again.
    """
    past: RingPast | None = None
    while not stop.is_set():
        now = datetime.fromtimestamp(listening.clock.utc_us() / 1e6, UTC)
        try:
            if past is None:
                past = await asyncio.to_thread(
                    read_past, listening.journal.path, ring.strap_id
                )
            if past.is_due(now):
                past = await _read_where_heard(ring, listening, past, now)
        except (LinkFailed, BluetoothUnavailable, DatabaseBusy, DiskTrouble) as failed:
            _LOG.info("%s: not synced, %s", ring.strap_id, type(failed).__name__)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await stop.wait()


async def _read_where_heard(
    ring: StrapTarget, listening: Listening, past: RingPast, now: datetime
) -> RingPast:
    sighting = await find(ring, listening, SEARCH_S)
    if sighting is None:
        return past
    since = past.since(now.date())
    synced = await sync_ring(ring, sighting, listening, since=since)
    return past.after(now, len(synced.unanswered))


def _in_words(synced: RingSync) -> str:
    offset = synced.clock_offset_days
    words = [
        f"clock {synced.clock}",
        f"offset_days={'unread' if offset is None else offset}",
        f"set={synced.is_clock_set}",
        outcome_words(len(synced.unanswered)),
        *(f"{reason}={count}" for reason, count in sorted(synced.refused.items())),
    ]
    return " ".join(words)


@dataclass(slots=True)
class _Rows:
    """Rows by their own time, so that a day fetched twice is there once."""

    steps: dict[datetime, RingSteps] = field(default_factory=dict)
    heart_rates: dict[datetime, RingHeartRate] = field(default_factory=dict)
    refused: Counter[Undatable] = field(default_factory=Counter)


class _Sync:
    """The moving parts of one sync."""

    def __init__(
        self,
        client: BleakClient,
        log: LinkLog,
        listening: Listening,
        lost: asyncio.Event,
    ) -> None:
        self._client = client
        self._log = log
        self._clock = listening.clock
        self._lost = lost
        self._reader = colmi.RingReader()
        self._events: asyncio.Queue[colmi.RingEvent] = asyncio.Queue()
        self._rows = _Rows()
        self._unanswered: list[str] = []

    async def run(self, since: date) -> RingSync:
        notify = offered(self._client, "notify").get(COLMI_NOTIFY)
        write = offered(self._client, "write").get(COLMI_WRITE) or offered(
            self._client, "write-without-response"
        ).get(COLMI_WRITE)
        if notify is None or write is None:
            raise LinkFailed("the ring does not offer its service")
        self._write = write
        await self._client.start_notify(notify, self._on_value)
        self._log.note(LinkEventKind.SUBSCRIBED, f"0x{COLMI_NOTIFY:04x}")

        battery = await self._ask(colmi.battery_request(), colmi.RingBattery)
        clock, offset_days = await self._look_at_clock()
        is_set = await self._set_clock()
        today = self._now().date()
        for days_ago in range(min((today - since).days, STORED_DAYS - 1), -1, -1):
            day = today - timedelta(days=days_ago)
            await self._fetch_steps(day, days_ago, clock)
            await self._fetch_heart_rates(day, clock)
        return RingSync(
            connection_id=self._log.connection_id,
            clock=clock,
            clock_offset_days=offset_days,
            is_clock_set=is_set,
            battery_pct=None if battery is None else battery.battery_pct,
            steps=tuple(row for _, row in sorted(self._rows.steps.items())),
            heart_rates=tuple(row for _, row in sorted(self._rows.heart_rates.items())),
            refused=dict(self._rows.refused),
            unanswered=tuple(self._unanswered),
        )

    async def _look_at_clock(self) -> tuple[DeviceClock, int | None]:
        answer = await self._ask(colmi.step_day_request(0), colmi.StepDay)
        bins = () if answer is None else answer.bins
        now = self._now()
        if not bins:
            return DeviceClock.UNREAD, None
        said = [each.day_date for each in bins]
        latest = max(_began(each) for each in bins)
        return clock_of_today(said, latest, now), (max(said) - now.date()).days

    async def _set_clock(self) -> bool:
        """Set it, and ask for its today again: no row may have another date."""
        request = colmi.set_time_request(self._now())
        if await self._ask(request, colmi.ClockSet) is None:
            self._unanswered.append("set time")
            return False
        clock, _ = await self._look_at_clock()
        return clock is not DeviceClock.WRONG

    async def _fetch_steps(self, day: date, days_ago: int, clock: DeviceClock) -> None:
        request = colmi.step_day_request(days_ago)
        answer = await self._ask(request, colmi.StepDay)
        if answer is None:
            self._unanswered.append(f"steps {day}")
            return
        for each in answer.bins:
            began = _began(each)
            reason = undatable(began, asked_day=day, clock=clock, now=self._now())
            if reason is not None:
                self._rows.refused[reason] += 1
                continue
            self._rows.steps[began] = RingSteps(began, began + _SLOT, each.step_count)

    async def _fetch_heart_rates(self, day: date, clock: DeviceClock) -> None:
        request = colmi.heart_rate_day_request(day)
        answer = await self._ask(request, colmi.HeartRateDay)
        if answer is None:
            self._unanswered.append(f"heart rates {day}")
            return
        if answer.midnight_s is None:
            return
        midnight = datetime.fromtimestamp(answer.midnight_s, UTC)
        for place, hr_bpm in enumerate(answer.hr_bpm):
            if hr_bpm == 0:
                continue
            at = midnight + timedelta(minutes=place * answer.interval_min)
            reason = undatable(at, asked_day=day, clock=clock, now=self._now())
            if reason is not None:
                self._rows.refused[reason] += 1
                continue
            self._rows.heart_rates[at] = RingHeartRate(at, hr_bpm)

    async def _ask(self, request: bytes, kind: type[_Answer]) -> _Answer | None:
        """The answer, or None where the ring refuses, is silent or is cut short."""
        for _ in range(ATTEMPTS):
            if self._lost.is_set():
                return None
            while not self._events.empty():
                self._events.get_nowait()
            self._log.keep(COLMI_WRITE, request)
            await self._client.write_gatt_char(self._write, request, response=False)
            answer = await self._answer(request[0], kind)
            if answer is not None:
                return answer
            self._reader.abandon()
        return None

    async def _answer(self, command: int, kind: type[_Answer]) -> _Answer | None:
        lost = asyncio.ensure_future(self._lost.wait())
        try:
            async with asyncio.timeout(ANSWER_S):
                while True:
                    heard = asyncio.ensure_future(self._events.get())
                    try:
                        await asyncio.wait(
                            {heard, lost}, return_when=asyncio.FIRST_COMPLETED
                        )
                    finally:
                        if not heard.done():
                            heard.cancel()
                    if not heard.done() or heard.cancelled():
                        return None
                    event = heard.result()
                    if isinstance(event, kind):
                        return event
                    if event == colmi.Refused(command):
                        return None
        except TimeoutError:
            return None
        finally:
            lost.cancel()

    def _on_value(self, _: BleakGATTCharacteristic, data: bytearray) -> None:
        frame = self._log.keep(COLMI_NOTIFY, bytes(data))
        self._reader.receive(frame.payload)
        while (event := self._reader.next_event()) is not None:
            self._events.put_nowait(event)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.utc_us() / 1_000_000, UTC)


def _began(each: colmi.StepBin) -> datetime:
    return datetime.combine(each.day_date, time(), UTC) + each.slot * _SLOT

"""Eight weeks and a recorded walk, played through the radio, the journal and the night.

Everything goes the way that a real home goes: a virtual strap is scanned, paired
and recorded through bleak, words are entered as events, and each Sunday the
pipeline runs and a clinician signs. Time is simulated and runs fast.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pacepipe import collect
from pacepipe.app import House, propose_baseline_now, run_night, writer_lock
from pacepipe.collect import LiveStatus, Radio, StrapTarget
from pacepipe.domain import characteristic as ch
from pacepipe.domain.events import (
    ConsentGiven,
    Payload,
    PersonAdded,
    PlanSigned,
    RestStarted,
    RestStopped,
    SessionReported,
    SessionStarted,
    SessionStopped,
    StrapAssigned,
    StrapPaired,
    ZoneSet,
)
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate import encode
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import SimulatedClock, run_accelerated
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.patient import PatientStory, StorySession
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.recording import Recording

PATIENT: Final = "P-001"
CLINICIAN: Final = "Dr Sand (invented)"
STRAP: Final = StrapIdentity("pacepipe", "Virtual strap", "DEMO-0001", "1.0")
POD: Final = StrapIdentity("pacepipe", "Virtual pod", "DEMO-0002", "1.0")
NIGHT: Final = time(3, 30)
SIGNING: Final = time(10, 0)
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(weeks=1)
BASELINE_WEEKS: Final = (2, 6)
"""A baseline is locked after two weeks and again before it is out of date."""
BATTERY_PCT: Final = 87
EFFORT_CR10: Final = 3.0


@dataclass(slots=True)
class StoryTime:
    """The wall clock of the story; it is what the house takes for now."""

    moment: datetime

    def now(self) -> datetime:
        """The moment that the story has come to."""
        return self.moment


@dataclass(slots=True)
class Player:
    """Plays a story into one home.

    Attributes
    ----------
    marks_rest : bool
        Whether the person says that they sit before a walk, as they do.
    """

    house: House
    clock: StoryTime
    zone: str
    straps: list[StrapTarget] = field(default_factory=list)
    marks_rest: bool = False

    def at(self, day: date, moment: time | int) -> datetime:
        """UTC of a local day and a time or minute of it."""
        if isinstance(moment, int):
            moment = time(moment // 60, moment % 60)
        return datetime.combine(day, moment, ZoneInfo(self.zone)).astimezone(UTC)

    def say(self, payload: Payload, when: datetime, *, by: str = "demo") -> None:
        """Enter one statement at its moment."""
        self.clock.moment = max(self.clock.moment, when)
        self.house.record(
            payload, patient_id=PATIENT, by=by, zone=self.zone, about_at=when
        )

    def arrive(self, when: datetime) -> None:
        """The person is added and agrees."""
        self.say(PersonAdded(display_name="A virtual person", birth_year=1961), when)
        self.say(ZoneSet(self.zone), when)
        self.say(ConsentGiven(given_by="the virtual person"), when)

    def pair(self, when: datetime) -> None:
        """Scan, recognise by Device Information and assign both straps."""
        self.clock.moment = max(self.clock.moment, when)
        for service in (ch.HEART_RATE_SERVICE, ch.RUNNING_SPEED_AND_CADENCE_SERVICE):
            air = VirtualAir(peripherals((), ()))
            paired = run_accelerated(self._pair_one(air, service))
            self.house.record(paired, patient_id=None, by="demo", zone=self.zone)
            self.say(StrapAssigned(paired.strap_id), self.clock.moment)
            self.straps.append(self._target(paired))

    async def _pair_one(self, air: VirtualAir, service: int) -> StrapPaired:
        with self.house.frames() as journal:
            return await collect.pair(
                Radio(air.scanner, air.client),
                self.house.profiles(),
                journal,
                SimulatedClock(self.clock.moment, asyncio.get_running_loop()),
                choose=lambda seen: next(s for s in seen if service in s.services),
            )

    def _target(self, paired: StrapPaired) -> StrapTarget:
        profile = next(
            p for p in self.house.profiles() if p.profile_id == paired.profile_id
        )
        return StrapTarget(paired.strap_id, profile, paired.address)

    def walk(
        self,
        when: datetime,
        strap: tuple[Notification, ...],
        pod: tuple[Notification, ...],
        duration_s: float,
        on_status: Callable[[LiveStatus], None] | None = None,
    ) -> None:
        """Record both straps for a while, through bleak, into the journal."""
        self.clock.moment = max(self.clock.moment, when)
        air = VirtualAir(peripherals(strap, pod))
        run_accelerated(self._listen(air, when, duration_s, on_status))
        self.clock.moment = max(self.clock.moment, when + timedelta(seconds=duration_s))

    async def _listen(
        self,
        air: VirtualAir,
        when: datetime,
        duration_s: float,
        on_status: Callable[[LiveStatus], None] | None,
    ) -> None:
        chest, *others = self.straps
        with self.house.frames() as journal:
            await collect.record(
                chest,
                Radio(air.scanner, air.client),
                journal,
                SimulatedClock(when, asyncio.get_running_loop()),
                beside=others,
                duration_s=duration_s,
                on_status=on_status,
            )

    def session(self, story: StorySession) -> None:
        """One walk of the story: start, beats and steps, stop, how it felt."""
        begins = self.at(story.day_date, story.minute_of_day)
        starts = begins + timedelta(seconds=story.walk_offset_s)
        stops = starts + timedelta(minutes=story.walk_min)
        self.walk(begins, story.strap, story.pod, story.duration_s)
        self.rest(begins, starts)
        self.say(SessionStarted(), starts)
        self.say(SessionStopped(is_early_stop=story.is_early_stop), stops)
        if story.effort_cr10 is not None:
            self.say(story.report(begins), starts)

    def rest(self, begins: datetime, ends: datetime) -> None:
        """The seated rest before a walk, where it is marked."""
        if self.marks_rest:
            self.say(RestStarted(), begins)
            self.say(RestStopped(), ends)

    def night(self, day: date) -> None:
        """The pipeline runs, and the clinician signs what waits."""
        as_of = self.at(day, NIGHT)
        self.clock.moment = max(self.clock.moment, as_of)
        with writer_lock(self.house.home):
            run_night(self.house, as_of).raise_if_failed()
            with self.house.warehouse() as warehouse:
                waiting = warehouse.rows("plans_waiting", patient_id=PATIENT)
        for row in waiting:
            self.say(
                PlanSigned(row["latest_plan_id"], CLINICIAN),
                self.at(day, SIGNING),
                by="demo",
            )

    def lock_baseline(self, day: date) -> None:
        """What is usual is taken from the last two weeks and signed."""
        locked = propose_baseline_now(self.house, PATIENT, day - DAY, CLINICIAN)
        self.say(locked, self.at(day, SIGNING))


def play(player: Player, story: PatientStory) -> Iterator[date]:
    """Play a story day by day; yields each Sunday when its night is done."""
    day = story.first_day
    while day <= story.last_day:
        if day.weekday() == 6 and day > story.first_day:  # noqa: PLR2004  Sunday
            player.night(day)
            if (day - story.first_day + DAY) // WEEK in BASELINE_WEEKS:
                player.lock_baseline(day)
            yield day
        for told in (*story.limits, *story.treatments, *story.diary):
            if told.day_date == day:
                player.say(told.payload, player.at(day, told.minute_of_day))
        for session in story.sessions:
            if session.day_date == day:
                player.session(session)
        day += DAY


def peripherals(
    strap: tuple[Notification, ...], pod: tuple[Notification, ...]
) -> tuple[VirtualPeripheral, VirtualPeripheral]:
    """The two virtual devices of the demo, with what they will send."""
    return (
        VirtualPeripheral(
            address="D0:00:00:00:00:01",
            name="Virtual strap",
            services=(
                ch.HEART_RATE_SERVICE,
                ch.BATTERY_SERVICE,
                ch.DEVICE_INFORMATION_SERVICE,
            ),
            values={
                ch.BODY_SENSOR_LOCATION: encode.body_sensor_location(1),
                ch.BATTERY_LEVEL: encode.battery_level(BATTERY_PCT),
                **encode.device_information(STRAP),
            },
            stream=strap,
        ),
        VirtualPeripheral(
            address="D0:00:00:00:00:02",
            name="Virtual pod",
            services=(
                ch.RUNNING_SPEED_AND_CADENCE_SERVICE,
                ch.DEVICE_INFORMATION_SERVICE,
            ),
            values=dict(encode.device_information(POD)),
            stream=pod,
        ),
    )


def play_recording(
    player: Player,
    recording: Recording,
    begins: datetime,
    on_status: Callable[[LiveStatus], None] | None,
) -> None:
    """The recorded walk, with its own start and stop."""
    walking = next(bout for bout in recording.bouts if bout.label == "walking")
    player.walk(begins, recording.strap, recording.pod, recording.duration_s, on_status)
    starts = begins + timedelta(seconds=walking.start_s)
    player.say(SessionStarted(), starts)
    player.say(SessionStopped(), begins + timedelta(seconds=walking.end_s))
    player.say(SessionReported(started_at=starts, effort_cr10=EFFORT_CR10), starts)

"""`pacepipe record`: one session, with a live line, from the first beat to the end.

The session starts when the strap is measured, or after a seated rest where the
person takes one, and stops when the recording does.
How it felt is asked afterwards, where somebody is there to answer.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

import typer

from pacepipe import collect
from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.help_words import TO_DO, help_of, help_sentence
from pacepipe.cli.keys import any_key
from pacepipe.cli.live_tail import follow
from pacepipe.cli.session import REST_MIN, rest_s, wants_to_rest
from pacepipe.cli.strap_book import name_of, straps_of
from pacepipe.cli.strap_wishes import EventWishes
from pacepipe.cli.strap_words import Teller, radio_in_words
from pacepipe.cli.words import examples
from pacepipe.collect import Barren, HelpNote, LinkWord, LiveStatus, StrapTarget
from pacepipe.collect.recording import RECORD_PATIENCE_S
from pacepipe.domain.events import (
    SCALE_MAX,
    Event,
    RestStarted,
    RestStopped,
    SessionReported,
    SessionStarted,
    SessionStopped,
)
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import DatabaseBusy
from pacepipe.journal import FrameJournal

HELP_END: Final = examples(
    "pacepipe record P-001", "pacepipe record P-001 --rest 3 --minutes 10 --kind chair"
)
_CLEAR_LINE: Final = "\r\x1b[K"


class Session:
    """The events of one recorded session; a strap that is never heard leaves none.

    The seated rest before it, where there is one, ends before the session starts.
    """

    def __init__(
        self, house: House, patient_id: str, kind: ActivityKind, entered_by: str
    ) -> None:
        history = house.consenting(patient_id)
        self._house = house
        self._patient_id = patient_id
        self.zone = house.zone_of(history, history.as_of)
        self._kind = kind
        self._by = entered_by
        self.sat_down: Event | None = None
        self.got_up: Event | None = None
        self.started: Event | None = None
        self.stopped: Event | None = None

    def _record(
        self,
        payload: RestStarted
        | RestStopped
        | SessionStarted
        | SessionStopped
        | SessionReported,
        about: Event | None = None,
        supersedes: str | None = None,
    ) -> Event:
        return self._house.record(
            payload,
            patient_id=self._patient_id,
            by=self._by,
            zone=self.zone,
            about_at=None if about is None else about.about_at,
            supersedes=supersedes,
        )

    def sit_down(self) -> None:
        """Write down that the rest begins now; once."""
        if self.sat_down is None:
            self.sat_down = self._record(RestStarted())

    def get_up(self) -> None:
        """Write down that the rest ends now, where it was begun."""
        if self.sat_down is not None and self.got_up is None:
            self.got_up = self._record(RestStopped())

    def start(self) -> None:
        """Write down that it starts now, the rest being over; once."""
        self.get_up()
        if self.started is None:
            self.started = self._record(SessionStarted(activity_kind=self._kind))

    def stop(self) -> None:
        """Write down that it stops now, where it was started."""
        self.get_up()
        if self.started is not None and self.stopped is None:
            self.stopped = self._record(SessionStopped())

    @property
    def is_resting(self) -> bool:
        """Whether the seated rest lasts."""
        return self.sat_down is not None and self.got_up is None

    def lasted(self) -> timedelta:
        """How long it was; nothing where it was never started."""
        if self.started is None or self.stopped is None:
            return timedelta()
        return self.stopped.about_at - self.started.about_at

    def ended_early(self) -> None:
        """Write down that it stopped sooner than meant."""
        if self.stopped is not None:
            stopped = self.stopped
            self.stopped = self._record(
                SessionStopped(is_early_stop=True), stopped, stopped.event_id
            )

    def felt(self, effort_cr10: float) -> None:
        """Write down how hard it felt as a whole."""
        if self.started is not None:
            self._record(
                SessionReported(
                    started_at=self.started.about_at,
                    activity_kind=self._kind,
                    effort_cr10=effort_cr10,
                ),
                self.started,
            )


@dataclass(frozen=True, slots=True)
class Length:
    """How long the parts may be, seconds.

    Attributes
    ----------
    rest_s : float
        Seated rest before the session; 0 means none.
    session_s : float or None
        None means until it is stopped. Without a rest it counts from the search
        on, with one from its end.
    """

    rest_s: float
    session_s: float | None

    @property
    def whole_s(self) -> float | None:
        """The longest that all of it may take; with a rest, the search beside it."""
        if self.session_s is None or self.rest_s == 0:
            return self.session_s
        return RECORD_PATIENCE_S + self.rest_s + self.session_s


def line_of(status: LiveStatus, progress: str | None, *, is_resting: bool) -> str:
    """What the live line says; of variability only while somebody sits still."""
    parts = [collect.live_line(status)]
    rmssd_ms = status.heart.rmssd_ms
    if is_resting and rmssd_ms is not None:
        parts.append(f"beat to beat {rmssd_ms:.0f} ms")
    return " · ".join([*parts, *([] if progress is None else [progress])])


class LiveLine:
    """The live line on stderr, where somebody looks at it, and the start it shows.

    The words of the strap's state stand above it, each once, when it changes.
    """

    def __init__(
        self, session: Session, length: Length, seen: Sequence[str] = ()
    ) -> None:
        self._session = session
        self._length = length
        self._begun: asyncio.Task[None] | None = None
        self._teller = Teller(collect.SystemClock(), seen)
        self._is_shown = sys.stderr.isatty()
        self._is_over = False
        self._up = asyncio.Event()
        self._asked: set[tuple[str, Barren]] = set()
        self.stop = asyncio.Event()
        """Ends the recording when set."""

    def __call__(self, status: LiveStatus) -> None:
        """Take what is known now. The start is written beside the loop, not in it."""
        if status.link is LinkWord.MEASURING and self._begun is None:
            self._begun = asyncio.get_running_loop().create_task(self._begin())
        self._teller.look(status, is_started=self._session.started is not None)
        if not self._is_shown:
            return
        news = self._teller.news()
        if news is not None:
            typer.echo(f"{_CLEAR_LINE}{news}", err=True)
        shown = line_of(
            status, self._teller.progress(), is_resting=self._session.is_resting
        )
        typer.echo(f"{_CLEAR_LINE}{shown}", err=True, nl=False)

    async def _begin(self) -> None:
        if self._length.rest_s > 0:
            await asyncio.to_thread(self._session.sit_down)
            await self._sit()
            if self._is_over:
                return
        await asyncio.to_thread(self._session.start)
        if self._length.rest_s > 0:
            self._say("The rest is over. Start when you are ready.")
            if self._length.session_s is not None:
                loop = asyncio.get_running_loop()
                loop.call_later(self._length.session_s, self.stop.set)

    async def _sit(self) -> None:
        with any_key(self._up.set):
            self._say("Sit quietly. Any key starts the session at once.")
            try:
                async with asyncio.timeout(self._length.rest_s):
                    await self._up.wait()
            except TimeoutError:
                return

    def _say(self, text: str) -> None:
        if self._is_shown:
            typer.echo(_CLEAR_LINE, err=True, nl=False)
        output.say(text)

    def needs_help(self, note: HelpNote) -> None:
        """Say, once, that a strap needs a person; the recording goes on."""
        if (note.strap_id, note.reason) not in self._asked:
            self._asked.add((note.strap_id, note.reason))
            self._say(help_sentence(note, self._session.zone))
            self._say(TO_DO[note.reason])

    async def settle(self) -> None:
        """Wait until the start is durable; a rest that still lasts ends here."""
        self._is_over = True
        self._up.set()
        if self._begun is not None:
            await self._begun

    def end(self) -> None:
        """Leave the line as it is and go on below it."""
        if self._is_shown:
            typer.echo(err=True)


def _own_journal(house: House) -> FrameJournal | None:
    """The journal to write frames into; None where the station writes it already."""
    try:
        return house.frames()
    except DatabaseBusy as busy:
        output.say(busy.what)
        output.say("It records the strap; here the session is marked and shown.")
        return None


async def _listen(
    house: House,
    patient_id: str,
    straps: Sequence[StrapTarget],
    journal: FrameJournal | None,
    line: LiveLine,
    duration_s: float | None,
) -> None:
    strap, *others = straps
    try:
        if journal is None:
            for note in help_of(house, patient_id):
                line.needs_help(note)
            await follow(house, strap, line, stop=line.stop, duration_s=duration_s)
        else:
            await collect.record(
                strap,
                house.radio,
                journal,
                collect.SystemClock(),
                beside=others,
                stop=line.stop,
                duration_s=duration_s,
                on_status=line,
                wishes=EventWishes(house),
                on_help=lambda strap_id, reason: line.needs_help(
                    HelpNote(strap_id, reason, collect.SystemClock().utc_us())
                ),
            )
    finally:
        await line.settle()


def _rest_s(asked_min: float | None) -> float:
    """Length of the seated rest: as asked for, or as the person takes the offer."""
    if asked_min is None:
        asked_min = REST_MIN if wants_to_rest(REST_MIN) else 0
    return rest_s(asked_min)


def _ask(session: Session) -> None:
    """How it felt; an empty answer is an answer."""
    while True:
        answer = typer.prompt(
            "How hard did it feel, 0 to 10? (Enter: rather not say)",
            default="",
            show_default=False,
            err=True,
        ).strip()
        if not answer:
            break
        try:
            effort = float(answer.replace(",", "."))
        except ValueError:
            effort = -1.0
        if 0 <= effort <= SCALE_MAX:
            session.felt(effort)
            break
        output.say("A number from 0 (nothing) to 10 (hardest there is), please.")
    if typer.confirm("Did it end sooner than you meant?", default=False, err=True):
        session.ended_early()
        output.tell("Stopping early is fine.")


def record(
    context: typer.Context,
    person: inputs.PersonArgument,
    minutes: Annotated[
        float | None, typer.Option(help="Stop after so long; else on Ctrl-C.")
    ] = None,
    kind: Annotated[
        str, typer.Option(help="aerobic, chair, strength, balance or breathing.")
    ] = "aerobic",
    strap: Annotated[
        str | None, typer.Option(help="This strap alone; else every one that is worn.")
    ] = None,
    rest: Annotated[
        float | None,
        typer.Option(
            metavar="MINUTES",
            help="Seated rest before it; 0: none. Else 3 are offered at a terminal.",
        ),
    ] = None,
    entered_by: inputs.EnteredByOption = "patient",
) -> None:
    """Record a session from what a person wears, with a live line on the screen.

    A seated rest before it shows the resting heart rate; to skip it is fine.
    Where the station records already, the session is marked and shown. This is
    not an alarm: nobody is watching live.
    """
    house = enter(context)
    activity = inputs.chosen(ActivityKind, kind, "a kind of movement")
    session = Session(house, person, activity, entered_by)
    worn = straps_of(house, person, strap)
    length = Length(
        rest_s=_rest_s(rest), session_s=None if minutes is None else minutes * 60
    )
    journal = _own_journal(house)
    output.say("Looking for the strap. Ctrl-C ends the session.")
    line = LiveLine(session, length, name_of(house, worn[0].strap_id))
    try:
        with radio_in_words():
            asyncio.run(_listen(house, person, worn, journal, line, length.whole_s))
    finally:
        line.end()
        session.stop()
    if session.started is None:
        output.tell(
            "The strap was not measured, so no session was written down."
            if session.sat_down is None
            else "The rest was written down, and no session. That is fine."
        )
        return
    output.tell(f"Saved. That was {session.lasted().total_seconds() / 60:.0f} minutes.")
    output.tell(f"Event {session.started.event_id}")
    if sys.stdin.isatty():
        _ask(session)

"""`pacepipe strap pair`: a small ceremony, so that a strap is the person's own.

Find it, ask it who it is, listen to it, and ask the person: the pulse that is heard
is theirs, or the strap is given to nobody.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from pacepipe import collect
from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.strap_book import (
    assign_now,
    known_straps,
    refuse_a_worn_one,
    target,
)
from pacepipe.cli.strap_radio import SCAN_S, SecondsOption, heard
from pacepipe.cli.strap_words import Teller, radio_in_words, words_of
from pacepipe.cli.words import examples
from pacepipe.collect import (
    ContactWord,
    LinkWord,
    LiveStatus,
    Met,
    Sighting,
    StrapTarget,
)
from pacepipe.domain.characteristic import HEART_RATE_MEASUREMENT, RSC_MEASUREMENT
from pacepipe.domain.events import StrapPaired
from pacepipe.domain.profile import DeviceProfile
from pacepipe.domain.strap_state import StrapState
from pacepipe.errors import InputRejected, NotEnoughData, StrapNotFound, UsageProblem
from pacepipe.journal import FrameJournal

PAIR_HELP_END: Final = examples(
    "pacepipe strap pair P-001", 'pacepipe strap pair P-001 --name "Polar H10 1234"'
)
WAIT_S: Final = 60.0
"""How long a pulse is waited for: as long as a way without a strap takes to be
offered (`domain.strap_words_en.GO_ON_S`)."""
STRONG_DBM: Final = -60
FAINT_DBM: Final = -80
"""Borders of the three words for a signal, dBm (ours): a strap on the own chest is
strong within two metres, one in the next room is faint."""
_LAST_FOUR: Final = 4
_CLEAR_LINE: Final = "\r\x1b[K"
_NOT_GIVEN: Final = "The strap was given to nobody."
_REMEDY: Final = "Wet the two pads, put it on bare skin, sit still, and pair it again."


def signal_word(rssi_dbm: int | None) -> str:
    """How well a strap is heard, in one word.

    Examples
    --------
    >>> signal_word(-50), signal_word(-70), signal_word(-90), signal_word(None)
    ('strong', 'fair', 'faint', 'linked')
    """
    if rssi_dbm is None:
        return "linked"
    if rssi_dbm >= STRONG_DBM:
        return "strong"
    return "fair" if rssi_dbm >= FAINT_DBM else "faint"


def described(met: Met) -> str:
    """A strap as a person can tell it from another: never by its address."""
    name = met.sighting.name or "without a name"
    heard_as = signal_word(met.sighting.rssi_dbm)
    if met.sighting.rssi_dbm is not None:
        heard_as = f"{heard_as} ({met.sighting.rssi_dbm} dBm)"
    if met.paired is None:
        return f"{name}, {heard_as}, takes no link: another app may be holding it"
    serial = met.paired.serial
    told = "no serial number" if serial is None else f"serial …{serial[-_LAST_FOUR:]}"
    return f"{name}, {heard_as}, {told}"


def _ask(question: str) -> bool:
    """Yes or no; nobody there is a no."""
    try:
        return typer.confirm(question, default=False, err=True)
    except typer.Abort:
        return False


def _choice(found: Sequence[Met]) -> Met | None:
    """The one that the person points at; None where they point at none."""
    for number, met in enumerate(found, 1):
        output.say(f"  {number}  {described(met)}")
    while True:
        try:
            answer = typer.prompt(
                "Which one is yours? Its number, or Enter for none",
                default="",
                show_default=False,
                err=True,
            ).strip()
        except typer.Abort:
            return None
        if not answer:
            return None
        if answer.isdecimal() and 1 <= int(answer) <= len(found):
            return found[int(answer) - 1]
        output.say(f"A number from 1 to {len(found)}, please.")


class _Look:
    """What is seen of a strap while it is tried on; the words as they change."""

    def __init__(self, seen: Sequence[str], *, wants_pulse: bool) -> None:
        self._teller = Teller(collect.SystemClock(), seen)
        self._wants_pulse = wants_pulse
        self._is_shown = sys.stderr.isatty()
        self._contact = ContactWord.UNKNOWN
        self.hr_bpm: int | None = None

    def __call__(self, status: LiveStatus) -> bool:
        """Take what is known now; True when that is enough to ask the person."""
        if not self._wants_pulse:
            return status.has_steps
        view = self._teller.look(status)
        if status.contact is not ContactWord.UNKNOWN:
            self._contact = status.contact
        if status.hr_bpm is not None:
            self.hr_bpm = status.hr_bpm
        news = self._teller.news()
        clear = _CLEAR_LINE if self._is_shown else ""
        if news is not None and view.state is not StrapState.READY:
            typer.echo(f"{clear}{news}", err=True)
        if self._is_shown:
            typer.echo(f"{clear}{collect.live_line(status)}", err=True, nl=False)
        return view.may_start and status.hr_bpm is not None

    def end(self) -> None:
        """Go on below the live line."""
        if self._is_shown and self._wants_pulse:
            typer.echo(err=True)

    def has_no_contact(self) -> bool:
        """Whether it was the skin that was missing."""
        return self._contact is ContactWord.LOST


def _needs(profile: DeviceProfile, characteristic: int) -> bool:
    return any(
        use.is_required and use.characteristic == characteristic
        for use in profile.characteristics
    )


@dataclass(frozen=True, slots=True)
class _Ceremony:
    """One pairing, all of it on one event loop."""

    house: House
    journal: FrameJournal
    runner: asyncio.Runner
    name: str | None
    wait_s: float
    is_yes: bool

    def find(self, seconds: float) -> Met:
        """The one strap that is meant, asked who it is.

        Raises
        ------
        StrapNotFound, InputRejected, UsageProblem
        """
        output.say(f"Listening for {seconds:g} seconds …")
        sightings = self.runner.run(heard(self.house, seconds))
        clock = collect.SystemClock()
        if not sightings:
            output.say(words_of(LiveStatus(), clock))
            raise StrapNotFound(
                f"No strap was heard in {seconds:g} s.",
                means="Nothing was paired.",
                remedy="Wear the strap and moisten its electrodes, so that it wakes "
                "up; come within two metres; and see that no other app or watch "
                "holds it.",
            )
        wanted = self._called(sightings)
        if len(wanted) == 1:
            (met,) = self._met(wanted)
            return met
        names = [s.name or "one without a name" for s in wanted]
        output.say(words_of(LiveStatus(), clock, names))
        chosen = None if self.is_yes else _choice(self._met(wanted))
        if chosen is None:
            raise collect.unclear(wanted)
        return chosen

    def _called(self, sightings: Sequence[Sighting]) -> Sequence[Sighting]:
        if self.name is None:
            return sightings
        wanted = self.name.casefold()
        matching = [s for s in sightings if (s.name or "").casefold() == wanted]
        if not matching:
            around = ", ".join(s.name or "one without a name" for s in sightings)
            raise InputRejected(
                f"No strap called {self.name} was heard.",
                means="Nothing was paired.",
                remedy=f"Heard: {around}.",
            )
        return matching

    def _met(self, sightings: Sequence[Sighting]) -> tuple[Met, ...]:
        return self.runner.run(
            collect.meet(
                self.house.radio,
                self.house.profiles(),
                sightings,
                self.journal,
                collect.SystemClock(),
            )
        )

    def confirm(self, met: Met, strap: StrapTarget) -> None:
        """See and ask that it is the person's own.

        Raises
        ------
        NotEnoughData
            Where it is not, or where that cannot be told.
        """
        name = met.sighting.name or "the strap"
        if _needs(strap.profile, HEART_RATE_MEASUREMENT):
            question = self._by_pulse(strap, name)
        elif _needs(strap.profile, RSC_MEASUREMENT) and self._by_steps(strap, name):
            question = "Steps are arriving. Were those yours?"
        elif self.is_yes and self.name is None:
            raise NotEnoughData(
                f"No steps came from {name}.",
                means=f"So nobody knows whose it is. {_NOT_GIVEN}",
                remedy="Walk a few steps with it, or say --name as well.",
            )
        else:
            question = f"Is {name} yours?"
        if not self.is_yes and not _ask(question):
            raise NotEnoughData(
                "Then it may be somebody else's. That's fine.",
                means=_NOT_GIVEN,
                remedy="Put yours on, leave the others off, and pair it again.",
            )

    def _try(self, strap: StrapTarget, look: _Look) -> bool:
        try:
            return self.runner.run(
                collect.try_on(
                    strap,
                    self.house.radio,
                    self.journal,
                    collect.SystemClock(),
                    look,
                    wait_s=self.wait_s,
                )
            )
        finally:
            look.end()

    def _by_pulse(self, strap: StrapTarget, name: str) -> str:
        look = _Look((name,), wants_pulse=True)
        if self._try(strap, look):
            return (
                f"I hear a pulse of {look.hr_bpm} a minute from {name}. "
                "Does that match your pulse?"
            )
        if look.has_no_contact():
            raise NotEnoughData(
                f"{name} is found and does not touch the skin well.",
                means=f"So there is no pulse to go by. {_NOT_GIVEN}",
                remedy="Wet the two pads or move it down a finger, and pair it again.",
            )
        raise NotEnoughData(
            f"No steady pulse came from {name} in {self.wait_s:g} s.",
            means=f"So nobody knows whose it is. {_NOT_GIVEN}",
            remedy=_REMEDY,
        )

    def _by_steps(self, strap: StrapTarget, name: str) -> bool:
        output.say(f"Found {name}. Walk a few steps with it, please.")
        return self._try(strap, _Look((name,), wants_pulse=False))


def _said(met: Met) -> StrapPaired:
    """Who it says it is.

    Raises
    ------
    StrapNotFound
        Where it took no link.
    """
    if met.paired is None:
        name = met.sighting.name or "the strap"
        clock = collect.SystemClock()
        output.say(words_of(LiveStatus(LinkWord.HELD), clock, (name,)))
        raise StrapNotFound(
            f"{name} was seen and did not answer.",
            means="Nothing was paired.",
            remedy="Come closer, see that no other app or watch holds it, and try "
            "again.",
        )
    return met.paired


def pair(
    context: typer.Context,
    person: inputs.PersonArgument,
    name: Annotated[
        str | None, typer.Option(help="What the strap calls itself, where several are.")
    ] = None,
    seconds: SecondsOption = SCAN_S,
    wait: Annotated[
        float, typer.Option(min=1, max=600, help="How long a pulse is waited for, s.")
    ] = WAIT_S,
    yes: Annotated[
        bool, typer.Option("--yes", help="Say yes to the question, for scripts.")
    ] = False,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Find a strap, see by its pulse that it is yours, and wear it from now on.

    Put it on first. Five clean beats are listened to, and then you are asked; a
    foot pod is known by your steps. Without a yes it is given to nobody.
    """
    house = enter(context)
    house.consenting(person)
    journal = house.frames()
    with asyncio.Runner() as runner, radio_in_words():
        ceremony = _Ceremony(house, journal, runner, name, wait, yes)
        met = ceremony.find(seconds)
        paired = _said(met)
        before = {s.paired.strap_id: s for s in known_straps(house.said(), house.now())}
        known = before.get(paired.strap_id)
        if known is not None:
            refuse_a_worn_one(known, person)
        is_worn = known is not None and known.wearer == person
        if not is_worn:
            ceremony.confirm(met, _target(house, paired))
    if known is None or known.paired != paired:
        house.record(paired, patient_id=None, by=entered_by)
    told = " ".join(filter(None, (paired.manufacturer, paired.model))) or "A strap"
    output.tell(f"{told}: {paired.strap_id}")
    if is_worn:
        output.tell(f"{person} wears it already.")
        return
    assign_now(house, paired.strap_id, person, None, entered_by)


def _target(house: House, paired: StrapPaired) -> StrapTarget:
    found = target(house, paired)
    if found is None:
        raise UsageProblem(
            f"The device profile {paired.profile_id} is gone.",
            means="Nothing was paired.",
            remedy="See the folder of device profiles.",
        )
    return found

"""From what the collector knows to the words about a strap, one look after another."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from pacepipe.cli import output
from pacepipe.collect import Clock, ContactWord, LinkWord, LiveStatus, SystemClock
from pacepipe.domain.strap_state import (
    RadioState,
    StrapFacts,
    StrapState,
    StrapView,
    Touch,
    first_view,
    look,
)
from pacepipe.domain.strap_words_en import words
from pacepipe.errors import BluetoothDenied, BluetoothUnavailable

_TOUCH: Final = {
    ContactWord.OK: Touch.OK,
    ContactWord.LOST: Touch.LOST,
    ContactWord.UNSUPPORTED: Touch.UNSAID,
    ContactWord.UNKNOWN: Touch.UNSAID,
}
_RADIO: Final = {
    LinkWord.NO_ADAPTER: RadioState.NO_ADAPTER,
    LinkWord.NO_PERMISSION: RadioState.NO_PERMISSION,
}
_LINKED: Final = frozenset({LinkWord.CONNECTED, LinkWord.MEASURING})


def strap_facts(
    status: LiveStatus,
    clock: Clock,
    *,
    is_started: bool = False,
    is_stopped: bool = False,
    seen: Sequence[str] = (),
) -> StrapFacts:
    """What the live status says, as the state machine takes it."""
    return StrapFacts(
        boot_ns=clock.boot_ns(),
        utc_us=clock.utc_us(),
        radio=_RADIO.get(status.link, RadioState.OK),
        seen=tuple(seen),
        is_held_elsewhere=status.link is LinkWord.HELD,
        is_linked=status.link in _LINKED,
        touch=_TOUCH[status.contact],
        heart_boot_ns=status.heart_boot_ns,
        clean_count=status.clean_count,
        uneven_frac=status.beats.uneven_frac(),
        battery_pct=status.battery_pct,
        is_started=is_started,
        is_stopped=is_stopped,
    )


def words_of(status: LiveStatus, clock: Clock, seen: Sequence[str] = ()) -> str:
    """The words for what is known at one moment, with no moment before it."""
    facts = strap_facts(status, clock, seen=seen)
    return words(first_view(facts), facts.boot_ns)


@contextmanager
def radio_in_words() -> Iterator[None]:
    """Say the state in which nothing can be heard, before its error is shown."""
    try:
        yield
    except BluetoothUnavailable as error:
        is_denied = isinstance(error, BluetoothDenied)
        word = LinkWord.NO_PERMISSION if is_denied else LinkWord.NO_ADAPTER
        output.say(words_of(LiveStatus(word), SystemClock()))
        raise


class Teller:
    """Remembers the view, and what of it was told."""

    def __init__(self, clock: Clock, seen: Sequence[str] = ()) -> None:
        self._clock = clock
        self._seen = tuple(seen)
        self._told: str | None = None
        self.view: StrapView | None = None

    def look(
        self, status: LiveStatus, *, is_started: bool = False, is_stopped: bool = False
    ) -> StrapView:
        """The view of this moment."""
        facts = strap_facts(
            status,
            self._clock,
            is_started=is_started,
            is_stopped=is_stopped,
            seen=self._seen,
        )
        view = first_view(facts) if self.view is None else look(self.view, facts)
        self.view = view
        return view

    def news(self) -> str | None:
        """The words of the view, where they differ from what was told last.

        The count of settling beats is progress and no news of its own.
        """
        if self.view is None:
            return None
        text = words(self.view, self._clock.boot_ns())
        is_counting = self.view.state is StrapState.SETTLING
        key = str(self.view.state) if is_counting else text
        if key == self._told:
            return None
        self._told = key
        return text

    def progress(self) -> str | None:
        """The count of beats while they settle; None at any other time."""
        if self.view is None or self.view.state is not StrapState.SETTLING:
            return None
        return words(self.view, self._clock.boot_ns())

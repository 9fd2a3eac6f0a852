"""What a strap is doing, as one state that a person can be told.

`look` takes what is known at one moment and the view of the moment before, and
gives the view of now. The command line and the page say the words of its state.
Its rule: no flicker. A state is left only for one that stood, unbroken, for its
dwell; a number that decides has two borders; what is reached once ("settled")
stays reached. Time comes from the monotonic clock, so that a corrected wall clock
changes nothing but what "since" says.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, assert_never

S_NS: Final = 1_000_000_000
DWELL_NS: Final = 2 * S_NS
"""How long a state must stand before it is said, ns (ours): two frames of a strap
that sends once a second."""
LOST_DWELL_NS: Final = 4 * S_NS
"""The same for a loss, ns (ours): a hiccup of the radio is no news."""
FRESH_NS: Final = 3 * S_NS
"""A heart rate older than this is no heart rate, ns: as in the live line."""
SETTLED_BEATS: Final = 5
"""Clean beats in a row from which a session may start: research/product.md S2."""
UNEVEN_FRAC: Final = 0.20
EVEN_FRAC: Final = 0.10
"""Share of uneven neighbours from which the beat is called irregular (design 5: no
variability above 20 % flagged), and below which it is not any more (half, ours)."""
BATTERY_LOW_PCT: Final = 15
BATTERY_FINE_PCT: Final = 25
"""Charge from which it is called low, and above which it is not any more (ours:
coin cells fall quickly at the end and recover a little at rest)."""
BATTERY_SAID_NS: Final = 20 * S_NS
"""How long the battery is talked about; then never again in this view."""


class StrapState(StrEnum):
    """What is going on, in one word."""

    NO_ADAPTER = "no_adapter"
    NO_PERMISSION = "no_permission"
    SEARCHING = "searching"
    HELD_ELSEWHERE = "held_elsewhere"
    SEVERAL_SEEN = "several_seen"
    NO_CONTACT = "no_contact"
    SETTLING = "settling"
    READY = "ready"
    MEASURING = "measuring"
    CONTACT_LOST = "contact_lost"
    LINK_LOST = "link_lost"
    BATTERY_LOW = "battery_low"
    IRREGULAR = "irregular"
    STOPPED = "stopped"


class RadioState(StrEnum):
    """Whether this machine can hear anything at all."""

    OK = "ok"
    NO_ADAPTER = "no_adapter"
    NO_PERMISSION = "no_permission"


class Touch(StrEnum):
    """Skin contact, where the strap says it and may be believed."""

    OK = "ok"
    LOST = "lost"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class StrapFacts:
    """What is known at one moment.

    Attributes
    ----------
    boot_ns : int
        Monotonic clock, ns.
    utc_us : int
        Wall clock, µs since 1970-01-01 UTC; for "since" alone.
    radio : RadioState
    seen : tuple of str
        Names of the straps in reach that it may be.
    is_held_elsewhere : bool
        One was seen and takes no link.
    is_linked : bool
        Connected, identified and subscribed.
    touch : Touch
    heart_boot_ns : int or None
        Arrival of the last readable heart-rate frame.
    clean_count : int
        Clean beats in a row.
    uneven_frac : float or None
        Share of uneven neighbours; None means too few to say.
    battery_pct : int or None
    is_started, is_stopped : bool
        What the person pressed.
    """

    boot_ns: int
    utc_us: int
    radio: RadioState = RadioState.OK
    seen: tuple[str, ...] = ()
    is_held_elsewhere: bool = False
    is_linked: bool = False
    touch: Touch = Touch.UNSAID
    heart_boot_ns: int | None = None
    clean_count: int = 0
    uneven_frac: float | None = None
    battery_pct: int | None = None
    is_started: bool = False
    is_stopped: bool = False

    @property
    def is_fresh(self) -> bool:
        """Whether a heart-rate frame arrived within three seconds."""
        heard = self.heart_boot_ns
        return heard is not None and self.boot_ns - heard < FRESH_NS


@dataclass(frozen=True, slots=True)
class StrapView:
    """What is said now, and what must be remembered to go on saying it well.

    Attributes
    ----------
    state : StrapState
    since_boot_ns, since_utc_us : int
        When it began to be said.
    beat_count : int
        Clean beats towards the five; for the words of `settling`.
    seen : tuple of str
        Names in reach; for the words of `several_seen` and `held_elsewhere`.
    battery_pct : int or None
    """

    state: StrapState
    since_boot_ns: int
    since_utc_us: int
    beat_count: int = 0
    seen: tuple[str, ...] = ()
    battery_pct: int | None = None
    _wanted: StrapState | None = None
    _wanted_boot_ns: int = 0
    _last_boot_ns: int = 0
    _has_linked: bool = False
    _has_settled: bool = False
    _is_uneven: bool = False
    _is_low: bool = False
    _low_boot_ns: int | None = None

    @property
    def may_start(self) -> bool:
        """Whether the beats are good enough to begin, or a person already did."""
        return self._has_settled

    def age_s(self, boot_ns: int) -> float:
        """How long this has been said, seconds."""
        return max(0, boot_ns - self.since_boot_ns) / S_NS


def first_view(facts: StrapFacts) -> StrapView:
    """The view of the first moment; it waits for nothing."""
    blank = StrapView(StrapState.SEARCHING, facts.boot_ns, facts.utc_us)
    known = _remembered(blank, facts)
    return replace(known, state=_wished(known, facts))


def look(view: StrapView, facts: StrapFacts) -> StrapView:
    """The view of this moment.

    Parameters
    ----------
    view : StrapView
        Of the moment before; see `first_view`.
    facts : StrapFacts

    Notes
    -----
    Whatever swings about a border and never rests on one side for its dwell
    changes nothing. Only a stop is said at once. A monotonic clock that went back
    (a reboot) starts the wait anew.
    """
    known = _remembered(view, facts)
    wanted = _wished(known, facts)
    if wanted is known.state:
        return replace(known, _wanted=None)
    since_ns = known._wanted_boot_ns
    if known._wanted is not wanted or facts.boot_ns < view._last_boot_ns:
        since_ns = facts.boot_ns
    if facts.boot_ns - since_ns < _dwell_ns(wanted):
        return replace(known, _wanted=wanted, _wanted_boot_ns=since_ns)
    return replace(
        known,
        state=wanted,
        since_boot_ns=facts.boot_ns,
        since_utc_us=facts.utc_us,
        _wanted=None,
    )


def _remembered(view: StrapView, facts: StrapFacts) -> StrapView:
    """What is latched: links, settling, and the two sides of each border."""
    has_beats = facts.is_linked and facts.is_fresh and facts.touch is not Touch.LOST
    uneven, battery = facts.uneven_frac, facts.battery_pct
    is_uneven, is_low = view._is_uneven, view._is_low
    if uneven is not None:
        is_uneven = uneven >= (EVEN_FRAC if is_uneven else UNEVEN_FRAC)
    if battery is not None:
        is_low = battery <= (BATTERY_FINE_PCT if is_low else BATTERY_LOW_PCT)
    is_settled = has_beats and (facts.clean_count >= SETTLED_BEATS or is_uneven)
    low_ns = view._low_boot_ns
    if view.state is StrapState.BATTERY_LOW and low_ns is None:
        low_ns = view.since_boot_ns
    return replace(
        view,
        beat_count=min(facts.clean_count, SETTLED_BEATS),
        seen=facts.seen,
        battery_pct=battery,
        _last_boot_ns=facts.boot_ns,
        _has_linked=view._has_linked or facts.is_linked,
        _has_settled=view._has_settled or is_settled,
        _is_uneven=is_uneven,
        _is_low=is_low,
        _low_boot_ns=low_ns,
    )


def _wished(view: StrapView, facts: StrapFacts) -> StrapState:
    """What would be said without any hysteresis in time; first match wins."""
    if facts.is_stopped:
        return StrapState.STOPPED
    if facts.radio is not RadioState.OK:
        is_missing = facts.radio is RadioState.NO_ADAPTER
        return StrapState.NO_ADAPTER if is_missing else StrapState.NO_PERMISSION
    return _linked(view, facts) if facts.is_linked else _unlinked(view, facts)


def _linked(view: StrapView, facts: StrapFacts) -> StrapState:
    is_new = not view._has_settled
    if facts.touch is Touch.LOST:
        return StrapState.NO_CONTACT if is_new else StrapState.CONTACT_LOST
    if is_new:
        return StrapState.SETTLING
    if not facts.is_fresh:
        return StrapState.CONTACT_LOST
    low_ns = view._low_boot_ns
    is_said = low_ns is not None and facts.boot_ns - low_ns >= BATTERY_SAID_NS
    if view._is_low and not is_said:
        return StrapState.BATTERY_LOW
    if view._is_uneven:
        return StrapState.IRREGULAR
    return StrapState.MEASURING if facts.is_started else StrapState.READY


def _unlinked(view: StrapView, facts: StrapFacts) -> StrapState:
    if facts.is_held_elsewhere:
        return StrapState.HELD_ELSEWHERE
    if view._has_linked:
        return StrapState.LINK_LOST
    return StrapState.SEVERAL_SEEN if len(facts.seen) > 1 else StrapState.SEARCHING


def _dwell_ns(state: StrapState) -> int:
    match state:
        case StrapState.STOPPED:
            return 0
        case StrapState.CONTACT_LOST | StrapState.LINK_LOST | StrapState.NO_CONTACT:
            return LOST_DWELL_NS
        case (
            StrapState.NO_ADAPTER
            | StrapState.NO_PERMISSION
            | StrapState.SEARCHING
            | StrapState.SETTLING
            | StrapState.HELD_ELSEWHERE
            | StrapState.SEVERAL_SEEN
            | StrapState.READY
            | StrapState.MEASURING
            | StrapState.BATTERY_LOW
            | StrapState.IRREGULAR
        ):
            return DWELL_NS
        case _:
            assert_never(state)

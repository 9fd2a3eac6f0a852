"""What the events ask of straps beside their stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pacepipe.app import House
from pacepipe.cli.session_book import running_session, unstopped_session
from pacepipe.cli.strap_book import known_straps
from pacepipe.collect import LEFT_ALONE, RecordingWish, Wish
from pacepipe.domain.events import Event, SessionStopped
from pacepipe.domain.history import PersonHistory, histories
from pacepipe.signals.marks import UNFINISHED_MAX_MS

FRESH: Final = timedelta(seconds=60)
"""How long an answer holds without a new event: a session may end by its age."""
COUNTS_STEPS: Final = frozenset({"cadence", "step_count"})
"""What a profile gives that makes an accelerometer needless."""


@dataclass(frozen=True, slots=True)
class _Worn:
    """What a strap's wearer does now, and whether anything counts their steps."""

    recording: RecordingWish
    counts_steps: bool


class EventWishes:
    """See `collect.Wishes`; only what was said since the last look is read."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._events: tuple[Event, ...] = ()
        self._looked_at: datetime | None = None
        self._worn: Mapping[str, _Worn] = {}

    @property
    def zone(self) -> str:
        """Zone of the station: a watch is worn where it stands."""
        return self._house.settings.zone

    def wants_recording(self, strap_id: str) -> RecordingWish:
        """To record while its wearer has a session going on; to fetch at other times.

        Left alone where that is switched off, or where nobody wears it who agrees.
        """
        if not self._house.settings.strap_recording:
            return LEFT_ALONE
        worn = self._look().get(strap_id)
        return LEFT_ALONE if worn is None else worn.recording

    def wants_acceleration(self, strap_id: str) -> bool:
        """Whether its wearer has a session and wears nothing that counts steps."""
        if not self._house.settings.strap_acceleration:
            return False
        worn = self._look().get(strap_id)
        return (
            worn is not None
            and worn.recording.wish is Wish.RECORD
            and not worn.counts_steps
        )

    def _look(self) -> Mapping[str, _Worn]:
        """Straps that somebody wears now who agrees."""
        now = self._house.now()
        seen = self._events[-1].seq if self._events else 0
        newer = self._house.events().after(seen)
        is_old = self._looked_at is None or now - self._looked_at > FRESH
        if newer or is_old:
            self._events += newer
            self._looked_at = now
            self._worn = self._straps_worn(now)
        return self._worn

    def _straps_worn(self, now: datetime) -> dict[str, _Worn]:
        found: dict[str, _Worn] = {}
        counting = self._straps_that_count(now)
        for history in histories(self._events, now):
            if not history.has_consent(now):
                continue
            worn = [a.value for a in history.assignments if a.holds(now)]
            counts = not counting.isdisjoint(worn)
            found.update(dict.fromkeys(worn, _Worn(_wish_of(history), counts)))
        return found

    def _straps_that_count(self, now: datetime) -> frozenset[str]:
        """Paired straps whose profile gives steps or a cadence."""
        profile_ids = {
            profile.profile_id
            for profile in self._house.profiles()
            if not COUNTS_STEPS.isdisjoint(profile.gives)
        }
        return frozenset(
            strap.paired.strap_id
            for strap in known_straps(self._events, now)
            if strap.paired.profile_id in profile_ids
        )


def _wish_of(history: PersonHistory) -> RecordingWish:
    """RECORD since the start of the session that goes on, else FETCH.

    A session that nobody stopped ended, for this, when it was too old to go on.
    """
    running = running_session(history)
    if running is not None:
        return RecordingWish(Wish.RECORD, running.about_at)
    forgotten = unstopped_session(history)
    if forgotten is not None:
        age = timedelta(milliseconds=UNFINISHED_MAX_MS)
        return RecordingWish(Wish.FETCH, forgotten.about_at + age)
    stops = history.of(SessionStopped)
    return RecordingWish(Wish.FETCH, stops[-1][0].about_at if stops else None)

"""What the events ask of straps beside their stream."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from pacepipe.app import House
from pacepipe.cli.session_book import running_session
from pacepipe.cli.strap_book import known_straps
from pacepipe.domain.events import Event
from pacepipe.domain.history import histories
from pacepipe.domain.profile import DeviceProfile

FRESH: Final = timedelta(seconds=60)
"""How long an answer holds without a new event: a session may end by its age."""
COUNTS_STEPS: Final = frozenset({"cadence", "step_count"})
"""What a profile gives that makes an accelerometer needless."""


class EventWishes:
    """See `collect.Wishes`; only what was said since the last look is read."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._events: tuple[Event, ...] = ()
        self._looked_at: datetime | None = None
        self._moving: Mapping[str, bool] = {}

    @property
    def zone(self) -> str:
        """Zone of the station: a watch is worn where it stands."""
        return self._house.settings.zone

    def wants_recording(self, strap_id: str) -> bool:
        """Whether the strap's wearer has a session going on."""
        return self._house.settings.strap_recording and strap_id in self._look()

    def wants_acceleration(self, strap_id: str) -> bool:
        """The same, where they wear nothing that counts steps."""
        counts = self._look().get(strap_id, True)
        return self._house.settings.strap_acceleration and not counts

    def _look(self) -> Mapping[str, bool]:
        """Straps whose wearer moves now; True where something counts their steps."""
        now = self._house.now()
        seen = self._events[-1].seq if self._events else 0
        newer = self._house.events().after(seen)
        is_old = self._looked_at is None or now - self._looked_at > FRESH
        if newer or is_old:
            self._events += newer
            self._looked_at = now
            self._moving = self._straps_of_movers(now)
        return self._moving

    def _straps_of_movers(self, now: datetime) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for history in histories(self._events, now):
            if running_session(history) is not None and history.has_consent(now):
                worn = [a.value for a in history.assignments if a.holds(now)]
                counts = any(self._counts_steps(strap_id) for strap_id in worn)
                found.update(dict.fromkeys(worn, counts))
        return found

    def _counts_steps(self, strap_id: str) -> bool:
        profile = profile_of(self._house, self._events, strap_id)
        return profile is not None and not COUNTS_STEPS.isdisjoint(profile.gives)


def profile_of(
    house: House, events: tuple[Event, ...], strap_id: str
) -> DeviceProfile | None:
    """Profile that a strap was paired under last; None where it is gone."""
    paired = {s.paired.strap_id: s.paired for s in known_straps(events, house.now())}
    profile_id = paired[strap_id].profile_id if strap_id in paired else None
    return next((p for p in house.profiles() if p.profile_id == profile_id), None)

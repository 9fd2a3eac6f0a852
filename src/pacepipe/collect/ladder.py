"""What to try next when a strap stays silent: one pure policy.

Its order: reconnect, rescan, clear the cache, restart the process, reset the
adapter, tell a person. Each rung costs more than the one before and mends what
that one cannot. Attempts are counted since the last frame.
"""

from dataclasses import dataclass
from enum import StrEnum


class Barren(StrEnum):
    """Why an attempt brought no frame."""

    AWAY = "others are heard, the strap is not"
    DEAF = "nothing at all is heard"
    NO_LINK = "it is heard and takes no link"
    NO_DATA = "it is linked and sends nothing"
    NO_RADIO = "Bluetooth does not work here"


class Rung(StrEnum):
    """One step of the ladder."""

    RECONNECT = "reconnect"
    RESCAN = "rescan"
    CLEAR_CACHE = "clear the cache"
    RESTART = "restart the process"
    RESET_ADAPTER = "reset the adapter"
    TELL = "tell a person"


@dataclass(frozen=True, slots=True)
class LadderPolicy:
    """After how many barren attempts each rung comes.

    With the pauses of `LinkPolicy` six attempts are one to two minutes and twelve
    three to four; habluetooth, which resets an adapter after 90 s of silence, was
    the measure. All are ours to change.

    Attributes
    ----------
    rescan_at, clear_cache_at, restart_at, reset_at, tell_at : int
        Strictly rising.
    again_every : int
        A trouble that outlives the ladder gets a new process again after this
        many attempts more. The adapter is reset once a trouble: a person's
        headset or hearing aid may hang on it.
    """

    rescan_at: int = 2
    clear_cache_at: int = 3
    restart_at: int = 6
    reset_at: int = 9
    tell_at: int = 12
    again_every: int = 60

    def __post_init__(self) -> None:
        steps = (
            0,
            self.rescan_at,
            self.clear_cache_at,
            self.restart_at,
            self.reset_at,
            self.tell_at,
        )
        if sorted(set(steps)) != list(steps) or self.again_every < 1:
            raise ValueError("the rungs of a ladder rise one above the other")

    def rung(self, barren_count: int, reason: Barren) -> Rung:
        """What comes after this many barren attempts, the last for this reason.

        A strap that is not in reach while others are is in nobody's power: it is
        only looked for again, and a person is told.

        Examples
        --------
        >>> ladder = LadderPolicy()
        >>> [str(ladder.rung(n, Barren.NO_DATA)) for n in (1, 2, 3, 6)]
        ['reconnect', 'rescan', 'clear the cache', 'restart the process']
        >>> str(ladder.rung(6, Barren.AWAY))
        'rescan'
        """
        rung = self._rung(barren_count)
        if reason is Barren.AWAY and rung in _MENDS_THE_MACHINE:
            return Rung.RESCAN
        return rung

    def count_after(self, restart_count: int) -> int:
        """Attempts already made when a process begins that was restarted so often.

        The ladder goes on where the process before stood.
        """
        if restart_count == 0:
            return 0
        if restart_count == 1:
            return self.restart_at
        return self.tell_at + (restart_count - 1) * self.again_every

    def _rung(self, barren_count: int) -> Rung:
        at = {
            self.rescan_at: Rung.RESCAN,
            self.clear_cache_at: Rung.CLEAR_CACHE,
            self.restart_at: Rung.RESTART,
            self.reset_at: Rung.RESET_ADAPTER,
            self.tell_at: Rung.TELL,
        }
        if barren_count in at:
            return at[barren_count]
        beyond = barren_count - self.tell_at
        if beyond > 0 and beyond % self.again_every == 0:
            return Rung.RESTART
        return Rung.RECONNECT if barren_count <= self.rescan_at else Rung.RESCAN


_MENDS_THE_MACHINE = frozenset({Rung.CLEAR_CACHE, Rung.RESTART, Rung.RESET_ADAPTER})

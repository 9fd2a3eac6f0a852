"""What the air delivered, held against what the journal keeps. Pure.

The rule: every notification that reached the adapter while the station and
bluetoothd were alive is in the journal exactly once. Only a dead window excuses
a missing one; nothing excuses one that is there twice, or that nobody sent.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

COMMIT_INTERVAL_S: Final = 0.25
"""What a kill may take with it: `FrameJournal.append` promises it in 250 ms."""
LATE_S: Final = 10.0
"""Longest way from the adapter to the journal's stamp that is still one frame."""
STREAMS: Final = (0x2A37, 0x2A53)
"""Only ever notified. A battery level is read too, so its frames prove nothing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One notification: as it reached the adapter, or as the journal has it.

    `at_s` counts from the boot of the machine, on both sides.
    """

    device: str
    characteristic: int
    at_s: float
    payload: bytes


@dataclass(frozen=True, slots=True)
class DeadWindow:
    """A time in which something on the way to the journal was not alive."""

    name: str
    begin_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What came of one stretch of time.

    Attributes
    ----------
    delivered_count, kept_count : int
        Notifications that reached the adapter; those of them in the journal.
    lost : tuple of Heard
        Delivered outside every dead window and not kept.
    excused : mapping of str to int
        Delivered and not kept, by the dead window that excuses it.
    repeated, unsent : tuple of Heard
        Kept once too often; kept though nobody sent it.
    delays_s : tuple of float
        From the adapter to the journal's stamp, sorted.
    """

    delivered_count: int
    kept_count: int
    lost: tuple[Heard, ...]
    excused: Mapping[str, int]
    repeated: tuple[Heard, ...]
    unsent: tuple[Heard, ...]
    delays_s: tuple[float, ...]

    @property
    def holds(self) -> bool:
        """Whether the rule is kept."""
        return not (self.lost or self.repeated or self.unsent)


def killed(name: str, at_s: float, alive_again_s: float) -> tuple[DeadWindow, ...]:
    """The dead windows of a kill: what was in flight, and the time until it is back."""
    return (
        DeadWindow(f"in flight, {name}", at_s - COMMIT_INTERVAL_S, at_s),
        DeadWindow(name, at_s, alive_again_s),
    )


def delivered_of(truth: Iterable[Mapping[str, Any]]) -> tuple[Heard, ...]:
    """The notifications that reached the adapter, from the events of a truth log.

    A delivery names no characteristic, so it is paired with the notification it
    came from: the same bytes, the same device, in order. What was made before it
    and did not arrive went down with a link.
    """
    made: dict[str, deque[tuple[int, bytes]]] = {}
    found: list[Heard] = []
    for event in truth:
        device = str(event["dev"])
        queue = made.setdefault(device, deque())
        if event["ev"] == "notify" and event["subscribed"]:
            queue.append((int(event["uuid"], 16), bytes.fromhex(event["hex"])))
        elif event["ev"] == "delivered":
            payload = bytes.fromhex(event["hex"])
            number = _origin(queue, payload)
            if number is not None:
                found.append(Heard(device, number, float(event["t"]), payload))
    return tuple(found)


def _origin(queue: deque[tuple[int, bytes]], payload: bytes) -> int | None:
    for place, (number, made) in enumerate(queue):
        if made == payload:
            for _ in range(place + 1):
                queue.popleft()
            return number
    return None


def reckon(
    delivered: Sequence[Heard],
    kept: Sequence[Heard],
    windows: Sequence[DeadWindow],
    *,
    begin_s: float,
    end_s: float,
) -> Reckoning:
    """Judge what was delivered from `begin_s` to before `end_s`.

    Parameters
    ----------
    delivered, kept : sequence of Heard, in order of time
        May go beyond the stretch on both sides; only `STREAMS` count.
    windows : sequence of DeadWindow
        The first one that holds a missing notification excuses it.
    """
    pairs, strays = _paired(_streams(delivered), _streams(kept))
    due = [pair for pair in pairs if begin_s <= pair[0].at_s < end_s]
    missing = [sent for sent, found in due if found is None]
    excuses = {sent: _excuse(sent, windows) for sent in missing}
    known = {(h.device, h.characteristic, h.payload) for h in _streams(delivered)}
    strays = [stray for stray in strays if begin_s <= stray.at_s < end_s]
    return Reckoning(
        delivered_count=len(due),
        kept_count=len(due) - len(missing),
        lost=tuple(sent for sent in missing if excuses[sent] is None),
        excused=Counter(name for name in excuses.values() if name is not None),
        repeated=tuple(s for s in strays if _key(s) in known),
        unsent=tuple(s for s in strays if _key(s) not in known),
        delays_s=tuple(sorted(f.at_s - s.at_s for s, f in due if f is not None)),
    )


def _paired(
    delivered: Sequence[Heard], kept: Sequence[Heard]
) -> tuple[list[tuple[Heard, Heard | None]], list[Heard]]:
    """Each delivery with its frame, in order; and the frames that are left over."""
    waiting: dict[tuple[str, int], deque[Heard]] = {}
    for frame in kept:
        waiting.setdefault(_stream(frame), deque()).append(frame)
    strays: list[Heard] = []
    pairs: list[tuple[Heard, Heard | None]] = []
    rest: dict[tuple[str, int], deque[Heard]] = {}
    for sent in delivered:
        rest.setdefault(_stream(sent), deque()).append(sent)
    for stream in sorted(waiting.keys() | rest.keys()):
        found, left = _paired_stream(
            rest.get(stream, deque()), waiting.get(stream, deque())
        )
        pairs += found
        strays += left
    return pairs, strays


def _paired_stream(
    sent: deque[Heard], kept: deque[Heard]
) -> tuple[list[tuple[Heard, Heard | None]], list[Heard]]:
    pairs: list[tuple[Heard, Heard | None]] = []
    strays: list[Heard] = []
    waiting = list(sent)
    for frame in kept:
        place = next(
            (i for i, delivery in enumerate(waiting) if _is_of(frame, delivery)), None
        )
        if place is None:
            strays.append(frame)
            continue
        pairs += [(missed, None) for missed in waiting[:place]]
        pairs.append((waiting[place], frame))
        del waiting[: place + 1]
    pairs += [(missed, None) for missed in waiting]
    return pairs, strays


def _is_of(frame: Heard, delivery: Heard) -> bool:
    return (
        frame.payload == delivery.payload
        and 0 <= frame.at_s - delivery.at_s + _STAMP_S <= LATE_S
    )


_STAMP_S: Final = 0.001
"""The truth log rounds to a tenth of a millisecond."""


def _excuse(sent: Heard, windows: Sequence[DeadWindow]) -> str | None:
    return next((w.name for w in windows if w.begin_s <= sent.at_s < w.end_s), None)


def _streams(heard: Sequence[Heard]) -> list[Heard]:
    """What is judged. The truth log tells no delivery that is empty, so none is."""
    return [one for one in heard if one.characteristic in STREAMS and one.payload]


def _stream(heard: Heard) -> tuple[str, int]:
    return heard.device, heard.characteristic


def _key(heard: Heard) -> tuple[str, int, bytes]:
    return heard.device, heard.characteristic, heard.payload

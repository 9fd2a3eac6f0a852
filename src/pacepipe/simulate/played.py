"""A virtual strap at play: its one link, its subscribers, its place in the stream.

What really happened is counted in a ledger, for a test to compare with what was
stored. Time is the event loop's, ordinary or accelerated.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral

Handler = Callable[[bytes], None]


@dataclass(slots=True)
class AirLedger:
    """What really happened to one strap, counted by the air itself.

    Attributes
    ----------
    attempt_count : int
        Calls of `connect()`, whether or not a link came about.
    connect_count : int
        Links that came about.
    drop_count : int
        Links that ended because the strap went out of range.
    disconnect_count : int
        Calls of `disconnect()`, whether or not there still was a link.
    reads : list of int
        Characteristics that were read, in order.
    writes : list of (int, bytes)
        Characteristics that were written to, and what, in order.
    delivered : list of Notification
        What reached a subscriber, in order.
    """

    attempt_count: int = 0
    connect_count: int = 0
    drop_count: int = 0
    disconnect_count: int = 0
    reads: list[int] = field(default_factory=list)
    writes: list[tuple[int, bytes]] = field(default_factory=list)
    delivered: list[Notification] = field(default_factory=list)


class AirTime:
    """Strap time: seconds since the first scan or connection, on one event loop."""

    def __init__(self) -> None:
        self._zero_s = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    def now_s(self) -> float:
        """Strap time of the running loop."""
        return self._running().time() - self._zero_s

    def call_at(self, at_s: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        """Call back at a moment of strap time."""
        return self._running().call_at(self._zero_s + at_s, callback)

    def _running(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
            self._zero_s = loop.time()
        elif self._loop is not loop:
            raise RuntimeError("virtual straps live on one event loop; make new ones")
        return loop


class VirtualStrap:
    """One strap on the air: its link, its subscriptions, its place in the stream."""

    def __init__(self, peripheral: VirtualPeripheral, time: AirTime) -> None:
        self.peripheral = peripheral
        self.ledger = AirLedger()
        self.is_linked = False
        self._time = time
        self._times = [notification.at_s for notification in peripheral.stream]
        self._next = 0
        self._handlers: dict[int, Handler] = {}
        self._on_drop: Callable[[], None] | None = None
        self._drop_timer: asyncio.TimerHandle | None = None
        self._send_timer: asyncio.TimerHandle | None = None
        self._answer_timers: list[asyncio.TimerHandle] = []

    def is_free(self) -> bool:
        """Whether it advertises: in range, and not linked with us."""
        now_s = self._time.now_s()
        return not self.is_linked and self.peripheral.reachable_at_s(now_s) == now_s

    def takes_links(self) -> bool:
        """Whether a central that calls gets a link."""
        return self.is_free() and not self.peripheral.is_held_at(self._time.now_s())

    def link(self, on_drop: Callable[[], None]) -> None:
        """Take the one link; `on_drop` is called if the strap goes away."""
        self.is_linked = True
        self.ledger.connect_count += 1
        self._on_drop = on_drop
        outage_s = self.peripheral.next_outage_s(self._time.now_s())
        if outage_s is not None:
            self._drop_timer = self._time.call_at(outage_s, self._drop)

    def unlink(self) -> None:
        """End the link from the central's side."""
        self.is_linked = False
        self._on_drop = None
        self._handlers.clear()
        for timer in (self._drop_timer, self._send_timer, *self._answer_timers):
            if timer is not None:
                timer.cancel()
        self._answer_timers.clear()
        self._drop_timer = self._send_timer = None
        if self.peripheral.firmware is not None:
            self.peripheral.firmware.unlinked()

    def subscribe(self, characteristic: int, handler: Handler) -> None:
        """Send notifications of a characteristic to `handler` from now on."""
        self._handlers[characteristic] = handler
        if self._send_timer is None:
            # What came due while nobody listened is gone, as it is on a strap
            # (HRS 1.0, section 3.4), and nothing is ever sent twice.
            self._next = max(self._next, bisect_left(self._times, self._time.now_s()))
            self._wait_for_next()

    def unsubscribe(self, characteristic: int) -> None:
        """Send no more notifications of a characteristic."""
        self._handlers.pop(characteristic, None)

    def read(self, characteristic: int) -> bytes | None:
        """Value of a characteristic; None where it cannot be read.

        A subscriber of the same characteristic hears the read as if it were a
        notification: BlueZ does so, and a collector has to live with it.
        """
        firmware = self.peripheral.firmware
        value = self.peripheral.values.get(characteristic)
        if firmware is not None and characteristic in firmware.readable:
            value = firmware.read(self._time.now_s(), characteristic)
        if value is None:
            return None
        self.ledger.reads.append(characteristic)
        if (handler := self._handlers.get(characteristic)) is not None:
            handler(value)
        return value

    def write(self, characteristic: int, payload: bytes) -> bool:
        """Write a characteristic; False where it cannot be written.

        What the firmware answers is sent at its moments, as long as the link
        holds: a drop cuts an answer of several notifications short.
        """
        firmware = self.peripheral.firmware
        if firmware is None or characteristic not in firmware.writable:
            return False
        self.ledger.writes.append((characteristic, payload))
        for answer in firmware.write(self._time.now_s(), characteristic, payload):
            self._answer_timers.append(
                self._time.call_at(answer.at_s, partial(self._deliver, answer))
            )
        return True

    def _deliver(self, notification: Notification) -> None:
        handler = self._handlers.get(notification.characteristic)
        if handler is not None:
            self.ledger.delivered.append(notification)
            handler(notification.payload)

    def _wait_for_next(self) -> None:
        self._send_timer = None
        if self._next < len(self._times):
            at_s = self._times[self._next]
            self._send_timer = self._time.call_at(at_s, self._send_due)

    def _send_due(self) -> None:
        due = self._next
        # A timer may fire a clock tick early: what it was set for is due.
        now_s = max(self._time.now_s(), self._times[due])
        while self._next < len(self._times) and self._times[self._next] <= now_s:
            self._next += 1
        self._wait_for_next()
        for notification in self.peripheral.stream[due : self._next]:
            in_range_s = self.peripheral.reachable_at_s(notification.at_s)
            firmware = self.peripheral.firmware
            is_on = firmware is None or firmware.is_sending(notification.characteristic)
            if is_on and in_range_s == notification.at_s:
                self._deliver(notification)

    def _drop(self) -> None:
        on_drop = self._on_drop
        self.ledger.drop_count += 1
        self.unlink()
        if on_drop is not None:
            on_drop()

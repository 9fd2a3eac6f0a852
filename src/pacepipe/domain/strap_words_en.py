"""The words of each strap state: what I see, what it means, one thing to do.

After research/product.md 4.2 S2. They are kind and plain, and nobody is blamed.
"""

from collections.abc import Mapping
from typing import Final

from pacepipe.domain.strap_state import SETTLED_BEATS, StrapState, StrapView

PATIENCE_S: Final = 20.0
"""After so long without a strap more is said about how to wear it: product.md S2."""
GO_ON_S: Final = 60.0
"""After so long a way without a strap is offered: product.md S2."""

WORDS: Final[Mapping[StrapState, str]] = {
    StrapState.NO_ADAPTER: "This computer cannot use Bluetooth yet. Your helper can "
    "fix it: `pacepipe doctor` shows the steps.",
    StrapState.NO_PERMISSION: "This program may not use Bluetooth yet. Your helper can "
    "fix it: `pacepipe doctor` shows the steps.",
    StrapState.SEARCHING: "I can't see a strap yet. Wet the two pads, snap the pod on, "
    "sit near the box.",
    StrapState.HELD_ELSEWHERE: "I can see {name}, but another app or watch is holding "
    "it. Close that app, or take the watch away for a minute.",
    StrapState.SEVERAL_SEEN: "I can see several: {names}. Put yours on: the one that "
    "wakes up is yours.",
    StrapState.NO_CONTACT: "Found. It isn't touching well. Wet the pads or move it "
    "down a finger.",
    StrapState.SETTLING: "Listening… {count} of {wanted} beats. Sit still for now.",
    StrapState.READY: "Ready. Start when you like.",
    StrapState.MEASURING: "Measuring. Go on as you like.",
    StrapState.CONTACT_LOST: "Lost the beat. Carry on if you feel well – I'll mark the "
    "gap.",
    StrapState.LINK_LOST: "You've walked out of range. That's fine. I'll be here when "
    "you come back.",
    StrapState.BATTERY_LOW: "The strap's battery is low ({battery} %). Change it after "
    "this walk.",
    StrapState.IRREGULAR: "The beat is too uneven to judge now. Let's go by how it "
    "feels.",
    StrapState.STOPPED: "Stopped. What was measured is kept.",
}
WORDS_LONG_SEARCH: Final = (
    "I can't see a strap yet. The pads go on bare skin, under the chest muscle, the "
    "pod in the middle. I keep looking."
)
WORDS_NO_STRAP: Final = "You can start without it – I'll go by how it feels."


def words(view: StrapView, boot_ns: int) -> str:
    """What a person is told now.

    Parameters
    ----------
    view : StrapView
    boot_ns : int
        Monotonic clock, ns: a long search says more.
    """
    age_s = view.age_s(boot_ns)
    if view.state is StrapState.SEARCHING and age_s >= GO_ON_S:
        return WORDS_NO_STRAP
    if view.state is StrapState.SEARCHING and age_s >= PATIENCE_S:
        return WORDS_LONG_SEARCH
    return WORDS[view.state].format(
        name=view.seen[0] if view.seen else "the strap",
        names=", ".join(view.seen),
        count=view.beat_count,
        wanted=SETTLED_BEATS,
        battery="?" if view.battery_pct is None else view.battery_pct,
    )

"""The strip that says of each minute why it is as it is, and its words."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pacepipe.pictures.lines import runs
from pacepipe.pictures.scene import MinutePoints
from pacepipe.pictures.sheet import BLUE, GREY, ORANGE, PURPLE, SKY, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MINUTE_MS: Final = 60_000
LOOKS: Final[dict[str, tuple[str, str, str | None]]] = {
    "worn_good": ("heard well", BLUE, None),
    "worn_poor": ("heard in part", SKY, "////"),
    "not_worn": ("not on the skin", ORANGE, "...."),
    "out_of_range": ("out of reach", VERMILION, "xxxx"),
    "station_down": ("nobody listening", GREY, "||||"),
    "held_elsewhere": ("held by another app", PURPLE, "----"),
}
"""Of each class of minute: its words, colour and hatch, so that it can be told
apart without colour. A class that is not here is drawn under its own name."""


def draw_strip(
    axes: "Axes", minutes: MinutePoints, origin_ms: int, band: tuple[float, float]
) -> list[Any]:
    """Bars of the minutes at `band` (bottom, height); one handle a class, for a legend.

    The axis counts seconds from `origin_ms`. A minute that is not in `minutes` was
    not expected to be worn and stays empty.
    """
    named = np.array(minutes.minute_class, dtype=object)
    known = [*LOOKS, *sorted({*named.tolist()} - LOOKS.keys())]
    handles = []
    for name in known:
        at_ms = minutes.at_ms[named == name]
        if len(at_ms) == 0:
            continue
        words, colour, hatch = LOOKS.get(name, (name, GREY, "++++"))
        bars = axes.broken_barh(
            [
                ((start - origin_ms) / 1000, length / 1000)
                for start, length in runs(at_ms, _MINUTE_MS)
            ],
            band,
            facecolor=colour,
            edgecolor="white",
            linewidth=0,
            hatch=hatch,
            label=words,
        )
        bars.set_gid(f"minutes-{name.replace('_', '-')}")
        handles.append(bars)
    return handles

"""Which source of a file is believed first where several tell of the same steps.

What is worn counts before what is carried, and both before an app that does not say
what measured: a phone lies on the table while its owner walks through the room.
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.imported import ImportSource

_WORN: Final = re.compile(r"watch|band|ring|strap|pod", re.IGNORECASE)
_CARRIED: Final = re.compile(r"i?phone|ipad|android|pixel", re.IGNORECASE)


def _kind(source: ImportSource) -> int:
    said = f"{source.model} {source.name}"
    if _WORN.search(said):
        return 0
    if _CARRIED.search(said):
        return 1
    # a maker without more words is that of a watch's own file
    return 0 if source.manufacturer else 2


def step_ranks(sources: Sequence[ImportSource]) -> IntArray:
    """Rank of each source, 0 the best; none is shared but by parts of one device.

    Examples
    --------
    >>> step_ranks([ImportSource("iPhone"), ImportSource("Watch of P")]).tolist()
    [1, 0]
    """
    devices = [
        (_kind(s), i, (s.name, s.manufacturer, s.model, s.serial))
        for i, s in enumerate(sources)
    ]
    order = list(dict.fromkeys(device for _, _, device in sorted(devices)))
    return np.array([order.index(device) for _, _, device in devices], dtype=np.int64)

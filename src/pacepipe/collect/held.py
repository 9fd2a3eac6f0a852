"""Whether another app or watch holds a strap, as far as that can be told from here.

A strap that advertises while it is held can be seen and takes no link. One that
falls silent meanwhile, as most do, cannot be told from one that is out of reach,
and nothing is claimed of it.
"""

from typing import Final

from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.lookout import Sighting
from pacepipe.collect.session import Listening, StrapTarget
from pacepipe.domain.epitaph import Ending
from pacepipe.domain.frame import LinkEventKind

HELD_AFTER: Final = 2
"""Links in a row that a strap did not take, from which it counts as held (ours):
one alone is a hiccup of the radio."""
FAINT_DBM: Final = -85
"""A strap that is heard more weakly takes no link because it is far, dBm: as in
`pacepipe strap why`."""
_OUR_OWN: Final = frozenset(
    {
        "org.bluez.Error.InProgress",
        "BleakAbortedError",
        "BleakOutOfConnectionSlotsError",
    }
)
"""Reasons that lie in this machine and say nothing of the strap."""


def took_no_link(reason: str, rssi_dbm: int | None) -> bool:
    """Whether a failed link speaks for somebody else who holds the strap.

    Parameters
    ----------
    reason : str
        Of the `LinkFailed`.
    rssi_dbm : int or None
        Of the advertisement before it; None means that it was not heard now.

    Examples
    --------
    >>> took_no_link("BleakNotFoundError", -60), took_no_link("TimeoutError", -95)
    (True, False)
    """
    return rssi_dbm is not None and rssi_dbm >= FAINT_DBM and reason not in _OUR_OWN


async def write_held(
    strap: StrapTarget, sighting: Sighting, listening: Listening
) -> None:
    """Journal that the strap is held elsewhere: a link that ended as it began.

    The strap is known by the address at which it was last identified; no byte is
    taken from it.

    Raises
    ------
    DiskTrouble
        Where the disk does not take it.
    """
    log = await LinkLog.open(
        strap.profile.profile_id,
        sighting,
        listening.journal,
        listening.clock,
        "seen, and it takes no link",
    )
    log.note(LinkEventKind.IDENTIFIED, strap.strap_id)
    log.note(
        LinkEventKind.CLOSED,
        log.epitaph(Ending.HELD_ELSEWHERE, "", sighting.rssi_dbm),
    )

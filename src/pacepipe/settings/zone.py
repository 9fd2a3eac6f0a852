"""Time zones by their IANA names."""

from functools import lru_cache
from zoneinfo import available_timezones

from pacepipe.errors import InputRejected


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Names of all zones, looked up once: each is a file of its own."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone that this machine knows."""
    return name in _known()


def check_zone(name: str) -> str:
    """`name`, where it is an IANA time zone.

    Raises
    ------
    InputRejected
        Where it is not.
    """
    if not is_zone(name):
        raise InputRejected(
            f"{name!r} is not a time zone.",
            means="Without it nobody can say which day it was; nothing was stored.",
            remedy="Use an IANA name such as Europe/Berlin or America/New_York.",
        )
    return name

"""One thing a virtual strap says, at its moment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notification:
    """A payload that a virtual strap sends.

    Attributes
    ----------
    at_s : float
        Seconds since the stream began.
    characteristic : int
        Assigned number, see `pacepipe.domain.characteristic`.
    payload : bytes
        The bytes, as they go over the air.
    """

    at_s: float
    characteristic: int
    payload: bytes

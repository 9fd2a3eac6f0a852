"""Which strap this is: what it says of itself, never where it answers."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StrapIdentity:
    """What a strap says of itself in Device Information.

    `None` means that the strap does not say it.
    """

    manufacturer: str | None
    model: str | None
    serial: str | None
    firmware: str | None = None

    def strap_id(self, address: str) -> str:
        """Name of the strap in pacepipe: ``strap-`` and ten hex digits.

        A serial number makes the name follow the strap; without one the name
        falls back to the radio address, hashed, and an address that rotates
        makes a new strap of it: weaker, and all there is.

        Examples
        --------
        >>> a = StrapIdentity("Polar Electro Oy", "H10", "0123", "5.0")
        >>> a.strap_id("AA:BB") == a.strap_id("CC:DD")
        True
        """
        own = (self.manufacturer or "", self.model or "", self.serial or "")
        parts = own if self.serial is not None else (*own, address)
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
        return f"strap-{digest[:10]}"

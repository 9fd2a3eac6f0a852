"""What any virtual body can be asked, whatever its equations are."""

from typing import Protocol

from pacepipe.domain.arrays import FloatArray


class Body(Protocol):
    """Many bodies at once, one day at a time; every array is (n,)."""

    def live(self, minutes: FloatArray, day: int) -> FloatArray:
        """Go through one day with so many walked minutes.

        Returns
        -------
        (n,) float64, points of a 0-10 item
            What the walks of this and earlier days cost on it, never below 0.
        """

    def felt_effort(self, minutes: FloatArray, day: int) -> FloatArray:
        """CR10 of a walk of so many minutes on this day, before anybody's scale."""

    def copy(self) -> "Body":
        """The same bodies, to try something out on."""

"""Straps whose every frame says which one it is, and how to read that again."""

from pacepipe.domain import characteristic as number
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate.encode import heart_rate_measurement
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral
from support.straps import IDENTITY, a_strap

HEART = number.HEART_RATE_MEASUREMENT


def payload_of(serial: int) -> bytes:
    """A heart-rate frame that carries a number in its two intervals."""
    return heart_rate_measurement(
        60 + serial % 100, rr_raw=(serial & 0xFFFF, serial >> 16), contact=True
    )


def serial_of(payload: bytes) -> int:
    """The number that a frame carries."""
    return int.from_bytes(payload[2:], "little")


def stream(
    rate_hz: float, duration_s: float, *, first: int = 0, start_s: float = 0.2
) -> tuple[Notification, ...]:
    """Frames at a steady rate, numbered from `first`."""
    return tuple(
        Notification(start_s + place / rate_hz, HEART, payload_of(first + place))
        for place in range(int(duration_s * rate_hz))
    )


def strap_number(place: int, sent: tuple[Notification, ...]) -> VirtualPeripheral:
    """One of many straps, each with its own address and serial number."""
    return a_strap(
        address=f"C0:FF:EE:00:01:{place:02X}",
        name=f"Strap {place:04d}",
        identity=identity_number(place),
        stream=sent,
    )


def identity_number(place: int) -> StrapIdentity:
    """What strap `place` says of itself."""
    return StrapIdentity(IDENTITY.manufacturer, IDENTITY.model, f"{place:04d}", "1.0")

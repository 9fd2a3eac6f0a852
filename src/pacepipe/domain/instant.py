"""Instants as whole microseconds since 1970-01-01 UTC, and back."""

from datetime import UTC, datetime, timedelta


def utc_us(at: datetime) -> int:
    """Microseconds since 1970-01-01 UTC of an aware datetime."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def from_utc_us(us: int) -> datetime:
    """Aware datetime of microseconds since 1970-01-01 UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)

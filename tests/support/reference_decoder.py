"""A slow decoder of one frame at a time, to compare the batch decoder with.

Written from the layouts alone, in another way than `pacepipe.gatt`: it eats the
payload from the front and gives up where a field is not there.
"""


class Undecodable(Exception):
    """The frame cannot be read."""


def _eat(rest: bytes, size: int) -> tuple[int, bytes]:
    if len(rest) < size:
        raise Undecodable
    return int.from_bytes(rest[:size], "little"), rest[size:]


def heart_rate(
    payload: bytes,
) -> tuple[int, bool | None, int | None, tuple[int, ...]] | None:
    """(hr_bpm, contact, energy_kj, rr_raw), or None where it cannot be read."""
    try:
        flags, rest = _eat(payload, 1)
        hr_bpm, rest = _eat(rest, 2 if flags & 1 else 1)
        contact = bool(flags >> 1 & 1) if flags >> 2 & 1 else None
        energy_kj = None
        if flags >> 3 & 1:
            energy_kj, rest = _eat(rest, 2)
        intervals = []
        if flags >> 4 & 1:
            interval, rest = _eat(rest, 2)
            intervals.append(interval)
            while rest:
                interval, rest = _eat(rest, 2)
                intervals.append(interval)
        if rest:
            return None
    except Undecodable:
        return None
    return hr_bpm, contact, energy_kj, tuple(intervals)


def running(
    payload: bytes,
) -> tuple[float, int, float | None, float | None, bool] | None:
    """(speed_mps, cadence, stride_m, distance_m, is_running), or None."""
    try:
        flags, rest = _eat(payload, 1)
        speed, rest = _eat(rest, 2)
        cadence, rest = _eat(rest, 1)
        stride_m = distance_m = None
        if flags & 1:
            stride, rest = _eat(rest, 2)
            stride_m = stride / 100
        if flags >> 1 & 1:
            distance, rest = _eat(rest, 4)
            distance_m = distance / 10
        if rest:
            return None
    except Undecodable:
        return None
    return speed / 256, cadence, stride_m, distance_m, bool(flags >> 2 & 1)

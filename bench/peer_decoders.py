"""Peers' decoders over frames in a file; run by the Python of `build/peers`.

Usage: peer_decoders.py FRAMES CHARACTERISTIC. The file holds a byte of length
before each frame. One JSON object on stdout: frames a second by peer, or why not.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

REPEATS = 5


def frames_in(path: Path) -> list[bytes]:
    """The frames of a file."""
    data, frames, at = path.read_bytes(), [], 0
    while at < len(data):
        frames.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return frames


def bumble() -> dict[str, Callable[[bytes], object]]:
    """bumble has no Running Speed and Cadence."""
    from bumble.profiles.heart_rate_service import (  # noqa: PLC0415
        HeartRateService,
    )

    return {"2a37": HeartRateService.HeartRateMeasurement.from_bytes}


def bleakheart() -> dict[str, Callable[[bytes], object]]:
    """bleakheart decodes in a method of its client; no Running Speed either."""
    from bleakheart import HeartRate  # noqa: PLC0415

    return {"2a37": HeartRate(None, callback=print)._decode}


def bluetooth_sig() -> dict[str, Callable[[bytes], object]]:
    """bluetooth-sig has both, and checks more than the others."""
    from bluetooth_sig.gatt.characteristics.heart_rate_measurement import (  # noqa: PLC0415
        HeartRateMeasurementCharacteristic,
    )
    from bluetooth_sig.gatt.characteristics.rsc_measurement import (  # noqa: PLC0415
        RSCMeasurementCharacteristic,
    )

    return {
        "2a37": HeartRateMeasurementCharacteristic().parse_value,
        "2a53": RSCMeasurementCharacteristic().parse_value,
    }


PEERS = {"bumble": bumble, "bleakheart": bleakheart, "bluetooth-sig": bluetooth_sig}


def rate_of(decode: Callable[[bytes], object], frames: list[bytes]) -> float:
    """Frames a second of processor time, the best of some runs; as ours is taken."""
    best_s = float("inf")
    for _ in range(REPEATS):
        began_s = time.process_time()
        for frame in frames:
            decode(frame)
        best_s = min(best_s, time.process_time() - began_s)
    return len(frames) / best_s


def main() -> None:
    """Measure every peer that has a decoder."""
    frames = frames_in(Path(sys.argv[1]))
    found: dict[str, float | str] = {}
    for name, decoders in PEERS.items():
        try:
            decode = decoders().get(sys.argv[2])
            label = f"{name} {version(name)}"
        except Exception as error:  # noqa: BLE001 - a peer that breaks is a result
            found[name] = f"does not run here ({type(error).__name__})"
            continue
        if decode is None:
            found[label] = "has no such decoder"
        else:
            found[label] = rate_of(decode, frames)
    print(json.dumps(found))


if __name__ == "__main__":
    main()

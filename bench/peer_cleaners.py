"""Peers' cleaning of intervals in a file; run by the Python of `build/peers-*`.

Usage: peer_cleaners.py CASES.json. `{"series": {name: rr_ms}}`; the series named
`speed` is timed, of every other the flags and the RMSSD after cleaning are told.
One JSON object on stdout: by peer its `rate`, `flagged` and `rmssd_ms`, or why not.
"""

import contextlib
import io
import json
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

SLOW_BEATS = 2_000
"""heartpy's time grows faster than its input; it gets this much of the series."""
Cleaned = tuple[np.ndarray, "list[int] | None"]


@dataclass(frozen=True)
class Cleaner:
    """One peer as its manual says to use it: intervals after, and flagged ones."""

    clean: Callable[[np.ndarray], Cleaned]
    beats: int | None = None


def neurokit2() -> dict[str, Cleaner]:
    """Kubios, with its default of repeating, and once."""
    from neurokit2 import signal_fixpeaks  # noqa: PLC0415

    def of(rr_ms: np.ndarray, *, is_iterative: bool) -> Cleaned:
        ends = np.round(np.concatenate(([0.0], np.cumsum(rr_ms)))).astype(int)
        told, fixed = signal_fixpeaks(
            ends, sampling_rate=1000, iterative=is_iterative, method="Kubios"
        )
        kinds = ("ectopic", "missed", "extra", "longshort")
        found = sorted({int(i) - 1 for kind in kinds for i in told[kind] if i > 0})
        # repeated, it tells only what its last pass found
        return np.diff(fixed).astype(float), None if is_iterative else found

    return {
        "default": Cleaner(lambda rr_ms: of(rr_ms, is_iterative=True)),
        "one pass": Cleaner(lambda rr_ms: of(rr_ms, is_iterative=False)),
    }


def systole() -> dict[str, Cleaner]:
    """What it finds, and what it corrects."""
    from systole.correction import correct_rr  # noqa: PLC0415
    from systole.detection import rr_artefacts  # noqa: PLC0415

    def found(rr_ms: np.ndarray) -> Cleaned:
        told = rr_artefacts(rr_ms, input_type="rr_ms")
        kinds = ("ectopic", "missed", "extra", "long", "short")
        is_any = np.logical_or.reduce([told[kind] for kind in kinds])
        return rr_ms, np.flatnonzero(is_any).tolist()

    def corrected(rr_ms: np.ndarray) -> Cleaned:
        return np.asarray(correct_rr(rr_ms, input_type="rr_ms")[0], float), None

    corrected(800.0 + 20 * np.sin(np.arange(200.0)))  # compiles on first use
    return {"rr_artefacts": Cleaner(found), "correct_rr": Cleaner(corrected)}


def hrv_analysis() -> dict[str, Cleaner]:
    """Its four rules, and its way to fill what they remove."""
    from hrvanalysis import (  # noqa: PLC0415
        interpolate_nan_values,
        remove_ectopic_beats,
    )

    def of(rr_ms: np.ndarray, rule: str) -> Cleaned:
        kept = remove_ectopic_beats(rr_ms.tolist(), method=rule, verbose=False)
        filled = np.asarray(interpolate_nan_values(kept), float)
        return filled[~np.isnan(filled)], np.flatnonzero(np.isnan(kept)).tolist()

    rules = ("malik", "kamath", "karlsson", "acar")
    return {rule: Cleaner(lambda rr_ms, rule=rule: of(rr_ms, rule)) for rule in rules}


def heartpy() -> dict[str, Cleaner]:
    """Only its speed, on a slice: what it calls one person's result is shared."""
    from heartpy import process_rr  # noqa: PLC0415

    def of(rr_ms: np.ndarray) -> Cleaned:
        told, _ = process_rr(rr_ms, threshold_rr=True, clean_rr=True)
        return np.asarray(told["RR_list_cor"], float), None

    return {f"process_rr, {SLOW_BEATS:,} beats": Cleaner(of, SLOW_BEATS)}


PEERS: dict[str, Callable[[], dict[str, Cleaner]]] = {
    "neurokit2": neurokit2,
    "systole": systole,
    "hrv-analysis": hrv_analysis,
    "heartpy": heartpy,
}


def rmssd_ms(rr_ms: np.ndarray) -> float:
    """RMSSD of intervals taken as following each other, as the peers do."""
    return float(np.sqrt(np.mean(np.diff(rr_ms) ** 2)))


def told_by(cleaner: Cleaner, series: dict[str, np.ndarray]) -> dict[str, Any]:
    """Its speed, and what it says of each series; nothing of those it is slow on."""
    timed = series["speed"][: cleaner.beats]
    began_s = time.process_time()
    cleaner.clean(timed)
    taken_s = time.process_time() - began_s
    flagged, after = {}, {}
    for name, rr_ms in series.items():
        if name != "speed" and cleaner.beats is None:
            cleaned, flagged[name] = cleaner.clean(rr_ms)
            if cleaned is not rr_ms:  # a peer that only finds says nothing of RMSSD
                after[name] = rmssd_ms(cleaned)
    return {"rate": len(timed) / taken_s, "flagged": flagged, "rmssd_ms": after}


def main() -> None:
    """Measure every peer that is installed here."""
    cases = json.loads(Path(sys.argv[1]).read_text())
    series = {name: np.array(rr_ms, float) for name, rr_ms in cases["series"].items()}
    found: dict[str, Any] = {}
    warnings.simplefilter("ignore")
    for name, cleaners in PEERS.items():
        try:
            label = f"{name} {version(name)}"
        except Exception:  # noqa: BLE001, S112 - lives in another environment
            continue
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                for how, cleaner in cleaners().items():
                    found[f"{label} {how}"] = told_by(cleaner, series)
        except Exception as error:  # noqa: BLE001 - a peer that breaks is a result
            found[label] = f"does not run here ({type(error).__name__}: {error})"
    print(json.dumps(found))


if __name__ == "__main__":
    main()

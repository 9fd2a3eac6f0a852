"""Peers' cleaning of intervals in a file; run by the Python of `build/peers-*`.

Usage: peer_cleaners.py CASES.json, written by `Cases.told` of rr_cases.py. `speed` is
timed, the best of `repeats` runs; of the `labelled` records the flags are told and of
the `injected` ones the RMSSD after cleaning, by the peers that have such a thing.
One JSON object on stdout: by peer its `rate`, `beats`, `flagged` and `rmssd_ms`, or why
not.
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
    """One peer as its manual says to use it: intervals after, and flagged ones.

    Attributes
    ----------
    finds, corrects : bool
        What it tells; what it does not tell is not asked for.
    beats : int or None
        How much of the series it is timed on; None is all of it.
    """

    clean: Callable[[np.ndarray], Cleaned]
    finds: bool = False
    corrects: bool = False
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
        "default": Cleaner(lambda rr_ms: of(rr_ms, is_iterative=True), corrects=True),
        "one pass": Cleaner(
            lambda rr_ms: of(rr_ms, is_iterative=False), finds=True, corrects=True
        ),
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
    return {
        "rr_artefacts": Cleaner(found, finds=True),
        "correct_rr": Cleaner(corrected, corrects=True),
    }


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
    return {
        rule: Cleaner(
            lambda rr_ms, rule=rule: of(rr_ms, rule), finds=True, corrects=True
        )
        for rule in rules
    }


def heartpy() -> dict[str, Cleaner]:
    """Only its speed, on a slice: what it calls one person's result is shared."""
    from heartpy import process_rr  # noqa: PLC0415

    def of(rr_ms: np.ndarray) -> Cleaned:
        told, _ = process_rr(rr_ms, threshold_rr=True, clean_rr=True)
        return np.asarray(told["RR_list_cor"], float), None

    return {f"process_rr, {SLOW_BEATS:,} beats": Cleaner(of, beats=SLOW_BEATS)}


PEERS: dict[str, Callable[[], dict[str, Cleaner]]] = {
    "neurokit2": neurokit2,
    "systole": systole,
    "hrv-analysis": hrv_analysis,
    "heartpy": heartpy,
}


def rmssd_ms(rr_ms: np.ndarray) -> float:
    """RMSSD of intervals taken as following each other, as the peers do."""
    return float(np.sqrt(np.mean(np.diff(rr_ms) ** 2)))


def told_by(cleaner: Cleaner, cases: dict[str, Any]) -> dict[str, Any]:
    """Its speed, and what it says of the series that it can say something of."""
    timed = np.array(cases["speed"], float)[: cleaner.beats]
    best_s = float("inf")
    for _ in range(cases["repeats"]):
        began_s = time.process_time()
        cleaner.clean(timed)
        best_s = min(best_s, time.process_time() - began_s)
    labelled = cases["labelled"] if cleaner.finds else {}
    injected = cases["injected"] if cleaner.corrects else {}
    return {
        "rate": len(timed) / best_s,
        "beats": len(timed),
        "flagged": {
            name: cleaner.clean(np.array(rr_ms, float))[1]
            for name, rr_ms in labelled.items()
        },
        "rmssd_ms": {
            name: rmssd_ms(cleaner.clean(np.array(rr_ms, float))[0])
            for name, rr_ms in injected.items()
        },
    }


def main() -> None:
    """Measure every peer that is installed here."""
    cases = json.loads(Path(sys.argv[1]).read_text())
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
                    found[f"{label} {how}"] = told_by(cleaner, cases)
        except Exception as error:  # noqa: BLE001 - a peer that breaks is a result
            found[label] = f"does not run here ({type(error).__name__}: {error})"
    print(json.dumps(found))


if __name__ == "__main__":
    main()

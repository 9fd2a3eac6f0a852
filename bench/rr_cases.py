"""Series that the cleaning of intervals is measured on: labelled, and injected."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO / "src"), str(REPO / "tests")]

from support.rr_series import labelled_rr  # noqa: E402

RECORDS = ("nsr001", "nsr004", "mitdb100", "mitdb105")
KINDS = ("missed1", "missed2", "missed3", "missed5", "extra", "misplaced")
CLEAN_AT = (4648, 11092, 18444, 24444, 33743, 39743)
"""Where nsr004 has the clean stretches of 600 intervals of the reference."""
CLEAN_BEATS = 600
APART_BEATS = 55


@dataclass(frozen=True)
class Cases:
    """What every cleaner is given.

    Attributes
    ----------
    source : str
        Where the series come from; a made one where no recording is at hand.
    speed_rr_ms : (b,) float64, ms
        A day of one person.
    labelled : mapping
        By the name of a record: intervals in ms, and labels of beats.
    injected : mapping
        By name: intervals with ten artefacts, and the RMSSD of the truth.
    """

    source: str
    speed_rr_ms: np.ndarray
    labelled: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    injected: dict[str, tuple[np.ndarray, float]] = field(default_factory=dict)

    def told(self, repeats: int) -> dict[str, Any]:
        """All of them, as the peers' script reads them."""
        return {
            "repeats": repeats,
            "speed": self.speed_rr_ms.tolist(),
            "labelled": {name: rr.tolist() for name, (rr, _) in self.labelled.items()},
            "injected": {name: rr.tolist() for name, (rr, _) in self.injected.items()},
        }


def cases() -> Cases:
    """The recordings beside the checkout, or a made day where there are none."""
    try:
        labelled = {name: labelled_rr(name) for name in RECORDS}
    except pytest.skip.Exception:
        return Cases("a made day, no recordings at hand", _made_day())
    day_ms = labelled["nsr004"][0]
    injected = {}
    for at in CLEAN_AT:
        truth_ms = day_ms[at : at + CLEAN_BEATS]
        for kind in KINDS:
            injected[f"{kind} at {at}"] = (_with(truth_ms, kind), rmssd_ms(truth_ms))
    return Cases("nsr004, 24 h", day_ms, labelled, injected)


def rmssd_ms(rr_ms: np.ndarray) -> float:
    """RMSSD of intervals that all follow each other."""
    return float(np.sqrt(np.mean(np.diff(rr_ms) ** 2)))


def found_and_false(is_flagged: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Share of odd beats found, and false flags per 1,000 clean intervals.

    As in the reference: a beat is found by a flag on one of its two intervals, and
    an interval is clean more than two away from any odd beat.
    """
    odd = np.flatnonzero(labels != "N")
    around = np.concatenate(([False], is_flagged, [False]))
    near = np.zeros(len(is_flagged), dtype=bool)
    for beat in odd.tolist():
        near[max(0, beat - 3) : beat + 3] = True
    found = (around[odd] | around[odd + 1]).mean()
    return float(found), 1000 * float(is_flagged[~near].mean())


def _made_day() -> np.ndarray:
    """100,000 intervals that breathe, one in 500 early with its pause after it."""
    chance = np.random.default_rng(24)
    rr_ms = 820 + 40 * np.sin(np.arange(100_000) / 2.5) + chance.normal(0, 12, 100_000)
    early = np.arange(100, 99_900, 500)
    rr_ms[early] -= 250
    rr_ms[early + 1] += 250
    return rr_ms


def _with(truth_ms: np.ndarray, kind: str) -> np.ndarray:
    """The intervals with ten artefacts of one kind, the sum as it was."""
    ends_ms = np.concatenate(([0.0], np.cumsum(truth_ms)))
    chance = np.random.default_rng(len(kind))
    beats = 25 + APART_BEATS * np.arange(10) + chance.integers(0, 20, 10)
    if kind.startswith("missed"):
        gone = (beats[:, None] + np.arange(int(kind[-1]))).ravel()
        return np.diff(np.delete(ends_ms, gone))
    if kind == "extra":
        parts = chance.uniform(0.35, 0.65, 10) * truth_ms[beats]
        return np.diff(np.sort(np.concatenate((ends_ms, ends_ms[beats] + parts))))
    ends_ms[beats] -= 0.28 * truth_ms[beats - 1]
    return np.diff(ends_ms)

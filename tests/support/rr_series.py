"""Series of intervals of the recordings beside the checkout."""

import csv
import gzip
from pathlib import Path

import fitdecode
import numpy as np

from support.shared import shared

LABELLED = {
    "mitdb100": "mitdb/100_ann.csv.gz",
    "mitdb105": "mitdb/105_ann.csv.gz",
    "nsr001": "nsr2db/nsr001_ann.csv.gz",
    "nsr004": "nsr2db/nsr004_ann.csv.gz",
    "afdb03665": "afdb/03665_ann.csv.gz",
}
NOT_BEATS = frozenset("+~|")


def labelled_rr(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Intervals in ms, and the label of each beat: one beat more than intervals."""
    path = shared(f"data/{LABELLED[name]}")
    with gzip.open(path, "rt") as lines:
        rows = [row for row in csv.DictReader(lines) if row["symbol"] not in NOT_BEATS]
    at_ms = np.array([float(row["t_s"]) for row in rows]) * 1000
    return np.diff(at_ms), np.array([row["symbol"] for row in rows])


def wearable_rr(device: str) -> tuple[np.ndarray, np.ndarray]:
    """Arrivals in ms UTC and intervals in ms of one of the devices worn at once."""
    path = shared(f"data/wearable_hrv/test_{device}.csv")
    rows = [row for row in csv.reader(path.read_text().splitlines()[1:]) if row]
    kept = [row for row in rows if row[0].strip()]
    at_ms = np.array([int(row[0]) for row in kept])
    return at_ms, np.array([float(row[1]) for row in kept])


def polar_pvc_rr() -> tuple[np.ndarray, np.ndarray]:
    """Arrivals in ms UTC and intervals in ms of the log with many extra beats."""
    path = shared("data/polar_h10_pvc/polar_h10_hr_rr.csv")
    rows = [r for r in csv.DictReader(path.read_text().splitlines()) if r["rr"]]
    at_ms = np.array([int(row["time_ns"]) // 1_000_000 for row in rows])
    return at_ms, np.array([float(row["rr"]) for row in rows])


def _fit_rr(path: Path) -> np.ndarray:
    found: list[float] = []
    with fitdecode.FitReader(
        str(path),
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    ) as frames:
        for frame in frames:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "hrv":
                found += [rr_s for rr_s in frame.get_value("time") if rr_s is not None]
    return np.array(found) * 1000


def _mmash_rr(subject: str) -> np.ndarray:
    path = shared(f"data/mmash/subject_{subject}/heartbeats.txt.gz")
    rows = list(csv.reader(gzip.decompress(path.read_bytes()).decode().splitlines()))
    return np.array([float(row[2]) for row in rows[1:]]) * 1000


def _vu_rr() -> np.ndarray:
    lines = shared("data/wearable_hrv/test_vu.txt").read_text().splitlines()[3:]
    return np.array([float(line.split("\t")[2]) for line in lines])


def _small_rr(name: str) -> np.ndarray:
    if name.startswith("pyhrv"):
        length = name.removeprefix("pyhrv_").title()
        return np.load(shared(f"data/small_rr/pyhrv_SampleNNISeries{length}.npy"))
    if name == "systole_rr":
        lines = shared("data/small_rr/systole_rr.txt").read_text().splitlines()[1:]
        return np.array([float(line.split(",")[1]) for line in lines])
    path = shared("data/small_rr/hrvanalysis_test_nn_intervals.txt")
    return np.array(path.read_text().split(), dtype=np.float64)


def series(name: str) -> np.ndarray:
    """Intervals in ms of one series of `reference/open/artifact_indices.json.gz`."""
    if name in LABELLED:
        return labelled_rr(name)[0]
    if name == "whrv_vu":
        return _vu_rr()
    if name == "polar_h10_pvc":
        return polar_pvc_rr()[1]
    kind = name.split("_", maxsplit=1)[0].split("-", maxsplit=1)[0]
    if kind == "garmin":
        return _fit_rr(shared(f"data/fit_fitparse/{name}.fit"))
    if kind == "mmash":
        return _mmash_rr(name[-1])
    if kind == "whrv":
        return wearable_rr(name.removeprefix("whrv_"))[1]
    return _small_rr(name)

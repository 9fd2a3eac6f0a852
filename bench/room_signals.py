"""Signals: how fast and how well intervals are cleaned, and what a night costs."""

import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO / "src"), str(REPO / "tests")]

from bench.harness import ONE_THREAD, Claim, Row, one_core  # noqa: E402
from bench.rr_cases import KINDS, RECORDS, Cases, cases, found_and_false  # noqa: E402
from pacepipe.signals import JudgedRr, derive_rr, judge_rr, rmssd  # noqa: E402

PEERS = ("peers-rr", "peers-rules")
DEFAULT_PEER = "neurokit2 0.2.13 default"
REPEATS = 3
"""Runs of each, ours and the peers'; the best counts."""
CLEAN_GOAL_PER_S = 1e6
CLEAN_GOAL_TIMES = 250.0
NIGHT_GOAL_TIMES = 1.5
LINEAR_GOAL = 1.1
"""Processor time a person at the most people over that at a tenth of them."""
PEOPLE = int(os.environ.get("PEOPLE") or 1000)
SHARES = {
    "write": "writing rows",
    "sql": "the store's other calls",
    "open": "opening, checking, publishing",
}
FOUND_GOAL, FALSE_GOAL, RMSSD_GOAL_PCT = 0.90, 6.0, 3.0


@functools.cache
def _cases() -> Cases:
    return cases()


@functools.cache
def _peers() -> dict[str, Any]:
    """What every peer says, each set in its own environment."""
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.json"
        file.write_text(json.dumps(_cases().told(REPEATS)))
        for peers in PEERS:
            python = REPO / "build" / peers / "bin" / "python"
            if not python.exists():
                told[peers] = f"requirements/{peers}.lock is not installed"
                continue
            script = Path(__file__).with_name("peer_cleaners.py")
            command = [str(python), str(script), str(file)]
            run = _alone(command)
            if run.returncode != 0:
                told[peers] = (run.stderr.splitlines() or ["ended with an error"])[-1]
                continue
            told |= json.loads(run.stdout)
    return told


def _alone(command: list[str]) -> subprocess.CompletedProcess[str]:
    """A process on one core, with one thread."""
    with one_core():
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | ONE_THREAD,
        )


def _judged(rr_ms: np.ndarray) -> JudgedRr:
    is_break = np.arange(len(rr_ms)) == 0
    return JudgedRr(rr_ms, judge_rr(rr_ms, is_break), is_break)


def _rate(rr_ms: np.ndarray) -> float:
    """Beats a second of ours: judged and corrected, on one core."""
    best_s = float("inf")
    with one_core():
        for _ in range(REPEATS):
            began_s = time.process_time()
            judged = _judged(rr_ms)
            derive_rr(judged.rr_ms, judged.code, judged.is_break)
            best_s = min(best_s, time.process_time() - began_s)
    return len(rr_ms) / best_s


def clean_speed() -> Iterator[Row]:
    """Judge and correct the intervals of a day on one core, beside peers."""
    rr_ms = _cases().speed_rr_ms
    rate = _rate(rr_ms)
    yield Row(
        "signals",
        f"clean {len(rr_ms):,} intervals ({_cases().source})",
        rate / 1e6,
        "M beats/s",
        f">= {CLEAN_GOAL_PER_S / 1e6:g} M/s",
        rate >= CLEAN_GOAL_PER_S,
        {peer: told for peer, told in _peers().items() if isinstance(told, str)},
    )
    for peer, told in _peers().items():
        if isinstance(told, str):
            continue
        is_whole = told["beats"] == len(rr_ms)
        ours = rate if is_whole else _rate(rr_ms[: told["beats"]])
        times = ours / told["rate"]
        is_goal = peer == DEFAULT_PEER
        yield Row(
            "signals",
            f"clean the same {told['beats']:,} intervals, as a multiple of {peer}",
            times,
            "×",
            f">= {CLEAN_GOAL_TIMES:g} ×" if is_goal else "",
            times >= CLEAN_GOAL_TIMES if is_goal else None,
            {peer: f"{told['rate']:,.4g} beats/s; ours {ours:,.4g}"},
        )


def odd_beats() -> Iterator[Row]:
    """Odd beats found and false flags per 1,000, on records labelled by hand."""
    for record in (name for name in RECORDS if name in _cases().labelled):
        rr_ms, labels = _cases().labelled[record]
        found, false = found_and_false(_judged(rr_ms).code != 0, labels)
        peers_found, peers_false = {}, {}
        for peer, told in _peers().items():
            flagged = None if isinstance(told, str) else told["flagged"].get(record)
            if flagged is None:
                continue
            is_flagged = np.zeros(len(rr_ms), dtype=bool)
            is_flagged[flagged] = True
            theirs = found_and_false(is_flagged, labels)
            peers_found[peer] = f"{theirs[0]:.3f}, ours is {found / theirs[0]:.3g} ×"
            peers_false[peer] = f"{theirs[1]:.3g} per 1,000"
        yield Row(
            "signals",
            f"odd beats found, {record}",
            found,
            "of all",
            f">= {FOUND_GOAL:g}",
            found >= FOUND_GOAL,
            peers_found,
        )
        yield Row(
            "signals",
            f"false flags, {record}",
            false,
            "per 1,000",
            f"<= {FALSE_GOAL:g}",
            false <= FALSE_GOAL,
            peers_false,
        )


def rmssd_after() -> Iterator[Row]:
    """RMSSD after cleaning against the truth, ten artefacts put into clean beats."""
    for kind in KINDS:
        of_kind = {
            name: case
            for name, case in _cases().injected.items()
            if name.startswith(kind)
        }
        if not of_kind:
            continue
        ours = max(
            abs(_rmssd_ms(rr_ms) / true_ms - 1) * 100
            for rr_ms, true_ms in of_kind.values()
        )
        peers = {}
        for peer, told in _peers().items():
            if isinstance(told, str) or not told["rmssd_ms"]:
                continue
            after = told["rmssd_ms"]
            worst = max(abs(after[n] / t - 1) * 100 for n, (_, t) in of_kind.items())
            peers[peer] = f"{worst:.3g} %"
        yield Row(
            "signals",
            f"RMSSD off the truth, {kind}, worst of {len(of_kind)}",
            ours,
            "%",
            f"<= {RMSSD_GOAL_PCT:g} %",
            ours <= RMSSD_GOAL_PCT,
            peers,
        )


def _rmssd_ms(rr_ms: np.ndarray) -> float:
    (value,), _ = rmssd(_judged(rr_ms), np.zeros(len(rr_ms), dtype=np.int64), 1)
    return float(value)


@functools.cache
def _night(people: int, hours: float) -> dict[str, float]:
    script = Path(__file__).with_name("night_of.py")
    command = [sys.executable, str(script), str(people), str(hours)]
    run = _alone(command)
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
    told: dict[str, float] = json.loads(run.stdout)
    return told


def one_day() -> Iterator[Row]:
    """A day of one person from raw frames to `mart.day`: where the time goes."""
    cost = _night(1, 24.0)
    known_s = 0.0
    for name in ("decode", "clean", "sql", "write", "open"):
        known_s += cost[f"{name}_s"]
        share_pct = cost[f"{name}_s"] / cost["whole_s"] * 100
        yield Row("signals", f"24 h of one person: {name}", share_pct, "% of the night")
    rest_pct = (1 - known_s / cost["whole_s"]) * 100
    yield Row(
        "signals",
        "24 h of one person: other",
        rest_pct,
        "% of the night",
        peers={"the whole night": f"{cost['whole_s']:.3g} s"},
    )


def many_people() -> Iterator[Row]:
    """A day of many people at 1 Hz, beside the numerics alone and a bare scan."""
    fewer, most = max(PEOPLE // 10, 1), PEOPLE
    costs = {people: _night(people, 16.0) for people in (fewer, most)}
    for people, cost in costs.items():
        label = f"16 h of {people:,} people"
        numerics_s = cost["decode_s"] + cost["clean_s"]
        times = cost["whole_s"] / numerics_s
        yield Row(
            "signals",
            f"{label}: the whole night as a multiple of its numerics",
            times,
            "×",
            f"< {NIGHT_GOAL_TIMES:g} ×",
            times < NIGHT_GOAL_TIMES,
            {
                "the numerics alone": f"{numerics_s:.3g} s of {cost['whole_s']:.3g} s",
                **{
                    words: f"{cost[f'{name}_s'] / cost['whole_s'] * 100:.3g} %"
                    for name, words in SHARES.items()
                },
                "a bare DuckDB scan": f"{cost['scan_s']:.3g} s",
            },
        )
        yield Row(
            "signals",
            f"{label}: time",
            cost["whole_s"],
            "s of one core",
            peers={"wall clock": f"{cost['wall_s']:.3g} s"},
        )
        yield Row("signals", f"{label}: peak memory", cost["peak_mib"], "MiB")
    growth = costs[most]["whole_s"] / costs[fewer]["whole_s"] * fewer / most
    yield Row(
        "signals",
        f"time a person, {most:,} people over {fewer:,}",
        growth,
        "×",
        f"<= {LINEAR_GOAL:g} ×",
        growth <= LINEAR_GOAL,
    )


CLAIMS: tuple[Claim, ...] = (
    clean_speed,
    odd_beats,
    rmssd_after,
    one_day,
    many_people,
)

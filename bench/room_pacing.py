"""Pacing: our rules beside the field's on virtual people, world by world.

`PEOPLE=60 WORLDS=default,fragile SEEDS=1,2 make bench ROOM=pacing` runs it small. No
number of the policy was chosen on the seed or on the bodies of "reserve".
"""

import functools
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby, product
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO / "src")]

from bench.harness import Claim, Row  # noqa: E402
from pacepipe.pacing import DEFAULT_POLICY  # noqa: E402
from pacepipe.simulate.cohort.compare import (  # noqa: E402
    GENERATORS,
    IN_FORCE,
    OURS,
    Case,
    Compared,
    compare,
    pooled,
)
from pacepipe.simulate.cohort.verdict import (  # noqa: E402
    BESIDE,
    Figure,
    Line,
    lines,
    targets,
)
from pacepipe.simulate.cohort.world import WORLDS  # noqa: E402

PEOPLE = int(os.environ.get("PEOPLE") or 300)
WEEKS = int(os.environ.get("WEEKS") or 16)
SEEDS = [int(seed) for seed in (os.environ.get("SEEDS") or "271828,161803").split(",")]
MEANT = round(100 * DEFAULT_POLICY.tolerance_quantile)
CHOSEN = (os.environ.get("WORLDS") or ",".join(WORLDS)).split(",")


@functools.cache
def _judged() -> dict[tuple[str, str], Compared]:
    """Every world with every kind of body, the seeds of each as one cohort."""
    cases = [
        Case(generator, world, seed, PEOPLE, WEEKS)
        for generator, world, seed in product(GENERATORS, CHOSEN, SEEDS)
    ]
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as workers:
        done = zip(cases, workers.map(compare, cases), strict=True)
        found = groupby(done, key=lambda pair: (pair[0].generator, pair[0].world))
        return {name: pooled(each for _, each in some) for name, some in found}


def side_by_side() -> Iterator[Row]:
    """What each policy gives and what it costs, on the same people and luck."""
    for (generator, world), compared in _judged().items():
        found = {line.policy: line for line in lines(compared)}
        ours = found[IN_FORCE]
        name = f"{world}, {generator} bodies"
        peers = {policy: _words(line) for policy, line in found.items()}
        minutes = ours.week_min.value
        yield Row(
            "pacing",
            f"{name}: over, flares, minutes",
            minutes,
            "min a week",
            peers=peers,
        )
        if ours.under_ceiling_frac is not None:
            share = ours.under_ceiling_frac
            yield Row(
                "pacing",
                f"{name}: weeks with the ceiling above the truth, of {MEANT} % meant",
                100 * share.value,
                f"% ({_interval(share, 100, 0)})",
            )


def _words(line: Line) -> str:
    """Over tolerance, flares a month, minutes, the last four weeks, of the oracle."""
    means = (
        f"{100 * line.over_week_frac.value:.1f} %, {line.flares_per_month.value:.3f}, "
        f"{line.week_min.value:.1f} min, last {line.last_week_min.value:.1f}, "
        f"{line.of_oracle_frac:.0%}"
    )
    if line.policy not in OURS:
        return means
    return (
        f"{means} (over {_interval(line.over_week_frac, 100, 1)}, "
        f"flares {_interval(line.flares_per_month, 1, 3)}, "
        f"min {_interval(line.week_min, 1, 1)}, "
        f"above {BESIDE} {_interval(line.more_min, 1, 1)})"
    )


def _interval(figure: Figure, times: float, decimals: int) -> str:
    low, high = times * figure.low, times * figure.high
    return f"{low:.{decimals}f} to {high:.{decimals}f}"


def in_force() -> Iterator[Row]:
    """Floors and goals, and the policy that plans are issued under."""
    for target in targets(_judged(), IN_FORCE):
        yield Row(
            "pacing",
            f"{IN_FORCE}, {target.world}, {target.generator} bodies: {target.what}",
            target.value,
            target.unit,
            target.bound,
            target.is_met,
        )


CLAIMS: tuple[Claim, ...] = (side_by_side, in_force)

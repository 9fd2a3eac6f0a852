"""The pure floor is pure: time, policy and randomness are arguments."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "pacepipe"
PURE = ("domain", "gatt", "signals", "load", "pacing")
CALLS = {"now", "today", "utcnow", "time", "monotonic", "open", "getenv", "random"}
GLOBAL_RANDOM = {"default_rng", "rand", "randn", "seed", "shuffle", "choice"}


@pytest.mark.parametrize("room", PURE)
def test_no_call_of_a_clock_a_file_or_chance(room: str) -> None:
    for path in sorted((SRC / room).glob("*.py")):
        tree = ast.parse(path.read_text())
        called = {
            node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute | ast.Name)
        }
        assert not called & (CALLS | GLOBAL_RANDOM), path.name


def test_the_pure_rooms_work_where_the_world_is_taken_away() -> None:
    script = """
import sys
from datetime import UTC, date, datetime
import numpy as np
from pacepipe import gatt, load, pacing, signals
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.plan import PacingInputs

def refuse(event, args):
    if event in {"open", "socket.connect", "subprocess.Popen", "os.listdir"}:
        raise RuntimeError(f"the pure floor touched the world: {event} {args}")

sys.addaudithook(refuse)
beats = gatt.decode(0x2A37, FrameBatch.from_payloads([bytes.fromhex("16464003")] * 9))
at_ms = np.arange(9) * 1000
grid = signals.second_grid(at_ms, beats.hr_bpm, np.ones(9, dtype=bool))
assert grid.hr_bpm.tolist() == [70.0] * 10
assert load.srpe_au(3.0, 10.0) == 30.0
inputs = PacingInputs("P", datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 5),
    date(2026, 1, 3), (), (), None, None, (), (), ())
outcome = pacing.plan_week(inputs, pacing.DEFAULT_POLICY)
assert outcome.plan is None
print("pure")
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(SRC.parent)},
    )
    assert done.stdout == "pure\n", done.stderr

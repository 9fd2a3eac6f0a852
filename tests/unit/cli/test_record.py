"""What the live line of a recording says of the beats."""

import numpy as np
import pytest

from pacepipe.cli.record import line_of
from pacepipe.collect import LinkWord, LiveStatus
from pacepipe.domain.characteristic import HEART_RATE_MEASUREMENT
from pacepipe.domain.frame import Frame
from pacepipe.simulate.encode import heart_rate_measurement


def heard(rr_raw: np.ndarray) -> LiveStatus:
    """Each interval in a frame of its own, at the time it ends."""
    at_ns = np.cumsum(rr_raw) * 1_000_000_000 // 1024
    return LiveStatus(link=LinkWord.MEASURING).after(
        [
            Frame(
                1,
                HEART_RATE_MEASUREMENT,
                at,
                0,
                heart_rate_measurement(75, rr_raw=(raw,)),
            )
            for raw, at in zip(rr_raw.tolist(), at_ns.tolist(), strict=True)
        ]
    )


CALM = 820 + 12 * (np.arange(100) % 2)
WRONG = np.where(np.arange(100) == 80, 1640, CALM)
UNEVEN = np.where(np.arange(100) % 3 == 0, 550, 900)


def test_a_quiet_rest_shows_how_the_beats_vary():
    line = line_of(heard(CALM), None, is_resting=True)
    assert line.endswith("link measuring · beat to beat 12 ms")
    assert "set aside" not in line


def test_a_wrong_beat_is_marked_and_moves_nothing():
    line = line_of(heard(WRONG), None, is_resting=True)
    assert "100 beats, 1 of the last minute set aside" in line
    assert line.endswith("beat to beat 12 ms")


@pytest.mark.parametrize("rr_raw", [UNEVEN, CALM[:40]], ids=["uneven", "too few"])
def test_what_cannot_be_judged_is_not_shown(rr_raw: np.ndarray):
    assert "beat to beat" not in line_of(heard(rr_raw), None, is_resting=True)


def test_a_walk_shows_no_variability():
    line = line_of(heard(CALM), "Listening", is_resting=False)
    assert line.endswith("link measuring · Listening")

"""Five minutes after five minutes: every interval once, no strap speaks for another."""

import numpy as np

from pacepipe.signals import (
    HRV_STATES,
    RR_FLAGS,
    Packets,
    RrWindows,
    beat_times_ms,
    judge_packets,
    rr_windows,
)

WINDOW_MS = 300_000
COLUMNS = ("start_ms", "beat_count", "gap_count", "missing_beats", "gap_ms")


def _strap(seed: int, seconds: int = 900) -> tuple[np.ndarray, np.ndarray]:
    """Arrivals and intervals of a heart that breathes."""
    random = np.random.default_rng(seed)
    rr_ms = 850 + 40 * np.sin(np.arange(seconds) / 3) + random.normal(0, 8, seconds)
    return np.rint(WINDOW_MS + np.cumsum(rr_ms)).astype(np.int64), np.rint(rr_ms)


def _packets(straps: list[tuple[np.ndarray, np.ndarray]]) -> tuple[Packets, np.ndarray]:
    at_ms = np.concatenate([at for at, _ in straps])
    rr_ms = np.concatenate([rr for _, rr in straps])
    source = np.repeat(np.arange(len(straps)), [len(at) for at, _ in straps])
    return Packets(at_ms, source, np.arange(len(rr_ms)), rr_ms), source


def _windows(straps: list[tuple[np.ndarray, np.ndarray]]) -> RrWindows:
    packets, source = _packets(straps)
    ends_ms = beat_times_ms(packets.at_ms, packets.beat_packet_index, packets.rr_ms)
    return rr_windows(packets, source, judge_packets(packets), ends_ms)


def _state(told: RrWindows, row: int) -> str:
    return HRV_STATES[int(told.hrv.state[row])].value


def test_every_interval_is_in_one_window() -> None:
    told = _windows([_strap(1)])
    assert told.start_ms.tolist() == [300_000, 600_000, 900_000]
    assert told.beat_count.sum() == 900
    assert [_state(told, row) for row in range(3)] == ["ok", "ok", "gaps"]
    assert not told.gap_count.any()


def test_two_straps_side_by_side_say_what_each_says_alone() -> None:
    straps = [_strap(1), _strap(2)]
    together, alone = _windows(straps), [_windows([strap]) for strap in straps]
    assert together.source.tolist() == [0, 0, 0, 1, 1, 1]
    for name in COLUMNS:
        parts = [getattr(one, name) for one in alone]
        assert getattr(together, name).tolist() == np.concatenate(parts).tolist()
    rmssd = [one.hrv.rmssd_ms for one in alone]
    assert together.hrv.rmssd_ms.tolist() == np.concatenate(rmssd).tolist()


def test_lost_beats_are_told_in_the_window_in_which_the_strap_is_heard_again() -> None:
    at_ms, rr_ms = _strap(3)
    gone = (at_ms > 560_000) & (at_ms < 640_000)
    told = _windows([(at_ms[~gone], rr_ms[~gone])])
    assert told.gap_count.tolist() == [0, 1, 0]
    assert abs(int(told.missing_beats[1]) - int(gone.sum())) <= 2
    assert told.hrv.coverage_frac[0] > 0.8
    assert _state(told, 1) == "ok"


def test_a_packet_that_came_twice_counts_once() -> None:
    at_ms, rr_ms = _strap(4)
    twice = (np.repeat(at_ms, 2), np.repeat(rr_ms, 2))
    packets, _ = _packets([twice])
    names = [RR_FLAGS[code].value for code in judge_packets(packets).code]
    assert names[1::2] == ["dup"] * 900
    assert names.count("dup") <= 900 + 20
    once, told = _windows([(at_ms, rr_ms)]), _windows([twice])
    assert told.is_duplicate_suspect.all()
    assert not once.is_duplicate_suspect.any()
    assert (once.beat_count - told.beat_count <= 10).all()

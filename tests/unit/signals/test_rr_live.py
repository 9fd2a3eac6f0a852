import numpy as np
import pytest

from pacepipe.signals import HrvState, LiveHeart, Packets, judge_rr_live, live_heart


def heart(rr_ms: np.ndarray, at_ms: np.ndarray | None = None) -> LiveHeart:
    if at_ms is None:
        at_ms = np.cumsum(rr_ms).astype(np.int64)
    count = len(rr_ms)
    return live_heart(
        Packets(at_ms, np.zeros(count, np.int64), np.arange(count), rr_ms)
    )


def steady(count: int) -> np.ndarray:
    return 800.0 + 15.0 * np.sin(np.arange(float(count)))


def flagged(rr_ms: np.ndarray, first: int = 0) -> list[int]:
    is_break = np.isin(np.arange(len(rr_ms)), (0, first))
    return np.flatnonzero(judge_rr_live(rr_ms, is_break)).tolist()


def test_nothing_is_said_of_nothing():
    assert heart(np.zeros(0)) == LiveHeart()


@pytest.mark.parametrize("count", [1, 2])
def test_the_first_two_intervals_are_not_decided(count: int):
    told = heart(steady(count))
    assert (told.clean_count, told.flagged_count, told.decided_count) == (0, 0, 0)
    assert told.rmssd_ms is None


def test_an_interval_is_decided_when_two_more_have_come():
    rr_ms = steady(60)
    rr_ms[40] = 1600.0
    assert [heart(rr_ms[:n]).flagged_count for n in (41, 42, 43)] == [0, 0, 1]
    assert [heart(rr_ms[:n]).clean_count for n in (42, 43, 44)] == [40, 0, 1]


def test_a_chain_that_starts_on_a_wrong_beat_finds_back():
    assert flagged(np.concatenate(([1600.0], steady(40)))) == [1, 2, 3, 4, 5]


def test_rejected_intervals_that_do_not_agree_start_nothing_anew():
    apart = np.concatenate((np.full(8, 1000.0), np.tile([400.0, 600.0], 3)))
    assert flagged(apart) == [8, 9, 10, 11, 12, 13]


def test_garbage_that_agrees_is_never_believed():
    assert flagged(np.concatenate((np.full(8, 1000.0), np.full(30, 28.0)))) == [
        *range(8, 38)
    ]


def test_after_a_gap_the_windows_begin_anew():
    across = np.concatenate((np.full(60, 1000.0), np.full(20, 600.0)))
    assert flagged(across, first=60) == []
    assert flagged(across) != []


def test_a_new_start_is_told_the_same_wherever_the_look_ends():
    rr_ms = np.concatenate((np.full(8, 1000.0), steady(200) - 300))
    whole = judge_rr_live(rr_ms, np.arange(208) == 0).tolist()
    for count in range(9, 208, 7):
        early = judge_rr_live(rr_ms[:count], np.arange(count) == 0).tolist()
        assert early[: count - 2] == whole[: count - 2]


def test_variability_of_a_minute_is_not_moved_by_a_wrong_beat():
    rr_ms = steady(120)
    clean = heart(rr_ms).rmssd_ms
    rr_ms[90] = 1600.0
    told = heart(rr_ms)
    assert told.flagged_count == 1
    assert told.rmssd_ms == pytest.approx(clean, rel=0.03)


def test_no_variability_is_told_of_uneven_beats():
    rr_ms = np.where(np.arange(120) % 3 == 0, 550.0, 900.0)
    told = heart(rr_ms)
    assert (told.rmssd_ms, told.hrv_state) == (None, HrvState.IRREGULAR)


def test_no_variability_is_told_of_a_minute_with_lost_packets():
    rr_ms = steady(120)
    at_ms = np.cumsum(rr_ms).astype(np.int64)
    at_ms[100:] += 20_000
    told = heart(rr_ms, at_ms)
    assert told.clean_count == 18
    assert (told.rmssd_ms, told.hrv_state) == (None, HrvState.GAPS)

"""Heart rate that follows the steps: suspected, in two degrees, and never removed."""

import numpy as np

from pacepipe.signals.cadence_lock import Lock, cadence_lock

SECONDS = np.arange(400)
PACE = 100 + 12 * np.sin(SECONDS / 25)


def _lock(
    hr_bpm: np.ndarray,
    cadence_spm: np.ndarray = PACE,
    *,
    is_step: np.ndarray | None = None,
    other_bpm: np.ndarray | None = None,
) -> Lock:
    count = len(hr_bpm)
    return cadence_lock(
        np.zeros(count, dtype=np.int64),
        SECONDS[:count],
        hr_bpm,
        cadence_spm[:count],
        is_step=np.zeros(count, dtype=bool) if is_step is None else is_step,
        other_bpm=np.full(count, np.nan) if other_bpm is None else other_bpm,
    )


def test_heart_rate_that_follows_each_step_tracks() -> None:
    lock = _lock(np.round(PACE))
    assert lock.is_tracking.all()
    assert (lock.score == 2).all()


def test_heart_rate_that_follows_each_stride_tracks() -> None:
    pace = 120 + 24 * np.sin(SECONDS / 25)
    assert _lock(np.round(pace / 2), pace).is_tracking.all()


def test_a_lock_of_three_minutes_is_found_where_it_is() -> None:
    hr_bpm = np.full(400, 140.0)
    hr_bpm[100:280] = np.round(PACE[100:280])
    lock = _lock(hr_bpm)
    assert lock.is_tracking[105:275].all()
    assert not lock.is_tracking[:85].any()
    assert not lock.is_tracking[295:].any()


def test_a_steady_pace_beside_a_steady_heart_is_proximity_alone() -> None:
    lock = _lock(np.full(400, 101.0), np.full(400, 100.0))
    assert lock.is_proximity.all()
    assert not lock.is_tracking.any()
    assert (lock.score == 1).all()


def test_a_heart_rate_of_its_own_is_not_suspected() -> None:
    lock = _lock(80 + 5 * np.sin(SECONDS / 40))
    assert not lock.score.any()


def test_without_cadence_nothing_is_suspected() -> None:
    assert not _lock(np.round(PACE), np.full(400, np.nan)).score.any()


def test_a_second_source_a_step_and_a_fall_each_raise_the_suspicion() -> None:
    hr_bpm = np.round(PACE)
    is_step = np.zeros(400, dtype=bool)
    is_step[3] = True
    pace = PACE.copy()
    hr_bpm[303:] = 75.0
    pace[301:] = 0.0
    other_bpm = np.full(400, 80.0)
    lock = _lock(hr_bpm, pace, is_step=is_step, other_bpm=other_bpm)
    assert lock.score[:290].tolist() == [2 + 3] * 290


def test_people_do_not_see_each_other() -> None:
    count = 2 * len(SECONDS)
    hr_bpm = np.concatenate((np.round(PACE), np.full(400, 160.0)))
    lock = cadence_lock(
        np.repeat([1, 2], 400),
        np.tile(SECONDS, 2),
        hr_bpm,
        np.tile(PACE, 2),
        is_step=np.zeros(count, dtype=bool),
        other_bpm=np.full(count, np.nan),
    )
    assert lock.is_tracking.tolist() == [True] * 400 + [False] * 400

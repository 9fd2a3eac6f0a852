"""One heart rate a second out of what several straps sent."""

import numpy as np

from pacepipe.signals import Placement
from pacepipe.stages.heart import Sent, day_heart

NOTHING = np.zeros(0, dtype=np.int64)
START_MS = 1_700_000_000_000


def strap(
    code: int,
    placement: Placement,
    hr_bpm: int,
    *,
    seconds: int = 120,
    first_s: int = 0,
    with_beats: bool = False,
) -> Sent:
    at_ms = START_MS + (first_s + np.arange(seconds)) * 1000
    rr = 60_000 / hr_bpm
    beat_at = START_MS + np.arange(1, int(seconds * 1000 / rr)) * rr
    beats = np.rint(beat_at).astype(np.int64) if with_beats else NOTHING
    return Sent(
        strap_code=code,
        placement=placement,
        at_ms=at_ms,
        hr_bpm=np.full(seconds, hr_bpm),
        is_ok=np.ones(seconds, dtype=np.bool_),
        beat_at_ms=beats,
        rr_ms=np.full(len(beats), rr),
        rr_is_ok=np.ones(len(beats), dtype=np.bool_),
    )


def test_without_a_usable_reading_there_is_no_second() -> None:
    found = day_heart([], NOTHING)
    assert len(found.seconds.second_ms) == 0
    assert (found.source_count, found.disagree_s) == (0, 0)
    assert (found.difference_bpm, found.lag_s) == (None, None)


def test_one_strap_speaks_for_its_own_seconds() -> None:
    found = day_heart([strap(4, Placement.UNKNOWN, 80)], NOTHING)
    assert set(found.strap_code.tolist()) == {4}
    assert set(found.seconds.hr_bpm.tolist()) == {80.0}
    assert found.source_count == 1


def test_the_chest_strap_is_believed_and_nothing_is_averaged() -> None:
    chest = strap(0, Placement.CHEST_ECG, 90, with_beats=True)
    wrist = strap(1, Placement.WRIST, 130)
    found = day_heart([wrist, chest], NOTHING)
    assert set(found.strap_code.tolist()) == {0}
    assert np.abs(found.seconds.hr_bpm - 90).max() < 1
    assert found.source_count == 2
    assert found.disagree_s >= 100
    assert abs(found.difference_bpm - 40) < 1
    assert found.lag_s is None


def test_two_that_are_trusted_alike_and_contradict_each_other_are_not_believed() -> (
    None
):
    found = day_heart(
        [strap(0, Placement.UNKNOWN, 80), strap(1, Placement.UNKNOWN, 120)], NOTHING
    )
    assert len(found.seconds.second_ms) == 0
    assert found.disagree_s >= 100


def test_where_one_has_gone_the_other_speaks_with_its_own_value() -> None:
    chest = strap(0, Placement.CHEST_ECG, 90, seconds=60)
    wrist = strap(1, Placement.WRIST, 92, seconds=120)
    found = day_heart([chest, wrist], NOTHING)
    last = found.seconds.second_ms >= START_MS + 80_000
    assert set(found.strap_code[last].tolist()) == {1}
    assert set(found.seconds.hr_bpm[last].tolist()) == {92.0}


def test_intervals_without_a_usable_reading_make_no_second() -> None:
    chest = strap(0, Placement.CHEST_ECG, 90, seconds=120, with_beats=True)
    off = np.arange(120) < 60
    partly = Sent(
        chest.strap_code,
        chest.placement,
        chest.at_ms,
        chest.hr_bpm,
        off,
        chest.beat_at_ms,
        chest.rr_ms,
        chest.rr_is_ok,
    )
    found = day_heart([partly], NOTHING)
    assert found.seconds.second_ms.max() <= START_MS + 62_000

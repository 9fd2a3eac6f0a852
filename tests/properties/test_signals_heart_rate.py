"""Laws of heart rate: people are apart, nothing is invented, nothing is averaged."""

import dataclasses
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals.hr_clean import SENSOR_KINDS, HrReadings, clean_hr
from pacepipe.signals.hr_sources import NO_SOURCE, TwoSources, choose_hr
from pacepipe.signals.rr_grid import merged_grid, rr_second_grid

READING = st.tuples(
    st.sampled_from([1, 1, 1, 1, 2, 30, 700]),
    st.sampled_from([0, 60, 60, 60, 61, 75, 140, 255]),
    st.sampled_from([-1, 0, 1]),
    st.booleans(),
    st.sampled_from([0.0, 60.0, 100.0, float("nan")]),
)
SOURCE = st.lists(READING, max_size=150)
RR = st.lists(
    st.tuples(st.integers(300, 2000), st.booleans(), st.sampled_from([0, 0, 0, 9000])),
    max_size=60,
)


def _readings(sources: list[list[Any]]) -> HrReadings:
    rows = [
        (code, *reading, second)
        for code, readings in enumerate(sources)
        for reading, second in zip(
            readings, np.cumsum([r[0] for r in readings]).tolist(), strict=True
        )
    ]
    column = [list(c) for c in zip(*rows, strict=True)] or [[] for _ in range(7)]
    source = np.array(column[0], dtype=np.int64)
    at_ms = np.array(column[6], dtype=np.int64) * 1000
    return HrReadings(
        source=source,
        at_ms=at_ms,
        hr_bpm=np.array(column[2], dtype=np.int64),
        contact=np.array(column[3], dtype=np.int64),
        contact_is_trusted=source % 2 == 0,
        link=source * 10_000 + at_ms // 60_000,
        has_rr=np.array(column[4], dtype=bool),
        sensor_code=source % len(SENSOR_KINDS),
        cadence_spm=np.array(column[5], dtype=np.float64),
        is_moving=np.zeros(len(source), dtype=bool),
        other_bpm=np.full(len(source), np.nan),
    )


@given(st.lists(SOURCE, max_size=3))
def test_many_sources_in_one_call_are_judged_as_each_alone(
    sources: list[list[Any]],
) -> None:
    readings = _readings(sources)
    together = clean_hr(readings)
    for code in range(len(sources)):
        own = readings.source == code
        alone = clean_hr(
            HrReadings(
                **{
                    f.name: getattr(readings, f.name)[own]
                    for f in dataclasses.fields(HrReadings)
                }
            )
        )
        assert together.marks[own].tolist() == alone.marks.tolist()
        assert together.hold_s[own].tolist() == alone.hold_s.tolist()
        assert together.lock_score[own].tolist() == alone.lock_score.tolist()


@given(SOURCE, st.integers(-(10**5), 10**5))
def test_judgement_does_not_depend_on_the_date(source: list[Any], blocks: int) -> None:
    readings = _readings([source])
    # whole blocks of five seconds: the lock has a grid of them
    moved = dataclasses.replace(readings, at_ms=readings.at_ms + blocks * 5000)
    assert clean_hr(moved).marks.tolist() == clean_hr(readings).marks.tolist()


@given(RR)
def test_heart_rate_from_intervals_is_near_accepted_ones_and_between_them(
    beats: list[tuple[int, bool, int]],
) -> None:
    rr = np.array([b[0] for b in beats], dtype=float)
    is_ok = np.array([b[1] for b in beats], dtype=bool)
    end = np.cumsum(rr + np.array([b[2] for b in beats], dtype=float))
    grid = rr_second_grid(end, rr, is_ok)
    assert (np.diff(grid.second_ms) > 0).all()
    for second_ms in grid.second_ms:
        starts, ends = (end - rr)[is_ok], end[is_ok]
        away = np.maximum(np.maximum(starts - second_ms, second_ms - ends), 0)
        assert away.min() <= 5000
    if len(grid.hr_bpm):
        assert grid.hr_bpm.min() >= 60_000 / rr[is_ok].max() - 1e-6
        assert grid.hr_bpm.max() <= 60_000 / rr[is_ok].min() + 1e-6
    filled = grid.second_ms[grid.is_interpolated]
    measured = grid.second_ms[~grid.is_interpolated]
    for second_ms in filled:
        before = measured[measured < second_ms].max()
        after = measured[measured > second_ms].min()
        assert after - before <= 5000


@given(RR, st.randoms(use_true_random=False))
def test_order_of_beats_changes_nothing(
    beats: list[tuple[int, bool, int]], shuffle: Any
) -> None:
    rr = np.array([b[0] for b in beats], dtype=float)
    end = np.cumsum(rr + np.array([b[2] for b in beats], dtype=float))
    is_ok = np.array([b[1] for b in beats], dtype=bool)
    order = list(range(len(beats)))
    shuffle.shuffle(order)
    one = rr_second_grid(end, rr, is_ok)
    other = rr_second_grid(end[order], rr[order], is_ok[order])
    assert one.second_ms.tolist() == other.second_ms.tolist()
    assert one.hr_bpm.tolist() == other.hr_bpm.tolist()
    again = merged_grid(one, one)
    assert again.hr_bpm.tolist() == one.hr_bpm.tolist()


HR = st.one_of(st.just(float("nan")), st.integers(60, 100).map(float))
TRUST = st.sampled_from([0.0, 0.3, 0.6, 0.8, 1.0])


@given(
    st.lists(st.tuples(HR, HR), min_size=1, max_size=120),
    st.lists(st.tuples(TRUST, TRUST), min_size=12, max_size=12),
)
def test_what_is_chosen_is_what_one_source_had_then(
    hr: list[tuple[float, float]], trust: list[tuple[float, float]]
) -> None:
    hr_bpm = np.array(hr).T
    told = choose_hr(TwoSources(0, hr_bpm, np.array(trust).T[:, : -(-len(hr) // 10)]))
    for row, (chosen, value) in enumerate(zip(told.chosen, told.hr_bpm, strict=True)):
        if chosen == NO_SOURCE:
            assert np.isnan(value)
        else:
            assert value == hr_bpm[chosen, row]
    assert told.n_sources.tolist() == (~np.isnan(hr_bpm)).sum(axis=0).tolist()
    assert (~np.isnan(told.hr_bpm) <= (told.n_sources > 0)).all()

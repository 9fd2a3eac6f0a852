"""Sessions that sensors see."""

import numpy as np

from pacepipe.domain.session import Span
from pacepipe.signals import CadenceGrid, SecondGrid, cadence_grid, detect, second_grid

NO_HEART_RATE = SecondGrid(
    np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=bool)
)
NO_CADENCE = CadenceGrid(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))
Stretch = tuple[float, float]
"""Minutes, then steps a minute or beats a minute; NaN means nothing is sent."""


def _series(stretches: list[Stretch]) -> tuple[np.ndarray, np.ndarray]:
    value = np.concatenate([np.full(round(m * 60), v) for m, v in stretches])
    at_ms = np.arange(len(value), dtype=np.int64) * 1000
    return at_ms[~np.isnan(value)], value[~np.isnan(value)]


def _cadence(*stretches: Stretch) -> CadenceGrid:
    at_ms, spm = _series(list(stretches))
    return cadence_grid(at_ms, spm, np.where(spm > 0, 0.8, 0.0))


def _heart_rate(*stretches: Stretch) -> SecondGrid:
    at_ms, bpm = _series(list(stretches))
    return second_grid(at_ms, bpm, np.ones(len(bpm), dtype=bool))


def _minutes(spans: tuple[Span, ...]) -> list[tuple[float, float]]:
    return [(s.start_ms / 60_000, s.end_ms / 60_000) for s in spans]


def test_a_slow_walk_with_three_rests_of_a_minute_is_one_session() -> None:
    walk, rest = (2.5, 60.0), (1.0, 0.0)
    spans = detect(
        NO_HEART_RATE, _cadence((5, 0.0), walk, rest, walk, rest, walk, rest, walk)
    )
    # 5 min still, then 4 * 2.5 min of walking and 3 rests: 5 to 18 min
    assert _minutes(spans) == [(5.0, 18.0)]
    assert spans[0].pause_count == 3
    assert spans[0].active_s == 600


def test_two_walks_ten_minutes_apart_are_two_sessions() -> None:
    spans = detect(NO_HEART_RATE, _cadence((5, 80.0), (10, 0.0), (5, 80.0), (5, 0.0)))
    assert _minutes(spans) == [(0.0, 5.0), (15.0, 20.0)]


def test_a_rest_of_two_minutes_is_inside_and_a_longer_one_between() -> None:
    def spans_with(rest_min: float) -> tuple[Span, ...]:
        return detect(
            NO_HEART_RATE, _cadence((4, 80.0), (rest_min, 0.0), (4, 80.0), (4, 0.0))
        )

    assert [s.pause_count for s in spans_with(2.0)] == [1]
    assert [s.pause_count for s in spans_with(2.5)] == [0, 0]


def test_less_than_three_active_minutes_are_no_session() -> None:
    assert detect(NO_HEART_RATE, _cadence((3, 0.0), (2.5, 80.0), (3, 0.0))) == ()
    assert len(detect(NO_HEART_RATE, _cadence((3, 0.0), (3, 80.0), (3, 0.0)))) == 1


def test_shuffling_below_40_steps_a_minute_is_no_session() -> None:
    assert detect(NO_HEART_RATE, _cadence((20, 39.0))) == ()


def test_moving_for_20_s_now_and_then_starts_no_session() -> None:
    # at most 40 s of any 90 s are active, and a start wants 60
    pottering = [(1 / 3, 80.0), (0.5, 0.0)] * 20
    assert detect(NO_HEART_RATE, _cadence(*pottering)) == ()


def test_pottering_after_a_walk_does_not_prolong_it() -> None:
    # 20 s in every 2 min are 17 %, under the 30 % that keep a session going
    pottering = [(5 / 3, 0.0), (1 / 3, 80.0)] * 10
    spans = detect(NO_HEART_RATE, _cadence((5, 80.0), *pottering))
    assert _minutes(spans) == [(0.0, 5.0)]


def test_a_lost_link_is_not_a_pause_and_not_active_time() -> None:
    spans = detect(NO_HEART_RATE, _cadence((5, 80.0), (1, float("nan")), (5, 80.0)))
    assert len(spans) == 1
    assert spans[0].pause_count == 0
    # 11 min long; the minute without a link is missing from its active time
    # (its last second of measurement is the one before the link was lost)
    assert spans[0].active_s == 600


def test_a_long_lost_link_ends_a_session() -> None:
    spans = detect(NO_HEART_RATE, _cadence((5, 80.0), (30, float("nan")), (5, 80.0)))
    assert _minutes(spans) == [(0.0, 5.0), (35.0, 40.0)]


def test_heart_rate_alone_shows_a_walk_against_the_quiet_before() -> None:
    spans = detect(_heart_rate((6, 70.0), (8, 82.0), (5, 70.0)), NO_CADENCE)
    assert _minutes(spans) == [(6.0, 14.0)]


def test_a_rise_under_8_bpm_is_no_walk() -> None:
    assert detect(_heart_rate((6, 70.0), (8, 77.0), (5, 70.0)), NO_CADENCE) == ()


def test_the_first_two_minutes_of_wear_show_nothing_by_heart_rate_alone() -> None:
    spans = detect(_heart_rate((1.5, 70.0), (8, 100.0), (5, 70.0)), NO_CADENCE)
    assert _minutes(spans) == [(2.0, 9.5)]


def test_a_strap_put_on_while_walking_shows_nothing_by_heart_rate_alone() -> None:
    assert detect(_heart_rate((8, 100.0), (5, 70.0)), NO_CADENCE) == ()


def test_a_turn_of_20_s_between_movement_is_not_a_pause() -> None:
    # 2 min, 20 s, 2 min: 4 min 20 s active
    spans = detect(
        NO_HEART_RATE, _cadence((2, 80.0), (1 / 3, 0.0), (2, 80.0), (4, 0.0))
    )
    assert [(s.active_s, s.pause_count) for s in spans] == [(260, 0)]


def test_a_long_walk_does_not_become_its_own_quiet_level() -> None:
    spans = detect(_heart_rate((10, 70.0), (40, 90.0), (5, 70.0)), NO_CADENCE)
    assert _minutes(spans) == [(10.0, 50.0)]


def test_a_rise_that_stays_for_hours_is_no_walk() -> None:
    # standing up, warmth or fever: nothing is invented from it
    assert detect(_heart_rate((10, 70.0), (180, 85.0)), NO_CADENCE) == ()


def test_cadence_decides_where_it_is_measured() -> None:
    hot = _heart_rate((6, 70.0), (10, 110.0), (4, 70.0))
    assert detect(hot, _cadence((20, 0.0))) == ()


def test_nothing_measured_is_no_session() -> None:
    assert detect(NO_HEART_RATE, NO_CADENCE) == ()

"""RR intervals: length, time, chains, judgement."""

import numpy as np

from pacepipe.signals import RR_FLAGS, beat_times_ms, breaks, judge_rr, rr_ms


def _names(rr: list[float], first_of_chain: tuple[int, ...] = (0,)) -> list[str]:
    is_break = np.zeros(len(rr), dtype=bool)
    is_break[list(first_of_chain)] = True
    return [RR_FLAGS[code].value for code in judge_rr(np.array(rr), is_break)]


def test_1024_ticks_are_one_second() -> None:
    assert rr_ms(np.array([1024, 1])).tolist() == [1000.0, 1000 / 1024]


def test_the_last_interval_of_a_packet_ends_on_arrival_and_the_others_before() -> None:
    # packet 0 at 3000: 700, 800, 900 end at 3000-900-800, 3000-900, 3000
    # packet 1 has no beats; packet 2 at 5000: 1000 ends at 5000
    times = beat_times_ms(
        np.array([3000, 4000, 5000]),
        np.array([0, 0, 0, 2]),
        np.array([700.0, 800.0, 900.0, 1000.0]),
    )
    assert times.tolist() == [1300, 2100, 3000, 5000]


def test_a_break_is_the_first_interval_a_new_link_and_an_unexplained_gap() -> None:
    # arrivals        0     1000   2000     6000      7000  (ms)
    # links           1     1      1        1         2
    # gap before: -, 1000-1000, 1000-900, 4000-1000=3000 > 2000, new link
    is_break = breaks(
        np.array([0, 1000, 2000, 6000, 7000]),
        np.array([1, 1, 1, 1, 2]),
        np.array([0, 1, 2, 3, 4]),
        np.array([1000.0, 1000.0, 900.0, 1000.0, 1000.0]),
    )
    assert is_break.tolist() == [True, False, False, True, True]


def test_exactly_two_seconds_unexplained_are_not_yet_a_gap() -> None:
    link, index = np.array([1, 1]), np.array([0, 1])
    rr = np.array([1000.0, 1000.0])
    assert breaks(np.array([0, 3000]), link, index, rr).tolist() == [True, False]
    assert breaks(np.array([0, 3001]), link, index, rr).tolist() == [True, True]


def test_a_packet_without_beats_is_not_a_gap() -> None:
    # at 40 bpm (1500 ms) a strap that reports each second sends empty packets
    is_break = breaks(
        np.array([0, 1000, 2000, 3000]),
        np.array([1, 1, 1, 1]),
        np.array([0, 2, 3]),
        np.array([1500.0, 1500.0, 1500.0]),
    )
    assert is_break.tolist() == [True, False, False]


def test_the_beats_of_one_packet_stay_together_across_its_gap() -> None:
    is_break = breaks(
        np.array([0, 9000]),
        np.array([1, 1]),
        np.array([0, 1, 1]),
        np.array([800.0, 800.0, 800.0]),
    )
    assert is_break.tolist() == [True, True, False]


def test_an_interval_outside_300_to_2000_ms_is_out_of_range() -> None:
    # no neighbours to compare with: each stands in a chain of its own
    assert _names([299.9, 300.0, 2000.0, 2000.1], (0, 1, 2, 3)) == [
        "oor",
        "ok",
        "ok",
        "oor",
    ]


def test_an_interval_over_20_percent_from_its_neighbours_mean_is_ectopic() -> None:
    # third: mean of neighbours 1000; 795 is 20.5 % away, 805 is 19.5 % away
    assert _names([1000, 1000, 795, 1000, 1000])[2] == "ectopic"
    assert _names([1000, 1000, 805, 1000, 1000])[2] == "ok"


def test_an_out_of_range_neighbour_does_not_speak() -> None:
    # 900 has 2500 before (ignored) and 950 after: 5 % away
    assert _names([2500, 900, 950]) == ["oor", "ok", "ok"]


def test_a_neighbour_across_a_break_does_not_speak() -> None:
    # 500 beside 1000 would be flagged in one chain, and stands alone in two
    assert _names([1000, 500]) == ["ectopic", "ectopic"]
    assert _names([1000, 500], (0, 1)) == ["ok", "ok"]


def test_a_lasting_change_of_rate_is_accepted_again_after_the_step() -> None:
    # a filter against the last accepted beat would reject all of the second half
    names = _names([1000.0] * 20 + [600.0] * 20)
    assert names[:19] == ["ok"] * 19
    assert names[21:] == ["ok"] * 19


def test_no_beats_are_no_trouble() -> None:
    nothing = np.empty(0, dtype=np.int64)
    none_ms = np.empty(0)
    assert len(breaks(nothing, nothing, nothing, none_ms)) == 0
    assert len(beat_times_ms(nothing, nothing, none_ms)) == 0
    assert len(judge_rr(none_ms, np.empty(0, dtype=bool))) == 0

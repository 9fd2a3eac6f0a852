"""Flags, windows and the derived series, in numbers that can be checked by hand."""

import numpy as np
import pytest

from pacepipe.signals import RR_FLAGS, Packets, derive_rr, judge_rr, ledger, links
from pacepipe.signals.rr_judge import judge_with_limits
from pacepipe.signals.rr_windows import chains, running_quantiles

BREATHING = 800.0 + 15.0 * np.sin(np.arange(120) / 2)


def _names(rr_ms: np.ndarray) -> list[str]:
    codes = judge_rr(rr_ms, np.arange(len(rr_ms)) == 0)
    return [RR_FLAGS[code].value for code in codes]


def _with(place: int, *rr_ms: float) -> list[str]:
    """Flags from `place` on, of a breathing heart with other intervals there."""
    rr = np.concatenate((BREATHING[:place], rr_ms, BREATHING[place + len(rr_ms) :]))
    names = _names(rr)
    others = names[:place] + names[place + len(rr_ms) :]
    assert others == ["ok"] * len(others)
    return names[place : place + len(rr_ms)]


@pytest.mark.parametrize(
    ("spread_ms", "frac"), [(0.0, 0.07), (400.0, 0.20)], ids=["still", "uneven"]
)
def test_the_threshold_of_each_beat_is_kept_between_its_bounds(
    spread_ms: float, frac: float
) -> None:
    rr_ms = 800.0 + spread_ms * (np.arange(301) % 3 == 2)
    codes, limits = judge_with_limits(rr_ms, np.arange(301) == 0)
    assert codes.tolist() == judge_rr(rr_ms, np.arange(301) == 0).tolist()
    # shares of the median interval
    assert np.allclose(limits.step_ms[100:200], frac * 800)
    assert np.allclose(limits.median_ms[100:200], frac * 800)


def test_a_beat_of_a_short_chain_was_judged_by_no_threshold() -> None:
    is_break = np.isin(np.arange(60), [0, 41])
    _, limits = judge_with_limits(BREATHING[:60], is_break)
    is_short = np.arange(60) >= 41
    assert np.isnan(limits.step_ms).tolist() == is_short.tolist()
    assert np.isnan(limits.median_ms).tolist() == is_short.tolist()


def test_breathing_is_not_flagged() -> None:
    assert _names(BREATHING) == ["ok"] * 120


@pytest.mark.parametrize(
    ("rr_ms", "flag"),
    [
        (1600.0, "missed_1"),
        (2400.0, "missed_2"),
        (3200.0, "missed_3"),
        (4000.0, "gap"),
        (2000.1, "gap"),  # 1000 ms twice is 25 % off
        (1250.0, "long"),
        (500.0, "short"),
        (299.9, "oor"),
        (0.0, "oor"),
    ],
)
def test_one_odd_interval_has_its_flag_and_its_neighbours_none(
    rr_ms: float, flag: str
) -> None:
    assert _with(60, rr_ms) == [flag]


def test_an_early_beat_and_its_pause_are_flagged() -> None:
    assert _with(60, 520.0, 1080.0) == ["short", "ectopic"]


def test_a_beat_too_many_makes_one_with_its_rest() -> None:
    assert _with(60, 340.0, 460.0) == ["extra", "short"]


def test_the_first_interval_of_a_chain_is_judged_too() -> None:
    assert _with(0, 2400.0) == ["missed_2"]


def test_a_true_change_of_rate_is_accepted_after_it() -> None:
    names = _names(np.concatenate((BREATHING, BREATHING - 300)))
    assert names[:118] == ["ok"] * 118
    assert names[125:] == ["ok"] * 115


def test_19_beats_are_judged_by_neighbours_and_20_by_their_spread() -> None:
    rr_ms = np.full(19, 800.0)
    rr_ms[10] = 945.0  # 18 % off
    assert _names(rr_ms) == ["ok"] * 19
    assert _names(np.append(rr_ms, 800.0))[10] != "ok"


def test_derived_parts_are_equal_and_the_clock_stands() -> None:
    rr_ms = np.array([800.0, 2400.0, 790.0, 300.0, 500.0, 810.0])
    code = np.array([0, 7, 0, 5, 4, 0])
    derived = derive_rr(rr_ms, code, np.array([True, *([False] * 5)]))
    assert derived.rr_ms.tolist() == [800.0] * 4 + [790.0, 800.0, 810.0]
    names = [RR_FLAGS[c].value for c in derived.code]
    assert names == ["ok", *["inserted"] * 3, "ok", "extra", "ok"]
    assert derived.sent_index.tolist() == [0, 1, 1, 1, 2, 4, 5]
    assert derived.is_break.tolist() == [True] + [False] * 6


def test_an_extra_beat_is_not_merged_across_a_break() -> None:
    derived = derive_rr(
        np.array([800.0, 300.0, 500.0]), np.array([0, 5, 0]), np.array([1, 0, 1]) > 0
    )
    assert derived.rr_ms.tolist() == [800.0, 300.0, 500.0]
    assert derived.is_break.tolist() == [True, False, True]


@pytest.mark.parametrize("is_trailing", [False, True])
def test_running_quantiles_are_those_of_each_window(is_trailing: bool) -> None:
    random = np.random.default_rng(5)
    values = random.integers(0, 40, 400).astype(float)
    of = chains(random.random(400) < 0.01)
    low_frac, middle = running_quantiles(
        values, of.first, of.last, 31, (0.25, 0.5), is_trailing=is_trailing
    )
    back, ahead = (30, 0) if is_trailing else (15, 15)
    for place in range(400):
        low = max(place - back, int(of.first[place]))
        window = values[low : min(place + ahead, int(of.last[place])) + 1]
        assert low_frac[place] == np.quantile(window, 0.25)
        assert middle[place] == np.median(window)


def _packets(at_ms: list[int], rr_ms: list[float]) -> Packets:
    return Packets(
        np.array(at_ms),
        np.ones(len(at_ms), dtype=np.int64),
        np.arange(len(rr_ms)),
        np.array(rr_ms),
    )


def test_a_late_packet_and_the_early_one_after_it_even_out() -> None:
    told = ledger(_packets([0, 1000, 3500, 3600, 4000, 5000], [1000.0] * 6))
    assert told.gap_ms.tolist() == [0.0] * 6


def test_a_gap_is_told_once_and_the_account_starts_again() -> None:
    told = ledger(_packets([0, 1000, 9000, 10000, 11000], [1000.0] * 5))
    # 8 s, one explained, and 0.02 % for the clocks; the second before counts as well
    assert told.gap_ms.tolist() == pytest.approx([0, 0, 6998.4, 0, 0], abs=0.01)
    assert told.missing_beats.tolist() == [0, 0, 7, 0, 0]


def test_a_link_does_not_answer_for_the_time_before_it() -> None:
    packets = Packets(
        np.array([0, 1000, 60_000, 61_000]),
        np.array([1, 1, 2, 2]),
        np.arange(4),
        np.full(4, 1000.0),
    )
    told = ledger(packets)
    assert told.is_first.tolist() == [True, False, True, False]
    assert not told.missing_beats.any()
    assert links(packets, told).connection_id.tolist() == [1, 2]


def test_nothing_comes_of_no_packets() -> None:
    told = ledger(_packets([], []))
    assert len(told.gap_ms) == 0
    assert len(links(_packets([], []), told).unit_ratio) == 0
    no_break = np.zeros(0, dtype=bool)
    assert len(judge_rr(np.zeros(0), no_break)) == 0
    assert len(derive_rr(np.zeros(0), np.zeros(0, dtype=np.int64), no_break).rr_ms) == 0


def test_a_strap_that_sends_zeros_loses_no_endless_beats() -> None:
    told = ledger(_packets([0, 1000, 4000, 5000], [0.0] * 4))
    assert told.missing_beats.tolist() == [0, 0, 13, 0]

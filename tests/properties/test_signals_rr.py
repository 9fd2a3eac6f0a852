"""Intervals of many people at once: no answer touches another."""

from itertools import pairwise
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals import (
    RR_FLAGS,
    JudgedRr,
    Packets,
    RrFlag,
    breaks_of_ledger,
    derive_rr,
    hrv_windows,
    judge_rr,
    judge_rr_live,
    ledger,
)

TICKS = st.one_of(
    st.integers(700, 900), st.integers(300, 2000), st.sampled_from([0, 28, 5000, 65535])
)
CHAIN = st.lists(TICKS, min_size=1, max_size=130).map(
    lambda ticks: np.array(ticks) * 1000.0 / 1024
)
CHAINS = st.lists(CHAIN, min_size=1, max_size=4)


def _joined(chains: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.cumsum([0, *(len(chain) for chain in chains[:-1])])
    rr_ms = np.concatenate(chains)
    return rr_ms, np.isin(np.arange(len(rr_ms)), starts)


@given(CHAINS)
def test_chains_side_by_side_are_judged_as_each_alone(chains: list[np.ndarray]) -> None:
    together = judge_rr(*_joined(chains))
    alone = np.concatenate([judge_rr(*_joined([chain])) for chain in chains])
    assert together.tolist() == alone.tolist()


@given(CHAINS, st.randoms(use_true_random=False))
def test_order_of_people_changes_no_judgement(
    chains: list[np.ndarray], random: Random
) -> None:
    order = list(range(len(chains)))
    random.shuffle(order)
    codes = np.split(
        judge_rr(*_joined(chains)), np.cumsum([len(chain) for chain in chains])[:-1]
    )
    shuffled = judge_rr(*_joined([chains[n] for n in order]))
    assert shuffled.tolist() == np.concatenate([codes[n] for n in order]).tolist()


@given(CHAIN, st.integers(0, 130))
def test_what_is_said_live_of_all_but_two_never_changes(
    chain: np.ndarray, count: int
) -> None:
    rr_ms, is_break = _joined([chain])
    whole = judge_rr_live(rr_ms, is_break)
    early = judge_rr_live(rr_ms[:count], is_break[:count])
    settled = max(0, min(count, len(rr_ms)) - 2)
    if count < len(rr_ms):
        assert early[:settled].tolist() == whole[:settled].tolist()
    else:
        assert early.tolist() == whole.tolist()


@given(st.integers(308, 2048), st.integers(1, 200))
def test_a_constant_heart_is_never_flagged(ticks: int, count: int) -> None:
    rr_ms = np.full(count, ticks * 1000.0 / 1024)
    assert not judge_rr(rr_ms, np.arange(count) == 0).any()
    assert not judge_rr_live(rr_ms, np.arange(count) == 0).any()


@given(CHAINS)
def test_the_derived_series_keeps_the_clock(chains: list[np.ndarray]) -> None:
    rr_ms, is_break = _joined(chains)
    code = judge_rr(rr_ms, is_break)
    derived = derive_rr(rr_ms, code, is_break)
    assert (np.diff(derived.sent_index) >= 0).all()
    # the clock at the last part of each interval sent is what it was
    is_last = np.append(np.diff(derived.sent_index) > 0, [True])
    clock_ms = np.cumsum(derived.rr_ms)[is_last]
    sent_ms = np.cumsum(rr_ms)[derived.sent_index[is_last]]
    assert np.abs(clock_ms - sent_ms).max() < 1.0
    starts = np.flatnonzero(derived.is_break)
    sums = np.add.reduceat(derived.rr_ms, starts)
    assert np.abs(sums - [chain.sum() for chain in chains]).max() < 1.0


@given(CHAIN)
def test_only_the_derived_series_holds_inserted_beats(chain: np.ndarray) -> None:
    rr_ms, is_break = _joined([chain])
    code = judge_rr(rr_ms, is_break)
    inserted = RR_FLAGS.index(RrFlag.INSERTED)
    assert inserted not in code
    derived = derive_rr(rr_ms, code, is_break)
    parts = np.bincount(derived.sent_index, minlength=len(rr_ms))
    missed = [
        int(RR_FLAGS[c].removeprefix("missed_")) if "missed" in RR_FLAGS[c] else 0
        for c in code.tolist()
    ]
    assert (parts <= np.array(missed) + 1).all()
    assert (derived.code[parts[derived.sent_index] > 1] == inserted).all()


LATE = st.integers(-400, 400)
LINK = st.lists(st.tuples(st.integers(300, 2000), LATE), min_size=1, max_size=40)


def _packets(links: list[list[tuple[int, int]]]) -> Packets:
    at_ms, link_id, rr_ms = [], [], []
    for number, link in enumerate(links):
        clock = 10**9 * (number + 1)
        arrived = clock
        for rr, late in link:
            clock += rr
            arrived = max(arrived, clock + late)
            at_ms.append(arrived)
            link_id.append(number)
            rr_ms.append(float(rr))
    return Packets(
        np.array(at_ms), np.array(link_id), np.arange(len(rr_ms)), np.array(rr_ms)
    )


@given(st.lists(LINK, min_size=1, max_size=4))
def test_a_late_radio_loses_no_beat(links: list[list[tuple[int, int]]]) -> None:
    packets = _packets(links)
    told = ledger(packets)
    assert not told.missing_beats.any()
    firsts = np.flatnonzero(np.diff(packets.connection_id, prepend=-1))
    assert np.flatnonzero(breaks_of_ledger(packets, told)).tolist() == firsts.tolist()


@given(LINK, st.integers(0, 39), st.integers(4, 60))
def test_beats_taken_out_are_missed_where_they_were(
    link: list[tuple[int, int]], place: int, lost: int
) -> None:
    steady = [(1000, 0)] * 30
    place = min(place, len(link))
    kept = _packets([[*steady, *link[:place], *[(1000, 0)] * lost, *steady]])
    gone = 30 + place + np.arange(lost)
    stay = np.delete(np.arange(len(kept.rr_ms)), gone)
    packets = Packets(
        kept.at_ms[stay],
        kept.connection_id[stay],
        np.arange(len(stay)),
        kept.rr_ms[stay],
    )
    told = ledger(packets)
    assert np.flatnonzero(told.missing_beats).tolist() == [30 + place]
    unexplained = told.gap_ms[30 + place]
    assert abs(unexplained - 1000 * lost) <= 1500


@given(CHAINS)
def test_no_window_has_a_value_without_its_pairs(chains: list[np.ndarray]) -> None:
    rr_ms, is_break = _joined(chains)
    group = np.cumsum(is_break) - 1
    lengths = np.array([chain.sum() + 1.0 for chain in chains])
    judged = JudgedRr(rr_ms, judge_rr(rr_ms, is_break), is_break)
    windows = hrv_windows(judged, group, lengths)
    has_value = ~np.isnan(windows.ln_rmssd)
    assert (has_value == (windows.state <= 1)).all()
    assert (windows.pairs[has_value] >= 120).all()
    ok = judged.code == 0
    pairs = [
        sum(
            ok[a] and ok[b] and group[a] == group[b] == k
            for a, b in pairwise(range(len(ok)))
        )
        for k in range(len(chains))
    ]
    assert windows.pairs.tolist() == pairs

"""What several sources tell, once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals.doubles import counted_share, is_best_in_slot

intervals = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.integers(0, 20),
        st.integers(0, 500) | st.none(),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=25,
)


def columns(rows):
    start = np.array([row[0] for row in rows], dtype=np.int64)
    end = start + np.array([row[1] for row in rows], dtype=np.int64)
    count = np.array([np.nan if r[2] is None else r[2] for r in rows], dtype=np.float64)
    rank = np.array([row[3] for row in rows], dtype=np.int64)
    return start, end, count, rank


def told_at(moment: int, start, end, count, rank):
    ends = np.maximum(end, start + 1)
    return np.flatnonzero((start <= moment) & (moment < ends) & ~np.isnan(count))


@given(intervals)
def test_every_moment_counts_for_exactly_one_source(rows) -> None:
    start, end, count, rank = columns(rows)
    share = counted_share(start, end, count, rank)
    length = np.maximum(end - start, 1)
    moments = [m for m in range(90) if len(told_at(m, start, end, count, rank))]
    assert np.isclose((share * length).sum(), len(moments))
    # and it is the best one
    for each in np.unique(rank).tolist():
        own = [
            m
            for m in moments
            if rank[told_at(m, start, end, count, rank)].min() == each
        ]
        assert np.isclose((share * length)[rank == each].sum(), len(own))


@given(intervals)
def test_the_same_source_twice_changes_nothing(rows) -> None:
    start, end, count, rank = columns(rows)
    once = np.nansum(count * counted_share(start, end, count, rank))
    again = columns(rows + rows)
    assert np.isclose(np.nansum(again[2] * counted_share(*again)), once)


@given(intervals, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random) -> None:
    other = list(rows)
    random.shuffle(other)
    totals = [
        np.nansum(columns(each)[2] * counted_share(*columns(each)))
        for each in (rows, other)
    ]
    assert np.isclose(*totals)


@given(intervals)
def test_nothing_is_ever_counted_more_than_once(rows) -> None:
    share = counted_share(*columns(rows))
    assert ((share >= 0) & (share <= 1)).all()


def test_a_watch_and_a_phone_are_not_added() -> None:
    minute = 60_000
    start = np.array([0, 2 * minute], dtype=np.int64)
    end = np.array([10 * minute, 12 * minute], dtype=np.int64)
    count, rank = np.array([1000.0, 1100.0]), np.array([1, 0])
    share = counted_share(start, end, count, rank)
    assert share.tolist() == [0.2, 1.0]
    assert (count * share).sum() == 1300


def test_an_interval_without_a_number_takes_no_time_from_others() -> None:
    zero, one = np.zeros(2, dtype=np.int64), np.ones(2, dtype=np.int64)
    share = counted_share(zero, one, np.array([np.nan, 7.0]), np.array([0, 1]))
    assert share.tolist() == [0, 1]


samples = st.lists(
    st.tuples(st.integers(0, 50), st.integers(60, 62), st.integers(0, 2)), max_size=30
)


@given(samples)
def test_one_source_is_heard_in_a_slot_and_it_is_the_best(rows) -> None:
    at_ms, value, rank = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in range(3)
    )
    kept = is_best_in_slot(at_ms, value, rank, 10)
    for slot in np.unique(at_ms // 10).tolist():
        here = at_ms // 10 == slot
        assert set(rank[here & kept].tolist()) == {rank[here].min()}
    assert len(set(map(tuple, np.array(rows)[kept].tolist()))) == kept.sum()

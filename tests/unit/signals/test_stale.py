import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals import stale_after_connect


def stale(*readings: tuple[int, int, int], rr_from: int = 10**9) -> list[bool]:
    """Of readings (second, link, bpm); RR come from a second on."""
    at_s, link, hr = (np.array(column) for column in zip(*readings, strict=True))
    return stale_after_connect(at_s * 1000, hr, at_s >= rr_from, link).tolist()


def test_the_same_value_after_a_break_is_doubted_until_it_changes():
    assert stale((0, 1, 72), (100, 2, 72), (101, 2, 73), (102, 2, 72)) == [
        False,
        True,
        False,
        False,
    ]


def test_it_is_doubted_for_thirty_seconds():
    assert stale((0, 1, 72), (100, 2, 72), (130, 2, 72), (131, 2, 72)) == [
        False,
        True,
        True,
        False,
    ]


def test_another_value_or_rr_intervals_are_believed_at_once():
    assert stale((0, 1, 72), (100, 2, 71)) == [False, False]
    assert stale((0, 1, 72), (100, 2, 72), rr_from=100) == [False, False]


def test_the_first_link_has_nothing_to_repeat():
    assert stale((0, 1, 72), (1, 1, 72)) == [False, False]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(70, 72)), min_size=1))
def test_only_the_value_from_before_a_link_is_ever_doubted(rows):
    link = np.array(sorted(each for each, _ in rows))
    hr = np.array([value for _, value in rows])
    at = np.arange(len(rows)) * 1000
    doubted = stale_after_connect(at, hr, np.zeros(len(rows), dtype=bool), link)
    for row in np.flatnonzero(doubted).tolist():
        start = int(np.searchsorted(link, link[row]))
        assert start > 0
        assert (hr[start - 1 : row + 1] == hr[row]).all()

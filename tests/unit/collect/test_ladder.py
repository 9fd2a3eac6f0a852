"""The ladder: what is tried after how many barren attempts."""

import pytest

from pacepipe.collect import Barren, LadderPolicy, Rung

LADDER = LadderPolicy()
STRONG = {Rung.CLEAR_CACHE, Rung.RESTART, Rung.RESET_ADAPTER}


def _first(reason: Barren) -> list[Rung]:
    """The rungs in the order of their first use."""
    return list(dict.fromkeys(LADDER.rung(n, reason) for n in range(1, 13)))


@pytest.mark.parametrize("reason", sorted(set(Barren) - {Barren.AWAY}))
def test_the_rungs_come_in_the_order_of_what_they_cost(reason: Barren) -> None:
    assert _first(reason) == list(Rung)


def test_a_strap_that_is_only_away_costs_the_machine_nothing() -> None:
    rungs = {LADDER.rung(n, Barren.AWAY) for n in range(1, 1000)}
    assert rungs == set(Rung) - STRONG


def test_the_adapter_is_reset_once_and_a_person_told_once_a_trouble() -> None:
    rungs = [LADDER.rung(n, Barren.NO_DATA) for n in range(1, 1000)]
    assert rungs.count(Rung.RESET_ADAPTER) == rungs.count(Rung.TELL) == 1


def test_a_new_process_goes_on_where_the_one_before_stood() -> None:
    assert LADDER.count_after(0) == 0
    for restarts in range(1, 20):
        count = LADDER.count_after(restarts)
        assert LADDER.rung(count, Barren.DEAF) is Rung.RESTART
        assert LADDER.rung(count + 1, Barren.DEAF) is not Rung.RESTART


def test_a_ladder_without_order_is_refused() -> None:
    with pytest.raises(ValueError, match="rise"):
        LadderPolicy(rescan_at=4)

"""Fault 13: another app or watch holds a strap that goes on advertising."""

from pathlib import Path

import pytest

from pacepipe.cli.live_tail import HELD_SAID_NS, Tail
from pacepipe.cli.strap_words import Teller
from pacepipe.collect import LinkPolicy, LinkWord, LiveStatus, SystemClock
from pacepipe.domain import characteristic as number
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.strap_state import StrapState
from pacepipe.errors import StrapNotFound
from pacepipe.journal import FrameReader
from pacepipe.simulate.air import VirtualAir
from support.straps import ADDRESS, NEIGHBOUR, a_strap, a_target, listened, one_hz

HEART = number.HEART_RATE_MEASUREMENT


def held_strap(**changes):
    """Heard for half a minute, held for five, and free again."""
    return a_strap(900, held=((30.5, 330.0),), **changes)


def endings(kept) -> list[Ending]:
    return [
        Epitaph.read(event.detail).ending
        for event in kept.events
        if event.kind.value in {"lost", "closed"}
    ]


def test_13_a_strap_that_is_seen_and_takes_no_link_is_held_elsewhere(tmp_path: Path):
    words: list[LinkWord] = []
    air = VirtualAir([held_strap()])
    kept = listened(tmp_path / "f.sqlite", air, seconds=400, on_word=words.append)
    assert endings(kept) == [Ending.DROP, Ending.HELD_ELSEWHERE, Ending.STOPPED]
    held = kept.connections[1].connection_id
    assert kept.kinds(held) == ["opened", "identified", "closed"]
    assert not [f for f in kept.frames if f.connection_id == held]
    assert not any(ADDRESS in event.detail for event in kept.events)
    after = words[words.index(LinkWord.HELD) :]
    assert after[-1] is LinkWord.LOST
    assert LinkWord.MEASURING in after
    assert len(kept.of(HEART)) >= 30 + 30


def test_13_one_refused_link_is_a_hiccup(tmp_path: Path):
    air = VirtualAir([a_strap(300, held=((30.5, 36.0),))])
    kept = listened(tmp_path / "f.sqlite", air, seconds=120)
    assert Ending.HELD_ELSEWHERE not in endings(kept)


def test_13_a_strap_that_is_barely_heard_is_far_and_not_held(tmp_path: Path):
    words: list[LinkWord] = []
    air = VirtualAir([held_strap(rssi_dbm=-95)])
    kept = listened(tmp_path / "f.sqlite", air, seconds=300, on_word=words.append)
    assert Ending.HELD_ELSEWHERE not in endings(kept)
    assert LinkWord.HELD not in words


def test_13_a_strap_that_falls_silent_is_out_of_reach_and_nothing_more_is_claimed(
    tmp_path: Path,
):
    words: list[LinkWord] = []
    strap = a_strap(900, outages=((30.5, 330.0),))
    listened(
        tmp_path / "f.sqlite", VirtualAir([strap]), seconds=300, on_word=words.append
    )
    assert LinkWord.HELD not in words


def test_13_of_a_strap_at_another_address_nothing_is_written(tmp_path: Path):
    """It may be a neighbour's: the person is told and the journal is not."""
    words: list[LinkWord] = []
    other = a_strap(address=NEIGHBOUR, held=((0.0, 900.0),), stream=one_hz(900))
    kept = listened(
        tmp_path / "f.sqlite", VirtualAir([other]), seconds=300, on_word=words.append
    )
    assert LinkWord.HELD in words
    assert kept.connections == ()


def test_13_whoever_waits_at_the_screen_is_told_what_to_close(tmp_path: Path):
    air = VirtualAir([a_strap(900, held=((0.0, 900.0),))])
    policy = LinkPolicy(patience_s=120.0)
    with pytest.raises(StrapNotFound) as told:
        listened(tmp_path / "f.sqlite", air, seconds=600, policy=policy)
    assert "Another app or watch" in told.value.means


def test_13_the_words_name_the_strap_and_what_to_close():
    teller = Teller(SystemClock(), ("Polar H10 1234",))
    view = teller.look(LiveStatus().on_link(LinkWord.HELD))
    assert view.state is StrapState.HELD_ELSEWHERE
    assert "Polar H10 1234" in str(teller.news())
    assert a_target().strap_id not in str(teller.news())


def test_13_beside_a_station_the_live_line_says_it_too_while_it_is_new(tmp_path: Path):
    path = tmp_path / "f.sqlite"
    air = VirtualAir([a_strap(60, held=((30.5, 900.0),))])
    ended_ns = listened(path, air, seconds=200).events[-1].boot_ns
    with FrameReader.open(path) as reader:
        assert Tail(reader, a_target()).look(ended_ns).link is LinkWord.HELD
        old = Tail(reader, a_target()).look(ended_ns + HELD_SAID_NS)
        assert old.link is not LinkWord.HELD

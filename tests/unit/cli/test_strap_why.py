from dataclasses import replace

import pytest

from pacepipe.cli.strap_why import explained, last_drop
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.frame import LinkEvent, LinkEventKind

DROP = Epitaph(Ending.DROP, uptime_s=60.0, rssi_dbm=-60, contact="ok", battery_pct=90)


def event(link: int, kind: LinkEventKind, detail: str) -> LinkEvent:
    return LinkEvent(link, kind, 0, link, detail)


STORY = [
    event(1, LinkEventKind.IDENTIFIED, "strap-a"),
    event(1, LinkEventKind.LOST, DROP.as_text()),
    event(2, LinkEventKind.IDENTIFIED, "strap-b"),
    event(2, LinkEventKind.LOST, "words of an older version"),
    event(3, LinkEventKind.IDENTIFIED, "strap-a"),
    event(3, LinkEventKind.CLOSED, replace(DROP, ending=Ending.STOPPED).as_text()),
    event(4, LinkEventKind.IDENTIFIED, "strap-a"),
    event(4, LinkEventKind.CLOSED, "asked who it is"),
]


def test_the_last_drop_is_the_last_end_that_nobody_asked_for():
    assert last_drop(STORY, None)[:2] == ("strap-b", STORY[3])
    assert last_drop(STORY, "strap-a")[1:] == (STORY[1], DROP)
    assert last_drop(STORY, "strap-c") is None
    assert last_drop([], None) is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "out of range"),
        ({"ending": Ending.HELD_ELSEWHERE}, "Another app"),
        ({"battery_pct": 5}, "battery"),
        ({"battery_pct": None, "contact": "lost"}, "skin"),
        ({"rssi_dbm": -90}, "far away"),
        ({"ending": Ending.SILENCE}, "stuck"),
        ({"ending": Ending.FAILURE}, "set up"),
    ],
)
def test_each_drop_is_explained_by_what_was_last_known(changes, word):
    means, remedy = explained(replace(DROP, **changes))
    assert word in means
    assert remedy


@pytest.mark.parametrize(
    "detail", ["", "words", "[1]", "null", '{"ending": "x"}', '{"colour": 1}', "[" * 99]
)
def test_any_detail_is_read_as_an_epitaph(detail):
    assert Epitaph.read(detail) == Epitaph(Ending.UNKNOWN, why=detail)

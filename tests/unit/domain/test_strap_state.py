from dataclasses import replace

import pytest

from pacepipe.domain.strap_state import (
    BATTERY_SAID_NS,
    S_NS,
    RadioState,
    StrapFacts,
    StrapState,
    StrapView,
    Touch,
    first_view,
    look,
)
from pacepipe.domain.strap_words_en import WORDS, WORDS_NO_STRAP, words

NOTHING = StrapFacts(boot_ns=0, utc_us=0)
BEATING = replace(
    NOTHING, is_linked=True, heart_boot_ns=0, touch=Touch.OK, clean_count=5
)


def after(view: StrapView, facts: StrapFacts, seconds: float = 5) -> StrapView:
    """The view when the same was known for some seconds, looked at twice a second."""
    start = view._last_boot_ns
    for half in range(int(seconds * 2) + 1):
        now = start + half * S_NS // 2
        heard = now if facts.heart_boot_ns is not None else None
        view = look(view, replace(facts, boot_ns=now, heart_boot_ns=heard))
    return view


READY = after(first_view(BEATING), BEATING)
MEASURING = after(READY, replace(BEATING, is_started=True))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (replace(NOTHING, radio=RadioState.NO_ADAPTER), StrapState.NO_ADAPTER),
        (replace(NOTHING, radio=RadioState.NO_PERMISSION), StrapState.NO_PERMISSION),
        (NOTHING, StrapState.SEARCHING),
        (replace(NOTHING, seen=("Polar H10 1",)), StrapState.SEARCHING),
        (replace(NOTHING, is_held_elsewhere=True), StrapState.HELD_ELSEWHERE),
        (replace(NOTHING, seen=("A 1", "B 2")), StrapState.SEVERAL_SEEN),
        (replace(BEATING, touch=Touch.LOST, clean_count=0), StrapState.NO_CONTACT),
        (replace(BEATING, clean_count=3), StrapState.SETTLING),
        (BEATING, StrapState.READY),
        (replace(BEATING, is_started=True), StrapState.MEASURING),
        (replace(BEATING, battery_pct=10), StrapState.BATTERY_LOW),
        (replace(BEATING, uneven_frac=0.4, clean_count=1), StrapState.IRREGULAR),
        (replace(BEATING, is_stopped=True), StrapState.STOPPED),
    ],
)
def test_each_state_follows_from_what_is_known(facts, state):
    assert first_view(facts).state is state


def test_contact_and_link_that_were_there_are_lost_and_not_missing():
    assert after(MEASURING, replace(BEATING, touch=Touch.LOST)).state is (
        StrapState.CONTACT_LOST
    )
    silent = replace(BEATING, is_started=True, heart_boot_ns=None)
    assert after(MEASURING, silent).state is StrapState.CONTACT_LOST
    assert after(MEASURING, NOTHING).state is StrapState.LINK_LOST


def test_a_strap_that_comes_back_is_measured_without_settling_again():
    lost = after(MEASURING, NOTHING)
    back = after(lost, replace(BEATING, is_started=True, clean_count=1))
    assert back.state is StrapState.MEASURING


def test_settling_counts_to_five():
    view = first_view(replace(BEATING, clean_count=3))
    assert words(view, 0).startswith("Listening… 3 of 5 beats.")
    assert not view.may_start
    assert READY.may_start


def test_the_battery_is_said_once():
    low = replace(BEATING, is_started=True, battery_pct=10)
    said = after(MEASURING, low)
    assert said.state is StrapState.BATTERY_LOW
    later = after(said, low, BATTERY_SAID_NS / S_NS + 5)
    assert later.state is StrapState.MEASURING
    assert after(later, low, 600).state is StrapState.MEASURING


def test_a_long_search_offers_a_way_without_a_strap():
    view = first_view(NOTHING)
    assert words(view, 61 * S_NS) == WORDS_NO_STRAP
    assert words(view, 30 * S_NS) != words(view, 0)


@pytest.mark.parametrize("state", StrapState)
def test_every_state_has_words_that_neither_blame_nor_shout(state):
    text = words(StrapView(state, 0, 0), 0).casefold()
    assert text
    for word in ("missed", "failed", "only", "should", "must", "goal", "!"):
        assert word not in text
    assert max(len(part.split()) for part in WORDS[state].split(".")) <= 16


def test_a_reboot_in_between_starts_the_wait_anew():
    late = replace(MEASURING, _last_boot_ns=10**15, since_boot_ns=10**15)
    assert look(late, NOTHING).state is StrapState.MEASURING
    assert after(replace(late, _last_boot_ns=0), NOTHING).state is StrapState.LINK_LOST

"""Laws of the words about a strap: no flicker, and only the present counts."""

from dataclasses import replace
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.strap_state import (
    DWELL_NS,
    S_NS,
    RadioState,
    StrapFacts,
    StrapState,
    Touch,
    first_view,
    look,
)

PARTS = st.fixed_dictionaries(
    {
        "radio": st.sampled_from(RadioState),
        "seen": st.sampled_from([(), ("A 1",), ("A 1", "B 2")]),
        "is_held_elsewhere": st.booleans(),
        "is_linked": st.booleans(),
        "touch": st.sampled_from(Touch),
        "heart_boot_ns": st.sampled_from([None, 0]),
        "clean_count": st.integers(0, 6),
        "uneven_frac": st.sampled_from([None, 0.05, 0.15, 0.25]),
        "battery_pct": st.sampled_from([None, 10, 20, 90]),
        "is_started": st.booleans(),
    }
)


def at(parts: dict, boot_ns: int, utc_us: int = 0) -> StrapFacts:
    heard = None if parts["heart_boot_ns"] is None else boot_ns
    return StrapFacts(boot_ns, utc_us, **{**parts, "heart_boot_ns": heard})


def rested(parts: dict):
    """The view after the same has been known for a minute."""
    view = first_view(at(parts, 0))
    for second in range(61):
        view = look(view, at(parts, second * S_NS))
    return view, 60 * S_NS


@given(
    PARTS,
    PARTS,
    st.lists(st.floats(0.05, 1.0), min_size=2, max_size=40),
    st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.9]),
)
def test_what_swings_about_a_border_never_goes_back_and_forth(
    here, there, shares, tick_s
):
    """Each side lasts less than the dwell: no state that was left is taken again.

    What is reached once (settled, uneven) may move on, but not return; the battery
    is said once, in between.
    """
    view, now = rested(here)
    taken = [view.state]
    most = round(0.95 * DWELL_NS / (tick_s * S_NS))
    for number, share in enumerate(shares):
        parts = there if number % 2 == 0 else here
        for _ in range(max(1, int(share * most))):
            now += round(tick_s * S_NS)
            view = look(view, at(parts, now))
            taken.append(view.state)
    said = [state for state, _ in groupby(taken)]
    kept = [s for s, _ in groupby(s for s in said if s is not StrapState.BATTERY_LOW)]
    assert said.count(StrapState.BATTERY_LOW) <= 1
    assert len(set(kept)) == len(kept)


@given(st.sampled_from(["touch", "link", "radio", "seen"]), st.integers(1, 19))
def test_contact_link_radio_and_company_that_flicker_change_nothing(border, looks):
    """At ten looks a second, runs of less than two seconds on either side."""
    good = {
        "heart_boot_ns": 0,
        "is_linked": border in {"touch", "link"},
        "touch": Touch.OK,
        "clean_count": 5,
        "is_started": True,
    }
    bad = {
        "touch": {**good, "touch": Touch.LOST},
        "link": {**good, "is_linked": False},
        "radio": {**good, "radio": RadioState.NO_ADAPTER},
        "seen": {**good, "seen": ("A 1", "B 2")},
    }[border]
    view, now = rested(good)
    state = view.state
    for number in range(200):
        now += S_NS // 10
        view = look(view, at(bad if number // looks % 2 == 0 else good, now))
        assert view.state is state


@given(PARTS, st.lists(PARTS, min_size=1, max_size=20), st.integers(-(10**12), 10**12))
def test_a_wall_clock_that_is_corrected_changes_no_state(first, rest, jump_us):
    def states(utc_of):
        view = first_view(at(first, 0, utc_of(0)))
        found = [view.state]
        for number, parts in enumerate(rest, start=1):
            boot_ns = number * S_NS
            view = look(view, at(parts, boot_ns, utc_of(number)))
            found.append(view.state)
        return found

    assert states(lambda n: n * 1_000_000) == states(
        lambda n: n * 1_000_000 + (jump_us if n % 2 else 0)
    )


@given(PARTS, st.lists(PARTS, max_size=20))
def test_a_stop_is_said_at_once_and_an_unusable_radio_never_hides_it(first, rest):
    view = first_view(at(first, 0))
    for number, parts in enumerate(rest, start=1):
        view = look(view, at(parts, number * S_NS))
    stopped = replace(at(first, 100 * S_NS), is_stopped=True)
    assert look(view, stopped).state is StrapState.STOPPED

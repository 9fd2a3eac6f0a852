"""From an advertisement to a profile, and from what a strap says to a better one."""

from pathlib import Path

import pytest

from pacepipe.devices import load_profiles, recognise, refine
from pacepipe.domain.identity import StrapIdentity

PROFILES = load_profiles(Path(__file__).resolve().parents[3] / "devices")
BY_ID = {p.profile_id: p for p in PROFILES}
HEART, RUNNING, BATTERY = 0x180D, 0x1814, 0x180F


@pytest.mark.parametrize(
    ("services", "name", "expected"),
    [
        ({HEART, BATTERY}, "Polar H10 A1B2C3D4", "polar_h10"),
        ({HEART}, "TICKR 12", "heart_rate_strap"),
        ({HEART}, None, "heart_rate_strap"),
        ({HEART, RUNNING}, "TICKR X", "heart_rate_strap"),
        ({RUNNING}, "Stryd", "running_pod"),
        ({BATTERY}, "Polar H10 A1B2C3D4", None),
        (set(), None, None),
    ],
)
def test_an_advertisement_gets_the_most_specific_profile(services, name, expected):
    found = recognise(PROFILES, services=frozenset(services), name=name)
    assert (found.profile_id if found is not None else None) == expected


@pytest.mark.parametrize(
    ("current", "identity", "expected"),
    [
        # it hid its name in the advertisement
        ("heart_rate_strap", ("Polar Electro Oy", "H10"), "polar_h10"),
        ("heart_rate_strap", ("POLAR ELECTRO OY ", "h10"), "polar_h10"),
        ("heart_rate_strap", ("Polar Electro Oy", "H9"), "heart_rate_strap"),
        ("heart_rate_strap", ("Polar Electro Oy", None), "heart_rate_strap"),
        # it says nothing, so that its name stands
        ("polar_h10", (None, None), "polar_h10"),
        ("polar_h10", ("Polar Electro Oy", "H10"), "polar_h10"),
        # it carries the name but says that it is something else
        ("polar_h10", ("Polar Electro Oy", "H9"), "heart_rate_strap"),
        ("polar_h10", ("Somebody", None), "heart_rate_strap"),
        # a pod never becomes a strap
        ("running_pod", ("Polar Electro Oy", "H10"), "running_pod"),
    ],
)
def test_what_a_strap_says_of_itself_settles_its_profile(current, identity, expected):
    manufacturer, model = identity
    said = StrapIdentity(manufacturer, model, serial=None)
    assert refine(PROFILES, BY_ID[current], said).profile_id == expected


def test_refining_twice_changes_nothing():
    said = StrapIdentity("Polar Electro Oy", "H9", serial="1")
    once = refine(PROFILES, BY_ID["polar_h10"], said)
    assert refine(PROFILES, once, said) == once

"""README's table of wearables is the profiles; PACEPIPE_REWRITE=1 rewrites it."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pacepipe.assets import folder
from pacepipe.devices import load_profiles
from pacepipe.devices.table import wearables_table

README = Path(__file__).resolve().parents[3] / "README.md"
BETWEEN = re.compile(
    r"(<!-- wearables -->\n).*?(\n<!-- end of wearables -->)", re.DOTALL
)


def test_the_table_of_wearables_is_current():
    table = wearables_table(load_profiles(folder("devices")))
    shown = README.read_text(encoding="utf-8")
    assert BETWEEN.search(shown) is not None
    current = BETWEEN.sub(lambda m: f"{m[1]}{table}{m[2]}", shown)
    if current != shown and os.environ.get("PACEPIPE_REWRITE"):
        README.write_text(current, encoding="utf-8")
        pytest.fail("README.md was written again: read the diff")
    assert current == shown, "run `make golden`"


def test_every_profile_is_a_row_whatever_the_order():
    profiles = load_profiles(folder("devices"))
    table = wearables_table(profiles)
    assert len(table.splitlines()) == 2 + len(profiles)
    assert table == wearables_table(tuple(reversed(profiles)))


def test_a_limit_with_a_bar_does_not_break_the_row():
    profile = replace(load_profiles(folder("devices"))[0], known_limits=("a | b",))
    assert r"a \| b" in wearables_table([profile])

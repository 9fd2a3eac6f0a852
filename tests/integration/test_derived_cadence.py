"""Acceleration of a chest strap becomes a cadence that is called derived."""

import struct
from datetime import timedelta

import numpy as np
import pytest

from pacepipe.app import Outside
from pacepipe.domain import characteristic as ch
from pacepipe.domain.frame import Frame
from pacepipe.domain.identity import StrapIdentity
from support.ask import ask_work
from support.home import Terminal
from support.played import PATIENT, night
from support.straps import ADDRESS, START
from support.vendors import a_home_with, poured

H10 = StrapIdentity(None, None, None).strap_id(ADDRESS)
RATE_HZ = 50
SAMPLES = 36


def walking(seconds: int, cadence_spm: float) -> list[Frame]:
    """PMD data frames of 36 samples, each delivered a moment after its last."""
    at_s = np.arange(seconds * RATE_HZ) / RATE_HZ
    up = 1000 + 200 * np.sin(2 * np.pi * cadence_spm / 60 * at_s)
    found = []
    for first in range(0, len(at_s) - SAMPLES, SAMPLES):
        last_s = at_s[first + SAMPLES - 1]
        head = struct.pack("<BQB", 2, 10**17 + round(last_s * 1e9), 1)
        body = b"".join(
            struct.pack("<hhh", 10, 20, round(z)) for z in up[first : first + SAMPLES]
        )
        us = round((START.timestamp() + last_s + 0.05) * 1e6)
        found.append(Frame(1, ch.POLAR_PMD_DATA, us * 1000, us, head + body))
    return found


def test_a_walk_has_its_cadence_and_no_steps(tmp_path):
    home = a_home_with(tmp_path / "home", H10)
    poured(home, "polar_h10", walking(60, 100.0))
    night(home, START + timedelta(hours=1)).raise_if_failed()
    count, low, high, began = ask_work(
        home,
        "select count(*), min(cadence_spm), max(cadence_spm), "
        "min(measured_at)::varchar from clean.cadence_derived",
    )[0]
    assert count == pytest.approx(55, abs=2)
    assert (low, high) == (pytest.approx(100, abs=2), pytest.approx(100, abs=2))
    assert began.startswith("2026-03-02 08:00:05")
    assert ask_work(home, "select count(*) from clean.cadence") == [(0,)]
    assert ask_work(home, "select count(*) from clean.reject") == [(0,)]
    assert ask_work(home, "select step_count from mart.day") == [(None,)]
    at = Terminal(home, Outside(now=lambda: START + timedelta(hours=1)))
    answer = at.manages(
        f"why --json {PATIENT} {START.date()} clean.cadence_derived.cadence_spm"
    )
    (walk,) = answer.document["walks"]
    assert walk["value"] == f"{count} readings"
    (link,) = walk["frames"]
    ((frames,),) = ask_work(
        home, "select count(distinct seq) from clean.cadence_derived"
    )
    assert link["frame_count"] == frames
    assert walk["example"]["characteristic"] == ch.POLAR_PMD_DATA

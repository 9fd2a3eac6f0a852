"""Spells of an irregular rhythm: what tells of them, and what never does."""

from dataclasses import replace

import numpy as np
import pytest

from pacepipe.domain.flag import FlagKind, RhythmDay
from pacepipe.pacing.flag_policy import DEFAULT as POLICY
from pacepipe.pacing.flags import flag
from pacepipe.pacing.flags_rhythm import is_irregular
from pacepipe.simulate.cohort.heart import draw_hearts
from pacepipe.simulate.cohort.heart_rhythm import with_spells
from pacepipe.simulate.cohort.heart_world import HEART
from pacepipe.simulate.cohort.trial import run, set_up
from pacepipe.simulate.cohort.usual import Constant
from pacepipe.simulate.cohort.watched import our_flags
from pacepipe.simulate.cohort.world import DEFAULT
from support.flags import CALM, ago

SETTING = set_up(DEFAULT, count=120, weeks=10, seed=12)
PLAIN = draw_hearts(HEART, SETTING.people, SETTING.course, 12)
HEARTS, RHYTHM = with_spells(PLAIN, 12)
MET = is_irregular(RHYTHM.window_count, RHYTHM.irregular_count, POLICY)


def test_a_spell_makes_windows_irregular_nights_faster_and_some_unreadable() -> None:
    share = RHYTHM.irregular_count / np.maximum(RHYTHM.window_count, 1)
    assert share[RHYTHM.is_spell].mean() > 4 * share[~RHYTHM.is_spell].mean()
    more = (HEARTS.night_bpm - PLAIN.night_bpm)[RHYTHM.is_spell]
    assert np.nanmedian(more) > 8
    assert np.isnan(HEARTS.night_bpm[RHYTHM.is_unread]).all()
    assert np.isnan(HEARTS.walk_bpm[RHYTHM.is_unread]).all()
    same = ~RHYTHM.is_spell
    assert np.array_equal(HEARTS.night_bpm[same], PLAIN.night_bpm[same], equal_nan=True)


def test_most_irregular_notes_are_about_a_spell_and_a_day_alone_makes_none() -> None:
    starts = MET & ~np.pad(MET, ((0, 0), (1, 0)))[:, :-1]
    about = [
        bool(RHYTHM.is_spell[row, max(day - 6, 0) : day + 1].any())
        for row, day in np.argwhere(starts)
    ]
    assert len(about) >= 5
    assert np.mean(about) >= 0.9
    odd = (RHYTHM.window_count >= POLICY.rhythm_windows) & (
        RHYTHM.irregular_count >= POLICY.rhythm_frac * RHYTHM.window_count
    )
    assert not MET[odd.sum(axis=1) < POLICY.rhythm_days].any()


@pytest.mark.parametrize("is_met", [False, True])
def test_the_rule_of_many_is_the_rule_of_one(is_met: bool) -> None:
    rows = np.argwhere(is_met == MET)
    for row, day in rows[rows[:, 1] >= 6][:: max(len(rows) // 6, 1)].tolist():
        told = tuple(
            RhythmDay(
                ago(back),
                int(RHYTHM.window_count[row, day - back]),
                int(RHYTHM.irregular_count[row, day - back]),
            )
            for back in range(7)
        )
        found = flag(replace(CALM, rests=(), walks=(), steps=(), rhythm=told))
        assert [each.kind for each in found] == [FlagKind.IRREGULAR] * is_met
        assert all(each.tier == 1 for each in found)


def test_no_rate_flag_is_raised_on_a_day_on_which_nothing_could_be_read() -> None:
    seen = run(SETTING, Constant(8, 5)).seen
    flags = our_flags(HEARTS, seen, POLICY, POLICY.budget_per_month)
    is_blind = np.isnan(HEARTS.night_bpm) & np.isnan(HEARTS.walk_bpm)
    assert (is_blind & RHYTHM.is_unread).any()
    assert flags.rise.any()
    assert not (flags.rise & is_blind).any()

"""Hearts of a virtual cohort, the rules of others, and how a rule is scored."""

from dataclasses import replace

import numpy as np
import pytest

from pacepipe.pacing.flag_policy import DEFAULT as POLICY
from pacepipe.simulate.cohort.detectors import (
    MONTH_DAYS,
    episode_starts,
    false_rate,
    fixed_rise,
    near_made_up,
    night_signal,
    only_of,
    score,
)
from pacepipe.simulate.cohort.heart import (
    COUNTED_LOSS_G_DL,
    Hearts,
    draw_hearts,
)
from pacepipe.simulate.cohort.heart_other import draw_other_hearts
from pacepipe.simulate.cohort.heart_world import HEART_WORLDS
from pacepipe.simulate.cohort.trial import run, set_up
from pacepipe.simulate.cohort.usual import Constant
from pacepipe.simulate.cohort.watched import (
    Site,
    at_budget,
    of_sites,
    our_flags,
    without_made_up,
)
from pacepipe.simulate.cohort.world import DEFAULT

SETTING = set_up(DEFAULT, count=60, weeks=8, seed=11)


def hearts(world: str = "default", seed: int = 11) -> Hearts:
    return draw_hearts(HEART_WORLDS[world], SETTING.people, SETTING.course, seed)


def other_hearts(seed: int = 11) -> Hearts:
    return draw_other_hearts(SETTING.people, SETTING.course, seed)


def nights(*values: float) -> np.ndarray:
    return np.array([values])


def test_the_same_seed_is_the_same_hearts_and_another_is_not() -> None:
    first, second, other = hearts(), hearts(), hearts(seed=12)
    assert np.array_equal(first.night_bpm, second.night_bpm, equal_nan=True)
    assert np.array_equal(first.walk_bpm, second.walk_bpm, equal_nan=True)
    assert not np.array_equal(first.night_bpm, other.night_bpm, equal_nan=True)


@pytest.mark.parametrize("world", [*sorted(HEART_WORLDS), "other"])
def test_an_infection_raises_the_nights_that_it_lasts(world: str) -> None:
    found = other_hearts() if world == "other" else hearts(world)
    usual = np.nanmedian(found.night_bpm, axis=1)
    over = [
        np.nanmean(found.night_bpm[row, day + 1 : day + 3]) - usual[row]
        for row, day in found.infection_days.tolist()
        if np.isfinite(found.night_bpm[row, day + 1 : day + 3]).any()
    ]
    assert len(over) > 3
    assert np.median(over) > 4


def test_the_other_equations_have_the_same_people_and_events() -> None:
    ours, others = hearts(), other_hearts()
    assert np.array_equal(ours.infection_days, others.infection_days)
    assert np.array_equal(ours.days_since_infusion, others.days_since_infusion)
    assert np.array_equal(others.night_bpm, other_hearts().night_bpm, equal_nan=True)
    assert not np.array_equal(ours.night_bpm, others.night_bpm, equal_nan=True)


def test_days_of_illness_are_no_days_of_false_flags() -> None:
    found = hearts()
    for row, day in found.infection_days.tolist():
        assert found.is_ill[row, day : day + 7].all()
    for row, day in found.anaemia_days.tolist():
        assert found.is_ill[row, day:].all()
    assert COUNTED_LOSS_G_DL == 1.5


def test_nightsignal_takes_two_red_nights_in_a_row() -> None:
    calm = [60.0] * 9
    assert night_signal(nights(*calm, 65, 65), 4).tolist()[0][-2:] == [False, True]
    assert not night_signal(nights(*calm, 65, 60, 65), 4).any()
    assert night_signal(nights(*calm, 65, np.nan, 65), 4)[0, -1]
    assert not night_signal(nights(*calm, 65, 65), 6).any()


def test_a_fixed_rise_takes_one_night() -> None:
    assert fixed_rise(nights(*[60.0] * 9, 71.0), 10).tolist()[0][-1]
    assert not fixed_rise(nights(*[60.0] * 9, 69.0), 10).any()


def test_no_rule_looks_ahead() -> None:
    drawn = hearts().night_bpm
    cut = drawn[:, :50]
    assert np.array_equal(night_signal(cut, 4), night_signal(drawn, 4)[:, :50])
    assert np.array_equal(fixed_rise(cut, 10), fixed_rise(drawn, 10)[:, :50])


def test_flags_within_a_week_of_each_other_are_one_episode() -> None:
    is_flag = np.zeros((1, 40), dtype=np.bool_)
    is_flag[0, [3, 5, 12, 20, 21]] = True
    assert np.flatnonzero(episode_starts(is_flag)[0]).tolist() == [3, 20]


def test_a_score_counts_what_was_found_in_time_and_what_was_false() -> None:
    found = hearts()
    nothing = np.zeros(found.is_ill.shape, dtype=np.bool_)
    assert score(nothing, found).infection_frac == 0.0
    assert score(nothing, found).false_per_month == 0.0
    perfect = nothing.copy()
    for row, day in found.infection_days.tolist():
        perfect[row, day + 1] = True
    told = score(perfect, found)
    assert (told.infection_frac, told.infection_delay) == (1.0, 1.0)
    assert told.false_per_month == 0.0
    well = np.flatnonzero(~found.is_ill[:, 14:].any(axis=1))
    wrong = nothing.copy()
    wrong[well[0], 30] = True
    days = (~found.is_ill[:, 14:]).sum()
    assert score(wrong, found).false_per_month == pytest.approx(MONTH_DAYS / days)


def test_our_flags_look_back_alone_and_a_larger_budget_raises_no_fewer() -> None:
    found, seen = hearts(), run(SETTING, Constant(8, 5)).seen
    flags = our_flags(found, seen, POLICY, 0.25)
    more = at_budget(flags, POLICY, 1.0)
    assert flags.any_look.any()
    assert not (flags.rise & ~more.rise).any()
    later = found.night_bpm.copy()
    later[:, 60:] += 30
    changed = our_flags(
        replace(found, night_bpm=later),
        seen,
        POLICY,
        0.25,
    )
    assert np.array_equal(changed.any_look[:, :60], flags.any_look[:, :60])


def test_an_episode_is_an_artefacts_where_it_is_gone_without_made_up_values() -> None:
    found = hearts()
    row = np.flatnonzero(~found.is_ill[:, 14:].any(axis=1))[0]
    nothing = np.zeros(found.is_ill.shape, dtype=np.bool_)
    raised = nothing.copy()
    raised[row, [20, 22, 45]] = True
    honest = nothing.copy()
    honest[row, 40] = True
    assert only_of(raised, raised, found) == (0, 2)
    assert only_of(raised, nothing, found) == (2, 2)
    assert only_of(raised, honest, found) == (1, 2)


def test_what_was_made_up_is_near_for_three_days_and_is_left_out_of_the_rest() -> None:
    found = hearts("dirty")
    row, day = np.argwhere(found.is_wrong_night[:, :-5])[0]
    assert near_made_up(found)[row, day : day + 4].all()
    cleaned = without_made_up(found)
    assert np.isnan(cleaned.night_bpm[found.is_wrong_night]).all()
    kept = ~found.is_wrong_night
    assert np.array_equal(
        cleaned.night_bpm[kept], found.night_bpm[kept], equal_nan=True
    )


def test_a_rate_counts_the_episodes_that_begin_in_its_days() -> None:
    found = hearts()
    row = np.flatnonzero(~found.is_ill.any(axis=1))[0]
    raised = np.zeros(found.is_ill.shape, dtype=np.bool_)
    raised[row, [19, 21, 40]] = True
    well_days = int((~found.is_ill[:, 20:41]).sum())
    assert false_rate([(raised, found)], 20, 41) == pytest.approx(30 / well_days)


def test_a_site_with_too_many_false_flags_comes_to_listen_less() -> None:
    found, seen = hearts("dirty"), run(SETTING, Constant(8, 5)).seen
    flags = our_flags(found, seen, POLICY, 0.1)
    learned = of_sites(flags, found, POLICY, 0.1, Site(people=60))
    assert np.array_equal(learned.rise[:, :30], flags.rise[:, :30])
    assert learned.rise[:, 30:].sum() < flags.rise[:, 30:].sum()
    alone = of_sites(flags, found, POLICY, 0.1, Site(people=1, answered_share=0.0))
    slow = replace(POLICY, site_months=1e9)
    same = of_sites(flags, found, slow, 0.1, Site(people=60, answered_share=0.0))
    assert np.array_equal(same.rise, at_budget(flags, POLICY, 0.1).rise)
    assert not np.array_equal(alone.rise, learned.rise)

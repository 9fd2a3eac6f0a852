"""Spells of an irregular rhythm, planted in a virtual cohort.

While one lasts, part of a night's windows are irregular, the heart is faster, and many
nights and walks cannot be read at all. Others have single odd beats on most days and no
spell. "J" marks judgement.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.simulate.cohort.heart import Hearts

SPELL_SHARE: Final = 0.2
"""People who have spells (J; far more than among people, so that there are enough)."""
SPELLS_PER_MONTH: Final = 0.5
GOES_ON: Final = 0.55
"""Chance of a spell to last another day (J): about half are over within one."""
FASTER_BPM: Final = 28.0
"""At night while all of it is irregular (J; untreated, 100 to 130 are usual)."""
UNREAD_SHARE: Final = 0.5
"""Nights and walks in a spell that cannot be read (J)."""
ECTOPY_SHARE: Final = 0.25
"""People with single odd beats (J); `ECTOPY_FRAC` of their windows on a usual day."""
ECTOPY_FRAC: Final = 0.12
WINDOWS: Final = 84
"""Windows of five minutes in seven hours of night."""


@dataclass(frozen=True, slots=True, eq=False)
class Rhythm:
    """Arrays are (n, days).

    Attributes
    ----------
    window_count, irregular_count : int64
        As the product counts them; 0 where nothing was judged.
    is_spell : bool
    is_unread : bool
        Days of a spell on which a night, or a walk, was there and cannot be read.
    """

    window_count: IntArray
    irregular_count: IntArray
    is_spell: BoolArray
    is_unread: BoolArray


def with_spells(hearts: Hearts, seed: int) -> tuple[Hearts, Rhythm]:
    """The same people, some with spells of an irregular rhythm."""
    chance = np.random.default_rng([seed, 7])
    n, days = hearts.night_bpm.shape
    is_spell = _spells(n, days, chance)
    burden = chance.uniform(0.25, 1.0, (n, days)) * is_spell
    faster = FASTER_BPM * chance.lognormal(0, 0.3, (n, 1)) * burden
    is_unread = is_spell & (chance.random((n, days)) < UNREAD_SHARE)
    has_ectopy = chance.random((n, 1)) < ECTOPY_SHARE
    odd = np.where(has_ectopy, chance.beta(1.2, 8.8, (n, days)), 0.0)
    odd = odd * ECTOPY_FRAC / (1.2 / 10)
    was_worn = ~np.isnan(hearts.night_bpm)
    count = np.where(was_worn, chance.integers(8, WINDOWS + 1, (n, days)), 0)
    irregular = chance.binomial(count, np.clip(np.maximum(burden, odd), 0.0, 1.0))
    return (
        replace(
            hearts,
            night_bpm=_read(hearts.night_bpm, faster, is_unread),
            walk_bpm=_read(hearts.walk_bpm, faster, is_unread),
        ),
        Rhythm(count.astype(np.int64), irregular.astype(np.int64), is_spell, is_unread),
    )


def _spells(n: int, days: int, chance: np.random.Generator) -> BoolArray:
    has = chance.random(n) < SPELL_SHARE
    found = np.zeros((n, days), dtype=np.bool_)
    now = np.zeros(n, dtype=np.bool_)
    for day in range(days):
        turn = chance.random(n)
        now = has & np.where(now, turn < GOES_ON, turn < SPELLS_PER_MONTH / 30)
        found[:, day] = now
    return found


def _read(values: FloatArray, faster: FloatArray, is_unread: BoolArray) -> FloatArray:
    return np.where(is_unread, np.nan, np.rint((values + faster) * 10) / 10)

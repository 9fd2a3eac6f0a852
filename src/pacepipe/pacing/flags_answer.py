"""How the heart comes to rest after a walk, and how it answers one; notes alone.

Each against the person's own walks, never against a number of a peak test. Nothing is
told of a heart that a pacemaker or atrial fibrillation drives.
"""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Final

from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised, WalkFact
from pacepipe.pacing.flag_cause import NOTE, episode_date, raised
from pacepipe.pacing.flag_days import read_walks
from pacepipe.pacing.flag_policy import FlagPolicy

CADENCE_ALIKE: Final = 0.1
"""Walks whose cadence is within a tenth of the usual are alike (design: same walk)."""


def recovery_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """The fall in the 60 s after a walk is much less than usual, walks alike."""
    walks = [
        walk
        for walk in _learned(inputs, policy)
        if walk.hrr60_bpm is not None and walk.hr_end_bpm is not None
    ]
    before, last = _split(walks, policy)
    if len(before) < policy.recovery_usual:
        return []
    usual = median(walk.hrr60_bpm or 0.0 for walk in before)
    end = median(walk.hr_end_bpm or 0.0 for walk in before)
    most = min(policy.recovery_factor * usual, usual - policy.recovery_less_bpm)
    slow = [
        walk
        for walk in last
        if abs((walk.hr_end_bpm or 0.0) - end) <= policy.recovery_peak_bpm
        and (walk.hrr60_bpm or 0.0) <= most
    ]
    fall = median(walk.hrr60_bpm or 0.0 for walk in last)
    if len(slow) < policy.recovery_count or fall > most:
        return []
    return _note(
        inputs, FlagKind.SLOW_RECOVERY, slow, (fall, usual, len(before)), policy
    )


def flat_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """The heart hardly rises in a walk that used to raise it.

    Never where a rate-limiting medicine or a pacemaker is not known to be absent.
    """
    heart = inputs.heart
    if heart.on_rate_limiting is not False or heart.has_pacemaker is not False:
        return []
    walks = [walk for walk in _learned(inputs, policy) if _rise_bpm(walk) is not None]
    before, last = _split(walks, policy)
    if len(before) < policy.recovery_usual:
        return []
    usual = median(_rise_bpm(walk) or 0.0 for walk in before)
    cadence = median(walk.cadence_spm or 0.0 for walk in before)
    flat = [
        walk
        for walk in last
        if abs((walk.cadence_spm or 0.0) - cadence) <= CADENCE_ALIKE * cadence
        and (_rise_bpm(walk) or 0.0) < policy.flat_bpm
    ]
    if usual < policy.flat_bpm or len(flat) < policy.recovery_count:
        return []
    rise = median(_rise_bpm(walk) or 0.0 for walk in last)
    return _note(inputs, FlagKind.FLAT_ANSWER, flat, (rise, usual, len(before)), policy)


def _learned(inputs: FlagInputs, policy: FlagPolicy) -> Sequence[WalkFact]:
    """Walks since the last new medicine or device, of a heart that may be read."""
    heart = inputs.heart
    if heart.has_pacemaker or heart.has_atrial_fibrillation:
        return ()
    begun = [day for day in inputs.relearn_from if day <= inputs.today]
    skip = timedelta(days=policy.relearn_skip_days)
    first = max(begun) + skip if begun else None
    return [
        walk for walk in read_walks(inputs) if first is None or walk.day_date >= first
    ]


def _split(
    walks: Sequence[WalkFact], policy: FlagPolicy
) -> tuple[Sequence[WalkFact], Sequence[WalkFact]]:
    """Walks that say what is usual, and the last ones."""
    return walks[: -policy.recovery_walks], walks[-policy.recovery_walks :]


def _rise_bpm(walk: WalkFact) -> float | None:
    if walk.hr_bpm is None or walk.hr_pre_bpm is None or walk.cadence_spm is None:
        return None
    return walk.hr_bpm - walk.hr_pre_bpm


def _note(
    inputs: FlagInputs,
    kind: FlagKind,
    walks: Sequence[WalkFact],
    numbers: tuple[float, float, int],
    policy: FlagPolicy,
) -> list[FlagRaised]:
    """A note where the newest of the walks is of the last days."""
    days = tuple(walk.day_date for walk in walks)
    if (inputs.today - days[-1]).days > policy.episode_gap_days:
        return []
    value, usual, count = numbers
    return [
        raised(
            inputs,
            kind,
            NOTE,
            about_date=episode_date(inputs, kind, NOTE, days, policy),
            cause="walks",
            facts={
                "usual_walk_bpm": round(usual, 1),
                "usual_walks": count,
                "walks_so": len(walks),
                "walks_looked_at": policy.recovery_walks,
            },
            observed=(round(value, 1), "bpm"),
        )
    ]

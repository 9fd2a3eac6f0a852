"""Seated rests that a person marked: what the strap said of them.

A rest is measured by one strap alone, the one that covers most of it; readings
of two sources are never averaged.
"""

from collections.abc import Sequence

import numpy as np

from pacepipe.domain.instant import from_utc_us
from pacepipe.domain.profile import ContactTrust, DeviceProfile
from pacepipe.signals import (
    HR_FLAGS,
    CadenceGrid,
    HrFlag,
    SecondGrid,
    SpotRest,
    pair_rests,
    second_grid,
    spot_rest,
)
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import DayFacts
from pacepipe.stages.summarise import DayResult
from pacepipe.store import Warehouse


def rests_of_day(
    facts: DayFacts,
    decoded: Decoded,
    day_index: int,
    cadence: CadenceGrid,
    profiles: Sequence[DeviceProfile],
) -> tuple[SpotRest, ...]:
    """Seated rests that start on the day, measured, in order."""
    first_ms, end_ms = facts.day.start_us // 1000, facts.day.end_us // 1000
    marked = pair_rests(
        [at // 1000 for at in facts.rest_starts],
        [at // 1000 for at in facts.rest_stops],
        [at // 1000 for at, _ in facts.starts],
    )
    own = [rest for rest in marked if first_ms <= rest.start_ms < end_ms]
    if not own:
        return ()
    grids = _grids(decoded, day_index, profiles)
    return tuple(
        max(
            (spot_rest(rest, sent, trusted, cadence) for sent, trusted in grids),
            key=lambda found: found.coverage_frac,
        )
        for rest in own
    )


def _grids(
    decoded: Decoded, day_index: int, profiles: Sequence[DeviceProfile]
) -> list[tuple[SecondGrid, SecondGrid]]:
    """For each strap of the day: all that it sent, and what can be trusted of it.

    A contact is trusted where the strap says it truly and it holds, and where the
    strap has no such word (missing bits are not bad contact: research/signal.md
    3(b)). Bits that are known to lie vouch for nothing.
    """
    frames, heart = decoded.frames, decoded.heart
    vouched = {
        p.profile_id for p in profiles if p.contact is not ContactTrust.UNRELIABLE
    }
    link_is_vouched = np.array([k.profile_id in vouched for k in frames.links], bool)
    of_day = frames.of_day(heart.frame_index, day_index)
    rows, hr_code = heart.frame_index[of_day], decoded.hr_code[of_day]
    no_contact = HR_FLAGS.index(HrFlag.NO_CONTACT)
    is_sent = (hr_code == 0) | (hr_code == no_contact)
    is_vouched = link_is_vouched[frames.link_index[rows]]
    is_trusted = (hr_code == 0) & is_vouched
    strap = frames.strap_code[rows]
    found = []
    for code in np.unique(strap).tolist() or [-1]:
        chosen = strap == code
        at_ms, hr_bpm = frames.at_ms[rows[chosen]], heart.hr_bpm[of_day][chosen]
        found.append(
            (
                second_grid(at_ms, hr_bpm, is_sent[chosen]),
                second_grid(at_ms, hr_bpm, is_trusted[chosen]),
            )
        )
    return found


def write_rests(
    warehouse: Warehouse, days: Sequence[DayResult], method_digest: str
) -> None:
    """Append the seated rests of the batch to `mart.rest_spot`."""
    rows = [
        {
            "patient_id": day.stale.patient_id,
            "day_date": day.stale.day_date,
            "started_at": from_utc_us(rest.start_ms * 1000),
            "hr_rest_spot_bpm": rest.hr_rest_spot_bpm,
            "coverage_frac": rest.coverage_frac,
            "null_reason": rest.null_reason,
            "input_digest": day.stale.input_digest,
            "method_digest": method_digest,
        }
        for day in days
        for rest in day.rests
    ]
    if rows:
        warehouse.insert("mart.rest_spot", {n: [r[n] for r in rows] for n in rows[0]})

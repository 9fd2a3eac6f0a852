"""Compute a batch of days again: delete what they held, write what they hold now.

To be called inside one transaction, so that a day is never half of each.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from pacepipe.domain.profile import DeviceProfile
from pacepipe.stages.clean import clean_day, write_clean_day
from pacepipe.stages.decode import Decoded, decode
from pacepipe.stages.derived import write_derived
from pacepipe.stages.flagged import flagged_of_day, write_flagged
from pacepipe.stages.frames import read_frames, read_recorded
from pacepipe.stages.hrv import DayRr, batch_rr, live_rr, rr_of_day, write_rr
from pacepipe.stages.imported import read_imported, read_marks
from pacepipe.stages.imported_beats import (
    counted,
    read_beats,
    read_sources,
    write_beats,
)
from pacepipe.stages.intervals import (
    intervals_of_day,
    read_stored,
    write_intervals,
    write_slow_hr,
)
from pacepipe.stages.quality import (
    classed_day,
    heard_of_day,
    read_links,
    told_later,
    write_quality,
)
from pacepipe.stages.readings import write_readings
from pacepipe.stages.response import (
    responses_of_day,
    resting_of_day,
    write_responses,
    write_resting,
)
from pacepipe.stages.rest import rests_of_day, write_rests
from pacepipe.stages.sensors import sensor_codes
from pacepipe.stages.stale import StaleDay
from pacepipe.stages.summarise import (
    DayResult,
    sessions_of_day,
    write_days,
    write_sessions,
)
from pacepipe.stages.wear import imported_moments, wear_of_day
from pacepipe.store import Gathered, Warehouse

DAY_TABLES: Final = (
    "clean_heart_rate",
    "clean_beat",
    "clean_imported_beat",
    "clean_cadence",
    "clean_battery",
    "clean_reject",
    "clean_hr_second",
    "clean_minute",
    "clean_minute_class",
    "clean_minute_flag",
    "clean_rr_quality",
    "clean_interval_steps",
    "clean_interval_hr",
    "clean_cadence_derived",
    "clean_stream",
    "mart_session",
    "mart_rest_spot",
    "mart_session_response",
    "mart_resting_day",
    "mart_hrv",
    "mart_rr_day",
    "mart_day",
    "mart_day_quality",
    "ops_day_input",
)


def rewrite(
    warehouse: Warehouse,
    days: Sequence[StaleDay],
    profiles: Sequence[DeviceProfile],
    method_digest: str,
) -> None:
    """Derive `clean`, sessions, seated rests and days of a batch of days again."""
    _delete_days(warehouse, days)
    decoded = decode(read_frames(warehouse, days), profiles)
    write_readings(warehouse, decoded, days)
    write_derived(warehouse, decoded, days)
    rejects = _reject_counts(decoded, len(days))
    stored = read_stored(warehouse, days)
    recorded = read_recorded(warehouse, days, decoded.frames.strap_ids)
    sources = read_sources(warehouse)
    imported = read_imported(warehouse, days, sources)
    marks = read_marks(warehouse, days)
    strap_ids = decoded.frames.strap_ids
    source_ids = [*strap_ids, *sources.names]
    sensor_code = sensor_codes(decoded.frames, profiles, sources.is_chest)
    live = live_rr(decoded, len(source_ids))
    told = read_beats(warehouse, days, sources, live)
    write_beats(warehouse, told, days, strap_ids)
    links = read_links(warehouse, days, profiles)
    beats = batch_rr(decoded, imported, [live, counted(told, len(strap_ids))])
    rr_days: list[DayRr] = []
    results: list[DayResult] = []
    gathered = Gathered()
    for index, stale in enumerate(days):
        if stale.facts is None:
            continue
        rr_days.append(rr_of_day(beats, stale, index, stale.facts))
        clean = clean_day(
            decoded, index, profiles, recorded, imported, imported_beats=told
        )
        intervals = intervals_of_day(
            decoded, stored, index, stale.facts.day, clean, imported=imported
        )
        wear = wear_of_day(
            stale.facts.day,
            clean,
            intervals,
            stored,
            imported,
            strap_count=len(decoded.frames.strap_ids),
        )
        flagged = flagged_of_day(clean, stale.facts.day)
        write_flagged(gathered, stale, flagged)
        write_quality(
            gathered,
            stale,
            classed_day(
                decoded,
                index,
                stale.facts,
                links.get(index, ()),
                clean=clean,
                later=told_later(recorded, stored, index),
            ),
            heard_of_day(
                decoded,
                index,
                stale.facts.day,
                clean,
                imported=told,
                intervals=intervals,
                wear=wear,
                flagged=flagged,
                sensor_code=sensor_code,
            ),
            method_digest,
        )
        write_intervals(gathered, stale, stored, intervals)
        write_slow_hr(gathered, stale, imported, clean.slow_hr_rows)
        sessions = sessions_of_day(
            stale.facts, clean, marks.get(index, ()), sensor_code=sensor_code
        )
        rests = rests_of_day(stale.facts, decoded, index, clean.cadence, profiles)
        results.append(
            DayResult(
                stale=stale,
                facts=stale.facts,
                sessions=sessions,
                rests=rests,
                responses=responses_of_day(stale.facts, clean, sessions, rests),
                resting=resting_of_day(stale.facts, clean, intervals.placed),
                minutes=write_clean_day(
                    gathered,
                    stale,
                    stale.facts.day,
                    clean,
                    chosen=intervals.placed,
                    strap_ids=source_ids,
                    main_reason=flagged.main_reason,
                ),
                intervals=intervals,
                wear=wear,
                imported_ms=imported_moments(imported, index),
                reject_count=rejects[index],
            )
        )
    gathered.write(warehouse)
    write_sessions(warehouse, results, method_digest)
    write_rests(warehouse, results, method_digest)
    write_rr(warehouse, beats, rr_days, source_ids, method_digest)
    write_responses(warehouse, results, method_digest)
    write_resting(warehouse, results, method_digest)
    write_days(warehouse, results, method_digest)


def _delete_days(warehouse: Warehouse, days: Sequence[StaleDay]) -> None:
    """Delete what the days held; days that were never computed hold nothing."""
    which = {
        "patient_ids": [day.patient_id for day in days],
        "day_dates": [day.day_date for day in days],
    }
    if warehouse.rows("days_held", **which)[0]["is_any"]:
        for table in DAY_TABLES:
            warehouse.execute(f"delete_days_{table}", **which)


def _reject_counts(decoded: Decoded, day_count: int) -> list[int]:
    rows = decoded.rejects.frame_index
    own = rows[decoded.frames.is_own[rows]]
    counts: list[int] = np.bincount(
        decoded.frames.day_index[own], minlength=day_count
    ).tolist()
    return counts

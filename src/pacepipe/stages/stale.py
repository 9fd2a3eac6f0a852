"""Which days must be computed again, found by digests.

A day is stale where what it would be computed from now differs from what it was
last computed from, or where the method has changed. Late data, a corrected
statement or a new method touch exactly the days they should; what a device had
stored counts for the day it is about and not for the day it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pacepipe.domain.characteristic import INFINITIME_STEP_COUNT
from pacepipe.domain.digest import digest_of
from pacepipe.domain.profile import DeviceProfile
from pacepipe.load import METHOD_VERSION as LOAD_VERSION
from pacepipe.signals import METHOD_VERSION as SIGNALS_VERSION
from pacepipe.stages.facts import MARGIN_US, SILENCE_US, DayFacts
from pacepipe.store import Warehouse

STAGE_VERSION = "stages-7"

PatientDay = tuple[str, date]


@dataclass(frozen=True, slots=True)
class StaleDay:
    """One day to compute again; `facts` None means that nothing is known of it now."""

    patient_id: str
    day_date: date
    input_digest: str
    facts: DayFacts | None


def method_digest(profiles: Sequence[DeviceProfile]) -> str:
    """Fingerprint of everything that turns frames into numbers."""
    trusted = [
        (p.profile_id, p.contact, p.cadence_unit, p.sensor_kind) for p in profiles
    ]
    versions = (STAGE_VERSION, SIGNALS_VERSION, LOAD_VERSION)
    return digest_of((versions, sorted(trusted)))


def stale_days(
    warehouse: Warehouse, facts: Mapping[PatientDay, DayFacts], method: str
) -> tuple[StaleDay, ...]:
    """Days that must be computed again, sorted by person and day."""
    frames = {
        (row["patient_id"], row["day_date"]): row["frame_digest"]
        for row in warehouse.rows("day_frame_digests", margin_us=MARGIN_US)
    }
    stored = {
        (row["patient_id"], row["day_date"]): row["row_digest"]
        for row in warehouse.rows("day_stored_digests")
    }
    recorded = {
        (row["patient_id"], row["day_date"]): row["beat_digest"]
        for row in warehouse.rows("day_recorded_digests", margin_us=MARGIN_US)
    }
    imported = {
        (row["patient_id"], row["day_date"]): row["row_digest"]
        for row in warehouse.rows("day_imported_digests", margin_us=MARGIN_US)
    }
    counters = {
        (row["patient_id"], row["day_date"]): row["counter_digest"]
        for row in warehouse.rows(
            "day_counter_digests",
            margin_us=MARGIN_US,
            counter=INFINITIME_STEP_COUNT,
            silence_us=SILENCE_US,
        )
    }
    measured = (frames, stored, recorded, imported, counters)
    now = {
        key: digest_of((known, *(digests.get(key) for digests in measured)))
        for key, known in facts.items()
        if any(key in digests for digests in measured) or not known.is_empty
    }
    before = {
        (row["patient_id"], row["day_date"]): (
            row["input_digest"],
            row["method_digest"],
        )
        for row in warehouse.rows("day_inputs")
    }
    changed = {
        key for key, digest in now.items() if before.get(key) != (digest, method)
    }
    gone = before.keys() - now.keys()
    return tuple(
        StaleDay(key[0], key[1], now.get(key, ""), facts[key] if key in now else None)
        for key in sorted(changed | gone)
    )

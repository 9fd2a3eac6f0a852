"""Which strap each link was, whose it was, and which local days there are.

All of it follows from frames and from what people said, so all of it is written
anew each night and a correction of yesterday counts at once.
"""

from collections.abc import Sequence
from datetime import date

from pacepipe import gatt
from pacepipe.devices import refine
from pacepipe.domain import characteristic as ch
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.instant import utc_us
from pacepipe.domain.profile import DeviceProfile, SensorKind
from pacepipe.domain.reading import TextReadings
from pacepipe.stages.epochs import write_epochs
from pacepipe.stages.facts import (
    FUTURE_US,
    CalendarDay,
    DayFacts,
    calendar,
    day_facts,
    ownership,
)
from pacepipe.stages.imports import write_counted
from pacepipe.stages.people import Everybody
from pacepipe.stages.recorded import write_recorded
from pacepipe.stages.stored import write_stored
from pacepipe.store import Warehouse

DAY_US = 24 * 3600 * 1_000_000
EPOCH_2015_US = 1_420_070_400_000_000
"""No consumer strap of this kind is older; signal.md 3j calls it a bad clock."""


def identify(
    warehouse: Warehouse, everybody: Everybody, profiles: Sequence[DeviceProfile]
) -> dict[tuple[str, date], DayFacts]:
    """Write who, which strap, which clock, which days; see `Everybody`.

    `clean.connection`, `ownership`, `calendar`, `clock_epoch`, `unplaced`,
    `import_counted`.

    What devices had stored or recorded is read out of the frames here too, see
    `stored` and `recorded`.

    Returns
    -------
    dict
        Facts of every day of every person, by (patient_id, day_date).
    """
    earliest_us = EPOCH_2015_US
    if everybody.first_said_at is not None:
        earliest_us = max(earliest_us, utc_us(everybody.first_said_at) - DAY_US)
    with warehouse.transaction():
        imported_dates = write_counted(warehouse, everybody.histories)
    facts: dict[tuple[str, date], DayFacts] = {}
    owned_rows: list[tuple[str, str, int, int]] = []
    day_rows: list[tuple[str, CalendarDay]] = []
    for history in everybody.histories:
        days = calendar(history, imported_dates.get(history.patient_id, ()))
        owned = ownership(history, earliest_us)
        for day_date, known in day_facts(history, days, owned).items():
            facts[history.patient_id, day_date] = known
        day_rows += [(history.patient_id, day) for day in days]
        owned_rows += [
            (o.strap_id, history.patient_id, o.since_us, o.until_us) for o in owned
        ]
    with warehouse.transaction():
        _write_connections(warehouse, profiles)
        # what was stored is dated by its frames, so wrong clocks are told first
        write_epochs(warehouse, earliest_us)
        write_stored(warehouse)
        write_recorded(warehouse)
        _write_ownership(warehouse, owned_rows)
        _write_calendar(warehouse, day_rows)
        warehouse.execute("clear_clean_unplaced")
        warehouse.execute(
            "unplaced_insert",
            earliest_us=earliest_us,
            latest_us=utc_us(everybody.as_of) + FUTURE_US,
        )
    return facts


def _read_identities(warehouse: Warehouse) -> dict[tuple[str, int], StrapIdentity]:
    rows = warehouse.rows(
        "device_information_frames", characteristics=list(ch.DEVICE_INFORMATION_TEXT)
    )
    said: dict[tuple[str, int], dict[int, str]] = {}
    for row in rows:
        number = int(row["characteristic"])
        batch = FrameBatch.from_payloads([bytes.fromhex(row["payload_hex"])])
        reading = gatt.decode(number, batch)
        if isinstance(reading, TextReadings) and reading.value:
            link = (row["station_id"], int(row["connection_id"]))
            said.setdefault(link, {})[number] = reading.value[0]
    return {
        link: StrapIdentity(
            manufacturer=texts.get(ch.MANUFACTURER_NAME),
            model=texts.get(ch.MODEL_NUMBER),
            serial=texts.get(ch.SERIAL_NUMBER),
            firmware=texts.get(ch.FIRMWARE_REVISION),
        )
        for link, texts in said.items()
    }


def _write_connections(warehouse: Warehouse, profiles: Sequence[DeviceProfile]) -> None:
    identities = _read_identities(warehouse)
    by_id = {profile.profile_id: profile for profile in profiles}
    nobody = StrapIdentity(None, None, None)
    links = warehouse.rows("all_connections")
    who = [
        identities.get((link["station_id"], link["connection_id"]), nobody)
        for link in links
    ]
    # A link that took no byte (the strap was held elsewhere) is its by the word of
    # the station; where bytes say who it is, they alone count.
    strap_ids = [
        link["identified_as"]
        if identity is nobody and link["identified_as"]
        else identity.strap_id(link["address"])
        for identity, link in zip(who, links, strict=True)
    ]
    warehouse.execute("clear_clean_connection")
    if not links:
        return
    profile_ids = [
        refine(profiles, by_id[link["profile_id"]], identity).profile_id
        if link["profile_id"] in by_id
        else link["profile_id"]
        for identity, link in zip(who, links, strict=True)
    ]
    warehouse.insert(
        "clean.connection",
        {
            "station_id": [link["station_id"] for link in links],
            "connection_id": [link["connection_id"] for link in links],
            "strap_id": strap_ids,
            "profile_id": profile_ids,
            "sensor_kind": [
                by_id[each].sensor_kind if each in by_id else SensorKind.UNKNOWN
                for each in profile_ids
            ],
            "manufacturer": [identity.manufacturer for identity in who],
            "model": [identity.model for identity in who],
            "serial": [identity.serial for identity in who],
            "firmware": [identity.firmware for identity in who],
        },
    )


def _write_ownership(
    warehouse: Warehouse, rows: Sequence[tuple[str, str, int, int]]
) -> None:
    warehouse.execute("clear_clean_ownership")
    if rows:
        names = ("strap_id", "patient_id", "since_us", "until_us")
        columns = zip(names, zip(*rows, strict=True), strict=True)
        warehouse.insert("clean.ownership", {name: list(col) for name, col in columns})


def _write_calendar(
    warehouse: Warehouse, rows: Sequence[tuple[str, CalendarDay]]
) -> None:
    warehouse.execute("clear_clean_calendar")
    if rows:
        warehouse.insert(
            "clean.calendar",
            {
                "patient_id": [patient_id for patient_id, _ in rows],
                "day_date": [day.day_date for _, day in rows],
                "zone": [day.zone for _, day in rows],
                "zone_assumed": [day.zone_assumed for _, day in rows],
                "start_us": [day.start_us for _, day in rows],
                "end_us": [day.end_us for _, day in rows],
            },
        )

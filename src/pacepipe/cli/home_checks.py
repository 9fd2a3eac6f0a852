"""What one home holds: its settings, journals, warehouse and published copy."""

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from pacepipe import assets
from pacepipe.app import House
from pacepipe.cli.findings import Finding, Level, fine, problem_of
from pacepipe.errors import DatabaseBusy, NotSetUp, PacepipeError, UsageProblem
from pacepipe.store import Published

PUBLISHED_AGE_MAX: Final = timedelta(hours=36)
"""A nightly run and half a day: one missed night is shown, a late one is not."""
_NIGHTLY: Final = "Run `pacepipe nightly run`, and see that it runs every night."


def _settings(house: House) -> Finding:
    settings = house.settings
    return fine(
        "settings",
        f"{house.home.config_file}: station {settings.station_id}, "
        f"zone {settings.zone}, nightly at {settings.nightly_at}.",
    )


def _owner_only(house: House) -> Finding:
    mode = stat.S_IMODE(house.home.root.stat().st_mode)
    if os.name != "posix" or not mode & (stat.S_IRWXG | stat.S_IRWXO):
        return fine("permissions", "The home is open to its owner only.")
    return Finding(
        "permissions",
        Level.PROBLEM,
        f"Others on this machine can open the home (mode {mode:03o}).",
        "They could read what people said.",
        f"chmod 700 {house.home.root}",
    )


def _at_rest(house: House) -> Finding:
    if house.key is None:
        return Finding(
            "at_rest",
            Level.NOTE,
            "The databases are not encrypted.",
            "Whoever has the disk can read them.",
            "Encrypt the disk, or begin a home with `pacepipe init --key-file FILE`.",
        )
    return fine("at_rest", "The databases are encrypted; the journals are not.")


def _events(house: House) -> Finding:
    # Looking must not make a new one in the place of one that was lost.
    if not house.home.events.exists():
        raise NotSetUp(
            f"{house.home.events} is missing.",
            means="What people said cannot be read.",
            remedy="Put it back from a copy; without one, start with "
            "`pacepipe person add`.",
        )
    return fine("events", f"What people said: {len(house.said())} entries.")


def _frames(house: House) -> Finding:
    with house.frame_reader() as reader:
        return fine("frames", f"What straps sent: up to frame {reader.last_seq()}.")


def _devices(house: House) -> Finding:
    return fine("devices", f"{len(house.profiles())} device profiles.")


def _sql(_: House) -> Finding:
    count = len(list((assets.folder("sql") / "migrations").glob("*.sql")))
    return fine("sql", f"{count} migrations.")


def _warehouse(house: House) -> Finding:
    """Version of the schema, read without changing it."""
    file = house.home.warehouse
    if not file.exists():
        return Finding(
            "warehouse", Level.NOTE, "No warehouse yet.", "No night has run.", _NIGHTLY
        )
    steps = len(list((assets.folder("sql") / "migrations").glob("*.sql")))
    try:
        with Published.open(file, key=house.key) as look:
            _, rows = look.query("select max(version) from main.schema_migration")
    except DatabaseBusy as busy:
        return Finding("warehouse", Level.NOTE, busy.what, "A night may be running.")
    except UsageProblem:
        rows = []
    version = rows[0][0] if rows else None
    if version == steps:
        return fine("warehouse", f"Schema {version}.")
    if version is not None and version < steps:
        return Finding(
            "warehouse",
            Level.NOTE,
            f"Schema {version}; this program has {steps}.",
            "The next night brings it up to date.",
            _NIGHTLY,
        )
    return Finding(
        "warehouse",
        Level.PROBLEM,
        f"{file} is newer than this program, or not its own.",
        "This program leaves it alone, so no night can run.",
        "Use the version of pacepipe that wrote it, or a newer one.",
    )


def _published(house: House) -> Finding:
    """Age of the copy that people read."""
    file = house.home.published
    if not file.exists():
        return Finding(
            "published",
            Level.NOTE,
            "Nothing is published yet.",
            "No night has run.",
            _NIGHTLY,
        )
    made_at = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    age = house.now() - made_at
    told = f"Published {age.total_seconds() / 3600:.0f} hours ago."
    with house.published():
        pass  # opening it is the check: a damaged one raises
    if age <= PUBLISHED_AGE_MAX:
        return fine("published", told)
    return Finding(
        "published",
        Level.PROBLEM,
        told,
        "What people read is behind what was said and measured.",
        _NIGHTLY,
    )


def _checked(check: str, look: Callable[[House], Finding], house: House) -> Finding:
    try:
        return look(house)
    except PacepipeError as error:
        return problem_of(check, error)


def home_findings(house: House) -> list[Finding]:
    """Everything in the home; a part that cannot be opened says why."""
    looks: dict[str, Callable[[House], Finding]] = {
        "settings": _settings,
        "permissions": _owner_only,
        "at_rest": _at_rest,
        "events": _events,
        "frames": _frames,
        "devices": _devices,
        "sql": _sql,
        "warehouse": _warehouse,
        "published": _published,
    }
    return [_checked(check, look, house) for check, look in looks.items()]

"""A home that has lived: some weeks of the virtual patient, night by night.

Played once a test run, whatever the number of its processes, through the real radio
front, journal and pipeline, and copied for each test that wants to change it.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from pacepipe.app import House, NightReport, Outside, run_night, writer_lock
from pacepipe.cli.demo_story import PATIENT, Player, StoryTime, play
from pacepipe.settings import write_new_home
from pacepipe.simulate.patient import eight_weeks

ZONE = "Europe/Berlin"
FIRST_DAY = date(2026, 8, 31)  # a Monday; the clocks change on 25 October
LAST_DAY = date(2026, 10, 25)
AFTER = datetime(2026, 10, 27, 2, 30, tzinfo=UTC)
"""Tuesday after the eight weeks, early."""


def begin(root: Path) -> Path:
    """A new home on disk."""
    write_new_home(
        root,
        station_id="kitchen",
        site_id="home",
        zone=ZONE,
        contact_name="Day clinic",
        contact_phone="+49 30 1234",
        emergency_number="112",
    )
    return root


def _played_once(folder: Path) -> Path:
    """The home that has lived: the first who asks makes it, others wait for it."""
    lived = folder / "lived"
    with (folder / "lived.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not lived.exists():
            # elsewhere first: a try that was cut short spoils no second one
            _live(begin(Path(tempfile.mkdtemp(dir=folder)) / "home")).rename(lived)
    return lived


def _live(root: Path) -> Path:
    clock = StoryTime(datetime.combine(FIRST_DAY, time(6), UTC))
    with House.open(root, Outside(now=clock.now)) as house:
        player = Player(house, clock, ZONE)
        player.arrive(clock.moment)
        player.pair(clock.moment + timedelta(minutes=20))
        for _ in play(player, eight_weeks(FIRST_DAY, seed=7)):
            pass
        with writer_lock(house.home):
            run_night(house, AFTER).raise_if_failed()
    return root


def a_played_home(folder: Path, tmp_path: Path) -> Path:
    """A copy of the home that has lived, for one test to change.

    `folder` is kept for the whole run of the tests.
    """
    root = tmp_path / "home"
    shutil.copytree(_played_once(folder), root)
    return root


@contextmanager
def house_at(root: Path, now: datetime = AFTER) -> Iterator[House]:
    """The house, at a moment."""
    with House.open(root, Outside(now=StoryTime(now).now)) as house:
        yield house


def night(root: Path, as_of: datetime) -> NightReport:
    """One plain run of the pipeline."""
    with house_at(root, as_of) as house, writer_lock(house.home):
        return run_night(house, as_of)


__all__ = ["AFTER", "PATIENT", "a_played_home", "begin", "house_at", "night"]

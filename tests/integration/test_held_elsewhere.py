"""A strap that another app takes in mid-walk, from the air to the day's table."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pacepipe import collect
from pacepipe.app import House, Outside
from pacepipe.cli.demo_story import Player, StoryTime, peripherals
from pacepipe.domain.events import SessionStarted, SessionStopped
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import SimulatedClock, run_accelerated
from support.ask import ask_copy
from support.home import Terminal
from support.played import ZONE, begin, night
from support.straps import one_hz

BEGINS = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
WALK = timedelta(minutes=12)


def walked(root: Path) -> None:
    """Twelve marked minutes; from the third to the tenth a phone holds the strap."""
    clock = StoryTime(BEGINS - timedelta(days=1))
    with House.open(root, Outside(now=clock.now)) as house:
        player = Player(house, clock, ZONE)
        player.arrive(clock.moment)
        player.pair(clock.moment)
        strap, _ = peripherals(one_hz(720), ())
        strap = replace(strap, held=((120.5, 600.5),))

        async def main() -> None:
            air = VirtualAir([strap])
            with house.frames() as journal:
                await collect.record(
                    player.straps[0],
                    collect.Radio(air.scanner, air.client),
                    journal,
                    SimulatedClock(BEGINS, asyncio.get_running_loop()),
                    duration_s=WALK.total_seconds(),
                    policy=collect.LinkPolicy(),
                )

        run_accelerated(main())
        player.say(SessionStarted(), BEGINS)
        player.say(SessionStopped(), BEGINS + WALK)
    night(root, BEGINS + timedelta(days=1))


def test_the_minutes_the_day_and_the_last_drop_say_that_another_app_held_it(
    tmp_path: Path,
) -> None:
    root = begin(tmp_path / "home")
    walked(root)

    ((held_min, wear_min, away_min),) = ask_copy(
        root,
        "select held_elsewhere_min, expected_wear_min, out_of_range_min "
        "from clinic.v_data_quality_day where expected_wear_min > 1",
    )
    # the first minute goes by before two links in a row were refused
    assert wear_min == 12
    assert held_min >= 6
    assert held_min + away_min <= 8
    told = Terminal(root).manages("strap why").out
    assert "Another app or watch was holding the strap." in told

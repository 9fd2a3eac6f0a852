"""Cuts, drops, a whole day, and forty straps at once."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pacepipe.app import House, Outside, run_night, writer_lock
from pacepipe.cli.demo_story import STRAP, Player, StoryTime
from pacepipe.domain.events import SessionStarted, SessionStopped
from pacepipe.journal import FrameJournal
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import run_accelerated
from soak.day import DROPS, Outage, in_a_process, listened_through
from soak.stations import a_station, kept
from soak.streams import HEART, serial_of, stream
from support.ask import ask_work
from support.played import ZONE, begin
from support.straps import ADDRESS, a_strap, a_target

BACK_WITHIN_S = 10.0
FILLED_AT_MOST_S = 5
STRAPS = 40

pytestmark = pytest.mark.timeout(1_500)


def _cuts(
    count: int, chance: random.Random, *, every_s: float, longest_s: float
) -> tuple[tuple[tuple[float, float], ...], float]:
    """Random outages one after another, and when the last is long over."""
    outages = []
    at_s = every_s
    for _ in range(count):
        at_s += chance.uniform(0.5, 1.0) * every_s
        until_s = at_s + chance.uniform(1.0, longest_s)
        outages.append((at_s, until_s))
        at_s = until_s
    return tuple(outages), at_s + every_s


def _back_after_s(outages: tuple[Outage, ...], times: list[float]) -> list[float]:
    """From being reachable to the first frame, the wait for that frame included."""
    return [min(at for at in times if at >= until) - until for _, until in outages]


@pytest.mark.parametrize("longest_s", [20.0, 300.0])
def test_fifty_cuts_are_one_session_with_gaps_drawn_as_gaps(
    tmp_path: Path, tell: Callable[[str], None], longest_s: float
) -> None:
    chance = random.Random(50)  # noqa: S311
    outages, long_s = _cuts(50, chance, every_s=40.0, longest_s=longest_s)
    begins = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    root = begin(tmp_path / "home")
    sent = stream(1.0, long_s)
    strap = a_strap(identity=STRAP, stream=sent, outages=outages)
    air = VirtualAir([strap])
    clock = StoryTime(begins - timedelta(hours=1))
    with House.open(root, Outside(now=clock.now)) as house:
        player = Player(house, clock, ZONE)
        player.arrive(clock.moment)
        player.pair(clock.moment)
        target = a_target(
            strap_id=player.straps[0].strap_id, profile=player.straps[0].profile
        )
        with house.frames() as journal:
            run_accelerated(listened_through(air, journal, target, long_s, begins))
        player.say(SessionStarted(), begins)
        player.say(SessionStopped(), begins + timedelta(seconds=long_s))
        as_of = begins + timedelta(days=1)
        with writer_lock(house.home):
            run_night(house, as_of).raise_if_failed()
    ledger = air.ledger(ADDRESS)
    delivered = [n for n in ledger.delivered if n.characteristic == HEART]
    back_s = sorted(_back_after_s(outages, [n.at_s for n in delivered]))
    sessions = ask_work(root, "select day_date from mart.session")
    seconds = {
        row[0]: row[1]
        for row in ask_work(
            root, "select epoch_ms(second_at), is_interpolated from clean.hr_second"
        )
    }
    drawn_in_gaps, checked = _seconds_in_gaps(seconds, outages, delivered, begins)
    tell(
        f"50 cuts of up to {longest_s:g} s: back after p50 "
        f"{statistics.median(back_s):.1f} s, max {back_s[-1]:.1f} s; "
        f"{len(delivered)} frames delivered, {len(sessions)} session, "
        f"{checked} gaps, {drawn_in_gaps} seconds of them drawn"
    )
    assert ledger.drop_count == 50
    assert sessions == [(date(2026, 3, 2),)]
    assert kept(root / "journal" / "frames.sqlite")[ADDRESS] == [
        serial_of(n.payload) for n in delivered
    ]
    assert checked > 20
    assert drawn_in_gaps == 0
    assert back_s[-1] <= BACK_WITHIN_S


def _seconds_in_gaps(
    seconds: dict[int, bool],
    outages: tuple[Outage, ...],
    delivered: list,
    begins: datetime,
) -> tuple[int, int]:
    """Seconds of clean.hr_second within gaps too long to fill; how many gaps."""
    zero_ms = round(begins.timestamp() * 1000)
    times = [n.at_s for n in delivered]
    drawn = checked = 0
    for from_s, until_s in outages:
        last_s = max(at for at in times if at < from_s)
        next_s = min(at for at in times if at >= until_s)
        if next_s - last_s <= FILLED_AT_MOST_S + 2:
            continue
        checked += 1
        drawn += sum(
            zero_ms + (last_s + 1.5) * 1000 < at_ms < zero_ms + (next_s - 1.5) * 1000
            for at_ms in seconds
        )
    return drawn, checked


def test_whenever_a_strap_comes_back_it_is_heard_within_ten_seconds(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    # every quarter second of the search's own rhythm, far into its longest pause
    lengths_s = [1.1 + 0.25 * step for step in range(400)]
    outages: list[Outage] = []
    at_s = 30.0
    for length_s in lengths_s:
        outages.append((at_s, at_s + length_s))
        at_s += length_s + 30.0
    air = VirtualAir([a_strap(stream=stream(4.0, at_s), outages=tuple(outages))])

    async def work() -> None:
        with FrameJournal.open(tmp_path / "frames.sqlite", "home") as journal:
            await listened_through(air, journal, a_target(), at_s)

    run_accelerated(work())
    times = [n.at_s for n in air.ledger(ADDRESS).delivered if n.characteristic == HEART]
    back_s = sorted(_back_after_s(tuple(outages), times))
    tell(
        f"400 cuts of 1 to 100 s, each quarter second: back after p50 "
        f"{statistics.median(back_s):.1f} s, max {back_s[-1]:.1f} s"
    )
    assert back_s[-1] <= BACK_WITHIN_S


def test_three_hundred_drops_leave_descriptors_and_memory_flat(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    outages = tuple((10.5 + 12.0 * n, 12.0 + 12.0 * n) for n in range(300))
    told = in_a_process(tmp_path / "frames.sqlite", outages, 3_700.0)
    early, late = told.at_drop(30), told.at_drop(300)
    tell(
        f"300 drops: {early.descriptors} descriptors at drop 30 and "
        f"{late.descriptors} at drop 300; {early.rss_mib:.1f} and "
        f"{late.rss_mib:.1f} MiB resident"
    )
    assert late.descriptors <= early.descriptors
    # the ledger of the virtual air itself grows by some 100 bytes a frame
    assert late.rss_mib - early.rss_mib < 8.0


def test_a_day_with_144_drops_is_in_the_journal_once_and_in_order(
    tmp_path: Path,
    tell: Callable[[str], None],
    is_quick: bool,
) -> None:
    hours = 2 if is_quick else 24
    chance = random.Random(144)  # noqa: S311
    outages = tuple(
        (start := 600.0 * n + chance.uniform(60, 480), start + chance.uniform(1, 60))
        for n in range(hours * DROPS // 24)
    )
    path = tmp_path / "frames.sqlite"
    began_s = time.monotonic()
    told = in_a_process(path, outages, hours * 3600.0)
    took_s = time.monotonic() - began_s
    stored = kept(path)[ADDRESS]
    tell(
        f"{hours} accelerated hours with {told.drops} drops: {len(told.delivered)} "
        f"frames delivered, {len(stored)} stored, in order, none twice "
        f"({took_s:.0f} s of real time)"
    )
    assert told.drops == len(outages)
    assert stored == told.delivered
    assert stored == sorted(set(stored))


def test_forty_straps_on_one_station_lose_nothing(
    tmp_path: Path,
    tell: Callable[[str], None],
    is_quick: bool,
) -> None:
    path = tmp_path / "frames.sqlite"
    seconds = 15.0 if is_quick else 60.0
    with a_station(path, straps=STRAPS, rate_hz=1.0, long_s=600.0) as station:
        first = station.until(
            lambda line: line["what"] == "state" and line["linked"] == STRAPS
        )
        wanted_ns = first["at_ns"] + seconds * 1e9
        last = station.until(
            lambda line: line["what"] == "state" and line["at_ns"] >= wanted_ns,
            within_s=seconds + 60,
        )
        delivered = station.end()
    share = (last["cpu_s"] - first["cpu_s"]) / (last["at_ns"] - first["at_ns"]) * 1e9
    count = sum(map(len, delivered.values()))
    tell(
        f"{STRAPS} straps at 1 Hz for {seconds:g} s: {count} frames, none lost, "
        f"{share:.1%} of one core with the virtual air, "
        f"{last['peak_mib']:.0f} MiB at most (a real adapter carries 3 to 8)"
    )
    assert len(delivered) == STRAPS
    assert kept(path) == delivered
    assert all(len(serials) >= seconds - 2 for serials in delivered.values())

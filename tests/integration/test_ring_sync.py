"""One sync with an emulated ring, through bleak and a real journal."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pacepipe.collect import (
    LinkPolicy,
    Listening,
    Lookout,
    Radio,
    StrapTarget,
    scan,
    sync_ring,
)
from pacepipe.collect.radio import LinkFailed
from pacepipe.domain import characteristic as number
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.colmi import ColmiRing, ring_peripheral
from support.straps import ADDRESS, START, Stored, stored, the_profile, with_journal

TODAY = START.date()
YESTERDAY = TODAY - timedelta(days=1)
STEPS = {(YESTERDAY, 40): 310, (YESTERDAY, 41): 25, (TODAY, 28): 120, (TODAY, 31): 8}
# yesterday whole, today until 08:00; one slot without a measurement
HEART_RATES = {YESTERDAY: (0, *[62] * 287), TODAY: (60,) * 96}


def a_ring(**changes: Any) -> ColmiRing:
    settings: dict[str, Any] = {
        "born": START,
        "steps": STEPS,
        "heart_rates": HEART_RATES,
    }
    return ColmiRing(**{**settings, **changes})


def synced(
    path: Path,
    ring: ColmiRing,
    *,
    since: date = YESTERDAY,
    strap_id: str | None = None,
    outages: tuple[tuple[float, float], ...] = (),
) -> tuple[Any, Stored, VirtualAir]:
    profile = the_profile("colmi_r0x")
    air = VirtualAir([ring_peripheral(ring, ADDRESS, outages=outages)])

    async def work(journal, clock):
        radio = Radio(air.scanner, air.client)
        air.now_s()
        (sighting,) = await scan(radio, [profile], 1.0)
        assert sighting.profile == profile
        own = StrapIdentity(None, None, None).strap_id(ADDRESS)
        target = StrapTarget(strap_id or own, profile, ADDRESS)
        listening = Listening(Lookout(radio), journal, clock, LinkPolicy())
        try:
            return await sync_ring(target, sighting, listening, since=since)
        except LinkFailed as failed:
            return failed

    return with_journal(path, work), stored(path), air


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def test_what_the_ring_stored_is_dated_by_its_own_time(tmp_path):
    came, _, _ = synced(tmp_path / "f.sqlite", a_ring())
    assert [(row.began, row.step_count) for row in came.steps] == [
        (at(YESTERDAY, 10), 310),
        (at(YESTERDAY, 10, 15), 25),
        (at(TODAY, 7), 120),
        (at(TODAY, 7, 45), 8),
    ]
    assert {row.ended - row.began for row in came.steps} == {timedelta(minutes=15)}
    assert len(came.heart_rates) == 287 + 96
    assert came.heart_rates[0].measured_at == at(YESTERDAY, 0, 5)
    assert (came.clock, came.clock_offset_days, came.is_clock_set) == ("good", 0, True)
    assert (came.battery_pct, came.refused, came.unanswered) == (80, {}, ())


def test_every_packet_of_either_side_is_in_the_journal_in_order(tmp_path):
    _, kept, air = synced(tmp_path / "f.sqlite", a_ring())
    ledger = air.ledger(ADDRESS)
    assert kept.of(number.COLMI_NOTIFY) == [n.payload for n in ledger.delivered]
    assert kept.of(number.COLMI_WRITE) == [payload for _, payload in ledger.writes]
    assert ledger.disconnect_count == 1
    assert kept.kinds() == ["opened", "identified", "subscribed", "closed"]
    assert "clock good offset_days=0" in kept.events[-1].detail


@pytest.mark.parametrize("command", [0x01, 0x15, 0x43])
def test_an_error_bit_costs_one_more_request(tmp_path, command):
    plain, _, _ = synced(tmp_path / "plain.sqlite", a_ring())
    came, kept, _ = synced(tmp_path / "f.sqlite", a_ring(refuses={command}))
    assert (came.steps, came.heart_rates) == (plain.steps, plain.heart_rates)
    commands = Counter(payload[0] for payload in kept.of(number.COLMI_NOTIFY))
    assert commands[command | 0x80] == 1


@pytest.mark.parametrize(("command", "frames"), [(0x43, 2), (0x15, 9), (0x15, 1)])
def test_an_answer_that_breaks_off_does_not_reach_into_the_next(
    tmp_path, command, frames
):
    plain, _, _ = synced(tmp_path / "plain.sqlite", a_ring())
    ring = a_ring(cuts_after={command: frames})
    came, _, _ = synced(tmp_path / "f.sqlite", ring)
    assert (came.steps, came.heart_rates) == (plain.steps, plain.heart_rates)
    assert came.unanswered == ()


def test_rows_of_a_clock_in_another_zone_are_refused_and_the_clock_is_set(tmp_path):
    # local time of Auckland, UTC+13: today's rows lie ahead
    ring = a_ring(
        clock_offset=timedelta(hours=13), steps={(TODAY, 80): 300, (TODAY, 81): 10}
    )
    came, _, _ = synced(tmp_path / "f.sqlite", ring)
    assert (came.steps, came.heart_rates) == ((), ())
    assert came.clock == "wrong"
    assert came.refused == {"clock_wrong": 2 + 287 + 96}
    assert abs(ring.clock_offset) < timedelta(seconds=2)


def test_rows_of_a_stopped_clock_are_refused(tmp_path):
    stopped_at = timedelta(days=-3)
    day = TODAY + stopped_at
    ring = a_ring(
        clock_offset=stopped_at,
        is_stopped=True,
        ignores_set_time=True,
        steps={(day, 32): 4000},
        heart_rates={},
    )
    came, _, _ = synced(tmp_path / "f.sqlite", ring)
    assert (came.clock, came.clock_offset_days) == ("wrong", -3)
    assert not came.is_clock_set
    assert came.steps == ()


def test_a_ring_that_stored_nothing_today_is_believed_for_yesterday(tmp_path):
    ring = a_ring(steps={(YESTERDAY, 40): 310}, heart_rates={})
    came, _, _ = synced(tmp_path / "f.sqlite", ring)
    assert (came.clock, came.clock_offset_days) == ("unread", None)
    assert [row.step_count for row in came.steps] == [310]


def test_single_rows_from_the_future_are_refused(tmp_path):
    ring = a_ring(heart_rates={TODAY: (60,) * 288})
    came, _, _ = synced(tmp_path / "f.sqlite", ring)
    assert came.refused == {"from_the_future": 288 - 97}
    assert came.heart_rates[-1].measured_at == at(TODAY, 8)


def test_a_link_that_drops_leaves_whole_days_and_names_the_rest(tmp_path):
    came, kept, _ = synced(tmp_path / "f.sqlite", a_ring(), outages=((3.0, 1e6),))
    assert came.unanswered
    assert kept.kinds()[-1] == "lost"
    days = {row.began.date() for row in came.steps}
    asked_again = {date.fromisoformat(words[-10:]) for words in came.unanswered}
    assert days <= {YESTERDAY, TODAY}
    assert days | asked_again == {YESTERDAY, TODAY}


def test_a_neighbours_ring_is_not_read(tmp_path):
    failed, kept, _ = synced(tmp_path / "f.sqlite", a_ring(), strap_id="strap-other")
    assert isinstance(failed, LinkFailed)
    assert kept.kinds() == ["opened", "refused", "closed"]
    assert kept.of(number.COLMI_WRITE) == []


def test_never_more_than_a_week_is_asked_for(tmp_path):
    came, kept, _ = synced(tmp_path / "f.sqlite", a_ring(), since=date(2020, 1, 1))
    asked = [p[1] for p in kept.of(number.COLMI_WRITE) if p[0] == 0x43]
    assert asked == [0, 0, 6, 5, 4, 3, 2, 1, 0]
    assert len(came.steps) == 4

"""What the events of a home ask of a strap, as the station reads them."""

from datetime import datetime, timedelta

import pytest

from pacepipe.app import House
from pacepipe.cli.strap_wishes import EventWishes
from pacepipe.collect import LEFT_ALONE, RecordingWish, Wish
from pacepipe.domain.events import (
    SessionStarted,
    SessionStopped,
    StrapAssigned,
    StrapPaired,
    StrapReleased,
)
from support.home import Terminal, a_home, with_a_patient
from support.straps import ADDRESS

STRAP = "strap-0123456789"


def home_with_a_strap(root, *switched_off: str) -> Terminal:
    terminal = with_a_patient(a_home(root / "home"))
    file = terminal.root / "pacepipe.toml"
    text = file.read_text()
    for key in switched_off:
        assert f"{key} = true" in text
        text = text.replace(f"{key} = true", f"{key} = false")
    file.write_text(text)
    paired = StrapPaired(STRAP, "polar_h10", None, None, None, None, ADDRESS)
    with House.open(terminal.root) as house:
        house.record(paired, patient_id=None, by="test")
        house.record(StrapAssigned(STRAP), patient_id="P-001", by="test")
    return terminal


def said(house: House, payload, ago: timedelta = timedelta(0)) -> datetime:
    about_at = house.now() - ago
    event = house.record(payload, patient_id="P-001", by="test", about_at=about_at)
    return event.about_at


def test_a_session_asks_for_both_and_its_end_for_what_was_recorded(tmp_path):
    with House.open(home_with_a_strap(tmp_path).root) as house:
        wishes = EventWishes(house)
        before = wishes.wants_recording(STRAP), wishes.wants_acceleration(STRAP)
        began_at = said(house, SessionStarted())
        during = wishes.wants_recording(STRAP), wishes.wants_acceleration(STRAP)
        ended_at = said(house, SessionStopped())
        after = wishes.wants_recording(STRAP), wishes.wants_acceleration(STRAP)

    assert before == (RecordingWish(Wish.FETCH, None), False)
    assert during == (RecordingWish(Wish.RECORD, began_at), True)
    assert after == (RecordingWish(Wish.FETCH, ended_at), False)


def test_a_session_that_nobody_stopped_has_ended_when_it_is_too_old(tmp_path):
    with House.open(home_with_a_strap(tmp_path).root) as house:
        began_at = said(house, SessionStarted(), timedelta(hours=9))
        wish = EventWishes(house).wants_recording(STRAP)

    assert wish == RecordingWish(Wish.FETCH, began_at + timedelta(hours=4))


@pytest.mark.parametrize(
    ("switched_off", "recording", "acceleration"),
    [
        (["strap_acceleration"], Wish.RECORD, False),
        (["strap_recording"], Wish.LEAVE, True),
        (["strap_recording", "strap_acceleration"], Wish.LEAVE, False),
    ],
    ids=["acceleration", "recording", "both"],
)
def test_what_is_switched_off_is_not_asked_for_and_leaves_the_strap_alone(
    tmp_path, switched_off, recording, acceleration
):
    with House.open(home_with_a_strap(tmp_path, *switched_off).root) as house:
        wishes = EventWishes(house)
        idle = wishes.wants_recording(STRAP).wish
        said(house, SessionStarted())
        moving = wishes.wants_recording(STRAP).wish
        accelerates = wishes.wants_acceleration(STRAP)

    assert (idle is Wish.LEAVE) == (recording is Wish.LEAVE)
    assert (moving, accelerates) == (recording, acceleration)


def test_a_strap_that_nobody_wears_is_left_alone(tmp_path):
    with House.open(home_with_a_strap(tmp_path).root) as house:
        said(house, SessionStarted())
        house.record(StrapReleased(STRAP), patient_id="P-001", by="test")
        wishes = EventWishes(house)

        assert wishes.wants_recording(STRAP) == LEFT_ALONE
        assert not wishes.wants_acceleration(STRAP)
        assert wishes.wants_recording("strap-unknown") == LEFT_ALONE


def test_who_wears_a_foot_pod_too_needs_no_accelerometer(tmp_path):
    terminal = home_with_a_strap(tmp_path)
    with House.open(terminal.root) as house:
        pods = [p.profile_id for p in house.profiles() if "cadence" in p.gives]
        pod = StrapPaired("strap-pod", min(pods), None, None, None, None, ADDRESS)
        house.record(pod, patient_id=None, by="test")
        said(house, SessionStarted())
        alone = EventWishes(house).wants_acceleration(STRAP)
        house.record(StrapAssigned(pod.strap_id), patient_id="P-001", by="test")
        wishes = EventWishes(house)

        assert alone
        assert not wishes.wants_acceleration(STRAP)
        assert wishes.wants_recording(STRAP).wish is Wish.RECORD

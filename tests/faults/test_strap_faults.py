"""Faults of what a strap says: over the in-process air, or on the bytes alone.

The number of a test is that of research/ble.md, section 4.
"""

import numpy as np
import pytest

from pacepipe import gatt
from pacepipe.collect import ContactWord, LinkWord, LiveStatus
from pacepipe.domain import characteristic as number
from pacepipe.domain.frame import Frame, FrameBatch
from pacepipe.domain.profile import CadenceUnit, ContactTrust
from pacepipe.domain.reading import CONTACT_OK, HeartRateReadings, RscReadings
from pacepipe.signals import (
    HR_FLAGS,
    RR_FLAGS,
    HrFlag,
    RrFlag,
    breaks,
    cadence_grid,
    judge_hr,
    judge_rr,
    rr_ms,
)
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.encode import (
    battery_level,
    heart_rate_measurement,
    rsc_measurement,
)
from pacepipe.simulate.notification import Notification
from support.straps import ADDRESS, a_strap, listened, one_hz, the_profile

HEART = number.HEART_RATE_MEASUREMENT


def _hearts(payloads: list[bytes]) -> HeartRateReadings:
    readings = gatt.decode(HEART, FrameBatch.from_payloads(payloads))
    assert isinstance(readings, HeartRateReadings)
    return readings


def _status(*payloads: bytes, trust: ContactTrust = ContactTrust.REPORTED):
    frames = [Frame(1, HEART, i * 10**9, i, p) for i, p in enumerate(payloads, 1)]
    return LiveStatus(LinkWord.MEASURING, contact_trust=trust).after(frames)


def test_17_the_chain_of_intervals_breaks_at_every_gap(tmp_path):
    """Also where the strap repeats its last frame after the gap."""
    before = one_hz(30)
    again = Notification(61.0, HEART, before[-1].payload)
    strap = a_strap(stream=(*before, again, *one_hz(30, 62)), outages=((30.5, 60.0),))
    kept = listened(tmp_path / "f.sqlite", VirtualAir([strap]), seconds=92)
    frames = [f for f in kept.frames if f.characteristic == HEART]
    hearts = _hearts([f.payload for f in frames])
    is_break = breaks(
        np.array([f.utc_us // 1000 for f in frames]),
        np.array([f.connection_id for f in frames]),
        hearts.beat_frame_index,
        rr_ms(hearts.rr_raw),
    )
    links = [f.connection_id for f in frames]
    first_of_second = links.index(max(links))
    assert len(set(links)) == 2
    assert is_break[list(hearts.beat_frame_index).index(first_of_second)]


def test_18_a_lost_frame_breaks_the_chain_where_its_beats_are_missing():
    at_ms = np.array([0, 1000, 2000, 5100, 6100])
    is_break = breaks(at_ms, np.ones(5, int), np.arange(5), np.full(5, 1000.0))
    assert is_break.tolist() == [True, False, False, True, False]


def test_19_a_sentinel_interval_beside_others_is_set_aside():
    # 500 ms between beats of 1000 ms is further than 20 % from its neighbours
    rr = np.array([1000.0, 1000.0, 500.0, 1000.0, 1000.0])
    judged = judge_rr(rr, np.array([True, False, False, False, False]))
    assert RR_FLAGS[judged[2]] is not RrFlag.OK


def test_20_a_heart_rate_that_goes_on_without_contact_is_not_shown_or_used():
    frozen = heart_rate_measurement(96, contact=False)
    status = _status(frozen, frozen)
    assert status.hr_bpm is None
    assert status.contact is ContactWord.LOST
    hearts = _hearts([frozen])
    judged = judge_hr(hearts.hr_bpm, hearts.contact, contact_is_trusted=True)
    assert HR_FLAGS[judged[0]] is HrFlag.NO_CONTACT


def test_21_a_heart_rate_of_0_is_no_measurement_and_ends_no_link(tmp_path):
    zeros = tuple(
        Notification(10.0 + s, HEART, heart_rate_measurement(0)) for s in range(30)
    )
    kept = listened(
        tmp_path / "f.sqlite", VirtualAir([a_strap(stream=zeros)]), seconds=39
    )
    assert kept.of(HEART) == [n.payload for n in zeros]
    assert kept.kinds() == ["opened", "identified", "subscribed", "closed"]
    assert _status(zeros[0].payload).hr_bpm is None
    hearts = _hearts([zeros[0].payload])
    judged = judge_hr(hearts.hr_bpm, hearts.contact, contact_is_trusted=True)
    assert HR_FLAGS[judged[0]] is HrFlag.SENTINEL


def test_23_a_contact_bit_that_never_changes_is_believed_by_no_untrusting_profile():
    always = heart_rate_measurement(70, contact=True)
    assert _status(always).contact is ContactWord.OK
    status = _status(always, trust=ContactTrust.UNRELIABLE)
    assert status.contact is ContactWord.UNSUPPORTED
    assert status.hr_bpm == 70
    lost = _hearts([heart_rate_measurement(70, contact=False)])
    judged = judge_hr(lost.hr_bpm, lost.contact, contact_is_trusted=False)
    assert HR_FLAGS[judged[0]] is HrFlag.OK


def test_27_energy_may_saturate_begin_anew_and_be_absent_and_costs_no_heart_rate():
    energies = [65_534, 65_535, 65_535, None, 0, 1]
    payloads = [
        heart_rate_measurement(80, rr_raw=(768,), energy_kj=e, contact=True)
        for e in energies
    ]
    hearts = _hearts(payloads)
    assert hearts.hr_bpm.tolist() == [80] * 6
    assert hearts.rr_raw.tolist() == [768] * 6
    assert hearts.contact.tolist() == [CONTACT_OK] * 6
    assert np.isnan(hearts.energy_kj[3])
    rest = np.delete(hearts.energy_kj, 3)
    assert rest.tolist() == [65_534.0, 65_535.0, 65_535.0, 0.0, 1.0]


def test_28_a_pod_at_rest_that_repeats_its_cadence_makes_no_steps():
    still = rsc_measurement(speed_mps=0.0, cadence_spm=80)
    readings = gatt.decode(
        number.RSC_MEASUREMENT, FrameBatch.from_payloads([still] * 61)
    )
    assert isinstance(readings, RscReadings)
    grid = cadence_grid(
        np.arange(61) * 1000, readings.cadence_raw.astype(float), readings.speed_mps
    )
    # believed for 3 s, then 80 to 0 within a second
    assert grid.step_count.sum() == pytest.approx(80 / 60 * 3.5)


def test_28_a_zero_stride_and_a_distance_that_begins_anew_are_read_as_sent():
    payloads = [
        rsc_measurement(
            speed_mps=1.0, cadence_spm=50, stride_length_m=0.0, total_distance_m=d
        )
        for d in (1000.0, 0.0)
    ]
    readings = gatt.decode(number.RSC_MEASUREMENT, FrameBatch.from_payloads(payloads))
    assert isinstance(readings, RscReadings)
    assert readings.stride_length_m.tolist() == [0.0, 0.0]
    assert readings.total_distance_m.tolist() == [1000.0, 0.0]


def test_28_whether_a_pod_counts_steps_or_strides_is_said_by_its_profile():
    assert the_profile("running_pod").cadence_unit in set(CadenceUnit)


def test_31_a_battery_that_stays_full_until_death_ends_as_a_lost_link(tmp_path):
    strap = a_strap(
        60,
        outages=((30.5, 10_000.0),),
        values={**a_strap().values, number.BATTERY_LEVEL: battery_level(100)},
    )
    kept = listened(tmp_path / "f.sqlite", VirtualAir([strap]), seconds=60)
    assert kept.of(number.BATTERY_LEVEL) == [battery_level(100)]
    assert kept.kinds()[-1] == "lost"
    assert ADDRESS not in " ".join(event.detail for event in kept.events)

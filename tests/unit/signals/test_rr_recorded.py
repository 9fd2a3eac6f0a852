"""Intervals of labelled and of real recordings: what is found, what is refused."""

import functools
import gzip
import json
from datetime import datetime

import numpy as np
import pytest

from pacepipe.signals import (
    HrvState,
    HrvValue,
    JudgedRr,
    Packets,
    hrv_windows,
    judge_rr,
    judge_rr_live,
    ledger,
    links,
    night_hrv,
    repeated_packets,
    rmssd,
    strict_lt2019,
)
from pacepipe.signals.hrv import WINDOW_MS
from support.rr_series import labelled_rr, polar_pvc_rr, series, wearable_rr
from support.shared import shared

SERIES = sorted(
    [
        *(f"mmash_s{subject}" for subject in range(1, 6)),
        *(f"whrv_{device}" for device in ("empatica", "heartmath", "kyto", "rhythm")),
        *("whrv_vu", "pyhrv_long", "pyhrv_short", "systole_rr", "hrvanalysis_test"),
        *("garmin-fenix-5-walk", "garmin-fenix-5-run", "garmin-edge-820-bike"),
        *("mitdb100", "mitdb105", "nsr001", "nsr004", "afdb03665", "polar_h10_pvc"),
    ]
)
BY_HAND = ["mitdb100", "mitdb105", "nsr001", "nsr004"]


@functools.cache
def _reference() -> dict[str, dict[str, dict[str, list[int]]]]:
    path = shared("reference/open/artifact_indices.json.gz")
    found = json.loads(gzip.decompress(path.read_bytes()))
    assert isinstance(found, dict)
    return found


def _one_chain(count: int) -> np.ndarray:
    return np.arange(count) == 0


def _judged(rr_ms: np.ndarray) -> JudgedRr:
    is_break = _one_chain(len(rr_ms))
    return JudgedRr(rr_ms, judge_rr(rr_ms, is_break), is_break)


def test_every_series_of_the_reference_is_compared() -> None:
    assert sorted(_reference()) == SERIES


@pytest.mark.parametrize("name", SERIES)
def test_the_rule_without_bounds_finds_what_the_reference_found(name: str) -> None:
    # the reference took whole milliseconds at which beats ended, from zero
    ends_ms = np.round(np.concatenate(([0.0], np.cumsum(series(name)))))
    found = strict_lt2019(np.diff(ends_ms) / 1000)
    assert {
        "ectopic": np.flatnonzero(found.is_ectopic).tolist(),
        "missed": np.flatnonzero(found.is_missed).tolist(),
        "extra": np.flatnonzero(found.is_extra).tolist(),
        "longshort": np.flatnonzero(found.is_off).tolist(),
    } == _reference()[name]["nk_1pass"]


def _found_and_false(is_flagged: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Share of odd beats with a flag on one of their two intervals, and flags per
    1000 intervals that are more than two away from any odd beat."""
    odd = np.flatnonzero(labels != "N")
    around = np.concatenate(([False], is_flagged, [False]))
    found = (around[odd] | around[odd + 1]).mean()
    near = np.zeros(len(is_flagged), dtype=bool)
    for beat in odd.tolist():
        near[max(0, beat - 3) : beat + 3] = True
    return float(found), 1000 * float(is_flagged[~near].mean())


@pytest.mark.parametrize("name", BY_HAND)
def test_odd_beats_are_found_and_few_others_flagged(name: str) -> None:
    rr_ms, labels = labelled_rr(name)
    found, false_per_1000 = _found_and_false(_judged(rr_ms).code != 0, labels)
    assert found >= 0.90
    assert false_per_1000 <= 6.0


@pytest.mark.parametrize(
    ("name", "reference_found", "reference_false"),
    [
        ("mitdb100", 1.0, 2.893),
        ("mitdb105", 0.9348, 3.920),
        ("nsr001", 0.9383, 6.445),
        ("nsr004", 0.9722, 3.207),
    ],
)
def test_windows_that_only_look_back_find_as_much(
    name: str, reference_found: float, reference_false: float
) -> None:
    rr_ms, labels = labelled_rr(name)
    codes = judge_rr_live(rr_ms, _one_chain(len(rr_ms)))
    found, false_per_1000 = _found_and_false(codes != 0, labels)
    assert found == pytest.approx(reference_found, abs=1e-4)
    assert false_per_1000 == pytest.approx(reference_false, abs=0.2)


INJECTED_AT = [4648, 11092, 18444, 24444, 33743, 39743]
"""Where the clean stretches of 600 intervals of the reference begin in nsr004: the
only places with their length and RMSSD."""


def _injected(rr_ms: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Ten artefacts of a size as in the reference, and which intervals they touch."""
    random = np.random.default_rng(len(kind))
    places = 25 + 55 * np.arange(10) + random.integers(0, 20, 10)
    out: list[float] = []
    touched: list[int] = []
    at = 0
    for place in places.tolist():
        out += rr_ms[at:place].tolist()
        touched += [len(out)] if kind.startswith("missed") else [len(out), len(out) + 1]
        if kind.startswith("missed"):
            at = place + int(kind[-1]) + 1
            out.append(float(rr_ms[place:at].sum()))
        elif kind == "extra":
            at = place + 1
            part = random.uniform(0.35, 0.65)
            out += [float(rr_ms[place] * part), float(rr_ms[place] * (1 - part))]
        else:
            at = place + 2
            moved = 0.28 * rr_ms[place]
            out += [float(rr_ms[place] - moved), float(rr_ms[place + 1] + moved)]
    broken = np.array([*out, *rr_ms[at:].tolist()])
    return broken, np.isin(np.arange(len(broken)), touched)


def _rmssd(judged: JudgedRr) -> float:
    return float(rmssd(judged, np.zeros(len(judged.rr_ms), dtype=np.int64), 1)[0][0])


def _plain_rmssd(rr_ms: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.diff(rr_ms) ** 2)))


@pytest.mark.parametrize(
    "kind", ["extra", "misplaced", *(f"missed{k}" for k in (1, 2, 3, 5))]
)
def test_rmssd_comes_back_within_3_percent_of_each_injected_case(kind: str) -> None:
    """Of what is left each time, and of the whole stretches on average: where five
    beats are missing ten times, a tenth of the pairs is gone, and with it their steps.
    """
    rr_ms, _ = labelled_rr("nsr004")
    of_whole = []
    for start in INJECTED_AT:
        clean = rr_ms[start : start + 600]
        broken, is_touched = _injected(clean, kind)
        assert broken.sum() == pytest.approx(clean.sum())
        assert _plain_rmssd(broken) > 1.8 * _plain_rmssd(clean)
        left = JudgedRr(broken, 10 * is_touched, _one_chain(len(broken)))
        assert _rmssd(_judged(broken)) == pytest.approx(_rmssd(left), rel=0.03)
        of_whole.append(_rmssd(_judged(broken)) / _plain_rmssd(clean))
    assert np.mean(of_whole) == pytest.approx(1.0, abs=0.015)


def test_rmssd_stays_what_it_is_when_half_of_the_beats_are_missing() -> None:
    rr_ms, _ = labelled_rr("nsr004")
    random = np.random.default_rng(50)
    ratios = []
    for start in INJECTED_AT:
        clean = rr_ms[start : start + 600]
        for _ in range(20):
            code = 10 * (random.random(600) < 0.5)
            left = JudgedRr(clean, code, _one_chain(600))
            ratios.append(_rmssd(left) / _plain_rmssd(clean))
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.02)
    # what is left, joined without regard to gaps, is not
    spliced = [
        _plain_rmssd(part[random.random(600) < 0.5]) / _plain_rmssd(part)
        for part in (rr_ms[start : start + 600] for start in INJECTED_AT)
    ]
    assert np.mean(spliced) > 1.05


def _night(rr_ms: np.ndarray) -> HrvValue:
    window = (np.cumsum(rr_ms) // WINDOW_MS).astype(np.int64)
    lengths = np.full(window[-1] + 1, float(WINDOW_MS))
    windows = hrv_windows(_judged(rr_ms), window, lengths)
    return night_hrv(windows, np.ones(len(lengths), dtype=bool))


@pytest.mark.parametrize("name", ["afdb03665", "polar_h10_pvc"])
def test_an_irregular_heart_has_no_variability_and_it_is_said_why(name: str) -> None:
    night = _night(series(name))
    assert (night.rmssd_ms, night.state) == (None, HrvState.IRREGULAR)


def test_a_quiet_heart_has_one() -> None:
    night = _night(series("nsr004"))
    assert night.state is HrvState.OK
    assert night.rmssd_ms == pytest.approx(28.0, abs=1.0)


def _ecg_ms() -> np.ndarray:
    lines = shared("data/wearable_hrv/test_vu.txt").read_text().splitlines()[2:]
    moments = [
        datetime.strptime(line.split("\t")[0] + "+0200", "%d-%m-%y/%H:%M:%S.%f%z")
        for line in lines
    ]
    return np.array([1000 * moment.timestamp() for moment in moments])


def _packets(at_ms: np.ndarray, rr_ms: np.ndarray) -> Packets:
    return Packets(at_ms, np.ones_like(at_ms), np.arange(len(at_ms)), rr_ms)


@pytest.mark.parametrize("device", ["kyto", "rhythm"])
def test_beats_that_came_and_that_were_lost_are_those_of_the_ecg(device: str) -> None:
    at_ms, rr_ms = wearable_rr(device)
    ecg_ms = _ecg_ms()
    low, high = max(at_ms[0], ecg_ms[0]), min(at_ms[-1], ecg_ms[-1])
    both = (at_ms > low) & (at_ms <= high)
    truly = int(((ecg_ms > low) & (ecg_ms <= high)).sum())
    came = int(both.sum())
    packets = _packets(at_ms[both], rr_ms[both])
    lost = int(ledger(packets).missing_beats.sum())
    assert lost == pytest.approx(truly - came, rel=0.03)
    assert came + lost == pytest.approx(truly, rel=0.03)


@pytest.mark.parametrize(
    ("device", "is_unit", "is_pseudo"),
    [("heartmath", True, False), ("kyto", False, True), ("rhythm", False, False)],
)
def test_a_unit_converted_twice_is_suspected_and_only_there(
    device: str, is_unit: bool, is_pseudo: bool
) -> None:
    packets = _packets(*wearable_rr(device))
    told = links(packets, ledger(packets))
    assert told.is_unit_suspect.tolist() == [is_unit]
    assert told.is_pseudo.tolist() == [is_pseudo]
    assert told.is_duplicate_suspect.tolist() == [False]


def test_a_log_stored_twice_is_suspected_and_the_second_half_of_it_marked() -> None:
    at_ms, rr_ms = wearable_rr("rhythm")
    packets = _packets(np.repeat(at_ms, 2), np.repeat(rr_ms, 2))
    told = links(packets, ledger(packets))
    assert told.is_duplicate_suspect.tolist() == [True]
    is_repeat = repeated_packets(packets, told)
    assert is_repeat[1::2].all()
    assert is_repeat[::2].mean() < 0.01


def test_the_log_with_many_extra_beats_lost_none() -> None:
    packets = _packets(*polar_pvc_rr())
    assert ledger(packets).missing_beats.sum() == 0

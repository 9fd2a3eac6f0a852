import numpy as np
import pytest

from pacepipe.signals.acceleration import derived_cadence, sample_times_ns

RATES = [25.0, 50.0, 100.0, 200.0]


def a_walk(cadence_spm, rate_hz, seconds=20, *, tilt=(0.2, 0.9, 0.4), noise_mg=20.0):
    """Trunk acceleration: a step shakes up and down, a stride from side to side."""
    random = np.random.default_rng(3)
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    step = 2 * np.pi * cadence_spm / 60 * time
    up = 1000 + 180 * np.sin(step) + 60 * np.sin(2 * step + 0.4)
    side = 60 * np.sin(step / 2)
    axes = np.array(tilt) / np.linalg.norm(tilt)
    across = np.cross(axes, [0.0, 0.0, 1.0])
    across /= np.linalg.norm(across)
    rows = up[:, None] * axes + side[:, None] * across
    rows += random.normal(0, noise_mg, rows.shape)
    at_ns = np.rint(time * 1e9).astype(np.int64)
    return at_ns, np.rint(rows).astype(np.int64)


def cadence_of(at_ns, rows, rate_hz):
    return derived_cadence(at_ns, rows[:, 0], rows[:, 1], rows[:, 2], rate_hz)


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("spm", [50, 72, 95, 110, 128])
def test_a_walk_has_its_cadence_within_two_steps_a_minute(rate_hz, spm):
    derived = cadence_of(*a_walk(spm, rate_hz), rate_hz)
    assert len(derived.cadence_spm) == 16
    assert np.abs(derived.cadence_spm - spm).max() < 2.0
    assert derived.regularity.min() > 0.5


def test_the_way_the_strap_sits_changes_nothing_to_speak_of():
    one = cadence_of(*a_walk(100, 25.0, tilt=(0.0, 1.0, 0.1)), 25.0)
    other = cadence_of(*a_walk(100, 25.0, tilt=(0.8, -0.3, 0.5)), 25.0)
    assert np.abs(one.cadence_spm - other.cadence_spm).max() < 1.5


def test_stillness_is_no_steps_and_shaking_without_rhythm_is_unknown():
    at_ns, rows = a_walk(100, 25.0)
    still = np.full_like(rows, 577) + np.random.default_rng(1).integers(
        -3, 4, rows.shape
    )
    assert (cadence_of(at_ns, still, 25.0).cadence_spm == 0).all()
    shaken = np.random.default_rng(2).normal(577, 150, rows.shape).astype(np.int64)
    assert np.isnan(cadence_of(at_ns, shaken, 25.0).cadence_spm).all()


def test_no_window_reaches_over_a_gap():
    at_ns, rows = a_walk(100, 25.0)
    at_ns[250:] += 3_000_000_000
    derived = cadence_of(at_ns, rows, 25.0)
    assert len(derived.at_ns) == 12
    short = cadence_of(at_ns[:100], rows[:100], 25.0)
    assert len(short.at_ns) == 0


def test_samples_of_a_frame_end_at_its_time():
    times = sample_times_ns(np.array([10**9, 2 * 10**9]), np.array([0, 0, 1]), 50.0)
    assert times.tolist() == [980_000_000, 1_000_000_000, 2_000_000_000]

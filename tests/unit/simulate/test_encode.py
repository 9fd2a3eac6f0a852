"""What a layout cannot hold is refused, not cut."""

import pytest

from pacepipe.simulate import encode


@pytest.mark.parametrize(
    "call",
    [
        lambda: encode.heart_rate_measurement(-1),
        lambda: encode.heart_rate_measurement(70, rr_raw=[65536]),
        lambda: encode.heart_rate_measurement(70, energy_kj=65536),
        lambda: encode.rsc_measurement(speed_mps=256.0, cadence_spm=90),
        lambda: encode.rsc_measurement(speed_mps=1.0, cadence_spm=256),
        lambda: encode.battery_level(101),
        lambda: encode.body_sensor_location(7),
        lambda: encode.rsc_feature(65536),
    ],
)
def test_a_value_beyond_the_layout_is_refused(call):
    with pytest.raises(ValueError, match="the layout holds"):
        call()


def test_a_rate_above_255_takes_two_bytes():
    assert encode.heart_rate_measurement(300).hex(" ") == "01 2c 01"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain import characteristic as number
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral


def a_strap(**changes) -> VirtualPeripheral:
    settings = {"address": "A", "name": None, "services": (number.HEART_RATE_SERVICE,)}
    return VirtualPeripheral(**{**settings, **changes})


def test_a_heart_rate_strap_always_offers_its_measurement():
    assert a_strap().notifies() == {number.HEART_RATE_MEASUREMENT}


def test_what_is_streamed_can_be_subscribed_to():
    strap = a_strap(stream=(Notification(1.0, 0x2AFF, b"\x01"),))
    assert strap.notifies() == {number.HEART_RATE_MEASUREMENT, 0x2AFF}
    assert strap.service_of(0x2AFF) == number.HEART_RATE_SERVICE


def test_a_stream_out_of_order_is_refused():
    backwards = (Notification(2.0, 0x2A37, b""), Notification(1.0, 0x2A37, b""))
    with pytest.raises(ValueError, match="order of time"):
        a_strap(stream=backwards)


def test_an_outage_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="outage"):
        a_strap(outages=((5.0, 5.0),))


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 10)), max_size=5),
    st.floats(0, 120),
)
def test_it_is_never_reachable_within_an_outage(spans, at_s):
    outages = tuple((begin, begin + length) for begin, length in spans)
    reachable_s = a_strap(outages=outages).reachable_at_s(at_s)
    assert reachable_s >= at_s
    assert not any(begin <= reachable_s < end for begin, end in outages)

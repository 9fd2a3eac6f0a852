"""What is written can be read again, whatever a person says."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacepipe.domain.events import KIND_OF, PAYLOAD_OF, SCHEMA_VERSION, EventKind
from pacepipe.errors import InputRejected
from pacepipe.journal import decode_payload, encode_payload
from support.event_strategies import payloads, payloads_by_kind


def test_every_kind_of_event_has_a_strategy():
    assert set(payloads_by_kind) == set(EventKind) == set(PAYLOAD_OF)


@pytest.mark.parametrize("kind", list(EventKind))
@settings(max_examples=40)
@given(data=st.data())
def test_a_payload_of_every_kind_round_trips(kind, data):
    payload = data.draw(payloads_by_kind[kind])
    text = encode_payload(payload)
    again = decode_payload(kind, SCHEMA_VERSION, text)
    assert again == payload
    assert type(again) is type(payload)


@given(payload=payloads)
def test_the_text_of_a_payload_is_a_fixed_point(payload):
    text = encode_payload(payload)
    again = decode_payload(KIND_OF[type(payload)], SCHEMA_VERSION, text)
    assert encode_payload(again) == text


@given(kind=st.sampled_from(EventKind), text=st.text(max_size=80))
def test_any_text_is_a_payload_of_its_kind_or_refused(kind, text):
    decoded = None
    with suppress(InputRejected):
        decoded = decode_payload(kind, SCHEMA_VERSION, text)
    # a kind whose every field has a default may be said with an empty object
    assert decoded is None or type(decoded) is PAYLOAD_OF[kind]

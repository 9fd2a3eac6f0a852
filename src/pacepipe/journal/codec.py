"""Payloads of events as text, and back.

A payload is written only in the form in which it can be read again: the codec
reads what it is about to write, with the domain's own checks, so that a value
that cannot be right has no road into the file.
"""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NoReturn, cast

from pydantic import TypeAdapter, ValidationError

from pacepipe.domain.digest import canonical_json
from pacepipe.domain.events import (
    KIND_OF,
    PAYLOAD_OF,
    SCHEMA_VERSION,
    EventKind,
    Payload,
)
from pacepipe.errors import InputRejected, SchemaMismatch

_ADAPTER_OF: Final[Mapping[EventKind, TypeAdapter[Payload]]] = {
    kind: cast("TypeAdapter[Payload]", TypeAdapter(payload))
    for kind, payload in PAYLOAD_OF.items()
}


def encode_payload(payload: Payload) -> str:
    """Canonical JSON of a payload, checked by reading it again.

    Raises
    ------
    InputRejected
        Where the payload is of no known kind, holds a value that the domain
        refuses, or a moment without its zone.

    Examples
    --------
    >>> from pacepipe.domain.events import StrapAssigned
    >>> encode_payload(StrapAssigned("strap-0a1b2c3d4e"))
    '{"strap_id":"strap-0a1b2c3d4e"}'
    """
    kind = KIND_OF.get(type(payload))
    if kind is None:
        _reject(type(payload).__name__, "it is of no kind that the journal knows")
    # before the text is made: a moment without a zone would be taken for local time
    _check_moments(kind, payload)
    readable = decode_payload(kind, SCHEMA_VERSION, canonical_json(payload))
    return canonical_json(readable)


def decode_payload(kind: EventKind, schema_version: int, text: str) -> Payload:
    """The payload that a text of the journal stands for.

    Parameters
    ----------
    kind : EventKind
    schema_version : int
        Version of the payload's shape, from 1.
    text : str
        JSON; a key that is not there takes its default, a key that is not known
        is refused.

    Raises
    ------
    InputRejected
        Where the text is not such a payload.
    SchemaMismatch
        Where a newer pacepipe wrote it.
    """
    if schema_version > SCHEMA_VERSION:
        raise SchemaMismatch(
            f"An event of kind {kind.value} has version {schema_version}; this "
            f"pacepipe knows {SCHEMA_VERSION}.",
            means="A newer pacepipe wrote it; it stays as it is and is not read.",
            remedy="Install that newer pacepipe again, or a later one.",
        )
    try:
        payload = _ADAPTER_OF[kind].validate_json(text, strict=True, extra="forbid")
    except ValidationError as error:
        # the field and the rule only: the value may be what a person said
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "the whole"
        _reject(kind.value, f"{field}: {first['msg']}")
    _check_moments(kind, payload)
    return payload


def _check_moments(kind: EventKind, payload: Payload) -> None:
    for field in dataclasses.fields(payload):
        value = getattr(payload, field.name)
        if isinstance(value, datetime) and value.utcoffset() is None:
            _reject(kind.value, f"{field.name}: a moment needs its time zone")


def _reject(kind: str, reason: str) -> NoReturn:
    raise InputRejected(
        f"The entry ({kind}) cannot be right: {reason}.",
        means="Nothing was stored.",
        remedy="Correct it and enter it again.",
    )

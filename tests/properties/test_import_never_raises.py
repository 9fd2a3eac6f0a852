"""Whatever the bytes, a file is read or refused with a place, and nothing else."""

import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.exchange import FileRefused
from support import fit_file as fit
from support.gadgetbridge import database
from support.imported import fit as read_fit_bytes
from support.imported import judged, read

NOON_S = 1_000_000_000
APPLE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE HealthData [<!ELEMENT HealthData (Record*)>]>\n'
    b'<HealthData locale="en_GB">\n'
    + b'<Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min"'
    b' sourceName="W" startDate="2026-10-01 08:00:00 +0100" value="72"/>\n'
    * 40
    + b"</HealthData>"
)
FITBIT = b",user,datetime,steps\n" + b"0,A,2026-03-10 00:00:00,8\n" * 60
HRV = b"timestamp, rr, since_start \n\n" + b"1688126297704,919,16064\n" * 60
POLAR = b"Phone timestamp;HR [bpm]\n" + b"2026-04-24T14:10:16.752;64\n" * 60


def _a_fit() -> bytes:
    rows = [fit.record(NOON_S + i, 70 + i % 9, 50) for i in range(60)]
    beats = [fit.hrv(900, 910) for _ in range(10)]
    session = fit.data(1, "IIIB", NOON_S + 60, NOON_S, 60_000, 11)
    return fit.fit_file(fit.RECORD, *rows, fit.HRV, *beats, fit.SESSION, session)


@cache
def _whole(kind: str, folder: Path) -> bytes:
    if kind == "gadgetbridge":
        rows = [(1_760_000_000 + 60 * i, 1, i % 50, 70) for i in range(400)]
        path = folder / "whole"
        return database(path, {"MI_BAND_ACTIVITY_SAMPLE": rows}).read_bytes()
    if kind == "archive":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("apple_health_export/export.xml", APPLE)
        return packed.getvalue()
    made = {"fit": _a_fit(), "apple": APPLE, "fitbit": FITBIT}
    return {**made, "hrv": HRV, "polar": POLAR}[kind]


def garbled(whole: bytes, changes, keep_frac: float) -> bytes:
    content = bytearray(whole[: max(int(len(whole) * keep_frac), 1)])
    for where_frac, value in changes:
        content[int(where_frac * (len(content) - 1))] = value
    return bytes(content)


def refused_at(read_it: Callable[[], object]) -> int:
    """Place of the refusal; 0 where there is none. Anything else gets through."""
    try:
        read_it()
    except FileRefused as refused:
        return refused.place.number
    return 0


fractions = st.floats(0, 1)
several = st.lists(st.tuples(fractions, st.integers(0, 255)), max_size=8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("garbled")


@pytest.mark.parametrize(
    "kind", ["apple", "archive", "fit", "fitbit", "gadgetbridge", "hrv", "polar"]
)
@given(changes=several, keep_frac=st.just(1.0) | fractions)
def test_garbled_and_cut_files_are_read_or_refused(
    kind: str, folder: Path, changes, keep_frac: float
) -> None:
    path = folder / "garbled"
    content = garbled(_whole(kind, folder), changes, keep_frac)
    path.write_bytes(content)
    place = refused_at(lambda: judged(read(path), "Europe/Berlin"))
    assert 0 <= place <= max(len(content), len(APPLE))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    place = refused_at(lambda: judged(read_fit_bytes(content)))
    assert 0 <= place <= len(content)


@given(several)
def test_a_fit_whose_checksum_was_made_to_fit_is_read_or_refused(changes) -> None:
    whole = _a_fit()
    body = garbled(whole[14:-2], changes, 1.0)
    assert len(body) == struct.unpack("<I", whole[4:8])[0]
    place = refused_at(lambda: judged(read_fit_bytes(fit.fit_file(body))))
    assert 0 <= place <= len(whole)

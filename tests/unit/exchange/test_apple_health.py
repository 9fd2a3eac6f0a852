"""Apple Health's export, whole and broken."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from pacepipe.domain.imported import Skipped
from pacepipe.exchange import FileRefused, gathering, joined
from pacepipe.exchange.apple_health import read_apple_health
from support.imported import read_bytes_of

HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n'
    b"<!ELEMENT HealthData (ExportDate|Record|Workout)*>\n"
    b"<!ATTLIST Record type CDATA #REQUIRED value CDATA #IMPLIED>\n]>\n"
    b'<HealthData locale="en_GB">\n'
)
TAIL = b"</HealthData>\n"
WATCH = (
    'sourceName="Watch of P" device="&lt;&lt;HKDevice: 0x28&gt;, name:Apple Watch, '
    'manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:9.1&gt;"'
)


def hr(value: str, at: str, unit: str = "count/min", end: str | None = None) -> bytes:
    return (
        f'<Record type="HKQuantityTypeIdentifierHeartRate" {WATCH} unit="{unit}" '
        f'startDate="{at}" endDate="{end or at}" value="{value}"/>\n'
    ).encode()


def steps(value: str, start: str, end: str, source: str = "iPhone") -> bytes:
    return (
        f'<Record type="HKQuantityTypeIdentifierStepCount" sourceName="{source}" '
        f'unit="count" startDate="{start}" endDate="{end}" value="{value}"/>\n'
    ).encode()


def export(*records: bytes):
    return joined(read_apple_health(io.BytesIO(HEAD + b"".join(records) + TAIL)))


def test_a_heart_rate_is_an_instant_whatever_the_offset() -> None:
    records = export(
        hr("71.6", "2026-10-01 08:00:00 +0200"), hr("80", "2026-10-01 06:00:00 +0000")
    )
    assert records.hr.hr_bpm.tolist() == [72, 80]
    assert np.diff(records.hr.at_ms).tolist() == [0]


def test_the_device_is_told_and_not_its_pointer() -> None:
    (source,) = export(hr("70", "2026-10-01 08:00:00 +0200")).sources
    assert source.label == "Apple Inc. Watch6,2"
    assert "0x28" not in str(source)


def test_beats_a_second_become_beats_a_minute() -> None:
    records = export(hr("1.2", "2026-10-01 08:00:00 +0200", unit="count/s"))
    assert records.hr.hr_bpm.tolist() == [72]


def test_phone_and_watch_stay_two_sources() -> None:
    start, end = "2026-10-01 09:00:00 +0200", "2026-10-01 09:10:00 +0200"
    records = export(
        steps("1000", start, end), steps("1100", start, end, source="Watch")
    )
    assert records.steps.step_count.tolist() == [1000, 1100]
    assert records.steps.source.tolist() == [0, 1]
    assert (records.steps.end_ms - records.steps.start_ms).tolist() == [600_000] * 2


def test_a_workout_is_a_session() -> None:
    workout = (
        b'<Workout workoutActivityType="HKWorkoutActivityTypeWalking" '
        b'sourceName="Watch" startDate="2026-10-01 09:00:00 +0200" '
        b'endDate="2026-10-01 09:08:00 +0200"/>'
    )
    (span,) = export(workout).spans
    assert (span.sport, span.end_ms - span.start_ms) == ("walking", 480_000)


def test_a_place_is_the_byte_at_which_the_tag_begins() -> None:
    record = hr("70", "2026-10-01 08:00:00 +0200")
    records = export(record, record)
    first = len(HEAD)
    assert records.hr.place.tolist() == [first, first + len(record)]


def test_a_value_that_is_none_is_counted_and_not_read() -> None:
    at = "2026-10-01 08:00:00 +0200"
    records = export(hr("nan", at), hr("", at), hr("-4", at), hr("70", at))
    assert records.hr.hr_bpm.tolist() == [70]
    assert records.skipped == {Skipped.NOT_A_NUMBER: 2, Skipped.NEGATIVE: 1}


def test_other_kinds_of_records_are_passed_over() -> None:
    other = b'<Record type="HKQuantityTypeIdentifierBodyMass" value="x"/>'
    assert export(other).row_count == 0


BOMB = b'<!DOCTYPE HealthData [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><HealthData/>'
OUTSIDE = b'<!DOCTYPE HealthData [<!ENTITY a SYSTEM "file:///etc/x">]><HealthData/>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "declares an entity"),
        (OUTSIDE, "declares an entity"),
        (HEAD + hr("70", "2026-10-01 08:00:00 +0200")[:-9], "the XML is broken"),
        (HEAD + hr("70", "2026-10-01 08:00:00 +0200"), "the XML is broken"),
        (HEAD + hr("70", "2026-10-01 08:00:00"), "startDate is not a time"),
        (HEAD + hr("70", "2026-13-01 08:00:00 +0200"), "startDate is not a time"),
        (b"<Other/>", "no export of Apple Health"),
        (
            HEAD + steps("5", "2026-10-01 08:00:00 +0200", "2026-10-01 07:00:00 +0200"),
            "steps end before they begin",
        ),
        (
            HEAD + hr("70", "2026-10-01 08:00:00 +0200", unit="furlong"),
            "unit of a heart rate",
        ),
    ],
)
def test_a_broken_export_is_refused_with_the_byte(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason) as refused:
        joined(read_apple_health(io.BytesIO(content)))
    assert 0 <= refused.value.place.number <= len(content)
    assert refused.value.place.unit == "byte"


def test_a_tag_without_an_end_does_not_fill_the_memory() -> None:
    content = HEAD + b'<Record type="' + b"x" * (6 << 20)
    with pytest.raises(FileRefused, match="has no end") as refused:
        joined(read_apple_health(io.BytesIO(content)))
    assert refused.value.place.number == len(HEAD)


def test_an_export_is_found_in_its_archive(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = "apple_health_export"
        archive.writestr(f"{folder}/export_cda.xml", "<ClinicalDocument/>")
        archive.writestr(
            f"{folder}/export.xml", HEAD + hr("70", "2026-10-01 08:00:00 +0200") + TAIL
        )
        archive.writestr(f"{folder}/workout-routes/route.gpx", "<gpx/>")
    assert read_bytes_of(tmp_path / "e", packed.getvalue()).hr.hr_bpm.tolist() == [70]


class _Endless(io.RawIOBase):
    """An export of so many records, made while it is read."""

    def __init__(self, records: int) -> None:
        self._block = hr("70", "2026-10-01 08:00:00 +0200") * 100
        self._left = records // 100
        self._waiting = HEAD

    def read(self, size: int = -1) -> bytes:
        if len(self._waiting) < size and self._left:
            count = min(self._left, size // len(self._block) + 1)
            self._left -= count
            self._waiting += self._block * count + (b"" if self._left else TAIL)
        block, self._waiting = self._waiting[:size], self._waiting[size:]
        return block


def _peak_bytes(records: int) -> int:
    tracemalloc.start()
    rows = sum(len(b.hr.at_ms) for b in read_apple_health(_Endless(records)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == records
    return peak


def test_memory_does_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "BATCH_ROWS", 1000)
    assert _peak_bytes(20_000) < 1.2 * _peak_bytes(5_000)

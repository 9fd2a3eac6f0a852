"""A Polar H10 as it answers: its own recording over PSFTP, its accelerometer over PMD.

Written from Polar's published documents and message definitions. It keeps one
recording and refuses a second; its clock begins at 2019-01-01 unless it is set; what
was half transferred when the link ended is forgotten, and the file stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from pacepipe.domain import characteristic as gatt_number
from pacepipe.gatt import polar_pmd, polar_psftp, polar_recording
from pacepipe.gatt.polar_psftp import Asked, Operation, Query, ResultCode
from pacepipe.gatt.protobuf_lite import (
    bytes_field,
    number_field,
    number_of,
    packed_field,
    read_fields,
    text_of,
)
from pacepipe.simulate.notification import Notification

PAYLOAD_BYTES: Final = 20
"""Of a packet, at the smallest ATT MTU."""
PACKET_S: Final = 0.015
"""Between two packets: one connection interval of a phone or of BlueZ."""
OFF_STRAP_S: Final = 45.0
"""From being taken off to ending the link (Polar BLE SDK, known issues)."""
CLOCK_WHEN_LOST: Final = datetime(2019, 1, 1, tzinfo=UTC)

Answer = bytes | int
"""What a message is answered with: bytes, or a result code."""


def samples_file(rr_ms: Sequence[int]) -> bytes:
    """The file of a recording of RR intervals.

    Examples
    --------
    ``0A 02 18 01`` is the interval of 1 s, ``E2 01`` field 28:

    >>> samples_file([800, 812]).hex(" ")
    '0a 02 18 01 e2 01 06 0a 04 a0 06 ac 06'
    """
    interval = bytes_field(1, number_field(3, 1))
    return interval + bytes_field(28, packed_field(1, rr_ms))


def taken_off(off_s: float, on_s: float) -> tuple[float, float]:
    """The outage of a strap that is worn again at `on_s`, for a `VirtualPeripheral`.

    Examples
    --------
    >>> taken_off(100.0, 300.0)
    (145.0, 300.0)
    """
    return off_s + OFF_STRAP_S, on_s


class PolarH10:
    """The firmware of a virtual H10; give it to a `VirtualPeripheral`.

    Parameters
    ----------
    beats : sequence of (at_s, rr_ms)
        Every beat of whoever wears it, at seconds of strap time, in order.
    recording : tuple of (name, since_s), optional
        What it is recording at strap time 0.
    files : mapping of str to bytes, optional
        What it holds at strap time 0, by the name of the recording.
    refuses : iterable of int
        Queries that it refuses, once each.

    Attributes
    ----------
    files : dict of str to bytes
        What is stored, by the name of the recording.
    recording : tuple of (name, since_s) or None
        What it is recording.
    """

    readable: frozenset[int] = frozenset()
    writable: frozenset[int] = frozenset(
        {gatt_number.POLAR_PSFTP_MTU, gatt_number.POLAR_PMD_CONTROL}
    )
    notifying: frozenset[int] = frozenset(
        {
            gatt_number.POLAR_PSFTP_MTU,
            gatt_number.POLAR_PMD_CONTROL,
            gatt_number.POLAR_PMD_DATA,
        }
    )

    def __init__(
        self,
        beats: Sequence[tuple[float, int]] = (),
        *,
        recording: tuple[str, float] | None = None,
        files: Mapping[str, bytes] | None = None,
        refuses: Iterable[int] = (),
    ) -> None:
        self.files: dict[str, bytes] = dict(files or {})
        self.recording = recording
        self._beats = tuple(beats)
        self._refuses = set(refuses)
        self._inbox = polar_psftp.Transfer()
        self._is_accelerating = False
        self._clock, self._clock_set_s = CLOCK_WHEN_LOST, 0.0

    def read(self, at_s: float, characteristic: int) -> bytes | None:
        """Nothing: what it says when read is known beforehand."""
        return None

    def is_sending(self, characteristic: int) -> bool:
        """Whether a stream is on: heart rate always, acceleration when started."""
        return characteristic != gatt_number.POLAR_PMD_DATA or self._is_accelerating

    def unlinked(self) -> None:
        """Forget a half-heard message. A stream that was on stays on, as it does."""
        self._inbox = polar_psftp.Transfer()

    def write(
        self, at_s: float, characteristic: int, payload: bytes
    ) -> tuple[Notification, ...]:
        """Take one packet, and answer where it ends a message."""
        if characteristic == gatt_number.POLAR_PMD_CONTROL:
            return self._control(payload, at_s)
        self._inbox.receive(payload)
        event = self._inbox.next_event()
        if event is None:
            return ()
        self._inbox = polar_psftp.Transfer()
        asked = (
            polar_psftp.read_message(event.body)
            if isinstance(event, polar_psftp.Answered)
            else None
        )
        answer = self._answer(asked, at_s)
        packets = (
            (polar_psftp.result_packet(answer),)
            if isinstance(answer, int)
            else polar_psftp.packets(answer, PAYLOAD_BYTES)
        )
        return tuple(
            Notification(
                at_s + PACKET_S * (place + 1), gatt_number.POLAR_PSFTP_MTU, packet
            )
            for place, packet in enumerate(packets)
        )

    def _answer(self, asked: Asked | None, at_s: float) -> Answer:
        if asked is None:
            return ResultCode.NOT_IMPLEMENTED
        if asked.query_id is not None:
            is_refused = asked.query_id in self._refuses
            self._refuses.discard(asked.query_id)
            if is_refused:
                return ResultCode.NOT_READY
            return self._query(asked.query_id, asked.parameters, at_s)
        path = (asked.path or "").strip("/").removesuffix("/" + "SAMPLES.BPB")
        if asked.operation == Operation.GET:
            return self._get(asked.path or "", path)
        if asked.operation == Operation.REMOVE:
            gone = self.files.pop(path, None)
            return ResultCode.NO_SUCH_FILE if gone is None else ResultCode.DONE
        return ResultCode.NOT_PERMITTED

    def _get(self, path: str, name: str) -> Answer:
        if path == "/":
            return b"".join(_entry(f"{name}/", 0) for name in sorted(self.files))
        if name not in self.files:
            return ResultCode.NO_SUCH_FILE
        if path.endswith("/"):
            size = len(self.files[name])
            return _entry(polar_recording.SAMPLES_FILE, size)
        return self.files[name]

    def _query(self, kind: int, parameters: bytes, at_s: float) -> Answer:
        if kind == Query.START_RECORDING:
            return self._start(parameters, at_s)
        if kind == Query.STOP_RECORDING:
            return self._stop(at_s)
        if kind == Query.RECORDING_STATUS:
            if self.recording is None:
                return number_field(1, 0)
            return number_field(1, 1) + bytes_field(2, self.recording[0].encode())
        if kind == Query.SET_LOCAL_TIME:
            said = polar_recording.read_clock(parameters)
            if said is None:
                return ResultCode.NOT_PERMITTED
            self._clock, self._clock_set_s = said, at_s
            return ResultCode.DONE
        if kind == Query.GET_LOCAL_TIME:
            now = self._clock + timedelta(seconds=at_s - self._clock_set_s)
            return polar_recording.clock_parameters(now)
        return ResultCode.NOT_IMPLEMENTED

    def _start(self, parameters: bytes, at_s: float) -> Answer:
        fields = read_fields(parameters) or ()
        name = text_of(fields, 3)
        is_rr = number_of(fields, 1) == polar_recording.SAMPLE_TYPE_RR
        if name is None or not is_rr or self.recording is not None or self.files:
            return ResultCode.NOT_PERMITTED
        self.recording = (name, at_s)
        return ResultCode.DONE

    def _stop(self, at_s: float) -> Answer:
        if self.recording is None:
            return ResultCode.NOT_READY
        name, since_s = self.recording
        rr_ms = [rr for beat_s, rr in self._beats if since_s <= beat_s < at_s]
        self.files[name] = samples_file(rr_ms)
        self.recording = None
        return ResultCode.DONE

    def _control(self, payload: bytes, at_s: float) -> tuple[Notification, ...]:
        settings = bytes.fromhex(
            "00 04 1900 3200 6400 C800 01 01 1000 02 03 020004000800"
        )
        operation, kind = (*payload[:2], 0, 0)[:2]
        error, parameters = 0, b""
        if kind != polar_pmd.ACCELERATION:
            error = 2
        elif operation == polar_pmd.PmdOperation.SETTINGS:
            parameters = settings
        elif operation == polar_pmd.PmdOperation.START:
            error = 6 if self._is_accelerating else 0
            self._is_accelerating = True
        elif operation == polar_pmd.PmdOperation.STOP:
            self._is_accelerating = False
        else:
            error = 1
        answer = bytes([0xF0, operation, kind, error, 0]) + parameters
        return (Notification(at_s + PACKET_S, gatt_number.POLAR_PMD_CONTROL, answer),)


def _entry(name: str, size_bytes: int) -> bytes:
    """One entry of a folder, as the field of it."""
    return bytes_field(1, bytes_field(1, name.encode()) + number_field(2, size_bytes))

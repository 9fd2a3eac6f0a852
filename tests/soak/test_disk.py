"""A disk that fills, and one that turns read-only, under a recording station."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from soak.shims import built_in
from soak.stations import Spoken, a_station, kept

SAID_AT_ONCE_S = 7.0
"""The station looks every 5 s, and the writer tries again every second."""
TROUBLE_S = 8.0

pytestmark = pytest.mark.timeout(300)


@contextmanager
def _small_disk(folder: Path, size_kib: int) -> Iterator[bool]:
    """A small disk at `folder` while the block runs; False where not allowed."""
    folder.mkdir()
    mounted = os.geteuid() == 0 and (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_kib}k", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def _is_trouble(line: dict[str, Any]) -> bool:
    return line["what"] == "state" and line["trouble"] is not None


def _is_complaint(line: dict[str, Any]) -> bool:
    return line["what"] == "log" and line["level"] == "ERROR"


def _is_well(line: dict[str, Any]) -> bool:
    return line["what"] == "state" and line["trouble"] is None


def _through(
    station: Spoken, path: Path, begin: Callable[[], None], end: Callable[[], None]
) -> tuple[float, float, float, int]:
    """Seconds until the journal knew, the station said, it was well again; waiting."""
    station.until(lambda line: line["what"] == "state" and line["linked"] == 1)
    time.sleep(2.0)
    began_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    begin()
    known_ns = station.until(_is_trouble)["at_ns"]
    before = kept(path)
    said_ns = station.until(_is_complaint)["at_ns"]
    time.sleep(TROUBLE_S)
    # what it had stays readable, and is not touched
    after = kept(path)
    for address, serials in before.items():
        assert after[address][: len(serials)] == serials
    now_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    latest = station.until(lambda line: line["at_ns"] > now_ns and _is_trouble(line))
    waiting = latest["waiting"]
    ended_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    end()
    well_ns = station.until(lambda line: line["at_ns"] > ended_ns and _is_well(line))[
        "at_ns"
    ]
    time.sleep(1.0)
    return (
        (known_ns - began_ns) / 1e9,
        (said_ns - began_ns) / 1e9,
        (well_ns - ended_ns) / 1e9,
        waiting,
    )


def _tell(
    tell: Callable[[str], None],
    how: str,
    figures: tuple[float, float, float, int],
    count: int,
) -> None:
    known_s, said_s, well_s, waiting = figures
    tell(
        f"{how}: known after {known_s:.1f} s, logged after {said_s:.1f} s, "
        f"{waiting} rows kept in memory, stored {well_s:.1f} s after it was mended; "
        f"{count} frames, none lost, none twice"
    )
    assert said_s <= SAID_AT_ONCE_S + known_s


def test_a_full_disk_is_said_and_nothing_is_lost_once_there_is_room(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    with _small_disk(tmp_path / "disk", 2_048) as is_mounted:
        path = tmp_path / "disk" / "frames.sqlite"
        ballast = tmp_path / "disk" / "ballast"
        with a_station(path) as station:
            pid = station.said("ready")["pid"]

            def fill() -> None:
                if not is_mounted:
                    size = path.with_name("frames.sqlite-wal").stat().st_size
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, -1))
                    return
                with ballast.open("wb", buffering=0) as file:
                    try:
                        while file.write(bytes(4096)):
                            pass
                    except OSError:
                        return

            def make_room() -> None:
                ballast.unlink(missing_ok=True)
                if not is_mounted:
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (-1, -1))

            figures = _through(station, path, fill, make_room)
            delivered = station.end()
        assert kept(path) == delivered
    how = "disk full (tmpfs)" if is_mounted else "disk full (RLIMIT_FSIZE)"
    _tell(tell, how, figures, sum(map(len, delivered.values())))


def test_a_disk_that_turns_read_only_is_said_and_nothing_is_lost(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    shim = built_in(tmp_path)
    if shim is None:
        pytest.skip("no C compiler to build the shim that refuses writes")
    sign = tmp_path / "read-only"
    env = {"LD_PRELOAD": str(shim), "SOAK_READ_ONLY_IF": str(sign)}
    path = tmp_path / "frames.sqlite"
    with a_station(path, env=env) as station:
        figures = _through(station, path, sign.touch, sign.unlink)
        delivered = station.end()
    assert kept(path) == delivered
    how = "disk read-only while recording (EROFS, LD_PRELOAD)"
    _tell(tell, how, figures, sum(map(len, delivered.values())))


def test_a_station_on_a_read_only_disk_refuses_to_begin_and_says_why(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    with _small_disk(tmp_path / "disk", 2_048) as is_mounted:
        if not is_mounted:
            pytest.skip("only root may mount a disk to make it read-only")
        path = tmp_path / "disk" / "frames.sqlite"
        with a_station(path) as station:
            station.until(lambda line: line["what"] == "state" and line["linked"] == 1)
            time.sleep(2.0)
            delivered = station.end()
        subprocess.run(["mount", "-o", "remount,ro", path.parent], check=True)
        began_s = time.monotonic()
        with a_station(path) as station:
            refusal = station.said("refused")
        took_s = time.monotonic() - began_s
        subprocess.run(["mount", "-o", "remount,rw", path.parent], check=True)
        assert refusal["kind"] == "DiskTrouble"
        assert refusal["remedy"]
        assert kept(path) == delivered
        with a_station(path) as station:
            station.until(lambda line: line["what"] == "state" and line["linked"] == 1)
    tell(
        f'start on a read-only disk: refused after {took_s:.1f} s ("{refusal["text"]}")'
        ", what was there stays, and it begins once it may write"
    )

"""Collecting: how fast bytes become readings, and how soon they are on the disk."""

import asyncio
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO / "src"), str(REPO / "tests")]

from bench.harness import Claim, Row  # noqa: E402
from pacepipe import gatt  # noqa: E402
from pacepipe.collect import (  # noqa: E402
    LinkPolicy,
    Listening,
    Lookout,
    Radio,
    StrapTarget,
    SystemClock,
    run_link,
)
from pacepipe.domain.characteristic import (  # noqa: E402
    HEART_RATE_MEASUREMENT,
    RSC_MEASUREMENT,
)
from pacepipe.domain.frame import FrameBatch  # noqa: E402
from pacepipe.journal import FrameJournal, FrameReader  # noqa: E402
from pacepipe.simulate.air import VirtualAir  # noqa: E402
from pacepipe.simulate.encode import (  # noqa: E402
    heart_rate_measurement,
    rsc_measurement,
)
from soak.stations import Spoken, a_station  # noqa: E402
from soak.streams import HEART, identity_number, strap_number, stream  # noqa: E402
from support.straps import the_profile  # noqa: E402

PEERS_PYTHON = REPO / "build" / "peers" / "bin" / "python"
OUR_FRAMES = 1_000_000
PEER_FRAMES = 100_000
REPEATS = 5
DECODE_GOAL_PER_S = 2e6
PROMISED_MS = 250.0
BACK_WITHIN_S = 10.0


def decode_heart_rate() -> Iterator[Row]:
    """Decode 0x2A37 in batches on one core, beside peers on the same frames."""
    chance = random.Random(37)
    frames = [
        heart_rate_measurement(
            chance.randint(50, 150),
            rr_raw=[chance.randint(400, 1200) for _ in range(chance.choice((0, 1, 2)))],
            contact=chance.choice((True, True, None)),
            energy_kj=chance.randint(0, 900) if chance.random() < 0.1 else None,
        )
        for _ in range(OUR_FRAMES)
    ]
    yield _decode("0x2A37", HEART_RATE_MEASUREMENT, frames)


def decode_running() -> Iterator[Row]:
    """Decode 0x2A53 in batches on one core, beside peers on the same frames."""
    chance = random.Random(53)
    frames = [
        rsc_measurement(
            speed_mps=chance.uniform(0.3, 2.5),
            cadence_spm=chance.randint(30, 130),
            stride_length_m=chance.uniform(0.3, 1.5) if chance.random() < 0.5 else None,
            total_distance_m=chance.uniform(0, 5e4) if chance.random() < 0.5 else None,
        )
        for _ in range(OUR_FRAMES)
    ]
    yield _decode("0x2A53", RSC_MEASUREMENT, frames)


def _decode(name: str, characteristic: int, frames: Sequence[bytes]) -> Row:
    batch = FrameBatch.from_payloads(frames)
    best_s = min(_seconds_of(characteristic, batch) for _ in range(REPEATS))
    rate = len(frames) / best_s
    return Row(
        "collect",
        f"decode {name}, a batch of {len(frames):,}",
        rate / 1e6,
        "M frames/s",
        f">= {DECODE_GOAL_PER_S / 1e6:g} M/s",
        rate >= DECODE_GOAL_PER_S,
        _peers(characteristic, frames[:PEER_FRAMES], rate),
    )


def _seconds_of(characteristic: int, batch: FrameBatch) -> float:
    began_s = time.process_time()
    gatt.decode(characteristic, batch)
    return time.process_time() - began_s


def _peers(
    characteristic: int, frames: Sequence[bytes], our_rate: float
) -> dict[str, str]:
    if not PEERS_PYTHON.exists():
        return {"none": "requirements/peers.lock is not installed"}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "frames.bin"
        file.write_bytes(b"".join(struct.pack("B", len(f)) + f for f in frames))
        script = Path(__file__).with_name("peer_decoders.py")
        command = [str(PEERS_PYTHON), str(script), str(file), f"{characteristic:04x}"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return {"all": (run.stderr.splitlines() or ["ended with an error"])[-1]}
    return {
        peer: found
        if isinstance(found, str)
        else f"{found / 1e6:.3g} M frames/s, ours is {our_rate / found:.3g} ×"
        for peer, found in json.loads(run.stdout).items()
    }


def latency_1_hz() -> Iterator[Row]:
    """From the notification to where another process can read it, 1 frame a second."""
    yield from _latency(1.0, 110.0)


def latency_130_hz() -> Iterator[Row]:
    """The same at 130 frames a second."""
    yield from _latency(130.0, 20.0)


def _latency(rate_hz: float, seconds: float) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frames.sqlite"
        sync_ms = _sync_ms(Path(folder))
        with a_station(path, rate_hz=rate_hz, long_s=600.0) as station:
            _all_linked(station, 1)
            seen = _seen_at(path, seconds)
            station.end()
        with FrameReader.open(path) as reader:
            rows = reader.frames_after(0, 1_000_000)
    marks = np.array([mark for mark, _ in seen])
    at_ns = np.array([at for _, at in seen])
    wanted = (rows.characteristic == HEART) & (rows.seq > marks[0])
    wanted &= rows.seq <= marks[-1]
    first_seen_ns = at_ns[np.searchsorted(marks, rows.seq[wanted])]
    waited_ms = (first_seen_ns - rows.boot_ns[wanted]) / 1e6
    goal_ms = PROMISED_MS + sync_ms
    goal = f"<= 250 ms + one sync ({sync_ms:.1f} ms here)"
    for name, pct in (("p50", 50), ("p99", 99)):
        value = float(np.percentile(waited_ms, pct))
        is_goal = name == "p99"
        yield Row(
            "collect",
            f"notification to journal, {rate_hz:g} Hz, {name} of {len(waited_ms)}",
            value,
            "ms",
            goal if is_goal else "",
            value <= goal_ms if is_goal else None,
        )


def _seen_at(path: Path, seconds: float) -> list[tuple[int, int]]:
    """Each growth of the journal as a reader sees it: newest number, boot clock."""
    seen: list[tuple[int, int]] = []
    until_s = time.monotonic() + seconds
    with FrameReader.open(path) as reader:
        while time.monotonic() < until_s:
            newest = reader.last_seq()
            if not seen or newest > seen[-1][0]:
                now_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
                seen.append((newest, now_ns))
            time.sleep(0.001)
    return seen


def _sync_ms(folder: Path) -> float:
    """What one sync of a page costs in this folder, p99 of 200."""
    taken_ms = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(bytes(4096))
            began_s = time.perf_counter()
            os.fdatasync(file.fileno())
            taken_ms.append((time.perf_counter() - began_s) * 1000)
    return float(np.percentile(taken_ms, 99))


def _all_linked(station: Spoken, count: int) -> dict[str, float]:
    return station.until(
        lambda line: line["what"] == "state" and line["linked"] >= count
    )


def reconnect() -> Iterator[Row]:
    """50 cuts of 1 to 20 s in real time: from reachable to the first frame."""
    back_s = np.array(asyncio.run(_fifty_cuts()))
    for name, pct in (("p50", 50), ("p90", 90), ("max", 100)):
        value = float(np.percentile(back_s, pct))
        is_goal = name == "max"
        yield Row(
            "collect",
            f"back after a cut, {name} of {len(back_s)}",
            value,
            "s",
            f"<= {BACK_WITHIN_S:g} s of being reachable" if is_goal else "",
            value <= BACK_WITHIN_S if is_goal else None,
        )


async def _fifty_cuts() -> list[float]:
    """Ten straps with five cuts each, on one radio."""
    chance = random.Random(50)
    straps, ends_s = [], []
    for place in range(10):
        at_s, outages = 3.0, []
        for _ in range(5):
            at_s += chance.uniform(2.0, 6.0)
            outages.append((at_s, at_s := at_s + chance.uniform(1.0, 20.0)))
        sent = stream(1.0, 200.0, start_s=place / 10)
        straps.append((strap_number(place, sent), tuple(outages)))
        ends_s.append(at_s)
    air = VirtualAir(replace(strap, outages=outages) for strap, outages in straps)
    stop = asyncio.Event()
    with (
        tempfile.TemporaryDirectory() as folder,
        FrameJournal.open(Path(folder) / "frames.sqlite", "home") as journal,
    ):
        listening = Listening(
            Lookout(Radio(air.scanner, air.client)),
            journal,
            SystemClock(),
            LinkPolicy(),
        )
        air.now_s()
        asyncio.get_running_loop().call_later(max(ends_s) + 12.0, stop.set)
        await asyncio.gather(
            *(
                run_link(_target(place, strap.address), listening, stop)
                for place, (strap, _) in enumerate(straps)
            )
        )
    back_s = []
    for strap, outages in straps:
        sent = air.ledger(strap.address).delivered
        times = [n.at_s for n in sent if n.characteristic == HEART]
        for _, until_s in outages:
            after = [at_s for at_s in times if at_s >= until_s]
            back_s.append(after[0] - until_s if after else float("inf"))
    return back_s


def _target(place: int, address: str) -> StrapTarget:
    return StrapTarget(identity_number(place).strap_id(address), the_profile(), address)


def many_straps() -> Iterator[Row]:
    """CPU share and peak memory of a station with 1, 10 and 40 straps at 1 Hz."""
    for count in (1, 10, 40):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "frames.sqlite"
            with a_station(path, straps=count, rate_hz=1.0, long_s=600.0) as station:
                first = _all_linked(station, count)
                wanted_ns = first["at_ns"] + 20e9

                def is_late(line: dict, wanted_ns: float = wanted_ns) -> bool:
                    return line["what"] == "state" and line["at_ns"] >= wanted_ns

                last = station.until(is_late)
                station.end()
        wall_s = (last["at_ns"] - first["at_ns"]) / 1e9
        share_pct = (last["cpu_s"] - first["cpu_s"]) / wall_s * 100
        label = f"station with {count} straps at 1 Hz, the virtual air included"
        yield Row("collect", f"{label}: CPU", share_pct, "% of a core")
        yield Row("collect", f"{label}: peak memory", last["peak_mib"], "MiB")


CLAIMS: tuple[Claim, ...] = (
    decode_heart_rate,
    decode_running,
    latency_1_hz,
    latency_130_hz,
    reconnect,
    many_straps,
)

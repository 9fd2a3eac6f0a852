"""The machine under test, from inside it: a home, the station, the air, the truth.

Standard library only, beside pacepipe's own command line: everything happens in
processes of their own, as it does beside a patient.
"""

import json
import math
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bluez.reckoning import (
    DeadWindow,
    Heard,
    Reckoning,
    delivered_of,
    killed,
    reckon,
)

AIR: Final = Path("/run/air")
DEVICE_OF: Final = {"A0:9E:1A:C0:FF:EE": "strap", "F0:0D:1A:C0:FF:E1": "pod"}
NAMES: Final = {"strap": "Virtual H10 00C0FFEE", "pod": "Virtual Pod"}
SETTLE_S: Final = 1.5
"""Longer than the way to the disk: what was delivered before it must be there."""

LinkRow = tuple[str, float, str, str]


def now_s() -> float:
    """The clock of the truth log, which the journal's own agrees with."""
    return time.monotonic()


class Rig:
    """One machine with bluetoothd, a strap and a pod."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.windows: list[DeadWindow] = []
        self._station: subprocess.Popen[bytes] | None = None
        self._bluetoothd: subprocess.Popen[bytes] | None = None
        self._log = AIR / "station.log"

    # the command line

    def types(self, *arguments: str) -> str:
        """Run one pacepipe command to its end."""
        ran = subprocess.run(
            [sys.executable, "-m", "pacepipe", "--home", str(self.home), *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == 0, f"{' '.join(arguments)}: {ran.stderr[-600:]}"
        return ran.stdout

    def prepare(self) -> None:
        """A home with one person, who agrees and wears the strap and the pod."""
        self.types(
            *("init", "--station-id", "bench", "--zone", "Europe/Berlin"),
            *("--contact-name", "Day-clinic", "--contact-phone", "+49-30-1234"),
        )
        self.types("person", "add", "P-001", "--since", "2026-01-01")
        self.types("consent", "give", "P-001", "--by", "herself")
        for name in NAMES.values():
            self.types(
                *("strap", "pair", "P-001", "--name", name, "--seconds", "4"),
                *("--yes", "--wait", "30"),
            )

    def start_station(self) -> float:
        """Start the station; the moment at which it began to listen."""
        command = [sys.executable, "-m", "pacepipe", "--home", str(self.home)]
        with self._log.open("ab") as log:
            begins_at = log.tell()
            self._station = subprocess.Popen(
                [*command, "--debug", "station"], stdout=log, stderr=log
            )
        listens_s = self.wait(
            "the station", lambda: b"hear: 2." in self._log.read_bytes()[begins_at:]
        )
        # what was told to stop is dead until here
        self.windows = [
            replace(window, end_s=min(window.end_s, listens_s))
            for window in self.windows
        ]
        return listens_s

    def stop_station(self) -> None:
        """Stop it as systemd does; it ends by itself, and says that all is stored."""
        assert self._station is not None
        at_s = now_s()
        self._station.send_signal(signal.SIGTERM)
        assert self._station.wait(timeout=60) == 0, self._station.returncode
        self.windows.append(DeadWindow("station told to stop", at_s, math.inf))
        assert self._log.read_bytes().endswith(b"is on the disk.\n")

    def kill_station(self, *, down_s: float) -> float:
        """SIGKILL the station and start it `down_s` later; when it listened again."""
        assert self._station is not None
        at_s = now_s()
        self._station.kill()
        self._station.wait(timeout=60)
        time.sleep(down_s)
        assert self.air("strap status")["connected"], "the link went with the station"
        back_s = self.start_station()
        self.windows += killed("station killed", at_s, back_s)
        return back_s

    def kill_bluetoothd(self, *, down_s: float) -> float:
        """SIGKILL bluetoothd and start it `down_s` later; when it answered again."""
        pids = subprocess.run(
            ["pidof", "bluetoothd"], capture_output=True, text=True, check=True
        ).stdout.split()
        at_s = now_s()
        subprocess.run(["kill", "-9", *pids], check=True)
        time.sleep(down_s)
        self._bluetoothd = subprocess.Popen(["bluetoothd-start"])
        back_s = self._powered()
        self.windows += killed("bluetoothd killed", at_s, back_s)
        return back_s

    def unplug_adapter(self, *, down_s: float) -> float:
        """Pull the adapter out, and put it back in; when it was powered again."""
        at_s = now_s()
        self.air("adapter unplug")
        time.sleep(down_s)
        self.air("adapter plug")
        back_s = self._powered()
        self.windows.append(DeadWindow("adapter unplugged", at_s, back_s))
        return back_s

    def _powered(self) -> float:
        def is_powered() -> bool:
            # without bluetoothd it would wait for ever
            try:
                shown = subprocess.run(
                    ["bluetoothctl", "show"],
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=2,
                ).stdout
            except subprocess.TimeoutExpired:
                return False
            return "Powered: yes" in shown

        return self.wait("bluetoothd and its adapter", is_powered, limit_s=30)

    # the air, the truth, the journal

    def air(self, line: str) -> Any:
        """Steer the air; its answer."""
        with closing(socket.socket(socket.AF_UNIX)) as wire:
            wire.connect(str(AIR / "ctl"))
            wire.sendall(line.encode() + b"\n")
            told = b"".join(iter(lambda: wire.recv(4096), b"")).decode().strip()
        assert not told.startswith("error"), f"{line}: {told}"
        return json.loads(told) if told.startswith("{") else told

    def wait_until_free(self, device: str, *, limit_s: float) -> None:
        """Wait until a device knows of no link."""

        def is_free() -> bool:
            return not self.air(f"{device} status")["connected"]

        self.wait(f"{device} let go", is_free, limit_s=limit_s)

    def truth(self) -> list[dict[str, Any]]:
        """The events of the truth log; a line that is being written is left out."""
        lines = (AIR / "truth.jsonl").read_text().split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def kept(self, device: str | None = None, *, since_s: float = 0) -> list[Heard]:
        """Frames in the journal, in order."""
        rows = self._rows(
            "select address, characteristic, f.t_boot_ns, payload from frame as f"
            " join connection using (connection_id)"
            " where f.t_boot_ns >= ? order by seq",
            since_s,
        )
        found = [Heard(DEVICE_OF[a], c, ns / 1e9, p) for a, c, ns, p in rows]
        return [heard for heard in found if device in {None, heard.device}]

    def links(self, *, since_s: float = 0) -> list[LinkRow]:
        """Link events in the journal: device, moment, kind, detail."""
        rows = self._rows(
            "select address, e.t_boot_ns, kind, detail from link_event as e"
            " join connection using (connection_id)"
            " where e.t_boot_ns >= ? order by seq",
            since_s,
        )
        return [(DEVICE_OF[a], ns / 1e9, kind, detail) for a, ns, kind, detail in rows]

    def _rows(self, sql: str, since_s: float) -> list[tuple[Any, ...]]:
        file = self.home / "journal" / "frames.sqlite"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as journal:
            return journal.execute(sql, (int(since_s * 1e9),)).fetchall()

    def wait(
        self, what: str, is_so: Callable[[], bool], *, limit_s: float = 90
    ) -> float:
        """Wait until something is so; when it was."""
        deadline_s = now_s() + limit_s
        while not is_so():
            assert now_s() < deadline_s, f"{what}: not within {limit_s:g} s"
            time.sleep(0.25)
        return now_s()

    def heard_again(self, device: str, *, since_s: float, limit_s: float = 90) -> float:
        """Wait for a frame of a stream after `since_s`; seconds until its stamp."""
        number = 0x2A37 if device == "strap" else 0x2A53

        def arrived() -> list[float]:
            kept = self.kept(device, since_s=since_s)
            return [heard.at_s for heard in kept if heard.characteristic == number]

        self.wait(f"{device} heard again", lambda: bool(arrived()), limit_s=limit_s)
        return arrived()[0] - since_s

    def reckon(self, *, begin_s: float) -> Reckoning:
        """Settle, then hold the journal against the truth since `begin_s`."""
        end_s = now_s()
        time.sleep(SETTLE_S)
        kept = self.kept()
        delivered = delivered_of(self.truth())
        return reckon(delivered, kept, self.windows, begin_s=begin_s, end_s=end_s)

    def close(self) -> None:
        """Leave the journal where the host will find it."""
        if self._station is not None and self._station.poll() is None:
            self._station.kill()
            self._station.wait()
        for file in (self.home / "journal").glob("frames.sqlite*"):
            shutil.copy(file, AIR)
        windows = [[w.name, w.begin_s, w.end_s] for w in self.windows]
        (AIR / "windows.json").write_text(json.dumps(windows))


def spread(values: Sequence[float]) -> str:
    """Median and worst of some seconds, in words."""
    if not values:
        return "none"
    ordered = sorted(values)
    return f"median {ordered[len(ordered) // 2]:.3g} s, worst {ordered[-1]:.3g} s"

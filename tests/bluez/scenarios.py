"""What may happen to a station, done to it on the real Bluetooth stack.

Runs inside the machine that `tools/bluez.sh` starts:
``python tests/bluez/scenarios.py short``, ``hour`` or ``stops``. Each scenario is a
function that asserts its own facts; the rule of `bluez.reckoning` is held against
every one of them, and against the whole run.
"""

import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bluez.reckoning import Reckoning
from bluez.rig import Rig, now_s, spread

HEART_RATE: Final = 0x2A37
STREAM_OF: Final = {"strap": HEART_RATE, "pod": 0x2A53}
BAD_KINDS: Final = ("empty", "short", "cut", "flags", "long", "odd", "zero")
HOUR_S: Final = 3600.0
STOPS: Final = 24

Scenario = Callable[[Rig], str]


def first_notification(rig: Rig) -> str:
    """Both straps are found, identified, subscribed and heard from a cold start."""
    began_s = rig.start_station()
    took = {name: rig.heard_again(name, since_s=began_s) for name in ("strap", "pod")}
    for device in ("strap", "pod"):
        # the first frame may come while the battery is still being subscribed
        _wait_for(rig, device, "subscribed", since_s=began_s)
        kinds = [k for d, _, k, _ in rig.links(since_s=began_s) if d == device]
        assert kinds[-3:] == ["opened", "identified", "subscribed"], kinds
    return f"strap after {took['strap']:.1f} s, pod after {took['pod']:.1f} s"


def two_devices_at_once(rig: Rig) -> str:
    """Strap and pod are heard once a second each, on two links that both stand."""
    began_s = now_s()
    time.sleep(20)
    counts = {name: len(rig.kept(name, since_s=began_s)) for name in ("strap", "pod")}
    assert min(counts.values()) >= 17, counts
    assert rig.links(since_s=began_s) == []
    return f"{counts['strap']} and {counts['pod']} frames in 20 s"


def malformed_packets(rig: Rig) -> str:
    """What makes no sense is kept to the byte, and costs no link."""
    began_s = now_s()
    for kind in BAD_KINDS:
        rig.air(f"strap bad {kind} 2")
        rig.air(f"pod bad {kind} 2")
    time.sleep(2 * len(BAD_KINDS) + 3)
    kept = rig.kept(since_s=began_s)
    for device, number in STREAM_OF.items():
        of_stream = [
            h for h in kept if (h.device, h.characteristic) == (device, number)
        ]
        # the truth log does not tell of these, so they are counted here
        assert sum(not heard.payload for heard in of_stream) == 2, of_stream
    sizes = {len(heard.payload) for heard in kept if heard.characteristic == HEART_RATE}
    assert {0, 1} < sizes, sizes
    assert max(sizes) > 40, sizes
    assert rig.links(since_s=began_s) == []
    return f"strap payloads of {min(sizes)} to {max(sizes)} bytes kept"


def forced_drops(rig: Rig) -> str:
    """A strap that hangs up is back, each time, on a new link."""
    took: list[float] = []
    for device in ("strap", "pod", "strap", "strap"):
        at_s = now_s()
        rig.air(f"{device} drop")
        _wait_for(rig, device, "lost", since_s=at_s)
        took.append(rig.heard_again(device, since_s=at_s + 0.5))
        time.sleep(6)
    return f"4 drops, back: {spread(took)}"


def range_loss(rig: Rig) -> str:
    """A strap that goes out of range for 20 s is back once it is in range."""
    at_s = now_s()
    rig.air("strap vanish 20")
    lost_s = _wait_for(rig, "strap", "lost", since_s=at_s)
    time.sleep(max(0.0, at_s + 20 - now_s()))
    took_s = rig.heard_again("strap", since_s=at_s + 20)
    return f"noticed after {lost_s - at_s:.1f} s, back {took_s:.1f} s after its return"


def bluetoothd_killed(rig: Rig) -> str:
    """The Bluetooth service dies and comes back; so do both straps."""
    back_s = rig.kill_bluetoothd(down_s=3)
    took = [rig.heard_again(name, since_s=back_s) for name in ("strap", "pod")]
    return f"strap back {took[0]:.1f} s after it, pod {took[1]:.1f} s"


def adapter_unplugged(rig: Rig) -> str:
    """The adapter is pulled out for 8 s; both straps come back."""
    back_s = rig.unplug_adapter(down_s=8)
    took = [rig.heard_again(name, since_s=back_s) for name in ("strap", "pod")]
    return f"strap back {took[0]:.1f} s after it, pod {took[1]:.1f} s"


def station_killed(rig: Rig) -> str:
    """A killed station finds the straps that it left connected, three times."""
    took: list[float] = []
    for down_s in (0.0, 4.0, 15.0):
        back_s = rig.kill_station(down_s=down_s)
        took += [rig.heard_again(name, since_s=back_s) for name in ("strap", "pod")]
        connected = [
            event
            for event in rig.truth()
            if event["ev"] == "connected" and event["t"] > back_s - down_s - 2
        ]
        assert connected == [], "it was a new link, not the one that was left"
        time.sleep(5)
    return f"3 kills, both heard again on the old link: {spread(took)}"


def station_stopped(rig: Rig) -> str:
    """A station that is told to stop hangs up, and loses nothing."""
    rig.stop_station()
    for device in ("strap", "pod"):
        # a strap hears of it at its next connection event
        rig.wait_until_free(device, limit_s=3)
    return "both links closed"


def many_stops(rig: Rig) -> str:
    """Told to stop again and again, a station never leaves a link behind."""
    took: list[float] = []
    for _ in range(STOPS):
        began_s = rig.start_station()
        for device in ("strap", "pod"):
            rig.heard_again(device, since_s=began_s)
        at_s = now_s()
        rig.stop_station()
        took.append(now_s() - at_s)
        for device in ("strap", "pod"):
            rig.wait_until_free(device, limit_s=3)
    return f"{STOPS} stops, each link closed: {spread(took)}"


def one_hour(rig: Rig) -> str:
    """An hour with a drop every ten minutes."""
    began_s = rig.start_station()
    for name in ("strap", "pod"):
        rig.heard_again(name, since_s=began_s)
    drops = 0
    while now_s() < began_s + HOUR_S:
        time.sleep(min(600.0, began_s + HOUR_S - now_s()))
        if now_s() < began_s + HOUR_S - 60:
            rig.air(f"{('strap', 'pod')[drops % 2]} drop")
            drops += 1
    return f"{drops} drops in {(now_s() - began_s) / 60:.0f} min"


def _wait_for(rig: Rig, device: str, kind: str, *, since_s: float) -> float:
    """Wait until the journal has a kind of link event; when it was."""

    def moments() -> list[float]:
        links = rig.links(since_s=since_s)
        return [t for d, t, k, _ in links if (d, k) == (device, kind)]

    rig.wait(f"{device} {kind}", lambda: bool(moments()))
    return moments()[0]


SETS: Final[dict[str, tuple[Scenario, ...]]] = {
    "short": (
        first_notification,
        two_devices_at_once,
        malformed_packets,
        forced_drops,
        range_loss,
        bluetoothd_killed,
        adapter_unplugged,
        station_killed,
        station_stopped,
    ),
    "hour": (one_hour, station_stopped),
    "stops": (many_stops,),
}


def _told(found: Reckoning) -> str:
    parts = [f"{found.kept_count} of {found.delivered_count} delivered are kept"]
    parts += [f"{count} {name}" for name, count in sorted(found.excused.items())]
    parts += [
        f"{len(heard)} {word}: {[(h.device, round(h.at_s, 3)) for h in heard[:5]]}"
        for word, heard in (
            ("LOST", found.lost),
            ("TWICE", found.repeated),
            ("UNSENT", found.unsent),
        )
        if heard
    ]
    return "; ".join(parts)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _play(rig: Rig, scenario: Scenario) -> bool:
    began_s = now_s()
    try:
        says, is_well = scenario(rig), True
    except Exception as error:  # noqa: BLE001 - the next scenario is played all the same
        says, is_well = f"{type(error).__name__}: {error}", False
        traceback.print_exc()
    found = rig.reckon(begin_s=began_s)
    is_well = is_well and found.holds
    _say(f"{'ok  ' if is_well else 'FAIL'} {scenario.__name__}: {says}")
    _say(f"     {_told(found)}")
    return is_well


def main(which: str) -> int:
    """Play one set of scenarios; 0 where each of them holds."""
    rig = Rig(Path("/tmp/home"))  # noqa: S108 - a machine of its own
    try:
        rig.prepare()
        results = [_play(rig, scenario) for scenario in SETS[which]]
        found = rig.reckon(begin_s=0)
        _say(f"\nThe whole run: {_told(found)}")
        _say(f"From the adapter to the journal's stamp: {spread(found.delays_s)}")
        for window in rig.windows:
            seconds = window.end_s - window.begin_s
            _say(f"Dead {seconds:6.2f} s from {window.begin_s:8.2f}: {window.name}")
    finally:
        rig.close()
    return 0 if all(results) and found.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

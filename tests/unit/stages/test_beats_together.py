"""Sources that stand side by side say what each says alone."""

import numpy as np

from pacepipe.signals import Packets, judge_packets, rr_windows
from pacepipe.stages.beats import SourceBeats, together

SOURCES = 3


def of_source(day: int, code: int, seed: int, link: int) -> SourceBeats:
    """A quarter of an hour of one source, a packet a beat."""
    rr_ms = np.rint(np.random.default_rng(seed).normal(800, 30, 1000))
    at_ms = np.cumsum(rr_ms).astype(np.int64) + day * 86_400_000
    place = np.arange(len(rr_ms))
    packets = Packets(at_ms, np.full(len(rr_ms), link), place, rr_ms)
    source = np.full(len(rr_ms), day * SOURCES + code)
    return SourceBeats(packets, source, SOURCES, judge_packets(packets), at_ms)


def windows(beats: SourceBeats) -> list[tuple]:
    found = rr_windows(beats.packets, beats.source, beats.judged, beats.at_ms)
    columns = (
        found.source,
        found.start_ms,
        found.beat_count,
        found.gap_count,
        found.hrv.pairs,
        np.nan_to_num(found.hrv.ln_rmssd.round(9), nan=-1.0),
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_windows_of_one_source_do_not_know_of_another() -> None:
    places = [(1, 0), (0, 2), (0, 1), (2, 2)]
    # two parts may number their links alike
    parts = [
        of_source(day, code, seed, link=1) for seed, (day, code) in enumerate(places)
    ]
    beats = together(parts)
    assert windows(beats) == sorted(row for part in parts for row in windows(part))
    for day, code in places:
        (alone,) = (p for p in parts if p.source[0] == day * SOURCES + code)
        chain = beats.chains_of(day)[code]
        assert chain.at_ms.tolist() == alone.at_ms.tolist()
        assert chain.is_break.tolist() == alone.judged.is_break.tolist()

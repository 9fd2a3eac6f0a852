"""Why each minute of a worn period is as it is, and what that makes of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np

from pacepipe.domain.characteristic import HEART_RATE_SERVICE
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.profile import DeviceProfile
from pacepipe.signals import (
    HR_FLAGS,
    RR_FLAGS,
    ClassedMinutes,
    Heard,
    HrFlag,
    LinkEnd,
    LinkSpan,
    MinuteClass,
    RrFlag,
    Stretch,
    minute_classes,
    pair_marks,
)
from pacepipe.stages.clean import whose
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import MARGIN_US, DayFacts
from pacepipe.stages.heart import DayHeart
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Rows, Warehouse

WORN: Final = frozenset({MinuteClass.WORN_GOOD, MinuteClass.WORN_POOR})
_CLASSES: Final = tuple(MinuteClass)
_NO_CONTACT: Final = HR_FLAGS.index(HrFlag.NO_CONTACT)
_EXPLAIN_NOTHING: Final = [
    RR_FLAGS.index(flag)
    for flag in (
        RrFlag.OUT_OF_RANGE,
        RrFlag.GAP,
        RrFlag.MISSED_1,
        RrFlag.MISSED_2,
        RrFlag.MISSED_3,
        RrFlag.DUPLICATE,
    )
]
"""Intervals whose time was not heard beat by beat."""


@dataclass(frozen=True, slots=True, eq=False)
class DayHeard:
    """What a day's beats and seconds say of themselves.

    Attributes
    ----------
    rr_flagged_frac : float or None
        None without intervals.
    heart : DayHeart
    """

    rr_flagged_frac: float | None
    heart: DayHeart


def read_links(
    warehouse: Warehouse, days: Sequence[StaleDay], profiles: Sequence[DeviceProfile]
) -> dict[int, list[dict[str, Any]]]:
    """Links of each day of the batch, by its place in it."""
    known = [index for index, day in enumerate(days) if day.facts is not None]
    hearts = [p.profile_id for p in profiles if HEART_RATE_SERVICE in p.services]
    rows = warehouse.rows(
        "day_links",
        patient_ids=[days[index].patient_id for index in known],
        day_dates=[days[index].day_date for index in known],
        margin_us=MARGIN_US,
        profile_ids=hearts,
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(known[row["batch_index"]], []).append(row)
    return found


def classed_day(
    decoded: Decoded, index: int, facts: DayFacts, links: Sequence[dict[str, Any]]
) -> ClassedMinutes:
    """The classes of one day's own minutes."""
    frames, heart = decoded.frames, decoded.heart
    hr = frames.of_day(heart.frame_index, index)
    hr_rows = heart.frame_index[hr]
    beats = frames.of_day(heart.beat_frame_index, index)
    explains = ~np.isin(decoded.rr_code[beats], _EXPLAIN_NOTHING)
    at_ms = frames.at_ms[hr_rows]
    last_of_link = dict(
        zip(frames.link_index[hr_rows].tolist(), at_ms.tolist(), strict=True)
    )
    last_heard_ms = {
        (frames.links[link].station_id, frames.links[link].connection_id): last_ms
        for link, last_ms in last_of_link.items()
    }
    marks = pair_marks(
        [(at // 1000, said.activity_kind) for at, said in facts.starts],
        [(at // 1000, said.is_early_stop) for at, said in facts.stops],
    )
    classed = minute_classes(
        [_link_span(row, last_heard_ms) for row in links],
        [Stretch(m.start_ms, m.stop_ms) for m in marks if m.stop_ms is not None],
        Heard(
            hr_at_ms=at_ms,
            is_ok=decoded.hr_code[hr] == 0,
            is_off=decoded.hr_code[hr] == _NO_CONTACT,
            beat_at_ms=decoded.beat_at_ms[beats][explains],
            rr_ms=decoded.rr_ms[beats][explains],
        ),
    )
    own = (classed.minute_ms * 1000 >= facts.day.start_us) & (
        classed.minute_ms * 1000 < facts.day.end_us
    )
    return ClassedMinutes(
        classed.minute_ms[own],
        tuple(c for c, keep in zip(classed.minute_class, own, strict=True) if keep),
        classed.rr_coverage_frac[own],
    )


def _link_span(
    row: dict[str, Any], last_heard_ms: dict[tuple[str, int], int]
) -> LinkSpan:
    start_ms = row["opened_us"] // 1000
    if row["ended_us"] is None:
        heard_ms = last_heard_ms.get((row["station_id"], row["connection_id"]))
        end_ms = start_ms if heard_ms is None else heard_ms + 1000
        return LinkSpan(start_ms, end_ms, LinkEnd.STATION)
    end_ms = max(row["ended_us"] // 1000, start_ms)
    return LinkSpan(start_ms, end_ms, _end(row["end_kind"], row["end_detail"]))


def _end(kind: str, detail: str) -> LinkEnd:
    ending = Epitaph.read(detail).ending
    if ending is Ending.HELD_ELSEWHERE:
        return LinkEnd.HELD
    is_lost = kind == "lost" or ending in {Ending.DROP, Ending.SILENCE, Ending.FAILURE}
    return LinkEnd.LOST if is_lost else LinkEnd.STATION


def write_quality(
    into: Rows,
    stale: StaleDay,
    classed: ClassedMinutes,
    heard: DayHeard,
    method_digest: str,
) -> None:
    """Append the classes of one day, and its row of `mart.day_quality`."""
    count = len(classed.minute_ms)
    into.insert(
        "clean.minute_class",
        {
            **whose(stale, count),
            "minute_at": classed.minute_ms.astype("datetime64[ms]"),
            "minute_class": Coded(
                np.array([_CLASSES.index(c) for c in classed.minute_class], dtype=int),
                [c.value for c in _CLASSES],
            ),
            "rr_coverage_frac": classed.rr_coverage_frac,
        },
    )
    gaps = gap_lengths(classed)
    row = {
        "patient_id": stale.patient_id,
        "day_date": stale.day_date,
        "expected_wear_min": count,
        **{f"{c.value}_min": classed.minute_class.count(c) for c in MinuteClass},
        "gap_count": len(gaps),
        "longest_gap_min": max(gaps, default=0),
        "rr_coverage_frac": _mean_coverage(classed),
        "rr_flagged_frac": heard.rr_flagged_frac,
        "hr_source_count": heard.heart.source_count,
        "hr_disagree_s": heard.heart.disagree_s,
        "input_digest": stale.input_digest,
        "method_digest": method_digest,
    }
    into.insert("mart.day_quality", {name: [row[name]] for name in row})


def gap_lengths(classed: ClassedMinutes) -> list[int]:
    """Length of each run of minutes that follow each other and were not worn."""
    numbered = zip(
        (classed.minute_ms // 60_000).tolist(), classed.minute_class, strict=True
    )
    missed = [minute for minute, c in numbered if c not in WORN]
    runs = groupby(enumerate(missed), key=lambda pair: pair[1] - pair[0])
    return [len(list(run)) for _, run in runs]


def rr_flagged_frac(decoded: Decoded, index: int) -> float | None:
    """Share of a day's own intervals that were set aside; None without any."""
    frames, rows = decoded.frames, decoded.heart.beat_frame_index
    beats = frames.of_day(rows, index)
    codes = decoded.rr_code[beats][frames.is_own[rows[beats]]]
    return float(np.mean(codes != 0)) if len(codes) else None


def _mean_coverage(classed: ClassedMinutes) -> float | None:
    is_worn = np.array([c in WORN for c in classed.minute_class], dtype=np.bool_)
    known = classed.rr_coverage_frac[is_worn]
    known = known[~np.isnan(known)]
    return float(known.mean()) if len(known) else None

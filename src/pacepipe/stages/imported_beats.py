"""Beats of imported files: judged like those of a strap, and each counted once.

A beat that a strap sent live, or that another file has, stays here with the name of
who has it, and counts for that one alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals import (
    RR_FLAGS,
    JudgedRr,
    Packets,
    RrFlag,
    RrLimits,
    judge_packets_with_limits,
)
from pacepipe.signals.rr_ledger import GAP_MS
from pacepipe.signals.same_beats import BeatChain
from pacepipe.signals.told_once import NOBODY, first_teller
from pacepipe.stages.beats import SourceBeats
from pacepipe.stages.facts import MARGIN_US
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Warehouse

LINK_GAP_MS: Final = 30_000
"""A longer silence in a file is another stretch and no loss of beats (ours): live, the
link would have ended by then, and what follows would be another link."""
_DUPLICATE: Final = RR_FLAGS.index(RrFlag.DUPLICATE)


@dataclass(frozen=True, slots=True, eq=False)
class FileSources:
    """What measured in the files that count, s of them.

    Attributes
    ----------
    import_no, source_no : (s,) int64
        Ascending.
    row_count : (s,) int64
        Rows of the whole file: the longest is believed first.
    is_chest : (s,) bool
    names : tuple of str
        What each is called where a strap would be.
    """

    import_no: IntArray
    source_no: IntArray
    row_count: IntArray
    is_chest: BoolArray
    names: tuple[str, ...]

    def number(self, import_no: IntArray, source_no: IntArray) -> IntArray:
        """Place of each source here."""
        width = int(max(self.source_no.max(initial=0), source_no.max(initial=0))) + 1
        known = self.import_no * width + self.source_no
        return np.searchsorted(known, import_no * width + source_no)


@dataclass(frozen=True, slots=True, eq=False)
class ImportedBeats:
    """Beats of files of a batch of days, b rows by day, source and place in the file.

    Attributes
    ----------
    sources : FileSources
    day_index : (b,) int64
        Place of the day in the batch; beats in its margins are there too.
    source : (b,) int64
        Place in `FileSources`.
    stretch : (b,) int64
        Rises where another recording begins.
    judged : JudgedRr
    limits : RrLimits
        What each was compared with.
    same_as : (b,) int64
        Code of the source that has the beat: straps first, then files; -1 where it
        counts here.
    """

    sources: FileSources
    day_index: IntArray
    source: IntArray
    import_no: IntArray
    row_no: IntArray
    place: IntArray
    at_ms: IntArray
    stretch: IntArray
    judged: JudgedRr
    limits: RrLimits
    same_as: IntArray

    @property
    def counts(self) -> BoolArray:
        """Whether each beat counts here."""
        is_own: BoolArray = self.same_as == NOBODY
        return is_own

    def of_day(self, index: int) -> IntArray:
        """Rows of one day, margins included."""
        return np.arange(*np.searchsorted(self.day_index, [index, index + 1]).tolist())


def read_sources(warehouse: Warehouse) -> FileSources:
    """What measured in the files that count now."""
    rows = warehouse.columns("import_sources")
    import_no = rows["import_no"].astype(np.int64)
    source_no = rows["source_no"].astype(np.int64)
    pairs = zip(import_no.tolist(), source_no.tolist(), strict=True)
    return FileSources(
        import_no=import_no,
        source_no=source_no,
        row_count=rows["row_count"].astype(np.int64),
        is_chest=rows["is_chest"].astype(np.bool_),
        names=tuple(f"import-{file}-{number}" for file, number in pairs),
    )


def read_beats(
    warehouse: Warehouse,
    days: Sequence[StaleDay],
    sources: FileSources,
    live: SourceBeats,
) -> ImportedBeats:
    """Beats of files of the days that still have facts, beside those heard live."""
    known = [(i, day) for i, day in enumerate(days) if day.facts is not None]
    rows = warehouse.columns(
        "day_imported_beats",
        patient_ids=[day.patient_id for _, day in known],
        day_dates=[day.day_date for _, day in known],
        margin_us=MARGIN_US,
    )
    places = np.array([i for i, _ in known], dtype=np.int64)
    day_index = places[rows["batch_index"].astype(np.int64)]
    import_no = rows["import_no"].astype(np.int64)
    source = sources.number(import_no, rows["source_no"].astype(np.int64))
    at_ms = rows["at_us"].astype(np.int64) // 1000
    rr_ms = rows["rr_ms"].astype(np.float64)
    of_source = day_index * len(sources.names) + source
    stretch = _stretches(of_source, at_ms, rr_ms, rows["is_break"].astype(np.bool_))
    judged, limits = judge_packets_with_limits(
        Packets(at_ms, stretch, np.arange(len(at_ms)), rr_ms)
    )
    found = ImportedBeats(
        sources=sources,
        day_index=day_index,
        source=source,
        import_no=import_no,
        row_no=rows["row_no"].astype(np.int64),
        place=rows["place"].astype(np.int64),
        at_ms=at_ms,
        stretch=stretch,
        judged=judged,
        limits=limits,
        same_as=np.full(len(at_ms), NOBODY, dtype=np.int64),
    )
    return replace(found, same_as=_same_as(found, live))


def _stretches(
    of_source: IntArray, at_ms: IntArray, rr_ms: FloatArray, is_break: BoolArray
) -> IntArray:
    """Number of the recording of each beat.

    A break that lost beats explain stays in its recording, so that these are counted.
    """
    unexplained_ms = np.diff(at_ms, prepend=0) - rr_ms
    is_loss = (unexplained_ms > GAP_MS) & (unexplained_ms <= LINK_GAP_MS)
    is_new = (is_break & ~is_loss) | (np.diff(of_source, prepend=-1) != 0)
    return np.cumsum(is_new)


def _same_as(of: ImportedBeats, live: SourceBeats) -> IntArray:
    """Who has each beat already: straps first, then the longest file."""
    same_as = of.same_as.copy()
    straps = live.sources - len(of.sources.names)
    for day in np.unique(of.day_index).tolist():
        of_day = of.of_day(day)
        # what a file says twice is no part of its chain
        of_day = of_day[of.judged.code[of_day] != _DUPLICATE]
        codes = np.unique(of.source[of_day])
        ordered = codes[np.lexsort((codes, -of.sources.row_count[codes]))].tolist()
        rows = [of_day[of.source[of_day] == code] for code in ordered]
        heard = live.chains_of(day)
        told = [
            BeatChain(of.at_ms[own], of.judged.rr_ms[own], of.judged.is_break[own])
            for own in rows
        ]
        names = np.array([*heard, *(straps + code for code in ordered), NOBODY])
        tellers = first_teller([*heard.values(), *told])[len(heard) :]
        for own, teller in zip(rows, tellers, strict=True):
            same_as[own] = names[teller]
    return same_as


def counted(beats: ImportedBeats, straps: int) -> SourceBeats:
    """Those that count, as sources beside the straps."""
    kept = np.flatnonzero(beats.counts)
    total = straps + len(beats.sources.names)
    # where beats were left out another stretch begins: none of them was lost
    is_after = np.diff(kept, prepend=-1) != 1
    stretch = np.cumsum(is_after | (np.diff(beats.stretch[kept], prepend=-1) != 0))
    judged = beats.judged
    return SourceBeats(
        packets=Packets(
            beats.at_ms[kept], stretch, np.arange(len(kept)), judged.rr_ms[kept]
        ),
        source=beats.day_index[kept] * total + straps + beats.source[kept],
        sources=total,
        judged=JudgedRr(
            judged.rr_ms[kept], judged.code[kept], judged.is_break[kept] | is_after
        ),
        at_ms=beats.at_ms[kept],
    )


def write_beats(
    warehouse: Warehouse,
    beats: ImportedBeats,
    days: Sequence[StaleDay],
    strap_ids: Sequence[str],
) -> None:
    """Append the beats to `clean.imported_beat`, each in its own day."""
    is_own = np.zeros(len(beats.at_ms), dtype=np.bool_)
    for index, day in enumerate(days):
        if day.facts is not None:
            rows = beats.of_day(index)
            is_own[rows] = day.facts.day.holds_ms(beats.at_ms[rows])
    own = np.flatnonzero(is_own)
    if len(own) == 0:
        return
    names = beats.sources.names
    day_of = beats.day_index[own]
    date = np.array([day.day_date for day in days], dtype="datetime64[D]")
    warehouse.insert(
        "clean.imported_beat",
        {
            "patient_id": Coded(day_of, [day.patient_id for day in days]),
            "day_date": date[day_of],
            "measured_at": beats.at_ms[own].astype("datetime64[ms]"),
            "import_no": beats.import_no[own],
            "row_no": beats.row_no[own],
            "place": beats.place[own],
            "strap_id": Coded(beats.source[own], names),
            "rr_ms": beats.judged.rr_ms[own],
            "rr_flag": Coded(beats.judged.code[own], [f.value for f in RR_FLAGS]),
            "is_break": beats.judged.is_break[own],
            "rr_change_limit_ms": beats.limits.step_ms[own],
            "rr_median_limit_ms": beats.limits.median_ms[own],
            "same_as_id": Coded(beats.same_as[own], [*strap_ids, *names]),
        },
    )

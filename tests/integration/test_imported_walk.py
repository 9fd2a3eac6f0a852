"""One walk that a live strap, a watch and a phone all recorded counts once."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pacepipe.app import Outside, rebuild, writer_lock
from pacepipe.cli.demo_story import PATIENT, StoryTime
from pacepipe.domain import characteristic as ch
from pacepipe.domain.frame import Frame
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate.encode import heart_rate_measurement, rsc_measurement
from support.ask import ask_work
from support.fit_file import (
    FIT_EPOCH_S,
    HRV,
    RECORD,
    SESSION,
    data,
    fit_file,
    hrv,
    record,
)
from support.home import Terminal
from support.played import house_at, night
from support.straps import ADDRESS, START
from support.vendors import a_home_with, poured

STRAP = StrapIdentity(None, None, None).strap_id(ADDRESS)
NOISE = np.random.default_rng(11).integers(-12, 13, 1200)
RR_MS = (700 + np.rint(40 * np.sin(np.arange(1200) / 15)) + NOISE).astype(int)
ENDS_MS = round(START.timestamp() * 1000) + np.cumsum(RR_MS)
LOST = range(300, 600)
"""Beats of 3.5 minutes in which the station heard nothing."""
WALKING, CADENCE_SPM = 11, 100
WATCH_AHEAD_S = 4
AS_OF = START + timedelta(hours=4)
CLASSES = "select minute_at, minute_class from clean.minute_class where not is_imported"
COUNTED = (
    "select beat_count, imported_beat_count, missing_beat_count, is_duplicate_suspect "
    "from mart.rr_day"
)


def seconds() -> list[int]:
    """Whole seconds of the walk."""
    return list(range(int(START.timestamp()) + 1, int(ENDS_MS[-1]) // 1000))


def hr_at(second: int) -> int:
    return round(60_000 / int(RR_MS[np.searchsorted(ENDS_MS, second * 1000)]))


def live_frames() -> list[Frame]:
    """Beats and steps as the station heard them."""
    found = []
    for place, (end_ms, rr_ms) in enumerate(
        zip(ENDS_MS.tolist(), RR_MS.tolist(), strict=True)
    ):
        if place not in LOST:
            ticks = round(rr_ms * 1.024)
            sent = heart_rate_measurement(round(60_000 / rr_ms), rr_raw=(ticks,))
            found.append((end_ms, ch.HEART_RATE_MEASUREMENT, sent))
    low, high = ENDS_MS[LOST[0]] / 1000, ENDS_MS[LOST[-1]] / 1000
    step = rsc_measurement(speed_mps=1.1, cadence_spm=CADENCE_SPM)
    found += [
        (second * 1000, ch.RSC_MEASUREMENT, step)
        for second in seconds()
        if not low <= second <= high
    ]
    return [
        Frame(1, number, at_ms * 1_000_000, at_ms * 1000, sent)
        for at_ms, number, sent in sorted(found)
    ]


def of_the_watch() -> bytes:
    """The same walk in a FIT file, by a clock that is ahead."""
    ahead_s = WATCH_AHEAD_S - FIT_EPOCH_S
    messages = [RECORD, HRV, SESSION]
    for before, second in pairwise([0, *seconds()]):
        messages.append(record(second + ahead_s, hr_at(second), CADENCE_SPM // 2))
        low, high = np.searchsorted(ENDS_MS, [before * 1000, second * 1000], "right")
        messages += [hrv(rr_ms) for rr_ms in RR_MS[low:high].tolist()]
    first, last = seconds()[0] + ahead_s, seconds()[-1] + ahead_s
    length_ms = (last - first) * 1000
    messages.append(data(1, "IIIB", last, first, length_ms, WALKING))
    return fit_file(*messages)


def of_the_phone() -> bytes:
    """The same beats in a table of HRV Logger."""
    rows = zip(ENDS_MS.tolist(), RR_MS.tolist(), strict=True)
    table = [f"{at_ms},{rr_ms},{at_ms - ENDS_MS[0]}\n" for at_ms, rr_ms in rows]
    return ("timestamp,rr,since_start\n" + "".join(table)).encode()


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list]]:
    """A home after the night of the files, and answers from before it."""
    folder = tmp_path_factory.mktemp("walk")
    root = a_home_with(folder / "home", STRAP)
    poured(root, "polar_h10", live_frames())
    night(root, AS_OF).raise_if_failed()
    before = {sql: ask_work(root, sql) for sql in (CLASSES, COUNTED)} | {
        "sessions": ask_work(root, "select count(*) from mart.session"),
    }
    (folder / "walk.fit").write_bytes(of_the_watch())
    (folder / "walk.csv").write_bytes(of_the_phone())
    at = Terminal(root, Outside(now=StoryTime(AS_OF - timedelta(hours=1)).now))
    files = (str(folder / "walk.csv"), str(folder / "walk.fit"))
    at.manages(f"import {PATIENT}", *files)
    night(root, AS_OF).raise_if_failed()
    return root, before


def test_every_beat_counts_once_and_says_who_else_has_it(walked) -> None:
    root, before = walked
    ((heard, _, lost, _),) = before[COUNTED]
    ((count, imported, missing, is_double),) = ask_work(root, COUNTED)
    assert heard == len(RR_MS) - len(LOST)
    assert imported == pytest.approx(len(LOST), abs=1)
    assert (count, is_double) == (heard + imported, False)
    # lost on the way to the station, whoever has them
    assert missing == lost == pytest.approx(len(LOST), rel=0.05)
    told = int(np.searchsorted(ENDS_MS, seconds()[-1] * 1000, "right"))
    names = dict(ask_work(root, "select file_format, import_no from raw.import_file"))
    watch, phone = (f"import-{names[name]}-0" for name in ("fit", "hrv_logger"))
    assert ask_work(
        root,
        "select strap_id, same_as_id, count(*) from clean.imported_beat "
        "group by all order by all nulls last",
    ) == sorted(
        [
            (watch, STRAP, told - imported),
            (watch, None, imported),
            (phone, STRAP, heard),
            (phone, watch, len(LOST)),
        ],
        key=str,
    )


def test_no_second_and_no_step_is_there_twice(walked) -> None:
    root, _ = walked
    (seconds_told, distinct) = ask_work(
        root, "select count(*), count(distinct second_at) from clean.hr_second"
    )[0]
    assert seconds_told == distinct
    assert seconds_told == pytest.approx(len(seconds()), abs=2 * WATCH_AHEAD_S)
    ((steps,),) = ask_work(root, "select step_count from mart.day")
    walked_s = len(seconds()) + WATCH_AHEAD_S
    assert steps == pytest.approx(CADENCE_SPM / 60 * walked_s, rel=0.01)


def test_what_was_heard_live_keeps_its_class_and_the_gap_was_worn(walked) -> None:
    root, before = walked
    told = dict(
        ask_work(root, "select minute_at, minute_class from clean.minute_class")
    )
    silent = [at for at, which in before[CLASSES] if which == "out_of_range"]
    assert len(silent) > 1
    for minute_at, which in before[CLASSES]:
        assert told[minute_at] == ("worn_good" if minute_at in silent else which)
    assert ask_work(
        root, "select imported_min, out_of_range_min from mart.day_quality"
    ) == [(len(told) - len(before[CLASSES]) + len(silent), 0)]


def test_the_walk_is_one_session_with_the_edges_of_the_watch(walked) -> None:
    root, before = walked
    # two stretches with a gap between, before the watch told of it
    assert before["sessions"] == [(2,)]
    first_s = seconds()[0] + WATCH_AHEAD_S
    assert ask_work(
        root,
        "select label, epoch_ms(started_at) / 1000, mark_source like 'import-%' "
        "from mart.session",
    ) == [("both", first_s, True)]


def test_the_number_and_the_picture_are_walked_back_to_the_same_beats(walked) -> None:
    root, _ = walked
    at = Terminal(root, Outside(now=StoryTime(AS_OF).now))
    day = START.date().isoformat()
    asked = at.manages(f"why --json {PATIENT} {day} mart.rr_day.beat_count")
    (walk,) = asked.document["walks"]
    found = {
        (row["table_name"], row["flag"]): row["row_count"] for row in walk["readings"]
    }
    of_files = {
        flag: count for (table, flag), count in found.items() if "imported" in table
    }
    told_by_another = of_files.pop("told by another")
    assert sum(of_files.values()) == len(LOST)
    ((rows,),) = ask_work(root, "select count(*) from clean.imported_beat")
    assert told_by_another == rows - len(LOST)
    start_ms = round(START.timestamp() * 1000)
    with house_at(root, AS_OF) as house, house.working() as working:
        pictured = working.rows(
            "picture_beats",
            patient_id=PATIENT,
            start_ms=start_ms,
            end_ms=start_ms + 3_600_000,
        )
    assert len(pictured) == walk["value"]


def test_a_rebuild_gives_the_same_bytes(walked) -> None:
    root, _ = walked
    with house_at(root, AS_OF) as house, writer_lock(house.home):
        assert rebuild(house).is_identical

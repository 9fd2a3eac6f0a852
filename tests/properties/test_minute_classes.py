"""Laws of the classes of minutes: one each, silence never good, down never rest."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals import (
    Heard,
    LinkEnd,
    LinkSpan,
    MinuteClass,
    Stretch,
    minute_classes,
    worn_spans,
)

MIN = 60_000
NOON = 1_772_452_800_000
HEARD = {MinuteClass.WORN_GOOD, MinuteClass.WORN_POOR, MinuteClass.NOT_WORN}

instants = st.integers(0, 200 * MIN).map(lambda ms: NOON + ms)
spans = st.tuples(instants, st.integers(0, 90 * MIN))
links = st.lists(
    st.builds(
        lambda span, end: LinkSpan(span[0], span[0] + span[1], end),
        spans,
        st.sampled_from(LinkEnd),
    ),
    max_size=6,
)
marks = st.lists(spans.map(lambda s: Stretch(s[0], s[0] + s[1])), max_size=3)


def heard(readings, beats=()) -> Heard:
    return Heard(
        hr_at_ms=np.array([r[0] for r in readings], dtype=np.int64),
        is_ok=np.array([r[1] == 0 for r in readings], dtype=np.bool_),
        is_off=np.array([r[1] == 2 for r in readings], dtype=np.bool_),
        beat_at_ms=np.array([b[0] for b in beats], dtype=np.int64),
        rr_ms=np.array([b[1] for b in beats], dtype=np.float64),
    )


hearts = st.builds(
    heard,
    st.lists(st.tuples(instants, st.integers(0, 2)), max_size=200),
    st.lists(st.tuples(instants, st.floats(300, 2000)), max_size=200),
)


@given(links, marks, hearts)
def test_every_minute_of_a_worn_period_has_one_class_and_no_other_minute(
    link_list, marked, what
):
    found = minute_classes(link_list, marked, what)
    expected = {
        minute
        for span in worn_spans(link_list, marked)
        for minute in range(span.start_ms // MIN, (span.end_ms - 1) // MIN + 1)
    }
    assert [m // MIN for m in found.minute_ms.tolist()] == sorted(expected)
    assert len(found.minute_class) == len(expected)
    known = found.rr_coverage_frac[~np.isnan(found.rr_coverage_frac)]
    assert ((known >= 0) & (known <= 1)).all()


@given(links, marks, hearts)
def test_silence_is_never_worn_and_readings_are_never_explained_away(
    link_list, marked, what
):
    found = minute_classes(link_list, marked, what)
    with_readings = set((what.hr_at_ms // MIN).tolist())
    for at_ms, found_class in zip(
        found.minute_ms.tolist(), found.minute_class, strict=True
    ):
        assert (found_class in HEARD) == (at_ms // MIN in with_readings)


@given(marks, st.lists(spans, max_size=4))
def test_a_station_that_was_down_is_neither_rest_nor_a_strap_taken_off(marked, held):
    """Every link ended from our side, so what is silent after it is our doing."""
    link_list = [LinkSpan(s, s + length, LinkEnd.STATION) for s, length in held]
    found = minute_classes(link_list, marked, heard([]))
    for at_ms, found_class in zip(
        found.minute_ms.tolist(), found.minute_class, strict=True
    ):
        stands = any(
            s <= at_ms + MIN and s + length >= at_ms + MIN for s, length in held
        )
        if not stands:
            assert found_class is MinuteClass.STATION_DOWN


@given(links, marks, hearts, st.integers(-1000, 1000))
def test_a_shift_of_whole_minutes_changes_no_class(link_list, marked, what, minutes):
    by = minutes * MIN
    moved = minute_classes(
        [LinkSpan(x.start_ms + by, x.end_ms + by, x.end) for x in link_list],
        [Stretch(x.start_ms + by, x.end_ms + by) for x in marked],
        Heard(
            what.hr_at_ms + by,
            what.is_ok,
            what.is_off,
            what.beat_at_ms + by,
            what.rr_ms,
        ),
    )
    assert moved.minute_class == minute_classes(link_list, marked, what).minute_class

"""A file's start and stop are used where nobody pressed any here."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.session import (
    MarkedSession,
    ReportedSession,
    SessionSpan,
    Span,
)
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.signals import combine
from pacepipe.signals.file_sessions import kind_of_sport

M = 60_000
NOTHING = np.empty(0, dtype=np.int64)


def of_file(start_min: int, stop_min: int, source: str = "import-1-0"):
    return MarkedSession(start_min * M, stop_min * M, mark_source=source)


def together(
    *files: MarkedSession, seen=(), marked=(), reported=()
) -> list[SessionSpan]:
    return list(combine(seen, marked, reported, measured_ms=NOTHING, of_files=files))


def edges(sessions: list[SessionSpan]) -> list[tuple[int, int, str, str | None]]:
    return [
        (s.start_ms // M, s.end_ms // M, s.label.value, s.mark_source) for s in sessions
    ]


def test_a_file_gives_its_edges_to_what_was_seen() -> None:
    seen = Span(2 * M, 8 * M, 300, 0)
    assert edges(together(of_file(0, 10), seen=[seen])) == [
        (0, 10, "both", "import-1-0")
    ]


def test_what_was_pressed_here_wins() -> None:
    marked = [MarkedSession(5 * M, 20 * M)]
    assert edges(together(of_file(0, 10), of_file(21, 30), marked=marked)) == [
        (5, 20, "user", None),
        (21, 30, "user", "import-1-0"),
    ]


def test_a_start_that_was_never_stopped_and_not_seen_leaves_it_to_the_file() -> None:
    marked = [MarkedSession(0, None)]
    assert edges(together(of_file(1, 10), marked=marked)) == [
        (1, 10, "user", "import-1-0")
    ]


def test_words_go_to_the_session_of_the_file() -> None:
    told = [ReportedSession(4 * M, 20, effort_cr10=3)]
    (session,) = together(of_file(0, 10), reported=told)
    assert (session.effort_cr10, session.mark_source) == (3, "import-1-0")


def test_of_two_files_the_shorter_stretch_counts() -> None:
    longer, shorter = of_file(0, 60, "import-1-0"), of_file(5, 30, "import-2-0")
    assert edges(together(longer, shorter)) == [(5, 30, "user", "import-2-0")]


def test_a_slip_and_a_forgotten_stop_are_no_sessions() -> None:
    assert together(of_file(0, 2), of_file(10, 10 + 241)) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 3)),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_sessions_of_files_never_overlap_and_their_order_does_not_matter(
    rows, random
) -> None:
    files = [of_file(a, a + b, f"import-{c}-0") for a, b, c in rows]
    found = together(*files)
    ends = [s.end_ms for s in found]
    assert all(s.start_ms >= end for s, end in zip(found[1:], ends, strict=False))
    random.shuffle(files)
    assert together(*files) == found


def test_only_movement_that_is_planned_for_has_a_kind() -> None:
    assert kind_of_sport("walking") is ActivityKind.AEROBIC
    assert kind_of_sport("traditionalstrengthtraining") is ActivityKind.STRENGTH
    assert kind_of_sport("yoga") is ActivityKind.BALANCE
    assert [kind_of_sport(s) for s in ("driving", "generic", "unknown", "")] == (
        [None] * 4
    )

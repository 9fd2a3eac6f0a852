"""Whatever is done to the journal of frames, it holds what a plain list would hold."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pacepipe.domain.frame import Frame
from pacepipe.journal import FrameJournal, FrameReader

steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.lists(st.integers(0, 100), max_size=20)),
        st.tuples(st.just("flush"), st.none()),
        st.tuples(st.just("reopen"), st.none()),
        st.tuples(st.just("prune"), st.tuples(st.integers(0, 60), st.integers(0, 110))),
    ),
    max_size=12,
)


def frame(utc_us: int, number: int) -> Frame:
    return Frame(1, 0x2A37, number, utc_us, number.to_bytes(4, "big"))


@settings(max_examples=25, deadline=None)
@given(steps=steps)
def test_the_journal_holds_what_a_list_would_hold(steps):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frames.sqlite"
        kept: dict[int, int] = {}
        last = 0
        journal = FrameJournal.open(path, "home")
        try:
            for step, argument in steps:
                match step:
                    case "append":
                        for utc_us in argument:
                            last += 1
                            kept[last] = utc_us
                            journal.append(frame(utc_us, last))
                    case "flush":
                        journal.flush()
                    case "reopen":
                        journal.close()
                        journal = FrameJournal.open(path, "home")
                    case "prune":
                        mark, moment = argument
                        gone = [s for s, u in kept.items() if s <= mark and u < moment]
                        assert journal.prune(mark, moment) == len(gone)
                        for seq in gone:
                            del kept[seq]
            journal.flush()
            with FrameReader.open(path) as reader:
                rows = reader.frames_after(0, 1000)
                assert reader.last_seq() == last
        finally:
            journal.close()
    assert rows.seq.tolist() == list(kept)
    assert rows.utc_us.tolist() == list(kept.values())
    assert [int(text, 16) for text in rows.payload_hex] == list(kept)

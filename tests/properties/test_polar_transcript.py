"""A journalled conversation with a strap gives whole recordings or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.characteristic import POLAR_PSFTP_H2D, POLAR_PSFTP_MTU
from pacepipe.gatt.polar_psftp import Operation, packets, request
from pacepipe.gatt.polar_transcript import recordings_of
from pacepipe.simulate.polar_h10 import samples_file

ASKED = request(Operation.GET, "/W1/SAMPLES.BPB")
rr_ms = st.lists(st.integers(250, 3000), max_size=200)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([POLAR_PSFTP_H2D, POLAR_PSFTP_MTU, 0x2A37]),
            st.just(ASKED) | st.binary(max_size=24),
        ),
        max_size=40,
    )
)
def test_any_frames_are_taken_and_nothing_raises(frames):
    recordings_of(frames)


@given(rr_ms, st.integers(1, 3), st.data())
def test_a_recording_counts_once_however_often_it_is_fetched_or_cut(rr, times, data):
    answer = [(POLAR_PSFTP_MTU, p) for p in packets(samples_file(rr), 20)]
    cut = data.draw(st.integers(0, len(answer) - 1))
    frames = [(POLAR_PSFTP_H2D, ASKED), *answer[:cut]]
    for _ in range(times):
        frames += [(POLAR_PSFTP_H2D, ASKED), *answer]
    (stored,) = recordings_of(frames)
    assert (stored.name, stored.recording.rr_ms) == ("W1", tuple(rr))

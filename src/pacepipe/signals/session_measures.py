"""What was measured in one session.

Each number comes with the share of the session that it stands on; below the
share that can carry it, it is None.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.domain.session import SessionLabel, SessionSpan
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.signals.activity import (
    ACTIVE_CADENCE_SPM,
    EPOCH_MS,
    cadence_epochs,
    pauses,
)
from pacepipe.signals.grid import SECOND_MS, SecondGrid
from pacepipe.signals.steps import CadenceGrid

COVERAGE_MIN_FRAC: Final = 0.5
"""Share of a session with a measured heart rate, below which nothing is said
about its heart rate (mart.session; ours)."""
HIGH_PERCENTILE: Final = 95
SECONDS_PER_MIN: Final = 60.0
MS_PER_MIN: Final = 60_000.0


@dataclass(frozen=True, slots=True)
class SessionMeasures:
    """Columns of `mart.session` that are measured.

    Attributes
    ----------
    duration_min : float, minutes
        From start to end, pauses included.
    active_min : float, minutes
        The length less its pauses; for a session that only sensors saw, less
        its unmeasured time too.
    pause_count : int
        Pauses between movement, each 30 s or more.
    hr_mean_bpm, hr_median_bpm, hr_p95_bpm : float or None, bpm
        Over the measured seconds; None below half of the length measured.
    hr_coverage_frac : float, 0 to 1
        Share of its seconds with a measured heart rate.
    above_limit_min : float or None, minutes
        Measured time over the limit; None without a limit or below half
        measured. Unmeasured time is not in it.
    step_count : float or None, steps
        In the measured seconds; None where no cadence was measured.
    step_coverage_frac : float, 0 to 1
    cadence_median_spm : float or None, steps a minute
        Over the seconds with at least 40; None without one.
    """

    duration_min: float
    active_min: float
    pause_count: int
    hr_mean_bpm: float | None
    hr_median_bpm: float | None
    hr_p95_bpm: float | None
    hr_coverage_frac: float
    above_limit_min: float | None
    step_count: float | None
    step_coverage_frac: float
    cadence_median_spm: float | None


def _measured_hr(session: SessionSpan, grid: SecondGrid) -> FloatArray:
    low, high = np.searchsorted(grid.second_ms, (session.start_ms, session.end_ms))
    return grid.hr_bpm[low:high][~grid.is_interpolated[low:high]]


def _cadence_within(session: SessionSpan, grid: CadenceGrid) -> CadenceGrid:
    low, high = np.searchsorted(grid.second_ms, (session.start_ms, session.end_ms))
    return CadenceGrid(
        grid.second_ms[low:high], grid.cadence_spm[low:high], grid.step_count[low:high]
    )


def _moved(session: SessionSpan, cadence: CadenceGrid) -> tuple[float, int]:
    """Active minutes and pauses.

    Pauses of a session that the person marked are read from cadence alone and
    only where it is a walk that the pod saw: to say "rested" from a heart rate,
    or of chair work from a foot, would be a guess against the person's word.
    What was told in words has no pauses.
    """
    length_min = (session.end_ms - session.start_ms) / MS_PER_MIN
    if session.label is SessionLabel.DETECTED:
        active_s = sum(span.active_s for span in session.detected)
        return active_s / SECONDS_PER_MIN, sum(s.pause_count for s in session.detected)
    epochs = cadence_epochs(cadence)
    is_told = session.label is SessionLabel.REPORTED
    is_walk = session.activity_kind is ActivityKind.AEROBIC
    if is_told or not is_walk or not epochs.is_active.any():
        return length_min, 0
    rest = pauses(epochs)
    rest_ms = np.minimum(rest.end_ms, session.end_ms) - np.maximum(
        rest.start_ms, session.start_ms
    )
    moving_ms = epochs.epoch_ms[epochs.is_active]
    is_between = (rest.start_ms >= moving_ms[0]) & (
        rest.end_ms <= moving_ms[-1] + EPOCH_MS
    )
    return length_min - float(rest_ms.sum()) / MS_PER_MIN, int(is_between.sum())


def measure(
    session: SessionSpan,
    second_grid: SecondGrid,
    cadence_grid: CadenceGrid,
    *,
    hr_ceiling_bpm: float | None,
) -> SessionMeasures:
    """Length, movement, heart rate and steps of one session.

    Parameters
    ----------
    session : SessionSpan
        From `combine`.
    second_grid : SecondGrid
    cadence_grid : CadenceGrid
        Of the same person; may reach beyond the session.
    hr_ceiling_bpm : float or None, bpm
        The clinic's limit in force at its start; None means not set.

    Returns
    -------
    SessionMeasures
    """
    length_s = (session.end_ms - session.start_ms) / SECOND_MS
    hr_bpm = _measured_hr(session, second_grid)
    cadence = _cadence_within(session, cadence_grid)
    hr_coverage_frac = min(len(hr_bpm) / length_s, 1.0) if length_s > 0 else 0.0
    has_hr = len(hr_bpm) > 0 and hr_coverage_frac >= COVERAGE_MIN_FRAC
    has_cadence = len(cadence.second_ms) > 0
    walking_spm = cadence.cadence_spm[cadence.cadence_spm >= ACTIVE_CADENCE_SPM]
    active_min, pause_count = _moved(session, cadence)
    return SessionMeasures(
        duration_min=(session.end_ms - session.start_ms) / MS_PER_MIN,
        active_min=active_min,
        pause_count=pause_count,
        hr_mean_bpm=float(hr_bpm.mean()) if has_hr else None,
        hr_median_bpm=float(np.median(hr_bpm)) if has_hr else None,
        hr_p95_bpm=float(np.percentile(hr_bpm, HIGH_PERCENTILE)) if has_hr else None,
        hr_coverage_frac=hr_coverage_frac,
        above_limit_min=(
            int((hr_bpm > hr_ceiling_bpm).sum()) / SECONDS_PER_MIN
            if has_hr and hr_ceiling_bpm is not None
            else None
        ),
        step_count=float(cadence.step_count.sum()) if has_cadence else None,
        step_coverage_frac=(
            min(len(cadence.second_ms) / length_s, 1.0) if length_s > 0 else 0.0
        ),
        cadence_median_spm=float(np.median(walking_spm)) if len(walking_spm) else None,
    )

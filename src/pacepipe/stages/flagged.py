"""Seconds without a heart rate because what was sent was set aside, by reason."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.signals import HR_FLAGS, HrFlag, flagged_seconds
from pacepipe.stages.clean import CleanDay, whose
from pacepipe.stages.facts import CalendarDay
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Rows

MINUTE_MS: Final = 60_000
_WORDS: Final = tuple(flag.value for flag in HR_FLAGS)


@dataclass(frozen=True, slots=True, eq=False)
class FlaggedMinutes:
    """Own minutes of one day in which anything was set aside, m of them.

    Attributes
    ----------
    minute_ms : (m,) int64, ms UTC
        Rising.
    flagged_s : (m, len(HR_FLAGS)) int64, seconds
        See `signals.flagged_seconds`.
    """

    minute_ms: IntArray
    flagged_s: IntArray

    def day_columns(self) -> dict[str, int]:
        """Seconds of the whole day by reason, as `mart.day_quality` names them."""
        total_s = self.flagged_s.sum(axis=0)
        return {
            f"flagged_{flag.value}_s": int(total_s[code])
            for code, flag in enumerate(HR_FLAGS)
            if flag is not HrFlag.OK
        }

    def main_reason(self, minute_ms: IntArray) -> Coded:
        """Reason of the most of these seconds in each minute; null without any."""
        code = np.full(len(minute_ms), -1, dtype=np.int64)
        is_any = self.flagged_s.sum(axis=1) > 0
        row = np.searchsorted(minute_ms, self.minute_ms[is_any])
        code[row] = self.flagged_s[is_any].argmax(axis=1)
        return Coded(code, _WORDS)


def flagged_of_day(clean: CleanDay, day: CalendarDay) -> FlaggedMinutes:
    """The own minutes of one day in which anything was set aside."""
    own = day.holds_ms(clean.flagged_at_ms)
    at_ms, code = clean.flagged_at_ms[own], clean.flagged_code[own]
    minute_ms = np.unique(at_ms // MINUTE_MS) * MINUTE_MS
    return FlaggedMinutes(
        minute_ms, flagged_seconds(clean.seconds, at_ms, code, minute_ms)
    )


def write_flagged(into: Rows, stale: StaleDay, flagged: FlaggedMinutes) -> None:
    """Append the minutes to `clean.minute_flag`, those with seconds of a reason."""
    row, code = np.nonzero(flagged.flagged_s)
    if len(row) == 0:
        return
    into.insert(
        "clean.minute_flag",
        {
            **whose(stale, len(row)),
            "minute_at": flagged.minute_ms[row].astype("datetime64[ms]"),
            "hr_flag": Coded(code, _WORDS),
            "flagged_s": flagged.flagged_s[row, code],
        },
    )

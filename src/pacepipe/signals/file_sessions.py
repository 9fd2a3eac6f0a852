"""Sessions as a watch or an app was told to begin and to end them.

That is the person's own start and stop, on another device. Laps are not used: one is
a kilometre of a walk as often as a repetition, and no file says which.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from pacepipe.domain.session import MarkedSession, SessionLabel, SessionSpan
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.signals.marks import UNFINISHED_MAX_MS
from pacepipe.signals.reports import overlap_ms
from pacepipe.signals.sessions import ACTIVE_MIN_S

_AEROBIC: Final = frozenset(
    [
        "walking",
        "hiking",
        "running",
        "snowshoeing",
        "cycling",
        "handcycling",
        "rowing",
        "elliptical",
        "swimming",
        "fitness_equipment",
        "cross_country_skiing",
        "crosscountryskiing",
        "dance",
        "socialdance",
        "cardiodance",
        "mixedcardio",
        "waterfitness",
        "steptraining",
        "stairs",
        "stairclimbing",
        "floor_climbing",
        "wheelchair_push_walk",
        "wheelchair_push_run",
        "wheelchairwalkpace",
        "wheelchairrunpace",
    ]
)
_STRENGTH: Final = frozenset(
    [
        "training",
        "coretraining",
        "functionalstrengthtraining",
        "traditionalstrengthtraining",
    ]
)
_BALANCE: Final = frozenset(["yoga", "taichi", "pilates", "barre", "flexibility"])


def kind_of_sport(sport: str) -> ActivityKind | None:
    """Kind of movement that a file's word for a sport is; None for all others.

    Parameters
    ----------
    sport : str
        A word of the FIT profile (`sport`) or of HealthKit
        (`HKWorkoutActivityType`, in small letters). "generic", "driving" and what is
        not listed say no movement that is planned for here.

    Examples
    --------
    >>> kind_of_sport("walking"), kind_of_sport("driving")
    (<ActivityKind.AEROBIC: 'aerobic'>, None)
    """
    if sport in _AEROBIC:
        return ActivityKind.AEROBIC
    if sport in _STRENGTH:
        return ActivityKind.STRENGTH
    return ActivityKind.BALANCE if sport in _BALANCE else None


def _key(mark: MarkedSession) -> tuple[int, int, str, str]:
    stop_ms = mark.start_ms if mark.stop_ms is None else mark.stop_ms
    length_ms = stop_ms - mark.start_ms
    return length_ms, mark.start_ms, mark.mark_source or "", mark.activity_kind.value


def with_file_sessions(
    users: Sequence[SessionSpan], of_files: Iterable[MarkedSession]
) -> list[SessionSpan]:
    """The person's sessions, and those of files that were marked nowhere else.

    Parameters
    ----------
    users : sequence of SessionSpan
        Marked here; these win over a file's.
    of_files : iterable of MarkedSession

    Returns
    -------
    list of SessionSpan
        By start, not overlapping.

    Notes
    -----
    One shorter than any session that sensors would find (3 min) is a slip of the
    finger, one of over 4 h a stop that was forgotten; neither is used. Of files that
    overlap each other the shortest stretch counts, because a doubt must never make a
    longer plan.
    """
    sessions = list(users)
    for mark in sorted(set(of_files), key=_key):
        stop_ms = mark.start_ms if mark.stop_ms is None else mark.stop_ms
        length_ms = stop_ms - mark.start_ms
        is_held = any(overlap_ms(s, mark.start_ms, stop_ms) > 0 for s in sessions)
        if is_held or not ACTIVE_MIN_S * 1000 <= length_ms <= UNFINISHED_MAX_MS:
            continue
        sessions.append(
            SessionSpan(
                start_ms=mark.start_ms,
                end_ms=stop_ms,
                label=SessionLabel.USER,
                activity_kind=mark.activity_kind,
                mark_source=mark.mark_source,
            )
        )
    return sorted(sessions, key=lambda s: s.start_ms)

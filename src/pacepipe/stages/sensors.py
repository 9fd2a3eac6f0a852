"""How each source of a batch measures: by its profile, or by what its file says."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.profile import DeviceProfile, SensorKind
from pacepipe.signals import SENSOR_KINDS
from pacepipe.stages.frames import FrameRows

_UNKNOWN: Final = SENSOR_KINDS.index(SensorKind.UNKNOWN)
_ECG: Final = SENSOR_KINDS.index(SensorKind.ECG)


def sensor_codes(
    frames: FrameRows, profiles: Sequence[DeviceProfile], is_chest: BoolArray
) -> IntArray:
    """Code in `SENSOR_KINDS` of each source: straps first, then those of files.

    Parameters
    ----------
    frames : FrameRows
    profiles : sequence of DeviceProfile
    is_chest : (s,) bool
        Of each source of files; what does not say that it is a chest strap's own is
        unknown.
    """
    by_id = {profile.profile_id: profile.sensor_kind for profile in profiles}
    of_strap = dict.fromkeys(frames.strap_ids, _UNKNOWN)
    for link in frames.links:
        kind = by_id.get(link.profile_id, SensorKind.UNKNOWN)
        if kind is not SensorKind.UNKNOWN:
            of_strap[link.strap_id] = SENSOR_KINDS.index(kind)
    straps = [of_strap[strap_id] for strap_id in frames.strap_ids]
    files = np.where(is_chest, _ECG, _UNKNOWN)
    return np.concatenate((np.array(straps, dtype=np.int64), files))


def main_kind(source_code: IntArray, sensor_code: IntArray) -> str | None:
    """How most of some seconds were measured; None without any.

    Parameters
    ----------
    source_code : (n,) int64
        Source of each second, -1 where it was filled.
    sensor_code : (s,) int64
        See `sensor_codes`.

    Examples
    --------
    >>> kinds = np.array([SENSOR_KINDS.index(SensorKind.ECG), _UNKNOWN])
    >>> main_kind(np.array([1, 0, 0, -1]), kinds)
    'ecg'
    """
    kinds = sensor_code[source_code[source_code >= 0]]
    if len(kinds) == 0:
        return None
    return SENSOR_KINDS[int(np.bincount(kinds).argmax())].value

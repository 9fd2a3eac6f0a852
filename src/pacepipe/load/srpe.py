"""Session load from felt effort (session RPE).

One number from two that everybody can give: how long, and how hard it felt. It
needs no strap and no heart rate, so it also holds for chair and strength work.
"""

from typing import Final

from pacepipe.errors import InputRejected

EFFORT_MAX_CR10: Final = 10.0
"""Top of the Borg CR10 scale as Foster 2001 uses it."""


def srpe_au(effort_cr10: float | None, duration_min: float) -> float | None:
    """Load of one session, arbitrary units.

    Parameters
    ----------
    effort_cr10 : float or None, 0 to 10
        Felt effort of the whole session; None means not said.
    duration_min : float, minutes, 0 or more
        Length from start to end, pauses included, as the method has it.

    Returns
    -------
    float or None
        None without an effort: an effort that was not said is not 0.

    Raises
    ------
    InputRejected
        For an effort outside 0 to 10 or a length that is not 0 or more.

    Notes
    -----
    ``srpe_au = effort_cr10 * duration_min``.

    References
    ----------
    Foster C, Florhaug JA, Franklin J, et al. A new approach to monitoring
    exercise training. Journal of Strength and Conditioning Research
    2001;15(1):109-115.

    Examples
    --------
    Twelve minutes that felt like 3 of 10:

    >>> srpe_au(3, 12.0)
    36.0
    >>> srpe_au(None, 12.0) is None
    True
    """
    if not duration_min >= 0:
        raise InputRejected(
            f"A session of {duration_min:g} minutes was handed in.",
            means="It has no load.",
            remedy="Correct its start or its end.",
        )
    if effort_cr10 is None:
        return None
    if not 0 <= effort_cr10 <= EFFORT_MAX_CR10:
        raise InputRejected(
            f"effort_cr10 was {effort_cr10:g}.",
            means="It goes from 0 to 10, so the session has no load.",
            remedy="Enter it again within that range.",
        )
    return float(effort_cr10 * duration_min)

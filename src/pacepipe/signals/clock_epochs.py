"""Stretches of one boot in which the wall clock ran on without a jump.

Two clocks stand beside each frame: one that only counts on since the boot, and one
that people and networks may set. Where their difference jumps, a new epoch begins.
Which epoch had a wrong clock is told by the two clocks and by when its frames were
stored, never by the moment of asking: what was set aside once is set aside for good.
Method: research/signal.md 3(j).

Frames of an epoch that was less than a day out keep the time that they were shown,
and `clean.clock_epoch` tells by how much it was moved. They are not shifted, not even
by seconds: a clock that drifts grows wrong little by little and is put right at once,
so that no single shift is true for the whole epoch; and a shift would move frames of
days long told whenever a clock is set anew. A day and a minute of it stay right to
within the jump; beats do not follow each other across it, because it breaks a link's
run of packets.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray

JUMP_US: Final = 2_000_000
"""A wall clock that moves by more against the boot clock was set: signal.md 3(j)."""
WRONG_US: Final = 24 * 3600 * 1_000_000
"""A clock this far out dates nothing to a day, ibid."""


def clock_epochs(boot_us: IntArray, utc_us: IntArray) -> IntArray:
    """Number of the epoch of each frame of one boot, from 0.

    Parameters
    ----------
    boot_us, utc_us : (n,) int64, microseconds
        Both clocks at the frames, in the order they were written down.

    Returns
    -------
    (n,) int64

    Examples
    --------
    >>> second = 1_000_000
    >>> boot_us = second * np.array([0, 1, 2, 3])
    >>> clock_epochs(boot_us, boot_us + second * np.array([0, 0, 3600, 3600]))
    array([0, 0, 1, 1])
    """
    numbers = np.zeros(len(boot_us), dtype=np.int64)
    has_jumped = np.abs(np.diff(utc_us) - np.diff(boot_us)) > JUMP_US
    numbers[1:] = np.cumsum(has_jumped)
    return numbers


def is_ahead_of_storing(utc_us: IntArray, stored_us: IntArray) -> BoolArray:
    """True where a frame says that it came a day after it was already stored.

    Parameters
    ----------
    utc_us : (n,) int64, microseconds
    stored_us : (n,) int64, microseconds
        When each was stored; far in the future where nobody knows.
    """
    ahead: BoolArray = utc_us - stored_us > WRONG_US
    return ahead


def is_put_right_later(
    offset_us: IntArray, is_believable: BoolArray, *, counts_sleep: bool
) -> BoolArray:
    """True for epochs of one boot whose clock was more than a day out.

    The newest believable epoch says what is right, because a clock is set to be
    right. A boot without one says nothing of the others.

    Parameters
    ----------
    offset_us : (e,) int64, microseconds
        Wall clock less boot clock of each epoch, in their order.
    is_believable : (e,) bool
        False where the wall clock cannot be right for another reason.
    counts_sleep : bool
        Whether the boot clock goes on while the machine sleeps. Where it does not,
        a wall clock that moved ahead may only have woken up.

    Returns
    -------
    (e,) bool

    Examples
    --------
    >>> hour = 3600 * 1_000_000
    >>> offset_us, all_right = hour * np.array([0, 40, 1]), np.ones(3, dtype=bool)
    >>> is_put_right_later(offset_us, all_right, counts_sleep=True)
    array([False,  True, False])
    """
    right = np.flatnonzero(is_believable)
    if len(right) == 0:
        return np.zeros(len(offset_us), dtype=np.bool_)
    ahead_us = offset_us - offset_us[right[-1]]
    out: BoolArray = (np.abs(ahead_us) if counts_sleep else ahead_us) > WRONG_US
    return out

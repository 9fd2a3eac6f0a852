"""A slope that a few odd points do not bend."""

import numpy as np

from pacepipe.domain.arrays import FloatArray


def theil_sen(x: FloatArray, y: FloatArray) -> float:
    """Median of the slopes of all pairs; NaN where no two differ in `x`.

    Parameters
    ----------
    x, y : (n,) float64
        n(n - 1) / 2 pairs are held at once: for hundreds of points, not for beats.

    Notes
    -----
    Sen 1968, doi:10.1080/01621459.1968.10480934.

    Examples
    --------
    >>> x = np.arange(5.0)
    >>> theil_sen(x, np.array([0.0, 2.0, 4.0, 6.0, 99.0]))
    2.0
    """
    first, second = np.triu_indices(len(x), k=1)
    run = x[second] - x[first]
    rises = (y[second] - y[first])[run != 0] / run[run != 0]
    return float(np.median(rises)) if len(rises) else float("nan")

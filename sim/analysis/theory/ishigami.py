"""Which input matters, in a function whose answer is known?"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class SobolIndices(NamedTuple):
    """Shares of the variance: by each input alone, and with all its interactions."""

    first: tuple[float, float, float]
    total: tuple[float, float, float]


def ishigami(x: ArrayLike, a: float = 7.0, b: float = 0.1) -> NDArray[np.float64]:
    """Return sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ for rows of three inputs, each uniform on [−π, π].

    Parameters
    ----------
    x : array_like of float, shape (n, 3)

    Returns
    -------
    ndarray of float, shape (n,)

    References
    ----------
    Ishigami & Homma (1990), "An importance quantification technique in uncertainty analysis", ISUMA '90.
    """
    x1, x2, x3 = np.asarray(x, dtype=np.float64).T
    y: NDArray[np.float64] = np.sin(x1) + a * np.sin(x2) ** 2 + b * x3**4 * np.sin(x1)
    return y


def ishigami_indices(a: float = 7.0, b: float = 0.1) -> SobolIndices:
    """Return the exact Sobol' indices of `ishigami`.

    The third input does nothing alone and yet matters: screening one factor at a time never sees it.

    References
    ----------
    Sobol' (1993), "Sensitivity estimates for nonlinear mathematical models", MMCE 1(4), integrated by hand.
    """
    alone_1 = (1.0 + b * math.pi**4 / 5.0) ** 2 / 2.0
    alone_2 = a**2 / 8.0
    jointly_13 = 8.0 * b**2 * math.pi**8 / 225.0
    variance = alone_1 + alone_2 + jointly_13
    return SobolIndices(
        first=(alone_1 / variance, alone_2 / variance, 0.0),
        total=((alone_1 + jointly_13) / variance, alone_2 / variance, jointly_13 / variance),
    )

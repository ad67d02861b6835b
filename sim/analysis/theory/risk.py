"""How much is lost, how fast is it learnt, and how likely is ruin?"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np


def loss_area_triangle(drop: float, recovery_time: float) -> float:
    """Return the area lost by a sudden drop that heals at a constant speed: half of drop × time.

    References
    ----------
    Bruneau et al. (2003), "A framework to quantitatively assess … seismic resilience", Earthquake Spectra
    19(4).
    """
    return drop * recovery_time / 2.0


def wright_unit(unit: float, ratio: float) -> float:
    """Return the effort of the n-th unit relative to the first: n^{log₂ ratio}.

    Each doubling of n multiplies it by `ratio`.

    References
    ----------
    Wright (1936), "Factors affecting the cost of airplanes", in Crawford's unit form.
    """
    return float(unit ** math.log2(ratio))


def wright_total(units: int, ratio: float) -> float:
    """Return the effort of the first n units together, relative to the first; source as `wright_unit`."""
    return float((np.arange(1, units + 1, dtype=np.float64) ** math.log2(ratio)).sum())


def brownian_ruin(cash: float, drift: float, sd: float, horizon: float) -> float:
    """Return the probability that Brownian cash touches zero at any instant up to `horizon`.

    Time is continuous. Looking at the balance only now and then finds fewer ruins: a dip between two looks
    is missed.

    Parameters
    ----------
    cash : float
        Balance at the start.
    drift, sd : float
        Mean and standard deviation of the change in one unit of time, `sd` above 0.
    horizon : float
        In the same unit of time.

    References
    ----------
    Inverse Gaussian first passage; Harrison, *Brownian Motion and Stochastic Flow Systems*, ch. 1.
    """
    from scipy.special import log_ndtr

    if cash <= 0.0:
        return 1.0
    if horizon == 0.0:
        return 0.0
    spread = sd * math.sqrt(horizon)
    ends_below = log_ndtr(-(cash + drift * horizon) / spread)
    # Summed in logarithms: for a strong negative drift the exponential overflows while its partner vanishes.
    comes_back = -2.0 * drift * cash / sd**2 + log_ndtr((drift * horizon - cash) / spread)
    return min(math.exp(ends_below) + math.exp(min(float(comes_back), 0.0)), 1.0)


def cvar_exponential(level: float, mean: float = 1.0) -> float:
    """Return the CVaR of an exponential loss: mean × (1 − ln(1 − level)).

    References
    ----------
    Norton, Khokhlov & Uryasev (2021), "Calculating CVaR and bPOE for common probability distributions",
    Annals of Operations Research 299, also for the normal.
    """
    return mean * (1.0 - math.log1p(-level))


def cvar_normal(level: float, mean: float = 0.0, sd: float = 1.0) -> float:
    """Return the CVaR of a normal loss: mean + sd × φ(z)/(1 − level) with z the quantile; source as above."""
    standard = NormalDist()
    return mean + sd * standard.pdf(standard.inv_cdf(level)) / (1.0 - level)

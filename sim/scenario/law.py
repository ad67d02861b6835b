"""A distribution as numbers: what it is called, and what its formula needs.

============ ========================= ========================= =========================
kind         a                         b                         c
============ ========================= ========================= =========================
constant     the value
exponential  mean
gamma        scale                     shape                     log of gamma(shape)
lognormal    mean                      deviation of the log      half the variance of the log
weibull      scale                     1 / shape                 log of gamma(1 / shape)
triangular   lowest                    most likely               highest
uniform      lowest                    highest
empirical    (the values, in order)
============ ========================= ========================= =========================

Whatever is no plain arithmetic is worked out here, once, so that nothing later depends on who does it.
"""

from __future__ import annotations

from typing import NamedTuple


class Law(NamedTuple):
    """The numbers of a distribution, by the table above."""

    kind: str
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    values: tuple[float, ...] = ()

    def times(self, mean: float) -> Law:
        """The law of the amount times a number, for those of one mean: their scale is `a`."""
        return self._replace(a=self.a * mean)

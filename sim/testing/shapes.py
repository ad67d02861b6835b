"""Random shapes of what differs from one time to the next."""

from sim.testing.dice import Dice
from sim.testing.names import Data


def spread(dice: Dice) -> Data:
    """A random distribution of any kind, without its mean."""
    return dice.one_of(
        {"kind": "constant"},
        {"kind": "exponential"},
        {"kind": "gamma", "cv": dice.number(0.2, 3.0)},
        {"kind": "lognormal", "cv": dice.number(0.2, 3.0)},
        {"kind": "weibull", "shape": dice.number(0.4, 5.0)},
    )

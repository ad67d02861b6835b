"""Which amount belongs to a uniform number? The inverse of each distribution function.

More luck is never less of anything, and one number makes one amount: so a mean that is varied stretches what
is dealt, and luck of one kind moves no other. All is scalar arithmetic with the functions of the C library,
in one order, so Python and compiled code come to the same bits.
"""

import math
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import rule

STEPS = 60
"""At most; three do."""
NEAR = 1e-5
"""Relative: a step of Halley's that is shorter is the last, for the next one would be its cube."""
BISECTIONS = 200
FAR = 30.0
"""Standard deviations, from where a tail is a series."""

MIDDLE = 0.425
"""How far from one half a uniform number is in the middle of the normal quantile."""
MIDDLE_ABOVE = (
    2509.0809287301226727,
    33430.575583588128105,
    67265.770927008700853,
    45921.953931549871457,
    13731.693765509461125,
    1971.5909503065514427,
    133.14166789178437745,
    3.387132872796366608,
)
MIDDLE_BELOW = (
    5226.495278852854561,
    28729.085735721942674,
    39307.89580009271061,
    21213.794301586595867,
    5394.1960214247511077,
    687.1870074920579083,
    42.313330701600911252,
    1.0,
)
TAIL_ABOVE = (
    7.7454501427834140764e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258,
    3.64784832476320460504,
    5.76949722146069140550,
    4.63033784615654529590,
    1.42343711074968357734,
)
TAIL_BELOW = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940,
    2.05319162663775882187,
    1.0,
)
END_ABOVE = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580,
    5.46378491116411436990,
    6.65790464350110377720,
)
END_BELOW = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)
"""Of the normal quantile, in its middle, in its tails, and at their ends."""


class Shape(IntEnum):
    """What an amount's distribution is called."""

    CONSTANT = 0
    EXPONENTIAL = 1
    GAMMA = 2
    LOGNORMAL = 3
    WEIBULL = 4
    TRIANGULAR = 5
    UNIFORM = 6
    EMPIRICAL = 7


@rule
def amount(law: Any, values: NDArray[np.float64], luck: float) -> float:
    """The amount that belongs to a uniform number.

    `law` is a record with `kind` and the numbers `a`, `b`, `c` of `sim.scenario.law`; of `values`, (n,), its
    own begin at `begin` and are `values` many, in order.
    """
    kind = law["kind"]
    if kind == Shape.CONSTANT:
        return law["a"]
    if kind == Shape.EXPONENTIAL:
        return law["a"] * exponential(luck)
    if kind == Shape.LOGNORMAL:
        return lognormal(law["a"], law["b"], law["c"], normal(luck))
    if kind == Shape.GAMMA:
        return law["a"] * gamma(luck, law["b"], law["c"])
    if kind == Shape.WEIBULL:
        return law["a"] * exponential(luck) ** law["b"]
    if kind == Shape.TRIANGULAR:
        return triangular(luck, law["a"], law["b"], law["c"])
    if kind == Shape.UNIFORM:
        return law["a"] + luck * (law["b"] - law["a"])
    return values[law["begin"] + min(int(luck * law["values"]), law["values"] - 1)]


@rule
def fill_amounts(
    law: Any, values: NDArray[np.float64], luck: NDArray[np.float64], amounts: NDArray[np.float64]
) -> None:
    """The amounts that belong to uniform numbers, (n,) both, to the bit as one by one."""
    if law["kind"] == Shape.LOGNORMAL:
        fill_normal(luck, amounts)
        scale, sigma, shift = law["a"], law["b"], law["c"]
        for k in range(len(luck)):
            amounts[k] = lognormal(scale, sigma, shift, amounts[k])
        return
    if law["kind"] == Shape.EXPONENTIAL:
        mean = law["a"]
        for k in range(len(luck)):
            amounts[k] = mean * exponential(luck[k])
        return
    for k in range(len(luck)):
        amounts[k] = amount(law, values, luck[k])


@rule
def fill_normal(luck: NDArray[np.float64], numbers: NDArray[np.float64]) -> None:
    """The normal numbers that belong to uniform ones, (n,) both, to the bit as one by one.

    At first all as if they were in the middle: without a branch the compiler takes several at once.
    """
    for k in range(len(luck)):
        numbers[k] = normal_middle(luck[k] - 0.5)
    for k in range(len(luck)):
        if abs(luck[k] - 0.5) > MIDDLE:
            numbers[k] = normal_tail(luck[k])


@rule
def lognormal(scale: float, sigma: float, shift: float, z: float) -> float:
    """The lognormal amount that belongs to a normal number."""
    return scale * math.exp(sigma * z - shift)


@rule
def exponential(luck: float) -> float:
    """Of mean one. The logarithm of what is above is as exact as log1p of what is below: all numbers dealt
    are odd multiples of one small number, so above is no rounding."""
    return -math.log(1.0 - luck)


@rule
def triangular(luck: float, low: float, mode: float, high: float) -> float:
    """Of the lowest, most likely and highest value."""
    width = high - low
    if luck * width < mode - low:
        return low + math.sqrt(luck * width * (mode - low))
    return high - math.sqrt((1.0 - luck) * width * (high - mode))


@rule
def normal(luck: float) -> float:
    """Of mean nought and deviation one, to fifteen digits.

    Source: Wichura (1988), algorithm AS 241, Applied Statistics 37, 477-484: ratios of polynomials.
    """
    q = luck - 0.5
    return normal_middle(q) if abs(q) <= MIDDLE else normal_tail(luck)


@rule
def normal_middle(q: float) -> float:
    """The normal number that belongs to one half and `q`, which is at most `MIDDLE` from nought."""
    r = 0.180625 - q * q
    return q * horner(r, MIDDLE_ABOVE) / horner(r, MIDDLE_BELOW)


@rule
def normal_tail(luck: float) -> float:
    """The normal number that belongs to a uniform one farther from one half than that."""
    r = math.sqrt(-math.log(min(luck, 1.0 - luck)))
    if r <= 5.0:
        found = horner(r - 1.6, TAIL_ABOVE) / horner(r - 1.6, TAIL_BELOW)
    else:
        found = horner(r - 5.0, END_ABOVE) / horner(r - 5.0, END_BELOW)
    return -found if luck < 0.5 else found


@rule
def horner(x: float, coefficients: tuple[float, ...]) -> float:
    """A polynomial, by its coefficients, the highest power first."""
    total = 0.0
    for each in coefficients:
        total = total * x + each
    return total


@rule
def gamma(luck: float, shape: float, log_gamma: float) -> float:
    """Of a shape and scale one; `log_gamma` is the logarithm of the gamma function at `shape`.

    Halley's method on the logarithm of the smaller tail, as a function of the amount's logarithm, which is
    concave. With f' the slope, the tail bends by f'' = f' (shape - x - f').
    """
    z = normal(luck)
    start = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * math.sqrt(shape))
    if shape > 0.3 and start > 0.2:  # Wilson and Hilferty (1931): the cube root is nearly normal
        y = math.log(shape) + 3.0 * math.log(start)
    else:  # near nought the distribution function is a power
        y = min((math.log(luck) + math.log(shape) + log_gamma) / shape, math.log(shape + 1.0))
    is_low = luck < 0.5
    wanted = math.log(luck) if is_low else math.log1p(-luck)
    for _ in range(STEPS):
        if y < -700.0:
            return 0.0
        x = math.exp(y)
        below, above = gamma_tails(shape, x, log_gamma)
        tail = below if is_low else above
        if tail <= 0.0:
            y += -1.0 if above <= 0.0 else 1.0
            continue
        slope = math.exp(shape * y - x - log_gamma) / tail
        if not is_low:
            slope = -slope
        step = (wanted - math.log(tail)) / slope
        bend = 1.0 + 0.5 * step * (shape - x - slope)
        step /= min(max(bend, 0.5), 2.0)
        step = max(min(step, 2.0), -2.0) if shape > 0.3 else max(min(step, 2.0), -2.0 / shape)
        y += step
        if abs(step) <= NEAR * (1.0 + abs(y)):
            break
    return math.exp(y)


@rule
def gamma_tails(shape: float, x: float, log_gamma: float) -> tuple[float, float]:
    """The probabilities of a gamma amount below and above `x`: a series, or a continued fraction (Lentz).

    Source: Abramowitz & Stegun (1964), 6.5.29 and 6.5.31.
    """
    if x <= 0.0:
        return 0.0, 1.0
    scale = math.exp(shape * math.log(x) - x - log_gamma)
    if x < shape + 1.0:
        term = 1.0 / shape
        total, n = term, shape
        while term > total * 1e-17:
            n += 1.0
            term *= x / n
            total += term
        below = min(total * scale, 1.0)
        return below, 1.0 - below
    b = x + 1.0 - shape
    c, d = 1e300, 1.0 / b
    fraction, n = d, 0.0
    change = 2.0
    while abs(change - 1.0) > 2e-16 and n < 100_000.0:
        n += 1.0
        a = -n * (n - shape)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        change = c * d
        fraction *= change
    above = min(max(fraction * scale, 0.0), 1.0)
    return 1.0 - above, above


@rule
def normal_below(z: float) -> float:
    """The probability of a normal number below `z`."""
    return 0.5 * math.erfc(-z * math.sqrt(0.5))


@rule
def log_normal_below(z: float) -> float:
    """Its logarithm, which is a number still where the probability is none."""
    if z > -FAR:
        return math.log(normal_below(z))
    inverse = 1.0 / (z * z)
    tail = 1.0 - inverse * (1.0 - 3.0 * inverse * (1.0 - 5.0 * inverse * (1.0 - 7.0 * inverse)))
    return -0.5 * z * z - math.log(-z * math.sqrt(2.0 * math.pi)) + math.log(tail)


# -- What is left at a random instant ------------------------------------------------------------------------


@rule
def residual(law: Any, luck: float) -> float:
    """What is left of a span at an instant that has nothing to do with it: the equilibrium distribution.

    Its density is 1 - F, for a span of mean one, whose `law` is a record as in `amount`. Source: Cox, Renewal
    Theory (1962), chapter 5; the distribution functions follow by partial integration.
    """
    if law["kind"] == Shape.CONSTANT:
        return luck
    if law["kind"] == Shape.EXPONENTIAL:
        return exponential(luck)
    if law["kind"] == Shape.WEIBULL:
        return law["a"] * gamma(luck, law["b"], law["c"]) ** law["b"]
    low, high = -700.0, 700.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if _left_within(law, math.exp(middle)) < luck:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))


@rule
def _left_within(law: Any, x: float) -> float:
    """The probability that no more than `x` is left, of a gamma or lognormal span."""
    if law["kind"] == Shape.GAMMA:
        _, above = gamma_tails(law["b"], x / law["a"], law["c"])
        sized, _ = gamma_tails(law["b"] + 1.0, x / law["a"], law["c"] + math.log(law["b"]))
        return x * above + sized
    z = (math.log(x) + law["c"]) / law["b"]
    return x * normal_below(-z) + normal_below(z - law["b"])


# -- When cash first runs out --------------------------------------------------------------------------------


@rule
def first_passage(luck: float, cash: float, drift: float, spread: float) -> float:
    """When Brownian cash first touches nought, in continuous time; inf if it never does.

    The distribution function is Phi(-(x + m t) / (s sqrt t)) + exp(-2 m x / s^2) Phi((m t - x) / (s sqrt t)),
    which for m > 0 ends below one. Checking once a month would miss a fifth of the ruins.

    Source: Cox & Miller, The Theory of Stochastic Processes (1965), 5.7.
    """
    twist = -2.0 * drift * cash / spread**2
    if drift > 0.0 and luck >= math.exp(twist):
        return math.inf
    low, high = -700.0, 700.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        time = math.exp(middle)
        root = spread * math.sqrt(time)
        direct = normal_below(-(cash + drift * time) / root)
        mirrored = math.exp(min(twist + log_normal_below((drift * time - cash) / root), 0.0))
        if direct + mirrored < luck:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))

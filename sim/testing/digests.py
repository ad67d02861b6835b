"""What a million amounts of each distribution come to, so that a change of one bit is seen.

`python -m sim.testing.digests` prints the table anew; whoever writes it in raises the model's version.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from sim.scenario.distribution import UnitLognormal, UnitWeibull, gamma_of
from sim.scenario.law import Law
from sim.tape.stream import stream

MANY: Final = 1_000_000
FEW: Final = 5_000
"""So many that plain Python is done with them in a second."""

LAWS: Final[dict[str, Law | None]] = {
    "uniform": Law("uniform", 0.0, 1.0),
    "normal": None,
    "exponential": Law("exponential", 1.0),
    "gamma": gamma_of(0.7),
    "wild gamma": gamma_of(3.0),
    "lognormal": UnitLognormal(cv=0.9).unit,
    "weibull": UnitWeibull(shape=1.7).unit,
    "triangular": Law("triangular", 1.0, 2.0, 6.0),
    "empirical": Law("empirical", values=(1.0, 2.0, 4.0)),
}

DIGESTS: Final = {
    "uniform": ("7f75b5367775a696", "daf31398006d23b7"),
    "normal": ("45aeeabc76966e2f", "a6333cd86be2c14f"),
    "exponential": ("0dd9c1159a452722", "9959f671b2c5aa26"),
    "gamma": ("73ab1acd4ba13ddc", "23963863d1379674"),
    "wild gamma": ("a9cce633b594e99b", "55d00f041e8c716c"),
    "lognormal": ("cea9c654a0b1a420", "e2729735b2d1ad8e"),
    "weibull": ("9a220c7964186a7f", "52763d656d1989f0"),
    "triangular": ("8e2784fcd61e64a7", "f9734c7ec7b542ed"),
    "empirical": ("c02317573ab5b8a9", "5fe4a93f14f82e73"),
}
"""Of so FEW, and of so MANY."""


def digest(name: str, count: int) -> str:
    """Of the first so many amounts of a distribution."""
    own, law = stream(2026, 0, name), LAWS[name]
    amounts = own.normals(count) if law is None else own.amounts(law, count)
    return sha256(amounts.astype("<f8").tobytes()).hexdigest()[:16]


if __name__ == "__main__":
    for name in LAWS:
        print(f'    "{name}": ("{digest(name, FEW)}", "{digest(name, MANY)}"),')

"""What is played so that all is compiled that most runs need? Every case that ships, from tape to outcome."""

from __future__ import annotations

from sim.case import preset, preset_names
from sim.engine.simulate import Engine, simulate
from sim.outcome.measure import MEASURES
from sim.outcome.scorecard import settle
from sim.replicate.kept import Keeper
from sim.replicate.replications import Replications, table_of

ENGINES: tuple[Engine, ...] = ("compiled", "reference")
"""The second calls the same laws from Python, which is a door that each of them needs."""


def play() -> None:
    """A journal of each case with its scorecard, a table of each, and one journal of the other engine."""
    for name in preset_names():
        case = preset(name)
        settle(simulate(case, seed=0, engine="compiled"))
        table_of(Replications(case, 0, (0,), "compiled"), tuple(MEASURES), Keeper())
    simulate(preset("pfizer_patents"), seed=0, engine="reference")

"""What is played so that all is compiled that most runs need? The smallest case, and its outcome."""

from __future__ import annotations

from sim.case import Case
from sim.engine.simulate import simulate
from sim.outcome.scorecard import settle
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy


def play() -> None:
    """One run on the compiled engine, from its tape to its scorecard."""
    scenario = Scenario.model_validate(
        {
            "horizon_days": 1.0,
            "work": {
                "task": {"arrivals": {"kind": "regular", "per_week": 7}, "effort_hours": {"kind": "constant"}}
            },
            "inhouse": {"seats": 1},
        }
    )
    settle(simulate(Case(scenario, Strategy()), seed=0, engine="compiled"))

"""What do runs of one case come to, in the measures that somebody asked for, and in no others?"""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.journal import Journal
from sim.engine.plan import Plan
from sim.outcome.sections import sections_of, values_of
from sim.outcome.window import Lens, Observation
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy


class Asked:
    """Some measures of runs of one case: what they need of the case is found out once, for all its runs.

    Parameters
    ----------
    scenario, strategy, plan
        The case, and what the engines read of it.
    measures
        Names of `MEASURES`, in the order of the values.
    """

    def __init__(self, scenario: Scenario, strategy: Strategy, plan: Plan, measures: Sequence[str]) -> None:
        self.measures = tuple(measures)
        self.lens = Lens(scenario, strategy, plan)
        self.sections = sections_of(measures)

    def of(self, journal: Journal) -> list[float]:
        """The measures of one run, (measures,); nan where it has none. The journal is not kept."""
        return values_of(Observation(journal, self.lens), self.sections, self.measures)

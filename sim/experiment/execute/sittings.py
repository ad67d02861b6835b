"""How many replications of a design point are played before the next point has its turn?

A plan is made for a point, and luck is dealt for a world. With few points both stay at hand, and all points
take turns replication by replication: a sweep stopped half-way has every point. The more points there are,
the more replications each has at a sitting, for nobody comes back to a point before all others had theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.scenario.trace import Trace

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.scenario.scenario import Scenario

POINTS_A_REPLICATION: Final = 4
MOST: Final = 50
"""Then a plan costs each run a hundredth of what it costs to make."""
MOST_TASKS: Final = 100_000
"""Of a sitting, about: a tenth of a second of work, and luck of a few megabytes."""
HOURS_A_WEEK: Final = 168.0


def sitting(experiment: Experiment) -> int:
    """Replications of a point at a sitting; it depends on the experiment alone, as all shards must agree."""
    points = len(experiment.points)
    by_size = int(MOST_TASKS // max(1.0, _tasks(experiment.scenario)))
    return max(1, min(points // POINTS_A_REPLICATION, MOST, by_size, experiment.replications))


def _tasks(scenario: Scenario) -> float:
    """Tasks of a replication, roughly: without growth, seasons and luck."""
    weeks = scenario.window_hours[1] / HOURS_A_WEEK
    arrivals = [each.arrivals for each in scenario.work.values()]
    return sum(
        float(len(each.arrived_hours)) if isinstance(each, Trace) else each.per_week * weeks
        for each in arrivals
    )

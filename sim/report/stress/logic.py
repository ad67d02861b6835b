"""STRESS-DES, section 2: how the model works."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from sim.engine.making import make_plan
from sim.report.markdown import bullets, code, prose, table, text_of
from sim.report.stress.item import Item

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.scenario.work import WorkType

DIAGRAM: Final = """\
```text
arrival -> assignment -> [ line ] -> seat of the team: attempt, in parts -> inspection? -> delivery
              |              ^          |   ^                                   |
              |              |          v   |                                   | defect found
    brief and handover       |     question -> liaison -> answer                |
    (work that leaves)       +------------------ rework <----------------------+

beside it, at every team:  outage -> repair     slowdown     shock of its region
at a provider, too:        insolvency or walking away -> contingency: wait, bring home, backup
```"""

ACTIVITIES: Final = (
    "brief (a liaison's seat; only work that leaves the house)",
    "handover and messages (delays without a seat)",
    "attempt (a seat of the team; effort divided by its speed, within its working hours, cut by questions)",
    "answer (a liaison's seat)",
    "checkpoint (a liaison's seat), where monitoring asks for it",
    "inspection (a reviewer's seat, or a third party)",
    "rework: another attempt after a finding",
    "repair of a team that is down, hiring and training of people",
)


def logic_items(experiment: Experiment) -> tuple[Item, ...]:
    """Diagram, base logic, scenario logic, algorithms, components."""
    return (
        Item("2.1", "Base model overview diagram", (DIAGRAM,)),
        _base(experiment),
        _scenarios(experiment),
        _algorithms(experiment),
        *_components(experiment),
    )


def _base(experiment: Experiment) -> Item:
    scenario = experiment.scenario
    return Item(
        "2.2",
        "Base model logic",
        (
            f"A discrete-event model of {len(scenario.work)} work types, in-house seats and "
            f"{len(scenario.providers)} providers. A task arrives and is assigned to a team at once. If "
            "that is a provider's, a liaison briefs and the work is handed over. It waits in the team's "
            "line, is worked on in working hours, raises questions that liaisons answer, may be "
            "done wrong, may be inspected and reworked, and is delivered. Teams go down "
            "and come back; providers may end for good, and then the contingency plan says who takes "
            "over. Every mechanism with its formula, units and source is in the documentation, page *The "
            "model*.",
        ),
    )


def _scenarios(experiment: Experiment) -> Item:
    known = []
    for name, levels in experiment.levels.items():
        paths = dict.fromkeys(path for level in levels for path in level.settings)
        sets = ", ".join(code(path) for path in paths) or "nothing (its levels are the base case)"
        known.append(f"`{name}` sets {sets}")
    told = bullets(known) if known else "There is one scenario: the base case."
    return Item("2.3", "Scenario logic", (told,), ("what each level stands for in the real organisation",))


def _algorithms(experiment: Experiment) -> Item:
    strategy = experiment.strategy
    rules = (
        ", ".join(f"{team} {staffing.rule}" for team, staffing in strategy.staffing.items()) or "as stated"
    )
    return Item(
        "2.4",
        "Algorithms",
        (
            bullets(
                (
                    f"assignment: `{strategy.assignment.rule}`",
                    f"order of a line: `{strategy.discipline}`; work that returns with an answer goes first",
                    f"contingency: `{strategy.contingency.plan}`, after "
                    f"{strategy.contingency.patience_days:g} days of patience",
                    f"seats by rule: {rules}",
                    "ties of events at one instant: by kind of event, then by task or team (5.3)",
                )
            ),
            "These are the base case's; 2.3 says which of them are varied.",
        ),
    )


def _due(work: WorkType) -> str:
    """When such a task is due, and by when it is to be begun."""
    due = "never" if work.due_hours == math.inf else f"{work.due_hours / 24.0:g} days"
    if work.due_working_hours is not None:
        due = f"{work.due_working_hours:g} working hours"
    begun = work.begin_within_working_hours
    return due if begun is None else f"{due}; begun within {begun:g} working hours"


def _components(experiment: Experiment) -> tuple[Item, ...]:
    scenario = experiment.scenario
    work = [
        (
            code(name),
            prose(each.family or ""),
            prose(_due(each)),
            text_of(each.value),
            text_of(each.ambiguity),
        )
        for name, each in scenario.work.items()
    ]
    plan = make_plan(experiment.case.scenario, experiment.case.strategy)
    teams = list(zip((f"`{name}`" for name in scenario.teams), map(int, plan.seats), strict=False))
    arrivals = [(f"`{name}`", each.arrivals.kind) for name, each in scenario.work.items()]
    return (
        Item(
            "2.5.1",
            "Entities",
            (
                "Tasks; each has a work type, an effort, a due date, and its own luck.",
                table(["work type", "family", "due after", "value", "ambiguity"], work),
            ),
        ),
        Item("2.5.2", "Activities", (bullets(ACTIVITIES),)),
        Item(
            "2.5.3",
            "Resources",
            ("Seats: people who can work at the same time.", table(["team", "seats at the start"], teams)),
        ),
        Item(
            "2.5.4",
            "Queues",
            (
                f"One line a team, without limit, in the order `{experiment.strategy.discipline}`. Work in "
                "progress that a team's closing or an outage stops keeps its place or starts anew, as the "
                "outage's setting says.",
            ),
        ),
        Item(
            "2.5.5",
            "Entry and exit points",
            (
                table(["work type", "arrivals"], arrivals),
                "Tasks leave when they are delivered. At the horizon the run is cut off; tasks in hand are "
                "counted (`tasks_in_house_at_end`), not finished.",
            ),
        ),
    )

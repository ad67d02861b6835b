"""Which rights lapsed, and which contests were won?"""

from __future__ import annotations

import math

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.once import once
from sim.outcome.reading import DELIVERED, DUE, WORK_TYPE, Bools, Floats, Marks
from sim.outcome.window import Lens, Observation, ratio
from sim.rules.rule import kernel
from sim.scenario.team import WorkingTeam
from sim.tape.stream import stream


def rights(seen: Observation) -> dict[str, float]:
    """Measures of protection: shares are nan where no right was at stake in the window, and no contest.

    A right counts in the window in which its last day falls, a contest where it is decided: when the task is
    delivered, or at that last day if it is not by then.
    """
    work = seen.journal.scenario.work.values()
    measures = {"rights_lapsed": 0.0, "rights_lapsed_share": math.nan, "contests_won_share": math.nan}
    if not any(each.lapse_days is not None or each.win_probability is not None for each in work):
        return measures
    tasks, last = seen.journal.tasks, last_days(seen)
    gone, at_stake = lapsed(seen.journal, last), seen.window.holds(last)
    contested = np.array([each.win_probability is not None for each in work])[tasks["work_type"]]
    decided = seen.window.holds(np.fmin(tasks["delivered"], last)) & contested
    return {
        "rights_lapsed": float((gone & at_stake).sum()),
        "rights_lapsed_share": ratio((gone & at_stake).sum(), at_stake.sum()),
        "contests_won_share": ratio((won(seen) & ~gone & decided).sum(), decided.sum()),
    }


@once
def last_days(seen: Observation) -> Floats:
    """The instant by which each task must be delivered, or its right lapses, (tasks,); inf where none can."""
    tasks, (hours, _) = seen.journal.tasks, lapse_terms(seen.lens)
    return np.asarray(tasks["due"] + hours[tasks["work_type"]])


def lapsed(journal: Journal, last: Floats) -> Bools:
    """Which tasks were not delivered by their last days, where those fell in the run, (tasks,)."""
    in_time = journal.tasks["delivered"] <= last  # what is not delivered (nan) is not
    return np.asarray(~in_time & (last < journal.plan.end))


@once
def can_lapse(lens: Lens) -> bool:
    """Whether any right can lapse."""
    return any(work.lapse_days is not None for work in lens.scenario.work.values())


@once
def lapse_terms(lens: Lens) -> tuple[Floats, Floats]:
    """Hours from its due instant to a right's last day, inf where it has none, and what it costs then; by
    work type, (W,) each."""
    work = lens.scenario.work.values()
    days = [math.inf if w.lapse_days is None else w.lapse_days for w in work]
    return 24.0 * np.array(days), np.array([w.lapse_cost for w in work])


@kernel
def list_lapses(
    instants: Floats, marks: Marks, start: float, end: float, run_end: float, hours: Floats, costs: Floats
) -> Floats:
    """When rights lapsed in a window, and what each cost, shape (2, n).

    Parameters
    ----------
    instants, marks
        (N, ...) the tasks as numbers of 64 and of 32 bits.
    hours, costs
        (W,) from its due instant to a right's last day; and what it costs then.
    """
    lapses, found, until = np.empty((2, len(instants))), 0, min(end, run_end)
    for task in range(len(instants)):
        kind = marks[task, WORK_TYPE]
        last = instants[task, DUE] + hours[kind]
        # Written down in any case, for no processor can guess which rights lapse.
        lapses[0, found], lapses[1, found] = last, costs[kind]
        found += (start <= last) & (last < until) & (not instants[task, DELIVERED] <= last)
    return lapses[:, :found]


def lapse_costs(seen: Observation) -> tuple[Floats, Floats]:
    """When rights lapsed in the window, (n,) hours since the start, and what each cost, (n,)."""
    lapses = list_lapses(*seen.task_numbers, *seen.window, seen.journal.plan.end, *lapse_terms(seen.lens))
    return lapses[0], lapses[1]


@once
def won(seen: Observation) -> Bools:
    """Which tasks win what they are for, if they are delivered in time, (tasks,); where nothing is contested,
    all do.

    The luck is dealt here, by the stream `<work type>/contest`, one number a task in order of arrival. So who
    is better at it wins what the other would have won, and more.
    """
    journal = seen.journal
    tasks, tape = journal.tasks, journal.tape
    wins = np.ones(len(tasks), dtype=np.bool_)
    factors = win_factors(seen.lens)
    for kind, (name, work) in enumerate(journal.scenario.work.items()):
        if work.win_probability is not None:
            own = np.flatnonzero(tasks["work_type"] == kind)
            luck = stream(tape.seed, tape.replication, f"{name}/contest").uniforms(len(own))
            care = np.where(tasks["escaped"][own] > 0, work.win_if_flawed, 1.0)
            wins[own] = luck < work.win_probability * factors[tasks["provider"][own], kind] * care
    return wins


@once
def win_factors(lens: Lens) -> Floats:
    """How much likelier each working team wins than is usual, by work type, (S, work types)."""
    scenario = lens.scenario
    teams: list[WorkingTeam] = [scenario.inhouse, *scenario.providers.values()]
    factors = np.ones((len(teams), len(scenario.work)))
    for row, team in enumerate(teams):
        for column, (name, work) in enumerate(scenario.work.items()):
            skill = team.skill.get(name) or team.skill.get(work.family or "")
            if skill is not None and skill.win_factor is not None:
                factors[row, column] = skill.win_factor
    return factors

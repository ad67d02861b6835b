"""What does a journal say about a system in its steady state?

Counted are the tasks that arrive after the warm-up and before the last part of the run, which is as long
as the warm-up: what arrives then only keeps the house as busy as before, until all that are counted have
been delivered. So no task that takes long is missing. A task that is counted and still not done makes the
estimate nan, and the check fails.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal, Rows

Floats = NDArray[np.float64]


def counted_span(journal: Journal) -> tuple[float, float]:
    """Hours since the start from which and until which is counted."""
    start, end = journal.scenario.window_hours
    return start, end - start


def counted(journal: Journal, work_type: int | None = None) -> Rows:
    """The tasks that arrived in the span, of one work type or of all."""
    since, until = counted_span(journal)
    first, last = np.searchsorted(journal.tasks["arrived"], [since, until])
    tasks: Rows = journal.tasks[first:last]
    return tasks if work_type is None else tasks[tasks["work_type"] == work_type]


# -- a value a task --------------------------------------------------------------------------------------


def mean_wait(journal: Journal, work_type: int | None = None) -> float:
    """Mean hours from arrival to the first seat."""
    tasks = counted(journal, work_type)
    return float((tasks["started"] - tasks["arrived"]).mean())


def share_waiting(journal: Journal) -> float:
    """Share of tasks that found no free seat."""
    tasks = counted(journal)
    return float((tasks["started"] > tasks["arrived"]).mean())


def mean_lead_time(journal: Journal) -> float:
    """Mean hours from arrival to delivery."""
    tasks = counted(journal)
    return float((tasks["delivered"] - tasks["arrived"]).mean())


def mean_completion(journal: Journal) -> float:
    """Mean hours from the first seat to delivery, outages included."""
    tasks = counted(journal)
    return float((tasks["delivered"] - tasks["started"]).mean())


def mean_attempts(journal: Journal) -> float:
    """Mean attempts of a task."""
    return float(counted(journal)["attempts"].mean())


def escaped_share(journal: Journal) -> float:
    """Share of tasks that were delivered wrong."""
    return float((counted(journal)["escaped"] > 0).mean())


def outsourced_share(journal: Journal) -> float:
    """Share of tasks that were sent to a provider."""
    return float((counted(journal)["assigned"] > 0).mean())


# -- an average over time --------------------------------------------------------------------------------


def mean_in_system(journal: Journal) -> float:
    """Time average of the tasks arrived and not delivered."""
    delivered = journal.tasks["delivered"]
    left = np.where(np.isnan(delivered), np.inf, delivered)
    return mean_level(journal.tasks["arrived"], left, *counted_span(journal))


def mean_level(begun: Floats, over: Floats, since: float, until: float) -> float:
    """Time average, over [since, until), of how many of the spans [begun, over) hold."""
    within = np.minimum(over, until) - np.maximum(begun, since)
    return float(np.maximum(within, 0.0).sum() / (until - since))


def seats_at_work(journal: Journal, team: int) -> tuple[Floats, Floats]:
    """How many seats of a team are taken, and for how long each time: (seats, hours)."""
    since, until = counted_span(journal)
    episodes = journal.episodes[journal.episodes["team"] == team]
    begun = np.ascontiguousarray(episodes["started"])
    over = np.where(np.isnan(episodes["ended"]), np.inf, episodes["ended"])
    instants = np.clip(np.concatenate([begun, over]), since, until)
    steps = np.repeat([1.0, -1.0], len(episodes))
    order = np.argsort(instants, kind="stable")
    edges = np.concatenate([[since], instants[order], [until]])
    return np.concatenate([[0.0], np.cumsum(steps[order])]), np.diff(edges)


def mean_seats_at_work(journal: Journal, team: int) -> float:
    """Time average of the seats taken: the work that a team is given."""
    seats, hours = seats_at_work(journal, team)
    return float(np.average(seats, weights=hours))


def peakedness(journal: Journal, team: int) -> float:
    """Variance over mean of the seats taken, both over time.

    A ratio of averages leans to one side by about the correlation time over the length of the run; runs
    of some ten thousand service times keep that below a thousandth, and replications can then be averaged
    as they are.
    """
    seats, hours = seats_at_work(journal, team)
    mean = np.average(seats, weights=hours)
    return float(np.average((seats - mean) ** 2, weights=hours) / mean)


# -- arrivals --------------------------------------------------------------------------------------------


def variance_of_counts(journal: Journal, period: float, mean: float) -> float:
    """Mean squared distance of a period's arrivals from their known mean; periods are counted from the
    start."""
    since, until = counted_span(journal)
    edges = np.arange(since, until + 0.5 * period, period)
    counts = np.histogram(journal.tasks["arrived"], edges)[0]
    return float(((counts - mean) ** 2).mean())


# -- questions -------------------------------------------------------------------------------------------


def mean_answer_wait(journal: Journal) -> float:
    """Mean hours from a question to its answer, of questions raised at the instant their task arrived.

    Tasks that arrive while their team is closed ask at its opening, and a second question comes when the
    first is answered: only first questions of tasks that found their team at work are raised at a uniform
    instant of the shift.
    """
    since, until = counted_span(journal)
    answers = journal.episodes[journal.episodes["act"] == Act.ANSWER]
    is_first = np.diff(answers["task"], prepend=-1) > 0
    arrived = journal.tasks["arrived"][answers["task"]]
    raised = answers[is_first & (answers["joined"] == arrived) & (arrived >= since) & (arrived < until)]
    return float((raised["ended"] - raised["joined"]).mean())

"""What did it take to understand each other?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal, Rows
from sim.outcome.reading import Episodes, Floats, Ints
from sim.outcome.window import Observation, mean, ratio
from sim.rules.chance import Purpose, place_of
from sim.rules.effort import other_amount
from sim.rules.rule import kernel


class Answers(NamedTuple):
    """Questions that were answered; one entry each, by task and then by time."""

    task: NDArray[np.int64]
    hours: Floats
    """From asking to having the answer, in calendar hours."""
    back: Floats
    """When the answer was back at the provider, in hours since the scenario's start."""


def communication(seen: Observation) -> dict[str, float]:
    """Measures of communication in the window; nan where nothing happened that could be measured.

    Means over tasks are over those assigned to a provider and delivered in the window.
    """
    tasks, answers = seen.tasks, answers_of(seen)
    waited = np.bincount(answers.task, answers.hours, len(tasks.went_out))[tasks.went_out]
    liaison_hours = seen.episodes.worked[seen.journal.plan.liaisons].sum()
    work_hours = seen.episodes.worked[seen.ours][:, Act.WORK].sum()
    return {
        "questions_per_task": ratio(tasks.questions, len(waited)),
        "questions_per_task_inhouse": ratio(
            tasks.questions_inhouse, int(tasks.delivered.sum()) - len(waited)
        ),
        "points_missed_per_task": ratio(tasks.missed, len(waited)),
        "answer_wait_hours": mean(answers.hours[seen.window.holds(answers.back)]),
        "answer_wait_days_per_task": mean(waited) / 24.0,
        "coordination_hours": float(liaison_hours),
        "monitoring_hours": float(seen.episodes.worked[seen.journal.plan.liaisons, Act.CHECK].sum()),
        "coordination_share": ratio(liaison_hours, liaison_hours + work_hours),
    }


def answers_of(seen: Observation) -> Answers:
    """Every question that a liaison has answered, and how long the provider was without the answer."""
    read = seen.episodes
    travel = seen.journal.plan.message_hours[read.asker]
    back = read.ended + (travel + _delays(seen.journal, read))
    return Answers(read.answered, back - (read.joined - travel), back)


def _delays(journal: Journal, read: Episodes) -> Floats:
    """By how much each answer was late for reasons that nobody models."""
    delays, tape = np.zeros(len(read.answered)), journal.tape
    if journal.scenario.liaisons.answer_delay_hours != 0.0:
        known = tape.root, tape.names, tape.cuts, tape.laws, tape.values, tape.work_type, tape.number
        fill_delays(*known, read.answered, read.attempt, read.stop, delays)
    return delays


@kernel
def fill_delays(
    root: int,
    names: Ints,
    cuts: Floats,
    laws: Rows,
    values: Floats,
    work_type: Ints,
    number: Ints,
    answered: Ints,
    attempt: Ints,
    stop: Ints,
    delays: Floats,
) -> None:
    """The delays of some answers, (n,) like all since `answered`; the rest is a tape's."""
    for row in range(len(answered)):
        task = answered[row]
        place = place_of(number[task], attempt[row], stop[row])
        delays[row] = other_amount(root, names, cuts, laws, values, work_type[task], Purpose.DELAY, place)

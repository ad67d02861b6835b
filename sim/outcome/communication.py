"""What did it take to understand each other?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act
from sim.outcome.reading import Floats
from sim.outcome.window import Observation, mean, ratio


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
    return {
        "questions_per_task": ratio(tasks.questions, len(waited)),
        "answer_wait_hours": mean(answers.hours[seen.window.holds(answers.back)]),
        "answer_wait_days_per_task": mean(waited) / 24.0,
        "coordination_hours": float(liaison_hours),
        "monitoring_hours": float(seen.episodes.worked[seen.journal.plan.liaisons, Act.CHECK].sum()),
        "coordination_share": ratio(liaison_hours, seen.episodes.worked[seen.ours][:, Act.WORK].sum()),
    }


def answers_of(seen: Observation) -> Answers:
    """Every question that a liaison has answered, and how long the provider was without the answer."""
    read = seen.episodes
    travel = seen.journal.plan.message_hours[read.asker]
    back = read.ended + travel
    return Answers(read.answered, back - (read.joined - travel), back)

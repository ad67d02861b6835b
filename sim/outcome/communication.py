"""What did it take to understand each other?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act
from sim.outcome.window import Floats, Observation, mean, ratio


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
    journal = seen.journal
    answers = answers_of(seen)
    outsourced = seen.delivered & (journal.tasks["assigned"] > 0)
    waited = np.bincount(answers.task, answers.hours, len(journal.tasks))[outsourced]
    return {
        "questions_per_task": mean(journal.tasks["questions"][outsourced]),
        "answer_wait_hours": mean(answers.hours[seen.window.holds(answers.back)]),
        "answer_wait_days_per_task": mean(waited) / 24.0,
        "coordination_hours": float(seen.worked[journal.plan.liaisons].sum()),
        "coordination_share": ratio(seen.worked[journal.plan.liaisons].sum(), seen.worked[:, Act.WORK].sum()),
    }


def answers_of(seen: Observation) -> Answers:
    """Every question that a liaison has answered, and how long the provider was without the answer.

    The journal does not say who asked. It is the team of the episode before: nobody asks but at the end of a
    stretch of work, and a task's episodes stand in the order of time.
    """
    episodes = seen.journal.episodes
    rows = np.flatnonzero((seen.episodes.act == Act.ANSWER) & ~np.isnan(seen.episodes.ended))
    travel = seen.journal.plan.message_hours[seen.episodes.team[rows - 1]]
    asked = episodes["joined"][rows] - travel
    back = episodes["ended"][rows] + travel
    return Answers(episodes["task"][rows].astype(np.int64), back - asked, back)

"""What did it take to understand each other?"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Act, Journal, Rows
from sim.outcome.reading import (
    ACT,
    ATTEMPT,
    ENDED,
    JOINED,
    OWNER,
    TEAM,
    Floats,
    Ints,
    Marks,
)
from sim.outcome.window import Observation, mean, ratio
from sim.rules.chance import Purpose, place_of
from sim.rules.effort import other_amount
from sim.rules.rule import kernel

ANSWER, CHECK = int(Act.ANSWER), int(Act.CHECK)


class Answers(NamedTuple):
    """Questions that were answered; one entry each, by task and then by time."""

    task: NDArray[np.int64]
    hours: Floats
    """From asking to having the answer, in calendar hours."""
    back: Floats
    """When the answer was back at the provider, in hours since the scenario's start."""


def questions(seen: Observation) -> dict[str, float]:
    """Questions and points that nobody noticed; nan where there was no task to ask about.

    Means over tasks are over those assigned to a provider and delivered in the window.
    """
    tasks = seen.tasks
    return {
        "questions_per_task": ratio(tasks.questions, tasks.sent),
        "questions_per_task_inhouse": ratio(tasks.questions_inhouse, len(tasks.lead_hours) - tasks.sent),
        "points_missed_per_task": ratio(tasks.missed, tasks.sent),
    }


def coordination(seen: Observation) -> dict[str, float]:
    """Hours that liaisons worked."""
    worked, liaisons = seen.episodes.worked, seen.journal.plan.liaisons
    hours, of_work = worked[liaisons].sum(), worked[seen.ours][:, Act.WORK].sum()
    return {
        "coordination_hours": float(hours),
        "monitoring_hours": float(worked[liaisons, Act.CHECK].sum()),
        "coordination_share": ratio(hours, hours + of_work),
    }


def answer_waits(seen: Observation) -> dict[str, float]:
    """How long providers waited for answers that came in the window; and how long each task did."""
    went_out, answers = seen.tasks.went_out, answers_of(seen)
    waited = np.bincount(answers.task, answers.hours, len(went_out))[went_out]
    return {
        "answer_wait_hours": mean(answers.hours[seen.window.holds(answers.back)]),
        "answer_wait_days_per_task": mean(waited) / 24.0,
    }


def answers_of(seen: Observation) -> Answers:
    """Every question that a liaison has answered, and how long the provider was without the answer."""
    whose, when = list_answers(*seen.episode_numbers, seen.journal.plan.liaisons)
    task, attempt, stop, asker = whose
    joined, ended = when
    travel = seen.journal.plan.message_hours[asker]
    back = ended + (travel + _delays(seen.journal, task, attempt, stop))
    return Answers(task, back - (joined - travel), back)


@kernel
def list_answers(instants: Floats, marks: Marks, liaisons: int) -> tuple[Ints, Floats]:
    """All questions that liaisons have answered, by task and then by time.

    Parameters
    ----------
    instants, marks
        (E, ...) the episodes as numbers of 64 and of 32 bits.

    Returns
    -------
    whose, when
        (4, n) the task, the attempt, which of its stops it was (1, 2, ...), and who asked: the team of the
        episode before, for nobody asks but at the end of a stretch of work. And (2, n) when it joined the
        liaisons' line, and when they had answered.
    """
    episodes = len(instants)
    whose, when, answers, stops = np.empty((4, episodes), np.int64), np.empty((2, episodes)), 0, 0
    for row in range(episodes):
        act = marks[row, ACT]
        if row > 0 and (
            marks[row, OWNER] != marks[row - 1, OWNER] or marks[row, ATTEMPT] != marks[row - 1, ATTEMPT]
        ):
            stops = 0
        stops += act in (ANSWER, CHECK)
        if act == ANSWER and marks[row, TEAM] == liaisons and not math.isnan(instants[row, ENDED]):
            whose[0, answers], whose[1, answers] = marks[row, OWNER], marks[row, ATTEMPT]
            whose[2, answers], whose[3, answers] = stops, marks[row - 1, TEAM]
            when[0, answers], when[1, answers] = instants[row, JOINED], instants[row, ENDED]
            answers += 1
    return whose[:, :answers].copy(), when[:, :answers].copy()


def _delays(journal: Journal, task: Ints, attempt: Ints, stop: Ints) -> Floats:
    """By how much each answer was late for reasons that nobody models."""
    delays, tape = np.zeros(len(task)), journal.tape
    if journal.scenario.liaisons.answer_delay_hours != 0.0:
        known = tape.root, tape.names, tape.cuts, tape.laws, tape.values, tape.work_type, tape.number
        fill_delays(*known, task, attempt, stop, delays)
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

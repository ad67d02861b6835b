"""What would a strategist like to hear? What is cheapest, and what is most resilient at about that cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import Candidate, Choice, Claim, best_within
from sim.analysis.interval import mean_interval
from sim.experiment.design.points import DesignPoint
from sim.words import counted, is_share, level, listed, told_unit

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.folder.results import Results

Floats = NDArray[np.float64]

TOLERANCE = 0.02
NEAR = f"{100 * TOLERANCE:g} %"
COST, LOSS = "cost_per_task", "loss_area_days"
FEW = 4
"""More names in one sentence are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to choose in one world."""

    world: dict[str, str]
    """Levels of the factors that are not ours to choose."""
    choice: Choice
    sentence: str


def advise(results: Results) -> list[Advice]:
    """One advice for each world of the design; none where nothing is to be chosen, or was measured.

    Points drawn at random are there to learn from: nobody chooses a share of 0.371425139.
    """
    experiment = results.experiment
    if experiment.design.is_drawn:
        return []
    return [
        advice
        for world, points in by_world(experiment)
        if len(points) > 1 and (advice := _advice(results, world, points)) is not None
    ]


def worlds_of(experiment: Experiment) -> list[str]:
    """Factors that change the world; if all of them do, the points are compared all the same."""
    factors = experiment.levels
    worlds = [
        column
        for name, levels in factors.items()
        if any(path.startswith("scenario.") for each in levels for path in each.settings)
        for column in levels[0].labels(name)
    ]
    return [] if len(worlds) == len(experiment.labels) else worlds


def by_world(experiment: Experiment) -> list[tuple[dict[str, str], list[DesignPoint]]]:
    """Design points that share a world, which is told by its levels; without such factors, one group."""
    worlds = worlds_of(experiment)
    groups: dict[tuple[str, ...], list[DesignPoint]] = {}
    for point in experiment.points:
        told = level_texts(experiment, point)
        groups.setdefault(tuple(told[name] for name in worlds), []).append(point)
    return [(dict(zip(worlds, key, strict=True)), points) for key, points in groups.items()]


def level_texts(experiment: Experiment, point: DesignPoint) -> dict[str, str]:
    """A point's levels by factor, as people say them."""
    labels = experiment.labels
    shares = {
        column: is_share(column, labels[column], [each.labels(name)[column] for each in levels])
        for name, levels in experiment.levels.items()
        for column in levels[0].labels(name)
    }
    return {name: level(label, shares[name]) for name, label in point.labels.items()}


def _advice(results: Results, world: dict[str, str], points: Sequence[DesignPoint]) -> Advice | None:
    experiment = results.experiment
    names = {point.id: name_of(experiment, point, world) for point in points}
    frame = results.table([COST, LOSS])
    table = frame[frame["point"].isin(names)].pivot(index="replication", columns="point", values=[COST, LOSS])
    values = {
        point.id: [table[measure][point.id].to_numpy(dtype=np.float64) for measure in (COST, LOSS)]
        for point in points
        if point.id in table[COST]
    }
    try:
        choice = best_within(
            [Candidate(names[id_], cost, loss) for id_, (cost, loss) in values.items()],
            TOLERANCE,
            better="lower",
        )
    except ValueError:  # nothing was measured that all of them have
        return None
    by_name = {names[id_]: each for id_, each in values.items()}
    sentence = _sentence(choice, by_name, experiment.scenario.currency)
    prefix = ", ".join(f"{name} {text}" for name, text in world.items())
    return Advice(
        world, choice, f"With {prefix}: {sentence}" if prefix else sentence[:1].upper() + sentence[1:]
    )


def name_of(experiment: Experiment, point: DesignPoint, world: Mapping[str, str]) -> str:
    """A point within its world: `share 60 %`."""
    texts = level_texts(experiment, point)
    return ", ".join(f"{name} {text}" for name, text in texts.items() if name not in world)


def _sentence(choice: Choice, values: dict[str, list[Floats]], currency: str) -> str:
    cheapest, calm = choice.cheapest, choice.most_resilient
    cost, loss = mean_interval(values[cheapest.winner][0]), mean_interval(values[calm.winner][1])
    told = f"cheapest is {cheapest.winner} ({cost} {currency} a task{_doubt(cheapest)})"
    if len(choice.near) == 1:
        told += f"; nothing else costs within {NEAR} of it."
    else:
        most = "the same" if calm.winner == cheapest.winner else calm.winner
        days = told_unit(LOSS, "days", currency)
        area = f"no loss area in {counted(loss.n, 'world')}" if loss.is_never else f"loss area {loss} {days}"
        told += f"; within {NEAR} of it, the most resilient is {most} ({area}{_doubt(calm)})."
    if choice.doubtful:
        told += f" More replications would tell whether {some(choice.doubtful, 'or')} is within {NEAR}."
    return told


def _doubt(claim: Claim) -> str:
    return f"; cannot be told apart from {some(claim.rivals)}" if claim.rivals else ""


def some(names: Sequence[str], word: str = "and") -> str:
    """A few names, or how many; `share 10 %, 20 % and 30 %` says its first word once."""
    if len(names) > FEW:
        return f"any of {len(names)} others" if word == "or" else f"{len(names)} others"
    first = names[0].partition(" ")[0]
    is_plain = all("," not in name and name.startswith(f"{first} ") for name in names)
    short = [names[0], *(name.removeprefix(f"{first} ") for name in names[1:])] if is_plain else list(names)
    return listed(short, word)

"""What would a strategist like to hear? What is cheapest, and what is most resilient at about that cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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


class World(NamedTuple):
    """Design points that share a world."""

    levels: dict[str, str]
    """Of the factors that are not ours to choose, as people say them."""
    points: list[DesignPoint]
    names: list[str]
    """Of each point within this world: `share 60 %`."""


class _Measured(NamedTuple):
    replication: NDArray[np.int64]
    values: Floats
    """Cost and loss, (2, replications)."""


def advise(results: Results) -> list[Advice]:
    """One advice for each world of the design; none where nothing is to be chosen, or was measured.

    Points drawn at random are there to learn from: nobody chooses a share of 0.371425139.
    """
    experiment = results.experiment
    if experiment.design.is_drawn:
        return []
    measured = _measured(results)
    advice = (_advice(experiment, world, measured) for world in by_world(experiment) if len(world.points) > 1)
    return [each for each in advice if each is not None]


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


def by_world(experiment: Experiment) -> list[World]:
    """Design points that share a world, which is told by its levels; without such factors, one group."""
    worlds, told = worlds_of(experiment), texts_of(experiment)
    groups: dict[tuple[str, ...], tuple[list[DesignPoint], list[str]]] = {}
    for point in experiment.points:
        texts = told(point)
        points, names = groups.setdefault(tuple(texts[name] for name in worlds), ([], []))
        points.append(point)
        names.append(", ".join(f"{name} {text}" for name, text in texts.items() if name not in worlds))
    return [World(dict(zip(worlds, key, strict=True)), *group) for key, group in groups.items()]


def level_texts(experiment: Experiment, point: DesignPoint) -> dict[str, str]:
    """A point's levels by factor, as people say them."""
    return texts_of(experiment)(point)


def texts_of(experiment: Experiment) -> Callable[[DesignPoint], dict[str, str]]:
    """The same for whoever tells of many points: what is a share is found out once."""
    labels = experiment.labels
    shares = {
        column: is_share(column, labels[column], [each.labels(name)[column] for each in levels])
        for name, levels in experiment.levels.items()
        for column in levels[0].labels(name)
    }
    return lambda point: {name: level(label, shares[name]) for name, label in point.labels.items()}


def _measured(results: Results) -> dict[str, _Measured]:
    """Cost and loss of every point that is stored, by its id; read once for all worlds."""
    frame = results.table([COST, LOSS])
    replication = frame["replication"].to_numpy()
    values = frame[[COST, LOSS]].to_numpy(dtype=np.float64).T
    places = frame.groupby("point", sort=False).indices
    return {str(id_): _Measured(replication[own], values[:, own]) for id_, own in places.items()}


def _side_by_side(measured: Sequence[_Measured]) -> list[Floats]:
    """Cost and loss of each, (2, replications): one column for every replication that any of them has."""
    every = np.unique(np.concatenate([each.replication for each in measured]))
    found = []
    for each in measured:
        table = np.full((2, len(every)), np.nan)
        table[:, np.searchsorted(every, each.replication)] = each.values
        found.append(table)
    return found


def _advice(experiment: Experiment, world: World, measured: Mapping[str, _Measured]) -> Advice | None:
    stored = {
        point.id: name for point, name in zip(world.points, world.names, strict=True) if point.id in measured
    }
    if not stored:
        return None
    values = _side_by_side([measured[id_] for id_ in stored])
    named = [(name, *both) for name, both in zip(stored.values(), values, strict=True)]
    try:
        choice = best_within([Candidate(*each) for each in named], TOLERANCE, better="lower")
    except ValueError:  # nothing was measured that all of them have
        return None
    by_name = {name: [cost, loss] for name, cost, loss in named}
    sentence = _sentence(choice, by_name, experiment.scenario.currency)
    prefix = ", ".join(f"{name} {text}" for name, text in world.levels.items())
    told = f"With {prefix}: {sentence}" if prefix else sentence[:1].upper() + sentence[1:]
    return Advice(world.levels, choice, told)


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

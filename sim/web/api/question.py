"""What may be asked? A case by name, its levers moved, and how closely to look."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_REPLICATIONS = 500
MOST_LEVERS = 100

Moved = bool | int | Annotated[float, Field(allow_inf_nan=False)] | Annotated[str, Field(max_length=80)]
Levers = Annotated[
    dict[Annotated[str, Field(max_length=200)], Moved],
    Field(
        max_length=MOST_LEVERS,
        description="New values by the paths of the case's levers; what is left out stays as it is.",
    ),
]


class Question(BaseModel):
    """Which case, with which levers moved, and whose luck."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: Annotated[str, Field(min_length=1, max_length=80, description="A case of /api/cases.")]
    settings: Levers = {}
    seed: Annotated[int, Field(ge=0, lt=2**32, description="Root of all luck.")] = 1


class Compared(Question):
    """A choice beside the pinned baseline."""

    pinned: Levers = {}
    replications: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = 10


class Watched(Question):
    """One world under a choice and under the pinned baseline."""

    pinned: Levers = {}
    world: Annotated[int, Field(ge=0, lt=100_000, description="Which replication.")] = 0


class Played(Question):
    """One world of a choice as frames to play: where the tasks were, who was open or down, and money."""

    world: Annotated[int, Field(ge=0, lt=100_000, description="Which replication.")] = 0
    first_day: Annotated[
        float, Field(ge=0.0, le=100_000.0, allow_inf_nan=False, description="Of the window; cut to it.")
    ] = 0.0
    days: Annotated[
        float, Field(gt=0.0, le=100_000.0, allow_inf_nan=False, description="How many; cut to the window.")
    ] = 100_000.0


class Told(Question):
    """What became of one task of a world, in words."""

    world: Annotated[int, Field(ge=0, lt=100_000, description="Which replication.")] = 0
    task: Annotated[int, Field(ge=0, lt=10_000_000, description="In order of arrival, from 0.")] = 0


class Swept(Question):
    """The outsourced share from nothing to everything, the other levers as moved."""

    replications: Annotated[int, Field(ge=2, le=50)] = 10


class Explained(Question):
    """From all in-house to the choice, step by step."""

    replications: Annotated[int, Field(ge=2, le=30)] = 10

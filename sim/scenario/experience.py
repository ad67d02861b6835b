"""What does practice do to a team, and what does idleness undo?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Part, Share


class Saturating(Part):
    """A team's level in a work type goes from 0 (all newcomers) towards 1 (all experts) with the hours that
    its people work on it, and fades when they do not."""

    kind: Literal["saturating"] = "saturating"
    newcomer_speed: Annotated[float, Field(ge=0.01, le=1.0)] = 1.0
    """What newcomers are worth relative to experts, in speed and in what they understand of the work."""
    newcomer_defects: float = Field(default=1.0, ge=1.0, le=1000.0)
    """Defect probability of newcomers relative to experts."""
    ramp_hours: Annotated[float, Field(ge=0.01, le=1e9)] = 1000.0
    """Hours of practice per head that close two thirds (1 - 1/e) of the gap to the expert."""
    start_level: Share = 1.0
    """Level at the start: 0 a team of newcomers, 1 of experts."""
    lesson_worth: Annotated[float, Field(ge=0.0, le=100.0)] = 10.0
    """Hours of practice that an hour of a teacher for each seat is worth, where nothing is tacit: a class
    shares its teacher (assumption)."""
    grades: bool = False
    """Whether the level is the share of seniors among juniors, and each task is done by one or the other;
    else all work is done at the mean of both."""
    half_life_days: Annotated[float, Field(ge=0.01, le=1e9)] | None = None
    """Calendar days in which an unpractised level halves; left out, nothing is forgotten."""


class Wright(Part):
    """Each doubling of the tasks done multiplies the hours of a task by the progress ratio (Wright 1936)."""

    kind: Literal["wright"] = "wright"
    ratio: Annotated[float, Field(gt=0.5, le=1.0)] = 0.9
    """Progress ratio: 0.9 says that twice the experience saves a tenth (assumption; 0.80 to 0.97)."""
    units_before: float = Field(default=0.0, ge=0.0, le=1e9)
    """Tasks of each type done before the start; `speed` is the speed at the next one."""


Experience = Annotated[Saturating | Wright, Field(discriminator="kind")]
"""How a team learns; `kind` says which curve."""

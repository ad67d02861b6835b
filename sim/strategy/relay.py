"""Who goes on with the work when the sun sets?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.base import Name, Part, Share
from sim.scenario.refusal import refusal


class Relay(Part):
    """Follow the sun: at the end of a shift work in hand goes to the next team of a ring that is there before
    the shift begins again."""

    teams: Annotated[tuple[Name, ...], Field(min_length=2, max_length=100)]
    """Teams that do tasks (inhouse or providers), in the order in which they pass work on; after the last
    comes the first."""
    work_lost: Share = 0.0
    """Share of the work done in the shift that is lost at each hand-over and done again."""

    @model_validator(mode="after")
    def _each_once(self) -> Relay:
        if len(set(self.teams)) < len(self.teams):
            raise refusal("a team stands in the ring twice", "name each team once")
        return self

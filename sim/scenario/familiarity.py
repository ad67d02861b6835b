"""What does working together do to client and provider?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Part, Share


class Familiarity(Part):
    """What tasks done together do to the distance; it is lost with the provider."""

    closes: Share = 0.5
    """Share of the distance that is gone among old partners, and of the liaisons' hours with them
    (assumption)."""
    after_tasks: Annotated[float, Field(gt=0.0, le=1e9)] = 200.0
    """Tasks delivered together that close two thirds (1 - 1/e) of what can be closed (assumption)."""
    start: Share = 0.0
    """Familiarity at the start: 0 they have never met, 1 old partners."""

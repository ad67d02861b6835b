"""What if no work left the house?"""

from __future__ import annotations

from sim.strategy.strategy import Assignment, Contingency, Strategy


def all_at_home(strategy: Strategy) -> Strategy:
    """The strategy without any provider: no mix, rule, ring or plan that names one, no way to get there."""
    return strategy.model_copy(
        update={
            "name": "all in-house",
            "mix": {},
            "assignment": Assignment(),
            "transition": None,
            "flexibility": strategy.flexibility.model_copy(update={"adaptive": None}),
            "contingency": Contingency(),
            "relay": None,
            "termination": None,
        }
    )

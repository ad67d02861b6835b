"""What is left of work in progress when its team goes down? The preemption discipline."""

from enum import IntEnum

from sim.rules.rule import rule


class Fate(IntEnum):
    """Of work in progress, by the names in the scenario's file."""

    RESUME = 0
    RESTART = 1
    RESAMPLE = 2


@rule
def hours_after_outage(fate: int, hours: float, left: float, fresh_hours: float) -> float:
    """Open hours that the task still needs once its team is back.

    Resume: what was left. Restart: all of it again. Resample: a fresh effort.
    """
    if fate == Fate.RESTART:
        return hours
    return fresh_hours if fate == Fate.RESAMPLE else left

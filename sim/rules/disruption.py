"""What is left of work in progress when its team goes down?"""

from sim.rules.rule import rule

RESUME, RESTART, RESAMPLE = range(3)


@rule
def hours_after_outage(fate: int, hours: float, left: float, fresh_hours: float) -> float:
    """Open hours that the task still needs once its team is back.

    Resume: what was left. Restart: all of it again. Resample: a fresh effort.
    """
    if fate == RESTART:
        return hours
    return fresh_hours if fate == RESAMPLE else left

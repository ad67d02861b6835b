"""How does word travel between those who do the work and those who know what is wanted?"""

from sim.rules.rule import rule


@rule
def is_checkpoint(stop: int, stops: int, checkpoints: int) -> bool:
    """Whether the stop (1, 2, ...) is a checkpoint: they are spread evenly among an attempt's stops."""
    return stop * checkpoints // stops != (stop - 1) * checkpoints // stops


@rule
def brief_hours(plain_hours: float, clarity: float) -> float:
    """Liaison hours for a brief: twice the hours halve what is left to be understood."""
    return plain_hours / (1.0 - clarity)


@rule
def hours_between_friends(hours: float, strange: float) -> float:
    """Liaison hours with those who are no strangers any more (`understanding.strangeness`)."""
    return hours * strange

"""Is it right, does anybody look, and do they see?"""

from sim.rules.rule import rule


@rule
def happens(luck: float, probability: float) -> bool:
    """Luck is uniform on [0, 1): never at probability 0, always at 1."""
    return luck < probability


@rule
def is_rework_due(found: bool, attempt: int, most_attempts: int) -> bool:
    """A defect that was found is worked on again, until the attempts are used up."""
    return found and attempt + 1 < most_attempts

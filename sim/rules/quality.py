"""Is it right, does anybody look, and do they see?"""

from sim.rules.rule import rule


@rule
def happens(luck: float, probability: float) -> bool:
    """Luck is uniform on [0, 1): never at probability 0, always at 1."""
    return luck < probability


@rule
def is_rework_due(complained: bool, attempt: int, most_attempts: int) -> bool:
    """What an inspection complained of is worked on again, until the attempts are used up."""
    return complained and attempt + 1 < most_attempts


@rule
def detection(probability: float, newcomers: float) -> float:
    """Probability that an inspector finds a defect: newcomers overlook so many times as many as experts do
    (`knowledge.times_as_many`)."""
    return 1.0 - min((1.0 - probability) * newcomers, 1.0)


@rule
def history_after(history: int, found: bool) -> int:
    """Clean inspections in a row (positive), or findings in a row (negative)."""
    return min(history, 0) - 1 if found else max(history, 0) + 1


@rule
def inspection_rate(
    usual: float, history: int, clean_needed: int, skip_factor: float, tighten_after: int, tightened: float
) -> float:
    """Less after a good history, more after a bad one.

    Source: the skip-lot and switching rules of acceptance sampling (ISO 2859-1 and -3), simplified.
    """
    if history >= clean_needed:
        return usual * skip_factor
    return max(usual, tightened) if -history >= tighten_after else usual

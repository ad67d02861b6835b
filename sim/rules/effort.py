"""How long does an attempt take?"""

from sim.rules.rule import rule


@rule
def attempt_effort(attempt: int, fresh: float, rework_fraction: float) -> float:
    """Standard hours of an attempt: all of a fresh effort at first, a fraction of another one in rework."""
    return fresh if attempt == 0 else rework_fraction * fresh


@rule
def part_effort(effort: float, questions: int) -> float:
    """Standard hours between two questions: they cut the work into equal parts."""
    return effort / (questions + 1)


@rule
def seat_hours(effort: float, speed: float) -> float:
    """Open hours that a person of that speed needs."""
    return effort / speed


@rule
def hours_left(hours: float, worked: float) -> float:
    """Open hours still to work after an interruption; never below zero, whatever rounding says."""
    return max(hours - worked, 0.0)


@rule
def effort_after_move(effort: float, hours: float, left: float, work_lost: float) -> float:
    """Standard hours that the next team must still do: what was left, and the lost share of what was done.

    `effort` were to be done in `hours`, of which `left` remain.
    """
    if hours <= 0.0:
        return 0.0
    undone = left / hours
    return effort * (undone + work_lost * (1.0 - undone))


@rule
def seconds(hours: float) -> int:
    """Whole seconds of work ahead, of a million hours at most: integers add up to the same sum in any order,
    so that comparisons do not drift."""
    return int(min(hours, 1e6) * 3600.0 + 0.5)

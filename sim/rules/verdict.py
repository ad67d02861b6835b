"""When does the client end a contract, and how does the work go on elsewhere?

What is handed over comes in weekly groups, of people as of lessons: a ramp is cut into its weeks.
"""

import math

from sim.rules.assignment import outgoing
from sim.rules.rule import rule

HOURS_PER_WEEK = 168.0


@rule
def is_bad(
    due: int, late: int, delivered: int, found: int, least_on_time_share: float, most_found: float
) -> bool:
    """Whether what a provider delivered since the last look is too late, or has too many defects.

    `due` of the tasks `delivered` were promised by some time, `late` of them came after it, and inspections
    `found` so many defects in them. Who has delivered nothing is not bad.
    """
    is_late = due - late < least_on_time_share * due
    is_wrong = delivered > 0 and found > most_found * delivered
    return is_late or is_wrong


@rule
def bad_in_a_row(before: int, bad: bool) -> int:
    """Bad looks without a good one between."""
    return before + 1 if bad else 0


@rule
def is_handed_over(luck: float, now: float, begins: float, ramp_hours: float) -> bool:
    """Whether a new task goes to who follows, and not to the provider that leaves.

    The part of them grows evenly over the ramp, as in a transition; a task that goes at some part goes at any
    greater one.
    """
    return luck < outgoing(now, begins, ramp_hours, 1.0)


@rule
def weeks_of(ramp_hours: float) -> int:
    """Weekly groups in a ramp, each perhaps of a little less than a week, and two at least; one without a
    ramp."""
    return max(math.ceil(ramp_hours / HOURS_PER_WEEK), 2) if ramp_hours > 0.0 else 1


@rule
def group_of(number: int, week: int, weeks: int) -> int:
    """How many of so many come in that week (0, 1, ...): evenly, and some in the first."""
    return (number * (week + 1) + weeks - 1) // weeks - (number * week + weeks - 1) // weeks


@rule
def first_day_of(first_day: float, ramp_hours: float, week: int, weeks: int) -> float:
    """When the group of that week comes."""
    return first_day + ramp_hours * (week / weeks)


@rule
def part_in_run(begins: float, ramp_hours: float, end: float) -> float:
    """The part of a ramp that lies in the run."""
    return min((end - begins) / ramp_hours, 1.0)


@rule
def whole_teachers(hours: float, opened: float, people: int) -> int:
    """People who teach and do nothing else while a team is open for so many hours: for so many hours in all,
    and no more than are there."""
    return int(min(hours / opened, float(people))) if opened > 0.0 else 0


@rule
def hours_of_one_more(hours: float, opened: float, people: int) -> float:
    """Open hours for which one more teaches, until the rest has been taught."""
    whole = whole_teachers(hours, opened, people)
    return hours - whole * opened if opened > 0.0 and whole < people else 0.0


@rule
def lesson(hours: float, asked: float, opened: float, people: int, lessons: int) -> float:
    """Hours that are taught in one of so many lessons: of all `hours` the part that people have time for.

    `asked` of them fall into the run, in which so many people are there for so many open hours each.
    """
    return hours * (min(asked, people * opened) / asked) / lessons


@rule
def lesson_a_head(hours: float, stayed: float, people: int) -> float:
    """Hours that each of the people who are there, or come, is taught by those teachers who have stayed."""
    return hours * stayed / max(people, 1)

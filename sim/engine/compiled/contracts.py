"""What contracts make of a task on its way: who is given it, and what its delivery counts for.

Names are those of the reference engine's `House`.
"""

from __future__ import annotations

from sim.rules.rule import rule


@rule
def given_to(teams, chosen):
    """Who gets a task that was meant for the team `chosen`: a team that was given up is passed over."""
    while teams[chosen].is_given_up:
        chosen = teams[chosen].destination
    return chosen


@rule
def count_delivery(plan, team, me):
    """A provider has one task more behind it, and perhaps its price."""
    team.together += 1
    if team.looks_at_books:
        team.earned += plan.accounts.per_task[me.team, me.work_type]

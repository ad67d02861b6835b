"""How many people were there, who came and who left?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.journal import Journal, Rows, Why
from sim.outcome.reading import Floats
from sim.outcome.window import Lens, Observation
from sim.rules.assignment import INHOUSE
from sim.scenario.team import InHouse, Liaisons, Reviewers

NEWCOMERS = (Why.HIRED, Why.REPLACED, Why.ADDED, Why.SUCCEEDING)
"""Reasons for which somebody is hired."""


def took_effect(journal: Journal, ends: Floats, *reasons: Why) -> Rows:
    """Changes of seats for these reasons that took effect in the run."""
    changes = journal.changes
    if not len(changes):
        return changes
    in_time = (changes["instant"] < journal.plan.end) & (changes["instant"] < ends[changes["team"]])
    rows: Rows = changes[in_time & np.isin(changes["why"], [int(why) for why in reasons])]
    return rows


def client_teams(lens: Lens) -> dict[int, InHouse | Liaisons | Reviewers]:
    """The client's own teams, by index; inspectors of a third party are not the client's."""
    scenario, plan = lens.scenario, lens.plan
    teams: dict[int, InHouse | Liaisons | Reviewers] = {
        INHOUSE: scenario.inhouse,
        plan.liaisons: scenario.liaisons,
    }
    if lens.strategy.inspection.by == "reviewers":
        teams[plan.reviewers] = scenario.reviewers
    return teams


def newcomers(seen: Observation, team: int) -> tuple[Floats, NDArray[np.int32]]:
    """First days, in hours, of people hired by a team in the run, and how many they are."""
    rows = took_effect(seen.journal, seen.ends, *NEWCOMERS)
    rows = rows[rows["team"] == team]
    return rows["instant"], rows["seats"]


def people(seen: Observation) -> dict[str, float]:
    """Measures of who came and left in the window: the client's own teams and its providers together."""
    ours = seen.ours
    moved = seen.seat_time.moved[ours].sum(axis=0)

    def counted(*reasons: Why) -> float:
        return float(moved[list(reasons)].sum())

    away, there = seen.seat_time.closed[ours], seen.seats_there[ours]
    return {
        "leavers": counted(Why.LEFT),
        "hires": counted(*NEWCOMERS),
        "seats_let_go": counted(Why.LET_GO),
        "seats_closed_share": float(away.sum() / there.sum()) if there.any() else 0.0,
    }

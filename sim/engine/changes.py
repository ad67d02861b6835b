"""Changes of seats known before time starts: by the transition, and by what the tape has in store."""

from __future__ import annotations

import numpy as np

from sim.engine.journal import CHANGE, Rows, Why
from sim.engine.plan import Plan
from sim.rules import calendar
from sim.tape.misfortune import Misfortunes

Row = tuple[float, float, int, int, int]
"""As in `CHANGE`."""

OF_SEATS_ONLY = (Why.SLOWED, Why.RECOVERED, Why.TEACHING, Why.TAUGHT)
"""Changes after which as many people are there, and fewer or more of them work."""

IS_OF_SEATS_ONLY = np.isin(np.arange(len(Why)), OF_SEATS_ONLY)
"""The same for each reason, by its number: both engines ask it."""


def scripted_changes(plan: Plan, misfortunes: Misfortunes) -> Rows:
    """In order of time; at one instant by team, then by reason."""
    rows = [*_transition(plan), *_slowdowns(plan, misfortunes), *_troubles(misfortunes)]
    return np.array(sorted(rows), dtype=CHANGE)


def _transition(plan: Plan) -> list[Row]:
    """Seats that come with signing, seats that go after the ramp, and people who teach in between."""
    signing, ramped = plan.signing.instant, plan.signing.instant + plan.signing.ramp_hours
    rows: list[Row] = []
    for team, more in enumerate((plan.seats - plan.seats_before).tolist()):
        if more > 0:
            rows.append((signing, 0.0, team, more, Why.SIGNED))
        if more < 0 and not (team < plan.liaisons and plan.reviews.follows[team]):  # else reviews see to it
            rows.append((ramped + float(plan.notice_hours[team]), ramped, team, more, Why.LET_GO))
    for team, hours in enumerate(plan.teaching.tolist()):
        if hours > 0.0:
            rows += _away(plan, team, hours, signing, ramped)
    return rows


def _away(plan: Plan, team: int, hours: float, signing: float, ramped: float) -> list[Row]:
    """So many open hours of a team's people between signing and the end of the ramp.

    Whole seats are away all the time, and one from signing on until the rest of the hours has passed: then
    the least work waits for them.
    """
    table = plan.opens[team], plan.closes[team], plan.worked[team]
    opened = calendar.open_hours_between(*table, signing, ramped)
    if opened <= 0.0:
        return []
    whole = int(hours / opened)
    back = calendar.instant_after(*table, signing, hours - whole * opened)
    rows: list[Row] = []
    for seats, until in ((whole, ramped), (1, back)):
        if seats > 0 and until > signing:
            rows.append((signing, 0.0, team, -seats, Why.TEACHING))
            rows.append((until, 0.0, team, seats, Why.TAUGHT))
    return rows


def _slowdowns(plan: Plan, misfortunes: Misfortunes) -> list[Row]:
    """A share of the seats that were agreed, rounded."""
    rows: list[Row] = []
    for team, start, end, share in zip(
        misfortunes.slow_team.tolist(),
        misfortunes.slow_start.tolist(),
        misfortunes.slow_end.tolist(),
        misfortunes.slow_share.tolist(),
        strict=True,
    ):
        closed = int(share * int(plan.seats[team]) + 0.5)
        if closed > 0:
            rows.append((start, 0.0, team, -closed, Why.SLOWED))
            rows.append((end, 0.0, team, closed, Why.RECOVERED))
    return rows


def _troubles(misfortunes: Misfortunes) -> list[Row]:
    rows: list[Row] = []
    for team, start, end in zip(
        misfortunes.trouble_team.tolist(),
        misfortunes.trouble_start.tolist(),
        misfortunes.trouble_end.tolist(),
        strict=True,
    ):
        rows.append((start, 0.0, team, 0, Why.TROUBLE))
        rows.append((end, 0.0, team, 0, Why.TROUBLE_OVER))
    return rows

"""Changes of seats known before time starts: by the transition, and by what the tape has in store."""

from __future__ import annotations

import numpy as np

from sim.engine.journal import CHANGE, Rows, Why
from sim.engine.plan import Plan, is_given_work
from sim.rules.knowledge import Curve
from sim.tape.misfortune import Misfortunes

Row = tuple[float, float, int, int, int]
"""As in `CHANGE`."""

OF_SEATS_ONLY = (
    *(Why.SLOWED, Why.RECOVERED, Why.TEACHING, Why.TAUGHT, Why.CLOSED),
    *(Why.HANDING_ON, Why.HANDED_ON),
)
"""Changes after which as many people are there, and fewer or more of them work."""

IS_OF_SEATS_ONLY = np.isin(np.arange(len(Why)), OF_SEATS_ONLY)
"""The same for each reason, by its number: both engines ask it."""


def scripted_changes(plan: Plan, misfortunes: Misfortunes) -> Rows:
    """In order of time; at one instant by team, then by reason. What closes seats says here how many it asks
    for."""
    return changes_with(known_changes(plan), plan, misfortunes)


def known_changes(plan: Plan) -> list[Row]:
    """Those that the plan alone makes, in no order."""
    return [*_transition(plan), *_lessons(plan)]


def changes_with(known: list[Row], plan: Plan, misfortunes: Misfortunes | None) -> Rows:
    """These and those of what the tape has in store, as `scripted_changes` has them."""
    rows = known if misfortunes is None else [*known, *_slowdowns(plan, misfortunes), *_troubles(misfortunes)]
    return np.array(sorted(rows), dtype=CHANGE)


def _transition(plan: Plan) -> list[Row]:
    """Seats that come with signing, seats that go after the ramp, and people who teach in between."""
    signing, ramped = plan.signing.instant, plan.signing.instant + plan.signing.ramp_hours
    rows: list[Row] = []
    for team, more in enumerate((plan.seats - plan.seats_before).tolist()):
        if team == plan.leaving.to and plan.leaving.comes_anew:
            continue  # it signs when another leaves
        if more > 0:
            rows.append((signing, 0.0, team, more, Why.SIGNED))
        if more < 0 and not (team < plan.liaisons and plan.reviews.follows[team]):  # else reviews see to it
            rows.append((ramped + float(plan.notice_hours[team]), ramped, team, more, Why.LET_GO))
    for team, (teachers, back) in enumerate(
        zip(plan.teachers.tolist(), plan.taught_at.tolist(), strict=True)
    ):
        for seats, until in ((teachers, ramped), (1, back)):
            if seats > 0 and until > signing:
                rows.append((signing, 0.0, team, -seats, Why.TEACHING))
                rows.append((until, 0.0, team, seats, Why.TAUGHT))
    return rows


def _lessons(plan: Plan) -> list[Row]:
    """One for each provider that gets work at the end of each week of the ramp, or at the ramp's end."""
    number, signing = plan.lessons.number, plan.signing
    pupils = np.flatnonzero(is_given_work(plan)[1:] & (plan.learning.curve[1:] == Curve.SATURATING)) + 1
    return [
        (signing.instant + signing.ramp_hours * (k / number), 0.0, int(team), 0, Why.LESSON)
        for k in range(1, number + 1)
        for team in pupils
    ]


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

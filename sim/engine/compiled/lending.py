"""A provider's bench: what it lends us while our line is long. Names are those of the reference engine's
`Staff`."""

from __future__ import annotations

from sim.engine.compiled.people import change, expect_look, write
from sim.engine.compiled.state import NOBODY, Full
from sim.engine.journal import Why
from sim.rules import people, pool
from sim.rules.rule import chapter


@chapter
def look(plan, state, cursor, who, now):
    """More seats are lent, or some taken back; returns the team whose line moves, or NOBODY."""
    if cursor.changed + 2 > len(state.changes):
        cursor.full = Full.CHANGES
        return NOBODY
    team, lending = state.teams[who], plan.lending
    team.looked += 1
    expect_look(plan, state, cursor, who)
    if team.is_down:
        return NOBODY
    in_hand = team.in_line + state.seats[who] - team.free
    ours = people.open_seats(team.people - team.lent, team.away)
    is_busy = state.busy[who, pool.week_of(now)] == 1
    lent = pool.seats_to_lend(in_hand, ours, lending.bench[who], lending.promised[who], is_busy)
    more = people.who_can_go(lent - team.lent, team.people)
    if more == 0:
        return NOBODY
    why = Why.LENT if more > 0 else Why.TAKEN_BACK
    write(state, cursor, now, now, who, more, why)
    change(plan, state, cursor, who, more, why, now)
    return who

"""Which chapter is it, of those that come seldom? The loop asks; `people`, `client` and `failures` tell."""

from __future__ import annotations

from sim.engine.clock import Kind
from sim.engine.compiled import client, failures, lending
from sim.engine.compiled import people as staff
from sim.engine.compiled.contracts import begin_term
from sim.engine.compiled.state import NOBODY
from sim.engine.journal import Cause
from sim.rules.rule import long_chapter


@long_chapter
def seldom(plan, misfortunes, state, cursor, kind, who, now):
    """Each thing that happens rarely, by its kind; returns the team whose line moves, or NOBODY."""
    if kind == Kind.SEATS:
        return staff.take_effect(plan, state, cursor, who, now)
    if kind == Kind.LEAVE:
        return staff.leave(plan, state, cursor, who, now)
    if kind == Kind.REVIEW:
        staff.reviews(plan, state, cursor, now)
    elif kind == Kind.SUNSET:
        failures.sunset(plan, state, cursor, who, now)
    elif kind == Kind.BOOKS:
        staff.months(plan, state, cursor, now)
    elif kind == Kind.OUTAGE:
        cursor.outages += 1
        if not state.teams[who].is_gone:
            failures.go_down(state, cursor, who, now, misfortunes.end[cursor.outages - 1])
    elif state.teams[who].is_gone:
        return NOBODY
    elif kind == Kind.REPAIR:
        failures.come_back(state, cursor, who)
        return who
    elif kind == Kind.PATIENCE:
        failures.give_back(state, cursor, who, now)
    elif kind == Kind.LENDING:
        return lending.look(plan, state, cursor, who, now)
    elif kind == Kind.VERDICT:
        if client.verdicts(plan, state, cursor, who, now):
            failures.end(plan, state, cursor, who, now, Cause.ENDED)
    elif kind == Kind.INSOLVENCY:
        failures.end(plan, state, cursor, who, now, Cause.INSOLVENCY)
    elif not staff.close_term(plan, state, cursor, who):
        failures.end(plan, state, cursor, who, now, Cause.WALKED_AWAY)
    elif plan.offers.ways[who] > 0:
        begin_term(plan, state, cursor, who, now)
    return NOBODY

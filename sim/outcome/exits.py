"""What do ends cost? A planned one its notice and help, a stressed one what is lost and has to be made up."""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Cause, Journal, Rows, Why
from sim.outcome.credits import credits_of_months
from sim.outcome.fees import fees_by_month, fees_by_team, observed_months
from sim.outcome.window import Observation, Window, observe


def exits(seen: Observation) -> dict[int, tuple[float, float]]:
    """Money for the ends of the window, planned and stressed, by the provider that ended under a contract.

    The client ends a contract by plan; insolvency and walking away are stressed, and nobody who fails or
    breaks its contract is paid a notice.
    """
    if not seen.has_ends:
        return {}
    rows = seen.journal.disruptions
    over = rows[(rows["cause"] != Cause.OUTAGE) & seen.window.holds(rows["started"])]
    return {int(row["team"]): _cost(seen.journal, row) for row in over if seen.contracted[row["team"]]}


def _cost(journal: Journal, end: Rows) -> tuple[float, float]:
    provider = list(journal.scenario.providers.values())[end["team"] - 1]
    terms, planned = provider.exit, bool(end["cause"] == Cause.ENDED)
    paid_days = (
        max(terms.notice_days - _served_days(journal, end), 0.0)
        if planned
        else terms.prepaid_days + terms.stop_gap_days * terms.stop_gap_premium
    )
    promises = bool(provider.contract.promises) and not planned
    fee_per_day, open_credits = _life(journal, end) if paid_days or promises else (0.0, 0.0)
    if planned:
        return terms.cost + terms.assistance_cost + paid_days * fee_per_day, 0.0
    return 0.0, terms.cost + paid_days * fee_per_day + open_credits


def _served_days(journal: Journal, end: Rows) -> float:
    """Days from the client's last decision to end a contract to this end; 0 if the journal has none.

    The decision is that of the people who follow; where somebody else has more people for it, it is theirs.
    """
    rows, ended = journal.changes, float(end["started"])
    told = (rows["why"] == Why.SUCCEEDING) & (rows["decided"] <= ended) & (rows["decided"] > 0.0)
    if end["hired"] > 0:
        told &= rows["team"] == end["hired_by"]
    return (ended - float(rows["decided"][told].max())) / 24.0 if told.any() else 0.0


def _life(journal: Journal, end: Rows) -> tuple[float, float]:
    """A provider's average fees a day from signing to its end, and its credits of the last calendar month.

    These are open: a credit is set off against the next invoice, and there is none.
    """
    team, ended, signed = int(end["team"]), float(end["started"]), journal.plan.signing.instant
    if ended <= signed:
        return 0.0, 0.0
    seen = observe(journal, Window(signed, np.nextafter(ended, np.inf)))  # what ends together with it, too
    terms = list(journal.scenario.providers.values())[team - 1].contract
    last = int(observed_months(seen).of(np.array([np.nextafter(ended, -np.inf)]))[0])
    given = (
        credits_of_months(seen, team, terms, fees_by_month(seen, team))
        if terms.promises
        else [0.0] * (last + 1)
    )
    return fees_by_team(seen)[team] / ((ended - signed) / 24.0), float(given[last])

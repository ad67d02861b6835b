"""What would it cost to leave a provider, as far as the model knows? So much at most lock-in can take."""

from __future__ import annotations

from sim.engine.journal import Journal
from sim.scenario.arrivals import DAYS_PER_YEAR


def switching_cost(journal: Journal, team: int, fee_per_day: float) -> float:
    """Cost of ending a provider's contract at its term, and of having its work done by somebody else.

    Its exit, notice and assistance, and the cheaper of two ways on: to hire its seats at home, or to choose
    another provider like it and teach that one's people.

    Parameters
    ----------
    fee_per_day : float
        What it bills on average, in money.
    """
    scenario, seats = journal.scenario, int(journal.plan.seats[team])
    provider = scenario.providers[scenario.teams[team]]
    terms = provider.exit
    leaving = terms.cost + terms.assistance_cost + terms.notice_days * fee_per_day
    home = seats * scenario.inhouse.pay.hiring_cost
    another = (
        provider.selection_cost
        + provider.selection_share * fee_per_day * DAYS_PER_YEAR
        + provider.transition_cost_per_seat * seats
    )
    return leaving + min(home, another)

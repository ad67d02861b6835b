"""Which settings of money can change nothing in a case, and why?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sim.scenario.billing import billing_of
from sim.scenario.calendar import Calendar
from sim.scenario.team import InHouse, Liaisons, Provider, Reviewers, Team
from sim.scenario.unsocial_hours import unsocial_share
from sim.strategy.facts import Facts

DAYS_TO_A_MOVE: Final = 334.0
"""A contract signed at the end of January has its first anniversary, by the month, eleven months later."""


def silent_money(facts: Facts) -> Iterator[tuple[str, str]]:
    """Paths of settings of ends, prices, governance and unsocial hours, with the reasons."""
    for name, provider in facts.scenario.providers.items():
        path = f"scenario.providers.{name}"
        yield from _ends(facts, path, name)
        yield from _prices(facts, path, provider)
        yield from _governance(facts, path, name)
    for path, team in facts.teams.items():
        reason = _never_unsocial(facts, path, team)
        if reason is not None:
            yield f"{path}.unsocial_premium", reason


def bounds_a_rise(facts: Facts, name: str) -> bool:
    """Whether the cost of switching may bound what this provider asks for at a renewal."""
    contract = facts.scenario.providers[name].contract
    renews = contract.term_months is not None and contract.term_months * 28 < facts.days
    return renews and contract.lock_in > 0.0


def _ends(facts: Facts, path: str, name: str) -> Iterator[tuple[str, str]]:
    terms = facts.scenario.providers[name].exit
    planned, stressed = facts.leaves(name), facts.can_end(name)
    bounds = bounds_a_rise(facts, name)
    if not (planned or stressed or bounds):
        yield f"{path}.exit", "it cannot end"
    if not (planned or bounds):
        for setting in ("notice_days", "assistance_cost"):
            yield f"{path}.exit.{setting}", "the client never ends a contract"
    if not stressed:
        for setting in ("prepaid_days", "stop_gap_days", "stop_gap_premium"):
            yield f"{path}.exit.{setting}", "it never fails, and never walks away"
    if terms.stop_gap_days == 0.0:
        yield f"{path}.exit.stop_gap_premium", "stop_gap_days is 0"
    if terms.stop_gap_premium == 0.0:
        yield f"{path}.exit.stop_gap_days", "stop_gap_premium is 0"


def _prices(facts: Facts, path: str, provider: Provider) -> Iterator[tuple[str, str]]:
    contract, transition = provider.contract, facts.strategy.transition
    signed = facts.scenario.warm_up_days if transition is None else transition.signing_day
    years = facts.days - signed > DAYS_TO_A_MOVE
    if not contract.is_indexed:
        yield f"{path}.contract.prices_move", "no index moves the prices"
    elif not (facts.year_turns or years):
        yield f"{path}.contract.prices_move", "the run ends before prices move"
    if not (facts.year_turns if contract.prices_move == "january" else years):
        for setting in ("indexation_per_year", "index_series"):
            yield f"{path}.contract.{setting}", "the run ends before prices move"


def _governance(facts: Facts, path: str, name: str) -> Iterator[tuple[str, str]]:
    if name not in facts.used and facts.strategy.contingency.plan != name:
        for setting in ("governance_per_year", "selection_cost", "liaison_hours_per_week"):
            yield f"{path}.{setting}", "no work ever comes to it, and it does not stand by"
    pay = facts.scenario.liaisons.pay
    if not (pay.salary_per_year or pay.office_per_year or pay.tools_per_year):
        yield f"{path}.liaison_hours_per_week", "an hour of a liaison costs nothing"


def _never_unsocial(facts: Facts, path: str, team: Team) -> str | None:
    name = path.rpartition(".")[2]
    calendar, moved = team.calendar, facts.strategy.shift_hours.get(name, 0.0)
    if isinstance(calendar, Calendar) and moved:
        calendar = calendar.model_copy(update={"shift_hours": calendar.shift_hours + moved})
    if unsocial_share(calendar, facts.scenario.start, facts.hours) == 0.0:
        return "it works from seven to twenty on weekdays only"
    if isinstance(team, Provider):
        if name not in facts.used and facts.strategy.contingency.plan != name:
            return "no work ever comes to it, and it does not stand by"
        billing = billing_of(team.contract)
        if not (billing.per_hour or billing.per_seat_per_month):
            return "its contract bills neither hours nor seats"
    if isinstance(team, Reviewers) and facts.strategy.inspection.by == "third_party":
        return "strategy.inspection.by says that a third party inspects"
    if isinstance(team, InHouse | Liaisons | Reviewers) and team.pay.salary_per_year == 0.0:
        return "salary_per_year is 0"
    return None if facts.gets_work(name) or facts.has_seats(name, team) else "nobody is there"

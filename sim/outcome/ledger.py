"""What did it cost? Lines of money derived from the journal, in whole cents, so that they add up exactly.

What is paid by time (salaries, retainers) accrues over the window; what is paid for work is paid when that
ends in it. What is paid once (selection, transition) is paid in the window observed, whatever its length and
warm-up: it is a price of the strategy. Strategies are compared over the same window, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.journal import Act
from sim.engine.plan import is_given_work
from sim.outcome.ip import IntellectualProperty, intellectual_property
from sim.outcome.measure import LINES
from sim.outcome.people import newcomers
from sim.outcome.protection import protection_cost
from sim.outcome.reading import Bools, Floats
from sim.outcome.window import HOURS_PER_MONTH, HOURS_PER_YEAR, Observation, Window, observe, open_hours_until
from sim.rules.assignment import INHOUSE
from sim.scenario.contract import Contract, FixedPrice, ServiceLevel, TimeAndMaterials
from sim.scenario.team import Pay, Provider

PROVIDER_LINES = ("provider_fees", "service_credits", "governance", "selection", "transition", "exit")
"""Lines that are sums over providers."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Money spent in the window, in cents."""

    currency: str
    lines: dict[str, int]
    """Cents by line, in the order of `LINES`."""
    providers: dict[str, dict[str, int]]
    """Cents by provider and line of `PROVIDER_LINES`; the providers of a line add up to it."""
    memo: dict[str, int]
    """Cents that are part of other lines already: what rework cost in-house and at providers, and what idle
    seats cost in-house."""

    @property
    def total_cents(self) -> int:
        """All lines together, exactly."""
        return sum(self.lines.values())

    @property
    def total(self) -> float:
        """All lines together, in the scenario's currency."""
        return self.total_cents / 100

    @property
    def groups(self) -> dict[str, int]:
        """Cents by group of lines, in the order of `LINES`."""
        groups = dict.fromkeys((line.group for line in LINES.values()), 0)
        for name, cents in self.lines.items():
            groups[LINES[name].group] += cents
        return groups


def keep_ledger(seen: Observation, secrets: IntellectualProperty | None = None) -> Ledger:
    """All money of the window.

    Parameters
    ----------
    seen : Observation
        A journal and a window; money per year is for 365.25 days, per month for a twelfth of that.
    secrets : IntellectualProperty, optional
        What leaked, where it is known already.
    """
    secrets = intellectual_property(seen) if secrets is None else secrets
    providers = _provider_lines(seen)
    totals = {line: sum(own[line] for own in providers.values()) for line in PROVIDER_LINES}
    cents = _own_people(seen) | _consequences(seen) | _secrecy(seen, secrets) | totals
    return Ledger(
        currency=seen.journal.scenario.currency,
        lines={line: cents[line] for line in LINES},
        providers=providers,
        memo=_rework(seen, providers) | {"idle_inhouse": _idle(seen)},
    )


def to_cents(amount: float) -> int:
    """An amount in whole cents."""
    return round(100.0 * float(amount))


# -- own people ------------------------------------------------------------------------------------------


def _own_people(seen: Observation) -> dict[str, int]:
    scenario, plan = seen.journal.scenario, seen.journal.plan
    seat_years = seen.seats_there / HOURS_PER_YEAR
    inhouse = scenario.inhouse.pay
    return {
        "inhouse_salaries": to_cents(seat_years[0] * _salary(inhouse)),
        "office_and_tools": to_cents(seat_years[0] * _expenses(inhouse)),
        "hiring": to_cents(_hiring(seen)),
        "coordination": to_cents(seat_years[plan.liaisons] * _seat_per_year(scenario.liaisons.pay)),
        "inspection": to_cents(seat_years[plan.reviewers] * _seat_per_year(scenario.reviewers.pay)),
    }


def _hiring(seen: Observation) -> float:
    """What it cost to hire the client's people whose first day is in the window."""
    scenario, plan = seen.journal.scenario, seen.journal.plan
    own = {INHOUSE: scenario.inhouse, plan.liaisons: scenario.liaisons, plan.reviewers: scenario.reviewers}
    cost = 0.0
    for index, team in own.items():
        first_days, number = newcomers(seen, index)
        cost += float(number[seen.window.holds(first_days)].sum()) * team.pay.hiring_cost
    return cost


def _salary(pay: Pay) -> float:
    return pay.salary_per_year * pay.load_factor


def _expenses(pay: Pay) -> float:
    return pay.office_per_year + pay.tools_per_year


def _seat_per_year(pay: Pay) -> float:
    return _salary(pay) + _expenses(pay)


# -- consequences ----------------------------------------------------------------------------------------


def _consequences(seen: Observation) -> dict[str, int]:
    work = seen.journal.scenario.work.values()
    return {
        "delay": to_cents(seen.tasks.late_days @ np.array([w.delay_cost_per_day for w in work])),
        "external_failure": to_cents(seen.tasks.escapes @ np.array([w.escape_cost for w in work])),
    }


def _secrecy(seen: Observation, secrets: IntellectualProperty) -> dict[str, int]:
    chosen = is_chosen(seen, is_given_work(seen.journal.plan))
    cost = protection_cost(seen, chosen, _liaison_hour(seen))
    return {"protection": to_cents(cost), "ip_loss": to_cents(secrets.booked)}


def _liaison_hour(seen: Observation) -> float:
    """What a liaison's seat costs per hour that it is open in the window; 0 if it never is."""
    plan, pay = seen.journal.plan, seen.journal.scenario.liaisons.pay
    opened = float(np.diff(open_hours_until(plan, plan.liaisons, np.array(seen.window)))[0])
    return _seat_per_year(pay) * seen.window.years / opened if opened else 0.0


# -- providers -------------------------------------------------------------------------------------------


def _provider_lines(seen: Observation) -> dict[str, dict[str, int]]:
    """Cents by provider and line."""
    journal = seen.journal
    given = is_given_work(journal.plan)
    chosen = is_chosen(seen, given)
    fees, on_time = fees_by_team(seen, chosen), _on_time_by_team(seen)
    notice = _notice_fees(seen, chosen)
    table = {}
    for team, (name, provider) in enumerate(journal.scenario.providers.items(), 1):
        fee, seats = float(fees[team]), int(journal.plan.seats[team])
        leaves = chosen[team] and seen.window.start <= seen.ends[team] < seen.window.end
        table[name] = {
            "provider_fees": to_cents(fee),
            "service_credits": -to_cents(credit_share(provider.contract.service_level, on_time[team]) * fee),
            "governance": to_cents(provider.governance_share * fee),
            "selection": to_cents(provider.selection_share * fee / seen.window.years),
            "transition": to_cents(provider.transition_cost_per_seat * seats if given[team] else 0.0),
            "exit": to_cents(provider.exit.cost + notice[team] if leaves else 0.0),
        }
    return table


def is_chosen(seen: Observation, given: Bools) -> Bools:
    """Which working teams are given work, stand by for it, or have had some, (S,): those with a contract."""
    journal = seen.journal
    chosen = given | seen.tasks.has_work[: len(given)]
    stand_by = journal.strategy.contingency.plan
    if stand_by in journal.scenario.providers:
        chosen[journal.scenario.teams.index(stand_by)] = True
    return chosen


# -- fees ------------------------------------------------------------------------------------------------


def fees_by_team(seen: Observation, chosen: Bools) -> Floats:
    """Fees of each working team in the window by its contract, before credits, (S,); in-house 0."""
    fees = np.zeros(len(chosen))
    for team, provider in enumerate(seen.journal.scenario.providers.values(), 1):
        fees[team] = _fee(seen, team, provider.contract) if chosen[team] else 0.0
    return fees


def _fee(seen: Observation, team: int, contract: Contract) -> float:
    """Hours billed, tasks delivered, or seats reserved until the provider's end."""
    if isinstance(contract, TimeAndMaterials):
        return float(contract.rate_per_hour * seen.episodes.billed[team, Act.WORK].sum())
    if isinstance(contract, FixedPrice):
        tasks = seen.journal.tasks
        own = seen.tasks.delivered & (tasks["provider"] == team)
        return float(_prices(seen, contract)[tasks["work_type"][own]].sum())
    return float(contract.fee_per_seat_per_month * seen.seats_there[team] / HOURS_PER_MONTH)


def _prices(seen: Observation, contract: FixedPrice) -> Floats:
    """Price of a task by work type: its own, its family's, or the usual one."""
    prices, usual = contract.prices, contract.price_per_task
    work = seen.journal.scenario.work
    return np.array([prices.get(name, prices.get(w.family or "", usual)) for name, w in work.items()])


def _notice_fees(seen: Observation, chosen: Bools) -> Floats:
    """Fees for the notice of providers that ended in the window, by the average fees of their life, (S,)."""
    providers = enumerate(seen.journal.scenario.providers.values(), 1)
    days = np.array([0.0, *(provider.exit.notice_days for _, provider in providers)])
    ends = seen.ends[: len(days)]
    asks = chosen & seen.window.holds(ends) & (days > 0.0) & (ends > 0.0)
    notice = np.zeros(len(days))
    if asks.any():
        life = observe(seen.journal, Window(0.0, seen.window.end))
        notice[asks] = days[asks] * fees_by_team(life, chosen)[asks] / (ends[asks] / 24.0)
    return notice


# -- service levels --------------------------------------------------------------------------------------


def credit_share(promise: ServiceLevel | None, on_time: float) -> float:
    """Share of the fee that is given back: so much for each point missed, capped; none if nothing was due."""
    if promise is None or np.isnan(on_time):
        return 0.0
    points = 100.0 * max(promise.on_time_share - on_time, 0.0)
    return min(points * promise.credit_per_point, promise.cap)


def _on_time_by_team(seen: Observation) -> Floats:
    """On-time share of the tasks due in the window, by the team that delivered or still has them, (T,)."""
    kept, due = seen.tasks.on_time, seen.tasks.due
    share: Floats = np.divide(kept, due, out=np.full(len(due), np.nan), where=due > 0)
    return share


# -- memo: what rework and idle seats cost ----------------------------------------------------------------


def _idle(seen: Observation) -> int:
    """What in-house seats cost while they were open and nobody worked in them."""
    share = (
        seen.episodes.worked[INHOUSE].sum() / seen.seats_open[INHOUSE] if seen.seats_open[INHOUSE] else 0.0
    )
    return to_cents(_seats_at_home(seen) * max(1.0 - share, 0.0))


def _seats_at_home(seen: Observation) -> float:
    """What the in-house seats cost in the window."""
    per_year = _seat_per_year(seen.journal.scenario.inhouse.pay)
    return float(seen.seats_there[INHOUSE] / HOURS_PER_YEAR * per_year)


def _rework(seen: Observation, providers: dict[str, dict[str, int]]) -> dict[str, int]:
    """Rework in-house at the cost of a seat's open hour, and at providers as their contracts bill it."""
    scenario = seen.journal.scenario
    inhouse = _seats_at_home(seen) * _rework_share_of_seats(seen, 0)
    outsourced = sum(
        _rework_fee(seen, team, provider, providers[name]["provider_fees"])
        for team, (name, provider) in enumerate(scenario.providers.items(), 1)
    )
    return {"rework_inhouse": to_cents(inhouse), "rework_outsourced": round(outsourced)}


def _rework_fee(seen: Observation, team: int, provider: Provider, fee_cents: int) -> float:
    if isinstance(provider.contract, FixedPrice):
        return 0.0
    if isinstance(provider.contract, TimeAndMaterials):
        first, again = seen.episodes.billed[team, Act.WORK]
        return float(fee_cents * again / (first + again)) if first + again else 0.0
    return fee_cents * _rework_share_of_seats(seen, team)


def _rework_share_of_seats(seen: Observation, team: int) -> float:
    opened = seen.seats_open[team]
    return float(seen.episodes.worked[team, Act.WORK, 1] / opened) if opened else 0.0

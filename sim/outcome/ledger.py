"""What did it cost? Lines of money derived from the journal, in whole cents, so that they add up exactly.

What is paid by time (salaries, retainers) accrues over the window; what is paid for work is paid when that
ends in it. What is paid once (selection, transition) is paid in the window observed, whatever its length and
warm-up: it is a price of the strategy. Strategies are compared over the same window, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.engine.journal import Act, Why
from sim.outcome.credits import credits_of_window
from sim.outcome.exits import exits
from sim.outcome.fees import billings, fee_parts, fees_by_month, fees_by_team, observed_months
from sim.outcome.ip import intellectual_property
from sim.outcome.latent import failures
from sim.outcome.measure import LINES
from sim.outcome.once import once
from sim.outcome.people import NEWCOMERS, client_teams, took_effect
from sim.outcome.prices import salary_factor
from sim.outcome.protection import protection_cost
from sim.outcome.reading import Floats
from sim.outcome.rights import can_lapse, lapse_costs
from sim.outcome.severance import severance_by_month
from sim.outcome.unsocial import premium_factors
from sim.outcome.window import HOURS_PER_YEAR, Lens, Observation, given_work, ratio, seats_between
from sim.rules.assignment import INHOUSE
from sim.scenario.billing import Billing
from sim.scenario.team import Pay, Provider
from sim.scenario.week import HOURS_PER_WEEK

PROVIDER_LINES = (
    *("provider_fees", "service_credits", "governance", "selection", "transition"),
    *("exit_planned", "exit_stressed"),
)
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
    """Cents that are part of other lines already: what rework cost in-house and at providers."""

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


@once
def keep_ledger(seen: Observation) -> Ledger:
    """All money of the window; per year is for 365.25 days, per month for a twelfth of that."""
    lines, rows = spent(seen)
    names = seen.journal.scenario.providers
    providers = {
        name: dict(zip(PROVIDER_LINES, row, strict=True)) for name, row in zip(names, rows, strict=True)
    }
    memo = _rework(seen, providers) | {"idle_inhouse": idle_cents(seen)}
    return Ledger(currency=seen.journal.scenario.currency, lines=lines, providers=providers, memo=memo)


@once
def spent(seen: Observation) -> tuple[dict[str, int], list[list[int]]]:
    """Cents by line, and of each provider those of `PROVIDER_LINES`: the ledger without its memo."""
    rows, cents = _provider_lines(seen), dict.fromkeys(LINES, 0)
    if rows:
        cents.update(zip(PROVIDER_LINES, map(sum, zip(*rows, strict=True)), strict=True))
    cents.update(_own_people(seen))
    cents.update(_consequences(seen))
    cents.update(_secrecy(seen))
    return cents, rows


def total_of(seen: Observation) -> float:
    """All lines together, in the scenario's currency."""
    return sum(spent(seen)[0].values()) / 100


def to_cents(amount: float) -> int:
    """An amount in whole cents."""
    return round(100.0 * float(amount))


# -- own people ------------------------------------------------------------------------------------------


def _own_people(seen: Observation) -> dict[str, int]:
    inhouse = seat_prices(seen.lens)[INHOUSE]
    return {
        "inhouse_salaries": to_cents(salary_years(seen, INHOUSE, inhouse.pay) * inhouse.salary),
        "office_and_tools": to_cents(seen.seat_years[INHOUSE] * inhouse.expenses),
        "hiring": to_cents(_hiring(seen)),
        "severance": to_cents(_severance(seen)),
        "coordination": to_cents(_seat_cost(seen, seen.lens.plan.liaisons)),
        "inspection": to_cents(_inspection(seen)),
    }


def _inspection(seen: Observation) -> float:
    """A third party is paid for each inspection that ended; reviewers by time, busy or not."""
    if seen.lens.strategy.inspection.by == "third_party":
        return seen.lens.scenario.third_party.fee_per_inspection * float(seen.episodes.inspections)
    return _seat_cost(seen, seen.lens.plan.reviewers)


def looks(seen: Observation) -> Floats:
    """When each inspection ended; nan for those that have not."""
    rows = seen.journal.episodes
    return np.asarray(rows["ended"][rows["act"] == Act.INSPECT])


def _severance(seen: Observation) -> float:
    """What the people cost who were let go at home."""
    if seen.journal.scenario.inhouse.pay.severance_weeks == 0.0:
        return 0.0
    return float(severance_by_month(seen, observed_months(seen)).sum())


def _hiring(seen: Observation) -> float:
    """What it cost to hire the client's people whose first day is in the window."""
    cost = 0.0
    if not len(seen.journal.changes):
        return cost
    for index, each in hiring_costs(seen.lens).items():
        moved = seen.seat_time.moved[index].tolist()
        cost += float(sum([moved[why] for why in NEWCOMERS])) * each
    return cost


def _seat_cost(seen: Observation, team: int) -> float:
    """Salaries, office and tools of the seats of one of the client's own teams."""
    years, price = seen.seat_years[team], seat_prices(seen.lens)[team]
    weighted = salary_years(seen, team, price.pay)
    if weighted == years:
        return years * (price.salary + price.expenses)
    return weighted * price.salary + years * price.expenses


class SeatPrice(NamedTuple):
    """What a seat costs in a year."""

    pay: Pay
    salary: float
    """With benefits and taxes, and more for unsocial hours."""
    expenses: float
    """Office, tools and others."""


@once
def seat_prices(lens: Lens) -> dict[int, SeatPrice]:
    """Of the client's own teams, inspectors of a third party among them."""
    scenario, plan = lens.scenario, lens.plan
    pays = {
        INHOUSE: scenario.inhouse.pay,
        plan.liaisons: scenario.liaisons.pay,
        plan.reviewers: scenario.reviewers.pay,
    }
    return {
        team: SeatPrice(
            pay,
            pay.salary_per_year * pay.load_factor * premium_factors(lens)[team],
            pay.office_per_year + pay.tools_per_year,
        )
        for team, pay in pays.items()
    }


@once
def hiring_costs(lens: Lens) -> dict[int, float]:
    """What it costs to hire somebody, by the client's own teams where it costs something."""
    teams = client_teams(lens).items()
    return {team: each.pay.hiring_cost for team, each in teams if each.pay.hiring_cost}


def salary_years(seen: Observation, team: int, pay: Pay) -> float:
    """Seat-years of a team in salaries as stated: later ones weigh as much as they grew."""
    if pay.salary_growth_per_year == 0.0:
        return seen.seat_years[team]
    months = observed_months(seen)
    return float((seat_years_by_month(seen)[:, team] * salary_factor(seen, pay, months)).sum())


@once
def seat_years_by_month(seen: Observation) -> Floats:
    """Seat-years of all teams in each calendar month, (months, T)."""
    return seats_between(seen.journal, observed_months(seen).edges, seen.ends) / HOURS_PER_YEAR


# -- consequences ----------------------------------------------------------------------------------------


def _consequences(seen: Observation) -> dict[str, int]:
    by_delay, by_escape = consequence_costs(seen.lens)
    return {
        "delay": to_cents(seen.tasks.late_days.dot(by_delay)),
        "external_failure": to_cents(failures(seen).dot(by_escape)),
        "lapses": to_cents(np.add.reduce(lapse_costs(seen)[1])) if can_lapse(seen.lens) else 0,
    }


@once
def consequence_costs(lens: Lens) -> tuple[Floats, Floats]:
    """What a day late and a defect that escapes cost, (work types,) each."""
    work = lens.scenario.work.values()
    return np.array([w.delay_cost_per_day for w in work]), np.array([w.escape_cost for w in work])


def _secrecy(seen: Observation) -> dict[str, int]:
    secrets = intellectual_property(seen)
    cost = protection_cost(seen, lambda: liaison_hour(seen))
    return {
        "protection": to_cents(cost),
        "ip_loss": to_cents(secrets.booked),
        "rivalry": to_cents(secrets.rivalled),
    }


@once
def liaison_hour(seen: Observation) -> float:
    """What a liaison costs per hour that a seat is open in the window; 0 if none ever is."""
    liaisons = seen.lens.plan.liaisons
    opened = seen.open_seats_of(liaisons)
    return _seat_cost(seen, liaisons) / opened if opened else 0.0


# -- providers -------------------------------------------------------------------------------------------


def _provider_lines(seen: Observation) -> list[list[int]]:
    """Cents of each provider, in the order of `PROVIDER_LINES`."""
    fees, ends, seats = fees_by_team(seen), exits(seen), _seats_transferred(seen)
    rows = []
    for team, provider in enumerate(seen.lens.scenario.providers.values(), 1):
        is_contracted = seen.is_contracted[team]
        if not (is_contracted or seats[team]):
            rows.append([0] * len(PROVIDER_LINES))
            continue
        fee, years = fees[team], seen.in_force(team).years if is_contracted else 0.0
        planned, stressed = ends.get(team, (0.0, 0.0))
        selection = provider.selection_share * fee / years + provider.selection_cost if years else 0.0
        rows.append(
            [
                to_cents(fee),
                -to_cents(_credits(seen, team, provider, fee)),
                to_cents(provider.governance_share * fee + governance_per_year(seen, provider) * years),
                to_cents(selection),
                to_cents(provider.transition_cost_per_seat * seats[team]),
                to_cents(planned),
                to_cents(stressed),
            ]
        )
    return rows


def governance_per_year(seen: Observation, provider: Provider) -> float:
    """What governing a provider costs in a year in force, whatever its fees: a sum, and hours of liaisons.

    The hours are paid for at the cost of a liaison's open hour, and take none of the liaisons' time.
    """
    hours = provider.liaison_hours_per_week * HOURS_PER_YEAR / HOURS_PER_WEEK
    return provider.governance_per_year + (hours * liaison_hour(seen) if hours else 0.0)


def _seats_transferred(seen: Observation) -> list[int]:
    """Seats to which knowledge was transferred by the window's end, (S,): those that work was meant for."""
    plan = seen.lens.plan
    seats = [meant if seen.is_contracted[team] else 0 for team, meant in enumerate(seats_meant(seen.lens))]
    if plan.leaving.is_on:
        rows = took_effect(seen.journal, seen.ends, Why.SUCCEEDING)
        rows = rows[rows["instant"] < seen.window.end]
        for team, more in zip(rows["team"].tolist(), rows["seats"].tolist(), strict=True):
            seats[team] += more
    return seats


@once
def seats_meant(lens: Lens) -> list[int]:
    """Seats that work is meant for, if their contract is signed by the window's end, (S,)."""
    plan = lens.plan
    begun = plan.signing.instant < lens.window.end
    seats: list[int] = (plan.seats[: plan.liaisons] * (given_work(lens) & begun)).tolist()
    return seats


def _credits(seen: Observation, team: int, provider: Provider, fee: float) -> float:
    if not provider.contract.promises:
        return 0.0
    return credits_of_window(seen, team, provider.contract, fee, lambda: fees_by_month(seen, team))


# -- memo: what rework and idle seats cost ----------------------------------------------------------------


@once
def idle_cents(seen: Observation) -> int:
    """What in-house seats cost while they were open and nobody worked in them."""
    opened = seen.open_seats_of(INHOUSE)
    share = seen.episodes.worked[INHOUSE].sum() / opened if opened else 0.0
    return to_cents(_seat_cost(seen, INHOUSE) * max(1.0 - share, 0.0))


def _rework(seen: Observation, providers: dict[str, dict[str, int]]) -> dict[str, int]:
    """Rework in-house at the cost of a seat's open hour, and at providers as their contracts bill it."""
    scenario = seen.journal.scenario
    inhouse = _seat_cost(seen, INHOUSE) * _rework_share_of_seats(seen, INHOUSE)
    outsourced = sum(
        providers[name]["provider_fees"] * _rework_share_of_fee(seen, team, billings(seen.lens)[team - 1])
        for team, name in enumerate(scenario.providers, 1)
        if providers[name]["provider_fees"]
    )
    return {"rework_inhouse": to_cents(inhouse), "rework_outsourced": round(outsourced)}


def _rework_share_of_fee(seen: Observation, team: int, billing: Billing) -> float:
    """The part of a fee that rework took: of hours and of seats its share, of prices none."""
    if not (billing.per_hour or billing.per_seat_per_month):
        return 0.0
    parts = fee_parts(seen, team, billing)
    first, again = seen.billed_work[team]
    of_hours = ratio(again, first + again) if parts.hours else 0.0
    of_seats = _rework_share_of_seats(seen, team) if parts.seats else 0.0
    return float(ratio(parts.hours, sum(parts)) * of_hours + ratio(parts.seats, sum(parts)) * of_seats)


def _rework_share_of_seats(seen: Observation, team: int) -> float:
    opened = seen.open_seats_of(team)
    return float(seen.episodes.worked[team, Act.WORK, 1] / opened) if opened else 0.0

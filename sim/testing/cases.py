"""Random cases over every field that decides when things happen.

A law of the house must hold in every case that can be stated, so each field of the model has its say here;
what only costs money is in `CHANGES_NO_TIME`. `cases` is a Hypothesis strategy, which makes a case that fails
as small as it can; `random_case` draws the same cases from a `random.Random`, and quickly. A third of the
cases live on a grid of whole hours, where most events are ties, a third have nothing whole, and a third mix
both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from sim.case import Case, fitted
from sim.engine.making import make_plan
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.scenario.base import Part
from sim.scenario.scenario import Scenario
from sim.strategy.fit import misfits
from sim.strategy.strategy import Strategy
from sim.testing.choices import choice_in
from sim.testing.dice import Dice
from sim.testing.names import Data
from sim.testing.worlds import world_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from sim.engine.journal import Journal
    from sim.engine.simulate import Engine

_TERMS_OF_MONEY = (
    "currency_share_borne",
    "index_series",
    "indexation_per_year",
    "lock_in",
    "prices_move",
    "second_source_share",
    "term_months",
)
"""Of a contract; a provider that chooses how to work looks at all else."""

CHANGES_NO_TIME = frozenset(
    {
        "scenario.name",
        "scenario.about",
        "scenario.currency",
        "scenario.discount_rate_per_year",
        "scenario.service_over_days",
        "scenario.most_money",
        "scenario.work.tolerances",
        "scenario.work.value",
        "scenario.work.value_half_life_days",
        "scenario.work.lapse_days",
        "scenario.work.lapse_cost",
        "scenario.work.win_probability",
        "scenario.work.win_if_flawed",
        "scenario.work.delay_cost_per_day",
        "scenario.work.ip_value",
        "scenario.work.novelty",
        "scenario.work.split_hours",
        "scenario.work.escape_cost",
        "scenario.work.latent_days",
        "scenario.work.latency",
        "scenario.work.arrivals.file",
        "scenario.work.arrivals.zone",
        "scenario.inhouse.pay",
        "scenario.inhouse.unsocial_premium",
        "scenario.liaisons.unsocial_premium",
        "scenario.reviewers.unsocial_premium",
        "scenario.inhouse.leaks_per_year",
        "scenario.inhouse.leaks_per_leaver",
        "scenario.inhouse.remote_access",
        "scenario.inhouse.loss_exponent",
        "scenario.inhouse.skill.win_factor",
        "scenario.inhouse.security",
        "scenario.inhouse.detection_days",
        "scenario.inhouse.leak_loss",
        "scenario.inhouse.usable_idle_share",
        "scenario.inhouse.core_hour_value",
        "scenario.liaisons.pay",
        "scenario.reviewers.pay",
        "scenario.third_party.fee_per_inspection",
        "scenario.providers.exit",
        "scenario.providers.pool.premium",
        "scenario.providers.currency",
        "scenario.providers.selection_share",
        "scenario.providers.governance_share",
        "scenario.providers.selection_cost",
        "scenario.providers.governance_per_year",
        "scenario.providers.liaison_hours_per_week",
        "scenario.providers.unsocial_premium",
        "scenario.providers.transition_cost_per_seat",
        "scenario.providers.leaks_per_year",
        "scenario.providers.leaks_per_leaver",
        "scenario.providers.remote_access",
        "scenario.providers.loss_exponent",
        "scenario.providers.skill.win_factor",
        "scenario.providers.security",
        "scenario.providers.detection_days",
        "scenario.providers.leak_loss",
        "scenario.providers.rivalry",
        "scenario.providers.secure_facility_effect",
        "scenario.providers.secure_facility_cost_per_year",
        "scenario.innovation",
        "strategy.name",
        "strategy.protection",
        *(f"scenario.providers.contract.{name}" for name in _TERMS_OF_MONEY),
    }
)
"""Fields that are never drawn, for they cannot change when anything happens; a file and the zone of its
instants only say how arrivals are read that are drawn."""


SomePart = TypeVar("SomePart", bound=Part)


@dataclass(frozen=True)
class RandomCase(Case):
    """The world, our choice in it, and its luck."""

    seed: int

    def played(self, engine: Engine = "auto", **options: Any) -> Journal:
        """The facts of its one replication."""
        return simulate(self, self.seed, engine=engine, **options)


def cases() -> SearchStrategy[RandomCase]:
    """The Hypothesis strategy that draws random cases.

    Half of them Hypothesis draws itself, and makes smaller when they fail; the other half are as rich as
    chance makes them.
    """
    from hypothesis import strategies as st

    return st.builds(random_case, st.randoms(use_true_random=False) | st.integers(0, 2**32 - 1).map(Random))


def random_case(random: Random) -> RandomCase:
    """A case that fits, with up to about three hundred tasks; teams that turn out to need people have
    some."""
    dice = Dice(random)
    world = world_of(dice)
    strategy = Strategy.model_validate(choice_in(dice, world))
    scenario = Scenario.model_validate(world)
    problems = misfits(scenario, strategy)
    if problems:
        for problem in problems:
            _staff(world, problem.path)
        scenario = Scenario.model_validate(world)
    case = _teachable(fitted(scenario, strategy))
    return RandomCase(case.scenario, case.strategy, seed=dice.whole(0, 2**32 - 1))


def updated(part: SomePart, update: Mapping[str, Any]) -> SomePart:
    """A team, or another part, with some settings updated, as far as it has such."""
    return part.model_copy(
        update={name: value for name, value in update.items() if name in type(part).model_fields}
    )


def manned(case: RandomCase) -> RandomCase:
    """The case, altered by a test, with a seat wherever its strategy gives work to a team without one."""
    world = case.scenario.model_dump()
    problems = misfits(case.scenario, case.strategy)
    missing = [each.path for each in problems if each.path.endswith(".seats")]
    for path in missing:
        _staff(world, path)
    return replace(case, scenario=Scenario.model_validate(world)) if missing else case


def _teachable(case: Case) -> Case:
    """The case, without lessons where the ramp is too short for them."""
    try:
        make_plan(case.scenario, case.strategy)
    except InputError:
        untaught = {"teaching_hours_per_seat": 0.0, "liaison_hours_per_seat": 0.0}
        assert case.strategy.transition is not None
        transition = case.strategy.transition.model_copy(update=untaught)
        return fitted(case.scenario, case.strategy.model_copy(update={"transition": transition}))
    return case


def _staff(world: Data, path: str) -> None:
    """Give the team a seat where the path of the problem says that one is missing."""
    _, *names, last = path.split(".")
    if last == "seats":
        team = world
        for name in names:
            team = team[name]
        team["seats"] = 1

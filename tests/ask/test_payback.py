"""When the money comes back."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.ask.payback import Payback, at_home, first_to_stay
from sim.case import Case
from sim.errors import InputError
from sim.outcome.scorecard import settle
from sim.plots.savings import savings
from sim.plots.style import new_figure

SHORT = {
    "scenario.warm_up_days": 30,
    "scenario.horizon_days": 400,
    "scenario.discount_rate_per_year": 0.1,
}


@pytest.fixture(scope="module")
def case() -> Case:
    """A short patents case."""
    return sim.changed(sim.preset("pfizer_patents"), SHORT)


@pytest.fixture(scope="module")
def answer(case: Case) -> Payback:
    """Against all in-house, in six worlds."""
    return sim.payback(case, replications=6, seed=3)


@pytest.mark.parametrize(
    ("saved", "month"),
    [([1, 2], 1), ([-1, 0, 1], 3), ([1, -1, 1, 2], 3), ([-1, -2], None), ([0, 0], None), ([1, 0], None)],
)
def test_money_is_back_from_the_month_in_which_it_stays(saved: list[float], month: int | None) -> None:
    """A month above zero that is followed by one below does not count."""
    assert first_to_stay(np.array(saved, dtype=float)) == month


def test_the_months_add_up_to_the_difference_of_total_costs(case: Case, answer: Payback) -> None:
    """Replication by replication, to the cent."""
    for k in range(2):
        costs = [settle(sim.simulate(each, seed=3, replication=k)) for each in (answer.baseline, case)]

        assert answer.saved[k].sum() == pytest.approx(costs[0]["total_cost"] - costs[1]["total_cost"])
        assert answer.saved[k] @ answer.discounts == pytest.approx(
            costs[0]["net_present_cost"] - costs[1]["net_present_cost"]
        )


def test_the_baseline_is_all_in_house(case: Case, answer: Payback) -> None:
    """Nothing leaves, and no provider stands by."""
    card = settle(sim.simulate(answer.baseline, seed=1))

    assert card["outsourced_share"] == card["cost_provider_fees"] == 0.0
    assert answer.baseline.strategy.staffing == case.strategy.staffing


def test_the_baseline_has_nothing_to_move_to(case: Case) -> None:
    """A strategy with a transition is compared with a house that begins and ends as it is."""
    moving = sim.changed(case, {"strategy.transition": {}})

    assert sim.payback(moving, replications=1, seed=1).baseline.strategy.transition is None


def test_years_and_intervals_tell_the_same_months(answer: Payback) -> None:
    """The years add up to the last cumulative saving; the frame shows it with its interval."""
    frame = answer.frame()

    assert sum(interval.mean for interval in answer.by_year.values()) == pytest.approx(frame["mean"].iloc[-1])
    assert list(frame["month"]) == list(answer.months)
    assert (frame["low"] <= frame["mean"]).all()
    assert "Saving by year" in str(answer)


def test_a_dearer_transition_is_paid_back_later(case: Case) -> None:
    """Every month's cumulative saving falls by the same sum."""
    seat = "scenario.providers.{}.transition_cost_per_seat"
    cheap, dear = (
        sim.payback(
            sim.changed(case, {seat.format("bangalore"): cost, seat.format("krakow"): cost}),
            replications=4,
            seed=3,
        )
        for cost in (1_000, 100_000)
    )

    assert cheap.month is not None
    assert dear.month is None or dear.month > cheap.month
    assert np.ptp(cheap.cumulative - dear.cumulative, axis=1).max() < 1e-6
    assert cheap.share_paid_back >= dear.share_paid_back


def test_a_strategy_against_itself_never_pays_back(case: Case) -> None:
    """Nothing is saved and nothing lost."""
    same = sim.payback(case, baseline=case.strategy, replications=2, seed=1)

    assert (same.saved == 0.0).all()
    assert same.month is None
    assert same.share_paid_back == 0.0


def saving(case: Case, *rows: list[float]) -> Payback:
    """A payback of savings by replication and month that were made up."""
    return Payback(case, case, 1, 0.95, ("2025-01", "2025-02", "2025-03"), np.array(rows), np.ones(3))


def test_paid_back_is_said_where_the_interval_carries_it_only(case: Case) -> None:
    """A mean above zero whose interval holds zero says neither yes nor no."""
    sure = saving(case, [-1, 3, 1], [-1, 4, 1], [-1, 3, 2])
    doubtful = saving(case, [-1, 0, 30], [-1, 0, -20], [-1, 0, 5])
    lost = saving(case, [-1, 0, -1], [-1, 0, -2], [-1, 0, -3])
    alone = saving(case, [1, 1, 1])

    assert (sure.verdict, sure.sure_month, sure.month) == ("paid back", 2, 2)
    assert (doubtful.verdict, doubtful.sure_month, doubtful.month) == ("cannot tell", None, 3)
    assert (lost.verdict, lost.sure_month) == ("not paid back", None)
    assert (alone.verdict, alone.sure_month) == ("cannot tell", None)
    assert sure.sentence().startswith("Paid back from month 2 on: after 3 replications")
    assert "cannot be told: after 3 replications" in doubtful.sentence()
    assert lost.sentence().startswith("Not paid back within the window")


def test_the_baseline_is_named_with_its_people(answer: Payback) -> None:
    """By whose rule, for how much work; and how many the strategy has."""
    assert "The baseline is 'all in-house': 30 people in-house, as its staffing rule asks" in str(answer)
    assert "The strategy has 20 people in-house" in str(answer)
    assert "overloaded" not in str(answer)


def test_a_baseline_that_cannot_do_its_work_is_called_overloaded(case: Case) -> None:
    """Ten stated people for the work of twenty-three: a saving against that house tells little."""
    small = sim.changed(case, {"strategy.staffing.inhouse.rule": "stated", "scenario.inhouse.seats": 10})
    found = sim.payback(small, replications=1, seed=1)

    assert at_home(found.baseline).is_overloaded
    assert "10 people in-house, as stated, for the work of 23.5" in str(found)
    assert "The baseline is overloaded" in str(found)


def test_people_with_nothing_to_do_are_named(case: Case) -> None:
    """At home nobody needs a liaison: one who is paid all the same counts as saved."""
    stated = sim.changed(case, {"strategy.staffing.liaisons.rule": "stated", "scenario.liaisons.seats": 1})

    assert "It pays 1 seat of liaisons or reviewers to whom no work comes" in str(
        sim.payback(stated, replications=1)
    )
    assert "to whom no work comes" not in str(sim.payback(case, replications=1))


def test_workers_change_no_number(case: Case, answer: Payback) -> None:
    """Replications are shared out, not dealt anew."""
    again = sim.payback(case, replications=6, seed=3, workers=2)

    assert (again.saved == answer.saved).all()


def test_no_replications_are_refused(case: Case) -> None:
    """Of nothing nothing can be told."""
    with pytest.raises(InputError, match="replications"):
        sim.payback(case, replications=0)


@pytest.mark.parametrize("month", [None, 2])
def test_the_figure_marks_the_month(answer: Payback, month: int | None) -> None:
    """A line, a diamond and a word where it is paid back; none where it is not."""
    ax = savings(new_figure()[1], answer.frame(), payback_month=month, currency="USD")
    words = [text.get_text() for text in ax.texts]

    assert len(words) == (month is not None)
    assert "USD" in ax.get_ylabel()


def test_where_nothing_differs_there_is_nothing_to_pay_back() -> None:
    """No work arrives: no amount of money is `none in 2`."""
    nothing = {"scenario.horizon_days": 60, "scenario.work.questions.arrivals.per_week": 0}
    told = str(sim.payback(sim.preset("one_queue").changed(nothing), replications=2, seed=1))

    assert "Nothing to pay back: both cost the same in every month, in 2 replications (seed 1)." in told
    assert "net present saving  0 USD in every world" in told
    assert "none in" not in told

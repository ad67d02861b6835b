"""From all in-house to the strategy: steps that add up exactly."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.ask.mechanism import STEPS
from sim.ask.waterfall import Waterfall, chain, shared_out
from sim.ask.worlds import all_at_home
from sim.case import Case
from sim.errors import InputError, UnknownName
from sim.outcome.measure import LINES

SHORT = {"scenario.warm_up_days": 30, "scenario.horizon_days": 200}
REPLICATIONS = 4


@pytest.fixture(scope="module")
def case() -> Case:
    """A short patents case."""
    return sim.changed(sim.preset("pfizer_patents"), SHORT)


@pytest.fixture(scope="module")
def fall(case: Case) -> Waterfall:
    """Its waterfall."""
    return sim.waterfall(case, replications=REPLICATIONS, seed=2)


@pytest.mark.parametrize("by", ["mechanisms", "lines"])
@pytest.mark.parametrize("measure", ["total_cost", "cost_per_task"])
def test_the_steps_add_up_to_the_cent_in_every_replication(by: str, measure: str, case: Case) -> None:
    """Before any averaging, and the ends are the scorecards' own numbers."""
    fall = sim.waterfall(case, REPLICATIONS, 2, measure, by=by)  # type: ignore[arg-type]
    table = fall.by_replication()
    ends = {"inhouse": all_at_home(case), "strategy": case}

    assert (table.iloc[:, :-1].sum(axis=1) == table["strategy"]).all()
    assert set(table.dtypes.astype(str)) == {"int64"}
    for name, world in ends.items():
        cards = [sim.settle(sim.simulate(world, seed=2, replication=k)) for k in range(REPLICATIONS)]
        assert table[name].tolist() == [round(100 * card[measure]) for card in cards]


def test_means_add_up_too(fall: Waterfall) -> None:
    """What is exact in each run is exact in the mean, but for the last bits of floating-point sums."""
    frame = fall.frame()

    assert frame["mean"].iloc[:-1].sum() == pytest.approx(frame["mean"].iloc[-1], rel=1e-12)
    assert list(frame["kind"]) == ["start", *["step"] * (len(STEPS) + 1), "end"]
    assert (frame["low"] <= frame["high"]).all()


def test_neighbours_in_the_chain_differ_by_one_mechanism(case: Case) -> None:
    """From the world in which providers lack nothing to the case as it is."""
    worlds = chain(case)

    assert len(worlds) == len(STEPS) + 2
    assert worlds[-1] == case
    assert all(one != other for one, other in pairwise(worlds))


def test_the_chain_can_be_taken_in_another_order(case: Case) -> None:
    """The ends stay, and what belongs to two mechanisms jointly goes to the later one."""
    there, back = (
        sim.waterfall(case, REPLICATIONS, 2, "lead_time_mean_days", steps=steps)
        for steps in (("time_zones", "questions"), ("questions", "time_zones"))
    )

    assert there.bars[0].wholes.tolist() == back.bars[0].wholes.tolist()
    assert there.bars[-1].wholes.tolist() == back.bars[-1].wholes.tolist()
    zones = {fall: next(s for s in fall.steps if s.name == "time_zones") for fall in (there, back)}
    assert zones[back].interval.mean > zones[there].interval.mean


def test_a_ledger_line_is_the_difference_of_that_line(case: Case) -> None:
    """In-house and under the strategy, in cents."""
    fall = sim.waterfall(case, 2, 5, "total_cost", by="lines")
    home, choice = (
        sim.settle(sim.simulate(world, seed=5, replication=1)).ledger.lines
        for world in (all_at_home(case), case)
    )

    assert [bar.wholes[1] for bar in fall.steps] == [choice[line] - home[line] for line in LINES]


def test_a_strategy_that_leaves_all_at_home_has_no_steps(case: Case) -> None:
    """Every world of the chain is the same."""
    home = sim.changed(case, {"strategy.mix.patents": {"bangalore": 0.0, "krakow": 0.0}})
    fall = sim.waterfall(home, 2, 1)

    assert all(step.is_nothing for step in fall.steps)
    assert (
        "The cost per task is the same all in-house and with the strategy, in every world" in fall.sentence()
    )


def test_workers_change_no_number(case: Case, fall: Waterfall) -> None:
    """Who computes is no part of the answer."""
    shared = sim.waterfall(case, replications=REPLICATIONS, seed=2, workers=2)

    assert str(shared) == str(fall)


def test_it_says_what_drives_it(fall: Waterfall) -> None:
    """A table, and a sentence that names the largest steps both ways."""
    assert str(fall).count("\n") == len(STEPS) + 4
    assert "strangeness (" in fall.sentence()
    assert "moving the work (rates, seats) (" in fall.sentence()


def test_it_can_be_drawn(fall: Waterfall, tmp_path: object) -> None:
    """Every bar that is something has its name and its number, and neither covers another's."""
    ax = fall.plot()
    ax.figure.canvas.draw()  # type: ignore[union-attr]
    shown = [bar for bar in fall.bars if not bar.is_nothing]
    texts = [text for text in ax.texts if "±" in text.get_text()]
    boxes = [text.get_window_extent() for text in texts]

    assert [label.get_text() for label in ax.get_yticklabels()] == [bar.label for bar in shown]
    assert len(texts) == len(shown)
    assert not any(one.overlaps(other) for one, other in pairwise(boxes))
    assert all(box.x1 <= ax.figure.bbox.x1 for box in boxes)
    assert "strangeness" in fall.words.alt


def test_one_replication_is_drawn_without_whiskers(case: Case) -> None:
    """Nothing is known about the spread, so nothing is drawn of it."""
    ax = sim.waterfall(case, 1, 1).plot()

    assert not any("±" in text.get_text() for text in ax.texts)


def test_shares_of_a_total_are_rounded_so_that_they_add_up() -> None:
    """The largest remainders are rounded up, negative parts included."""
    assert shared_out(np.array([1.4, 1.4, 1.2]), 4) == [2, 1, 1]
    assert shared_out(np.array([-0.5, 2.5, 0.0]), 2) == [0, 2, 0]


def test_what_cannot_be_is_refused(case: Case) -> None:
    """Each with the way out."""
    with pytest.raises(InputError, match="choose total_cost or cost_per_task"):
        sim.waterfall(case, measure="on_time_share", by="lines")
    with pytest.raises(UnknownName, match="did you mean questions"):
        sim.waterfall(case, steps=["qestions"])
    with pytest.raises(InputError, match="replications"):
        sim.waterfall(case, replications=0)
    unable = sim.changed(
        case, {"scenario.inhouse.seats": 0, "strategy.staffing": {"inhouse": {"rule": "load"}}}
    )
    assert sim.waterfall(unable, replications=1, seed=1)
    nobody = sim.changed(
        case,
        {
            "scenario.inhouse.seats": 0,
            "strategy.staffing.inhouse.rule": "stated",
            "strategy.mix": {"patents": {"bangalore": 0.5, "krakow": 0.5}, "trademarks": {"munich": 1}},
        },
    )
    with pytest.raises(InputError, match="has no seats"):
        sim.waterfall(nobody)

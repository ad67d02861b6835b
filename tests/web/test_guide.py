"""The questions on the page: each can be asked as it stands, and looks where its answer is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.web.api.caller import Caller
from sim.web.api.question import Compared, Explained, Swept
from sim.web.desk import sentences as says
from sim.web.desk.desk import Desk
from sim.web.desk.guide import Asked, guide, guide_cases, questions_about
from sim.web.desk.staged import EVENTS, FLEXIBILITY, WITHOUT, meant

QUESTIONS = guide().questions
WORLDS = 10
PATIENCE = 3_600.0
"""Seconds: nothing here is about time."""


@pytest.fixture(scope="module")
def guided() -> Iterator[Desk]:
    """A desk with all presets and the guide's own cases."""
    desk = Desk({name: sim.preset(name) for name in sim.presets()} | guide_cases())
    yield desk
    desk.close()


def test_there_are_seven_questions_and_a_case_for_each(guided: Desk) -> None:
    """And who serves other cases is not asked what these cannot answer."""
    assert len(QUESTIONS) == 7
    assert guided.names().questions == list(QUESTIONS)
    assert questions_about({"mine": sim.preset("one_queue")}) == []


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.ask)
def test_a_question_stands_on_levers_and_changes_something(asked: Asked, guided: Desk) -> None:
    """Its settings are within the levers' bounds, and the choice differs from the baseline."""
    compared = guided.compare(
        Compared(case=asked.case, settings=asked.settings, pinned=asked.pinned, replications=WORLDS),
        Caller(PATIENCE),
    )

    assert bool(compared.moves) == (asked.look == "sentence")
    if asked.look == "sentence":
        assert any(row.verdict not in ("the same", "cannot tell apart") for row in compared.rows)


def test_the_first_question_is_answered_with_a_month_or_with_none(guided: Desk) -> None:
    """The waterfall says what is left, and the payback when it is there; both of the same worlds."""
    asked = QUESTIONS[0]
    answered = guided.explain(Explained(case=asked.case, replications=WORLDS), Caller(PATIENCE))
    known = sim.payback(guided.cases[asked.case], replications=WORLDS, seed=1)

    assert answered.payback == says.payback(known)
    assert "paid back" in answered.payback


def test_the_second_question_names_the_cheapest_share_and_its_likes(guided: Desk) -> None:
    """In words, below the line."""
    answered = guided.sweep(Swept(case=QUESTIONS[1].case, replications=WORLDS), Caller(PATIENCE))

    assert "has the lowest mean cost" in answered.text
    assert "not to be told apart from it in cost" in answered.text


def test_flat_is_what_paired_worlds_cannot_tell_apart() -> None:
    """Half of it costs the same in mean, and a little more or less in each world; all of it costs more."""
    luck = np.array([1.0, -1.0, 2.0, -2.0])
    told = says.flatness({0.0: np.full(4, 100.0), 0.5: 100.5 + luck, 1.0: 150.0 + luck})

    assert told == (
        "Within 2 % of the cheapest on average: 50 %. "
        "World by world, not to be told apart from it in cost: 50 %."
    )


def test_a_provider_ends_on_the_day_of_its_month() -> None:
    """Month 18 begins after 548 days of the window, which begins after the warm-up."""
    case = sim.preset("pfizer_patents")

    set_to = meant(case, {EVENTS: "bangalore_18"})

    assert set_to == {f"{EVENTS}.+": {"team": "bangalore", "kind": "insolvency", "at_day": 730}}
    assert sim.changed(case, set_to).scenario.events[0].at_day == 730


def test_what_stands_as_it_is_sets_nothing() -> None:
    """The first word of each staged lever is the case itself."""
    assert (
        meant(sim.preset("pfizer_patents"), {EVENTS: "as_it_is", FLEXIBILITY: "as_it_is", WITHOUT: "nothing"})
        == {}
    )


def test_imagining_time_zones_away_is_the_counterfactual(guided: Desk) -> None:
    """The page and `kposim what-if --without` tell the same number."""
    asked = QUESTIONS[3]
    row = next(
        row
        for row in guided.compare(
            Compared(case=asked.case, pinned=asked.pinned, replications=WORLDS), Caller(PATIENCE)
        ).rows
        if row.measure == "cost_per_task"
    )
    known = sim.counterfactual(guided.cases[asked.case], without="time_zones", replications=WORLDS, seed=1)

    assert row.difference.mean == pytest.approx(known["cost_per_task"].comparison.difference.mean, rel=1e-12)


def test_a_word_that_is_not_among_them_is_refused(guided: Desk) -> None:
    """No visitor stages anything else."""
    with pytest.raises(InputError):
        guided.compare(Compared(case="pfizer_patents", settings={EVENTS: "bangalore_99"}), Caller(PATIENCE))

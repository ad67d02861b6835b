"""Questions, and who waits for the answer."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.journal import Act
from sim.outcome.communication import answers_of
from sim.outcome.scorecard import settle
from sim.outcome.window import Window, observe

OFFICE = {"zone": "UTC", "opens": "09:00", "closes": "17:00", "weekdays": "every day"}


@pytest.fixture(scope="module")
def overseas(run, tasks):
    """Settings -> tasks of two days at p, whose questions travel an hour to liaisons at work from 9 to 5."""

    def live(liaisons=50, share=1.0, **work):
        settings = {
            "unclear_points": 12.0,
            "unclear_spread": {"kind": "constant"},
            "answer_hours": 1.0,
            "brief_hours": 2.0,
            **work,
        }
        return run(
            {
                "horizon_days": 60.0,
                "work": {"a": tasks(np.arange(30.0), np.full(30, 2.0), **settings)},
                "inhouse": {"seats": 30},
                "liaisons": {"seats": liaisons, "calendar": OFFICE},
                "providers": {"p": {"seats": 30, "distance": 0.5, "message_hours": 1.0}},
            },
            {"mix": {"a": {"p": share}}, "inspection": {"outsourced_rate": 0.0}},
        )

    return live


def test_an_answer_takes_the_journey_there_and_back_and_the_wait_for_the_office(overseas):
    """With liaisons aplenty: an hour's journey, until the office has spent an hour, and an hour back."""
    journal = overseas()
    answers = answers_of(observe(journal))
    asked = answers.back - answers.hours
    clock = (asked + 1.0) % 24.0
    # Who comes in the last hour takes a seat today and has the answer tomorrow.
    today, tomorrow = np.maximum(clock, 9.0) + 1.0, np.where(clock < 17.0, clock + 17.0, 34.0)
    at_desk = np.where(clock <= 16.0, today, tomorrow)

    assert len(answers.task) == journal.tasks["questions"].sum() > 30
    assert answers.hours == pytest.approx(at_desk - clock + 2.0)


def test_every_answer_is_for_the_provider_that_asked(busy_world):
    """The episode before is work at a provider, on the same task, which ended when the question was asked."""
    for seed in range(5):
        journal = busy_world(seed)
        rows = np.flatnonzero(journal.episodes["act"] == Act.ANSWER)
        before, answer = journal.episodes[rows - 1], journal.episodes[rows]

        assert (before["task"] == answer["task"]).all()
        assert (before["act"] == Act.WORK).all()
        assert (before["team"] > 0).all()
        travel = journal.plan.message_hours[before["team"]]
        assert before["ended"] + travel == pytest.approx(answer["joined"])


def test_waiting_for_answers_adds_up_by_task(overseas):
    """All are delivered: the mean by task is the mean by answer times the answers by task."""
    found = settle(overseas())

    assert found["questions_per_task"] == pytest.approx(len(answers_of(observe(overseas())).task) / 30)
    assert found["answer_wait_days_per_task"] == pytest.approx(
        found["questions_per_task"] * found["answer_wait_hours"] / 24.0
    )


def test_an_answer_counts_in_the_window_in_which_it_is_back(overseas):
    """The means of two adjoining windows, weighted by their answers, are the mean of both."""
    journal = overseas()
    answers, whole = answers_of(observe(journal)), settle(journal)["answer_wait_hours"]
    cut = float(np.median(answers.back))
    early, late = (settle(journal, Window(*w))["answer_wait_hours"] for w in ((0.0, cut), (cut, 1440.0)))
    share = np.mean(answers.back < cut)

    assert early != late
    assert share * early + (1.0 - share) * late == pytest.approx(whole)


def test_coordination_is_what_liaisons_worked(overseas):
    """Two hours for each brief and one for each answer."""
    journal = overseas()

    assert settle(journal)["coordination_hours"] == pytest.approx(30 * 2.0 + journal.tasks["questions"].sum())


def test_who_asks_nobody_waits_for_nobody(overseas):
    """All work at home: no questions, no means over outsourced tasks, no coordination."""
    found = settle(overseas(share=0.0))

    assert math.isnan(found["questions_per_task"])
    assert math.isnan(found["answer_wait_hours"])
    assert found["coordination_hours"] == found["coordination_share"] == 0.0


def test_plain_work_asks_nothing(overseas):
    """Outsourced and clear: zero questions a task, no answer to wait for."""
    found = settle(overseas(unclear_points=0.0))

    assert found["questions_per_task"] == found["answer_wait_days_per_task"] == 0.0
    assert math.isnan(found["answer_wait_hours"])


def test_an_understaffed_liaison_makes_everybody_wait(overseas):
    """One liaison instead of fifty."""
    many, one = (settle(overseas(liaisons)) for liaisons in (50, 1))

    assert one["answer_wait_hours"] > many["answer_wait_hours"]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.0, 2_000.0))
def test_an_answer_never_comes_before_its_question(busy_world, seed, start):
    """No wait is shorter than the journey there and back."""
    seen = observe(busy_world(seed), Window(start, start + 600.0))
    answers = answers_of(seen)

    assert (answers.hours >= 0.5).all()
    assert not settle(seen.journal, seen.window)["answer_wait_hours"] < 0.5

"""The expert's objections to how work is understood, and how it goes wrong.

Each test says the claim in its name and fails on the model before. Seeds are fixed; worlds are paired, so a
difference of means is the mean of differences in the same worlds.
"""

import itertools

import numpy as np
import pytest

from sim.engine.journal import Act
from sim.engine.simulate import simulate
from sim.tape.tape import deal

PUNE = "scenario.providers.pune"
WORK = "scenario.work.reports"


def test_a_provider_that_asks_more_of_what_it_does_not_understand_is_wrong_less(house) -> None:
    """*Questions cost and buy nothing.* Who dares to ask waits longer for answers and delivers fewer errors;
    who never asks is no longer best."""
    asks = [0.0, 0.5, 1.0]
    told = [
        house.means(
            {f"{PUNE}.asks": a}, "questions_per_task", "escaped_defect_share", "answer_wait_days_per_task"
        )
        for a in asks
    ]
    questions, escaped, waited = zip(*told, strict=True)

    assert questions[0] == 0.0
    assert questions[1] < questions[2]
    assert escaped[0] > 1.2 * escaped[1] > 1.2 * escaped[2]
    assert waited[0] < waited[1] < waited[2]


def test_a_veteran_asks_less_and_is_right_more(house) -> None:
    """Neither practice nor lessons in this year: newcomers against experts at the same distance."""
    newcomer = {"kind": "saturating", "newcomer_speed": 0.7, "ramp_hours": 1e9}
    (asked, missed), (asked_by_old, missed_by_old) = (
        house.means(
            {f"{PUNE}.experience": {**newcomer, "start_level": level}, f"{PUNE}.distance": 0.15},
            "questions_per_task",
            "points_missed_per_task",
        )
        for level in (0.0, 1.0)
    )

    assert asked_by_old < 0.8 * asked
    assert missed_by_old < 0.5 * missed


def test_without_questions_there_are_more_defects_and_not_fewer(house) -> None:
    """The world in which nobody asks is the world in which all is guessed."""
    from sim.ask.mechanism import switched_off

    silent = type(house)(switched_off(house.case, ["questions"]))

    assert silent.means({}, "escaped_defect_share") > house.means({}, "escaped_defect_share")


def test_what_is_noticed_and_what_is_missed_go_together_through_the_task(house) -> None:
    """Of 1,000 tasks: with tasks that differ (cv 1.2) the correlation is .4; with tasks all alike it is none
    (four standard errors are .13)."""
    correlations = []
    for spread in ({"kind": "gamma", "cv": 1.2}, {"kind": "constant"}):
        case = house.with_({f"{WORK}.unclear_spread": spread, f"{WORK}.most_attempts": 1})
        tasks = simulate(case, seed=5).tasks
        tasks = tasks[~np.isnan(tasks["delivered"])]
        correlations.append(np.corrcoef(tasks["questions"], tasks["missed"])[0, 1])

    assert len(tasks) > 950
    assert correlations[0] > 0.25
    assert abs(correlations[1]) < 0.13


def test_a_task_that_is_unclear_once_is_unclear_again(house) -> None:
    """Its hidden clarity is its own and stays: over tasks of two attempts or more, points of the first and of
    later ones go together, though their numbers are drawn anew."""
    case = house.with_({f"{WORK}.rework_fraction": 1.0, "strategy.inspection.outsourced_rate": 1.0})
    journal = simulate(case, seed=5)
    tape, tasks = journal.tape, journal.tasks
    from sim.rules.chance import Purpose

    hidden = np.array([tape.amount(Purpose.UNCLEAR, task) for task in range(len(tasks))])
    again = tasks["attempts"] > 1

    assert hidden.mean() == pytest.approx(1.0, abs=0.1)
    assert again.sum() > 200
    assert np.corrcoef(hidden[again], tasks["questions"][again])[0, 1] > 0.4


def cost(house, settings) -> float:
    """Money of an hour each: a liaison's 60, a provider's and a reviewer's 40; a defect delivered costs
    800."""
    talk, work, escaped, delivered = house.means(
        settings,
        "coordination_hours",
        "cost_provider_fees",
        "escaped_defect_share",
        "tasks_delivered",
        worlds=6,
    )
    return (60.0 * talk + work * 40.0 / 30.0 + 800.0 * escaped * delivered) / delivered


@pytest.mark.parametrize(("points", "distance"), list(itertools.product((3.0, 6.0), (0.3, 0.5))))
def test_the_best_clarity_is_neither_none_nor_all(house, points, distance) -> None:
    """Not in one tuned case: over these numbers of points and distances, and for short and long briefs."""
    levels = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)
    for brief in (0.4, 1.0):
        costs = [
            cost(
                house,
                {
                    f"{WORK}.unclear_points": points,
                    f"{PUNE}.distance": distance,
                    f"{WORK}.brief_hours": brief,
                    "strategy.clarity": clarity,
                },
            )
            for clarity in levels
        ]

        assert 0 < int(np.argmin(costs)) < len(levels) - 1


@pytest.mark.parametrize(("points", "distance"), list(itertools.product((4.0, 8.0), (0.4, 0.5))))
def test_the_best_number_of_checkpoints_is_neither_none_nor_many(house, points, distance) -> None:
    """Each shows three tenths of what nobody has noticed, and takes a liaison a third of an hour."""
    levels = (0, 1, 2, 3, 5, 8, 12)
    given = {f"{WORK}.unclear_points": points, f"{PUNE}.distance": distance}
    costs = [cost(house, {**given, "strategy.monitoring.checkpoints": number}) for number in levels]

    assert 0 < int(np.argmin(costs)) < len(levels) - 1


def test_home_asks_too_and_distance_is_a_difference_and_not_a_level(house) -> None:
    """*The step from none to some is credited to outsourcing alone.* At home a colleague answers, in working
    hours and without a liaison."""
    home = house.with_({"strategy.mix": {}, "scenario.inhouse.distance": 0.1, "scenario.inhouse.seats": 9})
    journal = simulate(home, seed=3)
    answers = journal.episodes[journal.episodes["act"] == Act.ANSWER]
    told = house.score(journal)

    assert len(answers) > 100
    assert (answers["team"] == 0).all()
    assert told["coordination_hours"] == 0.0
    assert 0.2 < told["questions_per_task_inhouse"] < 0.6
    assert house.means({}, "questions_per_task")[0] > 2.0 * told["questions_per_task_inhouse"]


def test_answers_can_wait_for_reasons_that_nobody_models(house) -> None:
    """*The real mean wait is days, the model's nine hours.* A stated delay, with a law of its own, adds its
    mean; at zero it leaves no trace, and it moves no other luck."""
    delay = {"scenario.liaisons.answer_delay_hours": {"kind": "lognormal", "mean": 48, "cv": 2}}
    plain, late = (house.means(each, "answer_wait_hours")[0] for each in ({}, delay))
    none = house.with_({"scenario.liaisons.answer_delay_hours": {"kind": "constant", "mean": 0}})

    # 800 answers in each of twelve worlds: a standard error of 1 h. Longer waits also reach other nights.
    assert late - plain == pytest.approx(48.0, abs=5.0)
    assert simulate(none, seed=1).to_bytes() == simulate(house.case, seed=1).to_bytes()


def test_resuming_a_task_is_not_free(house) -> None:
    """*Setting up again after a question costs nothing.* Each part of an attempt but the first takes so much
    longer."""
    plain, slow = (
        simulate(house.with_({f"{WORK}.setup_hours": hours, f"{WORK}.most_attempts": 1}), seed=2)
        for hours in (0.0, 0.5)
    )
    done = ~np.isnan(plain.tasks["delivered"]) & ~np.isnan(slow.tasks["delivered"])
    hours = [
        np.bincount(rows["task"], rows["hours"], len(done))[done]
        for rows in (each.episodes[each.episodes["act"] == Act.WORK] for each in (plain, slow))
    ]

    assert plain.tasks["questions"][done].sum() > 500
    np.testing.assert_allclose(hours[1] - hours[0], 0.5 * plain.tasks["questions"][done], atol=1e-6)


def test_a_review_finds_each_defect_with_its_probability(house) -> None:
    """*Boehm's 60 % are of the defects in a document, not of the works that have any.* Of works with one
    defect it finds out .6, with three .936 (1,500 works: within .04)."""
    sixty = {
        f"{PUNE}.defects_per_task": 1.5,
        f"{WORK}.unclear_points": 0.0,
        f"{WORK}.most_attempts": 1,
        "strategy.inspection.outsourced_rate": 1.0,
        "scenario.reviewers.detection_probability": 0.6,
        f"{WORK}.arrivals.per_week": 100,
        f"{PUNE}.seats": 60,
        "scenario.reviewers.seats": 9,
    }
    tasks = simulate(house.with_(sixty), seed=4).tasks
    tasks = tasks[~np.isnan(tasks["delivered"])]
    shares = [(tasks["found"][tasks["defects"] == k] > 0).mean() for k in (1, 3)]

    assert shares == pytest.approx([0.6, 1.0 - 0.4**3], abs=0.04)
    assert tasks["found"].sum() / tasks["defects"].sum() == pytest.approx(0.6, abs=0.02)


def test_defects_that_a_review_did_not_find_are_still_there_after_rework(house) -> None:
    """What was found is mended, what was not stays, and rework of half the effort makes half as many new
    ones."""
    once, often = (
        house.means(
            {
                f"{PUNE}.defects_per_task": 1.0,
                f"{WORK}.unclear_points": 0.0,
                "strategy.inspection.outsourced_rate": rate,
            },
            "escaped_defect_share",
        )[0]
        for rate in (0.0, 1.0)
    )

    # Nobody looks: 1 - e^-1 = .632. All looked at, d .6, rework .5, four attempts: .336 by thinning.
    assert once == pytest.approx(0.632, abs=0.02)
    assert often == pytest.approx(0.336, abs=0.02)


def test_reviewers_make_false_alarms(house) -> None:
    """Work without a flaw is sent back all the same, with a stated probability."""
    clean = {f"{PUNE}.defects_per_task": 0.0, f"{WORK}.unclear_points": 0.0}
    inspected = {**clean, "strategy.inspection.outsourced_rate": 1.0}
    calm, alarmed = (
        house.means(
            {**inspected, "scenario.reviewers.false_alarm_probability": p}, "rework_share", "first_pass_yield"
        )
        for p in (0.0, 0.2)
    )

    assert calm == (0.0, 1.0)
    assert alarmed[0] > 0.08
    assert alarmed[1] == pytest.approx(0.8, abs=0.02)


def test_hours_of_briefs_and_inspections_are_not_always_the_same(house) -> None:
    """They may be distributions like efforts: the same mean, and each task its own."""
    spread = {
        f"{WORK}.brief_hours": {"kind": "gamma", "mean": 0.5, "cv": 1},
        f"{WORK}.inspection_hours": {"kind": "exponential", "mean": 0.5},
    }
    journal = simulate(house.with_(spread), seed=6)
    for act in (Act.BRIEF, Act.INSPECT):
        hours = journal.episodes["hours"][journal.episodes["act"] == act]

        assert len(hours) > 400
        assert hours.mean() == pytest.approx(0.5, abs=0.1)
        assert len(np.unique(hours)) > 400


def test_luck_of_what_is_new_moves_no_luck_of_what_was_there(house) -> None:
    """Arrivals, efforts and defects of the same tasks are what they were, whatever is asked or taught."""
    rich = house.with_(
        {
            f"{PUNE}.asks": 0.5,
            f"{PUNE}.familiarity": {},
            f"{WORK}.unclear_spread": {"kind": "gamma", "cv": 2},
            "scenario.liaisons.answer_delay_hours": {"kind": "exponential", "mean": 9},
        }
    )
    one, other = deal(house.case.scenario, 3, 0), deal(rich.scenario, 3, 0)

    assert np.array_equal(one.arrived, other.arrived)
    assert np.array_equal(one.effort, other.effort)

"""The expert's objections to how people learn, teach and come to know each other."""

import numpy as np
import pytest

from sim.engine.journal import Act, Why
from sim.engine.simulate import simulate

PUNE = "scenario.providers.pune"
WORK = "scenario.work.reports"
LEARNS = {
    "kind": "saturating",
    "newcomer_speed": 0.6,
    "newcomer_defects": 2.0,
    "ramp_hours": 300.0,
    "start_level": 0.0,
}


def taught(hours: float, **more: object) -> dict[str, object]:
    """Signed at the start, taught for so many hours a seat in the first eight weeks."""
    transition = {"ramp_days": 56, "teaching_hours_per_seat": hours}
    return {
        f"{PUNE}.experience": LEARNS,
        "scenario.inhouse.seats": 40,
        "scenario.warm_up_days": 0,
        "strategy.transition": transition,
        **more,
    }


def level_at_handover(house, hours: float, **more: object) -> float:
    """What Pune knows after the second month, an average over worlds; the ramp ends after eight weeks."""
    levels = []
    for world in range(6):
        journal = simulate(house.with_(taught(hours, **more)), seed=9, replication=world)
        rows = journal.levels[journal.levels["team"] == 1]
        levels.append(rows["level"][1])
    return float(np.mean(levels))


def test_hours_taught_raise_the_level_at_handover_and_each_less_than_the_one_before(house) -> None:
    """*Teaching costs and buys nothing: the best transfer of knowledge is none.*"""
    levels = [level_at_handover(house, hours) for hours in (0.0, 100.0, 200.0, 300.0)]
    gains = np.diff(levels)

    assert (gains > 0.02).all()
    assert (np.diff(gains) < 0.0).all()


def test_what_is_tacit_is_not_taught(house) -> None:
    """The same hours teach a third as much of work of which two thirds are in people's heads."""
    none, tacit, codified = (
        level_at_handover(house, hours, **{f"{WORK}.ambiguity": a})
        for hours, a in ((0.0, 0.1), (200.0, 0.9), (200.0, 0.1))
    )

    assert codified - none > 2.0 * (tacit - none) > 0.0


def test_a_teacher_who_leaves_takes_the_lessons_along(house) -> None:
    """Half of the house leaves a year and more: fewer are there to teach, and Pune knows less at the
    hand-over."""
    stays, leaves = (
        level_at_handover(house, 200.0, **{"scenario.inhouse.attrition_per_year": rate})
        for rate in (0.0, 4.0)
    )

    assert leaves < stays - 0.02


def test_lessons_are_facts_of_the_journal(house) -> None:
    """One for each week of the ramp; nobody comes or goes by them."""
    rows = simulate(house.with_(taught(80.0)), seed=1).changes
    lessons = rows[rows["why"] == Why.LESSON]

    assert len(lessons) == 8
    assert not lessons["seats"].any()
    np.testing.assert_allclose(lessons["instant"], 168.0 * np.arange(1, 9))


@pytest.mark.parametrize("ambiguity", [0.1, 0.5])
@pytest.mark.parametrize("ramp", [200.0, 500.0])
def test_the_best_hours_of_lessons_are_neither_none_nor_all(house, ambiguity, ramp) -> None:
    """What lessons cost the house at 60 an hour and the eight seats that are taught, against what the
    provider is paid for less time and what fewer defects save, over a year."""
    levels = (0.0, 20.0, 60.0, 120.0, 240.0, 400.0)
    costs = []
    for hours in levels:
        given = taught(hours, **{f"{WORK}.ambiguity": ambiguity, f"{PUNE}.experience.ramp_hours": ramp})
        fees, escaped, delivered = house.means(
            given, "cost_provider_fees", "escaped_defect_share", "tasks_delivered", worlds=6
        )
        costs.append(60.0 * hours * 8 + fees + 1_000.0 * escaped * delivered)

    assert 0 < int(np.argmin(costs)) < len(levels) - 1


def test_relations_mature(house) -> None:
    """*Questions, misunderstandings and liaison hours never fall with years together.* In the second half of
    a year they have, by what has been done together; without familiarity they have not."""
    shares = []
    for partner in ({"closes": 0.6, "after_tasks": 150}, None):
        asked, missed, talked = np.zeros((3, 2))
        for world in range(6):
            journal = simulate(house.with_({f"{PUNE}.familiarity": partner}), seed=4, replication=world)
            tasks, episodes = journal.tasks, journal.episodes
            half = (tasks["arrived"] > tasks["arrived"].mean()).astype(int)
            asked += np.bincount(half, tasks["questions"])
            missed += np.bincount(half, tasks["missed"])
            briefs = episodes[episodes["act"] == Act.BRIEF]
            talked += np.bincount(half[briefs["task"]], briefs["hours"])
        shares.append([each[1] / each[0] for each in (asked, missed, talked)])
    matured, strange = shares

    assert all(later < 0.9 for later in matured)
    assert strange == pytest.approx([1.0, 1.0, 1.0], abs=0.1)


def test_familiarity_is_lost_with_a_new_provider(house) -> None:
    """Pune ends in mid-year; Cebu, its equal, begins as a stranger."""
    pune = house.case.scenario.providers["pune"].model_dump(mode="json", exclude_unset=True)
    friends = {**pune, "familiarity": {"closes": 0.8, "after_tasks": 60}}
    case = house.with_(
        {
            "scenario.providers": {"pune": friends, "cebu": friends},
            "scenario.events": [{"team": "pune", "kind": "insolvency", "at_day": 200}],
            "strategy.contingency": {"plan": "cebu", "rehire": 0},
        }
    )
    journal = simulate(case, seed=2)
    tasks = journal.tasks[journal.tasks["moves"] == 0]
    day = tasks["arrived"] / 24.0
    before = tasks[(tasks["provider"] == 1) & (day > 100) & (day < 180)]
    after = tasks[(tasks["provider"] == 2) & (day > 200) & (day < 220)]

    assert len(after) > 30
    assert after["missed"].mean() > 1.5 * before["missed"].mean()


def test_the_first_two_years_are_a_start_and_not_a_speed_for_ever(house) -> None:
    """A fifth less efficient at first: the hours that a piece of work takes fall by and by."""
    dip = {"kind": "saturating", "newcomer_speed": 0.8, "ramp_hours": 400, "start_level": 0.0}
    case = house.with_({f"{PUNE}.experience": dip, "scenario.warm_up_days": 0})
    journal = simulate(case, seed=3)
    first = journal.tasks["attempts"] == 1
    rows = journal.episodes[journal.episodes["act"] == Act.WORK]
    hours = np.bincount(rows["task"], rows["hours"], len(first))
    pace = (journal.tape.effort[0] / np.maximum(hours, 1e-9))[first & ~np.isnan(journal.tasks["delivered"])]

    assert pace[:30].mean() == pytest.approx(0.81, abs=0.03)
    assert pace[-100:].mean() > 0.93


def test_a_team_has_juniors_and_seniors_where_a_case_says_so(house) -> None:
    """At level .5 half of the pieces are done by juniors at .6 of the speed, and half by seniors: two speeds,
    no mean."""
    grades = {**LEARNS, "ramp_hours": 1e9, "start_level": 0.5, "grades": True}
    journal = simulate(house.with_({f"{PUNE}.experience": grades, f"{WORK}.unclear_points": 0.0}), seed=8)
    first = (journal.tasks["attempts"] == 1) & ~np.isnan(journal.tasks["delivered"])
    rows = journal.episodes[journal.episodes["act"] == Act.WORK]
    hours = np.bincount(rows["task"], rows["hours"], len(first))
    pace = np.round(journal.tape.effort[0][first] / hours[first], 6)

    assert set(pace) == {0.6, 1.0}
    assert (pace == 1.0).mean() == pytest.approx(0.5, abs=0.06)


def test_seniors_make_fewer_defects_and_miss_fewer_points_than_juniors(house) -> None:
    """Of the same team, by who did the piece."""
    grades = {**LEARNS, "ramp_hours": 1e9, "start_level": 0.5, "grades": True}
    settings = {f"{PUNE}.experience": grades, f"{PUNE}.defects_per_task": 0.4, f"{WORK}.most_attempts": 1}
    journal = simulate(house.with_(settings), seed=8)
    rows = journal.episodes[journal.episodes["act"] == Act.WORK]
    tasks = journal.tasks
    hours = np.bincount(rows["task"], rows["hours"], len(tasks))
    done = ~np.isnan(tasks["delivered"])
    senior = done & (journal.tape.effort[0] > 0.8 * hours)
    junior = done & ~senior

    assert tasks["defects"][senior].mean() < 0.7 * tasks["defects"][junior].mean()
    assert tasks["missed"][senior].mean() < 0.7 * tasks["missed"][junior].mean()


def test_juniors_become_seniors_by_practice(house) -> None:
    """After half a year more pieces are done at full speed than at first."""
    grades = {**LEARNS, "grades": True}
    case = house.with_(
        {f"{PUNE}.experience": grades, "scenario.warm_up_days": 0, f"{WORK}.unclear_points": 0.0}
    )
    journal = simulate(case, seed=8)
    first = (journal.tasks["attempts"] == 1) & ~np.isnan(journal.tasks["delivered"])
    rows = journal.episodes[journal.episodes["act"] == Act.WORK]
    hours = np.bincount(rows["task"], rows["hours"], len(first))
    is_senior = (journal.tape.effort[0][first] / hours[first]) > 0.95

    assert is_senior[:100].mean() < 0.4
    assert is_senior[-200:].mean() > 0.7


def test_a_house_that_has_forgotten_answers_and_inspects_worse(house) -> None:
    """*Knowledge at home changes how fast questions are answered, not how well.*"""
    knows, forgot = (
        house.means(
            {
                "scenario.inhouse.experience": {**LEARNS, "ramp_hours": 1e9, "start_level": level},
                f"{PUNE}.defects_per_task": 0.5,
            },
            "misunderstanding_share",
            "escaped_defect_share",
        )
        for level in (1.0, 0.0)
    )

    assert forgot[0] > knows[0] + 0.02
    assert forgot[1] > 1.15 * knows[1]


def test_work_is_handed_on_at_the_end_of_the_shift(house) -> None:
    """Follow the sun: a day's work that begins at nine in Berlin is over the next morning, not the day after
    next; and a stated share of each shift's work is lost."""
    pune = house.case.scenario.providers["pune"].model_dump(mode="json", exclude_unset=True)
    lasts = {"kind": "constant", "mean": 20.0}
    west = {**pune, "calendar": {"zone": "America/Los_Angeles"}, "seats": 30}
    ring = {
        "scenario.providers": {"pune": {**pune, "seats": 30}, "west": west},
        "scenario.inhouse.seats": 30,
        f"{WORK}.effort_hours": lasts,
        f"{WORK}.unclear_points": 0.0,
        f"{WORK}.arrivals": {"kind": "poisson", "per_week": 20, "calendar": {"zone": "Europe/Berlin"}},
        "strategy.mix": {},
        "strategy.inspection": {"inhouse_rate": 0.0, "outsourced_rate": 0.0},
    }
    apart = house.means(ring, "lead_time_mean_days")[0]
    relay = {"teams": ["inhouse", "west", "pune"]}
    passed, lossy = (
        house.means({**ring, "strategy.relay": {**relay, "work_lost": lost}}, "lead_time_mean_days")[0]
        for lost in (0.0, 0.3)
    )
    journal = simulate(house.with_({**ring, "strategy.relay": relay}), seed=1)
    rows = journal.episodes
    hours = np.bincount(rows["task"], rows["hours"], len(journal.tasks))
    done = ~np.isnan(journal.tasks["delivered"])

    assert passed < 0.6 * apart
    assert passed < lossy < apart
    assert journal.tasks["moves"].max() >= 2
    np.testing.assert_allclose(hours[done], 20.0, atol=1e-6)


RING = {"strategy.relay": {"teams": ["inhouse", "pune"], "work_lost": 0.1}}


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_a_big_house_does_not_bury_a_small_partner_in_its_work(house, engine) -> None:
    """Work goes on where somebody is free, and the rest waits for the morning: no worse than no ring."""
    uneven = {"scenario.inhouse.seats": 30, f"{PUNE}.seats": 2, "strategy.mix": {}}
    apart, ring = (
        simulate(house.with_({**uneven, **more}), seed=3, engine=engine).tasks for more in ({}, RING)
    )

    assert np.isnan(ring["delivered"]).sum() <= np.isnan(apart["delivered"]).sum() + 3
    assert ring["moves"].sum() > 0


@pytest.mark.parametrize("stays", [{f"{WORK}.core": True}, {"strategy.assignment.rule": "sensitive_at_home"}])
def test_what_is_never_to_leave_the_house_is_not_handed_on(house, stays) -> None:
    """Nor what is core, nor what is sensitive."""
    secret = {f"{WORK}.sensitivity": 1.0, "strategy.mix": {}, **stays}
    journal = simulate(house.with_({**secret, **RING}), seed=3)

    assert journal.tasks["moves"].sum() == 0
    assert (journal.episodes["team"][journal.episodes["act"] == Act.WORK] == 0).all()


@pytest.mark.parametrize(
    "nobody",
    [{f"{PUNE}.seats": 0}, {f"{PUNE}.seats": 9, "strategy.transition": {"signing_day": 100_000.0}}],
)
def test_nobody_hands_work_to_nobody(house, nobody) -> None:
    """Neither to a team without people nor before a contract is signed."""
    from sim.strategy.sound import remember_sound

    case = house.with_({"strategy.mix": {}, **RING, **{k: v for k, v in nobody.items() if "seats" not in k}})
    scenario = case.scenario.model_copy(deep=True)
    provider = scenario.providers["pune"].model_copy(update={"seats": nobody[f"{PUNE}.seats"]})
    scenario = scenario.model_copy(update={"providers": {**scenario.providers, "pune": provider}})
    remember_sound(scenario, case.strategy)  # no file may say so, and the law holds all the same
    journal = simulate(type(case)(scenario, case.strategy), seed=3)

    assert journal.tasks["moves"].sum() == 0


def test_whoever_is_at_lunch_hands_nothing_on() -> None:
    """The end of a shift is a closing after which nobody is back within two hours."""
    from sim.rules.relay import is_end_of_shift

    assert not is_end_of_shift(12.0, 13.0)
    assert is_end_of_shift(17.0, 33.0)
    assert is_end_of_shift(17.0, np.inf)

"""The expert's objections to contracts that end: by the client, with a second transition, and with ramps."""

from typing import Any

import numpy as np
import pytest

from sim.engine.journal import Cause, Journal, Why
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.outcome.resilience import felt
from sim.outcome.window import observe
from sim.strategy.silent import reason_for, silent

PUNE, CEBU, DAY = "scenario.providers.pune", "scenario.providers.cebu", 24.0
LEARNS = {"kind": "saturating", "newcomer_speed": 0.5, "ramp_hours": 300.0, "start_level": 0.1}
OTHER: dict[str, Any] = {
    "seats": 8,
    "calendar": {"zone": "Asia/Kolkata"},
    "distance": 0.4,
    "defects_per_task": 0.1,
    "contract": {"kind": "time_and_materials", "rate_per_hour": 30},
}
RESERVED = {"kind": "reserved_capacity", "fee_per_seat_per_month": 4_000}
BAD = {CEBU: OTHER, f"{PUNE}.defects_per_task": 1.5}
FOR_CAUSE = {"of": "pune", "to": "cebu", "most_defects_found": 0.3, "tender_days": 30, "ramp_days": 56}
BY_CALENDAR = {"of": "pune", "to": "cebu", "at_day": 48, "tender_days": 42, "ramp_days": 56}
BEGINS, ENDS = 90 * DAY, 146 * DAY


def told(house: Any, termination: object, world: int = 0, **more: object) -> Journal:
    """A world in which Pune is bad, and its contract ends so."""
    given = {**BAD, "strategy.termination": termination, **more}
    return simulate(house.with_(given), seed=5, replication=world)


def came(journal: Journal, why: Why) -> Any:
    """Changes for this reason."""
    return journal.changes[journal.changes["why"] == why]


def test_the_client_leaves_a_provider_that_is_bad_look_after_look(house) -> None:
    """*The client can never end a contract.* It looks every thirty days; the third bad look in a row decides,
    and the provider is gone after tender and ramp. One that is good stays."""
    bad = told(house, FOR_CAUSE)
    good = told(house, FOR_CAUSE, **{f"{PUNE}.defects_per_task": 0.0, "scenario.work.reports.ambiguity": 0.0})

    assert set(came(bad, Why.SUCCEEDING)["decided"]) == {90 * DAY}
    assert bad.disruptions[["cause", "started"]].tolist() == [(Cause.ENDED, 176 * DAY)]
    assert not len(good.disruptions)
    assert not len(came(good, Why.SUCCEEDING))


def test_late_work_is_a_cause_and_nothing_delivered_is_none(house) -> None:
    """The trigger is the share of what was delivered that was on time; who had nothing to deliver is not
    bad."""
    late = {**FOR_CAUSE, "most_defects_found": None, "least_on_time_share": 0.9, "bad_looks": 1}
    slow, idle = {f"{PUNE}.seats": 2}, {"scenario.work.reports.arrivals.per_week": 0.0}

    assert len(came(told(house, late, **slow), Why.SUCCEEDING))
    assert not len(came(told(house, late), Why.SUCCEEDING))
    assert not len(came(told(house, late, **idle), Why.SUCCEEDING))


def test_whether_to_leave_pays_is_decided_by_who_follows(house) -> None:
    """With one who makes few faults less escapes for the same work; with one as bad nothing is gained, and
    tender and second transition are paid."""
    better = {CEBU: {**OTHER, "transition_cost_per_seat": 2_000}}
    as_bad = {CEBU: {**better[CEBU], "defects_per_task": 1.5}}
    names = "escaped_defect_share", "cost_transition"
    rows = {}
    for follows, more in (("better", better), ("as bad", as_bad)):
        for choice, ends in (("leaves", BY_CALENDAR), ("stays", None)):
            given = {**BAD, **more, "strategy.termination": ends}
            rows[follows, choice] = house.means(given, *names, worlds=6)
    escaped = {key: row[0] for key, row in rows.items()}

    assert escaped["better", "leaves"] < 0.8 * escaped["better", "stays"]
    assert escaped["as bad", "leaves"] == pytest.approx(escaped["as bad", "stays"], abs=0.03)
    assert rows["as bad", "leaves"][1] == 8 * 2_000
    assert rows["as bad", "stays"][1] == 0.0


def test_for_convenience_work_and_people_go_over_in_a_ramp(house) -> None:
    """Decided on day 48: from day 90 a growing part of new tasks, and week by week as many seats as Pune has;
    on day 146 what is in hand goes, too."""
    journals = [told(house, BY_CALENDAR, world) for world in range(8)]
    tasks = np.concatenate([journal.tasks for journal in journals])
    quarter = np.floor((tasks["arrived"] - BEGINS) / (14 * DAY)).astype(int)
    goes = [np.mean(tasks["assigned"][quarter == k] == 2) for k in range(4)]
    people = came(journals[0], Why.SUCCEEDING)

    assert not (tasks["assigned"][tasks["arrived"] < BEGINS] == 2).any()
    assert goes == pytest.approx([1 / 8, 3 / 8, 5 / 8, 7 / 8], abs=0.08)
    assert (tasks["assigned"][tasks["arrived"] >= ENDS] == 2).all()
    assert (people["seats"].sum(), len(people), people["instant"][0]) == (8, 8, BEGINS)
    np.testing.assert_allclose(np.diff(people["instant"]), 7 * DAY)
    assert all(
        (journal.tasks["delivered"][journal.tasks["provider"] == 1] < ENDS).all() for journal in journals
    )


def test_the_second_transition_has_lessons_that_cost_seats(house) -> None:
    """People of the provider that leaves teach, and do no tasks meanwhile; those who follow know more."""
    level = {}
    for hours in (0.0, 100.0):
        ends = {**BY_CALENDAR, "teaching_hours_per_seat": hours}
        journals = [told(house, ends, world, **{CEBU: {**OTHER, "experience": LEARNS}}) for world in range(4)]
        rows = np.concatenate([journal.levels for journal in journals])
        level[hours] = rows["level"][(rows["team"] == 2) & (rows["instant"] == 5 * 730.5)].mean()
    away, lessons = came(journals[0], Why.HANDING_ON), came(journals[0], Why.LESSON)

    assert level[100.0] > level[0.0] + 0.05
    assert away["team"].tolist() == [1] * len(away)
    assert away["seats"].sum() < 0
    assert len(lessons) == 8
    assert set(lessons["team"]) == {2}


def test_who_follows_with_no_work_of_ours_before_costs_nothing_before(house) -> None:
    """Its contract begins with its first people, and its terms from then."""
    journal = told(house, BY_CALENDAR, **{CEBU: {**OTHER, "contract": RESERVED}})
    seen = observe(journal)

    assert journal.plan.seats_before[2] == 0
    assert seen.in_force(2).start == BEGINS
    assert seen.seats_there[2] > 0.0


def test_work_comes_home_in_a_ramp_too(house) -> None:
    """*There is no second transition, and none on the way home.* People in-house are hired over the weeks of
    it, and learn from those who leave."""
    ends = {**BY_CALENDAR, "to": "inhouse", "tender_days": 20, "teaching_hours_per_seat": 60.0}
    journal = told(house, ends, **{"scenario.inhouse.experience": LEARNS})
    people = came(journal, Why.SUCCEEDING)

    assert set(people["team"]) == {0}
    assert people["instant"][0] == (48 + 42) * DAY  # hiring takes longer than the tender
    assert people["seats"].sum() == 8
    assert set(came(journal, Why.LESSON)["team"]) == {0}
    assert house.score(journal)["hires"] == 8.0


def test_a_step_of_the_adaptive_share_takes_effect_over_its_ramp(house) -> None:
    """Home is idle, and a review takes all work back: at once, or a growing part of it."""
    reviews = {"review_days": 100, "adaptive": {"step": 1.0, "above": 9.0, "below": 5.0}}
    out = {}
    for days in (0, 60):
        flexibility = {**reviews, "adaptive": {**reviews["adaptive"], "ramp_days": days}}
        given = {"strategy.flexibility": flexibility}
        tasks = np.concatenate(
            [simulate(house.with_(given), seed=5, replication=world).tasks for world in range(6)]
        )
        day = tasks["arrived"] / DAY
        out[days] = [
            np.mean(tasks["assigned"][(day >= a) & (day < a + 30)] == 1) for a in (70, 100, 130, 160)
        ]

    assert out[0] == [1.0, 0.0, 0.0, 0.0]
    assert out[60] == pytest.approx([1.0, 0.75, 0.25, 0.0], abs=0.08)


def test_after_an_insolvency_people_may_come_week_by_week(house) -> None:
    """*Work that comes back comes without a ramp.* The first of eight come after hiring as before, the others
    in the weeks after; with no ramp all on one day."""
    failed = {"scenario.events": [{"team": "pune", "kind": "insolvency", "at_day": 50}]}
    for days, groups in ((0, [8]), (28, [2, 2, 2, 2]), (10, [4, 4])):
        given = {**failed, "strategy.contingency.ramp_days": days}
        journal = simulate(house.with_(given), seed=5)
        people = came(journal, Why.HIRED)

        assert people["seats"].tolist() == groups
        assert people["instant"][0] == journal.disruptions["hired_at"][0] == (50 + 42) * DAY
        np.testing.assert_allclose(np.diff(people["instant"]), days * DAY / len(groups))


def test_a_contract_that_the_client_ends_is_no_disruption(house) -> None:
    """It was planned: it is in the journal, and recovery is not measured from it; the chronicle tells it."""
    journal = told(house, BY_CALENDAR)

    assert len(journal.disruptions) == 1
    assert not len(felt(observe(journal)))
    assert house.score(journal)["disruptions"] == 0.0


def test_a_provider_that_ends_by_itself_meanwhile_is_followed_at_once(house) -> None:
    """Nobody is hired twice: those who follow were decided on, and all work goes to them."""
    failed = {"scenario.events": [{"team": "pune", "kind": "insolvency", "at_day": 100}]}
    journal = told(house, BY_CALENDAR, **failed)
    tasks = journal.tasks

    assert journal.disruptions["cause"].tolist() == [Cause.INSOLVENCY]
    assert not len(came(journal, Why.HIRED))
    assert (tasks["provider"][tasks["arrived"] > 100 * DAY] == 2).all()


def test_the_contract_goes_on_if_who_was_to_follow_ends_first(house) -> None:
    """Nobody is left alone: the provider keeps its work."""
    failed = {"scenario.events": [{"team": "cebu", "kind": "insolvency", "at_day": 100}]}
    journal = told(house, BY_CALENDAR, **failed)
    tasks = journal.tasks

    assert journal.disruptions["cause"].tolist() == [Cause.INSOLVENCY]
    assert (tasks["assigned"][tasks["arrived"] > 100 * DAY] == 1).all()


@pytest.mark.parametrize("end", [{"at_day": 1_000}, {"at_day": 60}])
def test_an_end_that_never_comes_leaves_no_trace(house, end) -> None:
    """After the run, or of a provider without work: not a byte differs, and it is said."""
    ends = {"of": "pune", "to": "cebu", **end}
    mix = {"reports": {"pune": 1.0 if end["at_day"] > 364 else 0.0}}
    given = {CEBU: {**OTHER, "seats": 0}, "strategy.mix": mix}
    with_it, without = (house.with_({**given, "strategy.termination": each}) for each in (ends, None))

    assert simulate(with_it, seed=1).to_bytes() == simulate(without, seed=1).to_bytes()
    assert reason_for("strategy.termination", silent(with_it.scenario, with_it.strategy))


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"of": "nobody"}, "there is no provider of this name"),
        ({"to": "nobody"}, "there is no team that does tasks of this name"),
        ({"to": "pune"}, "nobody follows upon themselves"),
        ({"at_day": None}, "nothing says when the contract ends"),
        ({"most_defects_found": 1.0}, "on a day that was set, or for cause"),
        ({"ramp_days": 0, "teaching_hours_per_seat": 5.0}, "people teach during the ramp"),
        ({"at_day": 20}, "no contract ends before its transition is over"),
    ],
)
def test_ends_that_make_no_sense_are_refused(house, settings, rule) -> None:
    """With the rule that they break."""
    ends = {**BY_CALENDAR, **settings}
    given = {CEBU: OTHER, "strategy.transition": {"signing_day": 30}, "strategy.termination": ends}

    with pytest.raises(InputError, match=rule):
        simulate(house.with_(given), seed=1)

"""What goes wrong when several rare things meet: told alike by both engines, and as worked out on paper."""

import pytest

from sim.engine.journal import Act
from sim.tape.own_effort import RESAMPLES
from sim.tape.tape import deal
from sim.testing.by_hand import ALL_OUT, insolvency, one_seat, outage, told_alike, trace


def test_a_provider_ends_during_its_own_outage() -> None:
    """Who is on hold comes home, and the repair that was due repairs nothing."""
    world = {
        "work": {"patents": trace([0, 1, 2, 6, 9], [4, 4, 4, 4, 4])},
        "providers": {"krakow": {"seats": 2, "work_lost": 0.5}},
        "events": [outage("krakow", 3, 5), insolvency("krakow", 5)],
    }
    journal = told_alike(world, ALL_OUT)

    assert journal.disruptions["cause"].tolist() == [0, 1]
    assert journal.disruptions["at_seats"].tolist() == [2, 2]
    assert journal.disruptions["moved"].tolist() == [0, 3]
    assert (journal.tasks["provider"] == 0).all()


def test_a_provider_ends_during_an_outage_after_its_work_was_already_taken_away() -> None:
    """Patience ends at 4, the provider at 5: there is nothing left to move."""
    world = {
        "work": {"patents": trace([0, 1, 4.5, 6], [4, 4, 4, 4])},
        "providers": {"krakow": one_seat()},
        "events": [outage("krakow", 3, 5), insolvency("krakow", 5)],
    }
    journal = told_alike(world, ALL_OUT | {"contingency": {"plan": "inhouse", "patience_days": 1 / 24}})

    assert journal.disruptions["moved"].tolist() == [2, 0]


def test_an_answer_comes_back_to_a_provider_that_has_ended() -> None:
    """The question is out when the provider ends; the rest of the work is done elsewhere, at the tail."""
    asking = trace([0], [4], unclear_points=4, unclear_spread={"kind": "constant"}, answer_hours=1)
    world = {
        "work": {"patents": asking, "office": trace([0, 1, 2], [9, 9, 9])},
        "providers": {
            "krakow": one_seat(distance=0.5, message_hours=2),
            "boston": one_seat(handover_hours=3),
        },
        "events": [insolvency("krakow", 3)],
    }
    mix = {"patents": {"krakow": 1}, "office": {"boston": 1}}
    strategy = {"mix": mix, "contingency": {"plan": "boston", "rehire": 0}}
    # Half of two points are noticed, and e^-1 = .37 <= .5 < .74 = 2 e^-1: one question.
    journal = told_alike(world, ALL_OUT | strategy, question=0.5, missed=0.0)

    # Half is done at 2, the answer is back at 2 + 2 + 1 + 2 = 7, in Boston at 10; its three tasks are done at
    # 12, 21, 30.
    assert journal.tasks["questions"].tolist() == [1, 0, 0, 0]
    assert journal.tasks["moves"].tolist() == [1, 0, 0, 0]
    assert journal.tasks["delivered"].tolist() == [32, 12, 21, 30]


def test_outages_back_to_back_leave_an_instant_to_work_in() -> None:
    """Up for one hour of every two, on the hour, while work is on the hour, too; the fates differ by team."""
    often = {
        "mttf_days": 1 / 24,
        "mttr_days": 1 / 24,
        "uptime": {"kind": "constant"},
        "downtime": {"kind": "constant"},
    }
    world = {
        "work": {"patents": trace(list(range(40)), [1, 2, 0, 3] * 10)},
        "inhouse": {"seats": 2, "outages": often},
        "providers": {
            "krakow": {"seats": 1, "outages": often | {"interruption": "restart"}},
            "boston": {"seats": 1, "outages": often | {"interruption": "resample"}},
        },
    }
    journal = told_alike(
        world, {"mix": {"patents": {"krakow": 0.4, "boston": 0.4}}, "inspection": {"outsourced_rate": 0}}
    )

    assert len(journal.disruptions) > 150
    assert set(journal.disruptions["at_seats"].tolist()) >= {0, 1}


def test_outages_that_overlap_or_touch_are_one() -> None:
    """3-6 and 5-8 and 8-9 are 3-9, with one patience."""
    world = {
        "work": {"patents": trace([0, 1], [4, 4])},
        "providers": {"krakow": one_seat()},
        "events": [outage("krakow", 8, 1), outage("krakow", 3, 3), outage("krakow", 5, 3)],
    }
    journal = told_alike(world, ALL_OUT | {"contingency": {"plan": "inhouse", "patience_days": 5 / 24}})

    assert journal.disruptions[["started", "ended", "moved"]].tolist() == [(3, 9, 2)]


def test_efforts_of_no_length_on_the_full_hour() -> None:
    """Work that takes no time still goes through a seat, an inspection and the agenda, at nine sharp as at
    midnight."""
    hours = [0, 9, 9, 9, 10, 17, 17, 33, 33]
    world = {
        "work": {"patents": trace(hours, [0.0] * 9, most_attempts=5)},
        "inhouse": one_seat(calendar={}, defects_per_task=100),
        "reviewers": one_seat(calendar={}, detection_probability=1),
    }
    journal = told_alike(world, {"inspection": {"inhouse_rate": 1}})

    assert (journal.tasks["attempts"] == 5).all()
    assert journal.tasks["delivered"].tolist() == [9, 9, 9, 9, 10, 33, 33, 33, 33]


def test_everything_is_inspected_by_one_reviewer() -> None:
    """Three seats finish at the same instants; the one reviewer goes down as well, with a task before
    them."""
    world = {
        "work": {
            "patents": trace(sorted([0, 1, 2, 3, 4] * 6), [2] * 30, inspection_hours=1, most_attempts=3)
        },
        "inhouse": {"seats": 3, "defects_per_task": 1.2},
        "reviewers": one_seat(detection_probability=0.8),
        "events": [outage("reviewers", 6, 3)],
    }
    journal = told_alike(world, {"inspection": {"inhouse_rate": 1}})
    looked = journal.episodes[journal.episodes["act"] == Act.INSPECT]

    assert journal.disruptions["at_seats"].tolist() == [1]
    assert (looked["started"] > looked["joined"]).sum() > 20
    assert set(journal.tasks["attempts"].tolist()) >= {1, 2, 3}


def test_the_backup_has_failed_too() -> None:
    """Krakow's work goes to Boston, Boston is given up as well, and all of it ends up at home."""
    world = {
        "work": {"patents": trace([0, 0, 1, 5], [4, 4, 4, 4])},
        "providers": {"krakow": {"seats": 2}, "boston": one_seat(handover_hours=2)},
        "events": [outage("boston", 1, 20), insolvency("krakow", 2)],
    }
    journal = told_alike(world, ALL_OUT | {"contingency": {"plan": "boston", "patience_days": 2 / 24}})

    # Boston is given up at 3, while the three are on their way to it; they arrive there at 4 and go on to the
    # house.
    assert journal.tasks["moves"].tolist() == [2, 2, 2, 0]
    assert (journal.tasks["provider"] == 0).all()


def test_everybody_is_down_at_once_and_comes_back_at_once() -> None:
    """Five teams on one instant: the order of teams decides, twice."""
    teams = ["inhouse", "krakow", "boston", "liaisons", "reviewers"]
    work = trace(sorted(list(range(12)) * 4), [3] * 48, brief_hours=0.5, inspection_hours=1)
    world = {
        "work": {"patents": work},
        "inhouse": {"seats": 2},
        "providers": {"krakow": {"seats": 1}, "boston": {"seats": 1}},
        "events": [outage(team, 6, 6) for team in reversed(teams)],
    }
    choice = {
        "mix": {"patents": {"krakow": 0.3, "boston": 0.3}},
        "inspection": {"inhouse_rate": 1, "outsourced_rate": 1},
    }
    journal = told_alike(world, choice | {"contingency": {"plan": "boston", "patience_days": 0}})

    assert journal.disruptions["team"].tolist() == [0, 1, 2, 3, 4]
    assert (journal.disruptions["at_seats"] > 0).sum() >= 4


def test_work_overflows_while_seats_are_left_and_taken_at_the_same_instant() -> None:
    """A finish at the instant of an arrival frees the seat first; of several arrivals only the first gets
    it."""
    world = {
        "work": {"patents": trace(sorted(list(range(24)) * 3), None)},
        "inhouse": {"seats": 2},
        "providers": {"krakow": one_seat(), "boston": one_seat()},
    }
    choice = {"mix": {"patents": {"krakow": 0.5, "boston": 0.5}}, "inspection": {"outsourced_rate": 0}}
    journal = told_alike(world, choice | {"assignment": {"rule": "overflow", "line_limit": 0}})

    # Two of three stay, every hour; who leaves is always the third.
    assert (journal.tasks["assigned"].reshape(-1, 3) == 0).tolist() == [[True, True, False]] * 24


def test_the_least_backlog_is_often_equal() -> None:
    """Equal teams, equal work: the first of equals gets it; work that moves takes its backlog along."""
    world = {
        "work": {"patents": trace(sorted(list(range(10)) * 4), [2] * 40, rework_fraction=0.25)},
        "inhouse": one_seat(defects_per_task=0.5),
        "reviewers": one_seat(detection_probability=1),
        "providers": {"krakow": one_seat(), "boston": one_seat()},
        "events": [insolvency("krakow", 4), outage("boston", 6, 4)],
    }
    choice = {
        "mix": {"patents": {"krakow": 0.4, "boston": 0.4}},
        "assignment": {"rule": "least_backlog"},
        "inspection": {"inhouse_rate": 1},
        "contingency": {"plan": "inhouse", "patience_days": 1 / 24},
    }
    journal = told_alike(world, choice)

    assert journal.tasks["assigned"][:4].tolist() == [0, 1, 2, 0]
    assert (journal.tasks["moves"] > 0).any()
    assert (journal.tasks["attempts"] > 1).any()


def test_the_primary_goes_down_and_comes_back_at_the_instant_of_an_arrival() -> None:
    """Down before the arrival of the same instant, and up before it, too."""
    world = {
        "work": {"patents": trace([3, 4, 5, 6, 7])},
        "providers": {"krakow": one_seat(), "boston": one_seat()},
        "events": [outage("krakow", 4, 2)],
    }
    choice = {"assignment": {"rule": "primary_backup", "primary": "krakow", "backup": "boston"}}
    journal = told_alike(world, choice)

    assert journal.tasks["assigned"].tolist() == [1, 2, 2, 1, 1]


def test_patience_ends_at_once_or_exactly_with_the_outage() -> None:
    """No patience acts at the first instant of an outage; as much patience as there is outage never acts."""
    world = {
        "work": {"patents": trace([0, 1], [4, 4])},
        "providers": {"krakow": one_seat()},
        "events": [outage("krakow", 3, 5)],
    }
    moved = {
        hours: told_alike(
            world, ALL_OUT | {"contingency": {"plan": "inhouse", "patience_days": hours / 24}}
        ).disruptions["moved"]
        for hours in (0, 5)
    }

    assert moved[0].tolist() == [2]
    assert moved[5].tolist() == [0]


def test_work_is_resampled_more_often_than_fresh_efforts_were_dealt() -> None:
    """After the last of them the first comes again; none fits between two outages."""
    events = [outage("inhouse", 1 + 2 * n, 1) for n in range(RESAMPLES + 1)]
    resample = {"mttf_days": 1e6, "mttr_days": 1, "interruption": "resample"}
    work = trace([0], [9], effort_hours={"kind": "uniform", "low": 2, "high": 9})
    journal = told_alike({"work": {"patents": work}, "inhouse": one_seat(outages=resample), "events": events})
    tape = deal(journal.scenario, 1, 0)
    efforts = [tape.effort_again(0, times) for times in range(RESAMPLES + 1)]

    # The ninth outage is over at 18; the ninth fresh effort is the first one.
    assert journal.tasks["delivered"].tolist() == pytest.approx([18 + efforts[0]], abs=1e-9)
    assert efforts[RESAMPLES] == efforts[0]
    assert len(set(efforts)) == RESAMPLES


def test_a_shift_ends_with_the_work_and_another_begins_with_an_arrival() -> None:
    """Eight hours of work fill a day exactly; who comes at nine is served at nine, who comes at five next
    morning."""
    world = {
        "work": {"patents": trace([9, 17, 33, 41], [8, 8, 8, 0])},
        "inhouse": one_seat(calendar={"weekdays": "every day"}),
    }
    journal = told_alike(world)

    assert journal.tasks["started"].tolist() == [9, 33, 57, 81]
    assert journal.tasks["delivered"].tolist() == [17, 41, 65, 81]


def test_the_urgent_arrives_at_the_instant_of_opening() -> None:
    """Who comes at nine sharp is in line before the team opens, and the discipline looks at all of them."""
    world = {
        "work": {"patents": trace([8], [2]), "office": trace([9], [2], priority=-1)},
        "inhouse": one_seat(calendar={}),
    }
    journal = told_alike(world, {"discipline": "priority"})

    assert journal.tasks["delivered"].tolist() == [13, 11]


def test_the_backup_is_back_at_the_instant_that_patience_ends() -> None:
    """Repairs come before patience: the backup, given up until then, takes the work."""
    world = {
        "work": {"patents": trace([0, 1], [4, 4])},
        "providers": {"krakow": one_seat(), "boston": one_seat()},
        "events": [outage("boston", 1, 4), outage("krakow", 3, 9)],
    }
    journal = told_alike(world, ALL_OUT | {"contingency": {"plan": "boston", "patience_days": 2 / 24}})

    assert journal.tasks["provider"].tolist() == [2, 2]
    assert journal.tasks["started"].tolist() == [0, 7.5]  # two and a half hours are left of the first


def test_a_handover_reaches_a_provider_that_ended_at_the_first_instant() -> None:
    """Assigned at hour 0 to a provider that ends at hour 0: insolvency comes before arrivals, so all stays at
    home."""
    world = {
        "work": {"patents": trace([0, 0, 5])},
        "providers": {"krakow": one_seat(handover_hours=3)},
        "events": [insolvency("krakow", 0)],
    }
    journal = told_alike(world, ALL_OUT)

    assert (journal.tasks["provider"] == 0).all()
    assert (journal.tasks["moves"] == 0).all()


def test_people_are_hired_on_the_full_hour_by_somebody_who_may_be_gone_by_then() -> None:
    """Boston hires for Krakow, and ends before their first day, on it, or after it; the house then hires for
    all three, those who were about to come with them."""
    for hour, seats in ((5, 1), (6, 1), (7, 3)):
        world = {
            "work": {"patents": trace(sorted(list(range(12)) * 2), [3] * 24)},
            "inhouse": one_seat(days_to_hire=0),
            "providers": {"krakow": {"seats": 2}, "boston": one_seat(days_to_hire=4 / 24)},
            "events": [insolvency("krakow", 2), insolvency("boston", hour), outage("boston", 4, 1)],
        }
        choice = {"mix": {"patents": {"krakow": 0.6, "boston": 0.4}}, "inspection": {"outsourced_rate": 0}}
        journal = told_alike(world, choice | {"contingency": {"plan": "boston"}})
        gone = journal.disruptions[journal.disruptions["cause"] == 1]

        assert gone[["hired_at", "hired", "hired_by"]].tolist() == [(6, 2, 2), (hour, 3, 0)]
        assert gone["at_seats"].tolist() == [2, seats]

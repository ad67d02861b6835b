"""Whatever closes seats closes those of people who are there: nobody's seats are fewer than none."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from sim.case import Case, case_from
from sim.engine.changes import OF_SEATS_ONLY, scripted_changes
from sim.engine.journal import Journal, Rows, Why
from sim.engine.making import make_plan
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.outcome.scorecard import settle
from sim.outcome.window import observe
from sim.testing.cases import RandomCase, cases

Data = dict[str, Any]
Ints = NDArray[np.int64]
ENGINES = ("reference", "compiled")
GROUPS = ("inhouse", "providers", "liaisons", "reviewers")

law = settings(derandomize=True, deadline=None, max_examples=150)
few = settings(law, max_examples=40)


def lived(journal: Journal, team: int, rows: Rows) -> Rows:
    """A team's rows that took effect, in order of time."""
    ended = journal.disruptions[journal.disruptions["cause"] > 0]
    until = ended["started"][ended["team"] == team].min(initial=journal.plan.end)
    own = rows[(rows["team"] == team) & (rows["instant"] < until)]
    return own[np.argsort(own["instant"], kind="stable")]


def levels(journal: Journal, team: int) -> tuple[NDArray[np.float64], Ints, Ints]:
    """Instants at which something changes, and people and open seats from each of them on."""
    rows = lived(journal, team, journal.changes)
    before = int(journal.plan.seats_before[team])
    stays = np.isin(rows["why"], OF_SEATS_ONLY)
    last = np.append(rows["instant"][1:] > rows["instant"][:-1], True)[: len(rows)]
    people = before + np.cumsum(np.where(stays, 0, rows["seats"]))
    return rows["instant"][last], people[last], (before + np.cumsum(rows["seats"]))[last]


def asked_away(journal: Journal, team: int, instants: NDArray[np.float64]) -> Ints:
    """Seats that slow times and teaching ask for at each instant, worked out from the tape and the plan."""
    rows = lived(journal, team, scripted_changes(journal.plan, journal.tape.misfortunes))
    rows = rows[np.isin(rows["why"], OF_SEATS_ONLY)]
    return -(rows["seats"] * (rows["instant"] <= instants[:, None])).sum(axis=1).astype(np.int64)


def assert_nobody_is_fewer_than_none(journal: Journal) -> None:
    """In all teams, at every instant, the law of seats holds."""
    rows = journal.changes
    hands_on = set(rows["team"][rows["why"] == Why.HANDING_ON].tolist())
    for team in range(len(journal.plan.seats)):
        instants, people, seats = levels(journal, team)
        assert (people >= 0).all()
        assert (seats >= 0).all()
        if team in hands_on:
            continue  # how many of them are to be away was decided on the way
        assert seats.tolist() == np.maximum(people - asked_away(journal, team, instants), 0).tolist()


# -- Every case ----------------------------------------------------------------------------------------------


@law
@given(cases())
def test_open_seats_are_the_people_less_those_who_are_to_be_away_or_none(case: RandomCase) -> None:
    """At every instant, added up from the journal's changes, which say what took effect."""
    assert_nobody_is_fewer_than_none(case.played(engine="compiled"))


@few
@given(cases())
def test_the_law_of_seats_holds_in_the_reference_engine(case: RandomCase) -> None:
    """The same, in the other engine."""
    assert_nobody_is_fewer_than_none(case.played(engine="reference"))


@law
@given(cases())
def test_nobody_is_busy_for_more_than_the_time_and_no_money_flows_back(case: RandomCase) -> None:
    """Every utilisation is a share; every line of the ledger but credits is an amount that somebody pays."""
    card = settle(case.played(engine="compiled"))
    row = card.as_row()

    for group in GROUPS:
        busy = row[f"utilisation_{group}"]
        assert np.isnan(busy) or -1e-9 <= busy <= 1.0 + 1e-9
        assert row[f"seats_{group}"] >= 0.0
    assert 0.0 <= row["seats_closed_share"] <= 1.0
    assert all(value >= 0 for line, value in card.ledger.lines.items() if line != "service_credits")
    assert not row["idle_seat_cost"] < 0.0


# -- Told by hand --------------------------------------------------------------------------------------------


def case(world: Data, choice: Data | None = None, days: float = 80.0) -> Case:
    """One task a day of eight hours; people who are always there."""
    plain: Data = {
        "horizon_days": days,
        "work": {
            "patents": {
                "arrivals": {"kind": "regular", "per_week": 7},
                "effort_hours": {"kind": "constant", "mean": 8.0},
            }
        },
        "inhouse": {"seats": 3},
        "liaisons": {"seats": 1},
        "reviewers": {"seats": 1},
    }
    return case_from({"scenario": plain | world, "strategy": choice or {}})


def told(given: Case, engine: Any) -> Journal:
    """The journal, held against the law of seats."""
    journal = simulate(given, seed=1, engine=engine)
    assert_nobody_is_fewer_than_none(journal)
    return journal


def took(journal: Journal, team: int, *reasons: Why) -> list[tuple[float, int]]:
    """Day and seats of the changes of a team for these reasons, in order of time."""
    rows = lived(journal, team, journal.changes)
    return [(row["instant"] / 24.0, int(row["seats"])) for row in rows if row["why"] in reasons]


SIGNED_LATE: Data = {"mix": {"patents": {"krakow": 1}}, "transition": {"signing_day": 50}}
AWAY = (Why.SLOWED, Why.CLOSED, Why.RECOVERED)


def slowed(days: float) -> Case:
    """A provider of ten, signed on day 50 of 80, three of whose seats are to close from day 10 on."""
    event = {"team": "krakow", "kind": "slowdown", "at_day": 10, "days": days, "share": 0.3}
    return case({"providers": {"krakow": {"seats": 10}}, "events": [event]}, SIGNED_LATE)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_slowdown_before_signing_closes_nothing(engine: str) -> None:
    """Nobody is there yet: 10 seats for 30 days, as without it (7,200 seat-hours; 5,040 were counted)."""
    journal = told(slowed(30), engine)
    calm = told(case({"providers": {"krakow": {"seats": 10}}}, SIGNED_LATE), engine)

    assert took(journal, 1, *AWAY) == [(10, 0), (40, 0)]
    assert observe(journal).seats_open[1] == observe(calm).seats_open[1] == 10 * 30 * 24.0
    assert settle(journal)["utilisation_providers"] == settle(calm)["utilisation_providers"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_slowdown_that_lasts_at_signing_closes_seats_of_those_who_come(engine: str) -> None:
    """From signing on day 50 until day 60 seven of ten seats are open."""
    journal = told(slowed(50), engine)

    assert took(journal, 1, *AWAY) == [(10, 0), (50, -3), (60, 3)]
    assert observe(journal).seats_open[1] == (7 * 10 + 10 * 20) * 24.0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_slowdown_closes_no_more_seats_than_reviews_have_left(engine: str) -> None:
    """Of ten people a review lets nine go on day 5; a slowdown that asks for three has the last one."""
    event = {"team": "inhouse", "kind": "slowdown", "at_day": 10, "days": 5, "share": 0.3}
    review = {"review_days": 5, "teams": ["inhouse"], "at_most": 1, "target_utilisation": 0.5}
    journal = told(case({"inhouse": {"seats": 10}, "events": [event]}, {"flexibility": review}), engine)

    assert took(journal, 0, Why.LET_GO) == [(5, -9)]
    assert took(journal, 0, *AWAY) == [(10, -1), (15, 1)]
    assert settle(journal)["seats_closed_share"] == pytest.approx(5.0 / (10 * 5 + 1 * 75 + 2 * 80))


@pytest.mark.parametrize("engine", ENGINES)
def test_seats_that_a_review_asks_for_in_a_slowdown_stay_closed_until_it_is_over(engine: str) -> None:
    """One person, of ten that the mix calls for; three are to be away; two more come on day 20."""
    work = {
        "patents": {
            "arrivals": {"kind": "trace", "arrived_hours": [24.0 * 14] * 30},
            "effort_hours": {"kind": "constant", "mean": 8.0},
        }
    }
    event = {"team": "inhouse", "kind": "slowdown", "at_day": 10, "days": 20, "share": 0.3}
    review = {"review_days": 5, "teams": ["inhouse"], "at_most": 3, "band": 0.0, "target_utilisation": 0.5}
    home = {"seats": 10, "days_to_hire": 5}
    journal = told(
        case({"work": work, "inhouse": home, "events": [event]}, {"flexibility": review}, days=32), engine
    )

    assert took(journal, 0, Why.LET_GO)[0] == (5, -9)
    assert took(journal, 0, Why.ADDED)[0] == (20, 2)
    assert took(journal, 0, *AWAY)[:2] == [(10, -1), (20, -2)]


@pytest.mark.parametrize("engine", ENGINES)
def test_whoever_leaves_while_all_seats_are_closed_takes_a_closed_one_along(engine: str) -> None:
    """Ten people who leave fast and are not replaced in time; a slowdown of all: no seat is open from then
    on, none is fewer than none, and those who are left are back at its end."""
    home = {"seats": 10, "attrition_per_year": 20.0, "days_to_hire": 1000}
    event = {"team": "inhouse", "kind": "slowdown", "at_day": 10, "days": 20, "share": 1.0}
    journal = told(case({"inhouse": home, "events": [event]}, days=40), engine)
    instants, people, seats = levels(journal, 0)
    slow = (instants >= 240.0) & (instants < 720.0)

    assert len(took(journal, 0, Why.LEFT)) > 5
    assert not seats[slow].any()
    assert seats[~slow].tolist() == people[~slow].tolist()
    left_while_slow = [day for day, _ in took(journal, 0, Why.LEFT) if 10.0 < day < 30.0]
    assert took(journal, 0, Why.CLOSED) == [(day, 1) for day in left_while_slow]
    assert left_while_slow


@pytest.mark.parametrize("engine", ENGINES)
def test_teachers_whose_seats_are_slow_are_away_once(engine: str) -> None:
    """Two of three teach all the ramp, and all three seats are slow in the middle of it."""
    event = {"team": "inhouse", "kind": "slowdown", "at_day": 14, "days": 2, "share": 1.0}
    choice = {
        "mix": {"patents": {"krakow": 0.5}},
        "transition": {"signing_day": 10, "ramp_days": 10, "teaching_hours_per_seat": 480.0},
    }
    world = {"providers": {"krakow": {"seats": 1}}, "events": [event]}
    journal = told(case(world, choice), engine)
    instants, _, seats = levels(journal, 0)

    assert dict(zip((instants / 24.0).tolist(), seats.tolist(), strict=True)) == {10: 1, 14: 0, 16: 1, 20: 3}


def test_lessons_of_no_length_take_nobody_away_where_the_house_is_closed() -> None:
    """An hour's ramp at night has no open hours to divide by."""
    office = {"calendar": {"zone": "UTC"}, "seats": 2}
    ramp = {"signing_day": 0, "ramp_days": 1 / 24, "teaching_hours_per_seat": 1e-191}
    given = case(
        {"inhouse": office, "providers": {"krakow": {"seats": 1}}},
        {"mix": {"patents": {"krakow": 1}}, "transition": ramp},
    )

    assert make_plan(given.scenario, given.strategy).teachers.tolist() == [0, 0, 0, 0]


def test_more_lessons_than_there_are_teachers_is_refused() -> None:
    """500 hours for each of 10 seats cannot be given by 3 people in a ramp of 30 days."""
    choice = {
        "mix": {"patents": {"krakow": 1}},
        "transition": {"ramp_days": 30, "teaching_hours_per_seat": 500, "liaison_hours_per_seat": 73},
    }
    lessons = case({"providers": {"krakow": {"seats": 10}}}, choice)
    for ask in (lambda: make_plan(lessons.scenario, lessons.strategy), lambda: simulate(lessons, seed=1)):
        with pytest.raises(InputError) as refused:
            ask()
        one, other = refused.value.problems
        assert one.path == "strategy.transition.teaching_hours_per_seat"
        assert other.path == "strategy.transition.liaison_hours_per_seat"
        assert "5,000 hours in all, and the 3 people in-house have 2,160 open hours" in one.rule
        assert "730 hours in all, and the 1 liaisons have 720 open hours" in other.rule


def test_lessons_fill_the_whole_ramp_though_the_run_ends_in_it() -> None:
    """One of two teaches half of the time for 60 days, 40 of which the run sees; office hours or not."""
    office = {"weekdays": "every day"}
    for calendar, hours in (("always", 24.0), (office, 8.0)):
        world = {"inhouse": {"seats": 2, "calendar": calendar}, "providers": {"krakow": {"seats": 1}}}
        ramp = {"ramp_days": 60, "teaching_hours_per_seat": 60 * hours * 1.5}
        lessons = case(world, {"mix": {"patents": {"krakow": 1}}, "transition": ramp}, days=40)
        plan = make_plan(lessons.scenario, lessons.strategy)

        assert plan.teachers[0] == 1
        assert plan.taught_at[0] / 24.0 == pytest.approx(30.0, abs=0.5)


@pytest.mark.parametrize("engine", ENGINES)
def test_whoever_takes_over_hires_for_the_seats_that_the_provider_had_at_its_end(engine: str) -> None:
    """A review has made eight of two; eight are hired, or half of them."""
    work = {
        "patents": {
            "arrivals": {"kind": "regular", "per_week": 7 * 24},
            "effort_hours": {"kind": "constant", "mean": 7.6},
        }
    }
    world = {
        "work": work,
        "providers": {"krakow": {"seats": 2, "days_to_hire": 1}},
        "events": [{"team": "krakow", "kind": "insolvency", "at_day": 30}],
    }
    review = {"review_days": 10, "teams": ["krakow"], "target_utilisation": 0.95}
    for share, hired in ((1.0, 8), (0.5, 4), (0.0, 0)):
        choice = {
            "mix": {"patents": {"krakow": 1}},
            "flexibility": review,
            "contingency": {"rehire": share},
        }
        journal = told(case(world, choice), engine)

        assert took(journal, 1, Why.ADDED) == [(11, 6)]
        assert journal.disruptions["hired"].tolist() == [hired]
        assert took(journal, 0, Why.HIRED) == ([(72, hired)] if hired else [])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_place_that_is_being_filled_is_a_seat_that_the_provider_had(engine: str) -> None:
    """Some of its four people have left when it ends, and others are looked for: four are hired."""
    provider = {"seats": 4, "attrition_per_year": 20.0, "days_to_hire": 20}
    world = {
        "providers": {"krakow": provider},
        "events": [{"team": "krakow", "kind": "insolvency", "at_day": 30}],
    }
    journal = told(case(world, {"mix": {"patents": {"krakow": 1}}}), engine)
    _, people, _ = levels(journal, 1)

    assert people[-1] < 4
    assert journal.disruptions["hired"].tolist() == [4]

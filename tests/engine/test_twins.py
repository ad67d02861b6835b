"""Two engines, one story: the journals are equal to the last byte, in nasty cases above all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from pydantic import BaseModel

import sim.case
from sim.case import Case, case_from
from sim.engine import compiled
from sim.engine.journal import Act, Journal
from sim.engine.simulate import simulate
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy
from sim.tape.tape import RESAMPLES, deal
from sim.testing import twins
from sim.testing.cases import CHANGES_NO_TIME, RandomCase, cases, random_case
from sim.testing.twins import first_difference, numbered, told_twice

Data = dict[str, Any]
JIT = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"


@settings(derandomize=True, deadline=None, max_examples=150)
@given(cases())
def test_both_engines_write_the_same_journal_whatever_the_case(case: RandomCase) -> None:
    """Over every field of the model, no byte differs."""
    assert told_twice(case) is None


# Nasty cases
# ----------------------------------------------------------------------------------------------------------


def trace(arrived: list[float], efforts: list[float] | None = None, **more: Any) -> Data:
    """Work that comes when it is written here, with one hour of effort unless written otherwise."""
    arrivals: Data = {"kind": "trace", "arrived_hours": arrived}
    if efforts is not None:
        arrivals["effort_hours"] = efforts
    return {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 1}, **more}


def one_seat(**more: Any) -> Data:
    """A team of one, always there."""
    return {"seats": 1, **more}


def outage(team: str, at: float, hours: float) -> Data:
    """A team is down from an hour on."""
    return {"team": team, "kind": "outage", "at_day": at / 24, "days": hours / 24}


def insolvency(team: str, at: float) -> Data:
    """A provider ends at an hour."""
    return {"team": team, "kind": "insolvency", "at_day": at / 24}


ALL_OUT: Data = {"mix": {"patents": {"krakow": 1}}, "inspection": {"outsourced_rate": 0}}
"""All goes to Krakow, and nobody looks."""


def told_alike(world: Data, choice: Data | None = None, **luck: Any) -> Journal:
    """The journal that both engines write; some luck may be stated, as a table or as one number for all."""
    home: Data = {"horizon_days": 5, "inhouse": one_seat(), "liaisons": one_seat(), "reviewers": one_seat()}
    case = case_from({"scenario": {**home, **world}, "strategy": choice or {}})
    tape = deal(case.scenario, 1, 0)
    tape = replace(tape, **{name: np.full_like(getattr(tape, name), value) for name, value in luck.items()})
    one, other = (simulate(*case, engine=engine, tape=tape) for engine in ("reference", "compiled"))

    assert first_difference(one, other) is None
    return other


def test_a_provider_ends_during_its_own_outage() -> None:
    """Who is on hold comes home, and the repair that was due repairs nothing."""
    world = {
        "work": {"patents": trace([0, 1, 2, 6, 9], [4, 4, 4, 4, 4])},
        "providers": {"krakow": {"seats": 2, "work_lost": 0.5}},
        "events": [outage("krakow", 3, 5), insolvency("krakow", 5)],
    }
    journal = told_alike(world, ALL_OUT)

    assert journal.disruptions["insolvency"].tolist() == [0, 1]
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
    asking = trace([0], [4], ambiguity=1, questions_per_task=1, answer_hours=1)
    world = {
        "work": {"patents": asking, "office": trace([0, 1, 2], [9, 9, 9])},
        "providers": {"krakow": one_seat(distance=1, message_hours=2), "boston": one_seat(handover_hours=3)},
        "events": [insolvency("krakow", 3)],
    }
    mix = {"patents": {"krakow": 1}, "office": {"boston": 1}}
    strategy = {"mix": mix, "contingency": {"plan": "boston", "rehire": 0}}
    journal = told_alike(
        world, ALL_OUT | strategy, question=0.5
    )  # e^-1 = .37 <= .5 < .74 = 2 e^-1: one question

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
        "inhouse": one_seat(calendar={}, defect_probability=1),
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
        "inhouse": {"seats": 3, "defect_probability": 0.7},
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
        "inhouse": one_seat(defect_probability=0.5),
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
    """After the last dealt effort the first is dealt again, the only one that fits between two outages."""
    events = [outage("inhouse", 1 + 2 * n, 1) for n in range(RESAMPLES + 1)]
    resample = {"mttf_days": 1e6, "mttr_days": 1, "interruption": "resample"}
    world = {"work": {"patents": trace([0], [9])}, "inhouse": one_seat(outages=resample), "events": events}
    journal = told_alike(world, effort_again=np.array([[2.0]] + [[9.0]] * (RESAMPLES - 1)))

    # The ninth outage is over at 18; the ninth fresh effort is the first one, two hours.
    assert journal.tasks["delivered"].tolist() == [20]


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
    """Boston hires for Krakow, and ends before their first day in one world, and on it in the other."""
    for hour, seats in ((5, 1), (6, 1), (7, 3)):
        world = {
            "work": {"patents": trace(sorted(list(range(12)) * 2), [3] * 24)},
            "inhouse": one_seat(days_to_hire=0),
            "providers": {"krakow": {"seats": 2}, "boston": one_seat(days_to_hire=4 / 24)},
            "events": [insolvency("krakow", 2), insolvency("boston", hour), outage("boston", 4, 1)],
        }
        choice = {"mix": {"patents": {"krakow": 0.6, "boston": 0.4}}, "inspection": {"outsourced_rate": 0}}
        journal = told_alike(world, choice | {"contingency": {"plan": "boston"}})
        gone = journal.disruptions[journal.disruptions["insolvency"] == 1]

        assert gone[["hired_at", "hired", "hired_by"]].tolist() == [(6, 2, 2), (hour, 1, 0)]
        assert gone["at_seats"].tolist() == [2, seats]


def test_what_would_end_at_the_horizon_is_not_told() -> None:
    """The run ends just before its last instant, and counts the hours until then."""
    journal = told_alike({"work": {"patents": trace([117, 118], [3, 3])}})

    assert np.isnan(journal.tasks["delivered"]).all()
    assert journal.episodes[["started", "hours"]].tolist() == [(117, 3)]


@pytest.mark.parametrize(("days", "seats"), [(5, 0), (5 + 10 / 24 + 1e-9, 1_000_000)])
def test_a_staffing_rule_for_a_team_that_hardly_opens_does_not_hire_mankind(days: float, seats: int) -> None:
    """A team that opens on Saturday at ten: never in the run, or for its last tenth of a millisecond."""
    saturday = {"opens": "10:00", "weekdays": ["sat"]}
    world = {
        "horizon_days": days,
        "work": {"patents": trace([0, 1], [4, 4])},
        "providers": {"krakow": {"seats": 1, "calendar": saturday}},
        "events": [insolvency("krakow", 3)],
    }
    journal = told_alike(world, ALL_OUT | {"staffing": {"krakow": {"rule": "load", "at_least": 0}}})

    assert journal.plan.seats[1] == seats
    assert journal.disruptions["hired"].tolist() == [seats]


def test_nothing_to_do_and_nobody_to_do_it() -> None:
    """No arrivals and no seats are a case, too."""
    none = {"arrivals": {"kind": "poisson", "per_week": 0}, "effort_hours": {"kind": "constant"}}
    journal = told_alike({"work": {"patents": none}, "liaisons": {}, "reviewers": {}})

    assert journal.to_bytes() == b""


# The proof is one
# ---------------------------------------------------------------------------------------------------------


def test_the_vocabulary_draws_every_field_that_can_change_when_things_happen() -> None:
    """A new field of the model must be drawn by `sim.testing.cases`, or listed there as changing no time."""
    drawn: set[str] = set()
    for number in range(400):
        case = numbered(number, seed=0)
        drawn |= set(_unusual("scenario", case.scenario)) | set(_unusual("strategy", case.strategy))
    known = set(_fields("scenario", Scenario)) | set(_fields("strategy", Strategy))

    assert known - drawn == CHANGES_NO_TIME


def _unusual(path: str, part: BaseModel) -> Iterator[str]:
    """Paths of fields that were set to something."""
    for name in part.model_fields_set:
        value = getattr(part, name)
        if value != type(part).model_fields[name].default or name == "kind":
            yield f"{path}.{name}"
            for inner in (
                value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            ):
                if isinstance(inner, BaseModel):
                    yield from _unusual(f"{path}.{name}", inner)


def _fields(path: str, model: type[BaseModel]) -> Iterator[str]:
    """Paths of all fields; below what is listed as changing no time, nothing is asked."""
    for name, field in model.model_fields.items():
        here = f"{path}.{name}"
        yield here
        if here not in CHANGES_NO_TIME:
            for inner in _models(field.annotation):
                yield from _fields(here, inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def test_the_vocabulary_reaches_the_corners() -> None:
    """Among 300 cases are many with moves, questions, rework, outages of people at work, insolvencies, ties,
    overload."""
    journals = [simulate(*numbered(number, seed=0), engine="compiled") for number in range(300)]

    def share(happens: Any) -> float:
        return float(np.mean([bool(np.any(happens(j))) for j in journals]))

    assert share(lambda j: j.tasks["moves"] > 0) > 0.1
    assert share(lambda j: j.tasks["questions"] > 0) > 0.15
    assert share(lambda j: j.tasks["attempts"] > 1) > 0.15
    assert share(lambda j: (j.disruptions["at_seats"] > 0) & (j.disruptions["insolvency"] == 0)) > 0.2
    assert share(lambda j: (j.disruptions["moved"] > 0) & (j.disruptions["insolvency"] == 1)) > 0.03
    assert share(lambda j: np.diff(np.sort(j.episodes["ended"])) == 0) > 0.3
    assert share(lambda j: j.episodes["started"] > j.episodes["joined"] + 24) > 0.3
    assert share(lambda j: len(j.tasks) == 0) < 0.05
    assert max(len(j.tasks) for j in journals) < 700


def test_a_difference_is_told_with_names_and_both_values() -> None:
    """The first row and column that differ, in the words of the case; a missing row is told as well."""
    work = trace([0, 1], None, brief_hours=1)
    world = {
        "work": {"patents": work},
        "providers": {"krakow": one_seat()},
        "events": [outage("krakow", 9, 1)],
    }
    told = told_alike(world, ALL_OUT)
    tasks, episodes, disruptions = told.tasks.copy(), told.episodes.copy(), told.disruptions.copy()
    tasks["provider"][1] = 0
    episodes["started"][3] = 2.5
    disruptions["moved"][0] = 3

    assert first_difference(told, told) is None
    assert first_difference(told, replace(told, tasks=tasks, engine="other")) == (
        "tasks, row 1 (patents): provider is krakow (compiled) and inhouse (other)"
    )
    assert first_difference(told, replace(told, episodes=episodes, engine="other")) == (
        "episodes, row 3 (task 1, attempt 0, work at krakow): started is 2.0 (compiled) and 2.5 (other)"
    )
    assert first_difference(told, replace(told, disruptions=disruptions, engine="other")) == (
        "disruptions, row 0 (outage of krakow): moved is 0 (compiled) and 3 (other)"
    )
    assert first_difference(told, replace(told, episodes=episodes[:3], engine="other")) == (
        "episodes: 4 rows (compiled) and 3 rows (other)"
    )


def test_the_command_says_that_no_case_differs(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and the number of cases told."""
    assert twins.main(["5", "--seed", "3"]) == 0
    assert capsys.readouterr().out.startswith("5 cases, no difference (seed 3, ")


def test_the_command_stops_at_a_difference_and_says_how_to_see_it_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1, the complaint, and one line that repeats the case."""
    broken = numbered(2, seed=3)
    monkeypatch.setattr(twins, "told_twice", lambda case: "tasks, row 0 differs" if case == broken else None)

    assert twins.main(["5", "--seed", "3"]) == 1
    told = capsys.readouterr().out
    assert "case 2 of seed 3: tasks, row 0 differs" in told
    assert "python -m sim.testing.twins --case 2 --seed 3" in told


def test_the_repeated_case_is_a_file_that_can_be_loaded(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What --case prints is the very case, as a YAML file with comments."""
    path = tmp_path / "case.yaml"
    for number in range(5):
        case = numbered(number, seed=3)
        assert twins.main(["--case", str(number), "--seed", "3"]) == 0
        path.write_text(capsys.readouterr().out, encoding="utf-8")

        assert sim.case.load(path) == Case(case.scenario, case.strategy)
        assert f"its own seed is {case.seed}" in path.read_text(encoding="utf-8")


def test_the_same_number_and_seed_are_the_same_case() -> None:
    """A case needs no other case to be drawn first."""
    assert numbered(7, seed=1) == random_case(Random("1/7"))
    assert numbered(7, seed=1) != numbered(8, seed=1)
    assert numbered(7, seed=1) != numbered(7, seed=2)


def digest(numbers: range) -> str:
    """A digest of the journals that the compiled engine writes."""
    journals = (simulate(*numbered(number, seed=5), engine="compiled") for number in numbers)
    return sha256(b"".join(journal.to_bytes() for journal in journals)).hexdigest()


DIGEST = """
from hashlib import sha256
from sim.engine.simulate import simulate
from sim.testing.twins import numbered
journals = (simulate(*numbered(number, seed=5), engine="compiled") for number in range(12))
print(sha256(b"".join(journal.to_bytes() for journal in journals)).hexdigest())
"""


def test_the_compiled_engine_as_plain_python_writes_the_same_journal() -> None:
    """Without Numba's compiler everything works, slowly, and no byte differs."""
    plain = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == digest(range(12))


@pytest.mark.skipif(not JIT, reason="nothing is compiled")
def test_the_story_is_compiled_once_whatever_the_case() -> None:
    """All cases have arrays of the same types and layouts: nobody waits ten seconds in the middle of a
    sweep."""
    for number in range(100):
        simulate(*numbered(number, seed=0), engine="compiled")

    assert len(compiled.tell.signatures) == 1

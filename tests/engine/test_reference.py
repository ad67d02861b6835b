"""The story told by hand: whole numbers, a few tasks, and every instant worked out on paper.

The journals are in golden/*.txt. After a change that is meant, look at the difference in git:

    KPOSIM_REGOLD=1 python -m pytest tests/engine/test_reference.py
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.theory import bank_by_hand
from sim.case import Case, case_from
from sim.engine.journal import Journal
from sim.engine.simulate import simulate
from sim.tape.tape import deal
from sim.testing.text import as_text

GOLDEN = Path(__file__).parent / "golden"
ENGINES = ("reference", "compiled")

Data = dict[str, Any]


def trace(arrived: list[float], efforts: list[float]) -> Data:
    """Work that comes and asks for what is written here; where a fresh effort is dealt, it is one hour."""
    return {
        "arrivals": {"kind": "trace", "arrived_hours": arrived, "effort_hours": efforts},
        "effort_hours": {"kind": "constant", "mean": 1},
    }


def case(world: Data, choice: Data | None = None, hours: float = 48) -> Case:
    """A case that lasts so many hours from a Monday's midnight, UTC."""
    return case_from({"scenario": {"horizon_days": hours / 24, **world}, "strategy": choice or {}})


def told(given: Case, engine: str, **luck: float) -> Journal:
    """The journal, with some luck not left to chance: the same for all tasks and attempts."""
    return simulate(given, engine=engine, tape=deal(given.scenario, 0, 0).with_luck(**luck))


def assert_golden(name: str, journal: Journal) -> None:
    """The journal's text is the golden one, or becomes it if that is asked for."""
    path, text = GOLDEN / f"{name}.txt", as_text(journal)
    if os.environ.get("KPOSIM_REGOLD"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("engine", ENGINES)
def test_the_bank_by_hand(engine: str) -> None:
    """One seat, eight tasks: they leave at 7, 15, 19, 22, 24, 28, 31 and 33."""
    arrived, efforts = [3, 11, 13, 14, 17, 19, 21, 27], [4, 4, 4, 3, 2, 4, 3, 2]
    bank = case({"work": {"counter": trace(arrived, efforts)}, "inhouse": {"seats": 1}}, hours=40)

    journal = told(bank, engine)

    # 3+4=7 · 11+4=15 · 13 waits for 15, +4=19 · then without a pause 19+3=22, +2=24, +4=28, +3=31, +2=33. The
    # tie: at 19 a task leaves and another comes; it leaves first, but the line is not empty, so that is no
    # matter.
    assert journal.tasks["delivered"].tolist() == [7, 15, 19, 22, 24, 28, 31, 33]
    assert_golden("bank", journal)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_bank_by_hand_has_the_averages_of_the_book(engine: str) -> None:
    """On [0, 31]: mean wait 24/7, 28/31 in line, 52/31 in the bank, busy 24/31 of the time."""
    arrived, efforts = [3, 11, 13, 14, 17, 19, 21, 27], [4, 4, 4, 3, 2, 4, 3, 2]
    bank = case({"work": {"counter": trace(arrived, efforts)}, "inhouse": {"seats": 1}}, hours=31)
    by_hand = bank_by_hand(arrived, efforts, 31)

    journal = told(bank, engine)

    tasks, episodes = journal.tasks, journal.episodes
    started = np.where(np.isnan(tasks["started"]), 31, tasks["started"])
    left = np.where(np.isnan(tasks["delivered"]), 31, tasks["delivered"])
    # The seventh leaves at the very horizon, which is not told any more; its wait is.
    assert (started - tasks["arrived"])[:7].sum() == 24
    assert (started - tasks["arrived"]).sum() / 31 == pytest.approx(by_hand.in_line) == pytest.approx(28 / 31)
    assert (left - tasks["arrived"]).sum() / 31 == pytest.approx(by_hand.in_system) == pytest.approx(52 / 31)
    assert episodes["hours"].sum() / 31 == pytest.approx(by_hand.utilisation) == pytest.approx(24 / 31)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_question_from_bangalore_sleeps_twice(engine: str) -> None:
    """Asked at eleven in Bangalore, answered at nine in New York, read next morning: two hours cost a day."""
    unclear = {"unclear_points": 4, "unclear_spread": {"kind": "constant"}}
    work = trace([3.5], [4]) | unclear | {"answer_hours": 0.5}
    overnight = case(
        {
            "work": {"patents": work},
            "liaisons": {"seats": 1, "calendar": {"zone": "America/New_York"}},
            "providers": {
                "bangalore": {
                    "seats": 1,
                    "calendar": {"zone": "Asia/Kolkata"},
                    "distance": 0.5,
                    "message_hours": 0.5,
                }
            },
        },
        {"mix": {"patents": {"bangalore": 1}}, "inspection": {"outsourced_rate": 0}},
    )

    # Half of two points are noticed, and e^-1 = .37 <= .5 < .74 = 2 e^-1: one question.
    journal = told(overnight, engine, question=0.5, missed=0.0)

    # Bangalore is open 9-17 IST = 3.5-11.5 UTC, New York 9-17 EST = 14-22 UTC.
    # Half of the work, 3.5-5.5; the question travels till 6, is answered 14-14.5, is back at 15, when
    # Bangalore sleeps; the other half next morning, 27.5-29.5.
    assert journal.tasks["questions"].tolist() == [1]
    assert journal.tasks["delivered"].tolist() == [29.5]
    assert_golden("overnight_question", journal)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("fate", "delivered"),
    [
        ("resume", [11, 13]),  # two hours were left at 3: 9-11; the next one 11-13
        ("restart", [13, 15]),  # all four again: 9-13
        ("resample", [10, 12]),  # a fresh effort, which is one hour: 9-10
    ],
)
def test_an_outage_ends_and_the_work_goes_on(engine: str, fate: str, delivered: list[float]) -> None:
    """A task of four hours is begun at 1; the team is down from 3 to 9; the second task waits for the
    seat."""
    down_once = case(
        {
            "work": {"patents": trace([1, 2], [4, 2])},
            "inhouse": {"seats": 1, "outages": {"mttf_days": 1e6, "mttr_days": 1, "interruption": fate}},
            "events": [{"team": "inhouse", "kind": "outage", "at_day": 3 / 24, "days": 6 / 24}],
        }
    )

    journal = told(down_once, engine)

    assert journal.tasks["delivered"].tolist() == delivered
    assert_golden(f"outage_{fate}", journal)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_provider_ends_and_its_work_comes_home(engine: str) -> None:
    """Half of what was done is lost; who was at a seat comes home first, then the line; later work stays at
    home."""
    ends = case(
        {
            "work": {"patents": trace([0, 1, 3], [4, 2, 1])},
            "inhouse": {"seats": 1},
            "providers": {"krakow": {"seats": 1, "work_lost": 0.5}},
            "events": [{"team": "krakow", "kind": "insolvency", "at_day": 2 / 24}],
        },
        {"mix": {"patents": {"krakow": 1}}, "inspection": {"outsourced_rate": 0}},
    )

    journal = told(ends, engine)

    # At 2 the first has two of four hours behind it, of which one is lost: 2-5 at home. The second,
    # untouched: 5-7. The third arrives at 3 for a provider that is no more, and is done at home without a
    # move: 7-8.
    assert journal.tasks["delivered"].tolist() == [5, 7, 8]
    assert journal.tasks["moves"].tolist() == [1, 1, 0]
    assert_golden("insolvency", journal)


@pytest.mark.parametrize("engine", ENGINES)
def test_who_takes_over_hires_half_of_the_seats_that_are_gone(engine: str) -> None:
    """Three hours after the insolvency a second seat opens at home, and is taken from the line at once."""
    hires = case(
        {
            "work": {"patents": trace([0, 0, 1], [4, 4, 6])},
            "inhouse": {"seats": 1, "days_to_hire": 3 / 24},
            "providers": {"krakow": {"seats": 2, "work_lost": 0}},
            "events": [{"team": "krakow", "kind": "insolvency", "at_day": 2 / 24}],
        },
        {
            "mix": {"patents": {"krakow": 1}},
            "inspection": {"outsourced_rate": 0},
            "contingency": {"rehire": 0.5},
        },
    )

    journal = told(hires, engine)

    # At 2 the first two have two hours left each, and come home before the third: 2-4 and 4-6 at the old
    # seat. The new one comes at 2 + 3, and the third has it 5-11.
    assert journal.tasks["delivered"].tolist() == [4, 6, 11]
    assert_golden("hiring", journal)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reviewer_sends_work_back_until_the_attempts_are_used_up(engine: str) -> None:
    """Everything is wrong and every inspection sees it: three attempts, three finds, delivered wrong all the
    same."""
    work = trace([0, 1], [4, 2]) | {"inspection_hours": 1, "rework_fraction": 0.5, "most_attempts": 3}
    rework = case(
        {
            "work": {"patents": work},
            "inhouse": {"seats": 1, "defects_per_task": 1},
            "reviewers": {"seats": 1, "detection_probability": 1},
        },
        {"inspection": {"inhouse_rate": 1}},
    )

    # One defect each time: at first e^-1 = .37 <= .7 < .74, and in half as much rework .61 <= .7 < .91.
    journal = told(rework, engine, defect=0.7)

    # First: 0-4, looked at 4-5. Second, of two hours: has the seat 4-6, looked at 6-7. The first works again,
    # half of the effort, 6-8 (it was in line since 5), looked at 8-9; the second again 8-9, looked at 9-10;
    # the first a last time 9-11, looked at 11-12, delivered; the second a last time 11-12, and waits for
    # nobody: the reviewer is free at 12, till 13.
    assert journal.tasks["delivered"].tolist() == [12, 13]
    assert journal.tasks["found"].tolist() == [3, 3]
    assert journal.tasks["escaped"].tolist() == [1, 1]
    assert_golden("rework", journal)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_liaison_briefs_and_the_work_is_handed_over(engine: str) -> None:
    """Clarity of one half doubles the brief; two briefs go through one liaison; the handover takes a
    night."""
    briefed = case(
        {
            "work": {"patents": trace([1, 1], [2, 2]) | {"brief_hours": 1}},
            "liaisons": {"seats": 1},
            "providers": {"krakow": {"seats": 2, "handover_hours": 10, "speed": 0.5}},
        },
        {"mix": {"patents": {"krakow": 1}}, "clarity": 0.5, "inspection": {"outsourced_rate": 0}},
    )

    journal = told(briefed, engine)

    # Briefs of two hours 1-3 and 3-5; in Krakow at 13 and 15; at half speed four hours each, both seats at
    # once.
    assert journal.tasks["delivered"].tolist() == [17, 19]
    assert_golden("brief", journal)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_happens_at_one_instant_happens_in_the_order_of_the_law(engine: str) -> None:
    """At 4: a finish, an insolvency, an outage and an arrival; at 8: a repair and an arrival; at 10: an
    opening last."""
    ties = case(
        {
            "work": {"patents": trace([0, 0, 4, 8], [4, 2, 1, 1]), "office": trace([10], [1])},
            "inhouse": {"seats": 1},
            "providers": {
                "krakow": {"seats": 1, "work_lost": 1},
                "boston": {"seats": 1, "calendar": {"opens": "10:00", "closes": "18:00"}},
            },
            "events": [
                {"team": "krakow", "kind": "insolvency", "at_day": 4 / 24},
                {"team": "inhouse", "kind": "outage", "at_day": 4 / 24, "days": 4 / 24},
            ],
        },
        {
            "mix": {"patents": {"krakow": 1}, "office": {"boston": 1}},
            "inspection": {"outsourced_rate": 0},
            "contingency": {"plan": "inhouse"},
        },
    )

    journal = told(ties, engine)

    # Task 0 finishes at 4 in Krakow; task 1 takes its seat, and is sent home at the same instant with nothing
    # done; there it gets the free seat, for the house goes down only after that, and is on hold 4-8. Task 2
    # arrives after all this and waits. At 8 the house is back before task 3 arrives: task 1 works 8-10, task
    # 2 10-11, task 3 11-12. The office's task arrives in Boston at 10, just before it opens, and is taken at
    # 10.
    assert journal.tasks["delivered"].tolist() == [4, 10, 11, 12, 11]
    assert_golden("law_of_time", journal)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_outage_longer_than_the_patience_moves_the_work_and_a_repair_brings_none_back(engine: str) -> None:
    """After three hours of outage the backup has the work; what arrives meanwhile goes there at once."""
    patience = case(
        {
            "work": {"patents": trace([0, 1, 6, 13], [4, 2, 1, 1])},
            "inhouse": {"seats": 1},
            "providers": {
                "krakow": {"seats": 1, "work_lost": 0},
                "boston": {"seats": 1, "handover_hours": 1, "speed": 2},
            },
            "events": [{"team": "krakow", "kind": "outage", "at_day": 2 / 24, "days": 10 / 24}],
        },
        {
            "mix": {"patents": {"krakow": 1}},
            "inspection": {"outsourced_rate": 0},
            "contingency": {"plan": "boston", "patience_days": 3 / 24},
        },
    )

    journal = told(patience, engine)

    # Down at 2, given up at 5: task 0 has two hours left, is in Boston at 6 and done there at 7. Task 1 gets
    # there at 6, too, and works 7-8. Task 2 arrives at 6, goes to Boston with a handover of its own, is there
    # at 7, works 8-8.5. Krakow is back at 12 and gets what arrives at 13.
    assert journal.tasks["delivered"].tolist() == [7, 8, 8.5, 14]
    assert journal.tasks["moves"].tolist() == [1, 1, 0, 0]
    assert journal.disruptions["moved"].tolist() == [2]
    assert_golden("patience", journal)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("discipline", "delivered"),
    [
        ("first_come", [2, 4, 6, 8]),  # in the order of arrival
        ("priority", [2, 6, 4, 8]),  # the urgent type, task 2, before the others
        ("due_date", [2, 8, 6, 4]),  # due at 30 (task 3), 40 (task 2), 49 (task 1)
    ],
)
def test_the_discipline_says_who_leaves_the_line(
    engine: str, discipline: str, delivered: list[float]
) -> None:
    """Task 0 has the seat till 2; three others wait, and the discipline orders them."""
    line = case(
        {
            "work": {
                "plain": trace([0, 1], [2, 2]) | {"due_days": 2},
                "urgent": trace([1], [2]) | {"due_days": 39 / 24, "priority": -1},
                "late": trace([1.5], [2]) | {"due_days": 28.5 / 24},
            },
            "inhouse": {"seats": 1},
        },
        {"discipline": discipline},
    )

    journal = told(line, engine)

    assert journal.tasks["delivered"].tolist() == delivered

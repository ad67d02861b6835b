"""What is said of the journal's columns is true of every journal, and is said of every column."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

import sim
from sim.engine.columns import COLUMNS, Act, Cause, Why
from sim.engine.governance import HOURS_PER_MONTH
from sim.engine.journal import Journal
from sim.errors import InputError
from sim.rules.assignment import INHOUSE
from sim.testing.cases import RandomCase, cases

Holds = Callable[[Journal], bool | np.bool_ | NDArray[np.bool_]]


def at_most(smaller: NDArray[np.float64], larger: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Less or equal, where both are known."""
    return np.isnan(smaller) | np.isnan(larger) | (smaller <= larger)


def rises(column: NDArray[np.void]) -> np.bool_:
    """Each row as great as the one before it."""
    return (np.diff(column) >= 0).all()


def seats_agree(journal: Journal) -> NDArray[np.bool_]:
    """The sign of a change is that of its reason."""
    seats, why = journal.changes["seats"], journal.changes["why"]
    holds = {
        Why.LEFT: seats == -1,
        Why.TAKEN_BACK: seats < 0,
        **dict.fromkeys((Why.SLOWED, Why.TEACHING, Why.HANDING_ON, Why.LET_GO), seats <= 0),
        **dict.fromkeys((Why.RECOVERED, Why.TAUGHT, Why.HANDED_ON), seats >= 0),
        **dict.fromkeys((Why.TROUBLE, Why.TROUBLE_OVER, Why.LESSON), seats == 0),
        Why.CLOSED: seats != 0,
    }
    return np.select([why == each for each in holds], list(holds.values()), seats > 0)


def acts_agree(journal: Journal) -> NDArray[np.bool_]:
    """Who does what."""
    act, team, plan = journal.episodes["act"], journal.episodes["team"], journal.plan
    at = {
        Act.INSPECT: team == plan.reviewers,
        Act.WORK: team < plan.liaisons,
        Act.ANSWER: (team == plan.liaisons) | (team == INHOUSE),
    }
    return np.select([act == each for each in at], list(at.values()), team == plan.liaisons)


def moved_once(journal: Journal) -> NDArray[np.bool_]:
    """A task is with another team than the one chosen only where some team was given up, or passed it on."""
    tasks, is_on = journal.tasks, journal.plan.relay.is_on
    same = (tasks["provider"] == tasks["assigned"]) | (len(journal.disruptions) > 0) | is_on
    return same & (tasks["provider"] < journal.plan.liaisons)


def in_time(journal: Journal) -> NDArray[np.bool_]:
    """As much as passed, to a second's millionth, which sums of hours may miss."""
    episodes = journal.episodes
    ended = np.where(np.isnan(episodes["ended"]), journal.plan.end, episodes["ended"])
    return (episodes["hours"] >= 0) & (episodes["hours"] <= ended - episodes["started"] + 1e-9)


HOLDS: dict[tuple[str, str], Holds] = {
    ("tasks", "arrived"): lambda j: rises(j.tasks["arrived"]) & (j.tasks["arrived"] >= 0).all(),
    ("tasks", "due"): lambda j: j.tasks["arrived"] <= j.tasks["due"],
    ("tasks", "started"): lambda j: at_most(j.tasks["arrived"], j.tasks["started"]),
    ("tasks", "delivered"): lambda j: (
        at_most(j.tasks["started"], j.tasks["delivered"])
        & (np.isnan(j.tasks["delivered"]) | ~np.isnan(j.tasks["started"]))
    ),
    ("tasks", "provider"): moved_once,
    ("tasks", "attempts"): lambda j: (
        (np.isnan(j.tasks["delivered"]) | (j.tasks["attempts"] >= 1))
        & (
            j.tasks["attempts"]
            <= np.array([w.most_attempts for w in j.scenario.work.values()])[j.tasks["work_type"]]
        )
    ),
    ("tasks", "questions"): lambda j: j.tasks["questions"] >= 0,
    ("tasks", "missed"): lambda j: j.tasks["missed"] >= 0,
    ("tasks", "misunderstandings"): lambda j: (
        np.isnan(j.tasks["delivered"])
        | (j.tasks["misunderstandings"] <= j.tasks["questions"] + j.tasks["missed"])
    ),
    ("tasks", "defects"): lambda j: j.tasks["defects"] >= 0,
    ("tasks", "found"): lambda j: (
        (j.tasks["found"] >= 0) & (j.tasks["found"] <= j.tasks["misunderstandings"] + j.tasks["defects"])
    ),
    ("tasks", "false_alarms"): lambda j: j.tasks["false_alarms"] <= j.tasks["attempts"],
    ("tasks", "escaped"): lambda j: (
        (j.tasks["escaped"] == 0)
        | (
            ~np.isnan(j.tasks["delivered"])
            & (j.tasks["escaped"] <= j.tasks["misunderstandings"] + j.tasks["defects"])
        )
    ),
    ("episodes", "started"): lambda j: j.episodes["joined"] <= j.episodes["started"],
    ("episodes", "ended"): lambda j: at_most(j.episodes["started"], j.episodes["ended"]),
    ("episodes", "hours"): in_time,
    ("episodes", "task"): lambda j: rises(j.episodes["task"]),
    ("episodes", "act"): acts_agree,
    ("episodes", "attempt"): lambda j: j.episodes["attempt"] <= j.tasks["attempts"][j.episodes["task"]],
    ("disruptions", "started"): lambda j: rises(j.disruptions["started"]),
    ("disruptions", "ended"): lambda j: (
        (j.disruptions["started"] <= j.disruptions["ended"])
        & ((j.disruptions["cause"] == Cause.OUTAGE) | np.isinf(j.disruptions["ended"]))
    ),
    ("disruptions", "hired_at"): lambda j: at_most(j.disruptions["started"], j.disruptions["hired_at"]),
    ("disruptions", "cause"): lambda j: (
        np.bincount(j.disruptions["team"][j.disruptions["cause"] != Cause.OUTAGE], minlength=1).max() <= 1
    ),
    ("disruptions", "in_line"): lambda j: j.disruptions["in_line"] >= 0,
    ("disruptions", "at_seats"): lambda j: j.disruptions["at_seats"] >= 0,
    ("disruptions", "moved"): lambda j: j.disruptions["moved"] >= 0,
    ("disruptions", "hired"): lambda j: (
        (j.disruptions["hired"] == 0)
        | ((j.disruptions["cause"] != Cause.OUTAGE) & ~np.isnan(j.disruptions["hired_at"]))
    ),
    ("disruptions", "hired_by"): lambda j: (
        (j.disruptions["hired"] == 0) | (j.disruptions["hired_by"] != j.disruptions["team"])
    ),
    ("changes", "instant"): lambda j: j.changes["decided"] <= j.changes["instant"],
    ("changes", "decided"): lambda j: j.changes["decided"] >= 0,
    ("changes", "seats"): seats_agree,
    ("levels", "instant"): lambda j: (
        np.round(j.levels["instant"] / HOURS_PER_MONTH) * HOURS_PER_MONTH == j.levels["instant"]
    ),
    ("levels", "level"): lambda j: j.levels["level"] >= 0,
    ("levels", "team"): lambda j: j.levels["team"] < j.plan.liaisons,
}


def test_each_invariant_that_is_stated_is_checked() -> None:
    """And none is checked that is not stated."""
    stated = {(t, name) for t, columns in COLUMNS.items() for name, each in columns.items() if each.invariant}

    assert set(HOLDS) == stated


@settings(derandomize=True, deadline=None, max_examples=100)
@given(cases())
def test_what_is_said_of_the_columns_holds_in_every_journal(case: RandomCase) -> None:
    """Every stated invariant, in every row, over every field of the model; and every code has a name."""
    journal = case.played("compiled")
    broken = [where for where, holds in HOLDS.items() if not np.all(holds(journal))]

    assert broken == []
    for table, columns in COLUMNS.items():
        frame = journal.frame(table)
        for name, column in columns.items():
            if column.names is not None and name != "hired_by":
                assert not frame[name].isna().any(), (table, name)
            elif column.names is None:
                values = frame[name].to_numpy(dtype=np.float64)
                assert not np.isnan(values).any() or column.null.startswith("nan"), (table, name)
                assert not np.isinf(values).any() or column.null.startswith("inf"), (table, name)


@pytest.fixture(scope="module")
def journal() -> Journal:
    """One run of a case in which a provider fails."""
    case = sim.preset("provider_bankruptcy")
    return sim.simulate(case, seed=1)


def test_a_frame_says_what_its_columns_mean(journal: Journal) -> None:
    """Unit, null value, invariant and meaning of each column are its metadata."""
    for table, columns in COLUMNS.items():
        frame = journal.frame(table)

        assert list(frame) == list(columns)
        assert frame.attrs["table"] == table
        assert frame.attrs["columns"]["team" if table != "tasks" else "due"]["meaning"]
        assert {name: said["unit"] for name, said in frame.attrs["columns"].items()} == {
            name: column.unit for name, column in columns.items()
        }


def test_an_end_is_told_by_name_and_nobody_is_hired_by_nobody(journal: Journal) -> None:
    """Cause and hiring team are names; where nobody is hired there is no name."""
    frame = journal.frame("disruptions")

    assert set(frame["cause"].cat.categories) == {"outage", "insolvency", "walked_away", "ended"}
    assert (frame["hired_by"].isna() == (frame["hired"] == 0)).all()


def test_a_table_that_is_not_there_is_refused_with_the_nearest_name(journal: Journal) -> None:
    """Words, and no traceback from inside."""
    with pytest.raises(InputError, match="episodes"):
        journal.frame("episode")


def test_a_journal_shows_itself_in_one_line(journal: Journal) -> None:
    """Its repr is short however much happened; a notebook gets a small table."""
    assert len(repr(journal)) < 300
    assert f"{len(journal.tasks):,} tasks" in repr(journal)
    html = journal._repr_html_()
    assert len(html) < 3000
    assert all(f"<td>{table}</td>" in html for table in COLUMNS)

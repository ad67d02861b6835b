"""`experiments/evidence/log_facts.py` counts what it says: on five cases, on made chance, on the real log."""

from __future__ import annotations

import gzip
import importlib.util
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "experiments" / "evidence" / "log_facts.py"
PAGE = ROOT / "docs" / "evidence.md"
REAL = os.environ.get("KPOSIM_INCIDENTS", "")

spec = importlib.util.spec_from_file_location("log_facts", SCRIPT)
log_facts = importlib.util.module_from_spec(spec)
sys.modules["log_facts"] = log_facts
spec.loader.exec_module(log_facts)

READING = log_facts.Reading(
    columns=("ticket", "state", "who", "at"),
    work=("In work",),
    waits=("Asked*",),
    queued=("New",),
    closed=("Done",),
)

EVENTS = """
a, In work,      2024-01-01T09:00
a, Asked user,   2024-01-01T10:00
a, In work,      2024-01-01T14:00
a, Done,         2024-01-01T15:00
b, In work,      2024-01-01T09:00
b, Asked user,   2024-01-01T10:00
b, Asked vendor, 2024-01-01T11:00
b, In work,      2024-01-02T10:00
b, Done,         2024-01-02T12:00
b, In work,      2024-01-02T13:00
b, Done,         2024-01-02T14:00
c, New,          2024-01-01T08:00
c, In work,      2024-01-01T10:00
c, Done,         2024-01-01T11:00
d, In work,      2024-01-06T23:00
d, Asked user,   2024-01-06T23:30
e, In work,      2024-01-01T09:00
e, Asked user,   2024-01-01T10:00
e, In work,      2024-01-11T10:00
e, Asked user,   2024-01-11T11:00
e, In work,      2024-01-11T13:00
e, Done,         2024-01-11T14:00
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Five cases; lines out of order, gzipped."""
    rows = [[part.strip() for part in line.split(",")] for line in EVENTS.strip().splitlines()]
    text = "ticket,state,who,at\n" + "\n".join(
        f"{case},{state},Ann,{at}" for case, state, at in reversed(rows)
    )
    found = tmp_path / "log.csv.gz"
    found.write_bytes(gzip.compress(text.encode()))
    return found


def table_of(path: Path, rounds: int = 20) -> dict[str, float]:
    """Value by name."""
    found, _ = log_facts.facts(log_facts.read_log(path, READING), rounds)
    return {fact.name.strip(): fact.value for fact in found}


def test_a_small_log_is_counted_as_by_hand(path: Path) -> None:
    """Questions 1, 1, 0, 1, 2; waits of 4, 24, 240 and 2 hours, one open; one of four ends reopened."""
    found = table_of(path)

    assert found["cases"] == 5
    assert found["events"] == 22
    assert found["cases that wait for an answer at all"] == pytest.approx(0.8)
    assert found["questions a case: mean"] == pytest.approx(1.0)
    assert found["questions a case: variance"] == pytest.approx(0.5)
    assert found["questions a case: cv of a task's own"] == 0.0
    assert found["entries a case: mean"] == pytest.approx(1.2)
    assert found["wait for an answer: median"] == pytest.approx(14.0)
    assert found["wait for an answer: mean"] == pytest.approx(67.5)
    assert found["wait for an answer: longer than a week"] == pytest.approx(0.25)
    assert found["wait in a queue: mean"] == pytest.approx(2.0)
    assert found["ended cases that were reopened"] == pytest.approx(0.25)
    assert found["with 0 questions before the end"] == 0.0
    assert found["with 1 question before the end"] == pytest.approx(0.5)
    assert found["work begun on the five busiest days"] == 1.0
    assert found["work begun in the busiest 12 hours, 03:00 to 15:00"] == pytest.approx(9 / 10)


def test_what_a_log_does_not_tell_is_said(path: Path) -> None:
    """An open wait, no zone, too few weeks; and no line where nothing is known."""
    log = log_facts.read_log(path, READING)
    found, warnings = log_facts.facts(log, 10)
    silent, more = log_facts.facts(log_facts.read_log(path, log_facts.Reading(READING.columns)), 10)

    said = " ".join(warnings)
    assert "1 waits for an answer are still open" in said
    assert "no zone" in said
    assert "too few for a weekly cv" in said
    assert not any("weekly cv" in fact.name for fact in found)
    assert [fact.name for fact in silent if "question" in fact.name] == []
    assert "No activity matches --waits" in " ".join(more)


def test_dates_without_hours_are_found_out(tmp_path: Path) -> None:
    """Where all is at midnight, waits are days and hours of the day are none."""
    lines = [
        f"{case},{state},x,2024-01-0{day}" for case in "ab" for state, day in (("In work", 1), ("Done", 2))
    ]
    path = tmp_path / "log.csv"
    path.write_text("ticket,state,who,at\n" + "\n".join(lines))

    _, warnings = log_facts.facts(log_facts.read_log(path, READING), 5)

    assert any("dates without an hour" in each for each in warnings)


def test_waits_are_lengths_of_time_and_hours_are_read_from_the_clock(tmp_path: Path) -> None:
    """From 00:30 +01:00 to 03:30 +02:00 two hours pass; the work at the end is begun at three."""
    path = tmp_path / "log.csv"
    path.write_text(
        "ticket,state,who,at\nq,Asked,x,2024-03-31T00:30:00+01:00\nq,In work,x,2024-03-31T03:30:00+02:00\n"
    )

    log = log_facts.read_log(path, READING)

    assert log_facts.runs(log, "waits").hours.tolist() == [2.0]
    assert log.clock.dt.hour.tolist() == [0, 3]


def test_cases_can_be_left_out(path: Path) -> None:
    """All that were never done with an outsider."""
    log = log_facts.read_log(path, replace(READING, without=("Asked vendor",)))

    assert log.case.nunique() == 4


def test_a_column_that_is_not_there_is_named(path: Path) -> None:
    """With those that are."""
    with pytest.raises(SystemExit, match="no column case, activity, resource, timestamp; there are ticket"):
        log_facts.read_log(path, log_facts.Reading())


def test_the_table_is_printed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a user would ask for it."""
    words = (
        "--columns ticket state who at --work In?work --waits Asked* --queued New --closed Done --rounds 20"
    )

    log_facts.main([str(path), *words.split()])

    told = capsys.readouterr().out
    assert "cases that wait for an answer at all" in told
    assert "80.0 %" in told


def test_the_cv_of_a_mixed_poisson_is_found_again() -> None:
    """Means gamma distributed with cv 1.2, counts Poisson."""
    chance = np.random.default_rng(3)
    counts = chance.poisson(chance.gamma(1 / 1.2**2, 1.2**2 * 0.8, size=40_000)).astype(float)

    mean, variance = log_facts.mean_variance(np.ones((1, len(counts))), counts)

    assert log_facts.own_cv(mean, variance)[0] == pytest.approx(1.2, abs=0.04)


def test_growth_is_not_taken_for_chance() -> None:
    """Counts that only grow have a large cv, and none beside the trend."""
    weeks = np.linspace(10, 200, 150)

    found = {name: value[0] for name, _, value in log_facts.of_weeks(weeks, np.ones((1, len(weeks))))}

    assert found["weekly cv"] > 0.4
    assert found["weekly cv beside trend"] == 0.0


def test_the_odds_ratio_is_that_of_the_classes() -> None:
    """Ten of thirty against five of forty-five in each of two classes: (10 × 40) / (20 × 5) = 4."""
    asked = np.tile(np.repeat([True, True, False, False], [10, 20, 5, 40]), 2)
    back = np.tile(np.repeat([True, False, True, False], [10, 20, 5, 40]), 2)
    classes = np.repeat([0, 1], 75)

    found = log_facts.odds_ratio(np.ones((1, 150)), asked, back, classes)

    assert found[0] == pytest.approx(4.0)


def test_length_alone_does_not_bind_questions_to_reopenings() -> None:
    """Long cases ask and return more often; within a class the two are independent, and the ratio is 1."""
    asked = np.repeat([True, True, False, False] * 2, [1, 9, 9, 81, 25, 25, 25, 25])
    back = np.repeat([True, False] * 4, [1, 9, 9, 81, 25, 25, 25, 25])
    classes = np.repeat([0, 1], 100)

    crude = log_facts.odds_ratio(np.ones((1, 200)), asked, back, np.zeros(200, dtype=int))
    within = log_facts.odds_ratio(np.ones((1, 200)), asked, back, classes)

    assert crude[0] > 2
    assert within[0] == pytest.approx(1.0)


def test_a_weighted_median_is_that_of_the_repeated_cases() -> None:
    """Case 0 twice, case 1 not at all, case 2 once."""
    cases, hours = np.array([0, 1, 2, 2]), np.array([5.0, 1.0, 9.0, 3.0])

    found = log_facts.median(np.array([[2.0, 0.0, 1.0], [0.0, 0.0, 0.0]]), cases, hours)

    assert found[0] == np.median([5, 5, 9, 3])
    assert np.isnan(found[1])


def test_intervals_are_those_of_the_theory_and_the_same_twice() -> None:
    """A share of 0.3 among 1,000 cases: 0.3 ± 1.96 √(0.21 / 1,000)."""
    hit = np.repeat([1.0, 0.0], [300, 700])

    def share(weights):
        return [("share", "%", log_facts.ratio(weights, hit, np.ones_like(hit)))]

    (first,), (again,) = (log_facts.with_intervals(share, 1000, 2000) for _ in range(2))

    assert (first.low, first.high) == (again.low, again.high)
    assert first.low == pytest.approx(0.2716, abs=0.003)
    assert first.high == pytest.approx(0.3284, abs=0.003)


@pytest.mark.skipif(
    not Path(REAL or "/nowhere").is_file(),
    reason="KPOSIM_INCIDENTS does not name the incidents log of the BPI Challenge 2013, which is not shipped",
)
def test_the_page_of_evidence_says_what_the_real_log_says() -> None:
    """Its rows are those that the script prints."""
    found, warnings = log_facts.facts(log_facts.read_log(Path(REAL), log_facts.Reading()), 200)
    told = {fact.name.strip(): fact.told(fact.value) for fact in found}
    page = PAGE.read_text(encoding="utf-8")

    assert told["cases"] == "7,554"
    assert told["events"] == "65,533"
    for name in (
        "cases that wait for an answer at all",
        "questions a case: mean",
        "questions a case: variance / mean",
        "questions a case: cv of a task's own",
        "wait for an answer: median",
        "wait for an answer: mean",
        "wait for an answer: longer than a week",
        "ended cases that were reopened",
        "work begun in the busiest 12 hours, 06:00 to 18:00",
        "work begun on the five busiest days",
    ):
        assert told[name] in page, name
    assert any("2012-04-30" in each for each in warnings)
    assert pd.notna(next(fact.low for fact in found if fact.name == "questions a case: mean"))

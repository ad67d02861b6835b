"""One row a run."""

import math

import pytest

from sim.outcome.measure import LINES, MEASURES
from sim.outcome.scorecard import in_words, settle


def test_every_run_has_all_measures_in_the_same_order(bank, busy_world):
    """The columns of a table do not depend on the world."""
    for journal in (bank(), busy_world(1)):
        card = settle(journal)

        assert list(card) == list(card.as_row()) == list(card.measures) == list(MEASURES)
        assert all(type(value) is float for value in card.values())


def test_every_measure_says_what_it_is():
    """A name, a unit, a direction and one plain sentence each."""
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.direction in ("lower", "higher", "neutral")
        assert measure.unit
        assert measure.says.endswith(".")
        assert measure.says[0].isupper()


def test_every_line_of_the_ledger_is_a_measure(busy_world):
    """Cents in the ledger, money on the card; the lines of the card add up to its total."""
    card = settle(busy_world(2))

    for line, cents in card.ledger.lines.items():
        assert card[f"cost_{line}"] == cents / 100
    assert sum(card[f"cost_{line}"] for line in LINES) == pytest.approx(card["total_cost"])
    assert card["cost_per_task"] == pytest.approx(card["total_cost"] / card["tasks_delivered"])


def test_settling_twice_gives_the_same_row(busy_world):
    """A scorecard is a function of the journal."""
    rows = [{k: v for k, v in settle(busy_world(4)).items() if not math.isnan(v)} for _ in range(2)]

    assert rows[0] == rows[1]


def test_shares_are_shares(busy_world):
    """What is measured as a share lies between 0 and 1, or is a dash."""
    for seed in range(10):
        card = settle(busy_world(seed))
        for name, value in card.items():
            if MEASURES[name].unit == "share":
                assert math.isnan(value) or 0.0 <= value <= 1.0 + 1e-9, name


def test_a_scorecard_can_be_read(busy_world):
    """As text and as a table, grouped, with units and a tooltip for each measure."""
    card = settle(busy_world(1))
    text, table = str(card), card._repr_html_()

    assert "unnamed · unnamed · seed 1, replication 0" in text
    assert "Resilience" in text
    assert "USD" in text
    assert table.count("<tr") == len(card) + len({measure.group for measure in card.measures.values()})
    assert MEASURES["on_time_share"].says in table
    assert "measures" in repr(card)


def test_names_are_escaped_in_html(run, tasks):
    """A scenario's name may hold anything."""
    world = {"name": "<b>&", "work": {"a": tasks([1.0], [1.0])}, "inhouse": {"seats": 1}, "horizon_days": 5.0}

    assert "<b>&" not in settle(run(world))._repr_html_()


@pytest.mark.parametrize(
    ("value", "words"),
    [(math.nan, "–"), (0.0, "0"), (0.123456, "0.1235"), (12.0, "12"), (1234567.8, "1,234,568")],
)
def test_numbers_are_shown_with_the_digits_that_count(value, words):
    """A dash where there is none."""
    assert in_words(value) == words

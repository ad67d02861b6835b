"""Do errors say where, what, why and how to mend it?"""

from __future__ import annotations

import pickle

import pytest

from sim.errors import (
    ABSENT,
    EngineError,
    InputError,
    KposimError,
    Problem,
    ResultsError,
    UnknownName,
    advice,
    nearest,
    shown,
)

PROBLEM = Problem(
    path="scenario.providers.bangalore.outages.mttf_days",
    value=-3,
    rule="must be greater than 0",
    remedy="state how many days pass between failures, for example 90",
    file="experiments/mix.yaml",
    line=12,
)


def test_a_problem_tells_file_line_path_value_rule_and_remedy():
    """The whole form, as a user sees it."""
    assert str(PROBLEM) == (
        "experiments/mix.yaml, line 12: scenario.providers.bangalore.outages.mttf_days\n"
        "  value   -3\n"
        "  rule    must be greater than 0\n"
        "  remedy  state how many days pass between failures, for example 90"
    )


@pytest.mark.parametrize(
    ("problem", "first_line"),
    [
        (Problem("a.b", 1, "r"), "a.b"),
        (Problem("a.b", 1, "r", file="f.yaml"), "f.yaml: a.b"),
        (Problem("", 1, "r", file="f.yaml", line=2), "f.yaml, line 2"),
        (Problem("", 1, "r"), "input"),
    ],
)
def test_a_problem_names_its_place_as_far_as_it_is_known(problem, first_line):
    """What is not known is left out, not printed as None."""
    assert str(problem).splitlines()[0] == first_line


def test_a_setting_that_is_not_there_has_no_value_line():
    """Absence is told by the rule alone."""
    assert str(Problem("seats", ABSENT, "is needed")) == "seats\n  rule    is needed"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0.5, "0.5"),
        ("two", "'two'"),
        ([1, 2], "a list of 2"),
        ({"a": 1, "b": 2}, "a group of settings: a, b"),
        ("x" * 500, "'" + "x" * 56 + " ...'"),
    ],
)
def test_a_value_is_shown_on_one_short_line(value, text):
    """Values look as in the file, and a long one is cut."""
    assert shown(value) == text


def test_a_message_cannot_move_the_cursor():
    """Escape sequences from a hostile file never reach the terminal."""
    text = str(Problem("a\x1b[2J", "b\x1b[2J\n", "c\x1b[2J", "d\r"))
    assert all(c.isprintable() or c == "\n" for c in text)
    assert len(text.splitlines()) == 4


def test_at_most_ten_problems_are_shown_and_the_rest_are_counted():
    """The eleventh problem is in `problems`, not on the screen."""
    text = str(InputError(Problem(f"p{i}", i, "r") for i in range(13)))
    assert "p9" in text
    assert "p10" not in text
    assert text.endswith("\nand 3 more")


def test_ten_problems_are_all_there_is_to_say():
    """Nothing is counted when nothing is left out."""
    assert "more" not in str(InputError([PROBLEM] * 10))


@pytest.mark.parametrize(
    ("error", "roots"),
    [
        (InputError, (KposimError, ValueError)),
        (UnknownName, (InputError, KposimError, ValueError)),
        (ResultsError, (KposimError, RuntimeError)),
        (EngineError, (KposimError, RuntimeError)),
    ],
)
def test_every_error_has_one_root_of_ours_and_one_of_pythons(error, roots):
    """The drawn tree is the true tree."""
    assert all(issubclass(error, root) for root in roots)


@pytest.mark.parametrize("kind", [InputError, UnknownName])
def test_an_error_survives_the_journey_from_a_worker(kind):
    """Pickling loses neither problems nor the identity of an absent value."""
    error = pickle.loads(pickle.dumps(kind([PROBLEM, Problem("b", ABSENT, "r")])))
    assert type(error) is kind
    assert error.problems == (PROBLEM, Problem("b", ABSENT, "r"))
    assert error.problems[1].value is ABSENT


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("mttf_dys", "mttf_days"),
        ("MTTF_Days", "mttf_days"),
        ("seat", "Seats"),
        ("zebra", None),
        ("", None),
        ("s" * 1_000_000, None),
    ],
)
def test_the_nearest_name_is_the_one_that_was_probably_meant(name, meant):
    """Misspellings and capitals are forgiven; wild guesses are not made."""
    assert nearest(name, ["mttf_days", "Seats"]) == meant


def test_advice_lists_all_names_only_where_they_are_few():
    """Twelve names help, thirteen do not."""
    assert advice("sets", ["seats", "shift"]) == "did you mean seats? names: seats, shift"
    assert advice("zzz", ["a", "b"], "kinds") == "kinds: a, b"
    assert advice("zzz", [f"name{i}" for i in range(13)]) == ""
    assert advice("zzz", []) == ""

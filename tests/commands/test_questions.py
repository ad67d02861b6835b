"""What the command line answers to questions about a case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.testing.asked import Ask

SHORT = ("--set", "scenario.warm_up_days=30", "--set", "scenario.horizon_days=90", "--seed", "1")


def test_what_if_answers_with_a_table_and_a_sentence(kposim: Ask) -> None:
    """Names without underscores, differences with intervals."""
    answer = kposim(
        "what-if", "pfizer_patents", "--set", "strategy.clarity=0.5", "--replications", "3", "--seed", "1"
    )

    assert answer.code == 0
    assert "cost per task" in answer.out
    assert "±" in answer.out
    assert "3 replications, seed 1" in answer.out


def test_what_if_in_json_holds_every_measure(kposim: Ask) -> None:
    """A script need not read tables."""
    answer = json.loads(kposim("what-if", "pfizer_patents", *SHORT, "--replications", "2", "--json").out)

    assert answer["replications"] == 2
    assert answer["measures"]["cost_per_task"]["unit"] == "money"
    assert set(answer["measures"]["cost_per_task"]["difference"]) == {
        "mean",
        "low",
        "high",
        "level",
        "replications",
    }


def test_what_if_without_a_mechanism_tells_what_it_costs(kposim: Ask) -> None:
    """A paired table, a sentence, and what the other world is like."""
    words = ("what-if", "pfizer_patents", "--without", "questions", "--without", "briefs", "--seed", "1")
    short = ("--set", "scenario.horizon_days=60", "--replications", "3")
    answer = kposim(*words, *short)

    assert answer.code == 0
    assert "without questions, briefs" in answer.out
    assert "The other world: Nobody asks: what is unclear is guessed. Work needs no brief." in answer.out
    found = json.loads(kposim(*words, *short, "--json", "--seats", "by_rule").out)
    assert found["off"] == ["questions", "briefs"]
    assert found["measures"]["seats_liaisons"]["without"]["mean"] == 0.0


def test_what_if_without_refuses_what_it_does_not_know(kposim: Ask) -> None:
    """The nearest name is in the message; another case cannot stand for the other world as well."""
    answer = kposim("what-if", "pfizer_patents", "--without", "failuers")

    assert answer.code == 2
    assert "did you mean failures?" in answer.err
    both = kposim("what-if", "pfizer_patents", "--without", "failures", "--against", "one_queue")
    assert both.code == 2
    assert "leave one of the two out" in both.err


def test_a_waterfall_is_a_table_a_sentence_and_a_figure(kposim: Ask) -> None:
    """Or JSON; the figure is written as PNG and SVG."""
    words = ("waterfall", "pfizer_patents", "--set", "scenario.horizon_days=60", "--seed", "1")
    answer = kposim(*words, "--replications", "3", "--figure", "steps.png")

    assert answer.code == 0
    assert "moving the work (rates, seats)" in answer.out
    assert {path.name for path in Path().glob("steps.*")} == {"steps.png", "steps.svg"}
    found = json.loads(kposim(*words, "--replications", "2", "--by", "lines", "--json").out)
    assert [found["bars"][0]["kind"], found["bars"][-1]["kind"]] == ["start", "end"]
    assert kposim(*words, "--figure", "steps.pdf").code == 2


def test_payback_says_when_and_how_much(kposim: Ask) -> None:
    """In words and figure, or in JSON; a baseline of one's own is told by its settings."""
    words = ("payback", "pfizer_patents", "--set", "scenario.horizon_days=90", "--seed", "1")
    answer = kposim(*words, "--replications", "2", "--figure", "saved.png")

    assert answer.code == 0
    assert "Two fifths outsourced, against all in-house:" in answer.out
    assert "Saving by year:" in answer.out
    assert {path.name for path in Path().glob("saved.*")} == {"saved.png", "saved.svg"}
    same = ("--against", "strategy.mix.patents.bangalore=0.28", "--replications", "2", "--json")
    found = json.loads(kposim(*words, *same).out)
    assert found["month"] is None
    assert {month["mean"] for month in found["cumulative"].values()} == {0.0}


def test_a_baseline_lives_in_the_same_world(kposim: Ask) -> None:
    """Settings of the world are for both, and so belong to --set."""
    answer = kposim("payback", "pfizer_patents", "--against", "scenario.horizon_days=90")

    assert answer.code == 2
    assert "give settings of the world with --set" in answer.err


def test_what_if_where_lays_settings_over_both_cases(kposim: Ask) -> None:
    """The same choice in the same other world differs in nothing."""
    world = ("--where", "scenario.horizon_days=60", "--where", "scenario.warm_up_days=0")
    same = ("--set", "strategy.clarity=0.5", "--against", "strategy.clarity=0.5")
    answer = json.loads(
        kposim("what-if", "pfizer_patents", *same, *world, "--replications", "2", "--json").out
    )

    assert answer["measures"]["tasks_arrived"]["with_the_change"]["mean"] < 700
    assert answer["measures"]["total_cost"]["difference"]["mean"] == 0.0
    other = ("--against", "pfizer_patents", "--set", "strategy.clarity=0.2")
    answer = json.loads(
        kposim("what-if", "pfizer_patents", *other, *world, "--replications", "2", "--json").out
    )
    assert answer["measures"]["total_cost"]["difference"]["mean"] == 0.0


def test_what_if_against_another_case(kposim: Ask) -> None:
    """A name and settings over it: here both sides are the same case, so nothing differs."""
    settings = [word.replace("--set", "--against") for word in SHORT[:4]]
    against = ["--against", "pfizer_patents", *settings]

    answer = json.loads(
        kposim("what-if", "pfizer_patents", *SHORT, *against, "--replications", "2", "--json").out
    )

    assert answer["measures"]["total_cost"]["difference"]["mean"] == 0.0


def test_an_unknown_preset_is_told_with_the_nearest(kposim: Ask) -> None:
    """And with all that there are."""
    answer = kposim("what-if", "pfizer_patent", "--set", "strategy.clarity=0.5")

    assert answer.code == 2
    assert "did you mean pfizer_patents?" in answer.err


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("strategy.claritty=0.5", "did you mean clarity?"),
        ("clarity=0.5", "a path starts with scenario or strategy"),
        ("strategy.clarity", "a path, an equals sign and a value"),
        ("strategy.clarity=2", "must be 0.95 or less"),
        ("strategy.clarity=[1", "a bracket is never closed"),
        ("strategy.mix.patents.banglore=0.5", "did you mean bangalore?"),
        ("scenario.providers.banglore.speed=1", "did you mean bangalore?"),
        ("strategy.clarity=.inf", "must be a finite number"),
        ("strategy.clarity=!!python/object:x", "must not carry a tag"),
    ],
)
def test_a_setting_that_leads_nowhere_is_refused(kposim: Ask, setting: str, said: str) -> None:
    """Whatever is wrong with it, it is said in one breath and nothing is computed."""
    answer = kposim("what-if", "pfizer_patents", "--set", setting)

    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""


def test_a_question_without_a_change_is_refused(kposim: Ask) -> None:
    """There is nothing to compare."""
    assert kposim("what-if", "pfizer_patents").code == 2


def test_an_unknown_measure_is_refused(kposim: Ask) -> None:
    """With the nearest name."""
    answer = kposim("what-if", "pfizer_patents", *SHORT, "--measure", "loss_area")

    assert answer.code == 2
    assert "did you mean loss_area_days?" in answer.err


def test_a_setting_that_is_there_already_is_named_beside_the_answer(kposim: Ask) -> None:
    """It cannot have made the difference; alone it is refused."""
    present = ("--set", "strategy.clarity=0.2")

    refused = kposim("what-if", "pfizer_patents", *present)
    answer = kposim("what-if", "pfizer_patents", *SHORT, *present, "--replications", "2")

    assert refused.code == 2
    assert "this is what it is already, so nothing changes" in refused.err
    assert answer.code == 0
    assert "Note: strategy.clarity is 0.2 already; setting it changes nothing." in answer.err

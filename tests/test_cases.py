"""Do the cases that ship run, agree with both engines, say something, and promise no miracles?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.comparison import compare
from sim.ask.payback import payback
from sim.case import Case, preset, preset_document, preset_names
from sim.cli import main
from sim.engine.simulate import simulate
from sim.experiment.design.experiment import load_experiment
from sim.outcome.measure import LINES
from sim.outcome.scorecard import settle
from sim.strategy.at_home import all_at_home
from sim.testing.twins import first_difference

ROOT = Path(__file__).parents[1]
SHIPPED = sorted((ROOT / "experiments").glob("*.yaml"))

NAMED_FIRMS = ("amazon_analytics", "ibm_knowledge_management", "pfizer_patents", "procter_gamble_research")
ASKED_BY_AN_EXPERIMENT = (
    "amazon_analytics",
    "follow_the_sun",
    "growth_and_return",
    "ibm_knowledge_management",
    "kpo_beside_bpo",
    "procter_gamble_research",
    "provider_bankruptcy",
)
HAS_PROVIDERS = [name for name in preset_names() if preset(name).scenario.providers]

each_preset = pytest.mark.parametrize("name", preset_names())


def text_of(name: str) -> str:
    """The file of a preset, comments included."""
    return Path(preset_document(name).file).read_text(encoding="utf-8")


def cards(case: Case, replications: int) -> list[dict[str, float]]:
    """Scorecards of the first replications, on the same luck for every strategy."""
    return [settle(simulate(case, seed=1, replication=each)) for each in range(replications)]


@each_preset
def test_a_case_begins_with_its_situation_and_question(name):
    """And with what it shows; those inspired by a firm say that the numbers are not the firm's."""
    head = [line for line in text_of(name).splitlines() if line.startswith("#")]

    assert [word for word in ("Situation", "Question", "Shows") if any(word in line for line in head)] == [
        "Situation",
        "Question",
        "Shows",
    ]
    if name in NAMED_FIRMS:
        assert head[0].startswith("# Illustrative parameters inspired by a public example; they are not the")


@each_preset
def test_two_engines_tell_a_case_alike(name):
    """To the last byte, over the whole of its first replication."""
    journals = [
        simulate(preset(name), seed=1, replication=0, engine=engine) for engine in ("reference", "compiled")
    ]

    assert first_difference(*journals) is None


@each_preset
def test_a_case_settles(name):
    """Its ledger adds up, and no measure of money is infinite."""
    card = cards(preset(name), 1)[0]

    assert card["total_cost"] == pytest.approx(sum(card[f"cost_{line}"] for line in LINES), abs=0.01)
    assert not any(np.isinf(value) for value in card.values())


@pytest.mark.parametrize("name", HAS_PROVIDERS)
def test_a_case_is_told_apart_from_keeping_all_at_home(name):
    """Ten replications tell its cost per task, but for what leaks lose, or what is on time, from that without
    a provider.

    A leak is too rare for ten worlds, and so dear that one of them hides all else.
    """
    case = preset(name)
    home = Case(case.scenario, all_at_home(case.strategy))
    out, at_home = (
        [
            (card["cost_per_task"] * (1.0 - card["cost_ip_loss"] / card["total_cost"]), card["on_time_share"])
            for card in cards(each, 10)
        ]
        for each in (case, home)
    )
    verdicts = [
        compare(*both).verdict
        for both in zip(zip(*out, strict=True), zip(*at_home, strict=True), strict=True)
    ]

    assert set(verdicts) != {"cannot tell apart"}


@pytest.mark.parametrize("name", HAS_PROVIDERS)
def test_no_case_saves_the_rate_gap_in_its_first_year(name):
    """Rates are up to two thirds lower offshore; after transition, people and questions far less is left."""
    saved = payback(preset(name), replications=5, seed=1)
    first_year = saved.saved[:, :12].sum(axis=1).mean()
    at_home = cost_of_a_year(saved.baseline)

    assert first_year / at_home < 0.3


def cost_of_a_year(case: Case) -> float:
    """Twelve months' part of the cost of the window, in money."""
    return cards(case, 1)[0]["total_cost"] / case.scenario.horizon_days * 365.25


@each_preset
def test_a_case_can_be_shown_and_asked(name, capsys):
    """`kposim show` and `kposim what-if` know it."""
    work = next(iter(preset(name).scenario.work))
    change = f"scenario.work.{work}.arrivals.per_week=10"
    for command in (["show", name], ["what-if", name, "--set", change, "--replications", "2", "--seed", "1"]):
        with pytest.raises(SystemExit) as leaving:
            main(command)

        assert not leaving.value.code
    assert "2 replications, seed 1" in capsys.readouterr().out


@pytest.mark.parametrize("name", ASKED_BY_AN_EXPERIMENT)
def test_a_case_has_a_small_experiment_that_asks_its_question(name):
    """Of its own name, with a baseline, and quickly done."""
    experiment = load_experiment(ROOT / "experiments" / f"{name}.yaml")

    assert experiment.case.scenario == preset(name).scenario
    assert experiment.question.endswith("?")
    assert experiment.baseline
    assert len(experiment.points) <= 12
    assert experiment.replications <= 30


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_experiment_checks(path, capsys):
    """`kposim check` calls it sound, and its design can be listed."""
    for command in (["check", str(path)], ["run", str(path), "--dry-run"]):
        with pytest.raises(SystemExit) as leaving:
            main(command)

        assert not leaving.value.code
    assert "is a sound experiment" in capsys.readouterr().out

"""STRESS-DES, section 1: what the study is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.outcome.measure import MEASURES
from sim.report.markdown import LONGEST, code, prose, table, text_of
from sim.report.stress.item import Item

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.design.factor import Label


def objective_items(experiment: Experiment) -> tuple[Item, ...]:
    """Purpose, outputs, aims."""
    return _purpose(experiment), _outputs(experiment), _aims(experiment)


def _purpose(experiment: Experiment) -> Item:
    known = tuple(prose(text) for text in (experiment.question, experiment.scenario.about.strip()) if text)
    asked = ["who decides what by this study, and why a simulation was needed"]
    if not experiment.question:
        asked.insert(0, "the question that the study answers (`question` in the experiment's file)")
    return Item("1.1", "Purpose of the model", known, tuple(asked))


def _outputs(experiment: Experiment) -> Item:
    first, last = (hours / 24.0 for hours in experiment.scenario.window_hours)
    rows = [
        (code(name), prose(_unit(name, experiment)), MEASURES[name].direction, MEASURES[name].says)
        for name in experiment.measures
    ]
    return Item(
        "1.2",
        "Model outputs",
        (
            table(["measure", "unit", "better", "definition"], rows),
            f"Each is computed once a run, from the facts of the days {first:g} to {last:g} (the observation "
            f"window), and then averaged over replications. All {len(MEASURES)} measures are stored; these "
            "are the ones reported first. The error of a mean is Student's 95 % confidence interval over "
            "replications; of a difference between two design points, the same interval of the paired "
            "differences. A measure that does not exist in a replication (no disruption, no time to "
            "recover) is left out of its mean, and `n` says how many remain.",
            *_breaches(experiment),
        ),
    )


def _breaches(experiment: Experiment) -> list[str]:
    limits = [f"{code(each.measure)} {each.breach}" for each in experiment.limits.values()]
    if not limits:
        return []
    return [
        f"Breaches whose probability is told: {', '.join(limits)}. It is the share of the replications; its "
        "error is the exact 95 % interval of a binomial count (Clopper and Pearson 1934)."
    ]


def _unit(name: str, experiment: Experiment) -> str:
    unit = MEASURES[name].unit
    return experiment.scenario.currency if unit == "money" else unit


def _aims(experiment: Experiment) -> Item:
    factors = [
        (prose(says), code(name), _levels([point.labels[name] for point in experiment.points]))
        for name, says in experiment.labels.items()
    ]
    design = table(["factor", "name", "levels"], factors) if factors else "Nothing is varied: one base case."
    baseline = ", ".join(f"{name} = {prose(text_of(value))}" for name, value in experiment.baseline.items())
    compared = f" Points are compared with the baseline {baseline}." if baseline else ""
    return Item(
        "1.3",
        "Experimentation aims",
        (
            f"**A, scenarios compared.** {len(experiment.points):,} design points over the base case "
            f"{code(experiment.scenario.name)}.{compared}",
            f"**B, design of experiments.** {_kind(experiment)}: {_size(experiment)}."
            f"{_conditions(experiment)}",
            design,
            "**C, optimisation.** None: all points of the design are computed, and nothing is searched for.",
        ),
        ("why these factors and these levels",),
    )


def _kind(experiment: Experiment) -> str:
    return experiment.design.kind.replace("_", " ").capitalize()


def _size(experiment: Experiment) -> str:
    points = f"{len(experiment.points):,} points"
    if experiment.stopping:
        return f"{points}, repeated until they are precise (4.3), {experiment.runs:,} runs at most"
    return f"{points} x {experiment.replications:,} replications = {experiment.runs:,} runs"


def _conditions(experiment: Experiment) -> str:
    told = " and ".join(code(text) for text in experiment.constraints)
    return f" Every point meets {told}." if told else ""


def _levels(labels: Sequence[Label]) -> str:
    """All levels; of very many numbers, how many and from where to where."""
    levels = list(dict.fromkeys(labels))
    numbers = [level for level in levels if isinstance(level, float)]
    if len(levels) > LONGEST and len(numbers) == len(levels):
        return f"{len(levels):,} levels from {text_of(min(numbers))} to {text_of(max(numbers))}"
    return prose(text_of(levels))

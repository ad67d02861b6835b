"""Which share of our knowledge work should leave the house, to which provider, and at which cost?

::

    import sim

    case = sim.preset("pfizer_patents")                  # or sim.load("case.yaml")
    journal = sim.simulate(case, seed=1)                 # the facts of one run
    card = sim.settle(journal)                           # what they are worth
    print(sim.trace(journal, task=17))                   # why was task 17 late?
    print(sim.what_if(case, {"strategy.mix.patents.bangalore": 0.6}))
    results = sim.run("experiments/cost_vs_resilience.yaml", out="results/mine")

The names below are loaded when they are first used, so that ``import sim`` and ``kposim --help`` are quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.ask.counterfactual import counterfactual as counterfactual
    from sim.ask.payback import payback as payback
    from sim.ask.waterfall import waterfall as waterfall
    from sim.ask.what_if import what_if as what_if
    from sim.case import Case as Case
    from sim.case import changed as changed
    from sim.case import load as load
    from sim.case import preset as preset
    from sim.case import preset_names as presets
    from sim.chronicle.story import trace as trace
    from sim.engine.simulate import simulate as simulate
    from sim.experiment.conduct.conduct import run_experiment as run
    from sim.experiment.design.experiment import Experiment as Experiment
    from sim.experiment.design.experiment import experiment_from as experiment_from
    from sim.experiment.design.experiment import load_experiment as load_experiment
    from sim.experiment.folder.results import Results as Results
    from sim.jupyter import live as live
    from sim.outcome.scorecard import settle as settle
    from sim.scenario.registry import register as register
    from sim.scenario.scenario import Scenario as Scenario
    from sim.strategy.strategy import Strategy as Strategy

    __version__: str

_HOMES = {
    "__version__": "sim.version:__version__",
    "Case": "sim.case:Case",
    "Experiment": "sim.experiment.design.experiment:Experiment",
    "Results": "sim.experiment.folder.results:Results",
    "Scenario": "sim.scenario.scenario:Scenario",
    "Strategy": "sim.strategy.strategy:Strategy",
    "changed": "sim.case:changed",
    "counterfactual": "sim.ask.counterfactual:counterfactual",
    "live": "sim.jupyter:live",
    "load": "sim.case:load",
    "experiment_from": "sim.experiment.design.experiment:experiment_from",
    "load_experiment": "sim.experiment.design.experiment:load_experiment",
    "payback": "sim.ask.payback:payback",
    "preset": "sim.case:preset",
    "presets": "sim.case:preset_names",
    "register": "sim.scenario.registry:register",
    "run": "sim.experiment.conduct.conduct:run_experiment",
    "settle": "sim.outcome.scorecard:settle",
    "simulate": "sim.engine.simulate:simulate",
    "trace": "sim.chronicle.story:trace",
    "waterfall": "sim.ask.waterfall:waterfall",
    "what_if": "sim.ask.what_if:what_if",
}
"""Where each public name lives."""

__all__ = [
    "Case",
    "Experiment",
    "Results",
    "Scenario",
    "Strategy",
    "__version__",
    "changed",
    "counterfactual",
    "experiment_from",
    "live",
    "load",
    "load_experiment",
    "payback",
    "preset",
    "presets",
    "register",
    "run",
    "settle",
    "simulate",
    "trace",
    "waterfall",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        text = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(text, name=name, obj=sys.modules[__name__])  # Python then adds the nearest name
    module, _, attribute = _HOMES[name].partition(":")
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

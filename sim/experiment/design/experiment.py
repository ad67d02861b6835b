"""What does an experiment file say?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, Discriminator, Field, PrivateAttr, Tag, ValidationInfo, model_validator

from sim.case import Case, Data, case_from, fitted, preset_names
from sim.case import plain as plain_case
from sim.digest import canonical, digest_of
from sim.errors import ABSENT, InputError, Problem, advice, wanted
from sim.experiment.design.alternatives import Alternatives
from sim.experiment.design.cases import Cases
from sim.experiment.design.constraint import Constraint
from sim.experiment.design.enclosed import Files, enclosed
from sim.experiment.design.factor import Factor, Label, Level, Setting, text_of
from sim.experiment.design.layout import Grid, Layout, ListedPoints, Varied
from sim.experiment.design.own import COLUMNS, NONE, OwnFunctions, OwnNames
from sim.experiment.design.points import DesignPoint, Named, find, owned, points_of
from sim.experiment.design.shares import Shares
from sim.experiment.design.stopping import Repeats, StoppingRule, plain
from sim.experiment.design.stored import HEADLINE, Asked, bad_measures, shown, stored
from sim.files.document import Document, check, located, read
from sim.files.path import unboxed
from sim.outcome.threshold import Threshold, bad_thresholds, thresholds_of
from sim.scenario.base import Name, Part
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy

LARGEST_SEED: Final = 10**15


def _form(factor: object) -> str:
    linked = isinstance(factor, Shares) or (isinstance(factor, Mapping) and "shares" in factor)
    return "Shares" if linked else "Factor"


AnyFactor = Annotated[
    Annotated[Factor, Tag("Factor")] | Annotated[Shares, Tag("Shares")], Discriminator(_form)
]


class Experiment(Part):
    """A question put to the simulator: a base case, what is varied, and how often each point is repeated.

    From Python: ``Experiment(scenario=scenario, strategy=strategy, factors={"clarity": Factor(...)})``, or
    `experiment_from` with the plain values that a file would hold.
    """

    name: Name = "experiment"
    """Short name of the experiment; results folders are called after it."""
    question: str = Field(default="", max_length=1000)
    """What the experiment is to answer."""
    scenario: Scenario
    """The world: a preset's name, a preset with changes, or a whole scenario."""
    strategy: Strategy = Strategy()
    """The choice that factors start from; left out, the preset's own."""
    strategies: dict[Name, dict[str, Any]] = Field(default={}, max_length=1000)
    """Named strategies, each laid over `strategy`: one more factor, called strategy."""
    factors: dict[Name, AnyFactor] = Field(default={}, max_length=100)
    """What is varied."""
    design: Layout = Grid()
    """Which combinations of levels are run: all (grid), or a kind that takes fewer."""
    constraints: tuple[str, ...] = Field(default=(), max_length=100)
    """Conditions on factors, such as ``clarity <= 0.5 or provider == 'robust'``: every point meets them."""
    repeats: Repeats = Field(default=30, alias="replications")
    """Independent repetitions of every design point, or a rule for their number; replication 7 of all points
    meets the same luck."""
    seed: int | None = Field(default=None, ge=0, le=LARGEST_SEED)
    """Root of all chance; left out, one is drawn when the experiment is run, and recorded."""
    asked: Asked = Field(default=HEADLINE, alias="measures")
    """Measures shown first. They are stored with those that have a limit and those that figures and reports
    read; the word all stores every measure."""
    thresholds: dict[Name, float] = Field(default={}, max_length=100)
    """Limits by measure, each the last value that is no breach: summaries say how probable a breach is."""
    baseline: dict[Name, Level] = Field(default={}, max_length=100)
    """Levels of the point that others are compared with."""
    own: OwnNames = OwnNames()
    """Functions in Python that its runs need, by name and digest of the source; `sim.run` writes them."""
    _functions: OwnFunctions | None = PrivateAttr(default=None)
    _named: Named | None = PrivateAttr(default=None)

    @property
    def case(self) -> Case:
        """The base case."""
        return Case(self.scenario, self.strategy)

    @cached_property
    def points(self) -> tuple[DesignPoint, ...]:
        """The design, in its order."""
        asked = (self._cases, self.varied, self.design, self.constraints, self.baseline, self._named)
        points = points_of(*asked)
        return owned(points, self.own, self._functions) if self.own else points

    @cached_property
    def _cases(self) -> Cases:
        return Cases(self.case)

    @property
    def remarks(self) -> list[str]:
        """What should be known of its worlds, though nothing in them is wrong."""
        return list(self._cases.remarks) if self.points else []

    @cached_property
    def varied(self) -> dict[str, Varied]:
        """All that is varied; named strategies are one more factor, and come first."""
        named = {"strategy": Alternatives(self.strategies)} if self.strategies else {}
        return {**named, **self.factors}

    @property
    def levels(self) -> dict[str, list[Setting]]:
        """All that is varied with its levels (of something continuous, its ends)."""
        return {name: factor.settings() for name, factor in self.varied.items()}

    @property
    def limits(self) -> dict[str, Threshold]:
        """The thresholds, and what the tolerances of its worlds mean."""
        return thresholds_of(self.thresholds, self._cases.tolerant.values() if self.points else ())

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures shown first."""
        return shown(self.asked)

    @property
    def stored(self) -> tuple[str, ...]:
        """Measures that are computed and stored of each run, in the order of `MEASURES`."""
        aims = (target.measure for target in self.stopping.targets) if self.stopping else ()
        return stored(self.asked, (*self.limits, *aims))

    def with_measures(self, names: Iterable[str]) -> Experiment:
        """The same experiment, which asks for these measures (or `all`), too: its folder may be continued.

        Raises
        ------
        InputError
            There is no such measure.
        """
        asked = tuple(dict.fromkeys((*self.asked, *names)))
        if problems := bad_measures(asked):
            raise InputError(problems)
        return self.model_copy(update={"asked": asked})

    @property
    def stopping(self) -> StoppingRule | None:
        """The rule for the number of replications, if there is one."""
        return None if isinstance(self.repeats, int) else self.repeats

    @property
    def replications(self) -> int:
        """Replications of every point; where a rule decides, the most of them."""
        return self.repeats if isinstance(self.repeats, int) else self.repeats.at_most

    @property
    def runs(self) -> int:
        """Number of runs that the experiment asks for; where a rule decides, the most of them."""
        most = len(self.points) * self.replications
        budget = self.stopping.budget.runs if self.stopping else None
        return most if budget is None else min(most, budget)

    @property
    def digest(self) -> str:
        """Name of the experiment's content (seed included, so an experiment without one has another name)."""
        return digest_of(canonical(self.plain()))

    @property
    def labels(self) -> dict[str, str]:
        """What each factor is called in tables and figures."""
        return {
            column: says
            for name, factor in self.varied.items()
            for column, says in factor.columns(name).items()
        }

    def with_own(self, own: OwnFunctions) -> Experiment:
        """The same experiment with functions of the user's own.

        Raises
        ------
        InputError
            It was begun with others.
        """
        if self.own and own.names != self.own:
            rule = f"this experiment needs functions of your own: {self.own}"
            remedy = "sim.run(..., measures=[...], assign=...) with the same functions, from the same source"
            raise InputError([Problem("own", str(own.names) or ABSENT, rule, remedy)])
        if not own.names:
            return self
        experiment = self.model_copy(update={"own": own.names})
        experiment.__dict__.pop("points", None)
        experiment._functions = own
        return experiment

    @property
    def functions(self) -> OwnFunctions:
        """The functions of the user's own, where they are known."""
        return self._functions or NONE

    def seeded(self, seed: int) -> Experiment:
        """The same experiment with this seed."""
        return self.model_copy(update={"seed": seed})

    def repeated(self, replications: int) -> Experiment:
        """The same experiment with this fixed number of replications."""
        return self.model_copy(update={"repeats": replications})

    def baseline_of(self, point: DesignPoint) -> DesignPoint | None:
        """The point that `point` is compared with: its labels, with those of the baseline laid over them."""
        if not self.baseline:
            return None
        return find(
            self.points, {**point.labels, **{name: text_of(_text(v)) for name, v in self.baseline.items()}}
        )

    def plain(self) -> Data:
        """The experiment as plain values, every default stated, and its files named as `files` names them."""
        return self._enclosed[0]

    @property
    def files(self) -> Files:
        """Contents of the files that `plain` names, by those names: a results folder holds them."""
        return self._enclosed[1]

    @property
    def _enclosed(self) -> tuple[Data, Files]:
        return enclosed(self._stated())

    def _stated(self) -> Data:
        new = {"factors", "design", "constraints"}
        resolved = self.model_dump(mode="json", by_alias=True, exclude=new) | plain_case(self.case)
        resolved["replications"] = plain(self.repeats)
        resolved["factors"] = {name: factor.resolved() for name, factor in self.factors.items()}
        if isinstance(self.design, ListedPoints):
            resolved["design"] = self.design.resolved()
        elif self.design != Grid():  # what a grid says has not changed since there were no other designs
            resolved["design"] = self.design.model_dump(mode="json")
        if not self.own:
            del resolved["own"]
        if not self.thresholds:
            del resolved["thresholds"]
        if self.constraints:
            resolved["constraints"] = list(self.constraints)
        return resolved

    @model_validator(mode="before")
    @classmethod
    def _with_base(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        data = {name: each if isinstance(each, BaseModel) else unboxed(each) for name, each in data.items()}
        is_whole = isinstance(data.get("scenario"), Scenario) or not {"scenario", "case"} & set(data)
        return data if is_whole else _resolved(data, None)

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Experiment:
        fitted(self.scenario, self.strategy)
        _check_constraints(self)
        bad_limits = bad_thresholds(self.thresholds)
        problems = [*_bad_names(self), *bad_measures(self.asked), *bad_limits, *_bad_baseline(self)]
        if problems:
            raise InputError(problems)
        self._named = (info.context or {}).get("named")
        # An experiment that exists can be run: every point is built now, or was before.
        points, self._named = self.points, None
        if self.stopping is not None:
            _check_budget(self.stopping, len(points))
        return self


def load_experiment(path: str | Path) -> Experiment:
    """Read an experiment from a YAML file, and build every point of its design.

    Raises
    ------
    InputError
        With everything that is wrong: file, line, path, value, rule and remedy.
    """
    if not isinstance(path, str | Path):
        raise InputError([_no_experiment(path)])
    if str(path) in preset_names() and not Path(path).exists():
        remedy = f"say `case: {path}` in a file, and what is varied: `kposim new mine.yaml` writes one"
        raise InputError([Problem("experiment", str(path), "this is a case that ships, and no file", remedy)])
    document = read(path)
    return experiment_from(document.data, document)


def _no_experiment(given: object) -> Problem:
    remedy = 'sim.load_experiment("mine.yaml"), or sim.experiment_from({"case": "pfizer_patents"})'
    if isinstance(given, Case):
        remedy = "sim.Experiment(scenario=case.scenario, strategy=case.strategy), or sim.simulate(case)"
    if isinstance(given, Mapping):
        remedy = "sim.experiment_from(values) makes one of plain values"
    return Problem("experiment", given, "must be an experiment, or the name of a file that holds one", remedy)


def experiment_from(
    data: Mapping[str, Any], document: Document | None = None, named: Named | None = None
) -> Experiment:
    """Make an experiment of plain values; whoever knows how its points were named says so.

    Raises
    ------
    InputError
        With everything that is wrong, file and line where `document` knows them.
    """
    rule, remedy = "must be plain values, as a file would hold them", "of a file: sim.load_experiment(file)"
    wanted(data, Mapping, "experiment", rule, remedy)
    data = unboxed(dict(data))
    if "scenario" not in data and "case" not in data:
        rule = "an experiment needs a scenario"
        remedy = "name a preset (scenario: pfizer_patents), or a case file (case: mine.yaml)"
        raise InputError(located([Problem("scenario", None, rule, remedy)], document))
    if not isinstance(data.get("scenario"), Scenario):
        data = _resolved(data, document)
    folder = str(Path(document.file).parent) if document is not None else "."
    return check(Experiment, data, document=document, context={"folder": folder, "named": named})


def _resolved(data: Mapping[str, Any], document: Document | None) -> Data:
    """The data with the base case made.

    `case` is short for the scenario and the strategy of a preset or a file; a strategy that states only some
    settings is laid over that of the scenario's preset.
    """
    parts = {name: data[name] for name in ("scenario", "strategy") if data.get(name) is not None}
    if "case" in data:
        world = parts.get("scenario", {})
        if not isinstance(world, dict) or "preset" in world:
            rule = "the case and the scenario both say what to start from"
            raise InputError(
                located([Problem("case", data["case"], rule, "remove one of the two")], document)
            )
        parts["scenario"] = {"preset": data["case"], **world}
    case = case_from(parts, document, base_at="case" if "case" in data else "")
    others = {name: value for name, value in data.items() if name != "case"}
    return {**others, "scenario": case.scenario, "strategy": case.strategy}


def _columns(experiment: Experiment) -> list[tuple[str, str]]:
    """Every factor with each label that its points have."""
    factors = experiment.varied.items()
    return [(name, column) for name, factor in factors for column in factor.columns(name)]


def _bad_names(experiment: Experiment) -> list[Problem]:
    from sim.outcome.measure import MEASURES

    columns = [column for name, column in _columns(experiment)]
    taken = COLUMNS | set(MEASURES) | {column for column in columns if columns.count(column) > 1}
    rule = "a table of results has a column of this name already"
    problems = [
        Problem(f"factors.{name}", column, rule, "rename it" if column != name else "rename the factor")
        for name, column in _columns(experiment)
        if column in taken and name in experiment.factors
    ]
    if experiment.strategies and "strategy" in experiment.factors:
        problems.append(Problem("factors.strategy", "strategy", rule, "rename the factor"))
    return problems


def _check_constraints(experiment: Experiment) -> None:
    columns = [column for _, column in _columns(experiment)]
    for k, text in enumerate(experiment.constraints):
        Constraint(text, columns, f"constraints.{k}")


def _bad_baseline(experiment: Experiment) -> list[Problem]:
    factors, problems = experiment.varied, []
    for name, value in experiment.baseline.items():
        factor = factors.get(name)
        if factor is None:
            rule, remedy = "there is no such factor", advice(name, factors, "factors")
            problems.append(Problem(f"baseline.{name}", value, rule, remedy))
        elif name not in factor.columns(name) or factor.stated(name, {name: _text(value)}) is None:
            levels = [text_of(level.label) for level in factor.settings()]
            rule, remedy = f"is no level of {name}", advice(text_of(_text(value)), levels, "levels")
            problems.append(Problem(f"baseline.{name}", value, rule, remedy))
    return problems


def _check_budget(rule: StoppingRule, points: int) -> None:
    least = points * rule.at_least
    if rule.budget.runs is not None and rule.budget.runs < least:
        problem = (
            f"{points:,} points at least {rule.at_least:,} times are {least:,} runs: more than the budget"
        )
        place = "replications.budget.runs"
        raise InputError([Problem(place, rule.budget.runs, problem, "raise it, or take fewer points")])


def _text(value: Level) -> Label:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else float(value)

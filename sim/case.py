"""A case: a scenario and a strategy that fit each other, from a file or a preset, or changed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from sim.digest import case_digest, scenario_digest, strategy_digest
from sim.errors import InputError, Problem, UnknownName, advice, wanted
from sim.files.document import Document, check, located, read, unknown
from sim.files.input_file import beside
from sim.files.path import EVERY, overlaid, replaced, unboxed
from sim.scenario.remarks import warn_of_missing_holidays
from sim.scenario.scenario import Scenario
from sim.scenario.trace import Trace, with_files
from sim.strategy.fit import misfits
from sim.strategy.sound import remember_sound
from sim.strategy.strategy import Strategy

Data = dict[str, Any]

PARTS: Final[dict[str, type]] = {"scenario": Scenario, "strategy": Strategy}

FILE_ENDINGS: Final = (".yaml", ".yml")


@dataclass(frozen=True, repr=False)
class Case:
    """The world and our choice in it: what every question is about."""

    scenario: Scenario
    strategy: Strategy

    def changed(self, settings: Mapping[str, Any]) -> Case:
        """The case with settings changed by dotted path, as `sim.changed` does it."""
        return changed(self, settings)

    def with_(self, **parts: Any) -> Self:
        """The case with a whole part exchanged, such as ``strategy=``; nothing is checked but that they fit.

        Raises
        ------
        InputError
            The parts do not fit each other.
        """
        for name, part in parts.items():
            if name not in PARTS:
                raise unknown(name, PARTS, what="part", path="case")
            kind = PARTS[name]
            wanted(part, kind, name, f"must be a {kind.__name__}", f"sim.{kind.__name__}(...)")
        case = replace(self, **parts)
        problems = misfits(case.scenario, case.strategy)
        if problems:
            raise InputError(problems)
        return case

    @property
    def scenario_digest(self) -> str:
        """Names the world by its content: cases that share it meet the same luck."""
        return scenario_digest(self.scenario)

    @property
    def digest(self) -> str:
        """Names the case by its content; what things are called does not count."""
        return case_digest(self.scenario_digest, strategy_digest(self.strategy))

    def __repr__(self) -> str:
        scenario = self.scenario
        what = f"{', '.join(scenario.work)}; {', '.join(scenario.providers) or 'no provider'}"
        return f"<Case {scenario.name!r}, {self.strategy.name!r}: {what}; {scenario.horizon_days:g} days>"

    if not TYPE_CHECKING:  # type checkers refuse what will go

        def __iter__(self) -> Iterator[Any]:
            """For one release more, a case can be unpacked as if it were a pair."""
            words = "a case is no pair any more: pass it whole, or ask for case.scenario and case.strategy"
            warnings.warn(words, DeprecationWarning, stacklevel=2)
            return iter((self.scenario, self.strategy))


def load(path: str | Path) -> Case:
    """Read a scenario and a strategy from a YAML file.

    The file has `scenario` and, if it likes, `strategy`; each may build on a preset:
    ``scenario: {preset: pfizer_patents, warm_up_days: 30}``, or just ``scenario: pfizer_patents``. A preset's
    place can be taken by a case file, ``mine.yaml``, which lies beside the file that names it.
    A strategy that names no preset of its own is laid over that of the scenario's.

    Raises
    ------
    InputError
        With everything that is wrong: file, line, path, value, rule and remedy.
    """
    document = _case_document(path)
    return case_from(document.data, document)


def _case_document(path: str | Path) -> Document:
    """A case file's plain values, if it holds a case."""
    document = read(path)
    extra = [name for name in document.data if name not in ("scenario", "strategy")]
    if extra:
        known = ["scenario", "strategy"]
        remedy = advice(extra[0], known, "settings") + " (an experiment file is for `kposim run`)"
        raise InputError(
            located([Problem(extra[0], document.data[extra[0]], "no such setting here", remedy)], document)
        )
    if "scenario" not in document.data:
        raise InputError(
            located([Problem("scenario", None, "a case needs a scenario", "name a preset")], document)
        )
    return document


def preset_names() -> list[str]:
    """Names of the cases that ship."""
    folder = resources.files("sim.scenario").joinpath("presets")
    return sorted(
        entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")
    )


def preset(name: str) -> Case:
    """A case that ships, by name (`preset_names` lists them).

    Raises
    ------
    UnknownName
        There is no such preset; the nearest name is in the message.
    """
    return case_from(preset_document(name).data, preset_document(name))


def preset_document(name: str) -> Document:
    """The file of a preset."""
    if name not in preset_names():
        raise unknown(str(name), preset_names(), what="preset")
    with resources.as_file(resources.files("sim.scenario").joinpath("presets", f"{name}.yaml")) as path:
        return read(path)


def case_from(data: Mapping[str, Any], document: Document | None = None, *, base_at: str = "") -> Case:
    """Make a case of plain values.

    Parameters
    ----------
    base_at
        Where the file names what the scenario builds on, if it is elsewhere: an experiment's `case`.

    Raises
    ------
    InputError
        With everything that is wrong, file and line where `document` knows them.
    """
    folder = str(Path(document.file).parent) if document is not None else "."
    world, choice = _stated(data, document, (), base_at)
    context = {"folder": folder, "start": world.get("start") if isinstance(world, dict) else None}
    problems: list[Problem] = []
    parts: list[Any] = []
    for model, data_of, at in ((Scenario, world, "scenario"), (Strategy, choice, "strategy")):
        try:
            parts.append(check(model, data_of, document=document, at=(at,), context=context))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    scenario, strategy = parts
    return fitted(scenario, strategy, document)


def fitted(scenario: Scenario, strategy: Strategy, document: Document | None = None) -> Case:
    """The two as a case, if they fit each other.

    Raises
    ------
    InputError
        They do not.
    """
    problems = misfits(scenario, strategy)
    if problems:
        raise InputError(located(problems, document))
    remember_sound(scenario, strategy)
    warn_of_missing_holidays(scenario)
    return Case(scenario, strategy)


def _stated(
    data: Mapping[str, Any], document: Document | None, above: tuple[Path, ...], base_at: str = ""
) -> tuple[Any, Any]:
    """World and choice as plain values, each laid over what it builds on.

    The preset of a scenario lends its strategy, too. `above` are the files that build on this one.
    """
    world, choice = data.get("scenario"), data.get("strategy")
    lent = _built_on(world, "scenario", document, above, base_at)
    own = _built_on(choice, "strategy", document, above) if _names_preset(choice) else lent
    return (
        overlaid(lent.get("scenario", {}), _without_preset(world)),
        overlaid(own.get("strategy", {}), _without_preset(choice)),
    )


def _names_preset(part: object) -> bool:
    return isinstance(part, str) or (isinstance(part, dict) and "preset" in part)


def _without_preset(part: object) -> Any:
    if part is None or isinstance(part, str):
        return {}
    return (
        {name: value for name, value in part.items() if name != "preset"} if isinstance(part, dict) else part
    )


def _built_on(
    part: object, which: str, document: Document | None, above: tuple[Path, ...], at: str = ""
) -> Mapping[str, Any]:
    """Scenario and strategy, as plain values, of the preset or the case file that a part names."""
    if not _names_preset(part):
        return {}
    name = part["preset"] if isinstance(part, dict) else part
    at = at or (f"{which}.preset" if isinstance(part, dict) else which)
    if name in preset_names():
        return preset_document(name).data
    if isinstance(name, str) and name.endswith(FILE_ENDINGS):
        return _in_file(name, at, document, above)
    remedy = advice(str(name), preset_names(), "presets") + "; a case file's name ends with .yaml"
    problem = Problem(at, name, "there is no preset of this name", remedy)
    raise InputError(located([problem], document))


def _in_file(name: str, at: str, document: Document | None, above: tuple[Path, ...]) -> Mapping[str, Any]:
    """A case file, beside the one that names it. Its traces lie beside it, so they go with it."""
    path = (Path(document.file).parent if document is not None else Path()) / name
    if path.resolve() in above:
        problem = Problem(at, name, "a case cannot build on itself", "name another")
        raise InputError(located([problem], document))
    if not path.is_file():  # told by who names it: the name stands there, and there it is mended
        problem = Problem(at, name, f"there is no file {path}", beside(path))
        raise InputError(located([problem], document))
    base = _case_document(path)
    world, choice = _stated(base.data, base, (*above, path.resolve()))
    case_from(base.data, base)  # whatever is wrong with it is told of it, by its own lines
    return {"scenario": with_files("scenario", world, path.parent), "strategy": choice}


def plain(case: Case) -> Data:
    """The case as plain values, every default stated; what a trace's file said stays with its name."""
    data = {
        "scenario": case.scenario.model_dump(mode="json"),
        "strategy": case.strategy.model_dump(mode="json"),
    }
    for name, work in case.scenario.work.items():
        if isinstance(work.arrivals, Trace) and work.arrivals.file is not None:
            data["scenario"]["work"][name]["arrivals"]["file"] = work.arrivals.file
    return data


def changed(case: Case, settings: Mapping[str, Any], folder: str | Path | None = ".") -> Case:
    """The case with settings changed by dotted path, such as ``strategy.mix.patents.bangalore``.

    A path names one setting; a group that is set replaces the one that was there. ``*`` stands for every name
    at its place (``strategy.mix.*.bangalore``), and `sim.files.path` has the other words of a path.

    Parameters
    ----------
    folder
        Where files lie that settings name; None where they may name none.

    Raises
    ------
    InputError
        A path leads nowhere, or a value breaks a rule.
    """
    wanted(case, Case, "case", "must be a case", 'sim.preset("pfizer_patents"), or sim.load("mine.yaml")')
    rule = "settings are a group: values by dotted path"
    wanted(settings, Mapping, "settings", rule, '{"strategy.clarity": 0.5}; path=value is for --set')
    for path in settings:
        wanted(path, str, "settings", "a dotted path is text", "strategy.clarity")
    strangers = [problem for path, value in settings.items() for problem in _strangers(case, path, value)]
    if strangers:
        raise UnknownName(strangers)
    data = plain(case)
    for path, value in settings.items():
        _check_root(path, value)
        data = replaced(data, path, unboxed(value))
    context = {"folder": folder, "start": data["scenario"].get("start")}
    scenario, strategy = case.scenario, case.strategy
    if _touches(settings, "scenario"):
        scenario = check(Scenario, data["scenario"], root="scenario", context=context)
    if _touches(settings, "strategy"):
        strategy = check(Strategy, data["strategy"], root="strategy", context=context)
    return fitted(scenario, strategy)


def _strangers(case: Case, path: str, value: object) -> list[Problem]:
    """One setting of a provider that does not exist would make one; only a whole group of settings may."""
    head, group, name, rest = [*path.split(".", 3), "", "", ""][:4]
    groups: dict[str, Mapping[str, object]] = {
        "providers": case.scenario.providers,
        "work": case.scenario.work,
    }
    if head != "scenario" or group not in groups or name in (EVERY, *groups[group]) or not rest:
        return []
    what = "provider" if group == "providers" else "work type"
    return [Problem(path, value, f"there is no {what} of this name", advice(name, groups[group], f"{what}s"))]


def _touches(settings: Mapping[str, Any], which: str) -> bool:
    return any(path.split(".", 1)[0] == which for path in settings)


def _check_root(path: str, value: object) -> None:
    names = path.split(".")
    if names[0] not in ("scenario", "strategy") or len(names) < 2 or not all(names):
        known = ["scenario", "strategy"]
        rule = "a path starts with scenario or strategy and goes on with a setting's name"
        raise InputError([Problem(path, value, rule, advice(names[0], known) or "strategy.clarity")])

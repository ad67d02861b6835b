"""What did the user give: a preset, a file, a setting to change?"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import HolidaysUnknown, InputError, Problem, UnknownName

if TYPE_CHECKING:
    from sim.case import Case
    from sim.experiment.design.experiment import Experiment


def is_file_name(text: str) -> bool:
    """Whether a text means a file: it ends like one, has a folder in it, or lies there."""
    return text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text or Path(text).is_file()


def case_of(text: str) -> Case:
    """The case in a file or of a preset.

    Raises
    ------
    InputError
        There is neither, or the file is wrong.
    """
    from sim.case import load, preset

    if is_file_name(text):
        return load(text)
    try:
        return preset(text)
    except UnknownName as error:
        remedy = f"{error.problems[0].remedy}; a case file's name ends with .yaml"
        raise UnknownName([replace(problem, remedy=remedy) for problem in error.problems]) from None


def is_experiment(path: str) -> bool:
    """Whether a file says something that only an experiment says."""
    from sim.experiment.design.experiment import Experiment
    from sim.files.document import read

    own = set(Experiment.model_fields) - {"scenario", "strategy"} | {"case"}
    return bool(own & set(read(path).data))


def folder_for(file: Path, experiment: Experiment, ending: str = "") -> Path:
    """Where results go if nobody says where: called after the experiment or, without a name, its file."""
    name = experiment.name if "name" in experiment.model_fields_set else file.stem
    return Path("results") / f"{name}{ending}"


def remarks_of(*cases: Case) -> list[str]:
    """What should be known of the worlds of some cases, each remark once."""
    from sim.scenario.remarks import remarks_of

    return remarks_of(case.scenario for case in cases)


def told_later() -> None:
    """From here on a command tells itself what is missing in its cases, when it has them all."""
    warnings.simplefilter("ignore", HolidaysUnknown)


def silences_of(file: Path, cases: Iterable[Case], varied: Iterable[str] = ()) -> dict[str, str]:
    """What a file states or varies that can change nothing in any of the cases, with the reason.

    Stated is, too, what the case files say that it builds on.
    """
    from sim.files.path import spelled_out
    from sim.strategy.silent import reason_for, silent

    found: dict[str, str] | None = None
    for case in cases:  # each of them: a setting may have its effect in the last one only
        known, parts = silent(case.scenario, case.strategy), vars(case)
        asked = dict.fromkeys([*stated_in(file), *varied]) if found is None else found
        reasons = {path: [reason_for(each, known) for each in spelled_out(parts, path)] for path in asked}
        found = {path: asked[path] or str(each[0]) for path, each in reasons.items() if each and all(each)}
        if not found:
            break
    return {path: reason for path, reason in (found or {}).items() if not _is_below(path, found or {})}


def _is_below(path: str, others: Mapping[str, str]) -> bool:
    """Whether a group that holds the setting is among the others."""
    names = path.split(".")
    return any(".".join(names[:n]) in others for n in range(1, len(names)))


def stated_in(file: Path, above: tuple[Path, ...] = ()) -> list[str]:
    """Settings by dotted path that a file states, or a case file that it builds on; its own come first."""
    from sim.case import FILE_ENDINGS
    from sim.files.document import read
    from sim.files.reader import dotted

    document = read(file)
    paths = [dotted(place) for place in document.lines if len(place) > 1]
    stated = [path for path in paths if path.startswith(("scenario.", "strategy."))]
    world = _built_on(document.data.get("scenario")) or document.data.get("case")
    choice = _built_on(document.data.get("strategy")) or world  # a scenario's case lends its strategy, too
    for name, starts in ((world, "scenario."), (choice, "strategy.")):
        below = Path(file).parent / str(name)
        if isinstance(name, str) and name.endswith(FILE_ENDINGS) and below not in above:
            stated += [path for path in stated_in(below, (*above, below)) if path.startswith(starts)]
    return list(dict.fromkeys(stated))


def _built_on(part: object) -> object:
    return part.get("preset") if isinstance(part, dict) else part


def idle_factors(experiment: Experiment, silences: dict[str, str]) -> dict[str, dict[str, str]]:
    """Factors all of whose settings are without effect in every point: those settings, with the reasons."""
    from sim.strategy.silent import reason_for

    found: dict[str, dict[str, str]] = {}
    for name, factor in experiment.varied.items():
        paths = dict.fromkeys(path for level in factor.settings() for path in level.settings)
        reasons = {path: reason_for(path, silences) for path in paths}
        if reasons and all(reasons.values()):
            found[name] = {path: str(reason) for path, reason in reasons.items()}
    return found


def settings_of(pairs: Iterable[str], option: str = "--set") -> dict[str, Any]:
    """Settings by dotted path, from texts such as ``strategy.clarity=0.4``.

    Raises
    ------
    InputError
        A text is no path and value, or gives a path twice.
    """
    settings: dict[str, Any] = {}
    for pair in pairs:
        path, equals, text = pair.partition("=")
        path = path.strip()
        if not equals or not path:
            rule = f"{option} takes a path, an equals sign and a value, without spaces around it"
            raise InputError([Problem(option, pair, rule, f"{option} strategy.mix.patents.bangalore=0.6")])
        if path in settings:
            raise InputError([Problem(path, pair, f"{option} gives this path twice", "keep one of the two")])
        settings[path] = value_of(text, path)
    return settings


def value_of(text: str, path: str) -> Any:
    """A value as a file would have it: a number, true, false, null, text, [a list] or {name: value}."""
    # The reader's own rules, so that a value means the same here and in a file. A line break could smuggle
    # in a second setting.
    from sim.files.reader import parse_text

    try:
        values, _ = parse_text(f"value: {' '.join(text.splitlines())}", path)
        return values["value"]
    except InputError as error:
        problems = [Problem(path, text, each.rule, each.remedy) for each in error.problems]
        raise InputError(problems) from None

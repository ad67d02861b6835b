"""What did the user give: a preset, a file, a setting to change?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, Problem, UnknownName

if TYPE_CHECKING:
    from sim.case import Case


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


def remarks_of(*cases: Case) -> list[str]:
    """What should be known of the worlds of some cases, each remark once."""
    from sim.scenario.remarks import remarks

    worlds = {id(case.scenario): case.scenario for case in cases}
    return list(dict.fromkeys(remark for world in worlds.values() for remark in remarks(world)))


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

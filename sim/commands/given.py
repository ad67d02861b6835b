"""What did the user give: a preset, a file, a setting to change?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, Problem, UnknownName

if TYPE_CHECKING:
    from sim.case import Case


MOST_LOOKED_AT = 200
"""Points of a design that are asked whether a setting has an effect; one without any has none everywhere."""


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


def silences_of(file: Path, cases: Sequence[Case], varied: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What a file states or varies that can change nothing in any of the cases, with the reason."""
    from sim.files.document import read
    from sim.files.reader import dotted
    from sim.strategy.silent import reason_for, silent

    stated = [dotted(place) for place in read(file).lines if len(place) > 1]
    paths = [path for path in stated if path.startswith(("scenario.", "strategy."))]
    known = [silent(case.scenario, case.strategy) for case in cases[:MOST_LOOKED_AT]]
    found: dict[str, str] = {}
    for path in dict.fromkeys([*paths, *varied]):
        reasons = [reason_for(path, each) for each in known]
        if all(reasons) and reason_for(path, found) is None:
            found[path] = str(reasons[0])
    return list(found.items())


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

"""Does this folder belong to this experiment?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sim.errors import InputError, ResultsError, advice, shown
from sim.experiment.design.enclosed import FOLDER as INPUTS
from sim.experiment.design.experiment import Experiment, load_experiment
from sim.experiment.design.stopping import StoppingRule
from sim.experiment.folder.files import EXPERIMENT, PARTIAL, write_first, write_whole
from sim.experiment.folder.index import experiment_in
from sim.files.plain_yaml import plain_yaml
from sim.tape.seed import fresh_seed
from sim.version import MODEL_VERSION

MARK: Final = "# kposim results"
SHOWN: Final = 8
RESULTS: Final = "results"
MOST_LOOKED_AT: Final = 1_000
"""Entries of a folder that are asked whether they hold results, for a remedy."""
LONGEST_LINE: Final = 1_000
MOST_OWN_SEED: Final = 10**12
"""A drawn seed can be read out over a telephone, and every YAML reader takes it for a number."""


def claimed(folder: Path, experiment: Experiment) -> Experiment:
    """The experiment with its seed settled; the folder is made if need be, and says whose it is.

    Raises
    ------
    ResultsError
        The folder holds something else, which is not touched, or cannot be written.
    """
    ours = settled(folder, experiment)
    path, text = folder / EXPERIMENT, document_of(ours)
    for name, content in ours.files.items():  # first: an experiment that is there can be read
        write_first(folder / name, content)
    if not path.exists() and not write_first(path, text.encode()):
        # Another process began this folder at the same moment, perhaps with another seed: it was first.
        ours = settled(folder, experiment)
        text = document_of(ours)
    if text != path.read_text(encoding="utf-8"):
        write_whole(path, text.encode())
    return ours


def settled(folder: Path, experiment: Experiment) -> Experiment:
    """The experiment with the seed it will have in this folder; nothing is written.

    A folder that holds the same experiment, or part of it, may be continued, and lends its seed where none is
    stated.

    Raises
    ------
    ResultsError
        The folder holds something else.
    """
    if _is_there(folder, experiment):  # nothing is to be built and compared then
        return experiment
    before = held_by(folder)
    if experiment.seed is None:
        lent = before.seed if before else None
        experiment = experiment.seeded(fresh_seed() % MOST_OWN_SEED if lent is None else lent)
    if before is not None:
        _refuse_other(folder, before, experiment)
    return experiment


def _is_there(folder: Path, experiment: Experiment) -> bool:
    """Whether the folder holds this very experiment, to the letter."""
    with suppress(OSError, ValueError):
        return (folder / EXPERIMENT).read_text(encoding="utf-8") == document_of(experiment)
    return False


def held_by(folder: Path) -> Experiment | None:
    """The experiment whose results a folder holds; None if the folder is empty or not there.

    Raises
    ------
    ResultsError
        It holds other files, or an experiment that cannot be read.
    """
    if folder.is_file():
        raise ResultsError(
            f"{folder} cannot be used: it is a file\n"
            "  rule    results go to a folder: a new one, or one that holds the same experiment\n"
            f"  remedy  --out {Path(RESULTS) / folder.stem}"
        )
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.endswith(PARTIAL))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ResultsError(
            f"{folder} cannot be used: {(error.strerror or 'unknown reason').lower()}"
        ) from error
    if not set(names) - {INPUTS}:  # a session that was killed before it wrote more
        return None
    if EXPERIMENT not in names or not _is_marked(folder / EXPERIMENT):
        raise ResultsError(
            f"{folder} holds files that are no results of kposim: {', '.join(names[:SHOWN])}\n"
            "  rule    results go to an empty folder, a new one, or one that holds the same experiment\n"
            "  remedy  choose another folder with --out; nothing in this one was touched"
        )
    return _read(folder)


def results_in(folder: Path) -> Experiment:
    """The experiment whose results are to be read.

    Raises
    ------
    ResultsError
        There are none; the message names folders that hold some.
    """
    found = held_by(folder) if _is_marked(folder / EXPERIMENT) or not folder.is_dir() else None
    if found is None:
        raise ResultsError(
            f"there are no results in {folder}: {EXPERIMENT} is not there\n"
            "  rule    a results folder is one that `kposim run`, or sim.run(..., out=...), wrote\n"
            f"  remedy  {_others_near(folder)}"
        )
    return found


def _others_near(folder: Path) -> str:
    """The nearest name, and the folders in reach that hold results."""
    places = dict.fromkeys([folder, folder.parent, folder.parent / RESULTS, Path(RESULTS)])
    found = dict.fromkeys(str(path) for place in places for path in _held_in(place))
    if not found:
        return "compute some: kposim run FILE --out " + str(folder)
    return advice(str(folder), found, "results folders there") or f"{len(found)} results folders are there"


def _held_in(place: Path) -> list[Path]:
    try:
        inside = sorted(path for path in islice(place.iterdir(), MOST_LOOKED_AT) if path.is_dir())
    except OSError:
        return []
    return [path for path in inside if _is_marked(path / EXPERIMENT)]


def _is_marked(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(MARK)) == MARK.encode()
    except OSError:
        return False


def _read(folder: Path) -> Experiment:
    path = folder / EXPERIMENT
    version = _first_line(path).rpartition("model version ")[2].strip()
    if version != MODEL_VERSION:
        raise ResultsError(
            f"{folder} holds results of model version {version}; this is model version {MODEL_VERSION}\n"
            "  rule    one table of results comes from one model\n"
            "  remedy  choose another folder with --out, or use the version that began it"
        )
    try:
        return experiment_in(folder) or load_experiment(path)
    except InputError as error:
        raise ResultsError(f"the experiment in {folder} cannot be read\n{error}") from error


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline(LONGEST_LINE)


def document_of(experiment: Experiment) -> str:
    """The resolved experiment as a YAML file: every default stated, and readable by `load_experiment`."""
    head = f"{MARK}: the resolved experiment {experiment.digest[:16]}, model version {MODEL_VERSION}"
    told = "# Every default is stated; `kposim run` on this file repeats it."
    return f"{head}\n{told}\n{plain_yaml(experiment.plain())}"


def _refuse_other(folder: Path, before: Experiment, now: Experiment) -> None:
    """A folder only grows: every run that it was begun for must still be asked for."""
    is_grown = (
        before.seed == now.seed
        and before.own == now.own
        and _asks_for_all(now.repeats, before.repeats)
        and {point.digest for point in before.points} <= {point.digest for point in now.points}
    )
    if is_grown:
        return
    found = list(differences(_without_words(before.plain()), _without_words(now.plain())))
    lines = [f"  {path}: {_brief(old)} there, {_brief(new)} now" for path, old, new in found[:SHOWN]]
    more = [f"  and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    raise ResultsError(
        "\n".join(
            [
                f"{folder} holds another experiment; what differs:",
                *lines,
                *more,
                "  rule    a folder may be continued with more levels or replications, with nothing else; "
                f"{now.design.grows}",
                "  remedy  choose another folder with --out; nothing in this one was touched",
            ]
        )
    )


def _asks_for_all(now: int | StoppingRule, before: int | StoppingRule) -> bool:
    if isinstance(now, StoppingRule):
        return now.asks_for_all_of(before)
    return (before if isinstance(before, int) else before.at_most) <= now


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Dotted paths at which two plain values differ, with both values; None stands for nothing there."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys([*old, *new]):
            yield from differences(old.get(name), new.get(name), f"{path}.{name}".lstrip("."))
    elif old != new:
        yield path, old, new


def _brief(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, int | float | str) for each in value):
        text = ", ".join(map(str, value))
        return f"[{text}]" if len(text) <= 80 else f"[{text[:76]} ...]"
    return "nothing" if value is None else shown(value)


def _without_words(plain: dict[str, Any]) -> dict[str, Any]:
    """Without what no run depends on."""
    kept = {
        name: value
        for name, value in plain.items()
        if name not in ("name", "question", "measures", "thresholds", "baseline")
    }
    kept["scenario"] = {k: v for k, v in plain["scenario"].items() if k not in ("name", "about")}
    kept["strategy"] = {k: v for k, v in plain["strategy"].items() if k != "name"}
    kept["factors"] = {
        name: {k: v for k, v in factor.items() if k != "says"} for name, factor in plain["factors"].items()
    }
    return kept

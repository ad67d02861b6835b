"""What are the points of a folder's design called, so that nobody who opens it names them all again?

A point's name follows from its case, so a large design is named by making thousands of cases. Names are kept
in one small file beside what the experiment says, for as long as `experiment.yaml` and the version stay the
same; it can be lost without harm. A few of the cases are made all the same, and if one of them has another
name, nothing is believed.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.digest import canonical, digest_of
from sim.errors import InputError, ResultsError
from sim.experiment.design.cases import Cases
from sim.experiment.design.experiment import Experiment, experiment_from
from sim.experiment.design.points import Named
from sim.experiment.folder.files import EXPERIMENT, write_whole
from sim.experiment.folder.known import CACHE, WORTH
from sim.files.document import Document
from sim.version import MODEL_VERSION, package_version

if TYPE_CHECKING:
    from sim.experiment.design.points import DesignPoint

FILE: Final = "design.json"
WORTH_POINTS: Final = 500
"""To name fewer takes no time that anyone notices."""


def keep_names(folder: Path, experiment: Experiment) -> None:
    """Write the names down, if there are many, or many runs, and if the folder can be written.

    Where there is something to be said of a world, or a file was read, each opening looks again.
    """
    points = experiment.points
    if len(points) < WORTH_POINTS and experiment.runs < WORTH:
        return
    if experiment.remarks or experiment.files or experiment.own.assign:
        return
    with suppress(OSError, ResultsError, ValueError):
        key = _key(folder / EXPERIMENT)
        if _read(folder, key) is not None:
            return
        worlds = list(dict.fromkeys(point.world for point in points))
        number = {world: k for k, world in enumerate(worlds)}
        values = {
            "plain": experiment.plain(),
            "cases": [point.digest for point in points],
            "worlds": worlds,
            "world": [number[point.world] for point in points],
            "told": _told(points),
        }
        text = canonical(values)
        head = canonical({"key": key, "digest": digest_of(text)})
        (folder / CACHE).mkdir(exist_ok=True)
        write_whole(folder / CACHE / FILE, head + b"\n" + text)


def _told(points: tuple[DesignPoint, ...]) -> list[int]:
    """Places of the points that whoever opens the folder makes: those that limits ask for, and the last."""
    first: dict[str, int] = {}
    for place, point in enumerate(points):
        first.setdefault(point.world, place)
    made = points[0].made
    tolerant = made.tolerant.values() if isinstance(made, Cases) else ()
    asked = [first[world.digest] for world in tolerant if world.digest in first]
    return [*dict.fromkeys([*asked, len(points) - 1])]


def experiment_in(folder: Path) -> Experiment | None:
    """The experiment in a folder, if the names of its points are known; None if they are not."""
    document = folder / EXPERIMENT
    try:
        values = _read(folder, _key(document))
        if values is None:
            return None
        cases, worlds = values["cases"], values["worlds"]
        names = [(case, worlds[k]) for case, k in zip(cases, values["world"], strict=True)]
        plain = values["plain"]
        return experiment_from(plain, Document(plain, str(document), {}), Named(names, values["told"]))
    except (InputError, OSError, ValueError, LookupError, TypeError):
        return None  # told with its lines by whoever reads the document


def _key(document: Path) -> str:
    return digest_of(document.read_bytes(), MODEL_VERSION.encode(), package_version().encode())


def _read(folder: Path, key: str) -> dict[str, Any] | None:
    """What the file says, if it is about this document, and whole.

    Raises
    ------
    OSError, ValueError, LookupError, TypeError
        It is not there, or none.
    """
    path = folder / CACHE / FILE
    if not path.is_file():
        return None
    head, _, text = path.read_bytes().partition(b"\n")
    said = json.loads(head)
    if said["key"] != key or said["digest"] != digest_of(text):
        return None
    values: dict[str, Any] = json.loads(text)
    return values

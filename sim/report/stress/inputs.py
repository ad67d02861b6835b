"""STRESS-DES, section 3: which numbers went in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.report.markdown import LONGEST, bullets, code, flat, prose, table, text_of
from sim.report.stress.item import Item
from sim.scenario.remarks import remarks_of

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment

ASSUMPTIONS = (
    "seats of a team are alike; a seat does one thing at a time",
    "lines have no limit, and no task is withdrawn",
    "the luck of a task (effort, questions, defects) does not depend on who does it; what a team makes "
    "of it does",
    "a team that is down does nothing; what it had begun resumes or starts anew, as its outages say",
    "people of the client's other departments, and other clients of a provider, are not modelled",
)


def input_items(experiment: Experiment) -> tuple[Item, ...]:
    """Sources, pre-processing, parameters, assumptions."""
    return _sources(), _pre_processing(experiment), _parameters(experiment), _assumptions(experiment)


def _sources() -> Item:
    return Item(
        "3.1",
        "Data sources",
        ("Presets name the source of each number, or mark it as an assumption; the documentation's page "
         "*Evidence* lists the sources with what is known about them.",),
        ("the source of every number that the study brings itself, and who may see it",),
    )  # fmt: skip


def _pre_processing(experiment: Experiment) -> Item:
    recorded = [name for name, each in experiment.scenario.work.items() if each.arrivals.kind == "trace"]
    known = (
        f"Arrivals of {', '.join(recorded)} are recorded ones, read from a CSV file (hours since the start)."
        if recorded
        else "The program does none: no recorded arrivals are read.",
    )
    return Item("3.2", "Pre-processing", known, ("how raw data became the numbers in the file",))


def _parameters(experiment: Experiment) -> Item:
    plain = experiment.plain()
    varied: dict[str, dict[str, Any]] = {}
    for point in experiment.points:
        for path, value in point.settings.items():
            varied.setdefault(path, {})[text_of(value)] = value
    rows = [
        (code(path), prose(value))
        for part in ("scenario", "strategy")
        for path, value in flat(plain[part], part)
        if not path.endswith((".name", ".about"))
    ]
    ranges = [(code(path), _range(values)) for path, values in varied.items()]
    return Item(
        "3.3",
        "Input parameters",
        (
            *(("Varied:", table(["setting", "values"], ranges)) if ranges else ()),
            "The base case, every setting with its unit in its name; `kind` names the distribution or "
            "process:",
            table(["setting", "value"], rows),
        ),
        ("why these distributions and ranges were chosen, where the presets' sources do not say",),
    )


def _range(values: Mapping[str, Any]) -> str:
    """All values; of very many numbers, how many and from where to where."""
    numbers = [value for value in values.values() if isinstance(value, int | float)]
    if len(values) > LONGEST and len(numbers) == len(values):
        return f"{len(values):,} values from {text_of(float(min(numbers)))} to {text_of(float(max(numbers)))}"
    return prose(text_of(list(values)))


def _assumptions(experiment: Experiment) -> Item:
    found = remarks_of(point.case.scenario for point in experiment.points)
    known = bullets([*ASSUMPTIONS, *map(prose, found)])
    return Item("3.4", "Assumptions", (known,), ("what else was simplified, and what that may change",))

"""A draft of the STRESS-DES report: 24 items, with what the files know written and the rest left open.

STRESS-DES: strengthening the reporting of empirical simulation studies, discrete-event simulation.

References
----------
Monks, Currie, Onggo, Robinson, Kunc & Taylor (2019), "Strengthening the reporting of empirical simulation
studies: introducing the STRESS guidelines", Journal of Simulation 13(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.report.markdown import bullets
from sim.report.stress.conduct import conduct_items
from sim.report.stress.inputs import input_items
from sim.report.stress.item import Item
from sim.report.stress.logic import logic_items
from sim.report.stress.objectives import objective_items

if TYPE_CHECKING:
    from sim.experiment.folder.results import Results

SECTIONS: Final = {
    "1": "Objectives",
    "2": "Logic",
    "3": "Data",
    "4": "Experimentation",
    "5": "Implementation",
    "6": "Code access",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The items, in their order."""

    title: str
    items: tuple[Item, ...]

    @property
    def left_open(self) -> list[tuple[Item, str]]:
        """What only an author can say, item by item."""
        return [(item, question) for item in self.items for question in item.left_open]

    def markdown(self) -> str:
        """The draft as a page."""
        open_ = len({item.number for item, _ in self.left_open})
        parts = [
            f"# STRESS-DES: {self.title}",
            f"A draft, made from `experiment.yaml` and `manifest.json`: {len(self.items)} items, {open_} "
            "of which need a word that only an author can say. Those words are asked for where they "
            "belong, and [listed at the end](#left-to-the-author).",
        ]
        section = ""
        for item in self.items:
            if item.section != section:
                section = item.section
                parts.append(f"## {section}. {SECTIONS[section]}")
            parts.append(item.markdown())
        asked = bullets(f"**{item.number} {item.title}**: {question}" for item, question in self.left_open)
        return "\n\n".join([*parts, "## Left to the author", asked]) + "\n"


def stress_report(results: Results) -> Report:
    """Draft the report of what lies in a results folder."""
    experiment = results.experiment
    items = (
        *objective_items(experiment),
        *logic_items(experiment),
        *input_items(experiment),
        *conduct_items(results),
    )
    return Report(experiment.name, items)

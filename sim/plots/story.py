"""What does an experiment tell? Which of its factors make a line, a colour, a panel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.experiment.design.factor import Label
from sim.words import is_share, level

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.folder.results import Results

COST, LOSS = "cost_per_task", "loss_area_days"


@dataclass(frozen=True)
class Story:
    """An experiment's results, and which of its factors make a line, a colour, a panel."""

    results: Results
    along: str
    """The factor along a line: the first that has numbers."""
    by: str | None
    """The factor that makes one line for each of its levels."""

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a run; factors beyond two are held where the baseline, or else their middle level, is."""
        drawn = [
            name
            for name in self.results.measures
            if name in (COST, LOSS, "tasks_delivered") or name.startswith("cost_")
        ]
        frame = self.results.table(drawn)
        for name in self.factors:
            if name not in (self.along, self.by):
                frame = frame[frame[name] == self.held(name)]
        return frame

    @cached_property
    def factors(self) -> dict[str, list[Label]]:
        """Labels of the levels, by factor, in the order of the design."""
        points = self.results.points
        return {
            name: list(dict.fromkeys(point.labels[name] for point in points)) for name in points[0].labels
        }

    def held(self, name: str) -> Label:
        """The level at which a factor stands where a figure has no room for all."""
        levels, baseline = self.factors[name], self.results.experiment.baseline
        wanted = baseline.get(name)
        return next((each for each in levels if each == wanted), levels[len(levels) // 2])

    def says(self, name: str) -> str:
        """What a factor is called."""
        return self.results.experiment.labels.get(name, name)

    def text(self, name: str, label: Label) -> str:
        """A level as people say it."""
        return level(label, is_share(name, self.says(name), self.factors[name]))

    @property
    def levels(self) -> list[Label]:
        """Levels along, numbers in their own order."""
        levels = self.factors[self.along]
        return levels if any(isinstance(each, str) for each in levels) else sorted(levels)

    @property
    def currency(self) -> str:
        """The scenario's."""
        return self.results.experiment.scenario.currency

    @property
    def held_in_words(self) -> str:
        """Which levels the factors without room stand at."""
        others = [name for name in self.factors if name not in (self.along, self.by)]
        return ", ".join(f"{self.says(name)}: {self.text(name, self.held(name))}" for name in others)


def story_of(results: Results) -> Story | None:
    """The experiment's story; None if nothing was varied, nothing is stored, or the design is no grid.

    A line needs points that differ in one factor and have all others in common.
    """
    points = results.points
    is_empty = results.missing == results.experiment.runs
    if not points[0].labels or not results.experiment.design.is_grid or is_empty:
        return None
    names = list(points[0].labels)
    numeric = [name for name in names if not isinstance(points[0].labels[name], str)]
    along = numeric[0] if numeric else names[0]
    others = [name for name in names if name != along]
    words = [name for name in others if isinstance(points[0].labels[name], str)]
    return Story(results, along, next(iter([*words, *others]), None))

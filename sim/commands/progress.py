"""How far is it? A bar for people on stderr; in a pipe only what is worth a line."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from sim.experiment.experiment import Experiment


class Bar:
    """A progress bar over the runs of an experiment (see `sim.experiment.conduct.Progress`)."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        screen = Console(file=sys.stderr, markup=False, highlight=False)
        self._bar = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
        self._task: TaskID | None = None
        self._failed = 0

    def begin(self, experiment: Experiment, stored: int) -> None:
        """Draw the bar; what is stored already counts as done."""
        self._task = self._bar.add_task("runs", total=experiment.runs, completed=stored)
        self._bar.start()

    def advance(self, computed: int, failed: int) -> None:
        """So many more are done."""
        self._failed += failed
        if self._task is not None:
            words = f"runs ({self._failed} failed)" if self._failed else "runs"
            self._bar.update(self._task, advance=computed + failed, description=words)

    def say(self, note: str) -> None:
        """A line above the bar."""
        self._bar.console.print(f"{note[:1].upper()}{note[1:]}.", soft_wrap=True)

    def end(self) -> None:
        """Take the bar away."""
        self._bar.stop()

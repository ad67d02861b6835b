"""How far is it? A bar for people, lines for a log, nothing for scripts."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from sim.experiment.design.experiment import Experiment

PAUSE_SECONDS: Final = 10.0
"""Lines of a log are no nearer to each other than this: a night's sweep fills no disk."""


class Watcher(Protocol):
    """Who wants to know how far it is. Called from the thread that called `run_experiment`."""

    def begin(self, experiment: Experiment, stored: int) -> None:
        """So many of the experiment's runs are stored already; the seed is settled."""

    def advance(self, computed: int, failed: int) -> None:
        """So many more runs were computed, or failed."""

    def say(self, note: str) -> None:
        """Something worth a line."""

    def end(self) -> None:
        """No more calls follow, whatever the reason."""


class Silent:
    """Progress that nobody watches."""

    def begin(self, experiment: Experiment, stored: int) -> None:
        """Say nothing."""

    def advance(self, computed: int, failed: int) -> None:
        """Say nothing."""

    def say(self, note: str) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""


class ProgressBar:
    """A bar with runs done, runs a second, time left and failures, on a terminal or in a notebook.

    In a pipe there is no bar, only what is worth a line.
    """

    def __init__(self, file: IO[str] | None = None) -> None:
        self._file = file
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._failed = 0

    def begin(self, experiment: Experiment, stored: int) -> None:
        """Draw the bar; what is stored already counts as done."""
        bar = self._drawn()
        self._task = bar.add_task(experiment.name, total=experiment.runs, completed=stored, failed="")
        bar.start()

    def advance(self, computed: int, failed: int) -> None:
        """So many more are done."""
        self._failed += failed
        if self._bar is not None and self._task is not None:
            words = f"{self._failed:,} failed" if self._failed else ""
            self._bar.update(self._task, advance=computed + failed, failed=words)

    def say(self, note: str) -> None:
        """A line above the bar."""
        self._drawn().console.print(f"{note[:1].upper()}{note[1:]}.", soft_wrap=True)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _drawn(self) -> RichProgress:
        if self._bar is None:
            self._bar = _bar(self._file)
        return self._bar


class Lines:
    """One line a time: for the log of a batch system. `form` makes a line of an event's facts."""

    def __init__(self, form: Callable[[dict[str, Any]], str], file: IO[str] | None = None) -> None:
        self._form, self._file = form, file
        self._asked = self._stored = self._computed = self._failed = 0
        self._begun = self._told = time.monotonic()

    def begin(self, experiment: Experiment, stored: int) -> None:
        """The first line."""
        self._asked, self._stored = experiment.runs, stored
        self._begun = self._told = time.monotonic()
        self._tell("begin", name=experiment.name, seed=experiment.seed, **self._facts())

    def advance(self, computed: int, failed: int) -> None:
        """A line now and then."""
        self._computed += computed
        self._failed += failed
        if time.monotonic() - self._told >= PAUSE_SECONDS:
            self._told = time.monotonic()
            self._tell("progress", **self._facts())

    def say(self, note: str) -> None:
        """A line of its own."""
        self._tell("note", note=note)

    def end(self) -> None:
        """The last line."""
        self._tell("end", **self._facts())

    def _facts(self) -> dict[str, Any]:
        seconds = time.monotonic() - self._begun
        tried = self._computed + self._failed
        rate = tried / seconds if tried else None
        left = self._asked - self._stored - tried
        return {
            "runs": self._asked,
            "stored": self._stored + self._computed,
            "failed": self._failed,
            "seconds": round(seconds, 1),
            "runs_per_second": None if rate is None else round(rate, 2),
            "seconds_left": None if rate is None else round(left / rate, 1),
        }

    def _tell(self, event: str, **facts: Any) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        print(self._form({"time": now, "event": event, **facts}), file=self._file or sys.stderr, flush=True)


def json_lines(file: IO[str] | None = None) -> Lines:
    """Progress as one JSON object a line."""
    return Lines(lambda facts: json.dumps(facts, ensure_ascii=False), file)


def plain_lines(file: IO[str] | None = None) -> Lines:
    """Progress as plain lines."""
    return Lines(_plain, file)


def usual() -> Watcher:
    """What a call from Python shows if nothing is said: a bar in a notebook, elsewhere nothing."""
    return ProgressBar() if is_notebook() else Silent()


def is_notebook() -> bool:
    """Whether a notebook is being run, with what a bar in it needs."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell" and find_spec("ipywidgets") is not None


def _plain(facts: dict[str, Any]) -> str:
    if facts["event"] == "note":
        return f"{facts['time']}  {facts['note']}"
    told = f"{facts['time']}  {facts['stored']:,} of {facts['runs']:,} runs stored"
    if facts["failed"]:
        told += f", {facts['failed']:,} failed"
    if facts["runs_per_second"] is not None:
        told += f", {facts['runs_per_second']:,.1f} a second"
    if facts["event"] == "progress" and facts["seconds_left"] is not None:
        told += f", {facts['seconds_left'] / 60.0:,.0f} minutes left"
    return told


def _bar(file: IO[str] | None) -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as RichProgress
    from rich.text import Text

    class Rate(ProgressColumn):
        """Runs a second, of late."""

        def render(self, task: Task) -> Text:
            """A dash until something is known."""
            return Text("–/s" if task.speed is None else f"{task.speed:,.1f}/s")

    if file is None and is_notebook():
        screen = Console(force_jupyter=True, markup=False, highlight=False)
    else:
        screen = Console(file=file or sys.stderr, markup=False, highlight=False)
    return RichProgress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        Rate(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}", style="red"),
        console=screen,
        transient=True,
        disable=not (screen.is_terminal or screen.is_jupyter),
    )

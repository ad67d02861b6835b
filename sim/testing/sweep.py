"""A sweep in a process of its own, for those who mean to do it harm."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import Experiment, experiment_from, load_experiment
from sim.experiment.execute.interrupt import Interrupted
from sim.experiment.folder.claim import document_of
from sim.experiment.folder.results import Results

INTERRUPTED: Final = 130
REFUSED: Final = 2


class Ended(NamedTuple):
    """How a sweep ended."""

    code: int
    said: str


class Sweep:
    """``python -m sim.testing.sweep`` on an experiment's file; its workers share its process group."""

    def __init__(self, file: Path, out: Path, workers: int, errors: Path) -> None:
        self.out, self._errors = out, errors
        command = [sys.executable, "-m", "sim.testing.sweep", str(file), str(out), str(workers)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        with errors.open("wb") as sink:
            self._process = subprocess.Popen(
                [*_without_privilege(), *command],
                env=environment,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def is_over(self) -> bool:
        """Whether its main process has ended."""
        return self._process.poll() is not None

    @property
    def has_stored(self) -> bool:
        """Whether a part has been written."""
        return any((self.out / "runs").glob("[!.]*.parquet"))

    def workers(self) -> list[int]:
        """Its worker processes that live: children of the fork server."""
        return [pid for pid, parent in living(self.pid).items() if parent in self.servers()]

    def servers(self) -> list[int]:
        """The fork server that begins workers, if it lives."""
        children = [pid for pid, parent in living(self.pid).items() if parent == self.pid]
        return [pid for pid in children if "forkserver" in _command(pid)]

    def signal(self, number: int) -> None:
        """Send a signal to the main process."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def signal_all(self, number: int) -> None:
        """Send it to every process, as a terminal does with Ctrl-C."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def fill_disk(self, most_bytes: int) -> None:
        """From now on no file of the main process grows beyond so many bytes: a write stops half-way."""
        with suppress(ProcessLookupError):
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    def wait(self, seconds: float = 120.0) -> Ended:
        """Wait for its end, and see to it that nobody is left."""
        try:
            code = self._process.wait(seconds)
        finally:
            self.end()
        return Ended(code, self._errors.read_text(encoding="utf-8", errors="replace"))

    def end(self) -> None:
        """Leave nobody behind, whatever happened."""
        for pid in living(self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()


def small_sweep(replications: int) -> Experiment:
    """Four design points; the reference engine takes some hundredths of a second for a run."""
    return experiment_from(
        {
            "name": "sweep",
            "scenario": {"preset": "pfizer_patents", "warm_up_days": 10, "horizon_days": 200},
            "factors": {
                "share": {"levels": [0, 0.5], "sets": {"strategy.mix.patents.bangalore": 1.0}},
                "clarity": {"path": "strategy.clarity", "levels": [0, 0.4]},
            },
            "replications": replications,
            "seed": 11,
        }
    )


def write(experiment: Experiment, file: Path) -> Path:
    """Write an experiment as a file."""
    file.write_text(document_of(experiment), encoding="utf-8")
    return file


def table(results: Results) -> bytes:
    """Every stored row, in order, as bytes."""
    return results.rows().to_csv(index=False).encode()


def living(group: int) -> dict[int, int]:
    """Processes of a process group that have not ended, each with its parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError, ValueError):
                state, parent, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                if int(its_group) == group and state not in "ZX":
                    found[int(entry.name)] = int(parent)
    return found


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    return ""


def _without_privilege() -> list[str]:
    """The superuser may write to a read-only folder, unless that right is laid down first."""
    if os.geteuid() == 0 and (tool := shutil.which("setpriv")):
        return [tool, "--bounding-set", "-dac_override,-dac_read_search"]
    return []


def main(file: str, out: str, workers: str) -> int:
    """Sweep, and leave with an exit code as the command line does."""
    from sim.errors import KposimError

    tell: Callable[[object], None] = lambda what: print(what, file=sys.stderr)  # noqa: E731
    try:
        run_experiment(load_experiment(file), out, workers=int(workers), engine="reference")
    except Interrupted as stop:
        tell(stop)
        return INTERRUPTED
    except KposimError as error:
        tell(error)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

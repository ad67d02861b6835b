"""Is nothing lost, whatever is done to a sweep, at whatever moment? ``python -m sim.testing.kill 200``

A sweep is begun, harmed at a random moment, and resumed; harmed again, a few times over. Then its table must
equal that of a sweep that nobody harmed, byte for byte.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import Experiment
from sim.experiment.folder.results import Results
from sim.testing.sweep import INTERRUPTED, REFUSED, Ended, Sweep, small_sweep, table, write

REPLICATIONS: Final = 60
LATEST_SECONDS: Final = 1.5
"""Harm comes within so many seconds of a new part, or of the beginning; the sweep lasts a little longer."""
EARLY: Final = 0.3
"""How often it is of the beginning."""
HARMS_IN_A_ROUND: Final = 3


def kill_main(sweep: Sweep, dice: random.Random) -> None:
    """SIGKILL of the main process."""
    sweep.signal(signal.SIGKILL)


def kill_everyone(sweep: Sweep, dice: random.Random) -> None:
    """SIGKILL of all processes at once: the power is cut."""
    sweep.signal_all(signal.SIGKILL)


def kill_a_worker(sweep: Sweep, dice: random.Random) -> None:
    """SIGKILL of one worker; the sweep goes on."""
    _kill(dice.sample(workers, 1) if (workers := sweep.workers()) else [])


def kill_all_workers(sweep: Sweep, dice: random.Random) -> None:
    """SIGKILL of all workers; the sweep goes on."""
    _kill(sweep.workers())


def kill_the_fork_server(sweep: Sweep, dice: random.Random) -> None:
    """SIGKILL of the process that begins new workers; the sweep goes on."""
    _kill(sweep.servers())


def terminate(sweep: Sweep, dice: random.Random) -> None:
    """SIGTERM, as a batch system sends it."""
    sweep.signal(signal.SIGTERM)


def interrupt(sweep: Sweep, dice: random.Random) -> None:
    """Ctrl-C, to the whole group."""
    sweep.signal_all(signal.SIGINT)


def fill_the_disk(sweep: Sweep, dice: random.Random) -> None:
    """No file grows any more: the next write stops half-way."""
    sweep.fill_disk(dice.randrange(4_000, 40_000))


def make_read_only(sweep: Sweep, dice: random.Random) -> None:
    """Nothing can be created in the folder any more."""
    for folder in (sweep.out, sweep.out / "runs"):
        with suppress(FileNotFoundError):
            folder.chmod(0o555)


def truncate_a_part(sweep: Sweep, dice: random.Random) -> None:
    """A disk that lied about what it had written: the main process ends, and a part is cut short."""
    sweep.signal(signal.SIGKILL)
    sweep.wait()
    if parts := sorted((sweep.out / "runs").glob("[!.]*.parquet")):
        part = dice.choice(parts)
        os.truncate(part, dice.randrange(part.stat().st_size))


Harm = Callable[[Sweep, random.Random], None]
HARMS: Final[dict[Harm, frozenset[int]]] = {
    fill_the_disk: frozenset({REFUSED, 0}),
    make_read_only: frozenset({REFUSED, 0}),
    kill_all_workers: frozenset({0}),
    truncate_a_part: frozenset({-signal.SIGKILL, 0}),
    kill_main: frozenset({-signal.SIGKILL, 0}),
    kill_everyone: frozenset({-signal.SIGKILL, 0}),
    kill_a_worker: frozenset({0}),
    kill_the_fork_server: frozenset({0}),
    terminate: frozenset({INTERRUPTED, 0}),
    interrupt: frozenset({INTERRUPTED, 0}),
}
"""What is done, and the exit codes that may follow; 0, where the sweep was quicker."""


@dataclass(slots=True)
class Bout:
    """Many rounds of harm."""

    done: Counter[str] = field(default_factory=Counter)
    """How often each harm met a sweep at work."""
    late: int = 0
    """How often the sweep was quicker."""
    faults: list[str] = field(default_factory=list)


def bout(harms: int, folder: Path, workers: int, seed: int) -> Bout:
    """Do harm so many times, in rounds of a few; what was lost."""
    experiment, found = small_sweep(REPLICATIONS), Bout()
    whole = table(run_experiment(experiment, folder / "whole"))
    names, dice = itertools.cycle(HARMS), random.Random(seed)
    for number in range(0, harms, HARMS_IN_A_ROUND):
        out = folder / f"round{number}"
        chosen = [next(names) for _ in range(min(HARMS_IN_A_ROUND, harms - number))]
        dice.shuffle(chosen)
        for harm in chosen:
            _harm(harm, experiment, out, workers, dice, found)
        _open(out)
        resumed = run_experiment(experiment, out)
        if table(resumed) != whole or resumed.missing or resumed.failures:
            found.faults.append(f"{[harm.__name__ for harm in chosen]}: the table is another; see {out}")
        else:
            shutil.rmtree(out)
    return found


def _harm(
    harm: Harm, experiment: Experiment, out: Path, workers: int, dice: random.Random, found: Bout
) -> None:
    """Resume the sweep, wait for a random moment, and strike."""
    _open(out)
    before, cut = _parts(out), _damaged(out)
    # A signal that comes before the program can hear it is the interpreter's matter, and ends it anyhow.
    is_early = harm not in (terminate, interrupt) and dice.random() < EARLY
    file = write(experiment, out.with_suffix(".yaml"))
    sweep = Sweep(file, out, workers, out.with_suffix(".err"))
    try:
        moment = time.monotonic() + 60.0
        while not (is_early or sweep.is_over) and _parts(out) == before and time.monotonic() < moment:
            time.sleep(0.005)
        time.sleep(dice.uniform(0.0, LATEST_SECONDS))  # in which it may end: there is no harm in that
        is_late = sweep.is_over
        harm(sweep, dice)
        ended = sweep.wait()
    finally:
        sweep.end()
    found.late += is_late
    found.done[harm.__name__] += not is_late
    found.faults += _faults(harm, ended)
    if harm is not truncate_a_part:
        found.faults += [f"{harm.__name__}: {told}" for told, _ in sorted(_damaged(out) - cut)]


def _faults(harm: Harm, ended: Ended) -> list[str]:
    name, told = harm.__name__, []
    if ended.code not in HARMS[harm]:
        told.append(f"{name}: exit code {ended.code}; {ended.said[-2000:]}")
    if "Traceback" in ended.said and "multiprocessing" not in ended.said:  # a worker's own last words
        told.append(f"{name}: a traceback; {ended.said[-2000:]}")
    return told


def _damaged(out: Path) -> set[tuple[str, int]]:
    """Damaged parts, each with the moment it was written.

    What an earlier harm cut still lies there if the sweep is killed again before it has looked: that is no
    fault of this harm. The same part, written anew and damaged again, would be.
    """
    return {(str(damage), damage.path.stat().st_mtime_ns) for damage in Results(out).damages}


def _parts(out: Path) -> int:
    return sum(1 for _ in (out / "runs").glob("[!.]*.parquet"))


def _open(out: Path) -> None:
    for folder in (out, out / "runs"):
        with suppress(FileNotFoundError):
            folder.chmod(0o755)


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def main(arguments: list[str] | None = None) -> int:
    """Do harm as often as asked, say what was done, and leave with 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m sim.testing.kill", description=__doc__)
    parser.add_argument("harms", type=int, nargs="?", default=len(HARMS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args(arguments)
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**6)
    folder = Path(tempfile.mkdtemp(prefix="kposim-kill-"))
    begun = time.monotonic()
    found = bout(asked.harms, folder, asked.workers, seed)
    times = ", ".join(f"{name} {number}" for name, number in sorted(found.done.items()))
    print(f"seed {seed}: {asked.harms} times harm in {time.monotonic() - begun:,.0f} seconds")
    print(f"while at work: {times}; after the end: {found.late}")
    print("\n".join(found.faults) or "Nothing was lost: every table equals that of an unharmed sweep.")
    if not found.faults:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())

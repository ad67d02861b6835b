"""Who computes?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sim.errors import InputError, Problem
from sim.experiment.design.own import NONE, OwnFunctions
from sim.experiment.execute.executor import Courier, local_courier, threaded_courier
from sim.experiment.execute.run import USUAL, Wanted
from sim.replicate.pool import may_stay, needs_script
from sim.replicate.worlds import checked_workers

if TYPE_CHECKING:
    from sim.engine.simulate import Engine


class Crew(NamedTuple):
    """Processes, threads, or a cluster. The numbers are the same."""

    workers: int = 1
    threads: int = 0
    cluster: str | None = None

    @classmethod
    def checked(cls, workers: int = 1, threads: int | None = None, cluster: str | None = None) -> Self:
        """A crew, if there can be one like this.

        Raises
        ------
        InputError
            There cannot.
        """
        for name, number in (("workers", workers), ("threads", threads)):
            if number is not None:
                checked_workers(number, name)
        asked = [workers > 1, threads is not None, cluster is not None]
        if sum(asked) > 1:
            told = {"workers": workers, "threads": threads, "cluster": cluster}
            named = [name for name, is_asked in zip(told, asked, strict=True) if is_asked]
            rule = "runs go to processes (workers), to threads, or to a cluster"
            raise InputError([Problem(" and ".join(named), told[named[-1]], rule, "choose one of them")])
        if cluster is not None:
            from sim.experiment.execute.link import checked_address

            checked_address(cluster)
        return cls(workers, threads or 0, cluster)

    def courier(
        self,
        most: int,
        engine: Engine,
        is_over: Callable[[], bool],
        say: Callable[[str], None],
        own: OwnFunctions = NONE,
        wanted: Wanted = USUAL,
    ) -> Courier:
        """Who carries the runs there; `most` is how many there are.

        Raises
        ------
        InputError
            A function of the user's own cannot travel to them.
        """
        if self.cluster is not None:
            if needs_script(own):
                rule = "a cluster's workers cannot have a function or a class of the script that runs here"
                remedy = "define it in a module that they can import"
                raise InputError([Problem("cluster", str(own.names), rule, remedy)])
            from sim.experiment.execute.link import cluster_courier

            return cluster_courier(self.cluster, engine, is_over, say, wanted)
        if self.threads:
            return threaded_courier(min(self.threads, most), engine, is_over, wanted)
        workers = min(self.workers, most)
        with_script = workers > 1 and needs_script(own)
        is_kept = own == NONE and may_stay()
        return local_courier(workers, engine, is_over, with_script, is_kept, wanted)

    def told(self) -> dict[str, Any]:
        """What the manifest says; a cluster's address names a machine, so it says none."""
        if self.cluster is not None:
            is_own = self.cluster.startswith("local:")
            return {"executor": "dask", "workers": int(self.cluster[6:]) if is_own else None}
        if self.threads:
            return {"executor": "threads", "workers": self.threads}
        return {"executor": "processes" if self.workers > 1 else "serial", "workers": self.workers}

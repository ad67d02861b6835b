"""How do runs travel to a Dask cluster, and what if it breaks?

Dask forgets every result when its scheduler dies, those computed included. So results are taken home as they
come, and what was under way is sent again to the next scheduler; runs are named by their content, so a run
computed twice does no harm. Dask only warns of workers with other versions; here they are given no work.
"""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sim.errors import KposimError
from sim.experiment.execute.executor import BatchDeadly, BatchReturned, LinkLost
from sim.experiment.execute.parcel import Call, packed, unpacked
from sim.experiment.execute.stamp import Stamp, differing, own_stamp

if TYPE_CHECKING:
    from distributed import Client

LOOK_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 30.0
"""A scheduler that takes longer to say who its workers are counts as dead."""
SHOWN: Final = 10


class ClusterError(KposimError, RuntimeError):
    """A cluster cannot be used, or not any longer. What was computed is stored."""


class WorkerRefused(Exception):
    """This worker runs another program or other libraries: its numbers may be other numbers."""

    def __init__(self, worker: str, why: str) -> None:
        super().__init__(worker, why)
        self.worker, self.why = worker, why


def carry_out(stamp: Stamp, parcel: bytes) -> bytes:
    """Call what is in a parcel, if this worker's stamp is the same; runs on the worker.

    The parcel stays closed until then: another version of a library might read it as something else.
    """
    from distributed import get_worker

    if why := differing(stamp, own_stamp()):
        raise WorkerRefused(get_worker().address, why)
    function, arguments = unpacked(parcel)
    return packed(function(*arguments))


class DaskExecutor(Executor):
    """An executor over a Dask cluster whose workers come and go.

    Parameters
    ----------
    client
        Connected; it is closed with the executor.
    close
        Called at the end.
    say
        Hears what is worth a line.
    is_strict
        Whether a foreign worker among those present ends it all. Later ones are named, and given no work.
    """

    def __init__(
        self,
        client: Client,
        say: Callable[[str], None],
        is_strict: bool = True,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._client, self._say, self._close = client, say, close
        self._alive: dict[str, int] = {}
        self._refused: dict[str, str] = {}
        self._under_way: dict[Future[Any], frozenset[str]] = {}
        self._news: deque[Exception] = deque()
        """Refusals and riddles, told by Dask's thread and dealt with by ours."""
        self._next_look = 0.0
        self._is_waiting = False
        if is_strict and (foreign := self._examine()):
            raise ClusterError(_foreign("workers that differ from this machine", foreign))
        self._refused |= {} if is_strict else self._examine()

    # -- What the courier asks -------------------------------------------------------------------------------

    @property
    def workers(self) -> int:
        """How many batches it computes at a time, now.

        Raises
        ------
        ClusterError
            No worker can be used.
        """
        if self._news or time.monotonic() >= self._next_look:
            self._look()
            self._next_look = time.monotonic() + LOOK_SECONDS
        return sum(threads for worker, threads in self._alive.items() if worker not in self._refused)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker call `fn`; keywords are Dask's business and not allowed here."""
        if kwargs or self._client.status != "running":
            raise TypeError("no keywords travel") if kwargs else LinkLost()
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        sound = frozenset(self._alive).difference(self._refused) if self._refused else frozenset()
        options = {"workers": sorted(sound)} if sound else {}
        way = self._client.get_executor(pure=False, **options)
        self._under_way[future] = sound
        call = Call(carry_out, own_stamp(), packed((fn, args)))
        carried = way.submit(pickle.loads, pickle.dumps(call))
        carried.add_done_callback(partial(self._arrived, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take leave of the cluster; it forgets what it was asked to do."""
        self._lose()
        with suppress(Exception):  # a scheduler that is gone needs no farewell
            self._client.close(timeout=2)
        self._close()

    # -- What the cluster answers ----------------------------------------------------------------------------

    def _arrived(self, future: Future[Any], carried: Future[bytes]) -> None:
        """Called in Dask's thread when a parcel is back, or will not come back."""
        from distributed.scheduler import KilledWorker

        self._under_way.pop(future, None)
        with suppress(InvalidStateError):  # it was given up already
            try:
                future.set_result(unpacked(carried.result()))
            except CancelledError:
                future.set_exception(LinkLost())
            except KilledWorker:
                future.set_exception(BatchDeadly())
            except Exception as error:
                self._news.append(error)
                future.set_exception(BatchReturned())

    def _look(self) -> None:
        """Who is there? Are those whom we asked still there?"""
        try:
            if self._client.status != "running":
                raise OSError
            self._alive = dict(self._client.nthreads(callback_timeout=ANSWER_SECONDS))
        except (OSError, TimeoutError, CancelledError):
            self._alive = {}
            self._lose()
            return
        while self._news:
            self._deal_with(self._news.popleft())
        if self._alive and self._alive.keys() <= self._refused.keys():
            raise ClusterError(_foreign("no worker that can be used", self._refused))
        if not self._alive and not self._is_waiting:
            self._say("the cluster has no workers yet; the runs go on when the first one comes")
        self._is_waiting = not self._alive
        self._rescue()

    def _deal_with(self, error: Exception) -> None:
        """A worker refused a batch, or could not even understand the question."""
        found = {error.worker: error.why} if isinstance(error, WorkerRefused) else self._examine()
        if not found:
            raise ClusterError(
                f"the cluster cannot compute: {type(error).__name__}: {error}\n"
                "  rule    a worker needs kposim and what it needs, as they are here\n"
                "  remedy  install the same on every worker; what was computed is stored, and the same "
                "command continues"
            ) from error
        for worker, why in found.items():
            if worker not in self._refused:
                self._say(f"worker {worker} is given no work: {why}")
        self._refused |= found

    def _examine(self) -> dict[str, str]:
        """Workers that differ, and in what."""
        answers: dict[str, Any] = self._client.run(
            pickle.loads, pickle.dumps(Call(own_stamp)), on_error="return"
        )
        return {worker: why for worker, answer in answers.items() if (why := _why(answer))}

    def _rescue(self) -> None:
        """A batch for chosen workers, of which none is left, would wait for ever."""
        for future, chosen in list(self._under_way.items()):
            if chosen and chosen.isdisjoint(self._alive):
                self._give_up(future, BatchReturned())

    def _lose(self) -> None:
        for future in list(self._under_way):
            self._give_up(future, LinkLost())

    def _give_up(self, future: Future[Any], error: Exception) -> None:
        self._under_way.pop(future, None)
        with suppress(InvalidStateError):
            future.set_exception(error)


def _why(answer: Any) -> str:
    if isinstance(answer, ImportError | AttributeError):
        return f"it has no kposim, or an old one ({answer})"
    if isinstance(answer, Exception):
        return f"it does not say what it runs ({type(answer).__name__}: {answer})"
    return differing(own_stamp(), answer)


def _foreign(what: str, found: dict[str, str]) -> str:
    lines = [f"  {worker}: {why}" for worker, why in list(found.items())[:SHOWN]]
    more = [f"  and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "\n".join(
        [
            f"the cluster has {what}:",
            *lines,
            *more,
            "  rule    one table comes from one program: the same kposim, Python and libraries everywhere",
            "  remedy  install the same on every worker (pip install -c constraints.txt), or give this "
            "command in the workers' own environment",
        ]
    )

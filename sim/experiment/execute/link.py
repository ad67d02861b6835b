"""Where is the cluster, and how is it reached, the first time and again?"""

from __future__ import annotations

import importlib.util
import json
import logging
import re
import time
import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import InputError, Problem
from sim.experiment.execute.cluster import ClusterError, DaskExecutor
from sim.experiment.execute.executor import Courier
from sim.experiment.execute.run import USUAL, Wanted
from sim.replicate.pool import Serial, blind_to_this_folder, deaf_to_interrupts, told_what_they_need

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

    from sim.engine.simulate import Engine

ADDRESS: Final = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+:[0-9]+/?")
LOCAL: Final = re.compile(r"local:([0-9]{1,4})")
BARE: Final = re.compile(r"[\w.-]+:[0-9]+")

FIRST_SECONDS: Final = 20.0
"""A scheduler that is not there at the beginning is a slip, not an accident."""
PATIENCE_SECONDS: Final = 600.0
"""How long, when a scheduler died, the next one is waited for."""
ATTEMPT_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 0.5


def checked_address(address: str) -> str:
    """An address that a cluster may have.

    Raises
    ------
    InputError
        It is none, or Dask is not installed.
    """
    is_known = ADDRESS.fullmatch(address) or LOCAL.fullmatch(address) or address.endswith(".json")
    if not is_known or address == "local:0":
        rule = "must be tcp://HOST:PORT, tls://HOST:PORT, a scheduler file (.json), or local:N"
        remedy = (
            f"did you mean tcp://{address}?" if BARE.fullmatch(address) else "dask scheduler says its own"
        )
        raise InputError([Problem("cluster", address, rule, remedy)])
    if importlib.util.find_spec("distributed") is None:
        rule, remedy = "a cluster needs Dask, which is not installed", "pip install 'kposim[cluster]'"
        raise InputError([Problem("cluster", address, rule, remedy)])
    return address


def cluster_courier(
    address: str,
    engine: Engine,
    is_over: Callable[[], bool] = lambda: False,
    say: Callable[[str], None] = lambda note: None,
    wanted: Wanted = USUAL,
) -> Courier:
    """Workers are those of a Dask cluster."""
    return Courier(Link(address, is_over, say).open, 1, engine, is_over, wanted=wanted)


class Link:
    """The way to a cluster; it can be opened again when it broke."""

    def __init__(self, address: str, is_over: Callable[[], bool], say: Callable[[str], None]) -> None:
        self.address, self.is_over, self.say = checked_address(address), is_over, say
        self._was_open = False

    def open(self) -> Executor:
        """An executor on the cluster, as soon as its scheduler answers.

        Raises
        ------
        ClusterError
            It does not answer, or has workers that cannot be used.
        """
        begun = time.monotonic()
        patience = PATIENCE_SECONDS if self._was_open else FIRST_SECONDS
        if self._was_open:
            self.say(
                f"the scheduler at {self.address} is lost; results are stored, the next one is waited for "
                f"({patience:.0f} s), and what was under way is sent again"
            )
        while not self.is_over():
            try:
                executor = self._opened()
            except OSError as error:
                if time.monotonic() - begun > patience:
                    raise ClusterError(self._no_answer(patience)) from error
                time.sleep(PAUSE_SECONDS)
                continue
            if self._was_open:
                self.say("the scheduler answers again")
            self._was_open = True
            return executor
        return Serial()  # nobody will ask it anything

    def _opened(self) -> DaskExecutor:
        if found := LOCAL.fullmatch(self.address):
            local = _local_cluster(int(found[1]))
            return DaskExecutor(_client(local), self.say, close=local.close)
        client = _client(self._scheduler())
        try:
            return DaskExecutor(client, self.say, is_strict=not self._was_open, close=_hushed())
        except BaseException:
            client.close(timeout=ATTEMPT_SECONDS)
            raise

    def _scheduler(self) -> str:
        """A scheduler file is read each time: the next scheduler writes another address into it."""
        if not self.address.endswith(".json"):
            return self.address
        try:
            return str(json.loads(Path(self.address).read_text(encoding="utf-8"))["address"])
        except (ValueError, KeyError, TypeError) as error:
            raise OSError(f"{self.address} is no scheduler file") from error

    def _no_answer(self, seconds: float) -> str:
        return (
            f"no scheduler answers at {self.address} (waited {seconds:.0f} s)\n"
            "  rule    a scheduler runs there, and this machine may reach it\n"
            "  remedy  start one (dask scheduler), or mend the address; what was computed is stored, and the "
            "same command continues"
        )


def _client(where: Any) -> Client:
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    _refuse_tls_without_certificates(where)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VersionMismatchWarning)  # we are stricter, and say what differs
        try:
            return Client(where, timeout=ATTEMPT_SECONDS, name="kposim", set_as_default=False)
        except ValueError as error:
            remedy = "dask scheduler says its own"
            raise InputError([Problem("cluster", str(where), f"Dask says: {error}", remedy)]) from error


def _refuse_tls_without_certificates(where: Any) -> None:
    from distributed.security import Security

    is_secret = isinstance(where, str) and where.startswith("tls:")
    if is_secret and Security().get_connection_args("client").get("ssl_context") is None:
        rule = "tls needs certificates, and Dask's configuration names none"
        remedy = "set distributed.comm.tls as docs/scale_clusters.md shows"
        raise InputError([Problem("cluster", where, rule, remedy)])


def _local_cluster(workers: int) -> LocalCluster:
    from distributed import LocalCluster

    with deaf_to_interrupts(), blind_to_this_folder(), told_what_they_need():
        return LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        )


def _hushed() -> Callable[[], None]:
    """Dask's client prints tracebacks when its scheduler dies; we say it in a sentence. A call undoes it."""
    log = logging.getLogger("distributed.client")
    before, log.disabled = log.disabled, True
    return lambda: setattr(log, "disabled", before)

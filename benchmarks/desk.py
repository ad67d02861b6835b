"""Who is measured where a page is? A desk of this machine, as `kposim serve` opens it, at a free port."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

COMMAND: Final = ("-u", "-m", "sim.cli", "serve", "pfizer_patents", "--port", "0")
ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+")
CLOSING_SECONDS: Final = 30


@dataclass
class OpenDesk:
    """A desk that is open, or was."""

    address: str
    code: int | None = None
    """With which it closed."""


@contextmanager
def opened() -> Iterator[OpenDesk]:
    """A desk of `pfizer_patents`, closed as by Ctrl-C when the context ends."""
    with subprocess.Popen([sys.executable, *COMMAND], stdout=subprocess.PIPE, text=True) as server:
        desk = None
        try:
            assert server.stdout is not None
            found = next(filter(None, map(ADDRESS.search, server.stdout)))
            desk = OpenDesk(found[0])
            yield desk
        finally:
            server.send_signal(signal.SIGINT)
            code = server.wait(CLOSING_SECONDS)
            if desk is not None:
                desk.code = code

"""The command, `kposim` or `python -m kposim`, which imports nothing from the folder where one works."""

from __future__ import annotations

import os
import sys

if sys.path[0] in ("", os.getcwd()):  # which `python -m` puts first, for worker processes too
    del sys.path[0]

import kposim  # noqa: F401  (binds `sim` to the package beside it, whatever else is called so)
from sim.cli import main

if __name__ == "__main__":
    main()

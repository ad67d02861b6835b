"""What does a worker need before its first run? Modules and machine code: a fork server has both."""

from __future__ import annotations

import warnings
from contextlib import suppress

from sim.case import preset
from sim.outcome.measure import MEASURES
from sim.replicate.kept import Keeper
from sim.replicate.replications import Replications, table_of
from sim.rules.code_folder import is_complete, is_off
from sim.rules.rule import go_over

SAMPLE = "pfizer_patents"


def load() -> None:
    """Load the machine code by playing a case once, if it is there; what goes wrong, workers will tell."""
    if is_off() or not is_complete():
        return
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        go_over()
        table_of(Replications(preset(SAMPLE), 0, (0,)), tuple(MEASURES), Keeper())


load()

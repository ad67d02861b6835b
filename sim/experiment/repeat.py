"""Repeat one run of a results folder alone: ``python -m sim.experiment.repeat FOLDER POINT REPLICATION``.

Prints its row; if the run fails, it fails here in full view.
"""

from __future__ import annotations

import sys

from sim.errors import InputError, KposimError, Problem
from sim.experiment.design import find
from sim.experiment.results import Results
from sim.experiment.run import Row, Run, journal_of, row_of


def repeat(folder: str, point: str, replication: int) -> Row:
    """The row of one run, computed anew; nothing is written."""
    results = Results(folder)
    run = Run(find(results.points, point), replication, results.experiment.seed or 0)
    return row_of(run, journal_of(run, "auto"))


def _row_asked(arguments: list[str]) -> Row:
    if len(arguments) != 3 or not arguments[2].isdecimal():
        rule = "three words are needed: the results folder, a design point's id, and the replication"
        raise InputError([Problem("arguments", " ".join(arguments), rule)])
    return repeat(arguments[0], arguments[1], int(arguments[2]))


if __name__ == "__main__":
    try:
        row = _row_asked(sys.argv[1:])
    except KposimError as error:
        sys.exit(str(error))
    print("\n".join(f"{name:<30} {value}" for name, value in row.items()))

"""What is played at a time? A batch: some replications of one case, and what is wanted of them.

A batch is the unit on purpose. `table_of` promises a table of measures and no journals: so each is read where
it was written, and the next one is written over it. Whoever needs the journals themselves says so
(`journals_of`), and gets copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from sim.replicate.kept import KEPT, Keeper, Names, size_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.case import Case
    from sim.engine.journal import Journal
    from sim.engine.own_rule import OwnRule
    from sim.engine.simulate import Engine
    from sim.tape.tape import Tape

MOST_AHEAD: Final = 2**20
"""Bytes of tapes that are dealt before the first of them is played: some ten of the presets'."""


class Replications(NamedTuple):
    """Replications of one case, all of one seed."""

    case: Case
    seed: int
    replications: Sequence[int]
    engine: Engine = "auto"
    assign: OwnRule | None = None
    """A rule of the user's own, instead of the strategy's."""


def table_of(
    batch: Replications, measures: Sequence[str], keeper: Keeper = KEPT, names: Names | None = None
) -> NDArray[np.float64]:
    """Measures by replication, shape (replications, measures); nan where a replication has none.

    Parameters
    ----------
    names
        The case's digests, where they are known already.
    """
    import numpy as np

    from sim.outcome.asked import Asked

    scenario, strategy = batch.case.scenario, batch.case.strategy
    names = names or Names.of(batch.case)
    asked = Asked(scenario, strategy, keeper.plan(batch.case, names), measures)
    table = np.empty((len(batch.replications), len(measures)))
    for row, journal in zip(table, _told(batch, keeper, names, lent=True), strict=True):
        row[:] = asked.of(journal)
    return table


def journals_of(batch: Replications, keeper: Keeper = KEPT, names: Names | None = None) -> Iterator[Journal]:
    """The facts of each replication, one at a time.

    Parameters
    ----------
    names
        The case's digests, where they are known already.
    """
    return _told(batch, keeper, names or Names.of(batch.case), lent=False)


def _told(batch: Replications, keeper: Keeper, names: Names, *, lent: bool) -> Iterator[Journal]:
    """The same; one that is lent is good until the next is asked for."""
    from sim.engine.simulate import chosen_engine, told
    from sim.strategy.sound import ensure_sound

    case, engine, assign = batch.case, batch.engine, batch.assign
    chosen = chosen_engine(engine, assign)
    ensure_sound(case.scenario, case.strategy)
    plan = keeper.plan(case, names)
    for tape in _tapes(batch, keeper, names):
        yield told(case, plan, tape, chosen, assign, lent=lent)


def _tapes(batch: Replications, keeper: Keeper, names: Names) -> Iterator[Tape]:
    """The luck of each replication, of a few at a time: a processor that deals, tells and settles in turns
    has forgotten how to deal when the next turn comes."""
    case, seed, replications = batch.case, batch.seed, batch.replications
    done, some = 0, 1
    while done < len(replications):
        tapes = [keeper.tape(case, names, seed, each) for each in replications[done : done + some]]
        yield from tapes
        done, some = done + some, max(1, MOST_AHEAD // size_of(tapes[0]))


def journal_of(
    case: Case, seed: int, replication: int, engine: Engine = "auto", names: Names | None = None
) -> Journal:
    """The facts of one replication, with the plan and the tape that are there."""
    return next(journals_of(Replications(case, seed, (replication,), engine), names=names))

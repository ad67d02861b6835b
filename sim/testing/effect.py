"""Does a setting have an effect, or is it refused, or does `check` say why it has none?

`python -m sim.testing.effect lively pfizer_patents --workers 2` looks at every setting of the cases named;
left out, of the lively cases and of all that ship. It ends with 1 if a setting is silently ignored or a
reason is false.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing import get_context
from random import Random
from typing import Final, Literal, NamedTuple

import numpy as np

from sim.case import Case, changed, preset, preset_names
from sim.engine.journal import Journal
from sim.engine.making import make_plan
from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.outcome.monthly import monthly_ledger
from sim.outcome.scorecard import settle
from sim.scenario.hazard import HazardInsolvency, SizeInsolvency
from sim.strategy.silent import reason_for, silent
from sim.testing.cases import RandomCase
from sim.testing.lively import livelier, lively
from sim.testing.settings import WORDS, Leaf, leaves

SEED: Final = 7
FEW: Final = 2
"""Worlds in which a named setting must change nothing."""
MANY: Final = 10
"""Worlds in which an effect is looked for, and as many again in which providers end often."""
HASTY: Final = {"kind": "hazard", "per_year": 4.0}
"""What ends providers so often that the effects of their end are seen in a few worlds."""
TRIED: Final = 4
"""Other values that are tried of those that are not refused."""
LONGEST_DAYS: Final = 200.0

LIVELY: Final = {"lively": lively, "livelier": livelier}

Found = Literal["moves", "refused", "named", "unsaid", "false reason"]
FAULTS: Final = ("unsaid", "false reason")


class Verdict(NamedTuple):
    """What became of a setting that was changed; `value` is the other value that shows a fault."""

    case: str
    path: str
    found: Found
    reason: str | None = None
    value: object = None


def case_names() -> list[str]:
    """The lively cases, and all that ship."""
    return [*LIVELY, *preset_names()]


@cache
def named_case(name: str) -> Case:
    """A case that ships, for half a year, or a lively one."""
    if name in LIVELY:
        return LIVELY[name]()
    case = preset(name)
    return changed(case, {"scenario.horizon_days": min(case.scenario.horizon_days, LONGEST_DAYS)})


@cache
def settings(name: str) -> dict[str, Leaf]:
    """Every setting of a case that is more than a word, by its path."""
    return {leaf.path: leaf for leaf in leaves(named_case(name)) if leaf.path not in WORDS}


def judged(name: str, path: str, *, tried: int = TRIED, worlds: int = MANY) -> Verdict:
    """What becomes of a setting under other values, the first that are not refused."""
    others = list(islice(_others(named_case(name), settings(name)[path]), tried))
    if not others:
        return Verdict(name, path, "refused")
    reason, reasons = reason_now(name, path), [_reason(path, other) for _, other in others]
    named = [other for other, why in zip(others, reasons, strict=True) if why]
    for value, other in named if reason else ():
        if any(_differs(name, other, world) for world in range(FEW)):
            return Verdict(name, path, "false reason", reason, value)
    if reason or len(named) == len(others):
        return Verdict(name, path, "named", reason or reasons[0])
    unnamed = [other for other, why in zip(others, reasons, strict=True) if not why]
    for is_hasty in (False, True):
        tries = [_hastened(other) for _, other in unnamed] if is_hasty else [other for _, other in unnamed]
        if any(_differs(name, other, world, is_hasty) for world in range(worlds) for other in tries):
            return Verdict(name, path, "moves")
    return Verdict(name, path, "unsaid", None, [value for value, _ in unnamed])


def reason_now(name: str, path: str) -> str | None:
    """Why a setting has no effect in a case as it is; None if it may have one."""
    return _reason(path, named_case(name))


def _reason(path: str, case: Case) -> str | None:
    return reason_for(path, silent(case.scenario, case.strategy))


def _others(case: Case, leaf: Leaf) -> Iterator[tuple[object, Case]]:
    """The case with other values of a setting, those that are not refused."""
    for value in leaf.others:
        try:
            other = changed(case, {leaf.path: value})
            make_plan(other.scenario, other.strategy)
        except InputError:
            continue
        if other.digest != case.digest:
            yield value, other


def _hastened(case: Case) -> Case:
    """The case with providers that end often, where they end by hazard."""
    providers = case.scenario.providers.items()
    ending = [
        name for name, each in providers if isinstance(each.insolvency, SizeInsolvency | HazardInsolvency)
    ]
    return changed(case, {f"scenario.providers.{name}.insolvency": HASTY for name in ending})


def false_reasons(case: RandomCase, dice: Random, paths: int = 6) -> Iterator[Verdict]:
    """Settings of a random case that are named as without effect, and have one; some of them are tried."""
    told = silent(case.scenario, case.strategy)
    named = [leaf for leaf in leaves(case) if leaf.path not in WORDS and reason_for(leaf.path, told)]
    for leaf in dice.sample(named, min(paths, len(named))):
        for value, other in islice(_others(case, leaf), 2):
            if _reason(leaf.path, other) and _numbers(other, case.seed) != _numbers(case, case.seed):
                yield Verdict("random", leaf.path, "false reason", reason_for(leaf.path, told), value)


def _numbers(case: Case, seed: int) -> tuple[bytes, str, bytes]:
    journal = simulate(case, seed=seed)
    return journal.to_bytes(), _scores(journal), _money(journal)


def _differs(name: str, other: Case, world: int, is_hasty: bool = False) -> bool:
    """Whether any number of a world is another: of the journal, the scorecard or the months' money."""
    journal = _played(other, world)
    before = _before(name, world, is_hasty)
    return (
        journal.to_bytes() != before.to_bytes()
        or _scores(journal) != _scores_before(name, world, is_hasty)
        or _money(journal) != _money_before(name, world, is_hasty)
    )


def _played(case: Case, world: int) -> Journal:
    return simulate(case, seed=SEED, replication=world)


@cache
def _before(name: str, world: int, is_hasty: bool) -> Journal:
    case = named_case(name)
    return _played(_hastened(case) if is_hasty else case, world)


@cache
def _scores_before(name: str, world: int, is_hasty: bool) -> str:
    return _scores(_before(name, world, is_hasty))


@cache
def _money_before(name: str, world: int, is_hasty: bool) -> bytes:
    return _money(_before(name, world, is_hasty))


def _scores(journal: Journal) -> str:
    return repr(settle(journal).as_row())


def _money(journal: Journal) -> bytes:
    return np.ascontiguousarray(monthly_ledger(journal).to_numpy()).tobytes()


def _judged(asked: tuple[str, str]) -> Verdict:
    return judged(*asked)


def main(arguments: list[str] | None = None) -> int:
    """Look at every setting of some cases and print what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m sim.testing.effect", description=__doc__)
    parser.add_argument("cases", nargs="*", default=case_names(), help="lively, or presets")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--under", default="", metavar="TEXT", help="only settings whose path has this text")
    parser.add_argument("--all", action="store_true", help="print what became of every setting")
    given = parser.parse_args(arguments)
    asked = [(name, path) for name in given.cases for path in settings(name) if given.under in path]
    count = 0
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
        for verdict in pool.map(_judged, asked, chunksize=8):
            is_fault = verdict.found in FAULTS
            count += is_fault
            if is_fault or given.all:
                print(*verdict, sep=" | ", flush=True)
    print(f"{len(asked)} settings of {', '.join(given.cases)}: {count} at fault")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())

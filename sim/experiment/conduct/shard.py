"""Which part of an experiment does one job of an array compute?

The part depends on the experiment alone, not on what is stored already: jobs begin at different times, and
together they still compute every run once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

from sim.errors import InputError, Problem

FORM: Final = re.compile(r"([0-9]{1,7})/([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `count`, counted from 1."""

    number: int = 1
    count: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The shard that a text like 3/16 means.

        Raises
        ------
        InputError
            It means none.
        """
        found = FORM.fullmatch(str(text).strip())
        if found is None:
            rule, remedy = "must be a part and a number of parts", "the third of sixteen jobs is 3/16"
            raise InputError([Problem("shard", text, rule, remedy)])
        shard = cls(int(found[1]), int(found[2]))
        if not 1 <= shard.number <= shard.count:
            rule = "parts are counted from 1 to their number"
            remedy = f"jobs 1/{shard.count} to {shard.count}/{shard.count}" if shard.count else "1/1 is all"
            raise InputError([Problem("shard", text, rule, remedy)])
        return shard

    @property
    def is_whole(self) -> bool:
        """Whether it is all there is."""
        return self.count == 1

    def span(self, runs: int) -> range:
        """Its places in the order of all runs: one block, for neighbours share a tape."""
        return range(runs * (self.number - 1) // self.count, runs * self.number // self.count)

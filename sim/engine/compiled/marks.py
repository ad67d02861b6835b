"""Between which amounts does the one lie that belongs to a number? Marks on how unclear tasks are.

To invert a gamma distribution takes longer than all else that happens to a task. But more luck is never less
of anything; so whoever wants to know only how many points an attempt leaves unclear need mostly not know the
amount itself, if it is known at some marks. A number that two bounds agree about is the number between them.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.rules.chance import Purpose
from sim.rules.quantile import Shape, amount
from sim.rules.rule import rule

MARKS = 128
"""Pieces of equal probability."""
ENDLESS = 1e100
"""More than any amount, and still a number: nothing of it is nothing."""
ROUNDING = 1e-9
"""By which an amount is farther than its neighbours from a mark: a thousand times what inversion rounds."""


def marks_of(laws: NDArray[np.void]) -> NDArray[np.float64]:
    """The amounts at the marks, (W, MARKS), nan as long as nobody has asked; `laws` are a tape's, (W, P).

    Whatever fills them in, in whatever run or thread, fills in the same.
    """
    return _marks(laws[:, Purpose.UNCLEAR].tobytes(), len(laws))


@lru_cache(maxsize=64)
def _marks(laws: bytes, work_types: int) -> NDArray[np.float64]:
    return np.full((work_types, MARKS), np.nan)


@rule
def is_marked(luck, me):
    """Whether the law of how unclear the task is takes so long that marks are worth their while."""
    return luck.laws[me.work_type, Purpose.UNCLEAR]["kind"] == Shape.GAMMA


@rule
def bounds(marks, luck, me, task_luck):
    """Two amounts between which the one is that belongs to the task's luck."""
    piece, kind = int(task_luck * MARKS), me.work_type
    if piece + 1 >= MARKS:
        return 0.0, ENDLESS
    law = luck.laws[kind, Purpose.UNCLEAR]
    low = mark(marks, kind, piece, law, luck.values) if piece > 0 else 0.0
    return low * (1.0 - ROUNDING), mark(marks, kind, piece + 1, law, luck.values) * (1.0 + ROUNDING)


@rule
def mark(marks, kind, piece, law, values):
    """The amount where a piece begins."""
    if np.isnan(marks[kind, piece]):
        marks[kind, piece] = amount(law, values, piece / MARKS)
    return marks[kind, piece]

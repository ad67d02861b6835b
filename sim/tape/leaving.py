"""When does the next one leave? In units of people x rate x time, which the strategy decides."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.tape.stream import stream


@lru_cache(maxsize=64)
def leaving_luck(seed: int, replication: int, team: str, count: int) -> NDArray[np.float64]:
    """The first `count` units of luck of a team's leavers, exponential with mean one.

    More of them begin with the same numbers, so whoever runs out asks for more.
    """
    luck = stream(seed, replication, f"{team}/attrition").standard_exponential(count)
    luck.setflags(write=False)
    return luck

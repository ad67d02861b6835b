"""How did service go, day by day, and what struck whom?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
CURVES: Final = ("days", "service", "wip", "backlog")


class Struck(NamedTuple):
    """A disruption, in days since the scenario's start; what is final never ends (inf)."""

    team: str
    from_day: float
    to_day: float
    is_final: bool
    """Whether the provider ended for good: it became insolvent, or walked away."""


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """One replication of one design point; arrays of shape (days,)."""

    days: Floats
    """Days since the scenario's start."""
    service: Floats
    """Share of the tasks in hand that are on schedule."""
    wip: Floats
    """Tasks arrived and not delivered."""
    backlog: Floats
    """Tasks arrived and not started."""
    disruptions: tuple[Struck, ...]
    """What struck, in order of time."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Timeline:
        """The timeline in a stored row."""
        struck = zip(
            row["struck_team"],
            row["struck_from_day"],
            row["struck_to_day"],
            row["struck_for_good"],
            strict=True,
        )
        days, service, wip, backlog = (np.asarray(row[name], dtype=np.float64) for name in CURVES)
        return cls(
            days,
            service,
            wip,
            backlog,
            tuple(Struck(str(t), float(a), float(b), bool(i)) for t, a, b, i in struck),
        )

    def frame(self) -> pd.DataFrame:
        """The curves as a table, one row a day."""
        import pandas as pd

        return pd.DataFrame({name: getattr(self, name) for name in CURVES})

"""By when is a promise to be kept? So many hours after the task's arrival, by one clock or the other.

The clock is the calendar's, on which every hour counts, or that of the client's house, on which only those
count in which it is open.
"""

import numpy as np
from numpy.typing import NDArray

from sim.rules.calendar import Hours, instant_after
from sim.rules.rule import kernel, rule


@rule
def kept_by(
    opens: Hours, closes: Hours, worked: Hours, arrived: float, hours: float, is_worked: bool
) -> float:
    """The last instant at which the promise is kept; inf if nothing is promised (infinite hours).

    `opens`, `closes` and `worked` (rows,) are the house's calendar. Never before the arrival, and never falls
    as `arrived` or `hours` grows.
    """
    return instant_after(opens, closes, worked, arrived, hours) if is_worked else arrived + hours


@kernel
def all_kept_by(
    opens: Hours,
    closes: Hours,
    worked: Hours,
    arrived: Hours,
    work_type: NDArray[np.int64],
    hours: Hours,
    is_worked: NDArray[np.bool_],
) -> Hours:
    """The same for tasks (N,) of the work types (W,) that the promises differ by, shape (N,)."""
    instants = np.empty(len(arrived))
    for task in range(len(arrived)):
        kind = work_type[task]
        instants[task] = kept_by(opens, closes, worked, arrived[task], hours[kind], is_worked[kind])
    return instants

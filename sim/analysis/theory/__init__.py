"""What do the textbooks say it should be?

Targets that this project did not write: queues, failures, time zones, risk, contracts, and a function with
known sensitivities. All rates and times share one unit, whichever the caller likes. A system that cannot
settle has an infinite answer.
"""

from sim.analysis.theory.commitment import (
    Reserved,
    cheapest_reserved,
    crossover_price,
    paid_deliveries,
    reserved_cost,
)
from sim.analysis.theory.exit_bill import planned_exit, stressed_exit
from sim.analysis.theory.failures import (
    Effort,
    all_down_probability,
    attrition_productivity,
    completion_resample,
    completion_restart,
    completion_resume,
    mm1_breakdowns,
)
from sim.analysis.theory.ishigami import SobolIndices, ishigami, ishigami_indices
from sim.analysis.theory.lending import Surge, mmc_with_bench
from sim.analysis.theory.quality import Inspected, inspected, mixed_poisson_variance
from sim.analysis.theory.queues import (
    HandRun,
    Rework,
    bank_by_hand,
    cobham_waits,
    erlang_b,
    erlang_c,
    jackson_rework,
    mg1_wait,
    mmc_wait,
    overflow_mean,
    overflow_peakedness,
    periodic_queue,
)
from sim.analysis.theory.return_option import ReturnOption, return_option
from sim.analysis.theory.risk import (
    brownian_ruin,
    cvar_exponential,
    cvar_normal,
    loss_area_triangle,
    wright_total,
    wright_unit,
)
from sim.analysis.theory.second_source import threshold_hazard, waiting_loss
from sim.analysis.theory.time_zones import time_zone_wait

__all__ = [
    "Effort",
    "HandRun",
    "Inspected",
    "Reserved",
    "ReturnOption",
    "Rework",
    "SobolIndices",
    "Surge",
    "all_down_probability",
    "attrition_productivity",
    "bank_by_hand",
    "brownian_ruin",
    "cheapest_reserved",
    "cobham_waits",
    "completion_resample",
    "completion_restart",
    "completion_resume",
    "crossover_price",
    "cvar_exponential",
    "cvar_normal",
    "erlang_b",
    "erlang_c",
    "inspected",
    "ishigami",
    "ishigami_indices",
    "jackson_rework",
    "loss_area_triangle",
    "mg1_wait",
    "mixed_poisson_variance",
    "mm1_breakdowns",
    "mmc_wait",
    "mmc_with_bench",
    "overflow_mean",
    "overflow_peakedness",
    "paid_deliveries",
    "periodic_queue",
    "planned_exit",
    "reserved_cost",
    "return_option",
    "stressed_exit",
    "threshold_hazard",
    "time_zone_wait",
    "waiting_loss",
    "wright_total",
    "wright_unit",
]

"""Which measures are found out together? Each section says some of them of an observation."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.files.document import unknown
from sim.outcome.benefit import core_hours, net_benefit
from sim.outcome.communication import answer_waits, coordination, questions
from sim.outcome.cost_of_quality import cost_of_quality
from sim.outcome.dependence import dependence_index
from sim.outcome.expertise import expertise
from sim.outcome.innovation import innovation
from sim.outcome.ip import intellectual_property
from sim.outcome.ledger import spent, total_of
from sim.outcome.measure import LINES
from sim.outcome.monthly import net_present_cost
from sim.outcome.people import people
from sim.outcome.quality import inspections, quality
from sim.outcome.resilience import shocks
from sim.outcome.rights import rights
from sim.outcome.service import (
    GROUPS,
    begun_in_time,
    by_delivery,
    counts,
    in_hand,
    lead_times,
    seats,
    utilisation,
    waits,
)
from sim.outcome.surge import seats_lent
from sim.outcome.tolerance import tolerance
from sim.outcome.window import Observation, ratio
from sim.outcome.worth import worth

Section = Callable[[Observation], dict[str, float]]


def costs(seen: Observation) -> dict[str, float]:
    """What was spent in the window, in all and by line."""
    total, lines = total_of(seen), [cents / 100 for cents in spent(seen)[0].values()]
    per_task = ratio(total, len(seen.tasks.lead_hours))
    return {"total_cost": total, "cost_per_task": per_task, **dict(zip(_COSTS, lines, strict=True))}


def _present_cost(seen: Observation) -> dict[str, float]:
    return {"net_present_cost": net_present_cost(seen)}


def _secrets(seen: Observation) -> dict[str, float]:
    return intellectual_property(seen).measures


def _dependence(seen: Observation) -> dict[str, float]:
    return {"dependence_index": dependence_index(seen)}


_COSTS = tuple(f"cost_{name}" for name in LINES)

SECTIONS: dict[Section, tuple[str, ...]] = {
    costs: ("total_cost", "cost_per_task", *_COSTS),
    _present_cost: ("net_present_cost",),
    counts: (
        *("tasks_in_house_at_start", "tasks_arrived", "tasks_delivered", "tasks_in_house_at_end"),
        *("outsourced_share", "throughput_per_week", "on_time_share", "worst_quarter_on_time_share"),
    ),
    lead_times: ("lead_time_mean_days", "lead_time_median_days", "lead_time_p90_days"),
    begun_in_time: ("begun_in_time_share",),
    by_delivery: ("service_delivered", "least_service_delivered"),
    waits: ("wait_mean_hours",),
    in_hand: ("wip_mean", "backlog_mean"),
    utilisation: tuple(f"utilisation_{name}" for name in GROUPS),
    seats: tuple(f"seats_{name}" for name in GROUPS),
    quality: (
        *("first_pass_yield", "escaped_defect_share", "defects_found", "false_alarms"),
        "misunderstanding_share",
    ),
    inspections: ("rework_share", "inspections"),
    cost_of_quality: (
        *("cost_of_quality", "cost_of_prevention", "cost_of_appraisal", "cost_of_internal_failure"),
        *("cost_of_external_failure", "external_failures"),
    ),
    questions: ("questions_per_task", "questions_per_task_inhouse", "points_missed_per_task"),
    coordination: ("coordination_hours", "monitoring_hours", "coordination_share"),
    answer_waits: ("answer_wait_hours", "answer_wait_days_per_task"),
    seats_lent: ("seats_lent",),
    people: ("leavers", "hires", "seats_let_go", "seats_closed_share"),
    expertise: ("knowledge_at_home", "experience_providers"),
    shocks: (
        *("disruptions", "time_to_recover_days", "longest_recovery_days", "unrecovered_disruptions"),
        *("recovery_days", "worst_drop", "loss_area_days"),
    ),
    tolerance: ("days_outside_tolerance", "outside_tolerance"),
    _secrets: (
        *("ip_exposure", "ip_largest_exposure", "ip_leaks", "ip_leaks_found", "ip_loss_per_leak"),
        *("ip_loss_incurred", "rivals"),
    ),
    rights: ("rights_lapsed", "rights_lapsed_share", "contests_won_share"),
    worth: ("value_delivered", "value_lost_to_lateness"),
    innovation: ("ideas", "ideas_value"),
    core_hours: ("core_hours_freed", "core_hours_value", "idle_seat_cost"),
    net_benefit: ("net_benefit",),
    _dependence: ("dependence_index",),
}
"""All sections, and the names of the measures that each of them says; no measure has two."""

SECTION_OF = {name: section for section, names in SECTIONS.items() for name in names}


def sections_of(measures: Iterable[str]) -> tuple[Section, ...]:
    """The sections that say some measures, each once.

    Raises
    ------
    InputError
        There is no such measure.
    """
    measures = tuple(measures)
    for name in measures:
        if name not in SECTION_OF:
            raise unknown(str(name), SECTION_OF, what="measure", path="measures")
    return tuple(dict.fromkeys(SECTION_OF[name] for name in measures))


def values_of(seen: Observation, sections: Iterable[Section], measures: Iterable[str]) -> list[float]:
    """Measures of one run, in their order, as some sections say them."""
    found: dict[str, float] = {}
    for section in sections:
        found.update(section(seen))
    return [found[name] for name in measures]

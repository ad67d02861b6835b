"""What is measured, in which unit, and which way is better?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Direction = Literal["lower", "higher", "neutral"]
"""Which way is better; neutral: it depends, or it is not ours to choose."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A named outcome of a run."""

    name: str
    unit: str
    """A unit of time or of counting; "share" is from 0 to 1, "money" is in the scenario's currency."""
    direction: Direction
    says: str
    group: str


class Line(NamedTuple):
    """A line of the ledger."""

    group: str
    says: str


LINES = {
    "inhouse_salaries": Line("own people", "Salary, benefits and taxes of the in-house seats, busy or not."),
    "office_and_tools": Line("own people", "Office space, tools and other expenses of the in-house seats."),
    "hiring": Line("own people", "Hiring the client's own people, whatever the reason."),
    "severance": Line("own people", "Weeks of salary for the in-house seats that were released."),
    "coordination": Line("own people", "Pay, office and tools of the liaisons, busy or not."),
    "inspection": Line("own people", "Pay, office and tools of the reviewers, or a third party's fees."),
    "provider_fees": Line("providers", "Fees of the providers by their contracts, before credits."),
    "service_credits": Line("providers", "What providers give back for promises not kept (negative)."),
    "governance": Line("contracting", "Contract management, retained organisation, and liaisons for them."),
    "selection": Line("contracting", "Choosing the providers, paid once."),
    "transition": Line("contracting", "Transfer of knowledge to the providers' seats, paid once."),
    "protection": Line("contracting", "Secure facilities at providers, and joining work that was split."),
    "delay": Line("consequences", "Cost of every day in the window that a task was late."),
    "external_failure": Line("consequences", "Cost of defects delivered, when they fail at the customer."),
    "exit_planned": Line("consequences", "Ends of contracts by the client: exit, notice, assistance."),
    "exit_stressed": Line("consequences", "Ends of providers: exit, what was prepaid, credits, a stop-gap."),
    "ip_loss": Line("consequences", "Loss by leaks that came to light in the window."),
    "rivalry": Line("consequences", "Loss to providers that became rivals, as it accrues."),
    "lapses": Line("consequences", "Cost of rights that lapsed in the window."),
}
"""All lines of the ledger, in the order of a stacked chart."""

Rows = tuple[tuple[str, str, Direction, str], ...]
"""Name, unit, direction, sentence."""

_COST: Rows = (
    ("total_cost", "money", "lower", "All that was spent in the window."),
    ("cost_per_task", "money", "lower", "Total cost divided by the tasks delivered in the window."),
    ("net_present_cost", "money", "lower", "Costs month by month, discounted to the window's start."),
    *((f"cost_{name}", "money", "lower", line.says) for name, line in LINES.items()),
)

_SERVICE: Rows = (
    ("tasks_arrived", "tasks", "neutral", "Tasks that arrived in the window."),
    ("tasks_delivered", "tasks", "higher", "Tasks delivered in the window."),
    ("tasks_in_house_at_start", "tasks", "neutral", "Tasks in hand when the window began."),
    ("tasks_in_house_at_end", "tasks", "lower", "Tasks in hand when the window ended, wherever they were."),
    ("outsourced_share", "share", "neutral", "Share of the delivered tasks that a provider delivered."),
    ("throughput_per_week", "tasks/week", "higher", "Tasks delivered per week."),
    ("on_time_share", "share", "higher", "Share of the tasks due in the window that were in time."),
    ("begun_in_time_share", "share", "higher", "Share of the tasks to be begun in the window that were."),
    ("service_delivered", "share", "higher", "Delivered / (delivered + overdue), over time."),
    ("least_service_delivered", "share", "higher", "The same on the worst day of the window."),
    ("worst_quarter_on_time_share", "share", "higher", "On-time share of the worst quarter of a year."),
    ("lead_time_mean_days", "days", "lower", "Mean calendar days from arrival to delivery."),
    ("lead_time_median_days", "days", "lower", "Calendar days that half of the tasks took at most."),
    ("lead_time_p90_days", "days", "lower", "Calendar days that nine tenths of the tasks took at most."),
    ("wait_mean_hours", "hours", "lower", "Mean calendar hours from joining a line to taking a seat."),
    ("wip_mean", "tasks", "lower", "Time average of the tasks arrived and not delivered."),
    ("backlog_mean", "tasks", "lower", "Time average of the tasks arrived and not started."),
    ("utilisation_inhouse", "share", "neutral", "Share of in-house seat-time, open or taken, worked."),
    ("utilisation_providers", "share", "neutral", "Share of providers' seat-time, open or taken, worked."),
    ("utilisation_liaisons", "share", "neutral", "Share of liaisons' seat-time, open or taken, worked."),
    ("utilisation_reviewers", "share", "neutral", "Share of reviewers' seat-time, open or taken, worked."),
    ("seats_inhouse", "seats", "neutral", "People in-house, on average over the window."),
    ("seats_providers", "seats", "neutral", "People at all providers, on average over the window."),
    ("seats_liaisons", "seats", "neutral", "Liaisons, on average over the window."),
    ("seats_reviewers", "seats", "neutral", "Reviewers, on average over the window."),
)

_QUALITY: Rows = (
    ("first_pass_yield", "share", "higher", "Share of the delivered tasks accepted at the first attempt."),
    ("rework_share", "share", "lower", "Share of working hours that went into rework."),
    ("escaped_defect_share", "share", "lower", "Share of the delivered tasks that were wrong, unseen."),
    ("inspections", "inspections", "neutral", "Inspections that ended in the window."),
    ("defects_found", "defects", "neutral", "Defects that inspections found in delivered tasks."),
    (
        "false_alarms",
        "inspections",
        "lower",
        "Inspections that found nothing and asked for rework all the same.",
    ),
    ("misunderstanding_share", "share", "lower", "Points understood wrongly among all defects made."),
)

_COST_OF_QUALITY: Rows = (
    ("cost_of_quality", "money", "lower", "Prevention, appraisal and failures: part of the total cost."),
    ("cost_of_prevention", "money", "neutral", "What clearer briefs took in hours of liaisons."),
    ("cost_of_appraisal", "money", "neutral", "What inspection cost."),
    ("cost_of_internal_failure", "money", "lower", "What rework cost, in-house and at providers."),
    ("cost_of_external_failure", "money", "lower", "What defects cost that failed at the customer."),
    ("external_failures", "defects", "lower", "Escaped defects that failed at the customer in the window."),
)

_DEPENDENCE: Rows = (
    (
        "dependence_index",
        "share",
        "lower",
        "Largest share of work that one provider did and home forgot.",
    ),
)

_COMMUNICATION: Rows = (
    ("questions_per_task", "questions", "lower", "Mean questions asked about an outsourced task."),
    (
        "questions_per_task_inhouse",
        "questions",
        "lower",
        "Mean questions asked of colleagues about a task in-house.",
    ),
    (
        "points_missed_per_task",
        "points",
        "lower",
        "Mean unclear points of an outsourced task that nobody noticed.",
    ),
    ("answer_wait_hours", "hours", "lower", "Mean calendar hours from a question to its answer."),
    ("answer_wait_days_per_task", "days", "lower", "Mean days that an outsourced task waited for answers."),
    (
        "coordination_hours",
        "hours",
        "lower",
        "Hours that liaisons worked on briefs, answers and checkpoints.",
    ),
    ("monitoring_hours", "hours", "lower", "Hours of them at checkpoints."),
    ("coordination_share", "share", "lower", "Hours that liaisons worked among theirs and those of work."),
)

_PEOPLE: Rows = (
    ("seats_lent", "seats", "neutral", "Seats of providers' benches lent to us, on average over the window."),
    ("leavers", "people", "lower", "People who left of their own accord, in all teams."),
    ("hires", "people", "neutral", "People hired in the window, in all teams."),
    ("seats_let_go", "people", "neutral", "People whom the client or a provider let go."),
    ("seats_closed_share", "share", "lower", "Share of seat-time closed by slowdowns or spent teaching."),
    ("knowledge_at_home", "level", "higher", "Level of experience in-house at the end, 0 to 1."),
    ("experience_providers", "level", "higher", "Mean level of experience at the providers at the end."),
)

_RESILIENCE: Rows = (
    ("disruptions", "disruptions", "neutral", "Outages and ends in the window, of teams that had work then."),
    ("time_to_recover_days", "days", "lower", "Mean days from a disruption until service was back."),
    ("recovery_days", "days", "lower", "Days of the window in recovery from any disruption."),
    ("longest_recovery_days", "days", "lower", "Days to recover from the worst disruption."),
    ("unrecovered_disruptions", "disruptions", "lower", "Disruptions from which service never came back."),
    ("worst_drop", "share", "lower", "Deepest fall of service below its usual level."),
    ("loss_area_days", "days", "lower", "Days of full service lost before it was back."),
    ("days_outside_tolerance", "days", "lower", "Days that ended outside a stated tolerance."),
    ("outside_tolerance", "share", "lower", "Whether any stated tolerance was broken: 1 or 0."),
)

_PROPERTY: Rows = (
    (
        "ip_exposure",
        "share",
        "lower",
        "Share of the run's value at risk that providers have seen, over time.",
    ),
    (
        "ip_largest_exposure",
        "share",
        "lower",
        "Share that one person can have seen at the provider with most.",
    ),
    ("ip_leaks", "leaks", "lower", "Leaks that happened in the window, whether or not they came to light."),
    ("ip_leaks_found", "leaks", "neutral", "Leaks that came to light in the window."),
    ("ip_loss_per_leak", "money", "lower", "Mean loss by a leak that happened in the window."),
    ("ip_loss_incurred", "money", "lower", "Loss by leaks of the window, whenever they come to light."),
    ("rivals", "providers", "lower", "Providers that became rivals in the window."),
    ("rights_lapsed", "rights", "lower", "Rights whose last day fell in the window without a delivery."),
    ("rights_lapsed_share", "share", "lower", "The same among all rights whose last day fell in it."),
    ("contests_won_share", "share", "higher", "Share won of the contests decided in the window."),
)

_BENEFIT: Rows = (
    ("value_delivered", "money", "higher", "Value of the tasks delivered in the window, as it was by then."),
    ("value_lost_to_lateness", "money", "lower", "What more they would have been worth in time."),
    ("ideas", "ideas", "higher", "Ideas that came from tasks delivered in the window."),
    ("ideas_value", "money", "higher", "What those ideas are worth."),
    ("core_hours_freed", "hours", "higher", "Idle hours of in-house seats that were put to core work."),
    ("core_hours_value", "money", "higher", "What those hours are worth."),
    ("idle_seat_cost", "money", "lower", "Part of the cost of in-house seats for open hours without work."),
    ("net_benefit", "money", "higher", "Value of work, ideas and core hours, less the total cost."),
)

_GROUPS = {
    "cost": _COST,
    "service": _SERVICE,
    "quality": _QUALITY,
    "cost of quality": _COST_OF_QUALITY,
    "communication": _COMMUNICATION,
    "people": _PEOPLE,
    "resilience": _RESILIENCE,
    "intellectual property": _PROPERTY,
    "benefit": _BENEFIT,
    "dependence": _DEPENDENCE,
}

MEASURES: dict[str, Measure] = {
    name: Measure(name, unit, direction, says, group)
    for group, rows in _GROUPS.items()
    for name, unit, direction, says in rows
}
"""All measures by name, in the order of a scorecard."""

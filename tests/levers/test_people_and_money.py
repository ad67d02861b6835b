"""Cost, skill, people who come and go and learn, and the way to a provider: each lever moves its measure."""

import pytest

BANGALORE, HOME = "scenario.providers.bangalore", "scenario.inhouse"
PRACTICE, EXPERIENCE = f"{BANGALORE}.experience", f"{HOME}.experience"
TRANSITION = "strategy.transition"
RESEARCH, REPORTS = "strategy.mix.research", "strategy.mix.reports"


def mixed(share):
    """So much of all work in Bangalore, the rest at home."""
    return {RESEARCH: {"bangalore": share, "krakow": 0.0}, REPORTS: {"bangalore": share}}


BY_LOAD = {
    "strategy.staffing": {
        name: {"rule": "load", "target_utilisation": 0.8}
        for name in ("inhouse", "bangalore", "krakow", "liaisons", "reviewers")
    }
}
NONE, ALL = {**BY_LOAD, **mixed(0.0)}, {**BY_LOAD, **mixed(1.0)}
RAMP = {"kind": "saturating", "newcomer_speed": 0.4, "newcomer_defects": 3.0, "ramp_hours": 1000.0}
LEARNS = {PRACTICE: RAMP}
NEW = {PRACTICE: {**RAMP, "start_level": 0.0}}
WRIGHT = {PRACTICE: {"kind": "wright", "ratio": 0.9, "units_before": 10.0}}
FADES = {EXPERIENCE: {**RAMP, "half_life_days": 180.0}}
RESTLESS = {f"{HOME}.attrition_per_year": 1.5}
SIGNS = {TRANSITION: {"signing_day": 28.0, "ramp_days": 60.0}, **BY_LOAD}
HALF_LIFE = f"{EXPERIENCE}.half_life_days"

ROWS = [
    # + cost savings
    ("cost_inhouse_salaries", "lower", None, NONE, ALL),
    ("cost_office_and_tools", "lower", None, NONE, ALL),
    ("cost_provider_fees", "higher", None, NONE, ALL),
    ("cost_per_task", "lower", None, NONE, ALL),
    ("cost_governance", "higher", None, NONE, ALL),
    ("cost_per_task", "higher", f"{BANGALORE}.contract.rate_per_hour", 30.0, 50.0),
    ("cost_office_and_tools", "higher", f"{HOME}.pay.office_per_year", 0.0, 8_000.0),
    ("net_present_cost", "lower", "scenario.discount_rate_per_year", 0.0, 0.1),
    # + expertise
    ("lead_time_mean_days", "lower", f"{BANGALORE}.speed", 0.7, 1.2),
    ("lead_time_mean_days", "lower", f"{BANGALORE}.skill.science", {"speed": 0.7}, {"speed": 1.2}),
    ("first_pass_yield", "lower", f"{BANGALORE}.defects_per_task", 0.05, 0.25),
    ("wait_mean_hours", "lower", "strategy.assignment.rule", "mix", "least_backlog"),
    # + efficiency
    ("core_hours_freed", "higher", None, mixed(0.0), mixed(0.8), {f"{HOME}.usable_idle_share": 0.5}),
    # people come and go
    ("leavers", "higher", f"{HOME}.attrition_per_year", 0.1, 0.8),
    ("cost_hiring", "higher", f"{HOME}.attrition_per_year", 0.0, 0.8),
    ("lead_time_mean_days", "higher", f"{HOME}.attrition_per_year", 0.0, 1.5),
    ("lead_time_mean_days", "higher", f"{HOME}.days_to_hire", 5.0, 60.0, RESTLESS),
    ("seats_inhouse", "lower", f"{HOME}.days_to_hire", 5.0, 60.0, RESTLESS),
    # they learn, and take with them what they know
    ("experience_providers", "lower", f"{BANGALORE}.attrition_per_year", 0.1, 1.5, LEARNS),
    ("first_pass_yield", "lower", f"{BANGALORE}.attrition_per_year", 0.1, 1.5, LEARNS),
    ("lead_time_mean_days", "higher", f"{PRACTICE}.ramp_hours", 200.0, 4_000.0, NEW),
    ("first_pass_yield", "higher", f"{PRACTICE}.start_level", 0.0, 1.0, LEARNS),
    ("lead_time_mean_days", "lower", f"{PRACTICE}.ratio", 0.95, 0.8, WRIGHT),
    # knowledge at home fades where the work is not
    ("knowledge_at_home", "lower", None, mixed(0.2), mixed(1.0), FADES),
    ("knowledge_at_home", "higher", HALF_LIFE, 90.0, 720.0, {**FADES, **mixed(0.8)}),
    ("answer_wait_hours", "lower", HALF_LIFE, 30.0, 2_000.0, {**FADES, **mixed(0.8)}),
    ("dependence_index", "higher", None, mixed(0.3), mixed(1.0), FADES),
    # the way there
    ("outsourced_share", "lower", f"{TRANSITION}.signing_day", 28.0, 120.0, SIGNS),
    ("outsourced_share", "lower", f"{TRANSITION}.ramp_days", 10.0, 200.0, SIGNS),
    ("cost_inhouse_salaries", "higher", f"{TRANSITION}.ramp_days", 10.0, 200.0, SIGNS),
    ("seats_closed_share", "higher", f"{TRANSITION}.teaching_hours_per_seat", 0.0, 80.0, SIGNS),
    ("backlog_mean", "higher", f"{TRANSITION}.teaching_hours_per_seat", 0.0, 160.0, SIGNS),
    ("cost_severance", "higher", f"{HOME}.pay.severance_weeks", 0.0, 20.0, SIGNS),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} by {row[2] or 'mix'}")
def test_the_lever_moves_its_measure(moved, row):
    """The 99 % interval of the paired difference lies on the claimed side of zero."""
    interval = moved(*row)

    assert interval.low > 0.0 if row[1] == "higher" else interval.high < 0.0, interval

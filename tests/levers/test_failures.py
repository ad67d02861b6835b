"""What fails, and what is done about it: each lever of dependence and resilience moves its measure."""

import pytest

HOME, BANGALORE, KRAKOW = "scenario.inhouse", "scenario.providers.bangalore", "scenario.providers.krakow"
RESEARCH, REPORTS = "strategy.mix.research", "strategy.mix.reports"
PLAN, PATIENCE, REHIRE = (f"strategy.contingency.{name}" for name in ("plan", "patience_days", "rehire"))
LONG = {"scenario.events": [{"team": "bangalore", "kind": "outage", "at_day": 150, "days": 40}]}
END = {"scenario.events": [{"team": "bangalore", "kind": "insolvency", "at_day": 150}]}
ROOM = {f"{KRAKOW}.seats": 7, f"{BANGALORE}.seats": 7, f"{HOME}.seats": 4}
RAMP = {"kind": "saturating", "newcomer_speed": 0.3, "newcomer_defects": 3.0, "ramp_hours": 600.0}


def mixed(bangalore, krakow):
    """Shares of all work."""
    shares = {"bangalore": bangalore, "krakow": krakow}
    return {RESEARCH: shares, REPORTS: shares}


SPARE = {**LONG, **ROOM, **mixed(0.6, 0.1), PATIENCE: 3.0}
BACKED = {**SPARE, PLAN: "krakow"}
RETURN = {**END, **mixed(0.6, 0.0), f"{HOME}.days_to_hire": 30.0, PLAN: "inhouse"}
FADES = {f"{HOME}.experience": {**RAMP, "half_life_days": 60.0}}
HALF_LIFE = f"{HOME}.experience.half_life_days"
SLOW = {f"{BANGALORE}.slowdowns": {"mttf_days": 60.0, "mttr_days": 30.0, "share": 0.1}}
OUT = {"mttf_days": 60.0, "mttr_days": 6.0}
RARE = {"mttf_days": 200.0, "mttr_days": 15.0}
TWINS = {**mixed(0.4, 0.4), f"{BANGALORE}.seats": 8, f"{KRAKOW}.seats": 8, "scenario.horizon_days": 728}
APART = {**TWINS, f"{BANGALORE}.outages": RARE, f"{KRAKOW}.outages": RARE}
TOGETHER = {**TWINS, f"{KRAKOW}.region": "asia", "scenario.regions": {"asia": {"shocks": RARE}}}
BACKUP = {PLAN: "krakow", PATIENCE: 1.0}
MORTAL = {f"{name}.insolvency": {"kind": "hazard", "per_year": 0.3} for name in (BANGALORE, KRAKOW)}
BAD_YEARS = {**MORTAL, "scenario.crises": {"per_year": 2.0, "factor": 1.0, "keeps_mean": False}}
TROUBLE = {"per_year": 2.0, "days_to_slowdown": 20.0, "slowdown_share": 0.6, "days_to_insolvency": 60.0}
TROUBLED = {f"{BANGALORE}.distress": TROUBLE, f"{BANGALORE}.attrition_per_year": 0.5}
DISTRESS = f"{BANGALORE}.distress"
COLD = {f"{KRAKOW}.experience": {**RAMP, "start_level": 0.0}}
PRACTISED = mixed(0.6, 0.0), mixed(0.5, 0.1)
PRICED = {
    f"{BANGALORE}.contract": {
        "kind": "fixed_price",
        "price_per_task": 800.0,
        "term_months": 3,
        "lock_in": 0.3,
        "second_source_share": 0.1,
    }
}
BOOKS = {f"{BANGALORE}.viability": {"cost_per_seat_per_month": 3_000.0, "term_months": 3.0}}
SECOND = f"{BANGALORE}.contract.second_source_share"
SIZED = {f"{BANGALORE}.insolvency": {"kind": "size", "size": "large"}, "scenario.horizon_days": 4_000}
THIN = f"{BANGALORE}.viability.cost_per_seat_per_month"

ROWS = [
    # second source, retained capacity, contingency
    ("time_to_recover_days", "lower", PLAN, "wait", "krakow", SPARE),
    ("loss_area_days", "lower", PLAN, "wait", "krakow", SPARE),
    ("worst_quarter_on_time_share", "higher", PLAN, "wait", "krakow", SPARE),
    ("loss_area_days", "higher", PATIENCE, 1.0, 30.0, BACKED),
    ("loss_area_days", "lower", f"{HOME}.seats", 3, 7, {**RETURN, REHIRE: 0.0}),
    ("time_to_recover_days", "higher", f"{HOME}.days_to_hire", 10.0, 90.0, RETURN),
    ("backlog_mean", "lower", REHIRE, 0.0, 1.0, RETURN),
    ("loss_area_days", "lower", None, mixed(0.7, 0.0), mixed(0.35, 0.35), {**LONG, **ROOM}),
    ("dependence_index", "lower", None, mixed(0.7, 0.0), mixed(0.35, 0.35)),
    ("cost_exit_stressed", "higher", f"{BANGALORE}.exit.cost", 0.0, 100_000.0, RETURN),
    # knowledge at home fades, and then work comes back to people who do not know it
    ("lead_time_mean_days", "lower", HALF_LIFE, 30.0, 2_000.0, {**RETURN, **FADES}),
    # a backup that was kept practised
    ("loss_area_days", "lower", None, *PRACTISED, {**LONG, **ROOM, **COLD, **BACKUP}),
    # slowdowns
    ("lead_time_mean_days", "higher", f"{BANGALORE}.slowdowns.share", 0.1, 0.8, SLOW),
    ("seats_closed_share", "higher", f"{BANGALORE}.slowdowns.share", 0.1, 0.8, SLOW),
    # outages, and those that strike all at once
    ("lead_time_mean_days", "higher", f"{BANGALORE}.outages", None, OUT),
    ("loss_area_days", "higher", None, APART, TOGETHER, BACKUP),
    ("lead_time_mean_days", "higher", None, APART, TOGETHER, BACKUP),
    # bad years, and the way down of one provider
    ("disruptions", "higher", "scenario.crises.factor", 1.0, 20.0, BAD_YEARS),
    ("disruptions", "higher", f"{BANGALORE}.insolvency.size", "large", "boutique", SIZED),
    ("lead_time_mean_days", "higher", DISTRESS, None, TROUBLE),
    ("leavers", "higher", f"{DISTRESS}.attrition_factor", 1.0, 8.0, TROUBLED),
    ("disruptions", "lower", f"{DISTRESS}.recovery_probability", 0.0, 1.0, TROUBLED),
    # lock-in, and the client who is not worth it
    (
        "cost_provider_fees",
        "higher",
        f"{BANGALORE}.contract.lock_in",
        0.0,
        0.3,
        {**PRICED, **mixed(0.7, 0.0)},
    ),
    ("cost_provider_fees", "higher", SECOND, 0.1, 0.9, {**PRICED, **mixed(0.5, 0.3)}),
    ("disruptions", "higher", THIN, 1_000.0, 12_000.0, BOOKS),
    ("disruptions", "lower", f"{BANGALORE}.viability.least_margin", 0.2, -0.9, {**BOOKS, THIN: 6_000.0}),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} by {row[2] or 'mix or region'}")
def test_the_lever_moves_its_measure(moved, row):
    """The 99 % interval of the paired difference lies on the claimed side of zero."""
    interval = moved(*row)

    assert interval.low > 0.0 if row[1] == "higher" else interval.high < 0.0, interval

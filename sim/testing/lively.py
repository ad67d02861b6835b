"""Cases in which every mechanism is on, each often enough to be seen in a few worlds."""

from __future__ import annotations

from typing import Any, Final

from sim.case import Case, case_from, changed

_TURNS: Final = {"mttf_days": 20, "mttr_days": 4}
_PAY: Final = {"salary_per_year": 90_000, "office_per_year": 5_000}
_POOL: Final = {"bench": 4, "surge_days": 2, "promised_share": 0.5, "busy_share": 0.4, "correlation": 0.7}
_TEAM: Final = {"attrition_per_year": 2.0, "days_to_hire": 9, "outages": _TURNS}


def _work(**more: object) -> dict[str, object]:
    return {
        "arrivals": {
            "kind": "poisson",
            "per_week": 6,
            "season": 0.3,
            "growth_per_year": 0.2,
            "weekly_cv": 0.3,
        },
        "effort_hours": {"kind": "lognormal", "mean": 6, "cv": 0.8},
        "due_days": 4,
        "value": 900,
        "value_half_life_days": 20,
        "delay_cost_per_day": 40,
        "ambiguity": 0.7,
        "sensitivity": 0.8,
        "ip_value": 50_000,
        "novelty": 0.6,
        "unclear_points": 4,
        "setup_hours": 0.2,
        "brief_hours": 0.5,
        "answer_hours": 0.5,
        "checkpoint_hours": 0.4,
        "inspection_hours": 0.7,
        "split_hours": 0.5,
        "escape_cost": 700,
        "latent_days": 8,
        **more,
    }


def _provider(**more: object) -> dict[str, object]:
    return {
        **_TEAM,
        "seats": 3,
        "speed": 0.8,
        "calendar": {"zone": "Asia/Kolkata", "holidays": "IN"},
        "defects_per_task": 0.25,
        "distance": 0.8,
        "asks": 0.8,
        "familiarity": {"after_tasks": 20},
        "handover_hours": 3,
        "message_hours": 1,
        "leaks_per_year": 60,
        "leaks_per_leaver": 0.8,
        "remote_access": 1.5,
        "rivalry": {"per_year": 8, "margin_lost_per_year": 90_000, "lasts_years": 0.1},
        "security": 0.2,
        "detection_days": 15,
        "secure_facility_cost_per_year": 9_000,
        "transition_cost_per_seat": 1_000,
        "exit": {"notice_days": 9, "cost": 7_000, "prepaid_days": 5, "stop_gap_days": 20},
        "selection_cost": 3_000,
        "governance_per_year": 8_000,
        "liaison_hours_per_week": 2,
        "insolvency": {"kind": "hazard", "per_year": 1.5},
        "currency": {"drift_per_year": 0.1, "volatility_per_year": 0.2},
        "contract": {"kind": "time_and_materials", "rate_per_hour": 40, "currency_share_borne": 0.5},
        "region": "south",
        "experience": {"kind": "saturating", "newcomer_speed": 0.5, "ramp_hours": 90, "start_level": 0.3},
        **more,
    }


_LIVELY: Final[dict[str, Any]] = {
    "scenario": {
        "start": "2025-10-06",
        "warm_up_days": 10,
        "horizon_days": 150,
        "discount_rate_per_year": 0.05,
        "most_money": 400_000,
        "work": {
            "research": _work(priority=1, win_probability=0.6),
            "reports": _work(core=True, priority=2, sensitivity=0.2, lapse_days=3, lapse_cost=500),
        },
        "inhouse": {
            **_TEAM,
            "seats": 3,
            "calendar": {"zone": "Europe/Berlin"},
            "defects_per_task": 0.12,
            "distance": 0.1,
            "pay": _PAY,
        },
        "liaisons": {**_TEAM, "seats": 1, "calendar": {"zone": "Europe/Berlin"}, "pay": _PAY},
        "reviewers": {**_TEAM, "seats": 1, "calendar": {"zone": "Europe/Berlin"}, "pay": _PAY},
        "providers": {
            "pune": _provider(pool=_POOL),
            "cebu": _provider(region=None, distress={"per_year": 6}),
        },
        "regions": {"south": {"shocks": _TURNS}},
        "crises": {"per_year": 3, "days": 60},
        "innovation": {"ideas_per_novel_task": 0.4, "at_all_outside": 0.4, "idea_value": 5_000},
        "events": [{"team": "cebu", "kind": "slowdown", "at_day": 40, "days": 20, "share": 0.5}],
    },
    "strategy": {
        "mix": {"research": {"pune": 0.5, "cebu": 0.2}, "reports": {"pune": 0.4}},
        "assignment": {"core_stays_home": False},
        "discipline": "priority",
        "clarity": 0.3,
        "monitoring": {"checkpoints": 1},
        "inspection": {"inhouse_rate": 0.5, "outsourced_rate": 0.8},
        "flexibility": {"review_days": 20, "teams": ["inhouse", "pune"]},
        "contingency": {"plan": "inhouse", "patience_days": 1, "rehire": 0.5},
        "protection": {"secure_facility": ["pune"], "split_into": 2},
    },
}


def lively() -> Case:
    """Two providers that leak, fall ill and end; people who come, go and learn; money in two currencies."""
    return case_from(_LIVELY)


_LIVELIER: Final[dict[str, Any]] = {
    "scenario.horizon_days": 220,
    "scenario.warm_up_days": 0,
    "scenario.work.research.arrivals": {
        "kind": "gamma",
        "per_week": 6,
        "cv": 2.0,
        "shocks": [{"from_week": 3, "to_week": 9, "factor": 2.5}],
    },
    "scenario.work.reports.arrivals": {"kind": "batch", "per_week": 8, "size": 4},
    "scenario.work.*.family": "papers",
    "scenario.inhouse.calendar": {
        "zone": "Europe/Berlin",
        "hours": {"mon-thu": "08:30-12:00, 13:00-17:00", "fri": "08:30-14:00"},
        "closed": ["2025-12-24..2025-12-31", "10-20"],
        "hours_on": {"2025-11-08": "09:00-13:00", "01-02": "09:00-12:30"},
    },
    "scenario.work.research.due_days": None,
    "scenario.work.research.due_working_hours": 30,
    "scenario.work.*.begin_within_working_hours": 12,
    "scenario.work.research.tolerances": {"days_without_service": 12, "least_service": 0.1},
    "scenario.work.reports.tolerances": {"largest_backlog": 40},
    "scenario.service_over_days": 14,
    "scenario.inhouse.slowdowns": {**_TURNS, "share": 0.5},
    "scenario.inhouse.skill": {"research": {"speed": 1.4, "defects_per_task": 0.4, "win_factor": 1.3}},
    "scenario.inhouse.pay.salary_growth_per_year": 0.04,
    "scenario.inhouse.pay.severance_weeks": 6,
    "scenario.inhouse.usable_idle_share": 0.5,
    "scenario.inhouse.core_hour_value": 30,
    "scenario.inhouse.experience": {"kind": "wright", "ratio": 0.8, "units_before": 20},
    "scenario.inhouse.leaks_per_year": 9,
    "scenario.inhouse.leaks_per_leaver": 0.5,
    "scenario.liaisons.seats": 3,
    "scenario.liaisons.slowdowns": {**_TURNS, "share": 0.5},
    "scenario.third_party": {"seats": 2, "fee_per_inspection": 25},
    "scenario.providers.pune.slowdowns": {**_TURNS, "share": 0.6},
    "scenario.providers.pune.insolvency": {
        "kind": "cash",
        "cash": 10,
        "drift_per_month": -0.5,
        "sd_per_month": 4,
    },
    "scenario.providers.pune.contract": {
        "kind": "volume",
        "price_per_task": 300,
        "prices": {"reports": 200},
        "minimum_per_month": 12,
        "tier_per_month": 6,
        "tier_discount": 0.3,
        "index_series": [0.03, 0.02],
        "currency_share_borne": 0.4,
        "term_months": 2,
        "lock_in": 0.9,
        "second_source_share": 0.6,
        "service_level": {"on_time_share": 0.9, "period": "month", "earn_back": 0.5},
    },
    # next to nothing keeps the client with pune: what switching costs bounds what it can ask for
    "scenario.providers.pune.exit": {"assistance_cost": 20, "prepaid_days": 5, "stop_gap_days": 20},
    "scenario.providers.pune.selection_share": 0,
    "scenario.providers.pune.selection_cost": 0,
    "scenario.providers.pune.transition_cost_per_seat": 0,
    "scenario.providers.cebu.insolvency": {"kind": "size", "size": "boutique"},
    "scenario.providers.cebu.viability": {
        "cost_per_seat_per_month": 900,
        "term_months": 2.0,
        "choices": {"usual": {}, "hasty": {"speed": 1.3, "defects": 1.5, "seats": 0.7, "cost": 1.1}},
    },
    "scenario.providers.cebu.contract": {
        "kind": "gain_share",
        "rate_per_hour": 35,
        "target_cost_per_task": 280,
        "service_levels": [
            {"on_time_share": 0.95, "cap": 0.9},
            {"begun_in_time_share": 0.9, "of_work": ["research"], "credit_per_point": 0.001, "cap": 0.1},
        ],
    },
    "strategy.assignment": {"rule": "overflow", "line_limit": 2, "core_stays_home": True},
    "strategy.discipline": "due_date",
    "strategy.mix": {"papers": {"pune": 0.5, "cebu": 0.3}},
    "strategy.inspection": {
        "inhouse_rate": 0.4,
        "outsourced_rate": 0.7,
        "by": "third_party",
        "history": {"clean_needed": 3, "skip_factor": 0.3, "tighten_after": 1},
    },
    "strategy.staffing": {"inhouse": {"rule": "load"}, "liaisons": {"rule": "square_root"}},
    "strategy.shift_hours": {"pune": 3.0},
    "strategy.transition": {"signing_day": 15, "ramp_days": 30, "teaching_hours_per_seat": 20},
    "strategy.flexibility": {
        "review_days": 15,
        "teams": ["inhouse", "pune"],
        "at_most": 4,
        "adaptive": {"start": 0.5, "above": 1.2, "below": 0.4},
    },
    "strategy.contingency": {"plan": "cebu", "patience_days": 2},
    "strategy.protection": {"secure_facility": True, "split_into": 1},
}


def livelier() -> Case:
    """What the lively case leaves out or does otherwise: other contracts, demands, ends and rules."""
    return changed(lively(), _LIVELIER)

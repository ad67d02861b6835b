"""Each lever of money moves its measure the right way, in worlds that both choices live through."""

import pytest

import sim

SHORT = {
    "scenario.warm_up_days": 30,
    "scenario.horizon_days": 400,
    "strategy.mix.patents.bangalore": 0.6,
    "strategy.mix.patents.krakow": 0.0,
    "strategy.inspection.by": "third_party",
    "scenario.third_party.seats": 10,
    "scenario.third_party.fee_per_inspection": 40.0,
}
CONTRACT = "scenario.providers.bangalore.contract"
VOLUME = {"kind": "volume", "price_per_task": 3_000.0}


@pytest.fixture(scope="module")
def case():
    """Patents, partly at one provider, for a bit more than a year."""
    return sim.changed(sim.preset("pfizer_patents"), SHORT)


@pytest.mark.parametrize(
    ("lever", "low", "high", "measure", "verdict"),
    [
        (f"{CONTRACT}.indexation_per_year", 0.0, 0.05, "cost_provider_fees", "higher"),
        ("scenario.inhouse.pay.salary_growth_per_year", 0.0, 0.05, "cost_inhouse_salaries", "higher"),
        ("scenario.discount_rate_per_year", 0.0, 0.08, "net_present_cost", "lower"),
        ("scenario.work.drafting.latent_days", 0.0, 90.0, "external_failures", "lower"),
        ("scenario.third_party.detection_probability", 0.5, 0.9, "escaped_defect_share", "lower"),
        ("scenario.third_party.fee_per_inspection", 40.0, 80.0, "cost_of_appraisal", "higher"),
        ("strategy.clarity", 0.0, 0.5, "cost_of_prevention", "higher"),
        ("strategy.mix.patents.bangalore", 0.3, 0.9, "dependence_index", "higher"),
        (
            CONTRACT,
            VOLUME,
            {**VOLUME, "minimum_per_month": 400.0},
            "cost_provider_fees",
            "higher",
        ),
        (
            CONTRACT,
            {**VOLUME, "kind": "fixed_price", "term_months": 4},
            {**VOLUME, "kind": "fixed_price", "term_months": 4, "lock_in": 0.3},
            "cost_provider_fees",
            "higher",
        ),
    ],
)
def test_a_lever_moves_its_measure(case, lever, low, high, measure, verdict):
    """Twenty replications tell the two apart."""
    answer = sim.what_if(case, {lever: high}, against={lever: low}, replications=20, seed=11)

    assert answer[measure].comparison.verdict == verdict

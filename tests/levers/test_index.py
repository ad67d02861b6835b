"""Where is each claim of the model seen? A reader's index, which is held to be true.

Each row names a claim about knowledge process outsourcing and tests that move its lever and watch its
measure under common random numbers; exact tests of formulas stand beside those named.
"""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

INDEX = {
    "cost savings: mix, contract": ["levers/test_people_and_money.py"],
    "cost savings: terms of contracts, inflation, discounting": ["outcome/test_money_levers.py"],
    "cost savings: each kind of contract, credits, lock-in, to the cent": ["outcome/test_contracts.py"],
    "cost savings: by month, payback": ["ask/test_payback.py", "outcome/test_monthly.py"],
    "expertise: skill, learning, turnover": ["levers/test_people_and_money.py"],
    "flexibility: reviews, bands, adaptive share, minimum volume": ["levers/test_flexibility.py"],
    "flexibility: a bench that other clients share": ["objections/test_providers.py"],
    "efficiency: core hours freed": [
        "levers/test_people_and_money.py",
        "outcome/test_benefit.py::test_freed_hours_rise_with_outsourcing_where_seats_at_home_are_stated",
    ],
    "innovation: an inverted U": [
        "outcome/test_innovation.py::test_most_ideas_come_at_the_peak_share",
        "selfcheck/test_literature.py::test_ideas_follow_an_inverted_u",
    ],
    "communication: clarity, checkpoints, overlap, liaisons": ["levers/test_control.py"],
    "intellectual property: work at home": [
        "outcome/test_ip.py::test_sensitive_work_at_home_leaks_nowhere",
        "outcome/test_ip.py::test_more_work_away_means_no_fewer_leaks_in_any_run",
    ],
    "intellectual property: splitting": [
        "outcome/test_ip.py::test_splitting_leaves_the_leaks_and_divides_the_loss_of_each",
        "outcome/test_ip.py::test_two_providers_with_half_each_leak_as_often_and_lose_less_in_bad_years",
        "outcome/test_ip.py::test_putting_together_what_was_split_costs_liaison_hours",
    ],
    "intellectual property: secure facility": [
        "outcome/test_ip.py::test_a_secure_facility_lowers_leaks_in_no_run_raises_them_and_is_paid_for"
    ],
    "quality: inspection, history, reviewers, third party, latent escapes": ["levers/test_control.py"],
    "dependence: second source, retained people, plan, crises, distress": ["levers/test_failures.py"],
    "dependence: regional shocks, crises and distress as dealt": ["tape/test_misfortunes.py"],
    "each mechanism against the world without it": ["ask/test_counterfactual.py"],
    "directions from the literature": ["selfcheck/test_directions.py", "selfcheck/test_literature.py"],
    "targets of textbooks": ["selfcheck/test_agreement.py"],
}


@pytest.mark.parametrize("claim", INDEX)
def test_the_index_leads_somewhere(claim):
    """Every file and every test named is there."""
    for place in INDEX[claim]:
        file, _, name = place.partition("::")
        text = (TESTS / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {name or 'test_'}", text, re.MULTILINE), place

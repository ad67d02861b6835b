"""Which side of a limit is a breach, and how probable one is."""

import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.outcome.measure import MEASURES
from sim.outcome.threshold import Threshold, thresholds_of
from sim.scenario.scenario import Scenario


def test_a_breach_is_on_the_side_that_is_worse_and_the_limit_is_none():
    """Cost above, service below; exactly at the limit nothing is broken."""
    values = np.array([1.0, 2.0, 2.0, 3.0])

    assert Threshold("total_cost", 2.0).share(values).mean == 0.25
    assert Threshold("on_time_share", 2.0).share(values).mean == 0.25
    assert Threshold("total_cost", 0.5).share(values).mean == 1.0
    assert Threshold("total_cost", 2.0).breach == "> 2"
    assert Threshold("on_time_share", 0.9).breach == "< 0.9"
    assert Threshold("total_cost", 12_000_000.0).breach == "> 12000000"


def test_a_world_that_has_no_value_says_nothing():
    """Of three worlds with a disruption one recovers too late."""
    share = Threshold("time_to_recover_days", 5.0).share([math.nan, 4.0, 6.0, 1.0])

    assert (share.mean, share.n) == (pytest.approx(1 / 3), 3)
    assert Threshold("time_to_recover_days", 5.0).share([math.nan]).n == 0


def test_what_is_unbearable_in_a_world_is_a_threshold_unless_another_is_stated():
    """Any day outside; and any run outside, where money has a limit. A stated one counts for more."""
    work = {"arrivals": {"kind": "poisson", "per_week": 1.0}, "effort_hours": {"kind": "constant"}}
    plain = Scenario.model_validate({"work": {"a": work}})
    borne = Scenario.model_validate({"work": {"a": {**work, "tolerances": {"largest_backlog": 3}}}})
    dear = Scenario.model_validate({"work": {"a": work}, "most_money": 5.0})

    assert thresholds_of({}, [plain]) == {}
    assert thresholds_of({}, [plain, borne]) == {
        "days_outside_tolerance": Threshold("days_outside_tolerance", 0.0)
    }
    assert thresholds_of({"days_outside_tolerance": 2}, [borne, dear]) == {
        "days_outside_tolerance": Threshold("days_outside_tolerance", 2.0),
        "outside_tolerance": Threshold("outside_tolerance", 0.0),
    }


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"total_costs": 1.0}, "did you mean total_cost?"),
        ({"seats_inhouse": 1.0}, "neither side of this measure is worse"),
        ({"on_time_share": 95}, "it is a share: 95 % is 0.95"),
        ({"on_time_share": -1}, "must be a share, from 0 to 1"),
        ({"total_cost": "much"}, "must be a number"),
        ({"total_cost": True}, "must be a number"),
        ({"total_cost": math.inf}, "must be a number"),
    ],
)
def test_a_threshold_that_says_nothing_is_refused_with_the_remedy(stated, said):
    """With the place, the value and the rule."""
    with pytest.raises(InputError) as error:
        thresholds_of(stated)

    assert said in str(error.value)
    assert f"thresholds.{next(iter(stated))}" in str(error.value)


def test_every_measure_with_a_direction_can_have_one():
    """All but the neutral ones."""
    for name, measure in MEASURES.items():
        if measure.direction != "neutral":
            assert thresholds_of({name: 0.5})[name].is_least == (measure.direction == "higher")

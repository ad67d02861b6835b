"""Time zones by their names, and what people write instead."""

import pytest

from sim.errors import InputError
from sim.files.document import check
from sim.scenario.team import InHouse


@pytest.mark.parametrize(
    ("zone", "remedy"),
    [
        ("IST", "write Asia/Kolkata or Europe/Dublin or Asia/Jerusalem: IST is said of each"),
        ("ist", "Asia/Kolkata"),
        ("UTC+5:30", "such as Asia/Kolkata"),
        ("+05:45", "such as Asia/Kathmandu"),
        ("GMT+1", "such as Europe/Berlin"),
        ("UTC-5", "such as America/New_York"),
        ("UTC+13:37", "write the place"),
        ("CEST", "write Europe/Berlin or Europe/Warsaw"),
        ("Bangalore", "did you mean 'Asia/Kolkata'?"),
    ],
)
def test_a_zone_that_is_none_is_told_what_it_could_be(zone, remedy):
    """The setting, the value, and the names that it may stand for."""
    with pytest.raises(InputError) as refused:
        check(InHouse, {"calendar": {"zone": zone}})

    (problem,) = refused.value.problems
    assert problem.path == "calendar.zone"
    assert remedy in problem.remedy

"""Does a condition mean what a reader takes it for, and can it do nothing else?"""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.experiment.design.constraint import Constraint

LEVELS = {"share": 0.3, "clarity": 0.1, "provider": "robust", "seats": 4.0}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("share + clarity <= 0.4", True),
        ("share + clarity < 0.4", False),
        ("0.1 + 0.2 == share", True),
        ("0.2 <= share < 0.3", False),
        ("share * seats / 2 - 0.1 > -0.5 and provider == 'robust'", True),
        ("provider != 'robust' or share != 0.3", False),
        ("not provider == 'fragile'", True),
    ],
)
def test_a_condition_means_what_it_says(text, holds):
    """Chains, precedence and texts as in Python; sums of decimals without rounding's crumbs."""
    assert Constraint(text, LEVELS).holds(LEVELS) is holds


@pytest.mark.parametrize(
    "text",
    [
        *("__import__('os').system('x') == 0", "share.real > 0", "share[0] > 0", "(lambda: 1)() == 1"),
        *(
            "[x for x in 'a'] == 1",
            "share ** 99999999 > 1",
            "f'{share}' == ''",
            "share if 1 else 2",
            "open > 1",
        ),
        *("share := 1", "share", "1", "share > True", "share > None", "share > 1j", "share >", "a;b", ""),
        *(
            "share > 0 " * 99,
            "(" * 99 + "share" + ")" * 99 + " > 0 or " + "-" * 400 + "share > 0",
            "share is 1",
        ),
        *(
            "share in (1, 2)",
            "share // 2 > 0",
            "share % 2 > 0",
            "share << 3 > 0",
            "b'x' == share",
            "... == 1",
        ),
    ],
)
def test_nothing_but_arithmetic_and_comparison_is_understood(text):
    """No call, attribute, subscript, power or name from outside: refused before anything is computed."""
    with pytest.raises(InputError):
        Constraint(text, LEVELS)


def test_a_misspelt_factor_is_told_with_the_nearest():
    """The names are those of the factors, nothing else."""
    with pytest.raises(InputError, match="did you mean share"):
        Constraint("shar > 0", LEVELS)


@pytest.mark.parametrize(
    "text", ["share / 0 > 1", "provider > 'a'", "provider + 1 > 1", f"{'9' * 400} > share"]
)
def test_what_cannot_be_compared_is_told(text):
    """In words, not in a traceback."""
    with pytest.raises(InputError):
        Constraint(text, LEVELS).holds(LEVELS)


def test_conditions_choose_the_points_of_a_design(small):
    """Forbidden combinations are never built, so shares that cannot be are no error."""
    factors = {
        name: {"path": f"strategy.mix.patents.{name}", "levels": [0, 0.6]} for name in ("bangalore", "krakow")
    }
    experiment = small(
        strategy={"mix": {"patents": {"bangalore": 0, "krakow": 0}}},
        factors=factors,
        constraints=["bangalore + krakow <= 1"],
    )

    assert len(experiment.points) == 3
    with pytest.raises(InputError, match="no combination of levels"):
        small(constraints=["share > 2"])
    with pytest.raises(InputError, match=r"constraints\.1"):
        small(constraints=["share >= 0", "shre >= 0"])

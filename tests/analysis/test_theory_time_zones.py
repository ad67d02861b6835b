"""Questions across the globe."""

import numpy as np
import pytest

from sim.analysis.theory import time_zone_wait


def played_wait(ahead, shift=8.0, weekdays_only=False):
    """Average the wait over a fine grid of questions, following the clock through two weeks."""
    grid = (np.arange(4000) + 0.5) * shift / 4000
    waits = []
    for day in range(5 if weekdays_only else 1):
        asked = day * 24.0 + grid
        wait = np.full(grid.size, np.inf)
        for their_day in range(-7, 21):
            if weekdays_only and their_day % 7 >= 5:
                continue
            opens = their_day * 24.0 - ahead
            wait = np.where(asked < opens + shift, np.minimum(wait, np.maximum(opens - asked, 0.0)), wait)
        waits.append(wait.mean())
    return np.mean(waits)


@pytest.mark.parametrize(
    ("ahead", "wait"), [(3, 5.4375), (8, 12.0), (12, 8.0), (-3, 0.5625), (0, 0.0), (20, 1.0)]
)
def test_published_waits(ahead, wait):
    """k = 3: 5.4375 h; 8: 12; 12: 8; behind 3: .5625; and (24 − 20)²/16 above 16."""
    assert time_zone_wait(ahead) == pytest.approx(wait)


@pytest.mark.parametrize(
    ("ahead", "chance"), [(0.0, 0.0), (2.0, 0.25), (3.0, 0.375), (8.0, 1.0), (10.0, 1.0), (12.0, 1.0)]
)
def test_weekends_add_to_what_must_wait(ahead, chance):
    """Monday to Friday on both sides: 9.6 h × P(wait > 0), for up to twelve hours ahead."""
    added = time_zone_wait(ahead, weekdays_only=True) - time_zone_wait(ahead)

    assert added == pytest.approx(9.6 * chance)


@pytest.mark.parametrize("shift", [6.0, 8.0, 12.0])
@pytest.mark.parametrize("ahead", [-23, -16, -11.5, -8, -3, 0, 1, 5.5, 8, 12, 13, 16, 19, 23.5])
def test_the_formula_agrees_with_the_clock(ahead, shift):
    """Every piece, ahead and behind, equals a question-by-question average."""
    assert time_zone_wait(ahead, shift) == pytest.approx(played_wait(ahead, shift), abs=0.01)


@pytest.mark.parametrize("ahead", [-16, -12, -8, -3, 0, 1, 5.5, 8, 12, 13, 16])
def test_the_weekend_agrees_with_the_calendar(ahead):
    """So does the weekend's share: ahead pays for it, behind does not."""
    played = played_wait(ahead, weekdays_only=True)

    assert time_zone_wait(ahead, weekdays_only=True) == pytest.approx(played, abs=0.01)


def test_asking_eastward_is_dearer_than_asking_westward():
    """Three hours ahead cost ten times three hours behind."""
    assert time_zone_wait(3) > 9 * time_zone_wait(-3)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((25,), {}, "between -24 and 24"),
        ((17,), {"weekdays_only": True}, "between -16 and 16"),
        ((3, 13.0), {}, "at most 12"),
        ((3, 0.0), {}, "above 0"),
    ],
)
def test_where_the_formula_ends_it_says_so(arguments, options, message):
    """No silent answer outside its reach."""
    with pytest.raises(ValueError, match=message):
        time_zone_wait(*arguments, **options)

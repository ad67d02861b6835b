"""The small laws: what they are at the edges, and in which direction they go."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.rules import assignment, communication, disruption, effort, quality

law = settings(derandomize=True, deadline=None, max_examples=200)

SHARES = st.floats(0.0, 1.0)
LUCK = st.floats(0.0, 1.0, exclude_max=True)
HOURS = st.floats(0.0, 1e6)
SPEEDS = st.floats(0.01, 100.0)
BITS = 1e-12
"""Relative: a few roundings."""


# effort: how long does an attempt take?
# -- - -------------------------------------------------------------------------------------------------------


@law
@given(HOURS, st.floats(0.0, 10.0), st.integers(1, 63))
def test_rework_is_a_fraction_of_a_fresh_effort_and_the_first_attempt_is_all_of_it(
    fresh: float, fraction: float, attempt: int
) -> None:
    """The fraction does not touch the first attempt, and every later one alike."""
    assert effort.attempt_effort(0, fresh, fraction) == fresh
    assert effort.attempt_effort(attempt, fresh, fraction) == fraction * fresh


@law
@given(HOURS, st.integers(0, 50), st.floats(0.0, 10.0))
def test_questions_cut_the_work_into_equal_parts(whole: float, stops: int, setup: float) -> None:
    """All parts together are the whole, and a set-up after each stop; no question, no cut."""
    parts = [effort.part_effort(whole, stops, part, setup) for part in range(stops + 1)]

    assert effort.part_effort(whole, 0, 0, setup) == whole
    assert sum(parts) == pytest.approx(whole + stops * setup, rel=1e-9)
    assert all(part == effort.part_effort(whole, stops, 0, 0.0) + setup for part in parts[1:])


@law
@given(HOURS, SPEEDS, SPEEDS)
def test_a_faster_person_never_needs_longer(whole: float, one: float, other: float) -> None:
    """At speed one, standard hours are hours; at twice the speed, half of them."""
    slow, fast = sorted((one, other))

    assert effort.seat_hours(whole, fast) <= effort.seat_hours(whole, slow)
    assert effort.seat_hours(whole, 1.0) == whole
    assert effort.seat_hours(whole, 2.0) == whole / 2.0


@law
@given(HOURS, HOURS)
def test_what_is_left_is_never_less_than_nothing(hours: float, worked: float) -> None:
    """And nothing worked leaves everything."""
    assert effort.hours_left(hours, worked) == (hours - worked if worked < hours else 0.0)
    assert effort.hours_left(hours, 0.0) == hours


@law
@given(HOURS, SPEEDS, SHARES, SHARES, SHARES)
def test_a_move_costs_the_lost_share_of_what_was_done(
    whole: float, speed: float, undone: float, one: float, other: float
) -> None:
    """Between what was left (nothing lost) and the whole (all lost), and never less for more lost."""
    hours = effort.seat_hours(whole, speed)
    less, more = (
        effort.effort_after_move(whole, hours, undone * hours, lost) for lost in sorted((one, other))
    )

    assert effort.effort_after_move(whole, hours, hours, one) == pytest.approx(whole, rel=BITS)
    assert effort.effort_after_move(whole, hours, undone * hours, 1.0) == pytest.approx(whole, rel=BITS)
    if hours > 1e-300:
        assert effort.effort_after_move(whole, hours, undone * hours, 0.0) == pytest.approx(
            undone * whole, rel=1e-9
        )
    assert less <= more * (1.0 + BITS)


def test_work_of_no_length_stays_so_when_it_moves() -> None:
    """Nothing divided by nothing is nothing."""
    assert effort.effort_after_move(0.0, 0.0, 0.0, 0.5) == 0.0


@law
@given(st.lists(st.floats(0.0, 1e4), max_size=30), st.randoms(use_true_random=False))
def test_seconds_of_work_add_up_to_the_same_in_any_order(hours: list[float], random: object) -> None:
    """They are whole numbers within half a second of the truth; hours would differ in the last bit."""
    seconds = [effort.seconds(each) for each in hours]

    assert all(isinstance(each, int) for each in seconds)
    assert all(abs(each - 3600.0 * hour) <= 0.5 + 1e-6 for each, hour in zip(seconds, hours, strict=True))
    assert sum(sorted(seconds)) == sum(seconds)


# communication: how does word travel?
# -- - -------------------------------------------------------------------------------------------------------


@law
@given(st.integers(1, 40), st.data())
def test_checkpoints_are_spread_evenly_among_the_stops(stops: int, data: st.DataObject) -> None:
    """As many as were asked for, and no two gaps between them differ by more than one stop."""
    checkpoints = data.draw(st.integers(1, stops))
    at = [k for k in range(1, stops + 1) if communication.is_checkpoint(k, stops, checkpoints)]
    gaps = {later - earlier for earlier, later in pairwise([0, *at])}

    assert len(at) == checkpoints
    assert at[-1] == stops
    assert max(gaps) - min(gaps) <= 1


@law
@given(HOURS, st.floats(0.0, 0.95))
def test_a_brief_of_twice_the_hours_halves_what_is_unclear(hours: float, clarity: float) -> None:
    """Hours times what is left unclear are the hours of a plain brief."""
    longer = communication.brief_hours(hours, clarity)

    assert longer >= hours
    assert longer * (1.0 - clarity) == pytest.approx(hours, rel=BITS)
    assert communication.brief_hours(hours, 0.0) == hours


# quality: is it right, does anybody look, and do they see?
# -- - -------------------------------------------------------------------------------------------------------


@law
@given(LUCK, SHARES, SHARES)
def test_what_is_impossible_never_happens_and_what_is_certain_always_does(
    luck: float, p: float, q: float
) -> None:
    """And what happens at some probability happens at any higher one."""
    p, q = sorted((p, q))

    assert not quality.happens(luck, 0.0)
    assert quality.happens(luck, 1.0)
    assert quality.happens(luck, p) <= quality.happens(luck, q)


@pytest.mark.parametrize(
    ("found", "attempt", "most", "is_due"),
    [(True, 0, 1, False), (True, 0, 2, True), (True, 1, 2, False), (True, 2, 4, True), (False, 0, 4, False)],
)
def test_rework_is_due_for_what_was_found_while_attempts_are_left(
    found: bool, attempt: int, most: int, is_due: bool
) -> None:
    """Attempts are counted from zero: one attempt at most means none again."""
    assert quality.is_rework_due(found, attempt, most) is is_due


# disruption: what is left after an outage?
# -- - -------------------------------------------------------------------------------------------------------


@law
@given(HOURS, SHARES, HOURS)
def test_work_resumes_or_restarts_or_is_dealt_anew(hours: float, share: float, fresh: float) -> None:
    """Resuming never takes longer than restarting."""
    left = share * hours

    assert disruption.hours_after_outage(disruption.Fate.RESUME, hours, left, fresh) == left
    assert disruption.hours_after_outage(disruption.Fate.RESTART, hours, left, fresh) == hours
    assert disruption.hours_after_outage(disruption.Fate.RESAMPLE, hours, left, fresh) == fresh


# assignment: who gets this task?
# -- - -------------------------------------------------------------------------------------------------------


def cumulative(*weights: float) -> NDArray[np.float64]:
    """A table of one work type with shares in these proportions, in-house first."""
    return np.cumsum([np.array(weights) / sum(weights)], axis=1)


WEIGHTS = st.lists(st.sampled_from([0.0, 1.0, 2.0, 0.3]), min_size=1, max_size=5).filter(any)


@law
@given(WEIGHTS, st.floats(0.0, 1.0 - 1e-9))
def test_a_team_without_a_share_never_gets_a_task(weights: list[float], luck: float) -> None:
    """And the task's own number chooses among the others."""
    team = assignment.by_share(luck, cumulative(*weights)[0])

    assert weights[team] > 0.0


@pytest.mark.parametrize("weights", [(1, 0, 3), (0, 1), (1,), (2, 1, 1, 4)])
def test_each_team_gets_its_share(weights: tuple[float, ...]) -> None:
    """Over a grid of luck, to the grid's width; a higher number never chooses an earlier team."""
    grid = (np.arange(8000) + 0.5) / 8000
    teams = [assignment.by_share(luck, cumulative(*weights)[0]) for luck in grid]

    np.testing.assert_allclose(
        np.bincount(teams, minlength=len(weights)) / 8000, np.array(weights) / sum(weights)
    )
    assert all(a <= b for a, b in pairwise(teams))


def team_for(
    rule: int, *, luck: float = 0.5, stays: bool = False, in_hand: int = 0, down: bool = False
) -> int:
    """Who gets a task: shares 1/2, 1/4, 1/4; two seats and then one each; a line of one at home; 2 is
    primary, 1 backup."""
    situation = assignment.Situation(
        now=0.0,
        work_type=0,
        mean_effort=1.0,
        due=math.inf,
        stays_home=stays,
        luck=luck,
        shares=cumulative(2, 1, 1)[0],
        seats=np.array([2, 1, 1]),
        in_line=np.array([in_hand, 0, 0]),
        at_seats=np.zeros(3, dtype=np.int64),
        ahead=np.array([7200, 3000, 4000]),
        is_down=np.array([False, False, down]),
        is_gone=np.zeros(3, dtype=np.bool_),
        opens_at=np.zeros(3),
        line_limit=1,
        primary=2,
        backup=1,
    )
    return assignment.team_for(rule, situation)


@pytest.mark.parametrize("rule", assignment.Rule)
def test_what_stays_at_home_stays_under_every_rule(rule: int) -> None:
    """Whatever its luck, however full the house."""
    assert team_for(rule, stays=True, luck=0.99, in_hand=100, down=True) == assignment.INHOUSE


@pytest.mark.parametrize("rule", [assignment.Rule.MIX, assignment.Rule.SENSITIVE_AT_HOME])
@pytest.mark.parametrize(
    ("luck", "team"), [(0.0, 0), (0.4999, 0), (0.5, 1), (0.7499, 1), (0.75, 2), (0.9999, 2)]
)
def test_the_mix_decides_by_the_tasks_own_number(rule: int, luck: float, team: int) -> None:
    """The first team whose cumulative share exceeds it."""
    assert team_for(rule, luck=luck, in_hand=100) == team


@pytest.mark.parametrize(
    ("in_hand", "luck", "team"),
    [(0, 0.9, 0), (2, 0.9, 0), (3, 0.0, 1), (3, 0.49, 1), (3, 0.5, 2), (99, 0.99, 2)],
)
def test_work_overflows_once_seats_and_line_are_full_by_the_mix_of_the_providers(
    in_hand: int, luck: float, team: int
) -> None:
    """Two seats and a line of one hold three tasks; what leaves is shared out among providers only."""
    assert team_for(assignment.Rule.OVERFLOW, in_hand=in_hand, luck=luck) == team


def test_the_least_backlog_is_counted_by_seat() -> None:
    """Two hours for two people are more than 3,000 seconds for one, and less than 4,000."""
    assert team_for(assignment.Rule.LEAST_BACKLOG) == 1


@law
@given(
    WEIGHTS,
    st.lists(st.integers(0, 3), min_size=5, max_size=5),
    st.lists(st.integers(0, 2), min_size=5, max_size=5),
)
def test_the_least_backlog_wins_among_teams_with_a_share_and_a_seat(
    weights: list[float], ahead: list[int], seats: list[int]
) -> None:
    """The first of equals; the house, if there is nobody."""
    able = [t for t, weight in enumerate(weights) if weight > 0.0 and seats[t] > 0]
    expected = min(able, key=lambda t: (ahead[t] / seats[t], t), default=assignment.INHOUSE)

    assert assignment.least_backlog(cumulative(*weights)[0], np.array(ahead), np.array(seats)) == expected


@pytest.mark.parametrize(("down", "team"), [(False, 2), (True, 1)])
def test_the_backup_gets_what_arrives_while_the_primary_is_down(down: bool, team: int) -> None:
    """The mix does not matter, nor does luck."""
    assert team_for(assignment.Rule.PRIMARY_BACKUP, luck=0.0, down=down) == team


@law
@given(st.integers(-1000, 1000), st.floats(0.0, 1e7) | st.just(math.inf))
def test_a_line_sorts_by_what_its_discipline_reads(priority: int, due: float) -> None:
    """Nothing, the priority, the due date: the lower first."""
    assume(due != float(priority))

    assert [assignment.line_key(discipline, priority, due) for discipline in assignment.Discipline] == [
        0.0,
        priority,
        due,
    ]

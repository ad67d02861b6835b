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

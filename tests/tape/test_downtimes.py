"""One pass deals all outages; put together by hand, from the same luck, they are the same to the last bit."""

from hypothesis import given, settings

from sim.tape.misfortune import deal_misfortunes
from sim.tape.span import Span, Turns
from sim.tape.stream import root_of
from sim.testing.cases import RandomCase, cases
from sim.testing.twins import numbered

LONG = 25 * 365.25


def union(spans: list[Span]) -> list[Span]:
    """Spans that overlap or touch become one; empty ones vanish."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def by_hand(case: RandomCase, replication: int) -> list[tuple[float, int, float]]:
    """Start, team and end of each outage: everybody's turns to the horizon, whether they strike or not."""
    scenario, rows = case.scenario, []
    root, hours = root_of(case.seed, replication), scenario.window_hours[1]
    ends = deal_misfortunes(scenario, case.seed, replication).ends.tolist()
    for index, (name, team) in enumerate(scenario.named_teams.items()):
        spans = [
            (24.0 * event.at_day, 24.0 * (event.at_day + event.days))
            for event in scenario.events
            if event.team == name and event.kind == "outage" and event.days is not None
        ]
        if team.outages is not None:
            spans += Turns(team.outages, f"{name}/uptime", f"{name}/downtime").deal(root, hours)
        region = None if team.region is None else scenario.regions.get(team.region)
        if region is not None and region.shocks is not None:
            names = f"{team.region}/shock_uptime", f"{team.region}/shock_downtime"
            spans += Turns(region.shocks, *names).deal(root, hours)
        until = min(hours, ends[index])
        rows += [(start, index, end) for start, end in union([each for each in spans if each[0] < until])]
    return sorted(rows)


def dealt(case: RandomCase, replication: int) -> list[tuple[float, int, float]]:
    told = deal_misfortunes(case.scenario, case.seed, replication)
    return list(zip(told.start.tolist(), told.team.tolist(), told.end.tolist(), strict=True))


@given(cases())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_the_outages_of_all_teams_are_those_of_each_team_by_itself(case: RandomCase) -> None:
    """Its own, its region's and those of the script, until it ends, in the order of the starts."""
    for replication in range(3):
        assert dealt(case, replication) == by_hand(case, replication)


def test_many_outages_find_room() -> None:
    """Twenty-five years of cases that were drawn for some weeks: more than there is room for at first."""
    most = 0
    for number in range(30):
        case = numbered(number, seed=15)
        times = {"warm_up_days": 0.0, "horizon_days": LONG}
        long = RandomCase(case.scenario.model_copy(update=times), case.strategy, seed=case.seed)
        most = max(most, len(dealt(long, 0)))
        assert dealt(long, 0) == by_hand(long, 0)

    assert most > 100

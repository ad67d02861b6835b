"""When is each team down? Its own outages, its region's shocks and those of the script, all in one compiled
pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules.rule import kernel
from sim.rules.turns import NO_ROOM, Name, take_turns
from sim.scenario.scenario import Scenario
from sim.tape.exposure import Exposure
from sim.tape.records import records_of
from sim.tape.span import ROOM, Turns
from sim.tape.strike import Strike

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[np.void]

NONE = -1

TURNS = np.dtype(
    [("up_hours", "f8"), ("down_hours", "f8"), ("share_down", "f8"), ("begins_up", "i8")], align=True
)
"""Good and bad times in turn, as `sim.rules.turns.take_turns` asks for them."""

OF_TEAM = np.dtype(
    [
        ("own", "i8"),  # which turns are its own, or NONE,
        ("shocks", "i8"),  # and which its region's,
        ("begin", "i8"),  # where its scripted outages begin among all, and where they end
        ("end", "i8"),
    ],
    align=True,
)


@kernel
def deal_outages(
    teams: Records,
    turns: Records,
    laws: Records,
    values: Floats,
    names: Ints,
    turns_of: Ints,
    scripted: Floats,
    hours: float,
    root: int,
    found: Ints,
    ends: Floats,
    spans: Floats,
    who: Ints,
) -> int:
    """All outages that begin before `hours` and before their team's end, by team and then by time.

    Parameters
    ----------
    teams, turns
        (T,) OF_TEAM, (K,) TURNS.
    laws, values, names
        (K, 2) of good and bad times, with the laws' own values, and (K, 4) by `sim.rules.turns.Name`.
    turns_of, found
        (n,) which turns each hazard is, or NONE, and (m,) which hazards strike.
    scripted
        (s, 2) from and until when, in hours.
    ends
        (T,) of the teams, inf where there is none.
    spans, who
        (room, 2) and (room,), to be filled: from and until when, and which team. One team's neither overlap
        nor touch, and none is empty.

    Returns
    -------
    int
        How many they are, or NO_ROOM.
    """
    strikes, room, count = np.zeros(len(turns), dtype=np.bool_), len(who), 0
    for k in range(len(found)):
        if turns_of[found[k]] != NONE:
            strikes[turns_of[found[k]]] = True
    for index in range(len(teams)):
        team, first, until = teams[index], count, min(hours, ends[index])
        for row in range(team["begin"], team["end"]):
            if count == room:
                return NO_ROOM
            if scripted[row, 0] < until:
                spans[count, 0], spans[count, 1] = scripted[row, 0], scripted[row, 1]
                count += 1
        for which in (team["own"], team["shocks"]):
            if which == NONE or not strikes[which]:
                continue
            if count == room:
                return NO_ROOM
            own = turns[which]
            dealt = take_turns(
                laws[which],
                values,
                names[which],
                root,
                own["up_hours"],
                own["down_hours"],
                own["share_down"],
                own["begins_up"] == 1,
                until,
                spans[count:],
            )
            if dealt == NO_ROOM:
                return NO_ROOM
            count += dealt
            while count > first and not spans[count - 1, 0] < until:  # the last ones may begin too late
                count -= 1
        # In order: most are already.
        for row in range(first + 1, count):
            start, end, place = spans[row, 0], spans[row, 1], row
            while place > first and spans[place - 1, 0] > start:
                spans[place, 0], spans[place, 1] = spans[place - 1, 0], spans[place - 1, 1]
                place -= 1
            spans[place, 0], spans[place, 1] = start, end
        # Those that overlap or touch become one; empty ones vanish.
        kept = first
        for row in range(first, count):
            start, end = spans[row, 0], spans[row, 1]
            if end <= start:
                continue
            if kept > first and start <= spans[kept - 1, 1]:
                spans[kept - 1, 1] = max(spans[kept - 1, 1], end)
            else:
                spans[kept, 0], spans[kept, 1], who[kept] = start, end, index
                kept += 1
        count = kept
    return count


class Downtimes:
    """Knows who can be down, found out once for all replications."""

    def __init__(self, scenario: Scenario, teams: list[Exposure], strikes: list[Strike]) -> None:
        kinds = [strike.what for strike in strikes]
        turns = {
            (name, "shocks"): Turns(region.shocks, f"{name}/shock_uptime", f"{name}/shock_downtime")
            for name, region in scenario.regions.items()
            if region.shocks is not None
        } | {
            (name, "outages"): Turns(team.outages, f"{name}/uptime", f"{name}/downtime")
            for name, team in scenario.named_teams.items()
            if team.outages is not None
        }
        places = {what: place for place, what in enumerate(turns)}
        self.turns_of = np.array([places.get(what, NONE) for what in kinds], dtype=np.int64)
        """(strikes,) which turns each is, or NONE."""
        scripted = [span for team in teams for span in team.scripted_outages]
        counts = np.cumsum([0, *(len(team.scripted_outages) for team in teams)]).tolist()
        of_teams = [
            (places.get((team.name, "outages"), NONE), places.get((team.region or "", "shocks"), NONE))
            for team in teams
        ]
        records, values = records_of(tuple(law for each in turns.values() for law in each.laws))
        self._known = (
            np.array(
                [(*which, *ends) for which, *ends in zip(of_teams, counts, counts[1:], strict=False)],
                dtype=OF_TEAM,
            ),
            np.array([each.row for each in turns.values()], dtype=TURNS),
            records.reshape(-1, 2),
            values,
            np.array([each.names for each in turns.values()], dtype=np.int64).reshape(-1, len(Name)),
            self.turns_of,
            np.array(scripted, dtype=np.float64).reshape(-1, 2),
            scenario.window_hours[1],
        )

    def deal(self, root: int, found: Ints, ends: Floats) -> tuple[Ints, Floats, Floats]:
        """Team, start and end of each outage, in the order of the starts; `found` are the strikes that are in
        time, (m,), and `ends` those of the teams, (T,)."""
        room = ROOM
        while True:
            spans, who = np.empty((room, 2)), np.empty(room, dtype=np.int64)
            count = deal_outages(*self._known, root, found, ends, spans, who)
            if count != NO_ROOM:
                order = spans[:count, 0].argsort(kind="stable")
                return who[order], spans[order, 0], spans[order, 1]
            room *= 4

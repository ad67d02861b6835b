"""What the desk answers: the same numbers as elsewhere, refined without repeating anything."""

from __future__ import annotations

import pytest

import sim
from sim.case import Case
from sim.errors import InputError, UnknownName
from sim.web.api.caller import Caller, Gone
from sim.web.api.question import Compared, Explained, Played, Swept, Told, Watched
from sim.web.desk.desk import Desk

MOVED = {"strategy.clarity": 0.6}


def caller() -> Caller:
    """A patient visitor."""
    return Caller(3_600.0)


def test_the_desk_tells_what_the_library_tells(desk: Desk, cases: dict[str, Case]) -> None:
    """The page has no statistics of its own."""
    said = desk.compare(Compared(case="patents", settings=MOVED, seed=3, replications=12), caller())
    by_hand = sim.what_if(cases["patents"], MOVED, replications=12, seed=3)

    for row in said.rows:
        assert row.difference.text == format_told(by_hand, row.measure)
    assert said.replications == 12


def format_told(answer: object, measure: str) -> str:
    """A difference as words tell it."""
    from sim.words import told

    difference = answer[measure]  # type: ignore[index]
    return str(told(difference.comparison.difference, difference.measure.unit))


def test_a_refinement_plays_only_what_is_new(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten worlds at once, then more of the same seed: the first ten are not played again. Those that follow
    come in small jobs, so that a newer question soon has a worker."""
    played: list[tuple[int, int]] = []
    from sim.web.worlds import runs, work

    def counted(*args: object) -> object:
        played.append((args[2], args[3]))  # type: ignore[arg-type]
        return work.show(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(runs, "show", counted)
    for worlds in (10, 20, 20):
        desk.compare(Compared(case="queue", seed=77, replications=worlds), caller())

    assert played[0] == (0, 10)
    assert [world for first, end in played for world in range(first, end)] == list(range(20))
    assert all(end - first <= runs.CHUNK for first, end in played[1:])


def test_the_world_that_is_drawn_is_not_played_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page draws the first of the worlds that it counts: it comes with them, whichever is asked for first,
    and is the same world as if it had come alone."""
    from sim.web.worlds import runs, work

    def never(*_: object) -> object:
        raise AssertionError("played again")

    settings = {"strategy.clarity": 0.55}
    monkeypatch.setattr(runs, "watch", never)
    first = desk.watch(Watched(case="patents", settings=settings, seed=78), caller())
    desk.compare(Compared(case="patents", settings=settings, seed=78, replications=10), caller())
    alone = work.watch(desk.moved("patents", settings), 78, 0)

    assert first.now == alone.backlog.tolist()
    assert first.days == alone.days.tolist()


def test_nothing_moved_is_the_baseline_itself(desk: Desk) -> None:
    """A lever put where it stands already is not moved."""
    said = desk.compare(Compared(case="patents", settings={"strategy.clarity": 0.2}), caller())

    assert said.moves == []
    assert said.sentence.startswith("This is the baseline itself")
    assert all(row.verdict == "the same" for row in said.rows)


def test_the_sentence_says_what_moved_and_whether_it_may_be_luck(desk: Desk) -> None:
    """Numbers that do not tell two choices apart say so."""
    free = desk.compare(
        Compared(case="patents", settings={"scenario.providers.bangalore.contract.rate_per_hour": 0.0}),
        caller(),
    )
    idle = desk.compare(
        Compared(case="patents", settings={"strategy.contingency.patience_days": 11.0}), caller()
    )

    assert free.sentence.startswith(
        "Price of Bangalore: 38 USD an hour → 0 USD an hour. Cost per task falls by"
    )
    assert "more than luck" in free.sentence
    assert "luck" in idle.sentence or "changes nothing" in idle.sentence
    assert "is more than luck" not in idle.sentence


def test_a_pinned_baseline_is_what_is_compared_with(desk: Desk) -> None:
    """Pinning the choice itself leaves no difference."""
    said = desk.compare(Compared(case="patents", settings=MOVED, pinned=MOVED), caller())

    assert said.moves == []


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"strategy.clarty": 0.5}, "strategy.clarty"),
        ({"scenario.horizon_days": 100000}, "scenario.horizon_days"),
        ({"strategy.clarity": 5}, "strategy.clarity"),
        ({"strategy.mix.patents.bangalore": 0.9, "strategy.mix.patents.krakow": 0.9}, "strategy.mix.patents"),
    ],
)
def test_only_levers_within_their_bounds_can_be_moved(
    desk: Desk, settings: dict[str, float], path: str
) -> None:
    """No visitor can lengthen a run, and what does not fit is told with its path."""
    with pytest.raises(InputError) as error:
        desk.compare(Compared(case="patents", settings=settings), caller())

    assert error.value.problems[0].path == path


def test_an_unknown_case_is_told(desk: Desk) -> None:
    """With the names that there are."""
    with pytest.raises(UnknownName, match="patents"):
        desk.compare(Compared(case="patent"), caller())


def test_a_visitor_who_left_is_not_worked_for(desk: Desk) -> None:
    """And those who come after find the desk in order."""
    gone = caller()
    gone.leave()
    with pytest.raises(Gone):
        desk.compare(Compared(case="patents", settings={"strategy.clarity": 0.35}, seed=123), gone)

    assert desk.compare(
        Compared(case="patents", settings={"strategy.clarity": 0.35}, seed=123), caller()
    ).rows


def test_no_time_means_fewer_worlds_not_an_error(desk: Desk) -> None:
    """What is there in time is answered; asking again goes on from there."""
    some = desk.compare(Compared(case="patents", seed=9, replications=10), caller()).replications
    hasty = desk.compare(Compared(case="patents", seed=9, replications=500), Caller(0.0))

    assert some == hasty.replications == 10


def test_one_world_is_the_same_for_both(desk: Desk) -> None:
    """Same luck, your decisions: who is down does not depend on the choice."""
    for world in range(3):
        said = desk.watch(Watched(case="patents", settings=MOVED, world=world), caller())

        assert len(said.days) == len(said.now) == len(said.pinned) == 121  # both ends
        assert said.now != said.pinned
        for shade in said.shades:
            assert 0.0 <= shade.start <= 120.0
            assert shade.end is None or shade.start < shade.end <= 120.0


def test_the_frontier_goes_from_all_at_home_to_all_outside(desk: Desk) -> None:
    """Eleven shares, and the present point lies on it where its share is one of them."""
    said = desk.sweep(Swept(case="patents"), caller())
    now = desk.compare(Compared(case="patents"), caller())

    assert [point.share for point in said.points] == [step / 10 for step in range(11)]
    cost = next(row.now for row in now.rows if row.measure == "cost_per_task")
    assert said.points[4].cost.mean == pytest.approx(cost.mean)  # two fifths outsourced
    assert desk.sweep(Swept(case="queue"), caller()).points == []


def test_the_waterfall_is_that_of_the_library(desk: Desk, cases: dict[str, Case]) -> None:
    """Step by step, to the cent."""
    said = desk.explain(Explained(case="patents", settings=MOVED, seed=5, replications=4), caller())
    by_hand = sim.waterfall(sim.changed(cases["patents"], MOVED), replications=4, seed=5)

    assert said.sentence == by_hand.sentence()
    assert said.bars[-1].amount.mean == pytest.approx(by_hand.bars[-1].interval.mean)
    with pytest.raises(InputError, match="no provider"):
        desk.explain(Explained(case="queue"), caller())


def test_hours_in_common_follow_the_shift(desk: Desk) -> None:
    """Bangalore's nine to six and New York's nine to five do not meet; nine hours later they do."""
    still = desk.compare(Compared(case="patents"), caller()).facts
    moved = desk.compare(
        Compared(case="patents", settings={"strategy.shift_hours.bangalore": 9.0}), caller()
    ).facts

    assert "Bangalore and our liaisons are at work together 0 hours a week." in still
    assert not [fact for fact in moved if fact.startswith("Bangalore") and " 0 hours" in fact]


def test_a_film_is_the_world_of_the_journal(desk: Desk, cases: dict[str, Case]) -> None:
    """Frames over the window, few enough, under the choice and not under the case."""
    said = desk.play(Played(case="patents", settings=MOVED, seed=3, world=2), caller())
    journal = sim.simulate(sim.changed(cases["patents"], MOVED), seed=3, replication=2)
    start, end = journal.scenario.window_hours
    tasks = journal.tasks
    instant = start + 24.0 * said.days[100]
    in_hand = (tasks["arrived"] <= instant) & ~(tasks["delivered"] <= instant)

    assert said.tasks == len(tasks)
    assert said.in_hand[100] == in_hand.sum()
    assert said.delivered[-1] == ((tasks["delivered"] > start) & (tasks["delivered"] <= end)).sum()
    assert (len(said.days), said.step_hours, said.day_and_night) == (241, 12.0, False)
    assert all(len(each.in_line) == len(said.clock) == 241 for each in said.places)


@pytest.mark.parametrize(("first_day", "days"), [(1e5, 1e5), (0.0, 1e-300), (119.99, 3.0), (5.0, 14.0)])
def test_a_film_is_cut_to_the_window(desk: Desk, first_day: float, days: float) -> None:
    """Whatever is asked for, an answer is small and inside."""
    said = desk.play(Played(case="patents", first_day=first_day, days=days), caller())

    assert 1 <= len(said.days) <= 400
    assert 0.0 <= said.days[0] <= said.days[-1] <= 120.0
    assert len(said.model_dump_json()) < 200_000


def test_a_story_is_that_of_the_library(desk: Desk, cases: dict[str, Case]) -> None:
    """The page tells what `sim.trace` tells, and nothing of a task that is not there."""
    said = desk.tell(Told(case="patents", seed=3, world=1, task=60), caller())
    by_hand = sim.trace(sim.simulate(cases["patents"], seed=3, replication=1), 60)

    assert (said.why, tuple(said.sentences)) == (by_hand.why, by_hand.sentences)
    assert 24.0 * (said.to_day - said.from_day) == pytest.approx(by_hand.lead_hours)
    with pytest.raises(InputError, match="the nearest is"):
        desk.tell(Told(case="patents", task=9_999_999), caller())

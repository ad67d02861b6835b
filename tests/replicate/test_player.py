"""Cases side by side in the same worlds: the numbers of playing each run by hand, each tape dealt once."""

from __future__ import annotations

from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

import sim
from sim.case import Case
from sim.engine.journal import Journal
from sim.errors import InputError
from sim.replicate import kept
from sim.replicate.kept import Keeper, Names
from sim.replicate.player import Player
from sim.replicate.replications import Replications, journals_of, table_of

MEASURES = ("cost_per_task", "on_time_share", "lead_time_mean_days")


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    """Three choices in one world, and one in another."""
    short = sim.preset("pfizer_patents").changed(
        {"scenario.horizon_days": 40.0, "scenario.warm_up_days": 10.0}
    )
    shares = (0.2, 0.5)
    ways = [short.changed({"strategy.mix.patents.bangalore": share}) for share in shares]
    return short, ways[0], short.changed({"scenario.inhouse.seats": 40}), ways[1]


def by_hand(cases: tuple[Case, ...], replications: range) -> Any:
    """Each run by itself, nothing shared."""
    return np.array(
        [
            [
                [sim.settle(sim.simulate(case, seed=5, replication=k))[name] for name in MEASURES]
                for k in replications
            ]
            for case in cases
        ]
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_a_table_holds_what_each_run_gives_by_itself(cases: tuple[Case, ...], workers: int) -> None:
    """To the last bit, in the order of cases and replications, whoever computes."""
    with Player(5, workers) as player:
        table = player.table(cases, MEASURES, 4)

    assert table.values.tobytes() == by_hand(cases, range(4)).tobytes()
    assert player.runs == 16
    assert table.of(3)["on_time_share"].tolist() == table.values[3, :, 1].tolist()
    assert table.column("on_time_share").tolist() == table.values[:, :, 1].tolist()


def test_replications_can_be_chosen(cases: tuple[Case, ...]) -> None:
    """Those of a folder, say; the frame names them."""
    with Player(5) as player:
        table = player.table(cases[:2], MEASURES, (3, 1))

    assert table.values.tobytes() == by_hand(cases[:2], range(4))[:, [3, 1]].tobytes()
    frame = table.frame()
    assert frame.index.names == ["case", "replication"]
    assert frame.loc[(1, 3), "cost_per_task"] == table.values[1, 0, 0]


def test_the_next_question_finds_the_workers_of_the_last(cases: tuple[Case, ...]) -> None:
    """They are begun once; a question that was broken off leaves none."""
    pools = []
    for _ in range(2):
        with Player(5, 2) as player:
            player.table(cases[:1], MEASURES, 2)
            pools.append(player._pool)
    with suppress(ZeroDivisionError), Player(5, 2) as player:
        player.table(cases[:1], MEASURES, 2)
        pools.append(player._pool)
        raise ZeroDivisionError
    with Player(5, 2) as player:
        player.table(cases[:1], MEASURES, 2)
        pools.append(player._pool)

    assert pools[0] is pools[1] is pools[2]
    assert pools[3] is not pools[2]


def test_journals_are_read_where_they_are_asked_for(cases: tuple[Case, ...]) -> None:
    """The slow way: a function of each journal, in worker processes too."""
    alone = [[sim.simulate(case, seed=5, replication=k).tape.tasks for k in range(3)] for case in cases]

    for workers in (1, 2):
        with Player(5, workers) as player:
            assert player.read(cases, tasks_of, 3) == alone


def tasks_of(journal: Journal) -> int:
    """How many tasks arrive."""
    return journal.tape.tasks


def test_the_luck_of_one_world_is_dealt_once(
    cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three choices in one scenario share its tapes; the fourth case has another scenario."""
    from sim.tape.tape import Dealer

    dealt: list[tuple[int, int]] = []
    sound = Dealer.deal

    def deal(self: Dealer, seed: int, replication: int) -> Any:
        dealt.append((seed, replication))
        return sound(self, seed, replication)

    monkeypatch.setattr(Dealer, "deal", deal)
    with Player(17) as player:
        player.table(cases, MEASURES, 3)

    assert sorted(dealt) == [(17, k) for k in (0, 0, 1, 1, 2, 2)]


def test_no_more_is_kept_than_fits_and_every_tape_is_still_dealt_once(
    cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room for two tapes: replications are played two at a time, in both cases of the world."""
    from sim.replicate import player as room
    from sim.tape.tape import Dealer

    case, names = cases[0], Names.of(cases[0])
    size = kept.size_of(Keeper().tape(case, names, 5, 0))
    small = Keeper(most_bytes=int(2.5 * size))
    monkeypatch.setattr(room, "KEPT", small)
    monkeypatch.setattr(room.table_of, "__defaults__", (small, None))
    dealt: list[int] = []
    sound = Dealer.deal

    def deal(self: Dealer, seed: int, replication: int) -> Any:
        dealt.append(replication)
        return sound(self, seed, replication)

    monkeypatch.setattr(Dealer, "deal", deal)
    with Player(5) as player:
        table = player.table([cases[0], cases[1]], MEASURES, 6)

    assert small.room_for(small.tape(case, names, 5, 0)) == 2
    assert sorted(dealt[:6]) == list(range(6))
    assert table.values.tobytes() == by_hand(cases[:2], range(6)).tobytes()


def test_a_case_changed_in_place_finds_no_plan_of_its_former_self(cases: tuple[Case, ...]) -> None:
    """Plans are kept by what a case says, not by which object it is."""
    keeper, case = Keeper(), cases[0]
    other = case.changed({"strategy.mix.patents.bangalore": 0.0})
    first = keeper.plan(case, Names.of(case))

    assert keeper.plan(case, Names.of(case)) is first
    assert keeper.plan(case.changed({"strategy.name": "renamed"}), Names.of(case)) is first
    assert keeper.plan(other, Names.of(other)) is not first


def test_a_batch_is_the_unit(cases: tuple[Case, ...]) -> None:
    """One case, one seed, some replications: a table, or its journals if someone asks."""
    batch = Replications(cases[0], 5, range(2, 4))

    assert table_of(batch, MEASURES).tobytes() == by_hand(cases[:1], range(4))[0, 2:].tobytes()
    assert [journal.tape.replication for journal in journals_of(batch)] == [2, 3]


def test_progress_is_told_and_ends_at_the_whole(cases: tuple[Case, ...]) -> None:
    """Runs done, runs in all."""
    told: list[tuple[int, int]] = []
    with Player(5, progress=lambda done, total: told.append((done, total))) as player:
        player.table(cases[:2], MEASURES, 7)

    assert told[-1] == (14, 14)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > 1


@pytest.mark.parametrize("workers", [1, 2])
def test_whoever_leaves_is_not_played_for(cases: tuple[Case, ...], workers: int) -> None:
    """Asked before each job."""
    with Player(5, workers, is_over=lambda: True) as player, pytest.raises(CancelledError):
        player.table(cases, MEASURES, 30)

    assert player.runs == 0


@pytest.mark.parametrize("number", [0, -1, 100_001, True, 2.5, "3"])
def test_a_number_of_replications_that_cannot_be_is_refused_by_every_question(number: Any) -> None:
    """One check, one message."""
    case = sim.preset("one_queue")
    asked = (
        lambda: sim.what_if(case, {}, replications=number),
        lambda: sim.counterfactual("pfizer_patents", "failures", number),
        lambda: sim.waterfall("pfizer_patents", number),
        lambda: sim.payback("pfizer_patents", replications=number),
    )
    for ask in asked:
        with pytest.raises(InputError, match="replications"):
            ask()


@pytest.mark.parametrize(("seed", "workers"), [(-1, 1), (1.5, 1), (True, 1), (1, 0), (1, 5000), (1, 1.0)])
def test_a_seed_or_a_number_of_workers_that_cannot_be_is_told_in_words(seed: Any, workers: Any) -> None:
    """Before anything is played."""
    with pytest.raises(InputError, match="must be a whole number"):
        sim.what_if("one_queue", {}, replications=1, seed=seed, workers=workers)


def test_a_seed_left_out_is_drawn_and_remembered_by_every_answer() -> None:
    """Asking again with the seed that the answer names gives the same answer."""
    case = sim.preset("pfizer_patents").changed({"scenario.horizon_days": 30.0})
    for ask in (
        lambda **seed: sim.what_if(case, {"strategy.clarity": 0.9}, replications=2, **seed),
        lambda **seed: sim.counterfactual(case, "questions", 2, **seed),
        lambda **seed: sim.waterfall(case, 2, **seed),
        lambda **seed: sim.payback(case, replications=2, **seed),
    ):
        first, second = ask(), ask()

        assert first.seed != second.seed
        assert str(ask(seed=first.seed)) == str(first)


def test_tapes_are_dealt_a_few_ahead_and_the_numbers_are_those_of_one_by_one(
    cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first alone, so that who asks for one run waits for one; then as many as there is room for."""
    from sim.replicate import replications as room

    dealt: list[int] = []
    keeper, batch = Keeper(), Replications(cases[0], 5, range(8))
    tape, names = keeper.tape, Names.of(cases[0])

    def noted(*asked: Any) -> Any:
        dealt.append(asked[-1])
        return tape(*asked)

    monkeypatch.setattr(keeper, "tape", noted)
    monkeypatch.setattr(room, "MOST_AHEAD", int(3.5 * kept.size_of(tape(cases[0], names, 5, 0))))
    told = [(journal.tape.replication, len(dealt)) for journal in journals_of(batch, keeper)]

    assert [number for number, _ in told] == dealt == list(range(8))
    assert [so_far for _, so_far in told][:4] == [1, 4, 4, 4]
    monkeypatch.setattr(room, "MOST_AHEAD", 0)
    one_by_one = table_of(batch, MEASURES, Keeper())
    monkeypatch.undo()
    assert table_of(batch, MEASURES, Keeper()).tobytes() == one_by_one.tobytes()

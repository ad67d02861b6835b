"""The benchmarks run and do the work they time. How long it takes is nobody's business here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import cases, queue, reference, table, twins
from benchmarks.rivals import LIMITS, OWN, RIVALS, Answer, Rival, is_installed, queue_of
from benchmarks.size import TINY
from sim.analysis.theory import mmc_wait
from sim.replicate.pool import Serial


def test_the_theory_of_the_plain_queue_is_the_textbooks() -> None:
    """λ .8, μ 1, one seat."""
    assert pytest.approx(mmc_wait(cases.LOAD, 1.0, 1)) == cases.MEAN_WAIT


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Executor]:
    """A process in which none of our own code was compiled; cimba's compiler asks for that."""
    with queue.own_process() as process:
        yield process


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.name)
def test_every_rival_simulates_the_same_queue(rival: Rival, elsewhere: Executor) -> None:
    """The mean wait is the theory's, within what so many customers allow."""
    if not is_installed(rival):
        pytest.skip(f"{rival.package} is not installed")

    turn = elsewhere.submit(queue.take_turn, rival, 4 * TINY.customers[rival.pace], 7).result()

    assert is_the_queue(turn.answer)


@pytest.mark.parametrize("own", [*OWN, *LIMITS], ids=lambda own: own.name)
def test_we_simulate_it_too(own: Rival) -> None:
    """So do both engines, and the two loops that mark the limit."""
    answer = queue_of(own)(4 * TINY.customers[own.pace], 7)

    assert is_the_queue(answer)


def is_the_queue(answer: Answer) -> bool:
    """Whether the mean wait is near enough to the theory's."""
    return abs(answer.mean_wait - cases.MEAN_WAIT) < queue.ALLOWED_ERRORS * queue.standard_error(
        answer.customers
    )


def test_the_queue_has_a_row_for_each_tool_installed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is missing is named, with how to install it."""
    missing = Rival("Missing", "no_such_tool:run", "no_such_package", "slow", "")
    monkeypatch.setattr(queue, "RIVALS", (RIVALS[0], missing))

    rows = queue.rows(TINY, opened=Serial)

    assert [row.what for row in rows] == [each.name for each in (RIVALS[0], missing, *OWN, *LIMITS)]
    assert rows[1].note == queue.INSTALL.format("no_such_package")
    assert all(row.values["is_right"] for row in rows if row is not rows[1])


def test_engines_are_compared_at_each_share_of_the_demo() -> None:
    """A bare event and three shares; and three shares for the twins."""
    assert len(reference.rows(TINY)) == 1 + len(cases.SHARES)
    assert [row.section for row in twins.rows(TINY)] == [twins.SECTION] * len(cases.SHARES)


def test_the_command_prints_a_table_and_writes_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What, figure, target, reached, note; the machine by its kind and not by its name."""
    monkeypatch.setattr(command, "QUICK", TINY)
    file = tmp_path / "figures.json"

    command.main(["--quick", "--only", "reference", "end_to_end", "--json", str(file)])

    printed = capsys.readouterr().out
    assert all(head in printed for head in table.HEADS)
    document = json.loads(file.read_text(encoding="utf-8"))
    assert {row["section"] for row in document["rows"]} == {"reference", "end_to_end"}
    assert document["machine"]["cores"] >= 1


def test_every_section_has_a_title() -> None:
    """A table that cannot be drawn would lose minutes of measuring."""
    assert set(table.TITLES) == set(command.SECTIONS)

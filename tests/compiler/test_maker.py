"""Nobody waits for a compiler: one process makes the machine code, the others answer until it is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.compiler import maker
from sim.rules.code_folder import MARK

JIT = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"


class Cold:
    """A machine on which nothing is compiled yet, and a compiler that does as it is told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.is_waiting, self.made = folder, True, 0
        self._set = monkeypatch.setattr
        self._set(maker, "cache_folder", lambda: folder)
        self._set(maker, "is_complete", lambda: (folder / MARK).exists())
        self._set(maker, "is_temporary", lambda: False)
        self._set(maker, "is_waiting", lambda: self.is_waiting)
        self._set(maker, "go_over", self.go_over)
        self._set(maker, "make", self.make)
        self.forget()

    def go_over(self) -> None:
        """In the place of the laws'."""
        self.is_waiting = False

    def make(self) -> None:
        """In this process."""
        self.made += 1
        (self.folder / MARK).touch()
        self.go_over()

    def compiler(self, code: str) -> None:
        """What the process beside does."""
        self._set(maker, "MAKE", code.replace("{", "{{").replace("}", "}}"))

    def forget(self) -> None:
        """As a process that has just begun."""
        maker._begin.cache_clear()
        maker._CHILDREN.clear()
        self.is_waiting = True

    @property
    def child(self) -> subprocess.Popen[bytes]:
        """The process beside."""
        return maker._CHILDREN[-1]


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cold]:
    """Nothing compiled, and no process left behind."""
    machine = Cold(tmp_path, monkeypatch)
    machine.compiler("import time; time.sleep(600)")
    yield machine
    for child in maker._CHILDREN:
        child.kill()
        child.wait()
    machine.forget()


def test_the_first_answer_is_not_kept_waiting(cold: Cold, capsys: pytest.CaptureFixture[str]) -> None:
    """A process begins to compile, which is told once; nobody waits for it."""
    assert not maker.is_ready()
    assert not maker.is_ready()

    assert cold.child.poll() is None
    assert capsys.readouterr().err.count("in the background") == 1
    assert cold.made == 0


def test_once_the_code_is_there_it_is_gone_over_to(cold: Cold) -> None:
    """By the next who asks."""
    cold.compiler(f"open({str(cold.folder / MARK)!r}, 'w')")
    maker.is_ready()
    cold.child.wait()

    assert maker.is_ready()
    assert not cold.is_waiting


def test_two_that_begin_together_compile_once(cold: Cold, capsys: pytest.CaptureFixture[str]) -> None:
    """The second finds the lock taken, and is as slow as the first."""
    maker.is_ready()
    first = cold.child
    maker._CHILDREN.clear()
    maker._begin.cache_clear()

    assert not maker.is_ready()
    assert maker._CHILDREN == []
    assert "in the background" in capsys.readouterr().err
    maker._CHILDREN.append(first)


def test_a_killed_compiler_leaves_nothing_broken(cold: Cold, capsys: pytest.CaptureFixture[str]) -> None:
    """This process says so and goes on slowly; the next begins anew."""
    maker.is_ready()
    killed = cold.child
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()

    assert not maker.is_ready()
    assert not maker.is_ready()
    assert capsys.readouterr().err.count("could not be compiled") == 1
    cold.forget()
    assert not maker.is_ready()
    assert cold.child.pid != killed.pid


def test_whoever_needs_the_compiled_engine_waits_for_who_makes_it(cold: Cold) -> None:
    """And compiles nothing again."""
    begun = "import time; time.sleep(0.5); "
    cold.compiler(begun + f"open({str(cold.folder / MARK)!r}, 'w')")
    maker.is_ready()

    maker.prepare()

    assert (cold.made, cold.is_waiting) == (0, False)


def test_whoever_needs_it_where_nobody_makes_it_has_it_made(cold: Cold) -> None:
    """And waits for that."""
    cold.compiler(f"open({str(cold.folder / MARK)!r}, 'w')")

    maker.prepare()

    assert (cold.made, cold.is_waiting) == (0, False)


def test_what_another_process_cannot_compile_is_compiled_here(cold: Cold) -> None:
    """Once; and if it fails here, too, the error is seen."""
    cold.compiler("raise SystemExit(3)")

    maker.prepare()
    maker.prepare()

    assert (cold.made, cold.is_waiting) == (1, False)


def test_nobody_compiles_beside_where_no_process_can_be_begun(
    cold: Cold, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the first waits, as ever."""
    monkeypatch.setattr(sys, "executable", "")

    assert maker.is_ready()
    assert cold.made == 1


FIRST_AND_SECOND = """
import sim
from sim.compiler.maker import prepare

case = sim.changed(sim.preset("follow_the_sun"), {"scenario.horizon_days": 60})
first = sim.simulate(case, seed=3)
prepare()
second = sim.simulate(case, seed=3)
mixed = sim.simulate(case, plan=first.plan, tape=first.tape)
print(first.engine, second.engine, mixed.engine)
print(first.to_bytes() == second.to_bytes() == mixed.to_bytes())
print(str(sim.settle(first)) == str(sim.settle(second)))
"""


@pytest.mark.slow
@pytest.mark.skipif(not JIT, reason="nothing is compiled in this mode")
def test_the_numbers_are_the_same_before_and_after(tmp_path: Path) -> None:
    """Told by the reference engine, and then by the compiled one, in one process and of one tape."""
    said = subprocess.run(
        [sys.executable, "-c", FIRST_AND_SECOND],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert said.returncode == 0, said.stderr
    assert said.stdout.split("\n")[:3] == ["reference compiled compiled", "True", "True"]
    assert said.stderr.count("in the background") == 1
    assert len(list(tmp_path.glob("*/" + MARK))) == 1
